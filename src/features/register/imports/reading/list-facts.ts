import type { PriorityKind } from '../../../../generated/prisma/enums';
import type { LocalDate } from '../../../../shared/dates';
import type { ListedPerson } from './listed-person';

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
export function isPoverty(kind: string): kind is 'poor' | 'near_poor' {
  return kind === 'poor' || kind === 'near_poor';
}
