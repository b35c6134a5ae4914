import { z } from 'zod';
import {
  HouseholdOccupancy,
  HouseholdRelation,
  ResidenceStatus,
  type ListSubject,
} from '../../../generated/prisma/enums';
import { ageOn, formatBirth, formatDate, type LocalDate } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { DOOR_OUTCOMES, OCCUPANCIES, RESIDENCE_STATUSES } from '../../../shared/labels';
import { type Need, NEEDS } from '../../../shared/needs';
import type { Cell } from '../../../shared/list-file';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { relationText } from '../../../shared/relation-labels';
import {
  answerText,
  isKnown,
  READINESS,
  READINESS_FIELDS,
  type ReadinessField,
} from '../../../shared/readiness-fields';
import {
  HOUSEHOLD_FIELDS,
  HOUSEHOLD_PLAIN,
  mapPlain,
  RESIDENT_FIELDS,
  RESIDENT_PLAIN,
  type PlainEntries,
  type PlainValues,
} from '../../../shared/register-fields';
import { BIRTH, READINESS_SHAPE, plainShape } from '../../../shared/row-schemas';
import { DOOR_FACTS, DOOR_STATE_LABELS, doorState } from '../households/door-state';
import type { Part } from './statements';

// Every column of the lists: its name and its content. The names are the headers that an import
// of people recognises (imports/reading/columns.ts); columns that the import does not read have names that it ignores.

const SHARED_BY_ROWS = {
  laneLabel: z.string().nullable(),
  formerWard: z.string().nullable(),
  occupancy: z.enum(HouseholdOccupancy).nullable(),
  groupName: z.string().nullable(),
  needs: z.array(z.enum(Object.keys(NEEDS) as Need[])).nullable(),
  door: DOOR_FACTS.omit({ occupancy: true })
    .extend({ visits: z.number(), lastVisit: z.string().nullable() })
    .nullable(),
  helpers: z.string().nullable(),
};

export const RESIDENT_ROW = z.object({
  ...SHARED_BY_ROWS,
  ...READINESS_SHAPE,
  ...plainShape(RESIDENT_PLAIN),
  birth: BIRTH.nullable(),
  id: z.string(),
  fullName: z.string(),
  phone: z.string().nullable(),
  last4: z.string().nullable(),
  status: z.enum(ResidenceStatus),
  relation: z.enum(HouseholdRelation).nullable(),
  relationNote: z.string().nullable(),
  addressLine: z.string().nullable(),
  householdCode: z.string().nullable(),
  helped: z.object({ count: z.number(), last: z.string().nullable() }).nullable(),
  lastUse: z.string().nullable(),
});
export type ResidentRow = z.infer<typeof RESIDENT_ROW>;

export const HOUSEHOLD_ROW = z.object({
  ...SHARED_BY_ROWS,
  ...plainShape(HOUSEHOLD_PLAIN),
  id: z.string(),
  addressLine: z.string(),
  code: z.string().nullable(),
  occupancy: z.enum(HouseholdOccupancy),
  people: z.object({ count: z.number(), head: z.string().nullable(), phone: z.string().nullable() }).nullable(),
});
type HouseholdRow = z.infer<typeof HOUSEHOLD_ROW>;

export type ListRow = ResidentRow | HouseholdRow;

export interface Column<Row> {
  label: string;
  /** Contains personal data, so it is named before an export. */
  isPersonal: boolean;
  /** Data beyond the row's own tables that this column needs. */
  part?: Part;
  /** Right-aligned, as numbers are. */
  isNumber?: boolean;
  /** Stays wide on a page, even beside many others. */
  isLong?: boolean;
  cell: (row: Row, today: LocalDate) => Cell;
  /** A shortened form for the page; a file contains the full text. */
  onPage?: (words: string) => string;
}

const text = (value: string | null): Cell => ({ kind: 'text', value: value ?? '' });
const day = (value: LocalDate | null): Cell => (value ? { kind: 'date', value } : text(''));
const phone = (value: string | null | undefined): Cell => ({ kind: 'phone', value: value ?? '' });
const number = (value: number | undefined): Cell => ({ kind: 'number', value: value ?? 0 });
const plainColumns = <Entries extends PlainEntries>(entries: Entries) =>
  mapPlain(entries, ({ label, isPersonal, format, ...entry }, name) => {
    const cell = (row: Partial<Record<string, unknown>>) => {
      const value = row[name] ?? null;
      return entry.kind === 'date' ? day(value as LocalDate | null) : text(format(value as never));
    };
    return { label, isLong: entry.kind === 'text' && entry.wraps, isPersonal, cell };
  }) as unknown as { [Name in keyof Entries]: Column<{ [Each in Name]: PlainValues<Entries>[Each] | null }> };
// Who receives a benefit is for roles that plan; officers open lists too.
const { gender, receivesBenefit: _, ...OTHERS_OF_RESIDENT } = plainColumns(RESIDENT_PLAIN);
const { formerWard, howToFind, ...OTHERS_OF_HOUSEHOLD } = plainColumns(HOUSEHOLD_PLAIN);
/** In addresses and saved views; other fields go by their own names. */
const SHORT_NAMES: Partial<Record<ReadinessField, string>> = { vneidLevel: 'vneid', simInOwnName: 'sim' };
/** An unknown answer is an empty cell, so that importing the list again cannot overwrite anything with it. */
const READINESS_COLUMNS: Readonly<Record<string, Column<ResidentRow>>> = Object.fromEntries(
  READINESS_FIELDS.map((field) => {
    const { label, isSeveral } = READINESS[field];
    const cell = (row: ResidentRow) => text(isKnown(field, row) ? answerText(field, row) : '');
    return [SHORT_NAMES[field] ?? field, { label, isPersonal: true, isLong: isSeveral, cell }];
  }),
);

const AGES: readonly Need[] = ['aged_80', 'aged_75', 'aged_60'];

/** The most important need first; of the age needs only the highest, because a resident of 82 is also over 60. */
function needsText(needs: Need[] | null): Cell {
  const age = AGES.find((each) => needs?.includes(each));
  return text(
    (Object.keys(NEEDS) as Need[])
      .filter((need) => needs?.includes(need) && (!AGES.includes(need) || need === age))
      .map((need) => NEEDS[need])
      .join('; '),
  );
}

const outcome = (door: ListRow['door']) => text(door?.lastOutcome ? DOOR_OUTCOMES[door.lastOutcome] : '');
const state = (door: ListRow['door'], occupancy: HouseholdOccupancy | null) => {
  if (!door || !occupancy) return text('');
  return text(occupancy === 'occupied' ? DOOR_STATE_LABELS[doorState({ ...door, occupancy })] : OCCUPANCIES[occupancy]);
};

/** A day as a day; a year that stands for an unknown day as text, so that no reader takes it for 1 January. */
const birthCell = ({ birth }: ResidentRow): Cell =>
  birth?.precision === 'day' ? day(birth.date) : text(birth && formatBirth(birth));

const ageCell = ({ birth }: ResidentRow, today: LocalDate): Cell =>
  birth ? { kind: 'number', value: ageOn(birth, today) } : text('');

type More<Row> = Omit<Partial<Column<Row>>, 'label' | 'cell'>;
const column = <Row>(label: string, cell: Column<Row>['cell'], more: More<Row> = {}): Column<Row> => ({
  label,
  cell,
  isPersonal: false,
  ...more,
});
const personal = <Row>(label: string, cell: Column<Row>['cell'], more: More<Row> = {}): Column<Row> =>
  column(label, cell, { isPersonal: true, ...more });

const PLACE = {
  lane: column(HOUSEHOLD_FIELDS.lane.label, (row) => text(row.laneLabel), { isLong: true }),
  group: column(HOUSEHOLD_FIELDS.residentialGroupId.label, (row) => text(row.groupName), { onPage: shortGroupName }),
} satisfies Record<string, Column<ListRow>>;

const NEEDS_AND_VISITS = {
  needs: personal('Điều cần biết', (row) => needsText(row.needs), { isLong: true, part: 'needs' }),
  helpers: personal('Người giúp số', (row) => text(row.helpers), { isLong: true, part: 'helpers' }),
  doorState: column('Tình trạng cửa', (row) => state(row.door, row.occupancy), { part: 'door' }),
  lastVisit: column('Lần đến gần nhất', (row) => day(row.door?.lastVisit ?? null), { part: 'door' }),
  lastOutcome: column('Kết quả lần ấy', (row) => outcome(row.door), { part: 'door' }),
} satisfies Record<string, Column<ListRow>>;

export const RESIDENT_COLUMNS = {
  name: personal('Họ và tên', (row) => text(row.fullName), { isLong: true }),
  birth: personal(RESIDENT_FIELDS.birth.label, birthCell),
  age: personal('Tuổi', ageCell, { isNumber: true }),
  gender,
  phone: personal(RESIDENT_FIELDS.phone.label, (row) => phone(row.phone)),
  last4: personal('Bốn số cuối căn cước', (row) => text(row.last4)),
  relation: personal('Quan hệ với chủ hộ', (row) => text(relationText(row))),
  status: personal(RESIDENT_FIELDS.residenceStatus.label, (row) => text(RESIDENCE_STATUSES[row.status])),
  code: column(HOUSEHOLD_FIELDS.code.label, (row) => text(row.householdCode)),
  address: personal(HOUSEHOLD_FIELDS.address.label, (row) => text(row.addressLine), { isLong: true }),
  ...PLACE,
  formerWard,
  ...READINESS_COLUMNS,
  ...NEEDS_AND_VISITS,
  helpedCount: personal('Số việc đội đã giúp', (row) => number(row.helped?.count), { part: 'helped', isNumber: true }),
  lastHelped: personal('Lần giúp gần nhất', (row) => day(row.helped?.last ?? null), { part: 'helped' }),
  lastUse: personal('Tự dùng Cổng gần nhất', (row) => day(row.lastUse), { part: 'used' }),
  ...OTHERS_OF_RESIDENT,
} satisfies Record<string, Column<ResidentRow>>;

const HOUSEHOLD_COLUMNS = {
  address: personal(HOUSEHOLD_FIELDS.address.label, (row) => text(row.addressLine), { isLong: true }),
  code: column(HOUSEHOLD_FIELDS.code.label, (row) => text(row.code)),
  head: personal('Chủ hộ', (row) => text(row.people?.head ?? null), { isLong: true, part: 'people' }),
  headPhone: personal('Điện thoại chủ hộ', (row) => phone(row.people?.phone), { part: 'people' }),
  people: column('Số người', (row) => number(row.people?.count), { part: 'people', isNumber: true }),
  ...PLACE,
  formerWard,
  howToFind,
  occupancy: personal(HOUSEHOLD_FIELDS.occupancy.label, (row) => text(OCCUPANCIES[row.occupancy])),
  ...NEEDS_AND_VISITS,
  visits: column('Số lượt thăm', (row) => number(row.door?.visits), { part: 'door', isNumber: true }),
  ...OTHERS_OF_HOUSEHOLD,
} satisfies Record<string, Column<HouseholdRow>>;

/** The column that identifies and links the row; always present, always first. */
export const FIRST_COLUMN: Record<ListSubject, string> = { residents: 'name', households: 'address' };

export const DEFAULT_COLUMNS: Record<ListSubject, readonly string[]> = {
  residents: ['name', 'birth', 'address', 'group', 'vneid', 'needs'],
  households: ['address', 'head', 'people', 'group', 'doorState', 'lastVisit'],
};

/** The columns of a list in display order. */
export const columnsOf = (subject: ListSubject): Readonly<Record<string, Column<ListRow>>> =>
  (subject === 'residents' ? RESIDENT_COLUMNS : HOUSEHOLD_COLUMNS) as Readonly<Record<string, Column<ListRow>>>;

/**
 * The named columns in display order, always including the first one; `unknown` contains names that match no column.
 */
export function readColumns(subject: ListSubject, given: unknown): { columns: string[]; unknown: string[] } {
  const typed = [given]
    .flat()
    .filter((name): name is string => typeof name === 'string' && name !== '')
    .slice(0, 60);
  const all = Object.keys(columnsOf(subject));
  const chosen = all.filter((name) => typed.includes(name) || name === FIRST_COLUMN[subject]);
  const unknown = typed.filter((name) => !all.includes(name));
  return { columns: typed.length > unknown.length ? chosen : [...DEFAULT_COLUMNS[subject]], unknown };
}

export const shownColumns = ({ subject, columns }: { subject: ListSubject; columns: readonly string[] }) =>
  columns.map((name) => columnsOf(subject)[name]!);

/** The data that must be read to show these columns. */
export const partsOf = (list: Parameters<typeof shownColumns>[0]): Set<Part> =>
  new Set(shownColumns(list).flatMap(({ part }) => part ?? []));

export function printedCell(cell: Cell): string {
  switch (cell.kind) {
    case 'text':
      return cell.value;
    case 'phone':
      return cell.value === '' ? '' : formatPhoneNumber(cell.value);
    case 'date':
      return formatDate(cell.value);
    case 'number':
      return formatNumber(cell.value);
  }
}
