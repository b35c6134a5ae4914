import type { PlaceKind } from '../../../generated/prisma/enums';
import type { Address } from '../../../shared/address';
import { foldVietnamese } from '../../../shared/vietnamese-text';

/** A name people still say, and the place as the register calls it today. */
export interface KnownAlias {
  kind: PlaceKind;
  name: string;
  alias: string;
}

/** An old name in an address. `official` has one name, or several when nobody can tell which place is meant. */
export interface OldName {
  kind: 'street' | 'alley';
  typed: string;
  official: string[];
}

/** The old name of a street or alley that an address holds, whatever its accents; null when it holds none. */
export function oldNameIn({ street, ngo }: Address, aliases: readonly KnownAlias[]): OldName | null {
  return find('street', street, aliases) ?? find('alley', ngo, aliases);
}

function find(kind: 'street' | 'alley', typed: string, aliases: readonly KnownAlias[]): OldName | null {
  if (typed === '') return null;
  const folded = foldVietnamese(typed);
  const named = aliases
    .filter((known) => known.kind === kind && foldVietnamese(known.alias) === folded)
    .map(({ name }) => name);
  const official = [...new Map(named.map((name) => [foldVietnamese(name), name])).values()];
  return official.length === 0 ? null : { kind, typed, official };
}

/** The address with the official name in place of the old one. */
export function withOfficialName(address: Address, { kind }: OldName, official: string): Address {
  return kind === 'street' ? { ...address, street: official } : { ...address, ngo: official };
}
