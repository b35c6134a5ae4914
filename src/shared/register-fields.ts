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
 * A text, '' if nothing is known, that is stored as it is typed. Forms, pages, lists, merges, the log and the statements
 * follow its entry; the template of its form draws it.
 */
export interface TextEntry {
  label: string;
  /** Of characters; above 500, several lines. */
  max: number;
  /** Sentences: their column stays wide, and a merge proposes both. */
  wraps: boolean;
  isPersonal: boolean;
}

const plainText = <const Column extends string>(column: Column, label: string, entry: Omit<TextEntry, 'label'>) =>
  ({ columns: [column], label, dataClass: 'words', format: text, ...entry }) as const;

/** A part of an address, typed and stored together with the others. */
const addressPart = <const Column extends string>(column: Column, label: string, max: number) =>
  ({ columns: [column], label, dataClass: 'facts', format: text, max }) as const;

const note = plainText('note', 'Ghi chú', { max: 2000, wraps: true, isPersonal: true });

export const RESIDENT_TEXTS = { note };

/**
 * What the register holds about a person: one entry a field, named as in forms, pages and the log. `format` writes a value
 * as pages do, '' if nothing is known. `dataClass` is for the data map, as in readiness-fields.ts, which has the answers
 * about a person with their days; it is of the first column, the others say nothing by themselves. `max` is the length of
 * what is typed as text.
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
  ...RESIDENT_TEXTS,
} as const;

export const HOUSEHOLD_TEXTS = {
  formerWard: {
    ...plainText('former_ward', 'Phường cũ', { max: 80, wraps: false, isPersonal: false }),
    dataClass: 'facts',
  },
  howToFind: plainText('how_to_find', 'Cách tìm cửa', { max: 300, wraps: true, isPersonal: false }),
  note,
} as const;

/** What the register holds about a household and its door, likewise. */
export const HOUSEHOLD_FIELDS = {
  /** As people say it; a form that is given this line ignores the parts below it. */
  address: addressPart('address_line', 'Địa chỉ', 300),
  houseNumber: addressPart('house_number', 'Số nhà', 30),
  hem: addressPart('hem', 'Hẻm', 60),
  ngach: addressPart('ngach', 'Ngách', 60),
  ngo: addressPart('ngo', 'Ngõ', 60),
  street: addressPart('street', 'Phố', 80),
  building: addressPart('building', 'Tòa nhà', 80),
  floor: addressPart('floor', 'Tầng', 20),
  room: addressPart('room', 'Phòng', 20),
  lane: { columns: ['lane_label', 'lane_key'], label: 'Phố, ngõ', dataClass: 'none', format: text },
  residentialGroupId: { columns: ['residential_group_id'], label: 'Tổ dân phố', dataClass: 'none', format: text },
  /** Unique in the ward; null if there is none. */
  code: { columns: ['code'], label: 'Mã hộ', dataClass: 'facts', format: text, max: 40 },
  occupancy: { columns: ['occupancy'], label: 'Tình trạng ở', dataClass: 'facts', format: oneOf(OCCUPANCIES) },
  ...HOUSEHOLD_TEXTS,
} as const;

type TextEntries = Readonly<Record<string, { columns: readonly [string] }>>;
export type Texts<Entries> = Record<keyof Entries, string>;

export const textNames = <Entries extends TextEntries>(texts: Entries) =>
  Object.keys(texts) as (keyof Entries & string)[];

/** The texts of a record. */
export const textsOf = <Entries extends TextEntries>(texts: Entries, record: Texts<Entries>) =>
  Object.fromEntries(textNames(texts).map((name) => [name, record[name]])) as Texts<Entries>;

/** SQL: the texts of a row, to select by their names. */
export const selectTexts = (texts: TextEntries, row: string): string =>
  textNames(texts)
    .map((name) => `${row}.${texts[name]!.columns[0]} AS "${name}"`)
    .join(', ');

/** Labels as the log writes them inside a sentence: 'họ tên'. */
export const logLabels = <Name extends string>(fields: Readonly<Record<Name, { label: string }>>, ...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, uncapitalise(fields[name].label)]));

/** What a field of a form about a person or a door is called. @throws if the catalogue has no such field. */
export function fieldLabel(name: string): string {
  const { label } = ({ ...HOUSEHOLD_FIELDS, ...RESIDENT_FIELDS } as Record<string, { label: string }>)[name] ?? {};
  if (label === undefined) throw new Error(`register-fields.ts has no ${name}`);
  return label;
}
