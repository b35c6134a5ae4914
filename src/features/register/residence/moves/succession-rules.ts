import type { FieldErrors } from '../../../../web/form';
import type { HomeMember } from '../../events/queries';
import type { Relations } from './forms';

type Member = Pick<HomeMember, 'residentId' | 'fullName' | 'relation'>;

/** Whether the head is among those who leave while others stay. */
export function needsNewHead(members: readonly Member[], leaverIds: readonly string[]): boolean {
  const isLeaving = ({ residentId }: Member) => leaverIds.includes(residentId);
  return (
    members.some((member) => member.relation === 'head' && isLeaving(member)) &&
    members.some((member) => !isLeaving(member))
  );
}

/**
 * Checks the choice of a head among `members` and the others' relations to that head. Errors are keyed by form field;
 * empty when there are none.
 * @param field name of the field with which the head was chosen.
 */
export function checkRelations(
  members: readonly Member[],
  headId: string,
  relations: Relations,
  field: string,
): FieldErrors {
  if (!members.some(({ residentId }) => residentId === headId)) return { [field]: 'Người này không còn ở trong hộ.' };
  return checkOthers(
    members.filter(({ residentId }) => residentId !== headId),
    relations,
  );
}

/** The same for people who join a household that already has a head. */
export function checkOthers(members: readonly Member[], relations: Relations): FieldErrors {
  const errors: Record<string, string> = {};
  for (const { residentId, fullName } of members) {
    const name = `relations[${residentId}][relation]`;
    const given = relations[residentId];
    if (!given) errors[name] = `Chọn quan hệ của ${fullName} với chủ hộ.`;
    else if (given.relation === 'head') errors[name] = 'Mỗi hộ có một chủ hộ; chọn quan hệ khác.';
  }
  return errors;
}
