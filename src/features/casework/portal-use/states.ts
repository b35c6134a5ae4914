import { z } from 'zod';
import { HelpLevel, PortalUseHow, PortalUseSource, UseDatePrecision } from '../../../generated/prisma/enums';
import { compareStrings } from '../../../shared/compare';
import { addDays, type LocalDate } from '../../../shared/dates';
import type { PortalState } from '../../../shared/labels';
import { NAMED } from '../../../shared/row-schemas';
import { FIRST_CHECK_DAYS } from './waves';

// How far a resident has come with each service of the portal. Pure.

type NamedService = z.infer<typeof NAMED>;

/** A line of a visit: what the team did with the resident. */
const HELP = z.object({ kind: z.literal('help'), service: NAMED, on: z.string(), level: z.enum(HelpLevel) });

/** A row of the ledger. */
const USE = z.object({
  kind: z.literal('use'),
  /** Null when the resident did not say which. */
  service: NAMED.nullable(),
  on: z.string(),
  precision: z.enum(UseDatePrecision),
  how: z.enum(PortalUseHow),
  source: z.enum(PortalUseSource),
});
type Use = z.infer<typeof USE>;

/** A check-back at which the resident had tried and got stuck. */
const STUCK = z.object({ kind: z.literal('stuck'), service: NAMED, on: z.string(), barrier: z.string() });
type Stuck = z.infer<typeof STUCK>;

export const PORTAL_FACT = z.union([HELP, USE, STUCK]);
export type PortalFact = z.infer<typeof PORTAL_FACT>;

/** The state of a resident in one service, with the fact that first reached it. */
export interface ServiceState {
  service: NamedService;
  state: Exclude<PortalState, 'never'>;
  since: LocalDate;
  precision: UseDatePrecision;
  source: PortalUseSource;
  /** Set when the resident got stuck later and has not used the service since; the state stays. */
  stuck: Stuck | null;
}

const ORDER = ['explained', 'helped', 'alone_once', 'alone_confirmed'] as const;

/**
 * The state of one resident in every service that a fact names; a service without a fact is `never`. The highest state
 * that a fact reaches counts, since the earliest fact that reaches it:
 *
 * - explained: the team explained it.
 * - helped: a helper did it with or for the resident, or the team watched without a file being submitted. It takes a
 *   line of a visit above "only explained", or a use that was not alone. Who held the phone in a file submitted after
 *   it was only explained is unknown, so that file stays explained.
 * - alone_once: the resident held the phone, as seen or stated.
 * - alone_confirmed: alone, as heard by checking back or in a random sample, at least seven days after the first line of
 *   a visit in this service. A use that is only known to lie within a year cannot prove that it came after, and a use
 *   known by its month counts from the month's first day.
 *
 * Getting stuck later takes no state away.
 * @param facts in any order.
 * @returns the newest state first.
 */
export function serviceStates(facts: readonly PortalFact[]): ServiceState[] {
  const named = facts.filter(namesService);
  return [...new Set(named.map(({ service }) => service.id))]
    .flatMap((id) => stateOf(named.filter(({ service }) => service.id === id)) ?? [])
    .sort((a, b) => compareStrings(b.since, a.since) || compareStrings(a.service.id, b.service.id));
}

type OfService = PortalFact & { service: NamedService };

const namesService = (fact: PortalFact): fact is OfService => fact.service !== null;

function stateOf(facts: readonly OfService[]): ServiceState | null {
  const days = facts.flatMap((fact) => (fact.kind === 'help' ? [fact.on] : [])).sort();
  const confirmedFrom = days[0] === undefined ? null : addDays(days[0], FIRST_CHECK_DAYS);
  const [best] = facts
    .flatMap((fact) => stepOf(fact, confirmedFrom) ?? [])
    .sort((a, b) => ORDER.indexOf(b.state) - ORDER.indexOf(a.state) || compareStrings(keyOf(a), keyOf(b)));
  if (!best) return null;
  const lastUse = facts
    .flatMap((fact) => (fact.kind === 'use' ? [fact.on] : []))
    .sort()
    .at(-1);
  const [stuck] = facts
    .filter((fact): fact is Stuck => fact.kind === 'stuck' && fact.on >= (lastUse ?? best.since))
    .sort((a, b) => compareStrings(b.on, a.on));
  return { ...best, service: facts[0]!.service, stuck: stuck ?? null };
}

type Step = Pick<ServiceState, 'state' | 'since' | 'precision' | 'source'>;

/** Of facts that reach one state, the earliest counts; of one day, any rule that does not depend on their order will do. */
const keyOf = ({ since, source, precision }: Step) => `${since} ${source} ${precision}`;

/** The state that a fact reaches on its own. */
function stepOf(fact: OfService, confirmedFrom: LocalDate | null): Step | null {
  if (fact.kind === 'stuck') return null;
  if (fact.kind === 'help') {
    const state = fact.level === 'explained' ? ('explained' as const) : ('helped' as const);
    return { state, since: fact.on, precision: 'day', source: 'visit' };
  }
  const { on: since, precision, source } = fact;
  return { state: stateOfUse(fact, confirmedFrom), since, precision, source };
}

function stateOfUse({ how, source, on, precision }: Use, confirmedFrom: LocalDate | null): ServiceState['state'] {
  if (how === 'unknown' && source === 'visit') return 'explained';
  if (how !== 'alone') return 'helped';
  const isConfirmed =
    (source === 'check_back' || source === 'sample') &&
    precision !== 'year' &&
    confirmedFrom !== null &&
    on >= confirmedFrom;
  return isConfirmed ? 'alone_confirmed' : 'alone_once';
}
