import { contactWishSummary } from './contact-wish';
import { formatBirth, type BirthDate } from './dates';
import { GENDERS, OCCUPANCIES, RESIDENCE_STATUSES } from './labels';
import { maskNationalNumber } from './national-number';
import { formatPhoneNumber } from './phone-number';
import { uncapitalise } from './vietnamese-text';

const text = (value: string | null): string => value ?? '';
const oneOf =
  <Value extends string>(labels: Record<Value, string>) =>
  (value: Value | null): string =>
    value ? labels[value] : '';

/**
 * What the register holds about a person: one entry a field, named as in forms, pages and the log. `format` writes a value
 * as pages do, '' if nothing is known. `dataClass` is for the data map, as in readiness-fields.ts, which has the answers
 * about a person with their days; it is of the first column, the others say nothing by themselves.
 */
export const RESIDENT_FIELDS = {
  fullName: { columns: ['full_name'], label: 'Họ tên', dataClass: 'words', format: text },
  birth: {
    columns: ['birth_date', 'birth_precision'],
    label: 'Ngày sinh',
    dataClass: 'facts',
    format: (birth: BirthDate | null) => (birth ? formatBirth(birth) : ''),
  },
  gender: { columns: ['gender'], label: 'Giới tính', dataClass: 'facts', format: oneOf(GENDERS) },
  phone: {
    columns: ['phone'],
    label: 'Điện thoại',
    dataClass: 'words',
    format: (phone: string | null) => (phone ? formatPhoneNumber(phone) : ''),
  },
  contactWish: { columns: ['contact_wish'], label: 'Muốn được báo', dataClass: 'words', format: contactWishSummary },
  /** By its last four digits. */
  nationalNumber: {
    columns: ['national_number_last4'],
    label: 'Số định danh',
    dataClass: 'words',
    format: (last4: string | null) => (last4 ? maskNationalNumber(last4) : ''),
  },
  residenceStatus: {
    columns: ['residence_status'],
    label: 'Cư trú',
    dataClass: 'facts',
    format: oneOf(RESIDENCE_STATUSES),
  },
  note: { columns: ['note'], label: 'Ghi chú', dataClass: 'words', format: text },
} as const;

/** What the register holds about a household and its door, likewise. */
export const HOUSEHOLD_FIELDS = {
  address: { columns: ['address_line'], label: 'Địa chỉ', dataClass: 'facts', format: text },
  houseNumber: { columns: ['house_number'], label: 'Số nhà', dataClass: 'facts', format: text },
  hem: { columns: ['hem'], label: 'Hẻm', dataClass: 'facts', format: text },
  ngach: { columns: ['ngach'], label: 'Ngách', dataClass: 'facts', format: text },
  ngo: { columns: ['ngo'], label: 'Ngõ', dataClass: 'facts', format: text },
  street: { columns: ['street'], label: 'Phố', dataClass: 'facts', format: text },
  building: { columns: ['building'], label: 'Tòa nhà', dataClass: 'facts', format: text },
  floor: { columns: ['floor'], label: 'Tầng', dataClass: 'facts', format: text },
  room: { columns: ['room'], label: 'Phòng', dataClass: 'facts', format: text },
  lane: { columns: ['lane_label', 'lane_key'], label: 'Phố, ngõ', dataClass: 'none', format: text },
  formerWard: { columns: ['former_ward'], label: 'Phường cũ', dataClass: 'facts', format: text },
  residentialGroupId: { columns: ['residential_group_id'], label: 'Tổ dân phố', dataClass: 'none', format: text },
  code: { columns: ['code'], label: 'Mã hộ', dataClass: 'facts', format: text },
  howToFind: { columns: ['how_to_find'], label: 'Cách tìm cửa', dataClass: 'words', format: text },
  occupancy: { columns: ['occupancy'], label: 'Tình trạng ở', dataClass: 'facts', format: oneOf(OCCUPANCIES) },
  note: { columns: ['note'], label: 'Ghi chú', dataClass: 'words', format: text },
} as const;

/** Labels as the log writes them inside a sentence: 'họ tên'. */
export const logLabels = <Name extends string>(fields: Readonly<Record<Name, { label: string }>>, ...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, uncapitalise(fields[name].label)]));

/** What a field of a form about a person or a door is called. @throws if the catalogue has no such field. */
export function fieldLabel(name: string): string {
  const { label } = ({ ...HOUSEHOLD_FIELDS, ...RESIDENT_FIELDS } as Record<string, { label: string }>)[name] ?? {};
  if (label === undefined) throw new Error(`register-fields.ts has no ${name}`);
  return label;
}
