import type { HouseholdOccupancy, PauseKind } from '../../../generated/prisma/enums';
import { formatDate, formatRoundTime, type LocalDate } from '../../../shared/dates';
import { PAUSE_KINDS } from '../../../shared/labels';
import { capitalise } from '../../../shared/vietnamese-text';

/** What may stand against planning a door on a day. */
export interface DoorState {
  occupancy: HouseholdOccupancy;
  /** A pause in force on that day. */
  pause: { kind: PauseKind; until: LocalDate | null } | null;
  /** An open round the door is on. */
  openRound: { code: string; startsAt: Date; endsAt: Date } | null;
}

/** Why a door cannot be planned, in Vietnamese, without full stop; null when it can. A pause weighs more than a round. */
export function obstacleOf({ occupancy, pause, openRound }: DoorState): string | null {
  if (pause)
    return `${PAUSE_KINDS[pause.kind].toLocaleLowerCase('vi')}${pause.until ? `, đến hết ${formatDate(pause.until)}` : ''}`;
  if (openRound) return `đang ở buổi ${openRound.code}, ${formatRoundTime(openRound.startsAt, openRound.endsAt)}`;
  return occupancy === 'vacant' ? 'nhà trống' : null;
}

/** The same as it stands by itself: 'Đang ở buổi BĐ-7K2, tối thứ Ba 01/12, 18:00–21:00'. */
export function obstacleSentence(door: DoorState): string | null {
  const obstacle = obstacleOf(door);
  return obstacle && capitalise(obstacle);
}
