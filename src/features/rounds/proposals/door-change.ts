import type { DoorOutcome } from '../../../generated/prisma/enums';
import { formatDayMonth, type LocalDate } from '../../../shared/dates';
import { DOOR_OUTCOMES } from '../../../shared/labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { obstacleOf, type DoorState } from '../doors/door-obstacle';
import type { ProposedDoor, ProposedRound } from '../planner/planner-output';

/** A proposed door as the register has it now; `pause` and `openRound` as on the day of its round. */
export interface DoorNow extends DoorState {
  id: string;
  addressLine: string;
  /**
   * The last visit at the door if it was logged after the proposal was made; if it promised to come back, with that
   * day.
   */
  visit: { outcome: DoorOutcome; visitedOn: LocalDate; promisedFor: LocalDate | null } | null;
  /** An accepted request is open: a resident there waits for the team. */
  isAsked: boolean;
}

/** The doors of proposed rounds now, by id, and the address of the household that each missing one was merged into. */
export interface RegisterNow {
  doors: ReadonlyMap<string, DoorNow>;
  mergedInto: ReadonlyMap<string, string>;
}

/** A proposed door that is no longer to be visited. */
export interface DroppedDoor {
  doorId: string;
  address: string;
  why: string;
}

/** The doors of a proposed round still to be visited, and those that are not, each in their order. */
export function sortDoors(
  { date, doors }: Pick<ProposedRound, 'date' | 'doors'>,
  { doors: now, mergedInto }: RegisterNow,
): { going: ProposedDoor[]; dropped: DroppedDoor[] } {
  const going: ProposedDoor[] = [];
  const dropped: DroppedDoor[] = [];
  for (const proposed of doors) {
    const door = now.get(proposed.doorId);
    const why = door ? whyDropped(door, date) : whyGone(mergedInto.get(proposed.doorId));
    if (why === null) going.push(proposed);
    else dropped.push({ doorId: proposed.doorId, address: door?.addressLine ?? 'Một cửa', why });
  }
  return { going, dropped };
}

/** @param keptAddress of the household that the door was merged into, if any. */
const whyGone = (keptAddress: string | undefined): string =>
  keptAddress ? `đã gộp vào ${keptAddress}` : 'không còn trong sổ';

/** Outcomes after which the team does not return soon. A door that stayed shut is tried again. */
const DONE_FOR_NOW: readonly DoorOutcome[] = ['met', 'refused', 'moved_or_vacant'];

/**
 * Why a proposed door is no longer to be visited, in Vietnamese without full stop: 'đã gặp 27/11', 'nhà trống', 'đang ở
 * buổi BĐ-7K2, tối thứ Ba 01/12, 18:00–21:00'. Null if it still is; that includes a door visited since with an open
 * request, or with a promise for the round's day or before.
 * @param on the day of the proposed round.
 */
export function whyDropped(door: Omit<DoorNow, 'id' | 'addressLine'>, on: LocalDate): string | null {
  const { visit, isAsked } = door;
  const obstacle = obstacleOf(door);
  if (obstacle !== null || !visit || isAsked) return obstacle;
  if (visit.promisedFor !== null)
    return visit.promisedFor <= on ? null : `hẹn quay lại ${formatDayMonth(visit.promisedFor)}`;
  return DONE_FOR_NOW.includes(visit.outcome)
    ? `${uncapitalise(DOOR_OUTCOMES[visit.outcome])} ${formatDayMonth(visit.visitedOn)}`
    : null;
}

/** Whether what the proposal said about a door still holds: no visit since, and any request still waits. */
export function isAsShown({ doorId, parts }: ProposedDoor, { doors }: RegisterNow): boolean {
  const door = doors.get(doorId);
  return door !== undefined && door.visit === null && (door.isAsked || !parts.some(({ kind }) => kind === 'request'));
}

/**
 * With fewer doors than this, an evening is not worth it for a team. @param proposed number of doors in the proposal.
 */
export const fewestDoors = (proposed: number): number => Math.max(1, Math.ceil(proposed / 2));

const MAX_NAMED = 5;

/** '12 Hàng Than, 16 Hàng Than: đã gặp 27/11; 14 Hàng Than: nhà trống'. */
export function droppedText(dropped: readonly DroppedDoor[]): string {
  const named = dropped.slice(0, MAX_NAMED);
  const whys = [...new Set(named.map(({ why }) => why))];
  const rest = dropped.length - named.length;
  return [
    ...whys.map(
      (why) =>
        `${named
          .filter((door) => door.why === why)
          .map(({ address }) => address)
          .join(', ')}: ${why}`,
    ),
    ...(rest > 0 ? [`và ${rest} cửa khác`] : []),
  ].join('; ');
}

/** Why a round with so few doors left is not planned, and what to do. */
export const tooFewText = (going: number, proposed: number, dropped: readonly DroppedDoor[]): string =>
  `${going === 0 ? 'Không còn cửa nào' : `Chỉ còn ${going}`} trong ${proposed} cửa (${droppedText(dropped)}). Bấm “Sửa” để thêm cửa, hoặc xếp lại các ngày này.`;
