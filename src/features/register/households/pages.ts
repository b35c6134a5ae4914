import type { HouseholdOccupancy, VneidLevel } from '../../../generated/prisma/enums';
import { ageOn, formatBirth, formatDate, formatDateTime, type LocalDate } from '../../../shared/dates';
import { doorNumberOf } from '../../../shared/door-number';
import { shortGroupName } from '../../../shared/group-name';
import {
  DOOR_OUTCOMES,
  OCCUPANCIES,
  optionsOf,
  PAUSE_KINDS,
  RESIDENCE_STATUSES,
  VNEID_LEVELS,
} from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { relationText } from '../../../shared/relation-labels';
import { HOUSEHOLD_FIELDS, HOUSEHOLD_PLAIN, plainNames } from '../../../shared/register-fields';
import { nextStepText } from '../../../shared/promise-labels';
import { personalNeedLabels, VNEID_AGE } from '../../../shared/needs';
import { capitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed, type Option } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { headActions, missingLine } from '../../../web/record-head';
import { pageAfter } from '../../../web/pager';
import type { BriefingSection } from '../../casework/briefings/pages';
import type { DueSection } from '../../casework/due/due-words';
import type { CallsSection } from '../../casework/door-calls/pages';
import type { HouseholdNeeds } from '../../casework/needs/queries';
import { helpersSection, householdNeedsSection } from '../../casework/needs/section-pages';
import { doorWords, secondTryText } from '../../casework/requests/second-try';
import { requestsSection, type HouseholdRequests } from '../../casework/requests/section-pages';
import { historySection } from '../events/pages';
import type { FormerMember, HistoryLine } from '../events/queries';
import { changeLinks } from './change-links';
import { DOOR_STATE_LABELS, doorState, type DoorState } from './door-state';
import { pauseForm, wayToDoorForm, type HouseholdFilter } from './forms';
import type { HouseholdFile, HouseholdMember } from './file-queries';
import { HOUSEHOLD_PAGE_SIZE, type DoorRow, type ListOptions } from './queries';

// ------------------------------------------------------------ the register

export type DoorItem = ReturnType<typeof doorItem>;

const TAG_KINDS: Record<DoorState, 'ok' | 'ask' | 'need' | 'try' | 'plain'> = {
  never: 'plain',
  away: 'try',
  met: 'ok',
  helped: 'ok',
  refused: 'need',
  paused: 'plain',
  vacant: 'plain',
};

export function householdListPage(rows: DoorRow[], options: ListOptions, filter: HouseholdFilter, canManage: boolean) {
  const { groupId: group, laneKey: lane, occupancy } = filter;
  const list = { place: filter, size: HOUSEHOLD_PAGE_SIZE, path: '/households', query: { group, lane, occupancy } };
  const { shown, ...pager } = pageAfter(rows, list);
  const isFiltered = group !== null || lane !== null || occupancy !== null;
  const isBeyondEnd = rows.length === 0 && filter.after !== null;
  // Into a register without households a list is read first.
  const newKind = rows.length > 0 || isFiltered || isBeyondEnd ? ('primary' as const) : ('plain' as const);
  return viewOf('register/households/list', {
    groups: orAny(
      'Mọi tổ',
      options.groups.map(({ id, name }) => ({ value: id, label: name, selected: id === filter.groupId })),
    ),
    lanes: orAny(
      options.lanes.length > 0 ? 'Mọi phố, ngõ' : 'Chọn tổ trước',
      laneOptions(options.lanes, filter.laneKey, shown[0]?.laneLabel),
    ),
    occupancies: orAny('Mọi tình trạng', optionsOf(OCCUPANCIES, filter.occupancy)),
    isFiltered,
    lanesShown: byLane(shown),
    isBeyondEnd,
    ...pager,
    actions: [
      { label: 'Hộ chưa có chủ hộ', href: '/headless-households', kind: 'plain' as const },
      ...(canManage ? [{ label: 'Lập hộ mới', href: '/households/new', kind: newKind }] : []),
    ],
    canManage,
  });
}

/** The selected lane stays in the options even if it is outside the selected group. */
function laneOptions(lanes: ListOptions['lanes'], chosen: string | null, chosenLabel = 'Phố, ngõ đã chọn'): Option[] {
  const isListed = chosen === null || lanes.some((lane) => lane.key === chosen);
  return (isListed ? lanes : [{ key: chosen, label: chosenLabel }, ...lanes]).map(({ key, label }) => ({
    value: key,
    label,
    selected: key === chosen,
  }));
}

export const orAny = (label: string, options: Option[]): Option[] => [
  { value: '', label, selected: !options.some((option) => option.selected) },
  ...options,
];

/** The page of a lane, where its doors can be reordered. */
const laneHref = (key: string): string => `/lanes/${encodeURIComponent(key)}`;

function byLane(rows: DoorRow[]) {
  const lanes: { key: string; label: string; href: string; doors: DoorItem[] }[] = [];
  for (const row of rows) {
    if (lanes.at(-1)?.key !== row.laneKey)
      lanes.push({ key: row.laneKey, label: row.laneLabel, href: laneHref(row.laneKey), doors: [] });
    lanes.at(-1)!.doors.push(doorItem(row));
  }
  return lanes;
}

export function doorItem(row: DoorRow) {
  const state = doorState(row);
  return {
    href: `/households/${row.id}`,
    /** The house number or room, as on the door. */
    number: doorNumberOf(row),
    state,
    stateLabel: stateLabelOf(row.occupancy, state),
    tagKind: TAG_KINDS[state],
    addressLine: capitalise(row.addressLine),
    oldNames: row.oldNames ? `tên cũ: ${row.oldNames}` : '',
    headName: row.headName ?? 'Chưa rõ chủ hộ',
    facts: [
      row.memberCount === 0 ? 'chưa có ai trong sổ' : `${row.memberCount} người`,
      shortGroupName(row.groupName ?? ''),
    ]
      .filter(Boolean)
      .join(' · '),
  };
}

/** The label of a state. An empty home says which kind it is. */
const stateLabelOf = (occupancy: HouseholdOccupancy, state: DoorState): string =>
  occupancy === 'occupied' ? DOOR_STATE_LABELS[state] : OCCUPANCIES[occupancy];

// ------------------------------------------------------------ one household

interface ShowContent {
  needs: HouseholdNeeds;
  requests: HouseholdRequests;
  lines: HistoryLine[];
  former: FormerMember[];
  briefings: BriefingSection;
  calls: CallsSection;
  due: DueSection;
  today: LocalDate;
  canManage: boolean;
}

/** Those that the page shows elsewhere are left out. */
const PLAIN_FACTS = plainNames(HOUSEHOLD_PLAIN).filter((name) => name !== 'formerWard' && name !== 'howToFind');

export function showPage(file: HouseholdFile, content: ShowContent, failed?: Failed) {
  const { needs, today, canManage } = content;
  const state = doorState(file);
  const isDescribing = failed?.values.howToFind !== undefined;
  const form = formView(pauseForm(today), {}, isDescribing ? undefined : failed);
  const head = file.members.find((member) => member.relation === 'head');
  const isRunning = (pause: HouseholdFile['pauses'][number]) =>
    pause.liftedAt === null && (pause.until === null || pause.until >= today);
  const isEmpty = file.members.length === 0;
  const history = historySection({ of: 'household', id: file.id }, content.lines, content.former, canManage);
  const needsShown = householdNeedsSection(file.id, needs, today, canManage);
  const requests = requestsSection(file.id, content.requests, today);
  const helpers = helpersSection(`/households/${file.id}/digital-helpers/new`, needs.helpers);
  const { briefings, calls, due } = content;
  const newResident = { label: 'Thêm người', href: canManage ? `/residents/new?household=${file.id}` : '' };
  return viewOf('register/households/show', {
    ...headActions(
      [
        ...(isEmpty ? [newResident] : []),
        { label: 'Ghi lượt thăm', href: `/households/${file.id}/visits/new` },
        { label: 'Ghi đề nghị', href: requests.newHref },
        { label: 'Ghi cuộc gọi', href: calls.newHref },
        { label: 'Ghi lời dặn', href: briefings.newHref },
        { label: 'Ghi diện ưu tiên', href: needsShown.newHref },
        { label: 'Thêm người giúp số', href: helpers.newHref },
      ],
      [
        {
          title: 'Ghi thay đổi',
          links: [
            ...(isEmpty ? [] : [newResident]),
            { label: 'Sửa hộ', href: canManage ? `/households/${file.id}/edit` : '' },
            ...(canManage
              ? changeLinks(file.id, {
                  occupancy: file.occupancy,
                  memberCount: file.members.length,
                  hasHead: head !== undefined,
                })
              : []),
          ],
        },
      ],
    ),
    missing: missingLine({
      'người trong hộ': !isEmpty,
      'cách tìm cửa': file.howToFind !== '',
      'diện ưu tiên': needsShown.hasAny,
      'lượt thăm': file.visits.length > 0,
      'đề nghị': requests.hasAny,
      'cuộc gọi hẹn': calls.calls.length > 0,
      'lời dặn của đội': briefings.items.length > 0,
      'người giúp số': helpers.helpers.length > 0,
      'thay đổi trong sổ': history.hasAny,
    }),
    addressLine: file.addressLine,
    title: capitalise(file.addressLine),
    number: doorNumberOf(file),
    state,
    stateLabel: stateLabelOf(file.occupancy, state),
    subtitle: [
      head ? `Hộ ${head.fullName}` : 'Chưa rõ chủ hộ',
      file.groupName,
      file.formerWard && `phường cũ ${file.formerWard}`,
    ]
      .filter(Boolean)
      .join(' · '),
    facts: (['lane', 'code', ...PLAIN_FACTS] as const)
      .map((name) => {
        const { label, format } = HOUSEHOLD_FIELDS[name];
        return { label, value: format({ ...file, lane: file.laneLabel }[name] as never) };
      })
      .filter((fact) => fact.value !== ''),
    laneHref: laneHref(file.laneKey),
    /** The way to the door ('' when unknown), and the form for describing it. */
    wayToDoor: {
      words: file.howToFind,
      action: `/households/${file.id}/way-to-door`,
      isOpen: isDescribing,
      form: formView(
        wayToDoorForm,
        { howToFind: file.howToFind, seen: file.howToFind, version: String(file.version) },
        isDescribing ? failed : undefined,
      ),
    },
    /** Since when and why the home is unoccupied; '' when it is occupied. */
    unoccupiedLine: unoccupiedLine(file, today),
    secondTry: secondTryText(file.secondTry, content.requests.open, today),
    isHeadless: !head && file.members.length > 0,
    headHref: canManage ? `/households/${file.id}/head` : '',
    history,
    briefings,
    calls,
    due,
    members: file.members.map((member) => memberItem(member, today)),
    guests: file.guests.map(({ id, fullName, tie, metOn }) => ({
      href: `/residents/${id}`,
      fullName,
      facts: [tie, `đội gặp ${formatDate(metOn)}`].filter(Boolean).join(' · '),
    })),
    needs: needsShown,
    requests,
    helpers,
    runningPauses: file.pauses.filter(isRunning).map((pause) => ({
      label: PAUSE_KINDS[pause.kind],
      reason: pause.reason,
      since: `từ ${formatDate(pause.from)}${pause.until ? ` đến hết ${formatDate(pause.until)}` : ''} · ${pause.by} ghi`,
      liftAction: `/households/${file.id}/pauses/${pause.id}/lifting`,
    })),
    pastPauses: file.pauses
      .filter((pause) => !isRunning(pause))
      .map(
        (pause) =>
          `${PAUSE_KINDS[pause.kind]} từ ${formatDate(pause.from)}: ${pause.reason}. ${
            pause.liftedAt
              ? `${pause.liftedBy} bỏ lúc ${formatDateTime(new Date(pause.liftedAt))}`
              : `Hết hạn ${formatDate(pause.until!)}`
          }.`,
      ),
    visits: file.visits.map((visit) => ({
      href: `/visits/${visit.id}`,
      when: formatDateTime(new Date(visit.at)),
      outcome: DOOR_OUTCOMES[visit.outcome],
      officer: visit.officer,
      services: visit.services.join('; '),
      note: [doorWords(visit.atDoor), visit.note].filter(Boolean).join('. '),
      promise: nextStepText(visit),
    })),
    pauseAction: `/households/${file.id}/pauses`,
    form,
    pauseKinds: optionsOf(PAUSE_KINDS, typed(form.values, 'kind')),
    hasErrors: isDescribing || Object.keys(form.errors).length > 0,
    canManage,
  });
}

function unoccupiedLine({ occupancy, unoccupied }: HouseholdFile, today: LocalDate): string {
  if (occupancy === 'occupied') return '';
  const until = unoccupied?.until ?? null;
  return [
    `${OCCUPANCIES[occupancy]}${unoccupied ? ` từ ${formatDate(unoccupied.from)}` : ''}`,
    unoccupied?.reason,
    until && `dự kiến về ${formatDate(until)}${until < today ? ', đã quá ngày' : ''}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

const VNEID_TAGS: Record<VneidLevel, 'ok' | 'need' | 'plain'> = {
  level_2: 'ok',
  level_2_inactive: 'need',
  level_1: 'need',
  none: 'need',
  locked: 'need',
  unknown: 'plain',
};

function memberItem(member: HouseholdMember, today: LocalDate) {
  const { birth, vneidLevel: level } = member;
  const isTooYoung = birth !== null && ageOn(birth, today) < VNEID_AGE;
  return {
    href: `/residents/${member.id}`,
    fullName: member.fullName,
    relation: relationText(member),
    facts: [
      birth ? `${ageOn(birth, today)} tuổi` : 'chưa rõ ngày sinh',
      birth && `sinh ${formatBirth(birth)}`,
      member.phone && !member.objects && formatPhoneNumber(member.phone),
    ].filter((fact) => typeof fact === 'string'),
    objectsLabel: member.objects ? 'không muốn đội liên hệ' : '',
    statusLabel: member.status === 'permanent' ? '' : RESIDENCE_STATUSES[member.status],
    /** '' once the office has confirmed the person. */
    unconfirmedLabel: member.isUnconfirmed ? 'văn phòng xác nhận' : '',
    /** '' for a child below the VNeID age, unless a level is recorded. */
    vneidLabel: isTooYoung && level === 'unknown' ? '' : `VNeID: ${VNEID_LEVELS[level].toLocaleLowerCase('vi')}`,
    vneidTag: VNEID_TAGS[level],
    needs: personalNeedLabels(member),
  };
}
