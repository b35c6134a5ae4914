import { formatDateTime, formatRoundTime } from '../../../shared/dates';
import { REQUEST_CHANNELS } from '../../../shared/labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import type { RequestFile } from '../../casework/requests/queries';
import { REQUEST_STATES } from '../../casework/requests/request-words';
import type { PlacedRound, RequestEvent, WhyLeft } from '../../casework/requests/request-state';

/** Something that happened to a request, as its page tells it. */
export interface ThreadEntry {
  /** '18:05 26/11/2026'. */
  when: string;
  what: string;
  /** Who, why, with what outcome; '' for nothing more. */
  detail: string;
  /** '' if there is nothing to open. */
  href: string;
  link: string;
}

/** Who withdrew a request on the public page. */
export const SENDER = 'người gửi';

export const roundWords = ({ startsAt, endsAt, code }: PlacedRound): string =>
  `${formatRoundTime(new Date(startsAt), new Date(endsAt))}, buổi ${code}`;

const LEFT: Record<Exclude<WhyLeft, 'visited'>, string> = {
  removed: 'Bỏ khỏi buổi',
  closed: 'Đóng buổi, chưa đến được cửa này:',
  cancelled: 'Hủy buổi',
};

interface Dated {
  at: string;
  entry: ThreadEntry;
}

/** Everything that happened to a request, the oldest first. */
export function threadOf(file: RequestFile): ThreadEntry[] {
  return ownEvents(file.events)
    .flatMap((event) => eventEntry(event, file))
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .map(({ entry }) => entry);
}

/** Without what became of the door after the request was closed. */
function ownEvents(events: readonly RequestEvent[]): readonly RequestEvent[] {
  const last = events.findLastIndex(({ kind }) => kind !== 'placed' && kind !== 'left');
  return events[last]!.kind === 'closed' ? events.slice(0, last + 1) : events;
}

function eventEntry(event: RequestEvent, file: RequestFile): Dated[] {
  const { at, by } = event;
  const entry = (what: string, detail: string, href = '', link = ''): Dated[] => [
    { at, entry: { when: formatDateTime(new Date(at)), what, detail, href, link } },
  ];
  switch (event.kind) {
    case 'recorded':
      return entry('Ghi đề nghị', `${uncapitalise(REQUEST_CHANNELS[file.channel])}, ${by} ghi`);
    case 'accepted':
      return entry('Nhận đề nghị', by ?? SENDER);
    case 'placed': {
      const { round } = event;
      return entry(`Xếp vào ${roundWords(round)}`, by ?? '', `/rounds/${round.id}`, 'mở buổi');
    }
    case 'left': {
      const { round, why } = event;
      if (why === 'visited') return [];
      return entry(`${LEFT[why]} ${roundWords(round)}`, by ?? '', `/rounds/${round.id}`, 'mở buổi');
    }
    case 'closed': {
      const { as, reason, visitId } = event;
      const detail = [by ?? SENDER, reason && `lý do: ${reason}`].filter(Boolean).join(', ');
      return entry(REQUEST_STATES[as], detail, visitId ? `/visits/${visitId}` : '', visitId ? 'xem lượt thăm' : '');
    }
    case 'reopened':
      return entry('Mở lại', by ?? '');
  }
}
