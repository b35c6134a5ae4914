import { cardsOf, HELPER_PURPOSES, optionsOf, VNEID_LEVELS } from '../../../shared/labels';
import { dateText } from '../../../shared/dates';
import { answerText, READINESS, SEEN_FIELDS } from '../../../shared/readiness-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { inputOf, typed } from '../../../web/form';
import { consentFields } from '../../casework/consents/fields';
import { OUTSIDER } from '../../casework/needs/forms';
import { helperName } from '../../casework/needs/helper-labels';
import { paragraphsOf } from '../../office/privacy-notices/pages';
import { NO_VNEID_BUT_SUBMITTED } from '../visit-rules/assist-rules';
import { mayHoldEid } from '../visit-rules/people';
import { answersAbout } from './forms';
import {
  asRow,
  BLANK_ID,
  holdsInput,
  named,
  personParts,
  rowIn,
  selectOf,
  type FormShown,
  type PersonWords,
} from './person-parts';

/** Each person's VNeID level, and what else was seen of the person. */
export function levelParts(form: FormShown) {
  const { choices, day } = form;
  const holders = choices.members.filter((member) => mayHoldEid(member, day));
  return personParts(
    form,
    named(holders, day).map((words, index) => {
      const member = holders[index]!;
      const known = (field: 'vneidLevel' | (typeof SEEN_FIELDS)[number]) => uncapitalise(answerText(field, member));
      return {
        ...words,
        /** For the browser to say who lacks level 2. */
        level: member.vneidLevel,
        helpers: helpersOf(member.id, form),
        ...Object.fromEntries((['vneidLevel', ...SEEN_FIELDS] as const).map((field) => [field, known(field)])),
      };
    }),
    (words) => ({ ...levelPart(words, form), helper: helperPart(words, form) }),
  );
}

function levelPart(words: PersonWords, form: FormShown) {
  const level = typed(asRow(form.values.levels), words.id);
  const field = inputOf(`levels[${words.id}]`, level, form.errors);
  return {
    residentId: words.id,
    name: words.name,
    /** What to save all the same, when the form is asked about a level. */
    confirm: field.error === NO_VNEID_BUT_SUBMITTED ? 'Đúng là chưa có VNeID: lưu như đã ghi' : '',
    select: selectOf(field, `Như cũ: ${words.vneidLevel}`, optionsOf(VNEID_LEVELS, level)),
    seen: seenControls(words, form),
  };
}

/** The questions about a person: selects shown as tiles, where 'Như cũ' leaves a fact alone, and cards to tick. */
function seenControls(words: PersonWords, form: FormShown) {
  const { row, input } = rowIn(form, 'readiness', words.id);
  const isSeveral = (field: (typeof SEEN_FIELDS)[number]) => READINESS[field].isSeveral ?? false;
  return {
    selects: SEEN_FIELDS.filter((field) => !isSeveral(field)).map((field) => ({
      ...selectOf(input(field), `Như cũ: ${words[field]}`, optionsOf(answersAbout(field), typed(row, field))),
      label: READINESS[field].label,
    })),
    cards: SEEN_FIELDS.filter(isSeveral).map((field) => ({
      ...input(field),
      legend: READINESS[field].label,
      hint: `Như cũ: ${words[field]}. Chọn đủ mọi ý đúng; không chọn ý nào thì giữ như cũ.`,
      options: cardsOf(answersAbout(field), row[field]),
    })),
    isOpen: holdsInput(row) || SEEN_FIELDS.some((field) => input(field).error !== ''),
  };
}

/** ': con gái Nguyễn Thị Mai'; '' if nobody is known to help. */
function helpersOf(id: string, { helpers }: FormShown): string {
  const names = helpers.filter(({ helpedId }) => helpedId === id).map(helperName);
  return names.length > 0 ? `: ${names.join('; ')}` : '';
}

/** Who helps one person. The template has no list of people: the browser copies it. */
function helperPart({ id, helpers }: PersonWords, form: FormShown) {
  const { row, input } = rowIn(form, 'helpers', id);
  const { value, ...select } = input('helperId');
  const others = id === BLANK_ID ? [] : named(form.choices.members, form.day).filter((person) => person.id !== id);
  const offered = Object.fromEntries(others.map((person) => [person.id, person.name]));
  return {
    isOpen: holdsInput(row) || Object.keys(form.errors).some((name) => name.startsWith(`helpers[${id}]`)),
    select: {
      ...select,
      options: optionsOf({ '': `Như cũ${helpers}`, [OUTSIDER]: 'Người ở ngoài hộ', ...offered }, value),
      copies: id === BLANK_ID ? 'residentId' : '',
    },
    name: input('name'),
    phone: input('phone'),
    relationNote: input('relationNote'),
    purposes: { ...input('purposes'), options: cardsOf(HELPER_PURPOSES, row.purposes) },
    agreed: { ...input('agreed'), options: cardsOf({ on: 'Cả hai đã đồng ý' }, row.agreed) },
  };
}

/** What is promised to one person, beside what is promised to the household. */
export const promiseParts = (form: FormShown) =>
  personParts(form, named(form.choices.members, form.day), ({ id, name }) => {
    const { input } = rowIn(form, 'promises', id);
    const due = input('due');
    return { residentId: id, name, note: input('note'), due: { ...due, value: dateText(due.value) } };
  });

/** What the form asks about the notice: nothing of people who have heard it. */
export function noticeSection(form: FormShown) {
  const { members, offered } = form.choices;
  const { notice } = offered;
  const rowOf = (id: string) => rowIn(form, 'consents', id).row;
  const asked = members.filter(
    ({ id, isToBeNotified }) => (notice !== null && isToBeNotified) || holdsInput(rowOf(id)),
  );
  return {
    // What was typed stays with the text that was read.
    noticeId: typed(form.values, 'noticeId') || (notice?.id ?? ''),
    name: notice ? `Đọc cho nghe: bản ${notice.version}` : '',
    paragraphs: notice ? paragraphsOf(notice.body) : [],
    people: personParts(form, named(asked, form.day), ({ id, name }) => ({
      residentId: id,
      name,
      isOpen: holdsInput(rowOf(id)),
      /** A checkbox that leaves all of it out, because a choice cannot be taken back. */
      removeName: `consents[${id}][remove]`,
      fields: consentFields(rowOf(id), form.errors, `consents[${id}]`),
    })),
  };
}
