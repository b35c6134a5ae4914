import {
  withPlaceKeys,
  type ListedPerson,
  type ListedPlace,
} from '../../../../src/features/register/imports/reading/listed-person';
import { parseAddress } from '../../../../src/shared/address';
import {
  HOUSEHOLD_IMPORTED,
  mapPlain,
  RESIDENT_IMPORTED,
  type PlainEntries,
  type PlainValues,
} from '../../../../src/shared/register-fields';
import { foldVietnamese } from '../../../../src/shared/vietnamese-text';

const nothingKnown = <Entries extends PlainEntries>(entries: Entries) =>
  mapPlain(entries, ({ kind }) => (kind === 'text' ? '' : null)) as PlainValues<Entries>;
/** The fields of the catalogue of whom nothing is known. */
export const NOTHING_OF_PERSON = nothingKnown(RESIDENT_IMPORTED);
export const NOTHING_OF_DOOR = nothingKnown(HOUSEHOLD_IMPORTED);

/** A person of a list of whom only the name is known, and what a test says besides. */
export const listedPerson = (fullName: string, more: Partial<ListedPerson> = {}): ListedPerson => ({
  ...NOTHING_OF_PERSON,
  rowNumber: 2,
  fullName,
  nameFolded: foldVietnamese(fullName),
  typedName: '',
  birth: null,
  phone: null,
  nationalNumber: null,
  sealed: null,
  relation: null,
  relationNote: '',
  residenceStatus: null,
  readiness: {},
  facts: { kinds: [], basis: '', from: null },
  relatives: [],
  problems: [],
  warnings: [],
  repeatsNumberOf: null,
  ...more,
});

/** A place of a list: what a test says, and the address read from a text. */
export const listedPlace = ({ at, ...more }: Partial<ListedPlace> & { at?: string | undefined }): ListedPlace =>
  withPlaceKeys({
    code: null,
    address: at ? parseAddress(at) : null,
    groupCode: null,
    ...NOTHING_OF_DOOR,
    size: null,
    unread: null,
    ...more,
  });
