import { addDays, formatDate, type LocalDate } from '../../../../shared/dates';
import { REGISTER_EVENTS, RELATIONS } from '../../../../shared/labels';
import { NEEDS, type Need } from '../../../../shared/needs';
import { capitalise, uncapitalise } from '../../../../shared/vietnamese-text';
import type { Conflict } from '../../../../web/errors';
import { flatten } from '../../../../web/sign-in-again';
import { definePage } from '../../../../web/page';
import {
  defaultChoices,
  differingFields,
  PERSON_FIELDS,
  type Choice,
  type PersonChoices,
  type PersonField,
  type PersonSide,
} from '../merging/person-fields';
import { RESIDENT_REFERENCES } from '../merging/references';
import { UNDO_DAYS } from '../merging/undo-plan';
import { countedWords, PERSON_LABELS, personWords } from '../merging/words';
import { decidedWords, likelihood } from './pages';
import type { Dependents, PairRow } from './queries';

export interface Fact {
  label: string;
  value: string;
}

export interface SideModel {
  title: string;
  href: string;
  badge: string;
  facts: Fact[];
  dependents: { label: string; lines: string[] }[];
}

export interface CompareModel {
  title: string;
  context: string;
  backHref: string;
  backLabel: string;
  tags: { kind: string; text: string }[];
  alike: string;
  unlike: string;
  decided: string;
  sides: SideModel[];
  fields: {
    legend: string;
    name: string;
    id: string;
    options: { value: string; label: string; hint: string; checked: boolean }[];
  }[];
  keptId: string;
  removedId: string;
  fingerprint: string;
  mergeHref: string;
  distinctionHref: string;
  reopenHref: string;
  /** 'Hai người khác nhau' or 'Hai hộ khác nhau'. */
  twoWords: string;
  noteHint: string;
  blockers: { fieldId: string; message: string }[];
}
export const comparePage = definePage<CompareModel>('register/duplicates/people/compare');

export const NOTHING = '(trống)';

/** One side of a pair of people, with everything a reviewer reads before deciding. */
export interface ReadSide {
  side: PersonSide;
  dependents: Dependents;
  counts: Readonly<Record<string, number>>;
}

/** A pair of people, read for a decision. */
export interface ReadPair {
  kept: ReadSide;
  removed: ReadSide;
  /** Fingerprint of what the reviewer was shown, to detect later changes. */
  fingerprint: string;
  addressOf: (householdId: string) => string;
}

interface FieldChoice<Field extends string> {
  chosen: Readonly<Record<Field, Choice>>;
  labels: Readonly<Record<Field, string>>;
  words: (of: 'kept' | 'removed', field: Field) => string;
  mayBeBoth: (field: Field) => boolean;
}

/** The fields with their differences, ready to print; the same for people and households. */
export function fieldsOf<Field extends string>(
  differing: readonly Field[],
  { chosen, labels, words, mayBeBoth }: FieldChoice<Field>,
): CompareModel['fields'] {
  return differing.map((field) => ({
    legend: labels[field],
    name: `choose[${field}]`,
    id: `choose-${field}`,
    options: [
      {
        value: 'kept',
        label: words('kept', field) || NOTHING,
        hint: 'hồ sơ giữ lại',
        checked: chosen[field] === 'kept',
      },
      {
        value: 'removed',
        label: words('removed', field) || NOTHING,
        hint: 'hồ sơ sẽ gộp vào',
        checked: chosen[field] === 'removed',
      },
      ...(mayBeBoth(field) && words('kept', field) && words('removed', field)
        ? [{ value: 'both', label: 'Giữ cả hai', hint: '', checked: chosen[field] === 'both' }]
        : []),
    ],
  }));
}

/** The choices made, with the proposal where none was made; "both" only for fields that allow it. */
export function chosenOf<Field extends string>(
  fields: readonly Field[],
  given: Partial<Record<Field, Choice | null>>,
  proposed: Readonly<Record<Field, Choice>>,
  mayBeBoth: (field: Field) => boolean,
): Record<Field, Choice> {
  return Object.fromEntries(
    fields.map((field) => {
      const choice = given[field] ?? proposed[field];
      return [field, choice === 'both' && !mayBeBoth(field) ? 'kept' : choice];
    }),
  ) as Record<Field, Choice>;
}

// ------------------------------------------------------------ people

const mayKeepBoth = (field: PersonField) => field === 'note';

export function personChoices(
  kept: PersonSide,
  removed: PersonSide,
  given: Partial<Record<PersonField, Choice | null>> = {},
): PersonChoices {
  return chosenOf(PERSON_FIELDS, given, defaultChoices(kept, removed), mayKeepBoth);
}

export function comparePeopleModel(
  pair: PairRow,
  { kept, removed, fingerprint, addressOf }: ReadPair,
  choices: PersonChoices,
  blockers: readonly string[] = [],
): CompareModel {
  const sideOf = { kept: kept.side, removed: removed.side };
  return {
    title: 'Một người hay hai người?',
    context: `${kept.side.person.full_name} và ${removed.side.person.full_name}`,
    backHref: '/duplicates',
    backLabel: 'Nghi trùng',
    tags: [
      likelihood(pair.same.score),
      ...(pair.pairedBy ? [{ kind: 'plain', text: `${pair.pairedBy} đặt cạnh nhau` }] : []),
    ],
    alike: capitalise(pair.same.alike.join(', ')),
    unlike: capitalise(pair.same.unlike.join(', ')),
    decided: decidedWords(pair),
    sides: [personModel(kept, 'Giữ lại', addressOf), personModel(removed, 'Sẽ gộp vào', addressOf)],
    fields: fieldsOf(differingFields(kept.side, removed.side), {
      chosen: choices,
      labels: PERSON_LABELS,
      words: (of, field) => personWords(sideOf[of], field, addressOf),
      mayBeBoth: mayKeepBoth,
    }),
    keptId: kept.side.person.id,
    removedId: removed.side.person.id,
    fingerprint,
    mergeHref: `/duplicates/${pair.id}/merge`,
    distinctionHref: `/duplicates/${pair.id}/distinction`,
    reopenHref: `/duplicates/${pair.id}/reopening`,
    twoWords: 'Hai người khác nhau',
    noteHint: 'Ví dụ: hai chị em sinh đôi; đã hỏi tổ trưởng.',
    blockers: blockers.map((message) => ({ fieldId: '', message })),
  };
}

function personModel(
  { side, dependents, counts }: ReadSide,
  badge: string,
  addressOf: (householdId: string) => string,
): SideModel {
  const days = (from: LocalDate, to: LocalDate | null) =>
    to ? `${formatDate(from)} đến ${formatDate(to)}` : `từ ${formatDate(from)}`;
  return {
    title: side.person.full_name,
    href: `/residents/${side.person.id}`,
    badge,
    facts: PERSON_FIELDS.filter((field) => field !== 'full_name')
      .map((field) => ({ label: PERSON_LABELS[field], value: personWords(side, field, addressOf) }))
      .filter(({ value }) => value !== ''),
    dependents: [
      {
        label: 'Ở những hộ nào',
        lines: dependents.memberships.map(
          ({ addressLine, relation, relationNote, from, to }) =>
            `${addressLine}, ${relation === 'other' && relationNote ? relationNote : RELATIONS[relation as keyof typeof RELATIONS].toLocaleLowerCase('vi')}, ${days(from, to)}`,
        ),
      },
      {
        label: 'Diện ưu tiên',
        lines: dependents.facts.map(({ kind, from, to }) => `${NEEDS[kind as Need]}, ${days(from, to)}`),
      },
      { label: 'Người giúp số của', lines: dependents.helps.map(({ addressLine }) => addressLine) },
      {
        label: 'Biến động gần nhất',
        lines: dependents.events.map(({ kind, on }) => `${REGISTER_EVENTS[kind]}, ${formatDate(on)}`),
      },
      {
        label: 'Có trong sổ',
        lines: [
          ...countedWords(RESIDENT_REFERENCES, counts),
          ...(dependents.lastVisit ? [`có mặt lần cuối ngày ${formatDate(dependents.lastVisit)}`] : []),
          ...(dependents.lastUse ? [`dùng Cổng lần cuối ngày ${formatDate(dependents.lastUse)}`] : []),
        ],
      },
    ].filter(({ lines }) => lines.length > 0),
  };
}

export interface Question {
  title: string;
  sentences: string[];
  changes: { label: string; before: string; after: string }[];
  confirmLabel: string;
}

/**
 * The question before two people are merged: what the kept record will contain, what moves to it, and until when the
 * merge can be undone.
 */
export function mergePeopleQuestion(
  { kept, removed, addressOf }: ReadPair,
  choices: PersonChoices,
  today: LocalDate,
): Question {
  const words = (side: PersonSide, field: PersonField) => personWords(side, field, addressOf);
  const [keptName, removedName] = [kept.side.person.full_name, removed.side.person.full_name];
  const moving = countedWords(RESIDENT_REFERENCES, removed.counts);
  return {
    title: `Gộp hồ sơ ${removedName} vào hồ sơ ${keptName}?`,
    sentences: [
      `Sổ sẽ chỉ còn một người. Hồ sơ ${removedName} rời khỏi mọi danh sách và con số${moving.length > 0 ? `; ${moving.join(', ')} của hồ sơ đó chuyển sang` : ''}.`,
      ...losesHead(kept.side, removed.side, choices, addressOf),
      undoWords(today),
    ],
    changes: differingFields(kept.side, removed.side)
      .map((field) => ({
        label: PERSON_LABELS[field],
        before: words(kept.side, field),
        after:
          choices[field] === 'both'
            ? [words(kept.side, field), words(removed.side, field)].filter(Boolean).join(' / ')
            : words(choices[field] === 'removed' ? removed.side : kept.side, field),
      }))
      .filter(({ before, after }) => before !== after),
    confirmLabel: 'Đúng là một người, gộp lại',
  };
}

function losesHead(
  kept: PersonSide,
  removed: PersonSide,
  choices: PersonChoices,
  addressOf: (householdId: string) => string,
): string[] {
  const headed = (side: PersonSide) =>
    side.memberships.find((row) => row.valid_to === null && row.relation === 'head')?.household_id;
  const chosen = choices.residence === 'removed' ? removed : kept;
  const home = chosen.memberships.find((row) => row.valid_to === null)?.household_id;
  return [headed(kept), headed(removed)]
    .filter((id) => id !== undefined && id !== home)
    .map(
      (id) => `Người này đang là chủ hộ ở ${addressOf(id!)}. Gộp xong, nếu hộ đó còn người thì cần chọn chủ hộ mới.`,
    );
}

export function undoWords(today: LocalDate): string {
  return `Không dòng nào mất. ${undoUntil(today)}`;
}

export function undoUntil(today: LocalDate): string {
  return `Hoàn tác được đến hết ${formatDate(addDays(today, UNDO_DAYS))}, ở mục “Đã gộp”.`;
}

/**
 * The page for a reviewer whose decision is based on outdated data.
 * @param pairHref the page that compares the two.
 * @param body the decision as it was sent.
 */
export function pairConflict(
  who: string,
  pairHref: string,
  last: { by: string; at: string } | null,
  words: { yours: readonly Fact[]; theirs: readonly Fact[]; body: unknown },
): Conflict {
  return {
    what: `Trong lúc bạn xem, ${uncapitalise(who)} đã có người sửa.`,
    yours: [...words.yours],
    theirs: [...words.theirs],
    theirName: last?.by ?? 'người khác',
    theirTime: last?.at ?? 'vừa xong',
    resumeHref: pairHref,
    keepAction: {
      href: `${pairHref}/merge`,
      label: 'So sánh lại với lựa chọn của tôi',
      fields: [...flatten(words.body).filter(([name]) => name !== 'confirmed'), ['confirmed', 'edit'] as const].map(
        ([name, value]) => ({ name, value }),
      ),
    },
  };
}

/** Whose value was chosen, in words. */
export function choiceWords(choice: Choice, record: 'hồ sơ' | 'hộ'): string {
  if (choice === 'both') return 'giữ cả hai';
  return choice === 'removed' ? `theo ${record} sẽ gộp vào` : `theo ${record} giữ lại`;
}

/** The chosen and the current values of the fields in which two people differ. */
export function peopleWords(
  kept: PersonSide,
  removed: PersonSide,
  choices: PersonChoices,
  addressOf: (householdId: string) => string,
): { yours: Fact[]; theirs: Fact[] } {
  const fields = differingFields(kept, removed);
  return {
    yours: fields.map((field) => ({ label: PERSON_LABELS[field], value: choiceWords(choices[field], 'hồ sơ') })),
    theirs: fields.map((field) => ({
      label: PERSON_LABELS[field],
      value: [kept, removed].map((side) => personWords(side, field, addressOf) || NOTHING).join(' / '),
    })),
  };
}
