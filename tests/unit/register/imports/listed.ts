import {
  withPlaceKeys,
  type ListedPerson,
  type ListedPlace,
} from '../../../../src/features/register/imports/reading/listed-person';
import { parseAddress } from '../../../../src/shared/address';
import { foldVietnamese } from '../../../../src/shared/vietnamese-text';

/** A person of a list of whom only the name is known, and what a test says besides. */
export const listedPerson = (fullName: string, more: Partial<ListedPerson> = {}): ListedPerson => ({
  rowNumber: 2,
  fullName,
  nameFolded: foldVietnamese(fullName),
  typedName: '',
  birth: null,
  gender: null,
  phone: null,
  nationalNumber: null,
  sealed: null,
  relation: null,
  relationNote: '',
  residenceStatus: null,
  readiness: {},
  facts: { kinds: [], basis: '', from: null },
  note: '',
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
    formerWard: '',
    size: null,
    unread: null,
    ...more,
  });
