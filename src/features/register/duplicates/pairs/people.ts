import type { AppContext } from '../../../../context';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import { REGISTER_EVENTS } from '../../../../shared/labels';
import { type Need, NEEDS } from '../../../../shared/needs';
import { capitalise } from '../../../../shared/vietnamese-text';
import { fingerprintOfPeople } from '../merging/fingerprint';
import {
  PERSON_MERGE,
  relationOf,
  type PersonChoices,
  type PersonField,
  type PersonSide,
} from '../merging/person-fields';
import { countReferences, keptOf, personSide, readRecordPair } from '../merging/record-queries';
import { countedReferences } from '../../references/references';
import { mergeTwoResidents } from '../merging/service';
import { compareFields, type PairKind, type ReadPair } from './pair-kind';
import { decidedText, likelihood } from './pages';
import { findPair, readDependents, type Dependents } from './queries';

export const PEOPLE: PairKind<PersonField> = {
  record: 'resident',
  path: '/duplicates',
  fields: PERSON_MERGE,
  words: {
    list: 'Nghi trùng',
    question: 'Một người hay hai người?',
    one: 'hồ sơ',
    two: 'Hai người khác nhau',
    noteHint: 'Ví dụ: hai chị em sinh đôi; đã hỏi tổ trưởng.',
    confirm: 'Đúng là một người, gộp lại',
  },
  read: readPeople,
  merge: mergeTwoResidents,
};

async function readPeople(db: AppContext['db'], wardId: string, pairId: string): Promise<ReadPair<PersonField> | null> {
  const pair = await findPair(db, wardId, pairId);
  if (!pair) return null;
  const ids = [pair.one.id, pair.other.id] as const;
  const [both, dependents] = await Promise.all([readRecordPair(db, wardId, 'resident', ids), readDependents(db, ids)]);
  const { keptId, removedId } = keptOf(both);
  const side = { kept: personSide(both, keptId), removed: personSide(both, removedId) };
  const counted = (id: string) => countedReferences('resident', countReferences(both, id));
  const read = (id: string) => ({ id, dependents: dependentText(dependents.get(id)!, counted(id)) });
  const addresses = new Map(
    [...dependents.values()].flatMap(({ memberships }) =>
      memberships.map(({ householdId, addressLine }) => [householdId, addressLine] as const),
    ),
  );
  const addressOf = (householdId: string) => addresses.get(householdId) ?? '';
  const [keptName, removedName] = [side.kept.person.full_name, side.removed.person.full_name];
  const moving = counted(removedId);
  return {
    id: pair.id,
    title: `So sánh: ${keptName}`,
    context: `${keptName} và ${removedName}`,
    tags: [
      likelihood(pair.same.score),
      ...(pair.pairedBy ? [{ kind: 'plain', text: `${pair.pairedBy} đặt cạnh nhau` }] : []),
    ],
    alike: capitalise(pair.same.alike.join(', ')),
    unlike: capitalise(pair.same.unlike.join(', ')),
    decided: decidedText(pair),
    kept: read(keptId),
    removed: read(removedId),
    fields: compareFields(PERSON_MERGE, side, addressOf),
    fingerprint: fingerprintOfPeople([side.kept, side.removed]),
    question: (choices) => ({
      title: `Gộp hồ sơ ${removedName} vào hồ sơ ${keptName}?`,
      sentences: [
        `Sổ sẽ chỉ còn một người. Hồ sơ ${removedName} rời khỏi mọi danh sách và con số${moving.length > 0 ? `; ${moving.join(', ')} của hồ sơ đó chuyển sang` : ''}.`,
        ...losesHead(side, choices).map(
          (id) => `Người này đang là chủ hộ ở ${addressOf(id)}. Gộp xong, nếu hộ đó còn người thì cần chọn chủ hộ mới.`,
        ),
      ],
    }),
    merged: `Đã gộp hồ sơ ${removedName}.`,
  };
}

function dependentText(
  { memberships, facts, helps, events, lastVisit, lastUse }: Dependents,
  counted: readonly string[],
): { label: string; lines: string[] }[] {
  const days = (from: LocalDate, to: LocalDate | null) =>
    to ? `${formatDate(from)} đến ${formatDate(to)}` : `từ ${formatDate(from)}`;
  return [
    {
      label: 'Ở những hộ nào',
      lines: memberships.map(
        ({ addressLine, relation, relationNote, from, to }) =>
          `${addressLine}, ${relationOf({ relation, relation_note: relationNote })}, ${days(from, to)}`,
      ),
    },
    { label: 'Diện ưu tiên', lines: facts.map(({ kind, from, to }) => `${NEEDS[kind as Need]}, ${days(from, to)}`) },
    { label: 'Người giúp số của', lines: helps.map(({ addressLine }) => addressLine) },
    {
      label: 'Biến động gần nhất',
      lines: events.map(({ kind, on }) => `${REGISTER_EVENTS[kind]}, ${formatDate(on)}`),
    },
    {
      label: 'Có trong sổ',
      lines: [
        ...counted,
        ...(lastVisit ? [`có mặt lần cuối ngày ${formatDate(lastVisit)}`] : []),
        ...(lastUse ? [`dùng Cổng lần cuối ngày ${formatDate(lastUse)}`] : []),
      ],
    },
  ];
}

/** The households that one of the records heads and the merged person does not live in. */
function losesHead({ kept, removed }: Record<'kept' | 'removed', PersonSide>, choices: PersonChoices): string[] {
  const current = (side: PersonSide) => side.memberships.find((row) => row.valid_to === null);
  const home = current(choices.residence === 'removed' ? removed : kept)?.household_id;
  return [current(kept), current(removed)]
    .filter((row) => row !== undefined && row.relation === 'head' && row.household_id !== home)
    .map((row) => row!.household_id);
}
