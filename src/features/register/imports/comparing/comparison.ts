import type { SealedText } from './compared-row';
import type { RegisterExtract } from './register-match';

/** What the list's rows have claimed of the register so far; grows with each household. */
export class Claims {
  /** Resident → the row that was matched with them. */
  readonly people = new Map<string, number>();
  /** Registered household → the household of the list that was matched with it. */
  readonly homes = new Map<string, number>();
  /** Facts already stated by a row. */
  readonly facts = new Set<string>();
}

/** What a household of the list is compared with, and how. */
export interface Comparison {
  /** The sealed national numbers of the household's rows. */
  sealed: ReadonlyMap<number, SealedText>;
  register: RegisterExtract;
  claims: Claims;
  /** A list about people: it adds facts about them, but moves nobody and changes no household. */
  isOfPeople: boolean;
  /**
   * A list about people that names heads of households only. A person whose relation was guessed has a household of
   * their own.
   */
  isOfHeads: boolean;
  newId: () => string;
}
