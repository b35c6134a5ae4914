import type { HouseholdRelation, PriorityKind, ResidenceStatus } from '../../../../generated/prisma/enums';
import { type Address, formatAddress } from '../../../../shared/address';
import type { BirthDate, LocalDate } from '../../../../shared/dates';
import type { ReadinessFacts } from '../../../../shared/readiness-fields';
import type { HOUSEHOLD_IMPORTED, PlainValues, RESIDENT_IMPORTED } from '../../../../shared/register-fields';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import type { Field } from './columns';
import type { ColumnQuestion, FoundHeader } from './find-header';
import type { NamedGroup } from './list-group';
import type { ListedRelative } from './relatives';
import type { StatedTotal } from './stated-totals';

/** An error or notice about one cell. `value` never contains a complete national number. */
export interface CellProblem {
  /** 'C14', or '' for the whole row. */
  cell: string;
  column: string;
  value: string;
  message: string;
  /** What the cell would say; undefined for a whole row. */
  field?: Field;
  /** The row is not written because of it; without it, the row is written without this cell. */
  stopsRow?: true;
}

export const isStopped = ({ problems }: Pick<ListedPerson, 'problems'>): boolean =>
  problems.some(({ stopsRow }) => stopsRow);

/** The readiness that a list can state; contains only the keys that the row states. */
export type ListedReadiness = Partial<ReadinessFacts>;

/** The priority groups stated in a row; `basis` is '' and `from` null when the list gives none. */
export interface ListedFacts {
  kinds: PriorityKind[];
  /** 'QĐ 15/QĐ-UBND'. */
  basis: string;
  from: LocalDate | null;
}

/** The sealed national number of a row, bytes in base64. */
export interface SealedText {
  cipher: string;
  hash: string;
  last4: string;
}

/**
 * A person as stated in one row, normalised; null or '' where the row states nothing. Every row has the same keys, so that
 * PackedRows can store the values alone.
 */
export interface ListedPerson extends PlainValues<typeof RESIDENT_IMPORTED> {
  rowNumber: number;
  fullName: string;
  nameFolded: string;
  /** The name as the list writes it, when its capitals were changed. */
  typedName: string;
  birth: BirthDate | null;
  phone: string | null;
  /** 12 digits, only in the memory of the process. */
  nationalNumber: string | null;
  /** The same number, once it may leave the memory of the process. */
  sealed: SealedText | null;
  relation: HouseholdRelation | null;
  relationNote: string;
  residenceStatus: ResidenceStatus | null;
  readiness: ListedReadiness;
  facts: ListedFacts;
  /** Who can be called to help the household. */
  relatives: ListedRelative[];
  /** Cells that cannot be read, to be completed later; a wrong name stops the row. */
  problems: CellProblem[];
  /** Notices for the reviewer about what is read. */
  warnings: CellProblem[];
  /** The first row with the same national number and name. */
  repeatsNumberOf: number | null;
}

/** Where a row says its person lives, before rows are gathered into households. */
interface StatedPlace extends PlainValues<typeof HOUSEHOLD_IMPORTED> {
  code: string | null;
  address: Address | null;
  groupCode: string | null;
  /** The number of people in the household, as stated. */
  size: number | null;
  /** The text of an address or code that cannot be read: it is unknown where the person lives. */
  unread: string | null;
}

/** The same with what places are compared by; '' for what is not stated. */
export interface ListedPlace extends StatedPlace {
  codeKey: string;
  addressLine: string;
  addressKey: string;
}

export function withPlaceKeys<Place extends StatedPlace>(place: Place): Place & ListedPlace {
  const addressLine = place.address ? formatAddress(place.address) : '';
  return {
    ...place,
    codeKey: householdCodeKey(place.code ?? ''),
    addressLine,
    addressKey: foldVietnamese(addressLine),
  };
}

/** Household codes are compared without case and without leading zeros, which Excel drops. */
export const householdCodeKey = (code: string): string => code.toUpperCase().replace(/^0+(?=.)/, '');

/** The people of one household of the list, and its address. */
export interface ListedHousehold extends ListedPlace {
  /** The number of the first row; identifies the household within its file. */
  key: number;
  people: ListedPerson[];
}

/** What the file states besides its people, mainly its columns; shown to the reviewer before the rows. */
export interface ListColumns extends Pick<FoundHeader, 'headerRow' | 'understood' | 'ignored'> {
  sheet: string;
  otherSheets: string[];
  /**
   * No column gives the relation to a head, so the list is about people, not about who lives where. It adds facts about
   * them and moves no person.
   */
  isOfPeople: boolean;
  /** A list about people that names heads of households only. */
  isOfHeads: boolean;
  /** Residential groups named in the title, the sheet name or a row that is not a person. */
  groups: NamedGroup[];
  totals: StatedTotal[];
}

/** The list cannot be read; the message says why and what to do. */
export class UnreadableListError extends Error {
  /** @param question whose answer would make it readable. */
  constructor(
    message: string,
    readonly question?: ColumnQuestion,
  ) {
    super(message);
  }
}

/** What can be declared for all people on a list, because a list of poor households has no column for it. */
export const DECLARABLE = [
  'poor',
  'near_poor',
  'policy_family',
  'disabled',
  'social_protection',
  'lives_alone',
] as const;
type Declarable = (typeof DECLARABLE)[number];

export interface Declaration {
  kinds: Declarable[];
  basis: string;
  from: LocalDate | null;
}

/** A row combined with the declaration for the whole list; the row's own facts take precedence. */
export function withDeclaration(person: ListedPerson, { kinds, basis, from }: Declaration): ListedPerson {
  const all = new Set<PriorityKind>(person.facts.kinds);
  const isPovertyNamed = all.has('poor') || all.has('near_poor');
  for (const kind of kinds) {
    if (kind === 'lives_alone' || (isPovertyNamed && isPoverty(kind))) continue;
    all.add(kind);
  }
  return {
    ...person,
    facts: { kinds: [...all], basis: person.facts.basis || basis, from: person.facts.from ?? from },
    readiness: kinds.includes('lives_alone') ? { livesAlone: 'yes', ...person.readiness } : person.readiness,
  };
}

/** Poor and near-poor are mutually exclusive. */
export const isPoverty = (kind: string): kind is 'poor' | 'near_poor' => kind === 'poor' || kind === 'near_poor';
