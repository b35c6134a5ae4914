import { RELATIONS } from '../../../../shared/labels';
import { HOUSEHOLD_IMPORTED, mapPlain, type PlainValues } from '../../../../shared/register-fields';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import { type Field, FIELDS } from './columns';
import { isStopped, type ListedHousehold, type ListedPerson } from './listed-person';
import type { NormalisedRow } from './normalise-row';

export interface GroupingOptions {
  /** The list names no heads, so the first person of each household is its head. Only when the reviewer says so. */
  isFirstHead: boolean;
  /** A list about people: a row without a place belongs to no household. */
  isOfPeople: boolean;
}

/** A household being gathered, with the facts that decide which rows join it. */
interface Gathered {
  rows: number[];
  code: string;
  address: string;
  hasHead: boolean;
}

/**
 * Gathers the rows of a whole list into households and leaves out what contradicts an earlier row: a second head, another
 * address, a repeated number. A row belongs to
 * - the household with its code, wherever that is in the list;
 * - without a code, the household above it, until a row has another address or is a head; a row with an address seen
 *   before belongs there, unless it is a second head.
 * Rows are stored packed, so that a long list needs little memory; `households` unpacks one household at a time.
 */
export class HouseholdGrouper {
  private readonly packed = new PackedRows();
  private readonly gathered: Gathered[] = [];
  private readonly byCode = new Map<string, Gathered>();
  private readonly byAddress = new Map<string, Gathered>();
  /** The first row with each national number; for repeated numbers, the index of every further row. */
  private readonly numbers = new Map<string, number>();
  private readonly repeats = new Map<string, number[]>();
  private current: Gathered | null = null;

  constructor(private readonly options: GroupingOptions) {}

  add(row: NormalisedRow): void {
    const { person, place } = row;
    const address = place.addressKey || foldVietnamese(place.unread ?? '');
    const household = this.householdOf(person, place.codeKey, address) ?? this.open();
    const index = this.packed.add(row);
    household.rows.push(index);
    household.code ||= place.codeKey;
    household.address ||= address;
    household.hasHead ||= person.relation === 'head';
    if (household.code) this.byCode.set(household.code, household);
    if (household.address) this.byAddress.set(household.address, household);
    this.current = household;
    if (!isStopped(person)) this.noteNumber(person.nationalNumber, index);
  }

  *households(): Generator<ListedHousehold> {
    for (const { rows } of this.gathered) {
      const household = householdFrom(rows.map((index) => this.packed.at(index)));
      markHeads(household, this.options);
      for (const person of household.people) this.markNumber(person);
      yield household;
    }
  }

  private open(): Gathered {
    const household: Gathered = { rows: [], code: '', address: '', hasHead: false };
    this.gathered.push(household);
    return household;
  }

  private householdOf(person: ListedPerson, code: string, address: string): Gathered | null {
    if (code !== '') return this.byCode.get(code) ?? null;
    if (address === '' && this.options.isOfPeople && !this.options.isFirstHead) return null;
    const isSecondHeadOf = (household: Gathered) => person.relation === 'head' && household.hasHead;
    const { current } = this;
    if (current && (address === '' || address === current.address)) return isSecondHeadOf(current) ? null : current;
    const known = address === '' ? undefined : this.byAddress.get(address);
    return known && !isSecondHeadOf(known) ? known : null;
  }

  private noteNumber(nationalNumber: string | null, index: number): void {
    if (nationalNumber === null) return;
    if (!this.numbers.has(nationalNumber)) this.numbers.set(nationalNumber, index);
    else this.repeats.set(nationalNumber, [...(this.repeats.get(nationalNumber) ?? []), index]);
  }

  private markNumber(person: ListedPerson): void {
    const others = person.nationalNumber === null ? undefined : this.repeats.get(person.nationalNumber);
    if (!others) return;
    const first = this.packed.at(this.numbers.get(person.nationalNumber!)!).person;
    if (first.rowNumber !== person.rowNumber) {
      if (first.nameFolded === person.nameFolded) person.repeatsNumberOf = first.rowNumber;
      return leaveOutNumber(person, `Số định danh này đã có ở dòng ${first.rowNumber}.`);
    }
    // Two names with one number: it is unknown whose it is.
    const other = others
      .map((index) => this.packed.at(index).person)
      .find(({ nameFolded }) => nameFolded !== person.nameFolded);
    if (other) leaveOutNumber(person, `Số định danh này có thêm ở dòng ${other.rowNumber}, với tên khác.`);
  }
}

/** Reports what a row states in a field and is not written. */
export function leaveOut(person: ListedPerson, field: Field, value: string, message: string): void {
  person.problems.push({ cell: '', column: FIELDS[field], value, message });
}

export function leaveOutNumber(person: ListedPerson, message: string): void {
  leaveOut(person, 'nationalNumber', `•••• ${person.nationalNumber!.slice(-4)}`, message);
  person.nationalNumber = null;
  person.sealed = null;
}

/** Of each fact about the household, the first that a row states. */
function householdFrom(rows: readonly NormalisedRow[]): ListedHousehold {
  const places = rows.map(({ place }) => place);
  const [first] = places;
  const { address, addressLine, addressKey } = places.find((place) => place.address) ?? first!;
  const { code, codeKey } = places.find((place) => place.code) ?? first!;
  const key = rows[0]!.person.rowNumber;
  for (const { person, place } of rows) {
    if (place.address && place.addressKey !== addressKey)
      leaveOut(person, 'address', place.addressLine, `Cùng một hộ với dòng ${key} nhưng địa chỉ khác.`);
  }
  return {
    key,
    code,
    codeKey,
    address,
    addressLine,
    addressKey,
    groupCode: places.find(({ groupCode }) => groupCode)?.groupCode ?? null,
    ...(mapPlain(HOUSEHOLD_IMPORTED, (_, name) => (places.find((place) => place[name]) ?? first!)[name]) as PlainValues<
      typeof HOUSEHOLD_IMPORTED
    >),
    size: places.find(({ size }) => size !== null)?.size ?? null,
    unread: places.find(({ unread }) => unread)?.unread ?? null,
    people: rows.map(({ person }) => person),
  };
}

function markHeads(household: ListedHousehold, { isFirstHead }: GroupingOptions): void {
  const [first, ...others] = household.people;
  const head = household.people.find((person) => person.relation === 'head' && !isStopped(person));
  if (isFirstHead && first && !head && !first.relation) first.relation = 'head';
  for (const person of others) {
    if (!head || person.relation !== 'head' || person === head) continue;
    const message = `Hộ này đã có chủ hộ ở dòng ${head.rowNumber}. Mỗi hộ chỉ có một chủ hộ.`;
    leaveOut(person, 'relation', RELATIONS.head, message);
    person.relation = null;
  }
}

// ------------------------------------------------------------ rows kept small

const CHUNK_BYTES = 1 << 20;

/** Stores the rows of a long list as bytes: 65,000 people take 25 MB here, but 120 MB of heap as objects. */
export class PackedRows {
  private readonly chunks: Buffer[] = [];
  /** The offset of each row, counted through all chunks, and its length. */
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private used = CHUNK_BYTES;
  /** The names of the values, the same in every row, which would take more space than the values. */
  private names: readonly (readonly string[])[] = [];

  /** Stores a row and returns its index. */
  add({ person, place }: NormalisedRow): number {
    if (this.lengths.length === 0) this.names = [Object.keys(person), Object.keys(place)];
    const text = JSON.stringify([Object.values(person), Object.values(place)]);
    const length = Buffer.byteLength(text);
    if (length > CHUNK_BYTES) throw new RangeError('a row of a list is longer than its cells can be');
    if (this.used + length > CHUNK_BYTES) {
      this.chunks.push(Buffer.allocUnsafeSlow(CHUNK_BYTES));
      this.used = 0;
    }
    const chunk = this.chunks.length - 1;
    this.chunks[chunk]!.write(text, this.used);
    this.starts.push(chunk * CHUNK_BYTES + this.used);
    this.used += length;
    return this.lengths.push(length) - 1;
  }

  at(index: number): NormalisedRow {
    const start = this.starts[index]!;
    const from = start % CHUNK_BYTES;
    const text = this.chunks[Math.floor(start / CHUNK_BYTES)]!.toString('utf8', from, from + this.lengths[index]!);
    const [person, place] = (JSON.parse(text) as unknown[][]).map((values, part) =>
      Object.fromEntries(this.names[part]!.map((name, at) => [name, values[at]])),
    );
    return { person, place } as unknown as NormalisedRow;
  }
}
