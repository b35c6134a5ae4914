import { optionsOf } from '../../../shared/labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { fieldId, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { NOTHING_ASKED, READINESS_LABELS, readinessValue } from '../../casework/needs/readiness-labels';
import type { Member } from './form-queries';
import { answersAbout } from './forms';
import { SEEN_FIELDS } from '../visit-rules/seen-readiness';

/** A select of each fact about a person, shown as tiles: 'Như cũ' leaves it alone. */
export function seenSelects(member: Member, values: FormValues, errors: FieldErrors) {
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
        ...optionsOf(answersAbout(field), typed(row, field)),
      ],
      error: errors[name] ?? '',
    };
  });
}
