import type { Gender, HouseholdRelation } from '../../../generated/prisma/enums';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { relationLabel } from '../../../shared/relation-labels';
import { uncapitalise } from '../../../shared/vietnamese-text';

/** A relative or neighbour who helps a household with the phone and the portal. */
interface Helper {
  name: string;
  gender: Gender | null;
  phone: string | null;
  /** Relation to the head of the household; null for an outsider. */
  relation: HouseholdRelation | null;
  /** A more exact description: 'cháu ngoại, ở tầng 2'. */
  relationNote: string;
}

/** 'con gái Nguyễn Thị Mai'; the name alone if the relation is unknown. */
export function helperName({ name, gender, relation, relationNote }: Helper): string {
  const words = relationNote || (relation ? uncapitalise(relationLabel(relation, gender)) : '');
  return relationNote.includes(',') ? `${name} (${relationNote})` : [words, name].filter(Boolean).join(' ');
}

/** 'con gái Nguyễn Thị Mai, 0533 123 456'; '; ' between several, '' for none. */
export function helperText(helpers: readonly Helper[]): string {
  return helpers
    .map((helper) => [helperName(helper), helper.phone && formatPhoneNumber(helper.phone)].filter(Boolean).join(', '))
    .join('; ');
}
