import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { loadWorkList } from '../../casework/follow-ups/queries';
import { listComingRounds } from '../../rounds/round/queries';
import { reviewReasons } from '../../rounds/round/review-reasons';
import { daysOf, menuCountsOf, type Today } from './pages';
import { readTodayFacts } from './queries';

type Context = Pick<AppContext, 'db' | 'now'>;

/** More rounds than a ward plans ahead. */
const MAX_COMING = 500;

/** The numbers beside the items of a reader's menu. */
export const readMenuCounts = async (context: Context, reader: Actor) => menuCountsOf(await readToday(context, reader));

/** What waits in the reader's ward, in three statements. */
export async function readToday({ db, now }: Context, reader: Actor): Promise<Today> {
  const { wardId, id, role } = reader;
  const at = now();
  const today = localDateOf(at);
  const [facts, { open }, coming] = await Promise.all([
    readTodayFacts(db, reader, { now: at, today }),
    loadWorkList(db, { wardId, userId: id }, at, today),
    role !== 'officer' ? listComingRounds(db, wardId, at, { limit: MAX_COMING, onlyId: null }) : [],
  ]);
  return {
    facts,
    followUps: open,
    toReview: coming
      .map((round) => ({ ...round, reviewReasons: reviewReasons(round, facts) }))
      .filter((round) => round.reviewReasons.length > 0),
    plannedDays: daysOf(coming),
    today,
    now: at,
    reader: { id, role },
  };
}
