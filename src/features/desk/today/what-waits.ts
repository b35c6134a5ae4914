import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { keptWhileUnchanged } from '../../../shared/kept-while-unchanged';
import { loadWorkList, type OpenFollowUp } from '../../casework/follow-ups/queries';
import { listComingRounds, type RoundAhead } from '../../rounds/round/queries';
import { reviewReasons } from '../../rounds/round/review-reasons';
import { daysOf, menuCountsOf, type Today } from './pages';
import { readTodayFacts, readUnlogged, type TodayFacts } from './queries';

type Context = Pick<AppContext, 'db' | 'now'>;

/** More rounds than a ward plans ahead. */
const MAX_COMING = 500;

/** The ward's open follow-ups, the dearest thing of this page and of every menu: they are all facts of a year. */
async function openFollowUpsOf(db: Context['db'], { wardId, id: userId }: Actor, now: Date): Promise<OpenFollowUp[]> {
  return (await loadWorkList(db, { wardId, userId }, now, localDateOf(now))).open;
}

/** The numbers beside the items of a reader's menu. */
export const readMenuCounts = async (context: Context, reader: Actor) => menuCountsOf(await readToday(context, reader));

/** A big ward's take some megabytes. */
const keepFollowUps = keptWhileUnchanged<OpenFollowUp[]>(16);
const keepFacts = keptWhileUnchanged<TodayFacts>(256);
const keepComing = keptWhileUnchanged<RoundAhead[]>(64);

/** The kept facts; of those that end without a change in the log, a reader who has just ended one sees that. */
async function readFacts(db: Context['db'], reader: Actor, at: { now: Date; today: LocalDate }): Promise<TodayFacts> {
  const { wardId, id, role } = reader;
  const facts = await keepFacts(db, reader, { key: id, now: at.now }, () => readTodayFacts(db, reader, at));
  const mayHaveEnded = facts.imports > 0 || (facts.isHeadUnprinted && isPermitted(role, 'audit.read'));
  return role !== 'officer' && mayHaveEnded ? { ...facts, ...(await readUnlogged(db, wardId, at.today)) } : facts;
}

/**
 * What waits in the reader's ward: hardly anything is read while neither the ward nor the minute changes. What a job finds,
 * such as pairs of people or a list that was read, may appear a minute later.
 */
export async function readToday({ db, now }: Context, reader: Actor): Promise<Today> {
  const { wardId, id, role } = reader;
  const at = now();
  const today = localDateOf(at);
  const [facts, coming, followUps] = await Promise.all([
    readFacts(db, reader, { now: at, today }),
    role !== 'officer'
      ? keepComing(db, reader, { now: at }, () => listComingRounds(db, wardId, at, { limit: MAX_COMING, onlyId: null }))
      : [],
    keepFollowUps(db, reader, { now: at }, () => openFollowUpsOf(db, reader, at)),
  ]);
  return {
    facts,
    followUps,
    toReview: coming
      .map((round) => ({ ...round, reviewReasons: reviewReasons(round, facts) }))
      .filter((round) => round.reviewReasons.length > 0),
    plannedDays: daysOf(coming),
    today,
    now: at,
    reader: { id, role },
  };
}
