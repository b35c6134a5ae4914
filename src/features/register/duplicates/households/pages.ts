import { formatBirth, type LocalDate } from '../../../../shared/dates';
import { RELATIONS } from '../../../../shared/labels';
import { formatNumber } from '../../../../shared/numbers';
import { definePage } from '../../../../web/page';
import {
  choiceWords,
  chosenOf,
  fieldsOf,
  NOTHING,
  undoWords,
  type CompareModel,
  type Fact,
  type Question,
  type SideModel,
} from '../people/compare-pages';
import { decidedWords, searchWords, tabsOf, type Tabs } from '../people/pages';
import type { LastSearch, OpenCounts } from '../people/queries';
import {
  defaultHouseholdChoices,
  differingHouseholdFields,
  FORMER_HEAD,
  HOUSEHOLD_FIELDS,
  type HouseholdChoices,
  type HouseholdField,
  type HouseholdSide,
} from '../merging/household-merge';
import type { Choice } from '../merging/person-fields';
import { HOUSEHOLD_REFERENCES } from '../merging/references';
import { countedWords, HOUSEHOLD_LABELS, householdWords } from '../merging/words';
import { PAGE_SIZE, type HouseholdPairRow, type MemberLine } from './queries';

// ------------------------------------------------------------ the list

interface ListModel extends Tabs {
  search: { text: string; isUnderWay: boolean };
  pairs: {
    href: string;
    addressLine: string;
    why: string;
    decided: string;
    households: { head: string; people: string; code: string }[];
  }[];
  nextHref: string | null;
  firstHref: string | null;
}
export const listPage = definePage<ListModel>('register/duplicates/households/list');

export function listModel(
  rows: readonly HouseholdPairRow[],
  counts: OpenCounts,
  last: LastSearch,
  afterId: string | null,
): ListModel {
  const shown = rows.slice(0, PAGE_SIZE);
  return {
    tabs: tabsOf(counts, 'households'),
    search: searchWords(last),
    pairs: shown.map((pair) => ({
      href: `/household-duplicates/${pair.id}`,
      addressLine: pair.one.addressLine,
      why: whyOneHousehold(pair),
      decided: decidedWords(pair),
      households: [pair.one, pair.other].map(({ headName, memberCount, code }) => ({
        head: headName ?? 'chưa có chủ hộ',
        people: memberCount === 0 ? 'chưa có ai' : `${formatNumber(memberCount)} người`,
        code: code ? `mã ${code}` : '',
      })),
    })),
    nextHref: rows.length > PAGE_SIZE ? `/household-duplicates?after=${shown.at(-1)!.id}` : null,
    firstHref: afterId ? '/household-duplicates' : null,
  };
}

function whyOneHousehold({ one, other }: Pick<HouseholdPairRow, 'one' | 'other'>): string {
  const isEmpty = one.memberCount === 0 || other.memberCount === 0;
  return isEmpty ? 'Cùng địa chỉ, một hộ chưa có ai' : 'Cùng địa chỉ, có người giống nhau ở cả hai hộ';
}

// ------------------------------------------------------------ one pair

const mayKeepBothWords = (field: HouseholdField) => field === 'note' || field === 'how_to_find';

export function householdChoices(
  kept: HouseholdSide,
  removed: HouseholdSide,
  given: Partial<Record<HouseholdField, Choice | null>> = {},
): HouseholdChoices {
  return chosenOf(HOUSEHOLD_FIELDS, given, defaultHouseholdChoices(kept, removed), mayKeepBothWords);
}

export interface ReadHousehold {
  side: HouseholdSide;
  members: readonly MemberLine[];
  counts: Readonly<Record<string, number>>;
}

/** A pair of households, read for a decision. */
export interface ReadHouseholdPair {
  kept: ReadHousehold;
  removed: ReadHousehold;
  /** Fingerprint of what the reviewer was shown, to detect later changes. */
  fingerprint: string;
}

export function compareHouseholdsModel(
  pair: HouseholdPairRow,
  { kept, removed, fingerprint }: ReadHouseholdPair,
  choices: HouseholdChoices,
  blockers: readonly string[] = [],
): CompareModel {
  const sideOf = { kept: kept.side, removed: removed.side };
  return {
    title: 'Một hộ hay hai hộ?',
    context: pair.one.addressLine,
    backHref: '/household-duplicates',
    backLabel: 'Hộ nghi trùng',
    tags: [],
    alike: whyOneHousehold(pair),
    unlike: '',
    decided: decidedWords(pair),
    sides: [householdModel(kept, 'Giữ lại'), householdModel(removed, 'Sẽ gộp vào')],
    fields: fieldsOf(differingHouseholdFields(kept.side, removed.side), {
      chosen: choices,
      labels: HOUSEHOLD_LABELS,
      words: (of, field) => householdWords(sideOf[of], field),
      mayBeBoth: mayKeepBothWords,
    }),
    keptId: String(kept.side.household.id),
    removedId: String(removed.side.household.id),
    fingerprint,
    mergeHref: `/household-duplicates/${pair.id}/merge`,
    distinctionHref: `/household-duplicates/${pair.id}/distinction`,
    reopenHref: `/household-duplicates/${pair.id}/reopening`,
    twoWords: 'Hai hộ khác nhau',
    noteHint: 'Ví dụ: hai hộ ở chung một nhà, tầng 1 và tầng 2.',
    blockers: blockers.map((message) => ({ fieldId: '', message })),
  };
}

function householdModel({ side, members, counts }: ReadHousehold, badge: string): SideModel {
  const born = ({ birthDate, birthPrecision }: MemberLine) =>
    birthDate && birthPrecision ? ` (${formatBirth({ date: birthDate, precision: birthPrecision })})` : '';
  return {
    title: String(side.household.address_line),
    href: `/households/${side.household.id}`,
    badge,
    facts: HOUSEHOLD_FIELDS.filter((field) => field !== 'address')
      .map((field) => ({ label: HOUSEHOLD_LABELS[field], value: householdWords(side, field) }))
      .filter(({ value }) => value !== ''),
    dependents: [
      {
        label: 'Người trong hộ',
        lines: members.map(
          (member) =>
            `${member.fullName}${born(member)}, ${RELATIONS[member.relation as keyof typeof RELATIONS].toLocaleLowerCase('vi')}`,
        ),
      },
      { label: 'Có trong sổ', lines: countedWords(HOUSEHOLD_REFERENCES, counts) },
    ].filter(({ lines }) => lines.length > 0),
  };
}

export function mergeHouseholdsQuestion(
  { kept, removed }: ReadHouseholdPair,
  choices: HouseholdChoices,
  today: LocalDate,
): Question {
  const moving = countedWords(HOUSEHOLD_REFERENCES, removed.counts);
  const bothHeads = kept.side.headName !== null && removed.side.headName !== null;
  const loser = choices.head === 'removed' ? kept.side.headName : removed.side.headName;
  return {
    title: `Gộp hai hộ ở ${String(kept.side.household.address_line)} thành một?`,
    sentences: [
      `Sổ sẽ chỉ còn một hộ, có đủ người của cả hai${moving.length > 0 ? `; ${moving.join(', ')} chuyển sang hộ giữ lại` : ''}. Người bị ghi hai lần vẫn là hai dòng cho đến khi gộp ở mục “Người”.`,
      ...(bothHeads
        ? [`${loser} thôi là chủ hộ, được ghi là “${FORMER_HEAD}”; sửa quan hệ ở hồ sơ của người đó.`]
        : []),
      undoWords(today),
    ],
    changes: differingHouseholdFields(kept.side, removed.side)
      .map((field) => ({
        label: HOUSEHOLD_LABELS[field],
        before: householdWords(kept.side, field),
        after:
          choices[field] === 'both'
            ? [kept.side, removed.side]
                .map((side) => householdWords(side, field))
                .filter(Boolean)
                .join(' / ')
            : householdWords(choices[field] === 'removed' ? removed.side : kept.side, field),
      }))
      .filter(({ before, after }) => before !== after),
    confirmLabel: 'Đúng là một hộ, gộp lại',
  };
}

export function householdsWords(
  kept: HouseholdSide,
  removed: HouseholdSide,
  choices: HouseholdChoices,
): { yours: Fact[]; theirs: Fact[] } {
  const fields = differingHouseholdFields(kept, removed);
  return {
    yours: fields.map((field) => ({ label: HOUSEHOLD_LABELS[field], value: choiceWords(choices[field], 'hộ') })),
    theirs: fields.map((field) => ({
      label: HOUSEHOLD_LABELS[field],
      value: [kept, removed].map((side) => householdWords(side, field) || NOTHING).join(' / '),
    })),
  };
}
