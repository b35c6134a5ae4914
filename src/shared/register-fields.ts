import { contactWishSummary } from './contact-wish';
import { formatBirth, type BirthDate } from './dates';
import { GENDERS, OCCUPANCIES, RESIDENCE_STATUSES } from './labels';
import { maskNationalNumber } from './national-number';
import { formatPhoneNumber } from './phone-number';

const text = (value: string | null): string => value ?? '';
const oneOf =
  <Value extends string>(labels: Record<Value, string>) =>
  (value: Value | null): string =>
    value ? labels[value] : '';

/**
 * What the register holds about a person: one entry a field, named as in forms, pages and the log. `format` writes a value
 * as pages do, '' if nothing is known. Answers about a person, with their days, are in readiness-fields.ts.
 */
export const RESIDENT_FIELDS = {
  fullName: { columns: ['full_name'], label: 'Họ tên', format: text },
  birth: {
    columns: ['birth_date', 'birth_precision'],
    label: 'Ngày sinh',
    format: (birth: BirthDate | null) => (birth ? formatBirth(birth) : ''),
  },
  gender: { columns: ['gender'], label: 'Giới tính', format: oneOf(GENDERS) },
  phone: {
    columns: ['phone'],
    label: 'Điện thoại',
    format: (phone: string | null) => (phone ? formatPhoneNumber(phone) : ''),
  },
  contactWish: { columns: ['contact_wish'], label: 'Muốn được báo', format: contactWishSummary },
  /** By its last four digits. */
  nationalNumber: {
    columns: ['national_number_last4'],
    label: 'Số định danh',
    format: (last4: string | null) => (last4 ? maskNationalNumber(last4) : ''),
  },
  residenceStatus: { columns: ['residence_status'], label: 'Cư trú', format: oneOf(RESIDENCE_STATUSES) },
  note: { columns: ['note'], label: 'Ghi chú', format: text },
} as const;

/** What the register holds about a household and its door, likewise. */
export const HOUSEHOLD_FIELDS = {
  address: { columns: ['address_line'], label: 'Địa chỉ', format: text },
  houseNumber: { columns: ['house_number'], label: 'Số nhà', format: text },
  hem: { columns: ['hem'], label: 'Hẻm', format: text },
  ngach: { columns: ['ngach'], label: 'Ngách', format: text },
  ngo: { columns: ['ngo'], label: 'Ngõ', format: text },
  street: { columns: ['street'], label: 'Phố', format: text },
  building: { columns: ['building'], label: 'Tòa nhà', format: text },
  floor: { columns: ['floor'], label: 'Tầng', format: text },
  room: { columns: ['room'], label: 'Phòng', format: text },
  lane: { columns: ['lane_label', 'lane_key'], label: 'Phố, ngõ', format: text },
  formerWard: { columns: ['former_ward'], label: 'Phường cũ', format: text },
  residentialGroupId: { columns: ['residential_group_id'], label: 'Tổ dân phố', format: text },
  code: { columns: ['code'], label: 'Mã hộ', format: text },
  howToFind: { columns: ['how_to_find'], label: 'Cách tìm cửa', format: text },
  occupancy: { columns: ['occupancy'], label: 'Tình trạng ở', format: oneOf(OCCUPANCIES) },
  note: { columns: ['note'], label: 'Ghi chú', format: text },
} as const;

/** What a field of a form about a person or a door is called. @throws if the catalogue has no such field. */
export function fieldLabel(name: string): string {
  const { label } = ({ ...HOUSEHOLD_FIELDS, ...RESIDENT_FIELDS } as Record<string, { label: string }>)[name] ?? {};
  if (label === undefined) throw new Error(`register-fields.ts has no ${name}`);
  return label;
}
