import { formatDate, localDateOf } from '../../../../shared/dates';
import { GENDERS, RESIDENCE_STATUSES } from '../../../../shared/labels';
import { NEEDS } from '../../../../shared/needs';
import { mapPlain, RESIDENT_IMPORTED } from '../../../../shared/register-fields';
import { isNearName } from '../../../../shared/name-likeness';
import { uncapitalise } from '../../../../shared/vietnamese-text';
import type { Field } from '../reading/columns';
import { leaveOut, leaveOutNumber } from '../reading/group-households';
import {
  type CellProblem,
  isPoverty,
  isStopped,
  type ListedHousehold,
  type ListedPerson,
} from '../reading/listed-person';
import {
  emptyRow,
  inWords,
  rowKey,
  rowProblem,
  wordsOfRow,
  type Candidate,
  type ComparedRow,
  type RepeatedRow,
  type RowContent,
} from './compared-row';
import type { Comparison } from './comparison';
import { asKnown, asNew, factKey, homeOf, type PlacedRow, targetOf } from './row-writing';
import { chooseHome, matchPerson, possibleHomes, type Match, type RegisterPerson, type Repeat } from './register-match';
import { isGone, relationText } from './write-known';
import { hasEnteringHead, mayBeHomeless, wrongRows } from './wrong-rows';

/**
 * Compares one household of the list with the register and returns a verdict for each row. Never removes anything: an
 * empty cell keeps the known value, and a missing person stays.
 */
export function compareHousehold(listed: ListedHousehold, comparison: Comparison): ComparedRow[] {
  const possible = possibleHomes(listed, comparison.register);
  const matches = matchPeople(listed, new Set(possible.map(({ id }) => id)), comparison);
  const sure = listed.people.flatMap((person) => {
    const match = matches.get(person)!;
    return match.kind === 'sure' ? [{ listed: person, person: match.person }] : [];
  });
  const { homes } = comparison.claims;
  const home = chooseHome(listed, sure, {
    possible,
    households: comparison.register.households,
    isFree: ({ id }) => comparison.isOfPeople || (homes.get(id) ?? listed.key) === listed.key,
  });
  if (home) homes.set(home.id, listed.key);
  const target = targetOf(listed, home, comparison);
  const wrong = wrongRows(listed, matches, target, comparison.isOfPeople);
  const written = listed.people.filter((person) => !wrong.has(person));
  const isOpen =
    target !== null && (target.known !== null || !comparison.isOfPeople || hasEnteringHead(written, matches));
  // The household's own changes are written once, with its first row that will be written.
  const [carrier] = written;
  return listed.people.map((person) => {
    const problems = wrong.get(person);
    if (problems) return row(person, listed, 'wrong', { problems, content: { last4: '' } });
    const match = matches.get(person)!;
    if (!target && match.kind !== 'sure') leaveOutHome(person, listed);
    const placed = {
      person,
      listed,
      target,
      isCarrier: person === carrier,
      isOpen: isOpen || (!target && mayBeHomeless(person, listed)),
    };
    return decide(placed, match, comparison);
  });
}

/** @param homes the ids of the households that may be the listed one. */
function matchPeople(
  listed: ListedHousehold,
  homes: ReadonlySet<string>,
  comparison: Comparison,
): Map<ListedPerson, Match> {
  const matches = new Map<ListedPerson, Match>();
  const taken = comparison.claims.people;
  for (const person of listed.people) {
    const match = isStopped(person) ? NO_MATCH : matchOf(person, listed, homes, comparison);
    matches.set(person, match);
    if (match.kind === 'sure') taken.set(match.person.id, person.rowNumber);
  }
  for (const [person, match] of matches) {
    if (match.kind !== 'doubtful') continue;
    const [claimed] = match.candidates.filter((candidate) => taken.has(candidate.person.id));
    const candidates = match.candidates.filter((candidate) => !taken.has(candidate.person.id));
    const other = claimed && { row: taken.get(claimed.person.id)!, reason: claimed.reason, above: null };
    matches.set(person, { kind: 'doubtful', candidates, repeat: match.repeat ?? other ?? null });
  }
  return matches;
}

const NO_MATCH: Match = { kind: 'none' };

/** Who the person of a row is in the register, or in the rows above. */
function matchOf(
  person: ListedPerson,
  listed: ListedHousehold,
  homes: ReadonlySet<string>,
  comparison: Comparison,
): Match {
  const { register, claims, isOfPeople } = comparison;
  const find = () => matchPerson(person, { register, homes, place: listed, isOfPeople });
  let found = find();
  if (found.kind === 'other_number') {
    leaveOutNumber(person, found.message);
    found = find();
  }
  if (found.kind === 'doubtful') found = decidedBefore(person, listed, comparison) ?? found;
  const repeat = claims.repeatOf(person, listed);
  if (found.kind === 'doubtful') return { ...found, repeat };
  if (found.kind !== 'sure') return repeat ? { kind: 'doubtful', candidates: [], repeat } : NO_MATCH;
  const row = claims.people.get(found.person.id);
  if (row === undefined) return found;
  const reason = `Theo sổ, đây là cùng một người: ${found.person.fullName}.`;
  return { kind: 'doubtful', candidates: [], repeat: repeat ?? { row, reason, above: null } };
}

/**
 * The person whom a reviewer chose for the same row of an earlier import, unless an earlier row already matched that
 * person.
 */
function decidedBefore(person: ListedPerson, listed: ListedHousehold, comparison: Comparison): Match | null {
  const { register, claims } = comparison;
  const decided = register.byDecision.get(rowKey(wordsOfRow(person, listed))) ?? [];
  const latest = decided.find(({ residentId }) => !claims.people.has(residentId));
  return latest
    ? { kind: 'sure', person: register.people.get(latest.residentId)!, decidedOn: localDateOf(latest.finishedAt) }
    : null;
}

function decide(placed: PlacedRow, match: Match, comparison: Comparison): ComparedRow {
  const { person, listed, target, isOpen } = placed;
  const { sealed } = person;
  const householdId = target?.known?.id ?? null;
  const number = sealed && { cipher: sealed.cipher, hash: sealed.hash };
  const shared = { householdId, number };
  switch (match.kind) {
    case 'sure': {
      const { person: known, decidedOn } = match;
      const { writing, changes } = asKnown(placed, known, comparison);
      for (const fact of writing.facts) comparison.claims.facts.add(factKey(fact));
      const isFilled = ({ field }: CellProblem) => field !== undefined && registeredAs(known)[field] != null;
      return row(person, listed, changes.length > 0 ? 'changed' : 'same', {
        ...shared,
        problems: person.problems.filter((cell) => !isFilled(cell)),
        residentId: known.id,
        changes,
        content: {
          writing: changes.length > 0 ? writing : null,
          last4: sealed?.last4 ?? known.last4 ?? '',
          warnings: [
            ...(decidedOn
              ? [rowProblem(`Như đã chọn ở lần nhập ngày ${formatDate(decidedOn)}: là ${known.fullName} trong sổ.`)]
              : []),
            ...person.problems
              .filter(isFilled)
              .map((cell) => ({ ...cell, message: `${cell.message} Sổ đã có, nên giữ như sổ.` })),
            ...person.warnings,
            ...warningsOf(person, known, listed, comparison),
          ],
        },
      });
    }
    case 'doubtful': {
      const candidates = match.candidates.map(({ person: known, reason }): Candidate => ({
        ...inWords(known, homeOf(known, comparison.register)?.addressLine ?? ''),
        residentId: known.id,
        reason,
        last4: known.last4 ?? '',
        isNearName: isNearName(person.fullName, known.fullName),
        ...asKnown(placed, known, comparison),
      }));
      const isNumberKnown = sealed !== null && comparison.register.byNumber.has(sealed.hash);
      return row(person, listed, 'doubtful', {
        ...shared,
        residentId: candidates[0]?.residentId ?? null,
        content: {
          candidates,
          ...(match.repeat && { repeat: repeatedRow(match.repeat) }),
          asNew: isOpen && !isNumberKnown ? asNew(placed, comparison).writing : null,
        },
      });
    }
    default: {
      const { writing, changes } = asNew(placed, comparison);
      const isRelationGuessed = person.relation === null && writing.membership?.relation === 'other';
      const warnings = [
        ...person.warnings,
        ...(isRelationGuessed ? [rowProblem('Chưa rõ quan hệ với chủ hộ, ghi là “Khác”.')] : []),
      ];
      for (const fact of writing.facts) comparison.claims.facts.add(factKey(fact));
      return row(person, listed, 'new', { ...shared, changes, content: { writing, warnings } });
    }
  }
}

/** What the register knows of a person, by the list column that states it. */
function registeredAs(known: RegisterPerson): Partial<Record<Field, unknown>> {
  const { birth, phone, last4: nationalNumber, membership, readiness } = known;
  const vneid = readiness?.vneidLevel === 'unknown' ? null : readiness?.vneidLevel;
  return {
    // Sentences are appended to what is registered.
    ...mapPlain(RESIDENT_IMPORTED, (entry, name) => ('wraps' in entry ? null : known[name] || null)),
    birth,
    birthYear: birth,
    phone,
    nationalNumber,
    address: membership,
    houseNumber: membership,
    vneid,
  };
}

/** Reports what an unreadable address keeps from being written. */
function leaveOutHome(person: ListedPerson, { unread }: ListedHousehold): void {
  const others = [
    ...(person.relation ? [`quan hệ “${relationText(person)}”`] : []),
    ...person.facts.kinds.filter(isPoverty).map((kind) => `diện ${NEEDS[kind]}`),
  ];
  const also = others.length > 0 ? `; ${others.join(', ')} cũng chưa ghi` : '';
  leaveOut(person, 'address', unread ?? '', `Chưa rõ ở đâu, nên ghi người này mà chưa vào hộ nào${also}.`);
}

const UNKNOWN = { fullName: '', birth: null, phone: null, addressLine: '' };

function repeatedRow({ row: other, reason, above }: Repeat): RepeatedRow {
  const known = above ?? UNKNOWN;
  return { row: other, reason, ...inWords(known, known.addressLine) };
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
  if (isOfPeople && (known.residenceStatus === 'moved_out' || known.residenceStatus === 'elsewhere'))
    warnings.push(
      rowProblem(`Sổ ghi người này ${uncapitalise(RESIDENCE_STATUSES[known.residenceStatus])}; lần nhập giữ như vậy.`),
    );
  const home = homeOf(known, register);
  if (isOfPeople && home && listed.address && listed.addressKey !== home.addressFolded) {
    warnings.push(rowProblem(`Danh sách ghi nơi ở ${listed.addressLine}; sổ giữ ${home.addressLine}.`));
  }
  return warnings;
}

function row(
  person: ListedPerson,
  listed: ListedHousehold,
  verdict: ComparedRow['verdict'],
  rest: Partial<Omit<ComparedRow, 'content'>> & { content?: Partial<RowContent> },
): ComparedRow {
  const { content, ...others } = rest;
  const empty = emptyRow(person.rowNumber, verdict);
  return {
    ...empty,
    problems: person.problems,
    ...others,
    content: {
      ...empty.content,
      ...wordsOfRow(person, listed),
      ...(person.typedName && { typedName: person.typedName }),
      gender: person.gender ? GENDERS[person.gender] : '',
      relation: relationText(person),
      group: listed.groupCode ?? '',
      warnings: person.warnings,
      ...content,
    },
  };
}
