import { cardsOf, optionsOf } from '../../../shared/labels';
import { answerText, READINESS, SEEN_FIELDS } from '../../../shared/readiness-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { fieldId, type FieldErrors, type FormValues } from '../../../web/form';
import type { Member } from './form-queries';
import { answersAbout } from './forms';

/** The questions about a person: selects shown as tiles, where 'Như cũ' leaves a fact alone, and cards to tick. */
export function seenControls(member: Member, values: FormValues, errors: FieldErrors) {
  const rows = values.readiness instanceof Object ? (values.readiness as FormValues) : {};
  const row = rows[member.id] instanceof Object ? (rows[member.id] as FormValues) : {};
  const controls = SEEN_FIELDS.map((field) => {
    const name = `readiness[${member.id}][${field}]`;
    return {
      isSeveral: READINESS[field].isSeveral ?? false,
      label: READINESS[field].label,
      name,
      id: fieldId(name),
      known: `Như cũ: ${uncapitalise(answerText(field, member))}`,
      answers: answersAbout(field),
      typed: row[field],
      error: errors[name] ?? '',
    };
  });
  const selects = controls
    .filter(({ isSeveral }) => !isSeveral)
    .map(({ known, answers, ...control }) => ({
      ...control,
      options: [{ value: '', label: known, selected: false }, ...optionsOf(answers, String(control.typed ?? ''))],
    }));
  const cards = controls
    .filter(({ isSeveral }) => isSeveral)
    .map(({ known, answers, label, ...control }) => ({
      ...control,
      legend: label,
      hint: `${known}. Chọn đủ mọi ý đúng; không chọn ý nào thì giữ như cũ.`,
      options: cardsOf(answers, control.typed),
    }));
  return {
    selects,
    cards,
    isOpen:
      controls.some(({ error }) => error !== '') ||
      selects.some(({ options }) => options.some(({ selected }) => selected)) ||
      cards.some(({ options }) => options.some(({ checked }) => checked)),
  };
}
