import type { ImageTable } from '../../../../shared/row-image';

/** A table whose rows refer to a resident or a household, and the columns that refer to it. */
export interface Reference extends ImageTable {
  /** Key of the rows in a snapshot; two references may concern the same table. */
  id: string;
  refs: readonly string[];
  /** Label of the rows for users: '3 lượt có mặt'. '' for rows that the page does not mention. */
  label: string;
}

/**
 * Everything that refers to a resident; tables that refer to other listed tables come first. A guard test compares the
 * list with the database: a new table must be added here before residents can be merged.
 */
export const RESIDENT_REFERENCES: readonly Reference[] = [
  { id: 'portal_use', name: 'portal_use', refs: ['resident_id'], key: ['id'], label: 'lần dùng Cổng' },
  {
    id: 'sample_member',
    name: 'sample_member',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id'],
    label: 'lần vào mẫu hỏi',
  },
  {
    id: 'portal_question',
    name: 'portal_question',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id'],
    label: 'lần trả lời về Cổng',
  },
  {
    id: 'check_back',
    name: 'check_back',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id'],
    label: 'lần hỏi lại sau khi dạy',
  },
  {
    id: 'consent',
    name: 'consent',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id'],
    label: 'lần ghi đồng ý',
  },
  {
    id: 'referral',
    name: 'referral',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id'],
    label: 'lần giới thiệu',
  },
  {
    id: 'data_request',
    name: 'data_request',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id'],
    label: 'yêu cầu về dữ liệu',
  },
  {
    id: 'assisted_procedure',
    name: 'assisted_procedure',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id'],
    label: 'việc đã hỗ trợ',
  },
  {
    id: 'newcomer',
    name: 'newcomer',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id', 'is_waiting'],
    label: 'lần được ghi là người mới',
  },
  {
    id: 'visit_presence',
    name: 'visit_presence',
    refs: ['resident_id'],
    key: ['visit_id', 'resident_id'],
    label: 'lượt có mặt',
  },
  {
    id: 'group_session_attendee',
    name: 'group_session_attendee',
    refs: ['resident_id'],
    key: ['group_session_id', 'resident_id'],
    label: 'buổi tập trung đã dự',
  },
  {
    id: 'readiness',
    name: 'readiness',
    refs: ['resident_id'],
    key: ['id'],
    lowered: { column: 'is_latest', value: false },
    label: 'lần ghi mức sẵn sàng',
  },
  {
    id: 'household_membership',
    name: 'household_membership',
    refs: ['resident_id'],
    key: ['id'],
    isRemade: true,
    label: 'lần ở trong hộ',
  },
  {
    id: 'resident_absence',
    name: 'resident_absence',
    refs: ['resident_id'],
    key: ['id'],
    isRemade: true,
    label: 'lần vắng lâu ngày',
  },
  {
    id: 'priority_fact',
    name: 'priority_fact',
    refs: ['resident_id'],
    key: ['id'],
    isRemade: true,
    label: 'diện ưu tiên',
  },
  {
    id: 'digital_helper',
    name: 'digital_helper',
    refs: ['resident_id'],
    key: ['id'],
    isRemade: true,
    label: 'lần làm người giúp số',
  },
  {
    id: 'support_request',
    name: 'support_request',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id'],
    label: 'đề nghị hỗ trợ',
  },
  {
    id: 'register_event',
    name: 'register_event',
    refs: ['resident_id', 'other_resident_id'],
    key: ['id'],
    columns: ['resident_id', 'other_resident_id'],
    label: 'biến động',
  },
  {
    id: 'national_number_change',
    name: 'national_number_change',
    refs: ['resident_id'],
    key: ['id'],
    columns: ['resident_id'],
    label: 'lần đổi số định danh',
  },
  {
    id: 'import_row',
    name: 'import_row',
    refs: ['resident_id'],
    key: ['import_run_id', 'row_number'],
    columns: ['resident_id'],
    label: 'dòng danh sách nhập',
  },
  {
    id: 'duplicate_pair',
    name: 'duplicate_pair',
    refs: ['one_id', 'other_id'],
    key: ['id'],
    isRemade: true,
    label: '',
  },
];

/**
 * Everything that refers to a household. The expected times of a round's doors are missing because they are recomputed.
 */
export const HOUSEHOLD_REFERENCES: readonly Reference[] = [
  {
    id: 'visit',
    name: 'visit',
    refs: ['household_id'],
    key: ['id'],
    columns: ['household_id', 'round_door_id'],
    label: 'lượt thăm',
  },
  {
    id: 'round_door',
    name: 'round_door',
    refs: ['household_id'],
    key: ['id'],
    without: ['expected_at', 'is_if_time_allows'],
    lowered: { column: 'is_open', value: false },
    label: 'lần vào buổi ra quân',
  },
  {
    id: 'round_door_removal',
    name: 'round_door_removal',
    refs: ['household_id'],
    key: ['id'],
    columns: ['household_id'],
    label: 'lần được bỏ khỏi buổi ra quân',
  },
  {
    id: 'household_membership',
    name: 'household_membership',
    refs: ['household_id'],
    key: ['id'],
    isRemade: true,
    label: 'lần ở trong hộ',
  },
  { id: 'household_pause', name: 'household_pause', refs: ['household_id'], key: ['id'], label: 'lần tạm dừng gõ cửa' },
  {
    id: 'briefing',
    name: 'briefing',
    refs: ['household_id'],
    key: ['id'],
    columns: ['household_id'],
    label: 'lời dặn',
  },
  {
    id: 'unoccupied_period',
    name: 'unoccupied_period',
    refs: ['household_id'],
    key: ['id'],
    isRemade: true,
    label: 'lần nhà trống, vắng lâu',
  },
  {
    id: 'resident_absence',
    name: 'resident_absence',
    refs: ['household_id'],
    key: ['id'],
    columns: ['household_id'],
    label: 'lần có người vắng lâu ngày',
  },
  {
    id: 'priority_fact',
    name: 'priority_fact',
    refs: ['household_id'],
    key: ['id'],
    isRemade: true,
    label: 'diện ưu tiên của hộ',
  },
  {
    id: 'digital_helper',
    name: 'digital_helper',
    refs: ['household_id'],
    key: ['id'],
    isRemade: true,
    label: 'người giúp số',
  },
  {
    id: 'support_request',
    name: 'support_request',
    refs: ['household_id'],
    key: ['id'],
    columns: ['household_id'],
    label: 'đề nghị hỗ trợ',
  },
  {
    id: 'door_call',
    name: 'door_call',
    refs: ['household_id'],
    key: ['id'],
    columns: ['household_id'],
    label: 'cuộc gọi hẹn',
  },
  {
    id: 'register_event',
    name: 'register_event',
    refs: ['household_id', 'other_household_id'],
    key: ['id'],
    columns: ['household_id', 'other_household_id'],
    label: 'biến động',
  },
  {
    id: 'import_row',
    name: 'import_row',
    refs: ['household_id'],
    key: ['import_run_id', 'row_number'],
    columns: ['household_id'],
    label: 'dòng danh sách nhập',
  },
  {
    id: 'duplicate_household_pair',
    name: 'duplicate_household_pair',
    refs: ['one_id', 'other_id'],
    key: ['id'],
    isRemade: true,
    label: '',
  },
];

/** Rows that database triggers create and delete together with the record. */
export const DERIVED_TABLES = { resident: ['resident_search_key'], household: ['household_search_key'] } as const;

/** The record itself. Numbers and codes are unique, so they are written separately, in an order of their own. */
export const RESIDENT_RECORD: ImageTable = {
  name: 'resident',
  key: ['id'],
  without: ['name_folded', 'sort_name', 'national_number_cipher', 'national_number_hash', 'national_number_last4'],
};
export const HOUSEHOLD_RECORD: ImageTable = {
  name: 'household',
  key: ['id'],
  without: ['address_folded', 'walk_order', 'code'],
};
