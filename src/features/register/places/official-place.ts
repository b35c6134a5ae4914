import type { PlaceKind } from '../../../generated/prisma/enums';
import type { Address } from '../../../shared/address';
import { foldVietnamese } from '../../../shared/vietnamese-text';

/** A former name in use, and the current name of the place in the register. */
export interface KnownAlias {
  kind: PlaceKind;
  name: string;
  alias: string;
}

/** A former name found in an address. `official` has several names when the place is ambiguous. */
export interface OldName {
  kind: 'street' | 'alley';
  typed: string;
  official: string[];
}

/** The former name of a street or alley in an address, compared without accents; null when there is none. */
export const oldNameIn = ({ street, ngo }: Address, aliases: readonly KnownAlias[]): OldName | null =>
  find('street', street, aliases) ?? find('alley', ngo, aliases);

function find(kind: 'street' | 'alley', typed: string, aliases: readonly KnownAlias[]): OldName | null {
  if (typed === '') return null;
  const folded = foldVietnamese(typed);
  const named = aliases
    .filter((known) => known.kind === kind && foldVietnamese(known.alias) === folded)
    .map(({ name }) => name);
  const official = [...new Map(named.map((name) => [foldVietnamese(name), name])).values()];
  return official.length === 0 ? null : { kind, typed, official };
}

/** The address with the official name in place of the former one. */
export const withOfficialName = (address: Address, { kind }: OldName, official: string): Address =>
  kind === 'street' ? { ...address, street: official } : { ...address, ngo: official };
