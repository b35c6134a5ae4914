import { formatAddress } from '../../../../shared/address';
import { RELATIONS } from '../../../../shared/labels';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import { FIELDS, type Field } from './columns';
import { isStopped, type ListedHousehold, type ListedPerson, type ListedPlace } from './listed-person';
import type { NormalisedRow } from './normalise-row';
import { PackedRows } from './pack-rows';

/** Household codes are compared without case and without leading zeros, which Excel drops. */
export function householdCodeKey(code: string): string {
  return code.toUpperCase().replace(/^0+(?=.)/, '');
}

/** Addresses are compared in printed form, folded. */
export function addressKey(place: Pick<ListedPlace, 'address'>): string {
  return place.address ? foldVietnamese(formatAddress(place.address)) : '';
}

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
    const code = row.place.code ? householdCodeKey(row.place.code) : '';
    const address = addressKey(row.place) || foldVietnamese(row.place.unread ?? '');
    const household = this.householdOf(row.person, code, address) ?? this.open();
    const index = this.packed.add(row);
    household.rows.push(index);
    household.code ||= code;
    household.address ||= address;
    household.hasHead ||= row.person.relation === 'head';
    if (household.code) this.byCode.set(household.code, household);
    if (household.address) this.byAddress.set(household.address, household);
    this.current = household;
    if (!isStopped(row.person)) this.noteNumber(row.person.nationalNumber, index);
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
    const isNamed = ({ fullName }: ListedPerson) => foldVietnamese(fullName) === foldVietnamese(person.fullName);
    if (first.rowNumber !== person.rowNumber) {
      if (isNamed(first)) person.repeatsNumberOf = first.rowNumber;
      return leaveOutNumber(person, `Số định danh này đã có ở dòng ${first.rowNumber}.`);
    }
    // Two names with one number: it is unknown whose it is.
    const other = others.map((index) => this.packed.at(index).person).find((each) => !isNamed(each));
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
}

function householdFrom(rows: readonly NormalisedRow[]): ListedHousehold {
  const [first] = rows;
  const household: ListedHousehold = {
    key: first!.person.rowNumber,
    code: null,
    address: null,
    groupCode: null,
    formerWard: '',
    size: null,
    people: [],
  };
  for (const { person, place } of rows) {
    household.people.push(person);
    if (household.address && place.address && addressKey(household) !== addressKey(place)) {
      const message = `Cùng một hộ với dòng ${household.key} nhưng địa chỉ khác.`;
      leaveOut(person, 'address', formatAddress(place.address), message);
    }
    if (place.unread) household.unread ??= place.unread;
    household.code ??= place.code;
    household.address ??= place.address;
    household.groupCode ??= place.groupCode;
    household.formerWard ||= place.formerWard;
    household.size ??= place.size;
  }
  return household;
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
