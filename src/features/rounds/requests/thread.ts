import { addDays, formatDate, formatDateTime, formatRoundTime, instantOf } from '../../../shared/dates';
import { ASSIST_RESULTS, DOOR_OUTCOMES, REQUEST_CHANNELS } from '../../../shared/labels';
import { portalStatusName } from '../../../shared/portal-status';
import { uncapitalise } from '../../../shared/vietnamese-text';
import type { RequestFile, RequestVisit } from './file-queries';
import { REQUEST_STATES } from '../../casework/requests/request-labels';
import type { PlacedRound, RequestEvent, WhyLeft } from '../../casework/requests/request-state';

/** Something that happened to a request, as its page tells it. */
interface ThreadEntry {
  /** ISO 8601. */
  at: string;
  /** '18:05 26/11/2026'. */
  when: string;
  what: string;
  /** Who, why, with what outcome; '' for nothing more. */
  detail: string;
  /** '' if there is nothing to open. */
  href: string;
  link: string;
  /** What was done on a visit. */
  lines: { text: string; href: string }[];
}

/** Who withdrew a request on the public page. */
export const SENDER = 'người gửi';

export const roundText = ({ startsAt, endsAt, code }: PlacedRound): string =>
  `${formatRoundTime(new Date(startsAt), new Date(endsAt))}, buổi ${code}`;

const LEFT: Record<Exclude<WhyLeft, 'visited'>, string> = {
  removed: 'Bỏ khỏi buổi',
  closed: 'Đóng buổi, chưa ghi cửa này:',
  cancelled: 'Hủy buổi',
};

/** Everything that happened to a request, the oldest first: its own events, the visits, and the results of their files. */
export const threadOf = (file: RequestFile): ThreadEntry[] =>
  [
    ...ownEvents(file.events).flatMap((event) => eventEntry(event, file)),
    ...file.visits.flatMap((visit) => [visitEntry(visit), ...visit.lines.flatMap(resultEntry)]),
  ].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));

/** Without what became of the door after the request was closed. */
function ownEvents(events: readonly RequestEvent[]): readonly RequestEvent[] {
  const last = events.findLastIndex(({ kind }) => kind !== 'placed' && kind !== 'left');
  return events[last]!.kind === 'closed' ? events.slice(0, last + 1) : events;
}

function eventEntry(event: RequestEvent, file: RequestFile): ThreadEntry[] {
  const { at, by } = event;
  const entry = (what: string, detail: string, href = '', link = ''): ThreadEntry[] => [
    { at, when: formatDateTime(new Date(at)), what, detail, href, link, lines: [] },
  ];
  switch (event.kind) {
    case 'recorded':
      return entry('Ghi đề nghị', `${uncapitalise(REQUEST_CHANNELS[file.channel])}, ${by} ghi`);
    case 'accepted':
      return entry('Nhận đề nghị', by ?? SENDER);
    case 'placed': {
      const { round } = event;
      return entry(`Xếp vào ${roundText(round)}`, by ?? '', `/rounds/${round.id}`, 'mở buổi');
    }
    case 'left': {
      const { round, why } = event;
      if (why === 'visited') return [];
      return entry(`${LEFT[why]} ${roundText(round)}`, by ?? 'sổ tự đóng', `/rounds/${round.id}`, 'mở buổi');
    }
    case 'closed': {
      const { as, reason, visitId } = event;
      // Of a request that is done, the reason is that of a service which was not, and stands there.
      const detail = [by ?? SENDER, as !== 'done' && reason && `lý do: ${reason}`].filter(Boolean).join(', ');
      return entry(REQUEST_STATES[as], detail, visitId ? `/visits/${visitId}` : '', visitId ? 'xem lượt thăm' : '');
    }
    case 'reopened':
      return entry('Mở lại', by ?? '');
  }
}

function visitEntry({ id, at, outcome, refusalReason, officers, lines }: RequestVisit): ThreadEntry {
  const met = [uncapitalise(DOOR_OUTCOMES[outcome]), refusalReason && `“${refusalReason}”`].filter(Boolean).join(' ');
  return {
    at,
    when: formatDateTime(new Date(at)),
    what: 'Lượt thăm',
    detail: [met, ...officers].join(', '),
    href: `/visits/${id}`,
    link: 'xem lượt thăm',
    lines: lines.map((line) => ({ text: lineText(line), href: hrefOfFile(line) })),
  };
}

type VisitLine = RequestVisit['lines'][number];

const hrefOfFile = ({ id, result }: VisitLine) => (result === 'submitted' ? `/assisted-procedures/${id}` : '');

/** 'Phạm Thị Sáu: Đăng ký tạm trú, đã nộp trên Cổng, hồ sơ H26.12.3-261124-0007, chưa tra kết quả'. */
const lineText = ({ forWhom, serviceName, result, barrier, fileCode, status }: VisitLine): string =>
  [
    `${forWhom}: ${serviceName}`,
    uncapitalise(ASSIST_RESULTS[result]),
    barrier && uncapitalise(barrier),
    fileCode && `hồ sơ ${fileCode}`,
    result === 'submitted' && !status && 'chưa tra kết quả',
  ]
    .filter(Boolean)
    .join(', ');

/** What the portal last said about a file, at the end of that day. */
function resultEntry({ id, fileCode, status, serviceName }: VisitLine): ThreadEntry[] {
  if (!status) return [];
  return [
    {
      at: instantOf(addDays(status.on, 1), '00:00').toISOString(),
      when: formatDate(status.on),
      what: fileCode ? `Hồ sơ ${fileCode}` : `Hồ sơ ${serviceName}`,
      detail: uncapitalise(portalStatusName(status.code)),
      href: `/assisted-procedures/${id}`,
      link: 'mở hồ sơ',
      lines: [],
    },
  ];
}
