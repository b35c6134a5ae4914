import { optionsOf } from '../../../shared/labels';
import { answerText, READINESS, SEEN_FIELDS } from '../../../shared/readiness-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { fieldId, typed, type FieldErrors, type FormValues } from '../../../web/form';
import type { Member } from './form-queries';
import { answersAbout } from './forms';

/** A select of each fact about a person, shown as tiles: 'Như cũ' leaves it alone. */
export function seenSelects(member: Member, values: FormValues, errors: FieldErrors) {
  const rows = values.readiness instanceof Object ? (values.readiness as FormValues) : {};
  const row = rows[member.id] instanceof Object ? (rows[member.id] as FormValues) : {};
  return SEEN_FIELDS.map((field) => {
    const name = `readiness[${member.id}][${field}]`;
    return {
      label: READINESS[field].label,
      name,
      id: fieldId(name),
      options: [
        { value: '', label: `Như cũ: ${uncapitalise(answerText(field, member))}`, selected: false },
        ...optionsOf(answersAbout(field), typed(row, field)),
      ],
      error: errors[name] ?? '',
    };
  });
}
