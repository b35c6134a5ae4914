import type { HouseholdOccupancy, PauseKind } from '../../../generated/prisma/enums';
import { closureText, type AreaClosure } from '../../../shared/area-closures';
import { formatDate, formatRoundTime, type LocalDate } from '../../../shared/dates';
import { PAUSE_KINDS } from '../../../shared/labels';
import { capitalise } from '../../../shared/vietnamese-text';

/** What may prevent planning a door on a day. */
export interface DoorState {
  occupancy: HouseholdOccupancy;
  /** A pause in force on that day. */
  pause: { kind: PauseKind; until: LocalDate | null } | null;
  /** Of its area, on that day; the last to end first. */
  closures?: readonly AreaClosure[];
  /** An open round that already has the door. */
  openRound: { code: string; startsAt: Date; endsAt: Date } | null;
}

/** Why a door cannot be planned, in Vietnamese, without full stop; null if it can. A pause and a closed area outrank a round. */
export function obstacleOf({ occupancy, pause, closures, openRound }: DoorState): string | null {
  if (pause)
    return `${PAUSE_KINDS[pause.kind].toLocaleLowerCase('vi')}${pause.until ? `, đến hết ${formatDate(pause.until)}` : ''}`;
  if (closures?.[0]) return closureText(closures[0]);
  if (openRound) return `đang ở buổi ${openRound.code}, ${formatRoundTime(openRound.startsAt, openRound.endsAt)}`;
  return occupancy === 'vacant' ? 'nhà trống' : null;
}

/** The same as a sentence of its own: 'Đang ở buổi BĐ-7K2, tối thứ Ba 01/12, 18:00–21:00'. */
export function obstacleSentence(door: DoorState): string | null {
  const obstacle = obstacleOf(door);
  return obstacle && capitalise(obstacle);
}
