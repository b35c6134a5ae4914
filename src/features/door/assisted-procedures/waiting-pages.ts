import { formatDate, formatRoundTime, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { nextStepWords, promisedHours } from '../../../shared/promise-words';
import { capitalise } from '../../../shared/vietnamese-text';
import { definePage } from '../../../web/page';
import { serviceLabel } from '../../office/catalogue/labels';
import { doorTitle } from '../visits/people';
import type { WaitingQuery, WaitingTab } from './forms';
import {
  COUNT_LIMIT,
  PAGE_SIZE,
  type DuePromise,
  type UnloggedDoor,
  type WaitingCounts,
  type WaitingFile,
} from './queries';
import { fileWaiting, WAITING_KINDS, type WaitingKind } from './waiting-rules';
import { sinceWords, waitingTag, type WaitingTag } from './waiting-words';

interface TabLink {
  label: string;
  count: string;
  href: string;
  isCurrent: boolean;
}

interface WaitingModel {
  tabs: TabLink[];
  /** Filter tabs by kind of file. */
  kinds: TabLink[];
  isEmpty: boolean;
  emptyTitle: string;
  emptyText: string;
  rounds: {
    title: string;
    detail: string;
    href: string;
    sheetHref: string;
    doors: { number: string; address: string; href: string }[];
  }[];
  files: {
    href: string;
    resident: string;
    address: string;
    service: string;
    fileCode: string;
    tag: WaitingTag;
    since: string;
    todo: string;
    isLate: boolean;
  }[];
  promises: {
    address: string;
    visitHref: string;
    promise: string;
    due: string;
    isOverdue: boolean;
    from: string;
    isLate: boolean;
    editHref: string;
    newVisitHref: string;
  }[];
  nextHref: string | null;
}

export const waitingPage = definePage<WaitingModel>('door/assisted-procedures/waiting');

const EMPTY: Record<WaitingTab, [title: string, text: string]> = {
  doors: ['Cửa nào cũng đã có kết quả', 'Các buổi đã qua đều được ghi đủ.'],
  files: ['Không có hồ sơ nào đang chờ', 'Hồ sơ đang chuẩn bị, đang vướng, hoặc chờ người dân bổ sung sẽ hiện ở đây.'],
  promises: ['Không có việc hẹn nào đến hạn', 'Bước tiếp theo của các lượt thăm sẽ hiện ở đây khi đến ngày.'],
};

interface WaitingLists {
  doors: UnloggedDoor[];
  files: WaitingFile[];
  promises: DuePromise[];
}

/** The waiting page: one of three lists, with the size of each in its tab. */
export function waitingModel(
  { tab, kind }: WaitingQuery,
  counts: WaitingCounts,
  lists: WaitingLists,
  today: LocalDate,
): WaitingModel {
  const ofKinds = Object.values(counts.files);
  const filesSum = ofKinds.reduce((sum, count) => sum + Math.min(count, COUNT_LIMIT), 0);
  const filesCount = ofKinds.some((count) => count > COUNT_LIMIT)
    ? `hơn ${formatNumber(filesSum)}`
    : formatNumber(filesSum);
  const tabLink = (list: WaitingTab, label: string, count: string): TabLink => ({
    label,
    count,
    href: `/waiting?list=${list}`,
    isCurrent: tab === list,
  });
  const shown = lists[tab];
  const [emptyTitle, emptyText] = EMPTY[tab];
  return {
    tabs: [
      tabLink('doors', 'Cửa chưa có kết quả', countWords(counts.doors)),
      tabLink('files', 'Hồ sơ đang chờ', filesCount),
      tabLink('promises', 'Việc hẹn đến hạn', countWords(counts.promises)),
    ],
    kinds:
      tab !== 'files'
        ? []
        : [
            { label: 'Tất cả', count: filesCount, href: '/waiting?list=files', isCurrent: kind === null },
            ...(Object.keys(WAITING_KINDS) as WaitingKind[]).map((each) => ({
              label: WAITING_KINDS[each],
              count: countWords(counts.files[each]),
              href: `/waiting?list=files&kind=${each}`,
              isCurrent: kind === each,
            })),
          ],
    isEmpty: shown.length === 0,
    emptyTitle,
    emptyText,
    rounds: byRound(lists.doors.slice(0, PAGE_SIZE)),
    files: lists.files.slice(0, PAGE_SIZE).flatMap((file) => fileRow(file, today)),
    promises: lists.promises.slice(0, PAGE_SIZE).map((promise) => promiseRow(promise, today)),
    nextHref: shown.length > PAGE_SIZE ? nextHref(tab, kind, shown[PAGE_SIZE - 1]!) : null,
  };
}

function nextHref(tab: WaitingTab, kind: WaitingKind | null, last: { id: string; since?: LocalDate }): string {
  return `/waiting?list=${tab}${kind ? `&kind=${kind}` : ''}&after=${last.since ? `${last.since}_` : ''}${last.id}`;
}

function countWords(count: number): string {
  return count > COUNT_LIMIT ? `hơn ${formatNumber(COUNT_LIMIT)}` : formatNumber(count);
}

function byRound(doors: UnloggedDoor[]): WaitingModel['rounds'] {
  return [...groupByRound(doors).values()].map((ofRound) => {
    const [first] = ofRound as [UnloggedDoor, ...UnloggedDoor[]];
    return {
      title: capitalise(formatRoundTime(first.startsAt, first.endsAt)),
      detail: [`Buổi ${first.roundCode}`, first.officers.join(', ')].filter(Boolean).join(' · '),
      href: `/rounds/${first.roundId}`,
      sheetHref: `/rounds/${first.roundId}/sheet/visits`,
      doors: ofRound.map((door) => ({
        number: String(door.position),
        address: doorTitle(door.addressLine),
        href: `/round-doors/${door.id}/visit`,
      })),
    };
  });
}

function groupByRound(doors: UnloggedDoor[]): Map<string, UnloggedDoor[]> {
  const rounds = new Map<string, UnloggedDoor[]>();
  for (const door of doors) rounds.set(door.roundId, [...(rounds.get(door.roundId) ?? []), door]);
  return rounds;
}

function fileRow(file: WaitingFile, today: LocalDate): WaitingModel['files'] {
  const waiting = fileWaiting({ ...file, hasLaterAttempt: false }, today);
  if (!waiting) return [];
  return [
    {
      href: `/assisted-procedures/${file.id}`,
      resident: file.residentName,
      address: doorTitle(file.addressLine),
      service: serviceLabel({ name: file.serviceName, code: file.serviceCode }),
      fileCode: file.fileCode ?? '',
      tag: waitingTag(waiting.kind),
      since: sinceWords(waiting.since, today),
      todo: waiting.todo,
      isLate: file.isLate,
    },
  ];
}

function promiseRow(promise: DuePromise, today: LocalDate): WaitingModel['promises'][number] {
  return {
    address: doorTitle(promise.addressLine),
    visitHref: `/visits/${promise.id}`,
    promise: nextStepWords({ ...promise, nextStepDue: null, nextStepFrom: null, nextStepTo: null }),
    due: [promise.since === today ? 'hôm nay' : sinceWords(promise.since, today), promisedHours(promise)]
      .filter(Boolean)
      .join(', '),
    isOverdue: promise.since < today,
    from: `${promise.loggedBy}, lượt ${formatDate(promise.visitedOn)}`,
    isLate: promise.isLate,
    editHref: `/visits/${promise.id}/edit#nextStep`,
    newVisitHref: `/households/${promise.householdId}/visits/new`,
  };
}
