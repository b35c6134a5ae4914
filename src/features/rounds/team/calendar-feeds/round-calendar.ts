import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { z } from 'zod';

/** What a phone's calendar learns about a round: nothing about doors and residents. */
export const FEED_ROUND = z.object({
  id: z.string(),
  code: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
  area: z.string(),
  /** 'left': another officer goes in this one's place. */
  state: z.enum(['planned', 'cancelled', 'left']),
  /** Rises with each change of the round. */
  sequence: z.number(),
  createdAt: z.date(),
  /** The names of the others on the team. */
  others: z.array(z.string()),
});
export type FeedRound = z.infer<typeof FEED_ROUND>;

const SUMMARIES: Record<FeedRound['state'], string> = {
  planned: 'Ra quân',
  cancelled: 'Đã hủy: ra quân',
  left: 'Không đi nữa: ra quân',
};
/** How often a calendar may poll. */
const REFRESH_SECONDS = 60 * 60;

/**
 * An officer's rounds as an iCalendar file (RFC 5545), times in UTC. A round that is moved keeps its UID and raises its
 * SEQUENCE. A round that is cancelled, or that the officer left, stays in the file as CANCELLED, so that calendars
 * remove it from the evening.
 * @param madeAt when the file is made.
 */
export function roundCalendar({
  owner,
  wardName,
  rounds,
  madeAt,
}: {
  owner: string;
  wardName: string;
  rounds: readonly FeedRound[];
  madeAt: Date;
}): string {
  const calendar = ical({
    name: `Buổi ra quân, ${wardName}`,
    description: `Buổi ra quân của ${owner}`,
    prodId: { company: 'go-cua', product: 'rounds', language: 'VI' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS,
  });
  for (const round of rounds) {
    calendar.createEvent({
      id: `${round.id}@go-cua`,
      sequence: round.sequence,
      start: round.startsAt,
      end: round.endsAt,
      stamp: madeAt,
      created: round.createdAt,
      summary: `${SUMMARIES[round.state]} ${round.code}`,
      location: `${round.area}, ${wardName}`,
      description: [
        `Mã buổi ${round.code}.`,
        ...(round.state === 'left' ? ['Bạn không còn đi buổi này.'] : []),
        ...(round.others.length > 0 ? [`Đi cùng: ${round.others.join(', ')}.`] : []),
        'Danh sách cửa xem trong Gõ Cửa.',
      ].join('\n'),
      status: round.state === 'planned' ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
    });
  }
  return calendar.toString();
}
