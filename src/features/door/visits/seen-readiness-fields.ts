import { z } from 'zod';
import { optionsOf } from '../../../shared/labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { fieldId, optionalChoice, typed, type FieldErrors, type FormValues } from '../../../web/form';
import {
  NOTHING_ASKED,
  READINESS_LABELS,
  READINESS_VALUES,
  readinessValue,
} from '../../casework/needs/readiness-words';
import type { SelectField } from './assist-fields';
import type { Member } from './form-queries';
import { SEEN_FIELDS, type SeenFacts } from './seen-readiness';

type SeenField = (typeof SEEN_FIELDS)[number];

const answersTo = (field: SeenField) => {
  const { unknown: _unknown, ...answers } = READINESS_VALUES[field] as Record<string, string>;
  return answers;
};
const keysOf = <Key extends string>(answers: Record<Key, string>) => Object.keys(answers) as [Key, ...Key[]];
const PICK = 'Chọn một mục trong danh sách.';

/** What was seen of one person; a field left alone is absent. */
export const seenFields = z
  .object(Object.fromEntries(SEEN_FIELDS.map((field) => [field, optionalChoice(keysOf(answersTo(field)), PICK)])))
  .transform((row) => Object.fromEntries(Object.entries(row).filter(([, answer]) => answer !== null)) as SeenFacts);

/** A select of each fact about a person, shown as tiles: 'Như cũ' leaves it alone. */
export type SeenSelect = SelectField & { label: string };

export function seenSelects(member: Member, values: FormValues, errors: FieldErrors): SeenSelect[] {
  const rows = values.readiness instanceof Object ? (values.readiness as FormValues) : {};
  const row = rows[member.id] instanceof Object ? (rows[member.id] as FormValues) : {};
  return SEEN_FIELDS.map((field) => {
    const name = `readiness[${member.id}][${field}]`;
    const known = readinessValue(field, { ...NOTHING_ASKED, [field]: member[field] ?? 'unknown' });
    return {
      label: READINESS_LABELS[field],
      name,
      id: fieldId(name),
      options: [
        { value: '', label: `Như cũ: ${uncapitalise(known)}`, selected: false },
        ...optionsOf(answersTo(field), typed(row, field)),
      ],
      error: errors[name] ?? '',
    };
  });
}
