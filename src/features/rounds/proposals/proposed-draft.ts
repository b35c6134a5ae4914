import type { PlanDraft } from '../planning/forms';
import { sortDoors, type RegisterNow } from './door-change';
import type { KeptRound } from './queries';

/**
 * A proposed round as a draft of the planning page, under the id with which it is planned: its doors in order, all
 * locked against other suggestions; doors no longer to be visited are struck.
 */
export function proposedDraft(proposalId: string, round: KeptRound, registerNow: RegisterNow): PlanDraft {
  const { going, dropped } = sortDoors(round, registerNow);
  const doorIds = going.map(({ doorId }) => doorId);
  const { id, date, from, to, officerIds } = round;
  return {
    id,
    proposalId,
    date,
    from,
    to,
    officerIds,
    doorIds,
    peopleIds: [],
    lockedIds: doorIds,
    isEvening: true,
    groupId: null,
    laneKeys: [],
    escort: '',
    note: '',
    outOfHoursReason: '',
    positions: new Map([
      ...doorIds.map((doorId, index): [string, string] => [doorId, String(index + 1)]),
      ...dropped.map(({ doorId }): [string, string] => [doorId, '']),
    ]),
  };
}
