import { formatRoundTime, instantOf } from '../../../shared/dates';
import type { ProposedDoor } from '../planner/planner-output';
import type { DroppedDoor } from './door-change';
import type { KeptRound, PlannedState } from './queries';

/**
 * How a planned round differs from the proposal: 'tối thứ Ba 01/12, 18:30–20:30; không đi 12 Hàng Than (đã gặp 27/11).'
 * '' if it does not.
 */
export function insteadText(
  round: KeptRound,
  state: PlannedState,
  going: readonly ProposedDoor[],
  dropped: readonly DroppedDoor[],
): string {
  const { startsAt, endsAt, officers } = state;
  const isSameTeam =
    officers.length === round.officerIds.length && officers.every(({ id }) => round.officerIds.includes(id));
  const added = addedDoors(round, state);
  const words = [
    isAtProposedTime(round, state) ? '' : formatRoundTime(startsAt, endsAt),
    isSameTeam ? '' : `đội ${officers.map(({ displayName }) => displayName).join(', ')}`,
    dropped.length > 0
      ? `không đi ${dropped.map(({ address, why }) => (why ? `${address} (${why})` : address)).join(', ')}`
      : '',
    added > 0 ? `thêm ${added} cửa` : '',
    isInOtherOrder(going, state) ? 'đi theo thứ tự khác' : '',
  ].filter(Boolean);
  return words.length > 0 ? `${words.join('; ')}.` : '';
}

/**
 * Whether a planned round will meet more or fewer than proposed, apart from the doors it leaves out: because of other
 * hours, doors or ways.
 */
export const meetsOthers = (round: KeptRound, state: PlannedState, going: readonly ProposedDoor[]): boolean =>
  !isAtProposedTime(round, state) || isInOtherOrder(going, state) || addedDoors(round, state) > 0;

const isAtProposedTime = ({ date, from, to }: KeptRound, { startsAt, endsAt }: PlannedState): boolean =>
  startsAt.getTime() === instantOf(date, from).getTime() && endsAt.getTime() === instantOf(date, to).getTime();

/** Whether the planned round visits the remaining proposed doors in another order. */
function isInOtherOrder(going: readonly ProposedDoor[], { doorIds }: PlannedState): boolean {
  const planned = doorIds.filter((id) => going.some(({ doorId }) => doorId === id));
  return going.some(({ doorId }, index) => doorId !== planned[index]);
}

const addedDoors = ({ doors }: KeptRound, { doorIds }: PlannedState): number =>
  doorIds.filter((id) => !doors.some(({ doorId }) => doorId === id)).length;
