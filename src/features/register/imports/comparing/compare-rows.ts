import { addressColumns } from '../../households/address-fields';
import { formatAddress } from '../../../../shared/address';
import { formatBirth, formatDate } from '../../../../shared/dates';
import { GENDERS, RESIDENCE_STATUSES } from '../../../../shared/labels';
import { maskPhoneNumber } from '../../../../shared/phone-number';
import { isNearName } from '../../../../shared/name-likeness';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import type {
  Candidate,
  ComparedRow,
  FieldChange,
  HouseholdFields,
  ResidentFields,
  RowContent,
  SealedText,
  Writing,
} from './compared-row';
import { rowKey, wordsOfRow } from './decided-rows';
import { addressKey, householdCodeKey } from '../reading/group-households';
import { groupCodeOf } from '../reading/list-group';
import type { CellProblem, ListedHousehold, ListedPerson } from '../reading/listed-person';
import { newFacts, factKey } from './new-facts';
import {
  chooseHome,
  matchPerson,
  possibleHomes,
  type Match,
  type RegisterExtract,
  type RegisterHousehold,
  type RegisterPerson,
} from './register-match';
import { changesOfPerson, isGone, relationText } from './write-known';

/** What the list's rows have claimed of the register so far; grows with each household. */
export class Claims {
  /** Resident → the row that was matched with them. */
  readonly people = new Map<string, number>();
  /** Registered household → the household of the list that was matched with it. */
  readonly homes = new Map<string, number>();
  /** Facts already stated by a row. */
  readonly facts = new Set<string>();
}

interface Comparison {
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

/** The household in which the listed people will live; `change` describes the update of a registered one. */
interface Target {
  id: string;
  known: RegisterHousehold | null;
  addressLine: string;
  fields: Partial<HouseholdFields>;
  changes: FieldChange[];
}

/**
 * Compares one household of the list with the register and returns a verdict for each row. Never removes anything: an
 * empty cell keeps the known value, and a missing person stays.
 */
export function compareHousehold(listed: ListedHousehold, comparison: Comparison): ComparedRow[] {
  const matches = matchPeople(listed, comparison);
  const sure = listed.people.flatMap((person) => {
    const match = matches.get(person)!;
    return match.kind === 'sure' ? [{ listed: person, person: match.person }] : [];
  });
  const { homes } = comparison.claims;
  const home = chooseHome(
    listed,
    sure,
    comparison.register,
    ({ id }) => comparison.isOfPeople || (homes.get(id) ?? listed.key) === listed.key,
  );
  if (home) homes.set(home.id, listed.key);
  const target = targetOf(listed, home, comparison);
  const wrong = wrongRows(listed, matches, target, comparison);
  const written = listed.people.filter((person) => !wrong.has(person));
  const isOpen =
    target !== null && (target.known !== null || !comparison.isOfPeople || hasEnteringHead(written, matches));
  // The household's own changes are written once, with its first row that will be written.
  const [carrier] = written;
  return listed.people.map((person) => {
    const problems = wrong.get(person);
    if (problems) return row(person, listed, 'wrong', { problems });
    return judge({ person, listed, target, isOpen, isCarrier: person === carrier }, matches.get(person)!, comparison);
  });
}

function matchPeople(listed: ListedHousehold, comparison: Comparison): Map<ListedPerson, Match> {
  const { sealed, register, claims, isOfPeople } = comparison;
  const homes = new Set(possibleHomes(listed, register).map(({ id }) => id));
  const matches = new Map<ListedPerson, Match>();
  const taken = claims.people;
  for (const person of listed.people) {
    const numberHashes = sealed.get(person.rowNumber)?.hashes ?? [];
    const found: Match =
      person.problems.length > 0
        ? { kind: 'none' }
        : matchPerson(person, { register, numberHashes, homes, place: listed, isOfPeople });
    const match = found.kind === 'doubtful' ? (decidedBefore(person, listed, comparison) ?? found) : found;
    if (match.kind !== 'sure') {
      matches.set(person, match);
      continue;
    }
    const other = taken.get(match.person.id);
    matches.set(
      person,
      other === undefined ? match : { kind: 'wrong', message: `Theo sổ, đây là cùng một người với dòng ${other}.` },
    );
    if (other === undefined) taken.set(match.person.id, person.rowNumber);
  }
  for (const [person, match] of matches) {
    if (match.kind !== 'doubtful') continue;
    const free = match.candidates.filter((candidate) => !taken.has(candidate.person.id));
    matches.set(person, free.length > 0 ? { ...match, candidates: free } : { kind: 'none' });
  }
  return matches;
}

/**
 * The person whom a reviewer chose for the same row of an earlier import, unless an earlier row already matched that
 * person.
 */
function decidedBefore(
  person: ListedPerson,
  listed: ListedHousehold,
  { sealed, register, claims }: Comparison,
): Match | null {
  const decided =
    register.byDecision.get(rowKey(wordsOfRow(person, listed, sealed.get(person.rowNumber)?.last4 ?? ''))) ?? [];
  const latest = decided.find(({ residentId }) => !claims.people.has(residentId));
  return latest ? { kind: 'sure', person: register.people.get(latest.residentId)!, decidedOn: latest.on } : null;
}

function targetOf(
  listed: ListedHousehold,
  home: RegisterHousehold | null,
  { newId, isOfPeople }: Comparison,
): Target | null {
  if (home)
    return { id: home.id, known: home, addressLine: home.addressLine, ...householdChanges(listed, home, isOfPeople) };
  if (!listed.address) return null;
  const columns = addressColumns(listed.address);
  const fields: Partial<HouseholdFields> = { ...columns, formerWard: listed.formerWard };
  if (listed.code) fields.code = listed.code;
  if (listed.groupCode) fields.groupCode = listed.groupCode;
  return { id: newId(), known: null, addressLine: columns.addressLine, fields, changes: [] };
}

/** @param mayOnlyFill true for a list about people: it fills gaps of the household and corrects nothing. */
function householdChanges(
  listed: ListedHousehold,
  home: RegisterHousehold,
  mayOnlyFill: boolean,
): Pick<Target, 'fields' | 'changes'> {
  const fields: Partial<HouseholdFields> = {};
  const changes: FieldChange[] = [];
  if (listed.address && addressKey(listed) !== home.addressFolded && !mayOnlyFill) {
    Object.assign(fields, addressColumns(listed.address));
    changes.push({ field: 'Địa chỉ của hộ', before: home.addressLine, after: formatAddress(listed.address) });
  }
  if (
    listed.code &&
    (home.code === null || (!mayOnlyFill && householdCodeKey(home.code) !== householdCodeKey(listed.code)))
  ) {
    fields.code = listed.code;
    changes.push({ field: 'Mã hộ', before: home.code ?? '', after: listed.code });
  }
  if (
    listed.groupCode &&
    listed.groupCode !== groupCodeOf(home.groupCode ?? '') &&
    !(mayOnlyFill && home.groupCode !== null)
  ) {
    fields.groupCode = listed.groupCode;
    changes.push({ field: 'Tổ dân phố', before: home.groupCode ?? '', after: listed.groupCode });
  }
  if (
    listed.formerWard &&
    foldVietnamese(listed.formerWard) !== foldVietnamese(home.formerWard) &&
    !(mayOnlyFill && home.formerWard !== '')
  ) {
    fields.formerWard = listed.formerWard;
    changes.push({ field: 'Phường cũ', before: home.formerWard, after: listed.formerWard });
  }
  return { fields, changes };
}

/** The rows that cannot be written, with the reasons: errors in their cells, in their match, or in their household. */
function wrongRows(
  listed: ListedHousehold,
  matches: ReadonlyMap<ListedPerson, Match>,
  target: Target | null,
  { isOfPeople }: Comparison,
): Map<ListedPerson, CellProblem[]> {
  const wrong = new Map<ListedPerson, CellProblem[]>();
  const refuse = (person: ListedPerson, message: string) =>
    wrong.set(person, [...(wrong.get(person) ?? []), rowProblem(message)]);
  for (const person of listed.people) {
    const match = matches.get(person)!;
    if (person.problems.length > 0) wrong.set(person, person.problems);
    if (match.kind === 'wrong') refuse(person, match.message);
    else if (
      match.kind === 'sure' &&
      match.person.residenceStatus === 'deceased' &&
      person.residenceStatus !== 'deceased'
    ) {
      refuse(
        person,
        `Trong sổ, ${match.person.fullName} đã mất. Nếu sổ ghi nhầm, sửa ở hồ sơ của người đó rồi gửi lại.`,
      );
    } else if (match.kind !== 'sure' && isGone(person.residenceStatus)) {
      refuse(person, 'Danh sách ghi người này đã mất hoặc đã chuyển đi, và sổ chưa có người này: không thêm.');
    } else if (!target && match.kind === 'none' && !wrong.has(person)) {
      refuse(
        person,
        listed.code
          ? 'Mã hộ này chưa có trong sổ, và danh sách không ghi địa chỉ.'
          : 'Chưa có trong sổ, và danh sách không ghi địa chỉ hay mã hộ.',
      );
    }
  }
  if (target && !(isOfPeople && target.known))
    refuseWithoutOneHead(listed, matches, target, { wrong, refuse, isOfPeople });
  return wrong;
}

function refuseWithoutOneHead(
  listed: ListedHousehold,
  matches: ReadonlyMap<ListedPerson, Match>,
  { known }: Target,
  {
    wrong,
    refuse,
    isOfPeople,
  }: {
    wrong: ReadonlyMap<ListedPerson, CellProblem[]>;
    refuse: (person: ListedPerson, message: string) => void;
    isOfPeople: boolean;
  },
): void {
  const written = listed.people.filter((person) => !wrong.has(person));
  const head = written.find((person) => person.relation === 'head');
  if (!known) {
    // A list about people does not move those it only adds facts to, so the people who enter need a head among
    // themselves.
    const entering = isOfPeople ? written.filter((person) => matches.get(person)!.kind === 'none') : written;
    if (isOfPeople ? hasEnteringHead(written, matches) : head) return;
    const wrongHead = listed.people.find((person) => person.relation === 'head' && wrong.has(person));
    for (const person of entering) {
      refuse(
        person,
        wrongHead
          ? `Dòng chủ hộ (dòng ${wrongHead.rowNumber}) của hộ này còn sai, nên chưa lập được hộ.`
          : `Hộ mới bắt đầu ở dòng ${listed.key} chưa ghi ai là chủ hộ.`,
      );
    }
    return;
  }
  const rowOf = (id: string | null) =>
    written.find((person) => {
      const match = matches.get(person)!;
      return match.kind === 'sure' && match.person.id === id;
    });
  const oldHead = known.headId === null ? undefined : rowOf(known.headId);
  const isOldHeadReplaced = oldHead !== undefined && oldHead.relation !== null && oldHead.relation !== 'head';
  if (
    head &&
    known.headId !== null &&
    head !== oldHead &&
    !isOldHeadReplaced &&
    !mayBe(matches.get(head)!, known.headId)
  ) {
    refuse(
      head,
      `Trong sổ, chủ hộ này là ${known.headName}. Muốn đổi chủ hộ, ghi cả ${known.headName} vào danh sách với quan hệ mới.`,
    );
  }
  if (!head && isOldHeadReplaced)
    refuse(oldHead, `${oldHead.fullName} đang là chủ hộ trong sổ; danh sách không ghi ai là chủ hộ mới.`);
}

/** Whether a new household of a list about people has a head among those who do not stay where they live. */
function hasEnteringHead(people: readonly ListedPerson[], matches: ReadonlyMap<ListedPerson, Match>): boolean {
  return people.some((person) => person.relation === 'head' && matches.get(person)!.kind !== 'sure');
}

function mayBe(match: Match, residentId: string): boolean {
  return match.kind === 'doubtful' && match.candidates.some(({ person }) => person.id === residentId);
}

/** A row and the household it is written to. */
interface PlacedRow {
  person: ListedPerson;
  listed: ListedHousehold;
  target: Target | null;
  /** Whether a new person may be added to the household. */
  isOpen: boolean;
  /** The household's own changes are written with this row. */
  isCarrier: boolean;
}

function sealedOf({ rowNumber }: ListedPerson, { sealed }: Comparison): SealedText | null {
  return sealed.get(rowNumber) ?? null;
}

function judge(placed: PlacedRow, match: Match, comparison: Comparison): ComparedRow {
  const { person, listed, target, isOpen } = placed;
  const sealed = sealedOf(person, comparison);
  const householdId = target?.known?.id ?? null;
  const number = sealed && { cipher: sealed.cipher, hash: sealed.hash };
  const shared = { householdId, number };
  const repeats = person.mayRepeat === undefined ? [] : [rowProblem(person.mayRepeat)];
  switch (match.kind) {
    case 'sure': {
      const decided =
        match.decidedOn === undefined
          ? []
          : [
              rowProblem(
                `Như đã chọn ở lần nhập ngày ${formatDate(match.decidedOn)}: là ${match.person.fullName} trong sổ.`,
              ),
            ];
      const { writing, changes } = asKnown(placed, match.person, comparison);
      for (const fact of writing.facts) comparison.claims.facts.add(factKey(fact));
      return row(person, listed, changes.length > 0 ? 'changed' : 'same', {
        ...shared,
        residentId: match.person.id,
        changes,
        content: {
          writing: changes.length > 0 ? writing : null,
          last4: sealed?.last4 ?? match.person.last4 ?? '',
          warnings: [...decided, ...person.warnings, ...warningsOf(person, match.person, listed, comparison)],
        },
      });
    }
    case 'doubtful': {
      const candidates = match.candidates.map(({ person: known, reason }): Candidate => ({
        residentId: known.id,
        reason,
        name: known.fullName,
        birth: known.birth ? formatBirth(known.birth) : '',
        phone: known.phone ? maskPhoneNumber(known.phone) : '',
        last4: known.last4 ?? '',
        address: homeOf(known, comparison.register)?.addressLine ?? '',
        isNearName: isNearName(person.fullName, known.fullName),
        ...asKnown(placed, known, comparison),
      }));
      return row(person, listed, 'doubtful', {
        ...shared,
        residentId: candidates[0]!.residentId,
        content: {
          candidates,
          asNew: (isOpen && asNew(placed, comparison)?.writing) || null,
          last4: sealed?.last4 ?? '',
          warnings: [...repeats, ...person.warnings],
        },
      });
    }
    default: {
      const { writing, changes } = asNew(placed, comparison)!;
      const last4 = sealed?.last4 ?? '';
      const isRelationGuessed = person.relation === null && writing.membership?.relation === 'other';
      const warnings = [
        ...repeats,
        ...person.warnings,
        ...(isRelationGuessed ? [rowProblem('Chưa rõ quan hệ với chủ hộ, ghi là “Khác”.')] : []),
      ];
      if (repeats.length > 0)
        return row(person, listed, 'doubtful', { ...shared, content: { asNew: writing, last4, warnings } });
      for (const fact of writing.facts) comparison.claims.facts.add(factKey(fact));
      return row(person, listed, 'new', { ...shared, changes, content: { writing, last4, warnings } });
    }
  }
}

/** What changes if the row is written to that registered person. */
function asKnown(
  { person, target, isCarrier }: PlacedRow,
  known: RegisterPerson,
  comparison: Comparison,
): { writing: Writing; changes: FieldChange[] } {
  const { register, claims, newId, isOfPeople, isOfHeads } = comparison;
  const { changes, ...own } = changesOfPerson(person, sealedOf(person, comparison), known, newId);
  const stays =
    isOfPeople && !(isOfHeads && target !== null && target.known === null && known.membership?.relation === 'other');
  const membership = stays ? null : membershipChange(person, known, target, newId);
  if (membership?.moves) {
    if (known.residenceStatus === 'moved_out') returnToWard(person, own, changes);
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
  return {
    changes,
    writing: {
      ...own,
      residentId: known.id,
      residentVersion: known.version,
      household,
      membership: membership?.writing ?? null,
      facts: facts.facts,
    },
  };
}

/** Somebody who had moved away lives in a household of the ward again. */
function returnToWard(
  person: ListedPerson,
  own: Pick<Writing, 'resident' | 'differing'>,
  changes: FieldChange[],
): void {
  const residenceStatus =
    person.residenceStatus && !isGone(person.residenceStatus) ? person.residenceStatus : 'permanent';
  const shown = changes.findIndex(({ differs }) => differs === 'residence');
  const change = { field: 'Cư trú', before: RESIDENCE_STATUSES.moved_out, after: RESIDENCE_STATUSES[residenceStatus] };
  if (shown >= 0) changes[shown] = change;
  else changes.push(change);
  delete own.differing.residence;
  own.resident.residenceStatus = residenceStatus;
}

/** What is written if the row becomes a new person of the target household; null when there is no target. */
function asNew(
  { person, target, isCarrier }: PlacedRow,
  comparison: Comparison,
): { writing: Writing; changes: FieldChange[] } | null {
  if (!target) return null;
  const { newId, claims, isOfPeople } = comparison;
  const residentId = newId();
  const facts = newFacts(
    person.facts,
    { residentId, householdId: target.id, ofPerson: [], ofHousehold: target.known?.facts ?? [] },
    claims.facts,
    newId,
  );
  // The first person in a list about people is not the head if the register already has one.
  const relation =
    isOfPeople && person.relation === 'head' && target.known && target.known.headId !== null ? null : person.relation;
  return {
    changes: [...(isCarrier && target.known ? target.changes : []), ...facts.changes],
    writing: {
      residentId,
      residentVersion: null,
      resident: newResident(person, sealedOf(person, comparison)),
      differing: {},
      household: writtenHousehold(target, isCarrier, null),
      membership: {
        id: newId(),
        householdId: target.id,
        relation: relation ?? 'other',
        relationNote: person.relationNote,
        closes: null,
      },
      readiness: Object.keys(person.readiness).length > 0 ? { id: newId(), ...person.readiness } : null,
      readinessOfList: null,
      facts: facts.facts,
    },
  };
}

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
  return isWritten ? householdWriting(target) : null;
}

function householdWriting(target: Target): Writing['household'] {
  return { id: target.id, version: target.known?.version ?? null, fields: target.fields };
}

function newResident(person: ListedPerson, sealed: SealedText | null): Partial<ResidentFields> {
  return {
    fullName: person.fullName,
    residenceStatus: person.residenceStatus ?? 'permanent',
    ...(person.birth && { birthDate: person.birth.date, birthPrecision: person.birth.precision }),
    ...(person.gender && { gender: person.gender }),
    ...(person.phone && { phone: person.phone }),
    ...(sealed && { nationalNumber: sealed.last4 }),
    ...(person.note && { note: person.note }),
  };
}

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

function homeOf(known: RegisterPerson, register: RegisterExtract): RegisterHousehold | null {
  return (known.membership && register.households.get(known.membership.householdId)) ?? null;
}

/** Statements of the list that the register does not follow. */
function warningsOf(
  person: ListedPerson,
  known: RegisterPerson,
  listed: ListedHousehold,
  { register, isOfPeople }: Comparison,
): CellProblem[] {
  const warnings: CellProblem[] = [];
  if (person.residenceStatus && isGone(person.residenceStatus) && person.residenceStatus !== known.residenceStatus) {
    warnings.push(
      rowProblem(
        'Danh sách ghi đã mất hoặc đã chuyển đi: ghi việc này ở hồ sơ của người đó, có ngày và chủ hộ mới. Lần nhập không ghi.',
      ),
    );
  }
  if (isOfPeople && known.residenceStatus === 'moved_out')
    warnings.push(rowProblem('Sổ ghi người này đã chuyển đi; lần nhập giữ như vậy.'));
  const home = homeOf(known, register);
  if (isOfPeople && home && listed.address && addressKey(listed) !== home.addressFolded) {
    warnings.push(rowProblem(`Danh sách ghi nơi ở ${formatAddress(listed.address)}; sổ giữ ${home.addressLine}.`));
  }
  return warnings;
}

function rowProblem(message: string): CellProblem {
  return { cell: '', column: '', value: '', message };
}

function row(
  person: ListedPerson,
  listed: ListedHousehold,
  verdict: ComparedRow['verdict'],
  rest: Partial<Omit<ComparedRow, 'content'>> & { content?: Partial<RowContent> },
): ComparedRow {
  const { content, ...others } = rest;
  return {
    rowNumber: person.rowNumber,
    verdict,
    residentId: null,
    householdId: null,
    number: null,
    problems: [],
    changes: [],
    ...others,
    content: {
      ...wordsOfRow(person, listed, ''),
      gender: person.gender ? GENDERS[person.gender] : '',
      relation: person.relation ? relationText({ relation: person.relation, relationNote: person.relationNote }) : '',
      group: listed.groupCode ?? '',
      writing: null,
      asNew: null,
      candidates: [],
      warnings: person.warnings,
      ...content,
    },
  };
}
