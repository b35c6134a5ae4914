import { formatNumber } from '../../../shared/numbers';
import type { SnapshotTable } from '../../../shared/row-snapshot';

export type Target = 'resident' | 'household' | 'residential_group' | 'national_number_change';

interface Entry {
  /** The columns that hold the id of the record: `<target>_id` unless given. */
  refs?: readonly string[];
  key?: readonly string[];
  /** The columns have no foreign key; they may hold ids of other records too. */
  isForeignKey?: false;
  /**
   * What a merge does with the rows: writes only the reference unless given; `rows` writes whole rows; `remade` deletes
   * and inserts them, where a constraint blocks changing one row at a time; `none` leaves them alone.
   */
  merge?: 'rows' | 'remade' | 'none';
  /** Columns that a merge writes beside the reference. */
  columns?: readonly string[];
  /** Columns that a merge leaves out of whole rows. */
  without?: readonly string[];
  lowered?: SnapshotTable['lowered'];
  /** Counted rows, for users: '3 lượt có mặt'. None for rows that the pages do not mention. */
  counted?: string;
  /** Removing the record deletes the rows too, or checks them itself. Other counted rows forbid a removal. */
  isRemovedToo?: true;
  /** Why an import that added the record cannot be reverted any more. None for rows that a revert deletes or empties. */
  builtOn?: string;
  /** What erasing the person does to the rows; see `privacy/data-map/person-rows.ts`. */
  erase?: 'keep' | 'clear' | 'delete';
  /** The words in the rows are about the home, so those that name a person who lived there are erased. */
  isAboutHome?: true;
}

/** A table whose rows refer to a record, as a merge reads and writes them. */
export interface Reference extends Omit<Entry, 'key' | 'refs'>, SnapshotTable {
  refs: readonly string[];
}

/**
 * Who refers to what: read by merges, by the removal of a record made by mistake, by the reverting of an import, and by
 * the erasure and the file of a person. A guard test compares the list with the foreign keys of the database. In the order
 * in which a merge writes: a table that refers to other listed tables comes first.
 */
const ENTRIES: Readonly<Record<Target, Readonly<Record<string, Entry>>>> = {
  resident: {
    portal_use: { counted: 'lần dùng Cổng', builtOn: 'đã có lần dùng Cổng', erase: 'keep', merge: 'rows' },
    sample_member: { counted: 'lần vào mẫu hỏi', builtOn: 'đã được bốc thăm vào mẫu hỏi', erase: 'keep' },
    drawn_use: { counted: 'lần được bốc để gọi xác nhận', builtOn: 'đã được bốc để gọi xác nhận', erase: 'keep' },
    check_draw_member: { counted: 'lần được bốc để hỏi lại', builtOn: 'đã được bốc để hỏi lại', erase: 'keep' },
    portal_question: { counted: 'lần trả lời về Cổng', builtOn: 'đã được hỏi có dùng Cổng không', erase: 'keep' },
    check_back: { counted: 'lần hỏi lại sau khi dạy', builtOn: 'đã được hỏi lại sau khi dạy', erase: 'keep' },
    situation_answer: { counted: 'câu trả lời tình huống', builtOn: 'đã trả lời tình huống lừa đảo', erase: 'keep' },
    consent: { counted: 'lần ghi đồng ý', builtOn: 'đã ghi đồng ý hay không', erase: 'clear' },
    referral: { counted: 'lần giới thiệu', builtOn: 'đã được giới thiệu đến nơi khác', erase: 'clear' },
    data_request: { counted: 'yêu cầu về dữ liệu', builtOn: 'đã có yêu cầu về dữ liệu của mình', erase: 'clear' },
    assisted_procedure: { counted: 'việc đã hỗ trợ', builtOn: 'đã được hỗ trợ thủ tục', erase: 'clear' },
    newcomer: {
      columns: ['is_waiting'],
      counted: 'lần được ghi là người mới',
      builtOn: 'được đội ghi là người mới gặp ở cửa',
      erase: 'clear',
    },
    visit_presence: {
      key: ['visit_id', 'resident_id'],
      merge: 'rows',
      counted: 'lượt có mặt',
      builtOn: 'đã có mặt trong lượt thăm',
      erase: 'keep',
    },
    person_promise: {
      key: ['visit_id', 'resident_id'],
      merge: 'rows',
      counted: 'lời hẹn riêng',
      builtOn: 'đã có lời hẹn riêng',
      erase: 'clear',
    },
    group_session_attendee: {
      key: ['group_session_id', 'resident_id'],
      merge: 'rows',
      counted: 'buổi tập trung đã dự',
      builtOn: 'đã dự buổi tập trung',
      erase: 'keep',
    },
    readiness: {
      merge: 'rows',
      lowered: { column: 'is_latest', value: false },
      counted: 'lần ghi mức sẵn sàng',
      builtOn: 'có mức sẵn sàng ghi sau lần nhập',
      erase: 'clear',
    },
    household_membership: {
      merge: 'remade',
      counted: 'lần ở trong hộ',
      isRemovedToo: true,
      builtOn: 'có quan hệ với hộ ghi sau lần nhập',
      erase: 'clear',
    },
    resident_absence: { merge: 'remade', counted: 'lần vắng lâu ngày', builtOn: 'đã ghi đi vắng', erase: 'clear' },
    priority_fact: {
      merge: 'remade',
      counted: 'diện ưu tiên',
      builtOn: 'có diện ưu tiên ghi sau lần nhập',
      erase: 'delete',
    },
    digital_helper: {
      refs: ['resident_id', 'helped_id'],
      merge: 'remade',
      counted: 'lần giúp hay được giúp số',
      builtOn: 'có người giúp số, hay là người giúp số, ghi sau lần nhập',
      erase: 'delete',
    },
    support_request: { counted: 'đề nghị hỗ trợ', builtOn: 'đã có đề nghị hỗ trợ', erase: 'clear' },
    register_event: {
      refs: ['resident_id', 'other_resident_id'],
      counted: 'biến động',
      builtOn: 'có biến động ghi sau lần nhập',
      erase: 'clear',
    },
    national_number_change: { counted: 'lần đổi số định danh', builtOn: 'đã được đổi số định danh', erase: 'delete' },
    import_row: {
      key: ['import_run_id', 'row_number'],
      counted: 'dòng danh sách nhập',
      isRemovedToo: true,
      erase: 'clear',
    },
    duplicate_pair: { refs: ['one_id', 'other_id'], merge: 'remade', erase: 'delete' },
    resident_search_key: { merge: 'none', erase: 'delete' },
    // The merge itself notes both people again.
    figure_change: { isForeignKey: false, merge: 'none', erase: 'keep' },
    register_merge: { refs: ['kept_id', 'removed_id'], isForeignKey: false, merge: 'none', erase: 'clear' },
    import_effect: { refs: ['record_id'], isForeignKey: false, merge: 'none', erase: 'clear' },
    follow_up_end: { refs: ['subject_id'], isForeignKey: false, merge: 'none', erase: 'clear' },
  },
  household: {
    visit: { columns: ['round_door_id'], counted: 'lượt thăm', builtOn: 'đã có lượt thăm', isAboutHome: true },
    round_door: {
      merge: 'rows',
      // Recomputed.
      without: ['expected_at', 'is_if_time_allows'],
      lowered: { column: 'is_open', value: false },
      counted: 'lần vào buổi ra quân',
      builtOn: 'có trong một buổi ra quân',
      isAboutHome: true,
    },
    round_door_removal: { counted: 'lần được bỏ khỏi buổi ra quân', builtOn: 'đã từng ở trong một buổi ra quân' },
    household_membership: {
      merge: 'remade',
      counted: 'lần ở trong hộ',
      isRemovedToo: true,
      builtOn: 'có người vào hộ sau lần nhập',
    },
    household_pause: {
      merge: 'rows',
      counted: 'lần tạm dừng gõ cửa',
      builtOn: 'đã tạm dừng gõ cửa',
      isAboutHome: true,
    },
    briefing: { counted: 'lời dặn', builtOn: 'có lời dặn của đội', isAboutHome: true },
    unoccupied_period: {
      merge: 'remade',
      counted: 'lần nhà trống, vắng lâu',
      isRemovedToo: true,
      builtOn: 'đã ghi nhà trống, vắng lâu ngày',
      isAboutHome: true,
    },
    resident_absence: { counted: 'lần có người vắng lâu ngày', builtOn: 'có người đã ghi đi vắng' },
    priority_fact: { merge: 'remade', counted: 'diện ưu tiên của hộ', builtOn: 'có diện ưu tiên ghi sau lần nhập' },
    digital_helper: {
      merge: 'remade',
      counted: 'người giúp số',
      builtOn: 'có người giúp số ghi sau lần nhập',
      isAboutHome: true,
    },
    support_request: { counted: 'đề nghị hỗ trợ', builtOn: 'đã có đề nghị hỗ trợ', isAboutHome: true },
    door_call: { counted: 'cuộc gọi hẹn', builtOn: 'đã có cuộc gọi hẹn', isAboutHome: true },
    register_event: {
      refs: ['household_id', 'other_household_id'],
      counted: 'biến động',
      builtOn: 'có biến động ghi sau lần nhập',
    },
    import_row: { key: ['import_run_id', 'row_number'], counted: 'dòng danh sách nhập', isRemovedToo: true },
    duplicate_household_pair: { refs: ['one_id', 'other_id'], merge: 'remade' },
    household_search_key: { merge: 'none' },
    // The merge itself notes both households again.
    figure_change: { isForeignKey: false, merge: 'none' },
  },
  residential_group: {
    household: { builtOn: 'có hộ được xếp vào sau lần nhập' },
    sample_stratum: { builtOn: 'đã có trong một mẫu hỏi' },
    near_miss: { builtOn: 'đã có lần suýt bị lừa' },
    reach_turn: { builtOn: 'đã được bốc thăm thứ tự đến' },
    indicator_target: { builtOn: 'đã được đặt mục tiêu' },
  },
  national_number_change: {
    national_number_change: { refs: ['reverses_id'], builtOn: 'đã được đổi lại số định danh' },
  },
};

export const REFERENCES: Readonly<Record<Target, readonly Reference[]>> = {
  resident: referencesTo('resident'),
  household: referencesTo('household'),
  residential_group: referencesTo('residential_group'),
  national_number_change: referencesTo('national_number_change'),
};

function referencesTo(target: Target): Reference[] {
  return Object.entries(ENTRIES[target]).map(([name, { refs = [`${target}_id`], columns = [], ...entry }]) => ({
    key: ['id'],
    ...entry,
    name,
    refs,
    ...(!entry.merge && { columns: [...refs, ...columns] }),
    ...(entry.merge === 'remade' && { isRemade: true }),
  }));
}

const isMerged = ({ merge }: Reference) => merge !== 'none';

/** The references that a merge moves from one record to the other. */
export const MERGED_REFERENCES = {
  resident: REFERENCES.resident.filter(isMerged),
  household: REFERENCES.household.filter(isMerged),
};

/** '3 lượt có mặt', '1 dòng danh sách nhập': the number of rows of each table that refer to a record. */
export const countedReferences = (
  of: keyof typeof MERGED_REFERENCES,
  counts: Readonly<Record<string, number>>,
): string[] =>
  MERGED_REFERENCES[of].flatMap(({ name, counted }) =>
    counted && (counts[name] ?? 0) > 0 ? [`${formatNumber(counts[name]!)} ${counted}`] : [],
  );

/**
 * The record itself, as merges and removals read and write it. Numbers and codes are unique, so a merge writes them
 * separately, in an order of their own.
 */
export const RECORDS = {
  resident: {
    name: 'resident',
    key: ['id'],
    without: ['name_folded', 'sort_name', 'national_number_cipher', 'national_number_hash', 'national_number_last4'],
  },
  household: { name: 'household', key: ['id'], without: ['address_folded', 'walk_order', 'code'] },
} as const satisfies Record<'resident' | 'household', SnapshotTable>;
