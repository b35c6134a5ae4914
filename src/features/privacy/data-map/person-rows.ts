// Which rows are about a person, and what erasing does to them. A guard test compares the list with the database: a new
// table that refers to a resident must be listed here.

interface PersonRows {
  /** SQL that is true for a row `t` about the people whose ids are in $1. */
  where: string;
  /**
   * `keep`: the row names nobody. `clear`: its words are emptied and its facts stay, to be counted. `delete`: it says
   * nothing worth counting.
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

const own = 't.resident_id = ANY ($1::uuid[])';
const ofTheirs = (table: string, column: string) =>
  `t.${column} IN (SELECT id FROM ${table} WHERE resident_id = ANY ($1::uuid[]))`;
const VISITS =
  '(SELECT visit_id FROM visit_presence WHERE resident_id = ANY ($1::uuid[]) UNION SELECT visit_id FROM assisted_procedure WHERE resident_id = ANY ($1::uuid[]))';
const THEIR_RECORDS =
  '(SELECT unnest($1::uuid[]) UNION SELECT household_id FROM household_membership WHERE resident_id = ANY ($1::uuid[]))';
const HELD = 'Dòng khác trong bản này đã nói';
const COPIES = 'Bản chụp để hoàn tác, không dùng vào việc gì khác';

/** In the order of the printed file. */
export const PERSON_ROWS: Readonly<Record<string, PersonRows>> = {
  resident: {
    where: 't.id = ANY ($1::uuid[])',
    erase: 'clear',
    becomes: {
      full_name: ERASED_NAME,
      birth_date: "date_trunc('year', birth_date)::date",
      birth_precision: "CASE WHEN birth_date IS NOT NULL THEN 'year'::birth_precision END",
    },
  },
  household_membership: { where: own, erase: 'clear' },
  readiness: {
    where: own,
    erase: 'clear',
    becomes: { hard_to_move: "'unknown'", needs_helper: "'unknown'" },
  },
  priority_fact: { where: own, erase: 'delete' },
  digital_helper: { where: own, erase: 'delete' },
  newcomer: { where: own, erase: 'clear' },
  resident_absence: { where: own, erase: 'clear' },
  register_event: { where: `${own} OR t.other_resident_id = ANY ($1::uuid[])`, erase: 'clear' },
  national_number_change: { where: own, erase: 'delete' },
  visit: { where: `t.id IN ${VISITS}`, erase: 'clear', becomes: { late_reason: erasedIfAny('late_reason') } },
  assisted_procedure: { where: own, erase: 'clear' },
  file_status: {
    where: ofTheirs('assisted_procedure', 'assisted_procedure_id'),
    erase: 'clear',
    becomes: { backward_reason: erasedIfAny('backward_reason') },
  },
  referral: { where: own, erase: 'clear' },
  follow_up_end: {
    where: `t.subject_id = ANY ($1::uuid[]) OR t.subject_id IN ${VISITS} OR ${ofTheirs('assisted_procedure', 'subject_id')} OR ${ofTheirs('referral', 'subject_id')}`,
    erase: 'clear',
  },
  group_session: {
    where: 't.id IN (SELECT group_session_id FROM group_session_attendee WHERE resident_id = ANY ($1::uuid[]))',
    erase: 'clear',
  },
  support_request: { where: own, erase: 'clear' },
  support_request_closure: { where: ofTheirs('support_request', 'support_request_id'), erase: 'clear' },
  public_request: {
    where: `t.id IN (SELECT public_request_id FROM public_request_outcome WHERE support_request_id IN (SELECT id FROM support_request WHERE resident_id = ANY ($1::uuid[])))`,
    erase: 'clear',
  },
  public_request_outcome: { where: ofTheirs('support_request', 'support_request_id'), erase: 'clear' },
  portal_use: { where: own, erase: 'keep' },
  portal_question: { where: own, erase: 'keep' },
  check_back: { where: own, erase: 'keep' },
  sample_member: { where: own, erase: 'keep' },
  sample_answer: { where: ofTheirs('sample_member', 'sample_member_id'), erase: 'keep' },
  data_request: { where: own, erase: 'clear' },
  consent: { where: own, erase: 'clear' },
  visit_presence: { where: own, erase: 'keep', notPrinted: HELD },
  group_session_attendee: { where: own, erase: 'keep', notPrinted: HELD },
  step_taught: {
    where: ofTheirs('assisted_procedure', 'assisted_procedure_id'),
    erase: 'keep',
    notPrinted: HELD,
  },
  duplicate_pair: {
    where: 't.one_id = ANY ($1::uuid[]) OR t.other_id = ANY ($1::uuid[])',
    erase: 'delete',
    notPrinted: 'Máy nghi hai hồ sơ trùng nhau, nói cả về người khác',
  },
  figure_change: { where: own, erase: 'keep', notPrinted: 'Chỉ là mã của hồ sơ trên' },
  resident_search_key: { where: own, erase: 'delete', notPrinted: 'Họ tên và điện thoại, cắt ra để tìm' },
  register_act: {
    // Of each image, only what is about the person is emptied.
    where: `EXISTS (SELECT FROM unnest($1::uuid[]) AS person WHERE t.changes::text LIKE '%' || person || '%')`,
    erase: 'clear',
    notPrinted: COPIES,
  },
  register_merge: {
    // Merged households too: their snapshot holds the history and helpers of whoever lived there.
    where: `t.kept_id IN ${THEIR_RECORDS} OR t.removed_id IN ${THEIR_RECORDS}`,
    erase: 'clear',
    notPrinted: COPIES,
  },
  register_merge_number: {
    where:
      't.merge_id IN (SELECT id FROM register_merge WHERE kept_id = ANY ($1::uuid[]) OR removed_id = ANY ($1::uuid[]))',
    erase: 'delete',
    notPrinted: COPIES,
  },
  import_row: {
    where: `${own} OR t.national_number_hash IN (SELECT national_number_hash FROM resident WHERE id = ANY ($1::uuid[]))`,
    erase: 'clear',
    notPrinted: 'Dòng của danh sách đã nhập, chữ giống hồ sơ trên',
  },
  import_effect: {
    where: 't.record_id = ANY ($1::uuid[])',
    erase: 'clear',
    // Null says that the import added the record.
    becomes: { before: "CASE WHEN before IS NOT NULL THEN '{}'::jsonb END" },
    notPrinted: COPIES,
  },
};
