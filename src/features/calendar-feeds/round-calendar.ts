import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/** What a phone's calendar is told of a round: nothing of doors and residents. */
export interface FeedRound {
  id: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  area: string;
  isCancelled: boolean;
  version: number;
  createdAt: Date;
  /** Who goes along, by name. */
  others: string[];
}

/** How often a calendar may ask again. */
const REFRESH_SECONDS = 60 * 60;

/**
 * An officer's rounds as an iCalendar file (RFC 5545), times in UTC. A round keeps its UID when it is moved and raises its
 * SEQUENCE; a cancelled one stays, as CANCELLED, so that calendars take it off the evening.
 * @param madeAt when the file is made.
 */
export function roundCalendar({ owner, wardName, rounds, madeAt }: { owner: string; wardName: string; rounds: readonly FeedRound[]; madeAt: Date }): string {
  const calendar = ical({
    name: `Buổi ra quân, ${wardName}`, description: `Buổi ra quân của ${owner}`, prodId: { company: 'go-cua', product: 'rounds', language: 'VI' },
    method: ICalCalendarMethod.PUBLISH, ttl: REFRESH_SECONDS,
  });
  for (const round of rounds) {
    calendar.createEvent({
      id: `${round.id}@go-cua`,
      // Cancelling does not change the round itself, and is the last thing that happens to it.
      sequence: round.version - 1 + (round.isCancelled ? 1 : 0),
      start: round.startsAt, end: round.endsAt, stamp: madeAt, created: round.createdAt,
      summary: `${round.isCancelled ? 'Đã hủy: ra quân' : 'Ra quân'} ${round.code}`,
      location: `${round.area}, ${wardName}`,
      description: [`Mã buổi ${round.code}.`, ...(round.others.length > 0 ? [`Đi cùng: ${round.others.join(', ')}.`] : []), 'Danh sách cửa xem trong Gõ Cửa.'].join('\n'),
      status: round.isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}
