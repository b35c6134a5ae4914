import type { AppContext } from '../../../../context';
import { formatBirth } from '../../../../shared/dates';
import { RELATIONS } from '../../../../shared/labels';
import { fingerprintOfHouseholds } from '../merging/fingerprint';
import { FORMER_HEAD, HOUSEHOLD_MERGE, type HouseholdField } from '../merging/household-merge';
import { countReferences, householdSide, keptOf, readRecordPair } from '../merging/record-queries';
import { countedReferences } from '../../references/references';
import { mergeTwoHouseholds } from '../merging/service';
import { findHouseholdPair, listMembers, type MemberLine } from './queries';
import { compareFields, type PairKind, type ReadPair } from './pair-kind';
import { decidedText, whyOneHousehold } from './pages';

/** Two households at one address that may be one. */
export const HOUSEHOLDS: PairKind<HouseholdField> = {
  record: 'household',
  path: '/household-duplicates',
  fields: HOUSEHOLD_MERGE,
  words: {
    list: 'Hộ nghi trùng',
    question: 'Một hộ hay hai hộ?',
    one: 'hộ',
    two: 'Hai hộ khác nhau',
    noteHint: 'Ví dụ: hai hộ ở chung một nhà, tầng 1 và tầng 2.',
    confirm: 'Đúng là một hộ, gộp lại',
  },
  read: readHouseholds,
  merge: mergeTwoHouseholds,
};

async function readHouseholds(
  db: AppContext['db'],
  wardId: string,
  pairId: string,
): Promise<ReadPair<HouseholdField> | null> {
  const pair = await findHouseholdPair(db, wardId, pairId);
  if (!pair) return null;
  const ids = [pair.one.id, pair.other.id] as const;
  const [both, members] = await Promise.all([readRecordPair(db, wardId, 'household', ids), listMembers(db, ids)]);
  const { keptId, removedId } = keptOf(both);
  const side = { kept: householdSide(both, keptId), removed: householdSide(both, removedId) };
  const counted = (id: string) => countedReferences('household', countReferences(both, id));
  const read = (id: string) => ({
    id,
    dependents: [
      { label: 'Người trong hộ', lines: members.filter(({ householdId }) => householdId === id).map(memberText) },
      { label: 'Có trong sổ', lines: counted(id) },
    ],
  });
  const moving = counted(removedId);
  return {
    id: pair.id,
    title: `So sánh hai hộ: ${pair.one.addressLine}`,
    context: pair.one.addressLine,
    tags: [],
    alike: whyOneHousehold(pair),
    unlike: '',
    decided: decidedText(pair),
    kept: read(keptId),
    removed: read(removedId),
    fields: compareFields(HOUSEHOLD_MERGE, side),
    fingerprint: fingerprintOfHouseholds([side.kept, side.removed]),
    question: ({ head }) => ({
      title: `Gộp hai hộ ở ${String(side.kept.household.address_line)} thành một?`,
      sentences: [
        `Sổ sẽ chỉ còn một hộ, có đủ người của cả hai${moving.length > 0 ? `; ${moving.join(', ')} chuyển sang hộ giữ lại` : ''}. Người bị ghi hai lần vẫn là hai dòng cho đến khi gộp ở mục “Người”.`,
        ...(side.kept.headName !== null && side.removed.headName !== null
          ? [
              `${side[head === 'removed' ? 'kept' : 'removed'].headName} thôi là chủ hộ, được ghi là “${FORMER_HEAD}”; sửa quan hệ ở hồ sơ của người đó.`,
            ]
          : []),
      ],
    }),
    merged: `Đã gộp hai hộ ở ${pair.one.addressLine}.`,
  };
}

const memberText = ({ fullName, relation, birth }: MemberLine): string =>
  `${fullName}${birth ? ` (${formatBirth(birth)})` : ''}, ${RELATIONS[relation].toLocaleLowerCase('vi')}`;
