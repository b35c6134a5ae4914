import type { CommunicationNeed } from '../generated/prisma/enums';
import { SMARTPHONES, VNEID_LEVELS, YES_NO } from './labels';
import { uncapitalise } from './vietnamese-text';

export interface ReadinessEntry {
  column: string;
  /** Type of the column. */
  type: string;
  label: string;
  /** The answers; 'unknown' if the question was not asked, or not answered. */
  answers: Readonly<Record<string, string>>;
  /** For the data map: Nghị định 356/2025/NĐ-CP, Điều 3–4. */
  dataClass: 'facts' | 'sensitive';
  /** Several answers may be given at once; none of them if the question was not asked. */
  isSeveral?: true;
}

/** What talking with a person needs. Never a diagnosis. */
export const COMMUNICATION_NEEDS: Record<CommunicationNeed, string> = {
  none: 'Nói chuyện, đọc bình thường',
  language: 'Nói tiếng khác, cần người phiên dịch',
  hearing: 'Nghe không rõ',
  sight: 'Nhìn không rõ',
  reading: 'Không đọc được chữ',
};

const yesNo = { type: 'yes_no_unknown', answers: YES_NO } as const;

/**
 * What the team asks a person about digital services and about living alone: one entry a field. A row of `readiness`
 * holds the answers of one day. Forms, pages, merges, lists, imports, files, the log and the statements follow this table.
 */
const ENTRIES = {
  vneidLevel: {
    column: 'vneid_level',
    type: 'vneid_level',
    label: 'Mức VNeID',
    answers: VNEID_LEVELS,
    dataClass: 'facts',
  },
  simInOwnName: { ...yesNo, column: 'sim_in_own_name', label: 'SIM chính chủ', dataClass: 'facts' },
  smartphone: {
    column: 'smartphone',
    type: 'smartphone_access',
    label: 'Điện thoại thông minh',
    answers: SMARTPHONES,
    dataClass: 'facts',
  },
  livesAlone: { ...yesNo, column: 'lives_alone', label: 'Sống một mình', dataClass: 'facts' },
  hardToMove: { ...yesNo, column: 'hard_to_move', label: 'Khó đi lại', dataClass: 'sensitive' },
  needsHelper: { ...yesNo, column: 'needs_helper', label: 'Cần người giúp', dataClass: 'sensitive' },
  communication: {
    column: 'communication',
    type: 'communication_need[]',
    label: 'Khi nói chuyện',
    answers: COMMUNICATION_NEEDS,
    isSeveral: true,
    dataClass: 'sensitive',
  },
} as const satisfies Record<string, ReadinessEntry>;

/** The fields that a visit asks beside the VNeID level, in the order of its form. */
export const SEEN_FIELDS = ['smartphone', 'simInOwnName', 'livesAlone', 'hardToMove', 'communication'] as const;

export type ReadinessField = keyof typeof ENTRIES;
export type ReadinessColumn = (typeof ENTRIES)[ReadinessField]['column'];
type AnswerTo<Entry extends ReadinessEntry> = Entry extends { isSeveral: true }
  ? (keyof Entry['answers'])[]
  : keyof Entry['answers'];
export type ReadinessFacts = { [Field in ReadinessField]: AnswerTo<(typeof ENTRIES)[Field]> };

export const READINESS: Readonly<Record<ReadinessField, ReadinessEntry & { column: ReadinessColumn }>> = ENTRIES;
export const READINESS_FIELDS = Object.keys(ENTRIES) as readonly ReadinessField[];

/** SQL of no answer. */
export const unknownOf = (field: ReadinessField): string => (READINESS[field].isSeveral ? `'{}'` : `'unknown'`);

export const forEachField = <Value>(value: (field: ReadinessField, entry: ReadinessEntry) => Value) =>
  Object.fromEntries(READINESS_FIELDS.map((field) => [field, value(field, READINESS[field])])) as Record<
    ReadinessField,
    Value
  >;

/** The answers of a row, without what else it holds. */
export const readinessFactsOf = (row: ReadinessFacts): ReadinessFacts =>
  forEachField((field) => row[field]) as unknown as ReadinessFacts;

export const NOTHING_ASKED = forEachField((_, { isSeveral }) =>
  isSeveral ? [] : 'unknown',
) as unknown as ReadinessFacts;

export const isKnown = (field: ReadinessField, facts: ReadinessFacts): boolean =>
  !isSameAnswer(field, facts, NOTHING_ASKED);

export const isSameAnswer = (field: ReadinessField, one: ReadinessFacts, other: ReadinessFacts): boolean =>
  String(one[field]) === String(other[field]);

/** The answer to a field as pages say it: 'Mức 1', 'Chưa rõ', 'Nghe không rõ, nhìn không rõ'. */
export function answerText(field: ReadinessField, facts: ReadinessFacts): string {
  const { answers } = READINESS[field];
  const [first, ...others] = [facts[field]].flat().map((answer) => answers[answer] ?? '');
  return first === undefined ? 'Chưa hỏi' : [first, ...others.map(uncapitalise)].join(', ');
}
