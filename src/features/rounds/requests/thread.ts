import { addDays, formatDate, formatDateTime, formatRoundTime, instantOf } from '../../../shared/dates';
import { ASSIST_RESULTS, DOOR_OUTCOMES, REQUEST_CHANNELS } from '../../../shared/labels';
import { portalStatusName } from '../../../shared/portal-status';
import { uncapitalise } from '../../../shared/vietnamese-text';
import type { RequestFile, RequestVisit } from './file-queries';
import { REQUEST_STATES } from '../../casework/requests/request-labels';
import type { PlacedRound, RequestEvent, WhyLeft } from '../../casework/requests/request-state';

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
export const threadOf = (file: RequestFile) =>
  [
    ...ownEvents(file.events).flatMap((event) => eventEntry(event, file)),
    ...file.visits.flatMap((visit) => [visitEntry(visit), ...visit.lines.flatMap(resultEntry)]),
  ].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));

/** Without what became of the door after the request was closed. */
function ownEvents(events: readonly RequestEvent[]): readonly RequestEvent[] {
  const last = events.findLastIndex(({ kind }) => kind !== 'placed' && kind !== 'left');
  return events[last]!.kind === 'closed' ? events.slice(0, last + 1) : events;
}

/** What is told of a request. @param at ISO 8601. @param detail who, why, with what outcome. */
function entry(at: string, what: string, detail: string, [href, link] = ['', '']) {
  // What was done on a visit.
  const lines: { text: string; href: string }[] = [];
  return { at, when: formatDateTime(new Date(at)), what, detail, href, link, lines };
}

function eventEntry(event: RequestEvent, file: RequestFile) {
  const { at, by } = event;
  switch (event.kind) {
    case 'recorded':
      return entry(at, 'Ghi đề nghị', `${uncapitalise(REQUEST_CHANNELS[file.channel])}, ${by} ghi`);
    case 'accepted':
      return entry(at, 'Nhận đề nghị', by ?? SENDER);
    case 'placed':
      return entry(at, `Xếp vào ${roundText(event.round)}`, by ?? '', [`/rounds/${event.round.id}`, 'mở buổi']);
    case 'left': {
      const { round, why } = event;
      if (why === 'visited') return [];
      return entry(at, `${LEFT[why]} ${roundText(round)}`, by ?? 'sổ tự đóng', [`/rounds/${round.id}`, 'mở buổi']);
    }
    case 'closed': {
      const { as, reason, visitId } = event;
      // Of a request that is done, the reason is that of a service which was not, and stands there.
      const detail = [by ?? SENDER, as !== 'done' && reason && `lý do: ${reason}`].filter(Boolean).join(', ');
      return entry(at, REQUEST_STATES[as], detail, visitId ? [`/visits/${visitId}`, 'xem lượt thăm'] : undefined);
    }
    case 'reopened':
      return entry(at, 'Mở lại', by ?? '');
  }
}

function visitEntry({ id, at, outcome, refusalReason, officers, lines }: RequestVisit) {
  const met = [uncapitalise(DOOR_OUTCOMES[outcome]), refusalReason && `“${refusalReason}”`].filter(Boolean).join(' ');
  const told = entry(at, 'Lượt thăm', [met, ...officers].join(', '), [`/visits/${id}`, 'xem lượt thăm']);
  return { ...told, lines: lines.map((line) => ({ text: lineText(line), href: hrefOfFile(line) })) };
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
function resultEntry({ id, fileCode, status, serviceName }: VisitLine) {
  if (!status) return [];
  const at = instantOf(addDays(status.on, 1), '00:00').toISOString();
  const said = uncapitalise(portalStatusName(status.code));
  const told = entry(at, `Hồ sơ ${fileCode ?? serviceName}`, said, [`/assisted-procedures/${id}`, 'mở hồ sơ']);
  return { ...told, when: formatDate(status.on) };
}
