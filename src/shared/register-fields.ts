import { contactWishSummary } from './contact-wish';
import { formatBirth, formatDate, type BirthDate, type LocalDate } from './dates';
import { GENDERS, OCCUPANCIES, RECEIVES_BENEFIT, RESIDENCE_STATUSES } from './labels';
import { maskNationalNumber } from './national-number';
import { formatPhoneNumber } from './phone-number';
import { uncapitalise } from './vietnamese-text';

const asItIs = (value: string | null): string => value ?? '';
const oneOf =
  <Value extends string>(labels: Record<Value, string>) =>
  (value: Value | null): string =>
    value ? labels[value] : '';

/** How a value is typed: a text, '' if nothing is known, or a choice or a LocalDate, null if it is not known. */
type Kind = {
  /** Lists are filtered by it: by the answers of a choice, by whether another kind is known. */
  isFilter?: true;
  /** Imports read it from a column with its label, or with such a header: folded and without punctuation. */
  headers?: readonly RegExp[];
} & (
  | {
      kind: 'text';
      /** Of characters; above 500, several lines. */
      max: number;
      /** Sentences: their column stays wide, and a merge proposes both. */
      wraps?: boolean;
    }
  | {
      kind: 'choice';
      answers: Readonly<Record<string, string>>;
      /** How cells of ward lists write an answer besides its label: 'trai|m', folded and without punctuation. */
      words?: Readonly<Record<string, string>>;
    }
  /** isPast: of something that has happened. */
  | { kind: 'date'; isPast?: true }
);
type ValueOf<Given> = Given extends { answers: infer Answers }
  ? keyof Answers | null
  : Given extends { kind: 'date' }
    ? LocalDate | null
    : string;

const field = <const Column extends string, const Typed extends Kind>(column: Column, label: string, typed: Typed) => ({
  columns: [column] as const,
  label,
  dataClass: 'facts' as 'facts' | 'words',
  /** Named before a list is exported. */
  isPersonal: true,
  ...typed,
  format(value: ValueOf<Typed>): string {
    if (!value || typed.kind === 'text') return value ?? '';
    return typed.kind === 'date' ? formatDate(value) : typed.answers[value]!;
  },
});

/**
 * Fields that have a column of their own and no rules of their own: their form, pages, lists, filters, imports, merges,
 * the log, the person's file and the statements follow their entries.
 */
export type PlainEntries = Readonly<
  Record<
    string,
    Kind & { columns: readonly [string]; label: string; isPersonal: boolean; format: (value: never) => string }
  >
>;
export type PlainValues<Entries> = { [Name in keyof Entries]: ValueOf<Entries[Name]> };

const text = <const Column extends string>(column: Column, label: string, max: number) =>
  field(column, label, { kind: 'text', max });
const note = { ...text('note', 'Ghi chú', 2000), wraps: true, dataClass: 'words' } as const;

export const RESIDENT_PLAIN = {
  gender: field('gender', 'Giới tính', {
    kind: 'choice',
    answers: GENDERS,
    words: { female: 'gai|f|female', male: 'trai|m|male' },
    isFilter: true,
    headers: [/^g(ioi)?( tinh)?$/, /^gt$/, /^phai$/],
  }),
  /** The day of a yes or no is in the log; a no may change at 75. */
  receivesBenefit: field('receives_benefit', 'Hưởng lương hưu, trợ cấp', {
    kind: 'choice',
    answers: RECEIVES_BENEFIT,
    words: { yes: 'x|dang huong|duoc huong', no: 'chua|khong huong' },
    headers: [/^(dang )?(huong )?(luong huu|tro cap)( tro cap)?( hang thang)?$/],
  }),
  cardIssuedOn: field('card_issued_on', 'Ngày cấp thẻ căn cước', {
    kind: 'date',
    isPast: true,
    headers: [/^ngay cap (the )?(can cuoc|cccd)( cong dan)?$/],
  }),
  temporaryUntil: field('temporary_until', 'Tạm trú đến hết', {
    kind: 'date',
    headers: [/^(thoi han|han) tam tru$/, /^tam tru den( het)?( ngay)?$/],
  }),
  note: { ...note, headers: [/^(ghi chu|luu y)\b/] },
};
const { gender, ...OTHERS } = RESIDENT_PLAIN;

/**
 * What the register holds about a person: one entry a field, named as in forms, pages and the log. `format` writes a value
 * as pages do, '' if nothing is known. `dataClass` is for the data map, as in readiness-fields.ts, which has the answers
 * about a person with their days; it is of the first column, the others say nothing by themselves. `kind` says how
 * it is typed.
 */
export const RESIDENT_FIELDS = {
  fullName: { columns: ['full_name'], label: 'Họ tên', dataClass: 'words', format: asItIs },
  birth: {
    columns: ['birth_date', 'birth_precision'],
    label: 'Ngày sinh',
    dataClass: 'facts',
    format: (birth: BirthDate | null) => (birth ? formatBirth(birth) : ''),
  },
  gender,
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
  ...OTHERS,
} as const;

export const HOUSEHOLD_PLAIN = {
  formerWard: {
    ...text('former_ward', 'Phường cũ', 80),
    isPersonal: false,
    headers: [/^(ten )?phuong( xa)? (cu|truoc)/],
  },
  howToFind: { ...text('how_to_find', 'Cách tìm cửa', 300), wraps: true, isPersonal: false, dataClass: 'words' },
  note,
} as const;

/** What the register holds about a household and its door, likewise. */
export const HOUSEHOLD_FIELDS = {
  /** As people say it; a form that is given this line ignores the parts below it. */
  address: text('address_line', 'Địa chỉ', 300),
  houseNumber: text('house_number', 'Số nhà', 30),
  hem: text('hem', 'Hẻm', 60),
  ngach: text('ngach', 'Ngách', 60),
  ngo: text('ngo', 'Ngõ', 60),
  street: text('street', 'Phố', 80),
  building: text('building', 'Tòa nhà', 80),
  floor: text('floor', 'Tầng', 20),
  room: text('room', 'Phòng', 20),
  lane: { columns: ['lane_label', 'lane_key'], label: 'Phố, ngõ', dataClass: 'none', format: asItIs },
  residentialGroupId: { columns: ['residential_group_id'], label: 'Tổ dân phố', dataClass: 'none', format: asItIs },
  /** Unique in the ward; null if there is none. */
  code: text('code', 'Mã hộ', 40),
  occupancy: { columns: ['occupancy'], label: 'Tình trạng ở', dataClass: 'facts', format: oneOf(OCCUPANCIES) },
  ...HOUSEHOLD_PLAIN,
} as const;

export const plainNames = <Entries extends PlainEntries>(entries: Entries) =>
  Object.keys(entries) as (keyof Entries & string)[];

/** Why a day cannot be that of a plain field, in a sentence; null if it can. @param birth the person's, if it is known. */
export function dateProblem(entry: PlainEntries[string], day: LocalDate, birth: BirthDate | null, today: LocalDate) {
  if (birth && day < birth.date) return 'Ngày này trước ngày sinh.';
  return entry.kind === 'date' && entry.isPast && day > today ? 'Ngày này chưa đến.' : null;
}

/** What `make` makes of each entry, by its name. */
export const mapPlain = <Entries extends PlainEntries, Made>(
  entries: Entries,
  make: (entry: PlainEntries[string], name: keyof Entries & string) => Made,
) =>
  Object.fromEntries(plainNames(entries).map((name) => [name, make(entries[name]!, name)])) as {
    [Name in keyof Entries]: Made;
  };

/** The plain fields of a record that are known. */
export const knownPlain = <Entries extends PlainEntries>(entries: Entries, record: PlainValues<Entries>) =>
  Object.fromEntries(Object.entries(record).filter(([name, value]) => name in entries && value)) as Partial<
    PlainValues<Entries>
  >;

const having = <Entries extends PlainEntries, Use extends 'isFilter' | 'headers'>(entries: Entries, use: Use) =>
  Object.fromEntries(Object.entries(entries).filter(([, entry]) => entry[use])) as {
    [Name in keyof Entries as Entries[Name] extends Record<Use, unknown> ? Name : never]: Entries[Name];
  };

export const RESIDENT_FILTERED = having(RESIDENT_PLAIN, 'isFilter');
export const HOUSEHOLD_FILTERED = having(HOUSEHOLD_PLAIN, 'isFilter');
export const RESIDENT_IMPORTED = having(RESIDENT_PLAIN, 'headers');
export const HOUSEHOLD_IMPORTED = having(HOUSEHOLD_PLAIN, 'headers');

/** SQL: the plain fields of a row, to select by their names. */
export const selectPlain = (entries: PlainEntries, row: string): string =>
  plainNames(entries)
    .map((name) => `${row}.${entries[name]!.columns[0]} AS "${name}"`)
    .join(', ');

/** What the answers of choices are called, by the name of the field and by its column. */
export const plainAnswers = (entries: PlainEntries): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, entry]) =>
      entry.kind === 'choice' ? [name, ...entry.columns].map((key) => [key, entry.answers]) : [],
    ),
  );

/** Labels as the log writes them inside a sentence: 'họ tên'. */
export const logLabels = <Name extends string>(fields: Readonly<Record<Name, { label: string }>>, ...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, uncapitalise(fields[name].label)]));

/** What a field of a form about a person or a door is called. @throws if the catalogue has no such field. */
export function fieldLabel(name: string): string {
  const { label } = ({ ...HOUSEHOLD_FIELDS, ...RESIDENT_FIELDS } as Record<string, { label: string }>)[name] ?? {};
  if (label === undefined) throw new Error(`register-fields.ts has no ${name}`);
  return label;
}
