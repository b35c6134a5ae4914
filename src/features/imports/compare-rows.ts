import { addressColumns } from '../households/address-fields';
import { formatAddress } from '../../shared/address';
import { formatBirth } from '../../shared/dates';
import { GENDERS, RELATIONS, RESIDENCE_STATUSES, SMARTPHONES, VNEID_LEVELS, YES_NO } from '../../shared/labels';
import { formatPhoneNumber, maskPhoneNumber } from '../../shared/phone-number';
import { foldVietnamese } from '../../shared/vietnamese-text';
import type { Candidate, ComparedRow, FieldChange, HouseholdFields, ResidentFields, RowContent, SealedText, Writing } from './compared-row';
import { addressKey, householdCodeKey } from './group-households';
import { groupCodeOf } from './normalise-row';
import type { CellProblem, ListedHousehold, ListedPerson, ListedReadiness } from './listed-person';
import { chooseHome, matchPerson, possibleHomes, type Match, type RegisterExtract, type RegisterHousehold, type RegisterPerson } from './register-match';

interface Comparison {
  /** The sealed national numbers of the household's rows. */
  sealed: ReadonlyMap<number, SealedText>;
  register: RegisterExtract;
  /** Residents already matched by a row of this list → that row; grows with each household. */
  taken: Map<string, number>;
  newId: () => string;
}

/** Where the people of the list's household will live; `change` is what becomes of a known one. */
interface Target {
  id: string;
  known: RegisterHousehold | null;
  addressLine: string;
  fields: Partial<HouseholdFields>;
  changes: FieldChange[];
}

/**
 * Compares one household of the list with the register and gives a verdict for each row. Nothing is ever taken away:
 * an empty cell keeps what is known, a missing person stays.
 */
export function compareHousehold(listed: ListedHousehold, comparison: Comparison): ComparedRow[] {
  const matches = matchPeople(listed, comparison);
  const sure = listed.people.flatMap((person) => {
    const match = matches.get(person)!;
    return match.kind === 'sure' ? [{ listed: person, person: match.person }] : [];
  });
  const home = chooseHome(listed, sure, comparison.register);
  const target = targetOf(listed, home, comparison.newId);
  const wrong = wrongRows(listed, matches, target);
  // What changes in the household itself is written once, with its first row that will be written.
  const carrier = listed.people.find((person) => !wrong.has(person));
  return listed.people.map((person) => {
    const problems = wrong.get(person);
    if (problems) return row(person, listed, 'wrong', { problems });
    return judge(person, matches.get(person)!, listed, target, person === carrier, comparison);
  });
}

function matchPeople(listed: ListedHousehold, { sealed, register, taken }: Comparison): Map<ListedPerson, Match> {
  const homes = new Set(possibleHomes(listed, register).map(({ id }) => id));
  const matches = new Map<ListedPerson, Match>();
  for (const person of listed.people) {
    const match: Match = person.problems.length > 0 ? { kind: 'none' } : matchPerson(person, sealed.get(person.rowNumber)?.hash ?? null, register, homes);
    if (match.kind !== 'sure') {
      matches.set(person, match);
      continue;
    }
    const other = taken.get(match.person.id);
    matches.set(person, other === undefined ? match : { kind: 'wrong', message: `Theo sổ, đây là cùng một người với dòng ${other}.` });
    if (other === undefined) taken.set(match.person.id, person.rowNumber);
  }
  for (const [person, match] of matches) {
    if (match.kind !== 'doubtful') continue;
    const free = match.candidates.filter((candidate) => !taken.has(candidate.person.id));
    matches.set(person, free.length > 0 ? { ...match, candidates: free } : { kind: 'none' });
  }
  return matches;
}

function targetOf(listed: ListedHousehold, home: RegisterHousehold | null, newId: () => string): Target | null {
  if (home) return { id: home.id, known: home, addressLine: home.addressLine, ...householdChanges(listed, home) };
  if (!listed.address) return null;
  const columns = addressColumns(listed.address);
  const fields: Partial<HouseholdFields> = { ...columns, formerWard: listed.formerWard };
  if (listed.code) fields.code = listed.code;
  if (listed.groupCode) fields.groupCode = listed.groupCode;
  return { id: newId(), known: null, addressLine: columns.addressLine, fields, changes: [] };
}

function householdChanges(listed: ListedHousehold, home: RegisterHousehold): Pick<Target, 'fields' | 'changes'> {
  const fields: Partial<HouseholdFields> = {};
  const changes: FieldChange[] = [];
  if (listed.address && addressKey(listed) !== home.addressFolded) {
    Object.assign(fields, addressColumns(listed.address));
    changes.push({ field: 'Địa chỉ của hộ', before: home.addressLine, after: formatAddress(listed.address) });
  }
  if (listed.code && (home.code === null || householdCodeKey(home.code) !== householdCodeKey(listed.code))) {
    fields.code = listed.code;
    changes.push({ field: 'Mã hộ', before: home.code ?? '', after: listed.code });
  }
  if (listed.groupCode && listed.groupCode !== groupCodeOf(home.groupCode ?? '')) {
    fields.groupCode = listed.groupCode;
    changes.push({ field: 'Tổ dân phố', before: home.groupCode ?? '', after: listed.groupCode });
  }
  if (listed.formerWard && foldVietnamese(listed.formerWard) !== foldVietnamese(home.formerWard)) {
    fields.formerWard = listed.formerWard;
    changes.push({ field: 'Phường cũ', before: home.formerWard, after: listed.formerWard });
  }
  return { fields, changes };
}

/** The rows that cannot be written, with the reasons: of their own cells, of who they match, of their household. */
function wrongRows(listed: ListedHousehold, matches: ReadonlyMap<ListedPerson, Match>, target: Target | null): Map<ListedPerson, CellProblem[]> {
  const wrong = new Map<ListedPerson, CellProblem[]>();
  const refuse = (person: ListedPerson, message: string) => wrong.set(person, [...(wrong.get(person) ?? []), { cell: '', column: '', value: '', message }]);
  for (const person of listed.people) {
    const match = matches.get(person)!;
    if (person.problems.length > 0) wrong.set(person, person.problems);
    if (match.kind === 'wrong') refuse(person, match.message);
    else if (!target && match.kind !== 'sure' && !wrong.has(person)) {
      refuse(person, listed.code ? 'Mã hộ này chưa có trong sổ, và danh sách không ghi địa chỉ.' : 'Chưa có trong sổ, và danh sách không ghi địa chỉ hay mã hộ.');
    }
  }
  if (target) refuseWithoutOneHead(listed, matches, target, wrong, refuse);
  return wrong;
}

function refuseWithoutOneHead(
  listed: ListedHousehold, matches: ReadonlyMap<ListedPerson, Match>, { known }: Target,
  wrong: ReadonlyMap<ListedPerson, CellProblem[]>, refuse: (person: ListedPerson, message: string) => void,
): void {
  const written = listed.people.filter((person) => !wrong.has(person));
  const head = written.find((person) => person.relation === 'head');
  if (!known) {
    if (head) return;
    const wrongHead = listed.people.find((person) => person.relation === 'head');
    for (const person of written) {
      refuse(person, wrongHead
        ? `Dòng chủ hộ (dòng ${wrongHead.rowNumber}) của hộ này còn sai, nên chưa lập được hộ.`
        : `Hộ mới bắt đầu ở dòng ${listed.key} chưa ghi ai là chủ hộ.`);
    }
    return;
  }
  const rowOf = (id: string | null) => written.find((person) => {
    const match = matches.get(person)!;
    return match.kind === 'sure' && match.person.id === id;
  });
  const oldHead = known.headId === null ? undefined : rowOf(known.headId);
  const isOldHeadReplaced = oldHead !== undefined && oldHead.relation !== null && oldHead.relation !== 'head';
  if (head && known.headId !== null && head !== oldHead && !isOldHeadReplaced && !mayBe(matches.get(head)!, known.headId)) {
    refuse(head, `Trong sổ, chủ hộ này là ${known.headName}. Muốn đổi chủ hộ, ghi cả ${known.headName} vào danh sách với quan hệ mới.`);
  }
  if (!head && isOldHeadReplaced) refuse(oldHead, `${oldHead.fullName} đang là chủ hộ trong sổ; danh sách không ghi ai là chủ hộ mới.`);
}

function mayBe(match: Match, residentId: string): boolean {
  return match.kind === 'doubtful' && match.candidates.some(({ person }) => person.id === residentId);
}

function judge(person: ListedPerson, match: Match, listed: ListedHousehold, target: Target | null, isCarrier: boolean, comparison: Comparison): ComparedRow {
  const sealed = comparison.sealed.get(person.rowNumber) ?? null;
  const asKnown = (known: RegisterPerson) => {
    const { writing, changes } = writeKnown(person, sealed, known, target, comparison);
    const householdChange = isCarrier && target && (!target.known || target.changes.length > 0);
    return {
      writing: { ...writing, household: householdChange || (target && !target.known) ? householdWriting(target) : null },
      changes: householdChange ? [...changes, ...target.changes] : changes,
    };
  };
  const asNew = (): Writing | null => target && {
    residentId: comparison.newId(), residentVersion: null, resident: newResident(person, sealed),
    household: !target.known || (isCarrier && target.changes.length > 0) ? householdWriting(target) : null,
    membership: { id: comparison.newId(), householdId: target.id, relation: person.relation ?? 'other', relationNote: person.relationNote, closes: null },
    readiness: Object.keys(person.readiness).length > 0 ? { id: comparison.newId(), ...person.readiness } : null,
  };
  const householdId = target?.known?.id ?? null;
  switch (match.kind) {
    case 'sure': {
      const { writing, changes } = asKnown(match.person);
      return row(person, listed, changes.length > 0 ? 'changed' : 'same', {
        residentId: match.person.id, householdId, changes, content: { writing: changes.length > 0 ? writing : null, last4: sealed?.last4 ?? match.person.last4 ?? '' },
      });
    }
    case 'doubtful': {
      const candidates = match.candidates.map(({ person: known, reason }): Candidate => ({
        residentId: known.id, reason, name: known.fullName, birth: known.birth ? formatBirth(known.birth) : '', phone: known.phone ? maskPhoneNumber(known.phone) : '',
        last4: known.last4 ?? '', address: known.membership ? comparison.register.households.get(known.membership.householdId)?.addressLine ?? '' : '',
        ...asKnown(known),
      }));
      return row(person, listed, 'doubtful', { residentId: candidates[0]!.residentId, householdId, content: { candidates, asNew: asNew(), last4: sealed?.last4 ?? '' } });
    }
    default: {
      const changes = isCarrier && target?.known ? target.changes : [];
      return row(person, listed, 'new', { householdId, changes, content: { writing: asNew(), last4: sealed?.last4 ?? '' } });
    }
  }
}

function householdWriting(target: Target): Writing['household'] {
  return { id: target.id, version: target.known?.version ?? null, fields: target.fields };
}

function newResident(person: ListedPerson, sealed: SealedText | null): Partial<ResidentFields> {
  return {
    fullName: person.fullName, residenceStatus: person.residenceStatus ?? 'permanent',
    ...(person.birth && { birthDate: person.birth.date, birthPrecision: person.birth.precision }),
    ...(person.gender && { gender: person.gender }), ...(person.phone && { phone: person.phone }),
    ...(sealed && { nationalNumber: sealed }), ...(person.note && { note: person.note }),
  };
}

function writeKnown(
  person: ListedPerson, sealed: SealedText | null, known: RegisterPerson, target: Target | null, { newId, register }: Comparison,
): { writing: Writing; changes: FieldChange[] } {
  const resident: Partial<ResidentFields> = {};
  const changes: FieldChange[] = [];
  const change = (field: string, before: string, after: string, fields: Partial<ResidentFields>) => {
    changes.push({ field, before, after });
    Object.assign(resident, fields);
  };
  if (saysMore(person.fullName, known.fullName)) change('Họ tên', known.fullName, person.fullName, { fullName: person.fullName });
  if (person.birth && isNewBirth(person.birth, known.birth)) {
    change('Ngày sinh', known.birth ? formatBirth(known.birth) : '', formatBirth(person.birth), { birthDate: person.birth.date, birthPrecision: person.birth.precision });
  }
  if (person.gender && person.gender !== known.gender) change('Giới tính', known.gender ? GENDERS[known.gender] : '', GENDERS[person.gender], { gender: person.gender });
  if (person.phone && person.phone !== known.phone) change('Điện thoại', known.phone ? formatPhoneNumber(known.phone) : '', formatPhoneNumber(person.phone), { phone: person.phone });
  if (sealed && sealed.hash !== known.numberHash) change('Số định danh', known.last4 ? `•••• ${known.last4}` : '', `•••• ${sealed.last4}`, { nationalNumber: sealed });
  if (person.residenceStatus && person.residenceStatus !== known.residenceStatus) {
    change('Cư trú', RESIDENCE_STATUSES[known.residenceStatus], RESIDENCE_STATUSES[person.residenceStatus], { residenceStatus: person.residenceStatus });
  }
  if (person.note && person.note !== known.note) change('Ghi chú', known.note, person.note, { note: person.note });

  const readiness = readinessChanges(person.readiness, known.readiness);
  changes.push(...readiness);
  const membership = membershipChange(person, known, target, newId);
  if (membership?.moves) {
    changes.push({ field: 'Nơi ở', before: known.membership ? register.households.get(known.membership.householdId)?.addressLine ?? '' : '', after: target!.addressLine });
  } else if (membership) {
    changes.push({ field: 'Quan hệ với chủ hộ', before: relationText(known.membership!), after: relationText(membership.writing) });
  }
  return {
    changes,
    writing: {
      residentId: known.id, residentVersion: known.version, resident, household: null, membership: membership?.writing ?? null,
      readiness: readiness.length > 0 ? { id: newId(), ...known.readiness, ...person.readiness } : null,
    },
  };
}

/** A name without accents or in another case says nothing new of the same name with accents. */
function saysMore(listed: string, known: string): boolean {
  if (listed.toLocaleLowerCase('vi') === known.toLocaleLowerCase('vi')) return false;
  const isUnaccented = foldVietnamese(listed) === listed.toLowerCase();
  return !(isUnaccented && foldVietnamese(known) === foldVietnamese(listed));
}

/** A year says nothing new of a day in that year. */
function isNewBirth(listed: NonNullable<ListedPerson['birth']>, known: RegisterPerson['birth']): boolean {
  if (!known) return true;
  if (listed.precision === 'year') return listed.date.slice(0, 4) !== known.date.slice(0, 4);
  return known.precision === 'year' || listed.date !== known.date;
}

const READINESS_WORDS: { [Key in keyof Required<ListedReadiness>]: readonly [string, Record<string, string>] } = {
  vneidLevel: ['VNeID', VNEID_LEVELS], simInOwnName: ['SIM chính chủ', YES_NO], smartphone: ['Điện thoại thông minh', SMARTPHONES],
  livesAlone: ['Sống một mình', YES_NO], hardToMove: ['Đi lại khó', YES_NO], needsHelper: ['Cần người giúp', YES_NO],
};

function readinessChanges(listed: ListedReadiness, known: ListedReadiness | null): FieldChange[] {
  return (Object.keys(listed) as (keyof ListedReadiness)[]).flatMap((key) => {
    const [before, after] = [known?.[key] ?? 'unknown', listed[key]!];
    const [field, words] = READINESS_WORDS[key];
    return after === 'unknown' || after === before ? [] : [{ field, before: words[before]!, after: words[after]! }];
  });
}

function membershipChange(
  person: ListedPerson, { membership }: RegisterPerson, target: Target | null, newId: () => string,
): { moves: boolean; writing: NonNullable<Writing['membership']> } | null {
  if (!target) return null;
  const make = (moves: boolean, relation: NonNullable<Writing['membership']>['relation'], relationNote: string) => ({
    moves, writing: { id: newId(), householdId: target.id, relation, relationNote, closes: membership?.id ?? null },
  });
  if (!membership || membership.householdId !== target.id) {
    const kept = membership && membership.relation !== 'head' ? membership.relation : 'other';
    return make(true, person.relation ?? kept, person.relationNote);
  }
  if (!person.relation) return null;
  const isSame = person.relation === membership.relation && (person.relation !== 'other' || person.relationNote === membership.relationNote);
  return isSame ? null : make(false, person.relation, person.relationNote);
}

function relationText({ relation, relationNote }: { relation: keyof typeof RELATIONS; relationNote: string }): string {
  return relationNote ? `${RELATIONS[relation]} (${relationNote})` : RELATIONS[relation];
}

function row(
  person: ListedPerson, listed: ListedHousehold, verdict: ComparedRow['verdict'],
  rest: Partial<Omit<ComparedRow, 'content'>> & { content?: Partial<RowContent> },
): ComparedRow {
  const { content, ...others } = rest;
  return {
    rowNumber: person.rowNumber, verdict, residentId: null, householdId: null, problems: [], changes: [], ...others,
    content: {
      name: person.fullName, birth: person.birth ? formatBirth(person.birth) : '', gender: person.gender ? GENDERS[person.gender] : '',
      phone: person.phone ? formatPhoneNumber(person.phone) : '', last4: '', relation: person.relation ? relationText({ relation: person.relation, relationNote: person.relationNote }) : '',
      address: listed.address ? formatAddress(listed.address) : '', householdCode: listed.code ?? '', group: listed.groupCode ?? '',
      writing: null, asNew: null, candidates: [], warnings: person.warnings, ...content,
    },
  };
}
