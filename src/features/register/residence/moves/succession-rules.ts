import type { HouseholdRelation } from '../../../../generated/prisma/enums';
import type { FieldErrors } from '../../../../web/form';
import type { Relations } from './forms';

interface Member {
  residentId: string;
  fullName: string;
  relation: HouseholdRelation;
}

/** Whether those who go take the head with them and leave others behind. */
export function needsNewHead(members: readonly Member[], leaverIds: readonly string[]): boolean {
  const isLeaving = ({ residentId }: Member) => leaverIds.includes(residentId);
  return (
    members.some((member) => member.relation === 'head' && isLeaving(member)) &&
    members.some((member) => !isLeaving(member))
  );
}

/**
 * What is wrong with who is to be head among `members` and with the relations of the others to that head. Names the
 * fields as the form does; empty when all is well.
 * @param field the name of the field that chose the head.
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

/** The same for people who join a household that has its head. */
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
