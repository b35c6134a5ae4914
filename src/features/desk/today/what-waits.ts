import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { memoizeByObject } from '../../../shared/memoize-by-object';
import { wardCache } from '../../../shared/ward-cache';
import { findOpenQuestions } from '../../adoption/unusual-entries/queries';
import { readWorkList } from '../../casework/follow-ups/queries';
import { alarmOf } from '../../office/audit/log-status';
import { listComingRounds, type RoundAhead } from '../../rounds/round/queries';
import { reviewReasons } from '../../rounds/round/review-reasons';
import { isOpening } from './first-hour';
import { countFollowUps, daysOf, menuCountsOf, type Today } from './pages';
import { readTodayFacts } from './queries';

/** The numbers beside the items of a reader's menu, which every page shows. */
export const readMenuCounts = async (context: Context, reader: Actor) => countsOf(await readToday(context, reader));
const countsOf = memoizeByObject((known: Today) => ({ ...menuCountsOf(known), ...(isOpening(known) && { today: 0 }) }));

const keepComing = wardCache<RoundAhead[]>(64);
const keepToday = wardCache<Today>(256);

/**
 * What waits in the reader's ward: hardly anything is read while neither the ward nor the minute changes. What a job finds,
 * such as pairs of people, may appear a minute later.
 */
export async function readToday({ db, now }: Context, reader: Actor): Promise<Today> {
  const at = now();
  const known = await keepToday(db, reader, { key: reader.id, now: at }, () => readAll(db, reader, at));
  const logAlarm = isPermitted(reader.role, 'audit.read') ? alarmOf(db, now()) : null;
  return logAlarm ? { ...known, logAlarm } : known;
}

async function readAll(db: Context['db'], reader: Actor, now: Date): Promise<Today> {
  const { wardId, id, role } = reader;
  const today = localDateOf(now);
  const [facts, coming, work, questions] = await Promise.all([
    readTodayFacts(db, reader, { now, today }),
    role !== 'officer' ? keepComing(db, reader, { now }, () => listComingRounds(db, wardId, now)) : [],
    readWorkList(db, reader, now),
    isPermitted(role, 'unusual-entries.ask') ? findOpenQuestions(db, reader, now) : null,
  ]);
  return {
    facts,
    followUps: countFollowUps(work.open, { reader, today }),
    questions: questions?.all ?? 0,
    toReview: coming
      .map((round) => ({ ...round, reviewReasons: reviewReasons(round, facts) }))
      .filter((round) => round.reviewReasons.length > 0),
    plannedDays: daysOf(coming),
    today,
    now,
    reader: { id, role },
    logAlarm: null,
  };
}
