import type { ListedHousehold, ListedPerson } from '../reading/listed-person';
import { doubtOfRow, yearOf, type RegisterExtract, type Repeat, type RowAbove } from './register-match';

/** What the list's rows have claimed of the register so far; grows with each household. */
export class Claims {
  /** The rows so far by name and birth year, by home and by phone. */
  private readonly above = new Map<string, RowAbove[]>();
  /** Resident → the row that was matched with them. */
  readonly people = new Map<string, number>();
  /** Registered household → the household of the list that was matched with it. */
  readonly homes = new Map<string, number>();
  /** Facts already stated by a row. */
  readonly facts = new Set<string>();

  /**
   * The row above that may be the same person, by the rules that hold for a registered one; remembers the row. Two
   * national numbers are two people.
   */
  repeatOf(person: ListedPerson, listed: ListedHousehold): Repeat | null {
    const { rowNumber, fullName, nameFolded, birth, gender, phone } = person;
    const row: RowAbove = {
      ...{ rowNumber, fullName, nameFolded, birth, gender, phone },
      addressLine: listed.addressLine,
      home: listed.addressKey || listed.codeKey || `#${listed.key}`,
      hasNumber: person.nationalNumber !== null,
    };
    const keys = [row.home, ...(birth ? [`${nameFolded} ${yearOf(birth)}`] : []), ...(phone ? [phone] : [])];
    const others = new Set(keys.flatMap((key) => this.above.get(key) ?? []));
    for (const key of keys) {
      const known = this.above.get(key);
      if (!known) this.above.set(key, [row]);
      else if (known.length < MAX_COMPARED) known.push(row);
    }
    const first = person.repeatsNumberOf;
    if (first !== null)
      return {
        row: first,
        reason: 'Cùng số định danh.',
        above: [...others].find(({ rowNumber }) => rowNumber === first) ?? null,
      };
    for (const above of others) {
      const isOther = above.hasNumber && row.hasNumber;
      const reason = isOther ? null : doubtOfRow(person, above, above.home === row.home);
      if (reason) return { row: above.rowNumber, reason, above };
    }
    return null;
  }
}

/** Maximum number of rows compared by one key, in a list that gives one place to thousands. */
const MAX_COMPARED = 100;

/** What a household of the list is compared with, and how. */
export interface Comparison {
  register: RegisterExtract;
  claims: Claims;
  /** A list about people: it adds facts about them, but moves no person and changes no household. */
  isOfPeople: boolean;
  /**
   * A list about people that names heads of households only. A person whose relation was guessed has a household of
   * their own.
   */
  isOfHeads: boolean;
  newId: () => string;
}
