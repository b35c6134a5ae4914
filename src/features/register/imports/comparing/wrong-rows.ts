import type { CellProblem, ListedHousehold, ListedPerson } from '../reading/listed-person';
import type { Match } from './register-match';
import type { Target } from './target-household';
import { isGone } from './write-known';

/** The rows that cannot be written, with the reasons: errors in their cells, in their match, or in their household. */
export function wrongRows(
  listed: ListedHousehold,
  matches: ReadonlyMap<ListedPerson, Match>,
  target: Target | null,
  isOfPeople: boolean,
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
export function hasEnteringHead(people: readonly ListedPerson[], matches: ReadonlyMap<ListedPerson, Match>): boolean {
  return people.some((person) => person.relation === 'head' && matches.get(person)!.kind !== 'sure');
}

function mayBe(match: Match, residentId: string): boolean {
  return match.kind === 'doubtful' && match.candidates.some(({ person }) => person.id === residentId);
}

/** A problem of a whole row. */
export function rowProblem(message: string): CellProblem {
  return { cell: '', column: '', value: '', message };
}
