import { formatDate } from '../../../../shared/dates';
import { NEEDS } from '../../../../shared/needs';
import type { FieldChange, WrittenFact } from './compared-row';
import { isPoverty } from '../reading/list-facts';
import type { ListedFacts } from '../reading/listed-person';
import type { KnownFact } from './register-match';

/** The owner of a row's facts, with the facts already registered. */
export interface FactSubject {
  residentId: string;
  /** The household after confirmation; null when unknown. */
  householdId: string | null;
  ofPerson: readonly KnownFact[];
  ofHousehold: readonly KnownFact[];
}

/**
 * The facts that a row adds. Skips facts that already hold or that an earlier row stated about the same owner (`said`).
 * Poor and near-poor belong to the household, and one ends the other; other facts belong to the person.
 */
export function newFacts(
  listed: ListedFacts,
  subject: FactSubject,
  said: ReadonlySet<string>,
  newId: () => string,
): { facts: WrittenFact[]; changes: FieldChange[] } {
  const facts: WrittenFact[] = [];
  const changes: FieldChange[] = [];
  for (const kind of listed.kinds) {
    const isOfHousehold = isPoverty(kind);
    if (isOfHousehold && subject.householdId === null) continue;
    const holds = [...subject.ofHousehold, ...(isOfHousehold ? [] : subject.ofPerson)].some(
      (known) => known.kind === kind,
    );
    const fact: WrittenFact = {
      id: newId(),
      kind,
      householdId: isOfHousehold ? subject.householdId : null,
      residentId: isOfHousehold ? null : subject.residentId,
      basis: listed.basis,
      from: listed.from,
      endsId: null,
    };
    if (holds || said.has(factKey(fact))) continue;
    const ended = isOfHousehold ? subject.ofHousehold.find((known) => isPoverty(known.kind)) : undefined;
    fact.endsId = ended?.id ?? null;
    facts.push(fact);
    changes.push({
      field: 'Diện',
      before: ended ? NEEDS[ended.kind] : '',
      after: [NEEDS[kind], basisText(listed)].filter(Boolean).join(', '),
    });
  }
  return { facts, changes };
}

/** Identifies a stated fact: its owner and its kind. */
export function factKey({
  kind,
  householdId,
  residentId,
}: Pick<WrittenFact, 'kind' | 'householdId' | 'residentId'>): string {
  return `${kind} ${householdId ?? residentId}`;
}

function basisText({ basis, from }: ListedFacts): string {
  return [basis && `theo ${basis}`, from && `từ ${formatDate(from)}`].filter(Boolean).join(' ');
}
