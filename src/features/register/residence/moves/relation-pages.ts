import { ageOn, formatBirth, type LocalDate } from '../../../../shared/dates';
import { optionsOf, RELATIONS } from '../../../../shared/labels';
import { relationText } from '../../../../shared/relation-labels';
import { uncapitalise } from '../../../../shared/vietnamese-text';
import { typed, type FormValues, type Failed } from '../../../../web/form';
import type { Home, HomeMember } from '../../events/queries';

import { proposeRelation, type Proposal } from './relation-rules';

export const NOT_HEAD = Object.fromEntries(Object.entries(RELATIONS).filter(([relation]) => relation !== 'head'));

/** Relations of `members` to `newHead`: proposed from the current relations, or as they were typed. */
export function relationsTo(
  newHead: HomeMember,
  members: readonly HomeMember[],
  { home, today }: { home: Home; today: LocalDate },
  failed?: Failed,
) {
  const others = members.filter(({ residentId }) => residentId !== newHead.residentId);
  return {
    legend: `Quan hệ với chủ hộ mới, ${newHead.fullName}`,
    hint: 'Đã đoán sẵn từ quan hệ cũ. Xem lại từng người, sửa chỗ chưa đúng.',
    rows: others.map((member) =>
      relationRow(member, home, proposeRelation(member, newHead, home.members, today), failed),
    ),
  };
}

/** Relations of `members` to the head of a household they join; no proposal is possible. */
export const relationsToStranger = (head: HomeMember, members: readonly HomeMember[], home: Home, failed?: Failed) => ({
  legend: `Quan hệ với chủ hộ nơi đến, ${head.fullName}`,
  hint: '',
  rows: members.map((member) => relationRow(member, home, null, failed)),
});

function relationRow(member: HomeMember, home: Home, proposal: Proposal | null, failed?: Failed) {
  const given = (failed?.values.relations as Record<string, FormValues | undefined> | undefined)?.[member.residentId];
  const valueOf = (name: keyof Proposal) => (given ? typed(given, name) : (proposal?.[name] ?? ''));
  return {
    fullName: member.fullName,
    was: member.relation === 'head' ? 'chủ hộ' : `${relationInLine(member)} của ${headName(home)}`,
    /** Names of its fields begin with this. */
    name: `relations[${member.residentId}]` as const,
    options: optionsOf({ '': 'Chọn quan hệ…', ...NOT_HEAD }, valueOf('relation')),
    note: valueOf('relationNote'),
  };
}

const headName = (home: Home): string =>
  home.members.find(({ relation }) => relation === 'head')?.fullName ?? 'chủ hộ cũ';

export const relationInLine = (member: Pick<HomeMember, 'relation' | 'relationNote'>) =>
  uncapitalise(relationText(member));

/** The hint for a member in a choice: 'vợ, 71 tuổi'. */
export const memberHint = (member: HomeMember, on: LocalDate): string =>
  [
    relationInLine(member),
    member.birth ? `${ageOn(member.birth, on)} tuổi, sinh ${formatBirth(member.birth)}` : 'chưa rõ tuổi',
  ].join(' · ');

/** Cards for choosing a new head; with `nobodyLabel`, the last card leaves the household without one. */
export const headCards = (members: readonly HomeMember[], on: LocalDate, chosen: string | null, nobodyLabel = '') => [
  ...members.map((member) => ({
    value: member.residentId,
    label: member.fullName,
    hint: memberHint(member, on),
    checked: member.residentId === chosen,
  })),
  ...(nobodyLabel
    ? [
        {
          value: 'none',
          label: nobodyLabel,
          hint: 'hộ sẽ nằm trong danh sách chưa có chủ hộ',
          checked: chosen === 'none',
        },
      ]
    : []),
];
