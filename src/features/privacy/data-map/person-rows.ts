import { join, raw, sql, type Sql } from '../../../shared/sql';
import { READINESS, READINESS_FIELDS, unknownOf } from '../../../shared/readiness-fields';
import { REFERENCES } from '../../register/references/references';

// Which rows are about a person, and what erasing does to them: those that refer to a resident, as the list of references
// says, and those that are found through them.

interface PersonRows {
  /** SQL that is true for a row `t` about the people with these ids. */
  where: (ids: Sql) => Sql;
  /**
   * `keep`: the row names no person. `clear`: its words are emptied and its facts stay, to be counted. `delete`: it
   * says nothing worth counting.
   */
  erase: 'keep' | 'clear' | 'delete';
  /** What a column becomes when it is cleared, as SQL over the row; words without an entry are emptied. */
  becomes?: Readonly<Record<string, string>>;
  /** Why the person's file leaves the rows out. */
  notPrinted?: string;
}

/** Replaces a word in a column that may not be empty. */
export const ERASED = '(đã xóa)';
/** SQL: what an erased record is called. */
export const ERASED_NAME = "'Đã xóa dữ liệu'";

const erasedIfAny = (column: string) => `CASE WHEN ${column} IS NOT NULL THEN '${ERASED}' END`;

const ofTheirs = (table: string, column: string) => (ids: Sql) =>
  sql`t.${raw(column)} IN (SELECT id FROM ${raw(table)} WHERE resident_id = ANY (${ids}))`;
const visitsOf = (ids: Sql) =>
  sql`(SELECT visit_id FROM visit_presence WHERE resident_id = ANY (${ids}) UNION SELECT visit_id FROM assisted_procedure WHERE resident_id = ANY (${ids}))`;
const recordsOf = (ids: Sql) =>
  sql`(SELECT unnest(${ids}) UNION SELECT household_id FROM household_membership WHERE resident_id = ANY (${ids}))`;
const HELD = 'Dòng khác trong bản này đã nói';
const COPIES = 'Bản chụp để hoàn tác, không dùng vào việc gì khác';

/** What holds for a table that refers to a resident, unless PERSON_ROWS says otherwise. */
const REFERRING: Readonly<Record<string, Pick<PersonRows, 'where' | 'erase'>>> = Object.fromEntries(
  REFERENCES.resident.map(({ name, refs, erase }) => [
    name,
    {
      where: (ids: Sql) =>
        join(
          refs.map((column) => sql`t.${raw(column)} = ANY (${ids})`),
          ' OR ',
        ),
      erase: erase!,
    },
  ]),
);

/** The rows about a person, in the order of the printed file. */
const IN_ORDER: Readonly<Record<string, Partial<PersonRows>>> = {
  resident: {
    where: (ids) => sql`t.id = ANY (${ids})`,
    erase: 'clear',
    becomes: {
      full_name: ERASED_NAME,
      birth_date: "date_trunc('year', birth_date)::date",
      birth_precision: "CASE WHEN birth_date IS NOT NULL THEN 'year'::birth_precision END",
    },
  },
  household_membership: {},
  readiness: {
    becomes: Object.fromEntries(
      READINESS_FIELDS.filter((field) => READINESS[field].dataClass === 'sensitive').map((field) => [
        READINESS[field].column,
        unknownOf(field),
      ]),
    ),
  },
  priority_fact: {},
  digital_helper: {},
  newcomer: {},
  resident_absence: {},
  register_event: {},
  national_number_change: {},
  visit: {
    where: (ids) => sql`t.id IN ${visitsOf(ids)}`,
    erase: 'clear',
    becomes: { late_reason: erasedIfAny('late_reason') },
  },
  assisted_procedure: {},
  file_status: {
    where: ofTheirs('assisted_procedure', 'assisted_procedure_id'),
    erase: 'clear',
    becomes: { backward_reason: erasedIfAny('backward_reason') },
  },
  referral: {},
  follow_up_end: {
    where: (ids) =>
      sql`t.subject_id = ANY (${ids}) OR t.subject_id IN ${visitsOf(ids)} OR ${ofTheirs('assisted_procedure', 'subject_id')(ids)} OR ${ofTheirs('referral', 'subject_id')(ids)}`,
  },
  group_session: {
    where: (ids) => sql`t.id IN (SELECT group_session_id FROM group_session_attendee WHERE resident_id = ANY (${ids}))`,
    erase: 'clear',
  },
  support_request: {},
  support_request_service: { where: ofTheirs('support_request', 'support_request_id'), erase: 'clear' },
  support_request_closure: { where: ofTheirs('support_request', 'support_request_id'), erase: 'clear' },
  public_request: {
    where: (ids) =>
      sql`t.id IN (SELECT public_request_id FROM public_request_outcome WHERE support_request_id IN (SELECT id FROM support_request WHERE resident_id = ANY (${ids})))`,
    erase: 'clear',
  },
  public_request_outcome: { where: ofTheirs('support_request', 'support_request_id'), erase: 'clear' },
  portal_use: {},
  portal_question: {},
  check_back: {},
  situation_answer: {},
  sample_member: {},
  sample_answer: { where: ofTheirs('sample_member', 'sample_member_id'), erase: 'keep' },
  drawn_use: {},
  check_draw_member: {},
  confirmation_call: { where: ofTheirs('drawn_use', 'drawn_use_id'), erase: 'keep' },
  data_request: {},
  consent: {},
  visit_presence: { notPrinted: HELD },
  group_session_attendee: { notPrinted: HELD },
  step_taught: { where: ofTheirs('assisted_procedure', 'assisted_procedure_id'), erase: 'keep', notPrinted: HELD },
  duplicate_pair: { notPrinted: 'Máy nghi hai hồ sơ trùng nhau, nói cả về người khác' },
  figure_change: { notPrinted: 'Chỉ là mã của hồ sơ trên' },
  resident_search_key: { notPrinted: 'Họ tên và điện thoại, cắt ra để tìm' },
  register_act: {
    // Of each row before and after, only what is about the person is emptied.
    where: (ids) => sql`EXISTS (SELECT FROM unnest(${ids}) AS person WHERE t.changes::text LIKE '%' || person || '%')`,
    erase: 'clear',
    notPrinted: COPIES,
  },
  register_merge: {
    // Merged households too: their snapshot holds the history and helpers of former members.
    where: (ids) => sql`t.kept_id IN ${recordsOf(ids)} OR t.removed_id IN ${recordsOf(ids)}`,
    notPrinted: COPIES,
  },
  register_merge_number: {
    where: (ids) =>
      sql`t.merge_id IN (SELECT id FROM register_merge WHERE kept_id = ANY (${ids}) OR removed_id = ANY (${ids}))`,
    erase: 'delete',
    notPrinted: COPIES,
  },
  import_row: {
    where: (ids) =>
      sql`${REFERRING.import_row!.where(ids)} OR t.national_number_hash IN (SELECT national_number_hash FROM resident WHERE id = ANY (${ids}))`,
    notPrinted: 'Dòng của danh sách đã nhập, chữ giống hồ sơ trên',
  },
  import_effect: {
    // Null says that the import added the record.
    becomes: { before: "CASE WHEN before IS NOT NULL THEN '{}'::jsonb END" },
    notPrinted: COPIES,
  },
};

/** By table. A reference that no part of the printed file was chosen for comes at its end. */
export const PERSON_ROWS = Object.fromEntries(
  Object.keys({ ...IN_ORDER, ...REFERRING }).map((table) => [table, { ...REFERRING[table], ...IN_ORDER[table] }]),
) as Readonly<Record<string, PersonRows>>;
