import type { ResidenceStatus } from '../../../../generated/prisma/enums';
import { RESIDENCE_STATUSES } from '../../../../shared/labels';
import { formatPhoneNumber } from '../../../../shared/phone-number';
import {
  HOUSEHOLD_IMPORTED,
  knownPlain,
  plainNames,
  RESIDENT_IMPORTED,
  type PlainEntries,
} from '../../../../shared/register-fields';
import { capitalise } from '../../../../shared/vietnamese-text';
import { leaveOut } from '../reading/group-households';
import { isPoverty, type ListedFacts, type ListedHousehold, type ListedPerson } from '../reading/listed-person';
import type { FieldChange, HouseholdFields, ResidentFields, Writing, WrittenFact, WrittenHelper } from './compared-row';
import type { Comparison } from './comparison';
import {
  isOfCode,
  type KnownFact,
  type RegisterExtract,
  type RegisterHousehold,
  type RegisterPerson,
} from './register-match';
import { comparePlain } from './field-rules';
import { changesOfPerson, isGone, relationText } from './write-known';
import { addressColumns } from '../../households/address-fields';
import { groupCodeOf } from '../reading/list-group';
import { formatDate } from '../../../../shared/dates';
import { NEEDS } from '../../../../shared/needs';

/** A row and the household it is written to. */
export interface PlacedRow {
  person: ListedPerson;
  listed: ListedHousehold;
  target: Target | null;
  /** Whether a new person may be added to the household. */
  isOpen: boolean;
  /** The household's own changes are written with this row. */
  isCarrier: boolean;
}

/** What changes if the row is written to that registered person. */
export function asKnown(
  { person, target, isCarrier }: PlacedRow,
  known: RegisterPerson,
  comparison: Comparison,
): { writing: Writing; changes: FieldChange[] } {
  const { register, claims, newId, isOfPeople, isOfHeads } = comparison;
  const { changes, ...own } = changesOfPerson(person, known, newId);
  const stays =
    isOfPeople && !(isOfHeads && target !== null && target.known === null && known.membership?.relation === 'other');
  const membership = stays ? null : membershipChange(person, known, target, newId);
  if (membership?.moves) {
    if (known.residenceStatus === 'moved_out' || known.residenceStatus === 'elsewhere')
      returnToWard(person, known.residenceStatus, { own, changes });
    const before = homeOf(known, register)?.addressLine ?? '';
    changes.push({
      field: 'Nơi ở',
      before,
      after: before === target!.addressLine ? `${target!.addressLine} (hộ riêng)` : target!.addressLine,
    });
  } else if (membership) {
    changes.push({
      field: 'Quan hệ với chủ hộ',
      before: relationText(known.membership!),
      after: relationText(membership.writing),
    });
  }
  const household = writtenHousehold(target, isCarrier, stays ? known : null);
  if (household && target!.known) changes.push(...target!.changes);
  const home = membership ? target : homeOf(known, register);
  const facts = newFacts(
    person.facts,
    {
      residentId: known.id,
      householdId: home?.id ?? null,
      ofPerson: known.facts,
      ofHousehold: register.households.get(home?.id ?? '')?.facts ?? [],
    },
    claims.facts,
    newId,
  );
  changes.push(...facts.changes);
  const helpers = newHelpers(person, { residentId: known.id, home }, newId);
  changes.push(...helpers.changes);
  return {
    changes,
    writing: {
      ...own,
      residentId: known.id,
      residentVersion: known.version,
      household,
      membership: membership?.writing ?? null,
      facts: facts.facts,
      helpers: helpers.helpers,
    },
  };
}

/** A resident who had moved away, or was met without living here, now lives in a household of the ward. */
function returnToWard(
  person: ListedPerson,
  before: ResidenceStatus,
  { own, changes }: { own: Pick<Writing, 'resident' | 'differing'>; changes: FieldChange[] },
) {
  const residenceStatus =
    person.residenceStatus && !isGone(person.residenceStatus) ? person.residenceStatus : 'permanent';
  const shown = changes.findIndex(({ differs }) => differs === 'residence');
  const change = { field: 'Cư trú', before: RESIDENCE_STATUSES[before], after: RESIDENCE_STATUSES[residenceStatus] };
  if (shown >= 0) changes[shown] = change;
  else changes.push(change);
  delete own.differing.residence;
  own.resident.residenceStatus = residenceStatus;
}

/** What is written if the row becomes a new person of the target household, or of none. */
export function asNew(
  { person, target, isCarrier }: PlacedRow,
  comparison: Comparison,
): { writing: Writing; changes: FieldChange[] } {
  const { newId, claims, isOfPeople } = comparison;
  const residentId = newId();
  const facts = newFacts(
    person.facts,
    { residentId, householdId: target?.id ?? null, ofPerson: [], ofHousehold: target?.known?.facts ?? [] },
    claims.facts,
    newId,
  );
  const helpers = newHelpers(person, { residentId, home: target }, newId);
  // The first person in a list about people is not the head if the register already has one.
  const relation =
    isOfPeople && person.relation === 'head' && (target?.known?.headId ?? null) !== null ? null : person.relation;
  return {
    changes: [...(isCarrier && target?.known ? target.changes : []), ...facts.changes, ...helpers.changes],
    writing: {
      residentId,
      residentVersion: null,
      resident: newResident(person),
      differing: {},
      household: writtenHousehold(target, isCarrier, null),
      membership: target && {
        id: newId(),
        householdId: target.id,
        relation: relation ?? 'other',
        relationNote: person.relationNote,
        closes: null,
      },
      readiness: Object.keys(person.readiness).length > 0 ? { id: newId(), ...person.readiness } : null,
      readinessOfList: null,
      facts: facts.facts,
      helpers: helpers.helpers,
    },
  };
}

const NO_HOUSEHOLD = 'Chưa rõ người này ở hộ nào, nên chưa ghi người giúp số.';

/** The relatives who become helpers of the person; a number that helps or helped them is not written again. */
function newHelpers(
  person: ListedPerson,
  { residentId, home }: { residentId: string; home: Target | RegisterHousehold | null },
  newId: () => string,
): { helpers: WrittenHelper[]; changes: FieldChange[] } {
  const { relatives, problems } = person;
  const known = home && ('known' in home ? home.known : home);
  const isKnown = (phone: string) =>
    known?.helpers?.some(
      (helper) => helper.phone === phone && (helper.helpedId === null || helper.helpedId === residentId),
    );
  const unknown = relatives.filter(({ phone }) => !isKnown(phone));
  if (!home) {
    const said = relatives.map(({ name, phone }) => [name, formatPhoneNumber(phone)].filter(Boolean).join(', '));
    if (said.length > 0 && problems.every(({ message }) => message !== NO_HOUSEHOLD))
      leaveOut(person, 'relativePhone', said.join('; '), NO_HOUSEHOLD);
    return { helpers: [], changes: [] };
  }
  const helpers = unknown.map(({ name, tie, phone }): WrittenHelper => {
    const relation = tie || 'người thân';
    const named = { name: name || `${capitalise(relation)} (chưa rõ tên)`, relationNote: name && relation };
    return { id: newId(), helpedId: residentId, householdId: home.id, phone, ...named };
  });
  const changes = helpers.map(({ name, relationNote, phone }) => ({
    field: HELPER,
    before: '',
    after: [name, relationNote, formatPhoneNumber(phone)].filter(Boolean).join(', '),
  }));
  return { helpers, changes };
}

/** The name of the change that adds a helper. */
export const HELPER = 'Người giúp số';

/**
 * A new household is stored with each of its rows, a changed one with a single row. A person who stays elsewhere stores
 * none.
 */
function writtenHousehold(
  target: Target | null,
  isCarrier: boolean,
  stays: RegisterPerson | null,
): Writing['household'] {
  if (!target || (stays && stays.membership?.householdId !== target.known?.id)) return null;
  const isWritten = !target.known || (isCarrier && target.changes.length > 0);
  return isWritten ? { id: target.id, version: target.known?.version ?? null, fields: target.fields } : null;
}

const newResident = (person: ListedPerson): Partial<ResidentFields> => ({
  fullName: person.fullName,
  residenceStatus: person.residenceStatus ?? 'permanent',
  ...(person.birth && { birthDate: person.birth.date, birthPrecision: person.birth.precision }),
  ...(person.phone && { phone: person.phone }),
  ...(person.sealed && { nationalNumber: person.sealed.last4 }),
  ...knownPlain(RESIDENT_IMPORTED, person),
});

function membershipChange(
  person: ListedPerson,
  { membership }: RegisterPerson,
  target: Target | null,
  newId: () => string,
): { moves: boolean; writing: NonNullable<Writing['membership']> } | null {
  if (!target) return null;
  const make = (moves: boolean, relation: NonNullable<Writing['membership']>['relation'], relationNote: string) => ({
    moves,
    writing: { id: newId(), householdId: target.id, relation, relationNote, closes: membership?.id ?? null },
  });
  if (!membership || membership.householdId !== target.id) {
    const kept = membership && membership.relation !== 'head' ? membership.relation : 'other';
    return make(true, person.relation ?? kept, person.relationNote);
  }
  if (!person.relation) return null;
  const isSame =
    person.relation === membership.relation &&
    (person.relation !== 'other' || person.relationNote === membership.relationNote);
  return isSame ? null : make(false, person.relation, person.relationNote);
}

export const homeOf = (known: RegisterPerson, register: RegisterExtract): RegisterHousehold | null =>
  (known.membership && register.households.get(known.membership.householdId)) ?? null;

// ------------------------------------------------------------ the household of a row

/** The household in which the listed people will live; `change` describes the update of a registered one. */
export interface Target {
  id: string;
  known: RegisterHousehold | null;
  addressLine: string;
  fields: Partial<HouseholdFields>;
  changes: FieldChange[];
}

/** The registered household `home`, or the new one that the list describes; null when it gives no address. */
export function targetOf(
  listed: ListedHousehold,
  home: RegisterHousehold | null,
  { newId, isOfPeople }: Comparison,
): Target | null {
  if (home)
    return { id: home.id, known: home, addressLine: home.addressLine, ...householdChanges(listed, home, isOfPeople) };
  if (!listed.address) return null;
  const columns = addressColumns(listed.address);
  const fields: Partial<HouseholdFields> = { ...columns, ...knownPlain(HOUSEHOLD_IMPORTED, listed) };
  if (listed.code) fields.code = listed.code;
  if (listed.groupCode) fields.groupCode = listed.groupCode;
  return { id: newId(), known: null, addressLine: columns.addressLine, fields, changes: [] };
}

/** @param mayOnlyFill true for a list about people: it fills gaps in the household but corrects nothing. */
function householdChanges(
  listed: ListedHousehold,
  home: RegisterHousehold,
  mayOnlyFill: boolean,
): Pick<Target, 'fields' | 'changes'> {
  const fields: Partial<HouseholdFields> = {};
  const changes: FieldChange[] = [];
  const change = (field: string, before: string, after: string, changed: Partial<HouseholdFields>) => {
    if (mayOnlyFill && before !== '') return;
    Object.assign(fields, changed);
    changes.push({ field, before, after });
  };
  const { address, code, groupCode } = listed;
  if (address && listed.addressKey !== home.addressFolded)
    change('Địa chỉ của hộ', home.addressLine, listed.addressLine, addressColumns(address));
  if (code && !isOfCode(home, listed)) change('Mã hộ', home.code ?? '', code, { code });
  if (groupCode && groupCode !== groupCodeOf(home.groupCode ?? ''))
    change('Tổ dân phố', home.groupCode ?? '', groupCode, { groupCode });
  for (const name of plainNames(HOUSEHOLD_IMPORTED)) {
    const { label, format }: PlainEntries[string] = HOUSEHOLD_IMPORTED[name];
    const { standing, value } = comparePlain(HOUSEHOLD_IMPORTED[name], home[name], listed[name]);
    if (standing !== 'same') change(label, format(home[name] as never), format(value as never), { [name]: value });
  }
  return { fields, changes };
}

// ------------------------------------------------------------ priority facts

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

export const factKey = ({
  kind,
  householdId,
  residentId,
}: Pick<WrittenFact, 'kind' | 'householdId' | 'residentId'>): string => `${kind} ${householdId ?? residentId}`;

const basisText = ({ basis, from }: ListedFacts): string =>
  [basis && `theo ${basis}`, from && `từ ${formatDate(from)}`].filter(Boolean).join(' ');
