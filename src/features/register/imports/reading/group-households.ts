import { formatAddress } from '../../../../shared/address';
import { likenessOfNames } from '../../../../shared/name-likeness';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import type { ListedHousehold, ListedPerson, ListedPlace } from './listed-person';
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
 * Gathers the rows of a whole list into households and reports errors between rows: two heads, two addresses, a
 * repeated person. A row belongs to
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
    const address = addressKey(row.place);
    const household = this.householdOf(row.person, code, address) ?? this.open();
    const index = this.packed.add(row);
    household.rows.push(index);
    household.code ||= code;
    household.address ||= address;
    household.hasHead ||= row.person.relation === 'head';
    if (household.code) this.byCode.set(household.code, household);
    if (household.address) this.byAddress.set(household.address, household);
    this.current = household;
    this.noteNumber(row.person.nationalNumber, index);
  }

  *households(): Generator<ListedHousehold> {
    for (const { rows } of this.gathered) {
      const household = householdFrom(rows.map((index) => this.packed.at(index)));
      markHeads(household, this.options);
      markRepeats(household);
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
      person.problems.push(rowProblem(`Số định danh này đã có ở dòng ${first.rowNumber}.`));
      return;
    }
    // Two names with one number: it is unknown which of the rows is wrong.
    const name = foldVietnamese(person.fullName);
    const other = others
      .map((index) => this.packed.at(index).person)
      .find(({ fullName }) => foldVietnamese(fullName) !== name);
    if (other) person.problems.push(rowProblem(`Số định danh này có thêm ở dòng ${other.rowNumber}, với tên khác.`));
  }
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
      person.problems.push(
        rowProblem(`Cùng một hộ với dòng ${household.key} nhưng địa chỉ khác: “${formatAddress(place.address)}”.`),
      );
    }
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
  const head = household.people.find((person) => person.relation === 'head');
  if (isFirstHead && first && !head && !first.relation) first.relation = 'head';
  for (const person of others) {
    if (head && person.relation === 'head' && person !== head)
      person.problems.push(rowProblem(`Hộ này đã có chủ hộ ở dòng ${head.rowNumber}. Mỗi hộ chỉ có một chủ hộ.`));
  }
}

/**
 * Maximum number of people compared by one name or birthday. A household has fewer, but a list without places is one
 * household of thousands.
 */
const MAX_COMPARED = 30;

/**
 * Marks a repeated person within a household. Two different numbers are two people; a repeated number is marked for the
 * whole list. Names one tone or letter apart are uncertain, so the later row carries a question.
 */
function markRepeats({ people }: ListedHousehold): void {
  const above = new Map<string, ListedPerson[]>();
  for (const person of people) {
    if (!person.fullName) continue;
    const keys = [
      `${foldVietnamese(person.fullName)}|${person.birth?.date ?? ''}`,
      ...(hasBirthday(person) ? [person.birth!.date] : []),
    ];
    const others = keys
      .flatMap((key) => above.get(key) ?? [])
      .filter((other) => other.nationalNumber === null || person.nationalNumber === null);
    const repeated = others.find((other) => likenessOfNames(other.fullName, person.fullName) === 'same');
    if (repeated)
      person.problems.push(
        rowProblem(`Cùng họ tên, ngày sinh và hộ với dòng ${repeated.rowNumber}: một người ghi hai lần.`),
      );
    else markNearName(person, others);
    for (const key of keys) {
      const known = above.get(key) ?? [];
      if (known.length < MAX_COMPARED) above.set(key, [...known, person]);
    }
  }
}

/** Lists that require a full date write 1 January for people who know only their birth year. */
function hasBirthday({ birth }: ListedPerson): boolean {
  return birth !== null && birth.precision === 'day' && !birth.date.endsWith('-01-01');
}

function markNearName(person: ListedPerson, others: readonly ListedPerson[]): void {
  const mayAgree = <Value>(one: Value | null, other: Value | null) => one === null || other === null || one === other;
  for (const other of others) {
    const likeness = likenessOfNames(other.fullName, person.fullName);
    if (
      (likeness !== 'tone' && likeness !== 'letter') ||
      !mayAgree(person.phone, other.phone) ||
      !mayAgree(person.gender, other.gender)
    )
      continue;
    person.mayRepeat = nearNameQuestion(
      hasBirthday(person) ? `Cùng ngày sinh và hộ với dòng ${other.rowNumber}` : `Cùng hộ với dòng ${other.rowNumber}`,
      likeness,
    );
    return;
  }
}

/** The question to a reviewer about two similar names. @param alike what else agrees: 'Cùng ngày sinh và hộ'. */
export function nearNameQuestion(alike: string, likeness: 'tone' | 'letter'): string {
  return `${alike}, tên ${likeness === 'tone' ? 'chỉ khác dấu' : 'khác một chữ cái'}: một người ghi sai tên, hay hai người?`;
}

function rowProblem(message: string) {
  return { cell: '', column: '', value: '', message };
}
