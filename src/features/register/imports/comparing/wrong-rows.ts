import { leaveOut } from '../reading/group-households';
import { isStopped, type CellProblem, type ListedHousehold, type ListedPerson } from '../reading/listed-person';
import { rowProblem } from './compared-row';
import type { Match, RegisterHousehold } from './register-match';
import type { Target } from './row-writing';
import { isGone, relationText } from './write-known';

/**
 * The rows that cannot be written, with the reasons: a wrong name, what the register says, an unknown home. A relation that
 * contradicts the register is left out.
 */
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
    if (isStopped(person)) wrong.set(person, person.problems);
    if (match.kind === 'sure' && match.person.residenceStatus === 'deceased' && person.residenceStatus !== 'deceased') {
      refuse(
        person,
        `Trong sổ, ${match.person.fullName} đã mất. Nếu sổ ghi nhầm, sửa ở hồ sơ của người đó rồi gửi lại.`,
      );
    } else if (match.kind !== 'sure' && isGone(person.residenceStatus)) {
      refuse(person, 'Danh sách ghi người này đã mất hoặc đã chuyển đi, và sổ chưa có người này: không thêm.');
    } else if (!target && match.kind === 'none' && !wrong.has(person) && !mayBeHomeless(person, listed)) {
      refuse(
        person,
        listed.code
          ? 'Mã hộ này chưa có trong sổ, và danh sách không ghi địa chỉ.'
          : 'Chưa có trong sổ, và danh sách không ghi rõ ở đâu.',
      );
    }
  }
  const written = listed.people.filter((person) => !wrong.has(person));
  const [first] = written;
  if (target?.known) {
    if (!isOfPeople) leaveOutOtherHead(written, matches, target.known);
  } else if (target && !isOfPeople) {
    if (first && written.every(({ relation }) => relation !== 'head'))
      leaveOut(first, 'headMark', '', 'Hộ mới chưa rõ ai là chủ hộ: ghi hộ, rồi chọn ở “Hộ chưa có chủ hộ”.');
  } else if (target && !hasEnteringHead(written, matches)) {
    // A list about people does not move those it only adds facts to, so the people who enter need a head among
    // themselves.
    for (const person of written)
      if (matches.get(person)!.kind === 'none')
        refuse(person, `Hộ mới bắt đầu ở dòng ${listed.key} chưa ghi ai là chủ hộ.`);
  }
  return wrong;
}

/** A head whom the register does not know as such, and a change that leaves the household without one. */
function leaveOutOtherHead(
  written: readonly ListedPerson[],
  matches: ReadonlyMap<ListedPerson, Match>,
  known: RegisterHousehold,
): void {
  const head = written.find((person) => person.relation === 'head');
  const oldHead = written.find((person) => {
    const match = matches.get(person)!;
    return match.kind === 'sure' && match.person.id === known.headId;
  });
  const isOldHeadReplaced = oldHead !== undefined && oldHead.relation !== null && oldHead.relation !== 'head';
  if (
    head &&
    known.headId !== null &&
    head !== oldHead &&
    !isOldHeadReplaced &&
    !mayBe(matches.get(head)!, known.headId)
  ) {
    leaveOutRelation(
      head,
      `Trong sổ, chủ hộ này là ${known.headName}. Muốn đổi chủ hộ, ghi cả ${known.headName} vào danh sách với quan hệ mới.`,
    );
  }
  if (!head && isOldHeadReplaced)
    leaveOutRelation(oldHead, `${oldHead.fullName} đang là chủ hộ trong sổ; danh sách không ghi ai là chủ hộ mới.`);
}

function leaveOutRelation(person: ListedPerson, message: string): void {
  leaveOut(person, 'relation', relationText(person), message);
  person.relation = null;
  person.relationNote = '';
}

/**
 * Whether a new person may enter the register without a household, because their address cannot be read: only if the next
 * import would recognise them.
 */
export const mayBeHomeless = ({ birth, nationalNumber }: ListedPerson, { unread }: ListedHousehold): boolean =>
  unread !== null && (birth !== null || nationalNumber !== null);

/** Whether a new household of a list about people has a head among those who do not stay where they live. */
export const hasEnteringHead = (people: readonly ListedPerson[], matches: ReadonlyMap<ListedPerson, Match>): boolean =>
  people.some((person) => person.relation === 'head' && matches.get(person)!.kind !== 'sure');

const mayBe = (match: Match, residentId: string): boolean =>
  match.kind === 'doubtful' && match.candidates.some(({ person }) => person.id === residentId);
