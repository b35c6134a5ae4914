import { formatDate } from '../../../shared/dates';
import { HELPER_PURPOSES } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { relationLabel } from '../../../shared/relation-labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import type { HelperRow } from './queries';

type Helper = Pick<HelperRow, 'name' | 'gender' | 'phone' | 'relation' | 'relationNote'>;

/** 'con gái Nguyễn Thị Mai'; the name alone if the relation is unknown. */
export function helperName({ name, gender, relation, relationNote }: Helper): string {
  const words = relationNote || (relation ? uncapitalise(relationLabel(relation, gender)) : '');
  return relationNote.includes(',') ? `${name} (${relationNote})` : [words, name].filter(Boolean).join(' ');
}

/** 'Cổng Dịch vụ công, VNeID · từ 26/11/2026 · chưa hỏi hai bên': what is known of a tie. */
export const tieText = ({ purposes, since, agreedOn, handedOver }: HelperRow): string =>
  [
    purposes.map((purpose) => HELPER_PURPOSES[purpose]).join(', '),
    `từ ${formatDate(since)}`,
    agreedOn ? `hai bên đồng ý ${formatDate(agreedOn)}` : 'chưa hỏi hai bên',
    handedOver && `đã bàn giao: ${handedOver}`,
  ]
    .filter(Boolean)
    .join(' · ');

/**
 * 'con gái Nguyễn Thị Mai, 0533 123 456'; '; ' between several, '' for none. Who helps two people is named once, with the
 * relation that is known of either tie.
 */
export function helperText(helpers: readonly Helper[]): string {
  const isSame = (one: Helper) => (other: Helper) => one.name === other.name && one.phone === other.phone;
  return helpers
    .filter((helper, index) => helpers.findIndex(isSame(helper)) === index)
    .map((helper) => helpers.filter(isSame(helper)).find((tie) => tie.relationNote || tie.relation) ?? helper)
    .map((helper) => [helperName(helper), helper.phone && formatPhoneNumber(helper.phone)].filter(Boolean).join(', '))
    .join('; ');
}
