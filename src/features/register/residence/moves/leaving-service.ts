import type { LocalDate } from '../../../../shared/dates';
import type { Done, Invalid } from '../../../../shared/outcome';
import { headOf, type Home, type HomeMember } from '../../events/queries';
import type { RegisterAct } from '../../events/service';
import type { Relations } from './forms';
import { checkRelations, needsNewHead } from './succession-rules';

// Shared by the acts in which a resident leaves a home.

/** The state in which a household was left, to warn the user. */
export interface Left {
  isHeadless: boolean;
  isEmpty: boolean;
}

/** `left` is absent if there was no household to leave, or the form was sent before. */
export interface Moved extends Done {
  left?: Left;
}

interface Succession {
  newHeadId: string | null;
  relations: Relations;
  vacates: boolean;
}

export function checkLeaving(home: Home, leaverIds: string[], { newHeadId, relations }: Succession): Invalid['errors'] {
  if (!newHeadId || !needsNewHead(home.members, leaverIds)) return {};
  return checkRelations(
    home.members.filter(({ residentId }) => !leaverIds.includes(residentId)),
    newHeadId,
    relations,
    'newHeadId',
  );
}

/** Ends the memberships of those who leave and settles the household they leave: a new head, or an empty home. */
export async function leaveHome(
  act: RegisterAct,
  home: Home,
  leaverIds: string[],
  { newHeadId, relations, vacates, on }: Succession & { on: LocalDate },
): Promise<Left> {
  const leavers = home.members.filter(({ residentId }) => leaverIds.includes(residentId));
  const stayers = home.members.filter(({ residentId }) => !leaverIds.includes(residentId));
  for (const { membershipId } of leavers) await act.endMembership(membershipId, on);
  if (needsNewHead(home.members, leaverIds)) {
    if (newHeadId) await succeedHead(act, home, stayers, { newHeadId, relations, on });
    act.addEvent({
      kind: 'head_changed',
      on,
      householdId: home.id,
      residentId: newHeadId,
      otherResidentId: headOf(home)!.residentId,
    });
  }
  const isVacated = stayers.length === 0 && vacates && home.occupancy !== 'vacant';
  if (isVacated) {
    if (home.occupancy !== 'occupied') await act.endUnoccupied(home.id, on);
    await act.beginUnoccupied(home.id, { kind: 'vacant', from: on, expectedUntil: null, reason: '' });
    act.addEvent({ kind: 'vacated', on, householdId: home.id });
  }
  const hasHead = needsNewHead(home.members, leaverIds) ? newHeadId !== null : headOf(home) !== undefined;
  return {
    isHeadless: stayers.length > 0 && !hasHead,
    isEmpty: stayers.length === 0 && !isVacated && home.occupancy !== 'vacant',
  };
}

/** Changes the old head first and the new one last, because a household never has two heads. */
export async function succeedHead(
  act: RegisterAct,
  home: Home,
  members: readonly HomeMember[],
  { newHeadId, relations, on }: { newHeadId: string; relations: Relations; on: LocalDate },
): Promise<void> {
  const rank = ({ residentId, relation }: HomeMember) => {
    if (residentId === newHeadId) return 2;
    return relation === 'head' ? 0 : 1;
  };
  for (const member of members.toSorted((a, b) => rank(a) - rank(b))) {
    await act.changeRelation(
      home.id,
      member,
      member.residentId === newHeadId ? { relation: 'head', relationNote: '' } : relations[member.residentId]!,
      on,
    );
  }
}
