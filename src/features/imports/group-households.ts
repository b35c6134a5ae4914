import { formatAddress } from '../../shared/address';
import { foldVietnamese } from '../../shared/vietnamese-text';
import type { ListedHousehold, ListedPerson, ListedPlace } from './listed-person';
import type { NormalisedRow } from './normalise-row';

/** Household codes are told apart without case and without the leading zeros Excel eats. */
export function householdCodeKey(code: string): string {
  return code.toUpperCase().replace(/^0+(?=.)/, '');
}

/** Addresses are told apart as they are printed, folded. */
export function addressKey(place: Pick<ListedPlace, 'address'>): string {
  return place.address ? foldVietnamese(formatAddress(place.address)) : '';
}

export interface GroupingOptions {
  /** The list names no heads: the first person of each household is its head. Only when the reviewer says so. */
  isFirstHead: boolean;
}

/**
 * Gathers the rows of a whole list into households and marks what is wrong between rows: two heads, two addresses, one
 * person twice. A row belongs to
 * - the household of its code, wherever in the list;
 * - without a code, the household above it, until a row names another address or is a head; a row that names an
 *   address seen before belongs there, unless it is a second head.
 */
export function groupHouseholds(rows: Iterable<NormalisedRow>, options: GroupingOptions): ListedHousehold[] {
  const households: ListedHousehold[] = [];
  const byCode = new Map<string, ListedHousehold>();
  const byAddress = new Map<string, ListedHousehold>();
  let current: ListedHousehold | null = null;
  for (const row of rows) {
    const household: ListedHousehold = householdOf(row, current, byCode, byAddress) ?? open(row);
    if (household.people.length === 0) households.push(household);
    join(household, row);
    if (household.code) byCode.set(householdCodeKey(household.code), household);
    if (household.address) byAddress.set(addressKey(household), household);
    current = household;
  }
  for (const household of households) markHeads(household, options);
  markRepeats(households);
  return households;
}

function open({ person, place }: NormalisedRow): ListedHousehold {
  return { key: person.rowNumber, ...place, people: [] };
}

function householdOf(
  { person, place }: NormalisedRow, current: ListedHousehold | null,
  byCode: ReadonlyMap<string, ListedHousehold>, byAddress: ReadonlyMap<string, ListedHousehold>,
): ListedHousehold | null {
  if (place.code) return byCode.get(householdCodeKey(place.code)) ?? null;
  const isSecondHeadOf = (household: ListedHousehold) => person.relation === 'head' && hasHead(household);
  const key = addressKey(place);
  if (current && (key === '' || key === addressKey(current))) return isSecondHeadOf(current) ? null : current;
  const known = key === '' ? null : byAddress.get(key);
  return known && !isSecondHeadOf(known) ? known : null;
}

function hasHead(household: ListedHousehold): boolean {
  return household.people.some((person) => person.relation === 'head');
}

function join(household: ListedHousehold, { person, place }: NormalisedRow): void {
  household.people.push(person);
  if (household.address && place.address && addressKey(household) !== addressKey(place)) {
    person.problems.push(rowProblem(`Cùng một hộ với dòng ${household.key} nhưng địa chỉ khác: “${formatAddress(place.address)}”.`));
  }
  household.code ??= place.code;
  household.address ??= place.address;
  household.groupCode ??= place.groupCode;
  household.formerWard ||= place.formerWard;
}

function markHeads(household: ListedHousehold, { isFirstHead }: GroupingOptions): void {
  const [first, ...others] = household.people;
  if (isFirstHead && first && !hasHead(household) && !first.relation) first.relation = 'head';
  const head = household.people.find((person) => person.relation === 'head');
  for (const person of others) {
    if (person.relation === 'head' && person !== head) person.problems.push(rowProblem(`Hộ này đã có chủ hộ ở dòng ${head!.rowNumber}. Mỗi hộ chỉ có một chủ hộ.`));
  }
}

function markRepeats(households: readonly ListedHousehold[]): void {
  const byNumber = new Map<string, ListedPerson>();
  for (const { people } of households) {
    const byName = new Map<string, ListedPerson>();
    for (const person of people) {
      const same = person.nationalNumber ? byNumber.get(person.nationalNumber) : undefined;
      if (same) {
        person.problems.push(rowProblem(`Số định danh này đã có ở dòng ${same.rowNumber}.`));
        // Two names with one number: nobody can tell which of the two rows is wrong.
        if (foldVietnamese(same.fullName) !== foldVietnamese(person.fullName)) same.problems.push(rowProblem(`Số định danh này có thêm ở dòng ${person.rowNumber}, với tên khác.`));
      } else if (person.nationalNumber) byNumber.set(person.nationalNumber, person);
      const name = `${foldVietnamese(person.fullName)}|${person.birth?.date ?? ''}`;
      const twin = byName.get(name);
      const areToldApart = twin?.nationalNumber && person.nationalNumber && twin.nationalNumber !== person.nationalNumber;
      if (twin && !same && !areToldApart && person.fullName) person.problems.push(rowProblem(`Cùng họ tên, ngày sinh và hộ với dòng ${twin.rowNumber}: một người ghi hai lần.`));
      else byName.set(name, person);
    }
  }
}

function rowProblem(message: string) {
  return { cell: '', column: '', value: '', message };
}
