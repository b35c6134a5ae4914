import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { loadWorkList, type OpenFollowUp } from '../../casework/follow-ups/queries';
import { listComingRounds } from '../../rounds/round/queries';
import { reviewReasons } from '../../rounds/round/review-reasons';
import { daysOf, menuCountsOf, type Today } from './pages';
import { readTodayFacts } from './queries';

type Context = Pick<AppContext, 'db' | 'now'>;

/** More rounds than a ward plans ahead. */
const MAX_COMING = 500;

/** The numbers beside the items of a reader's menu. */
export const readMenuCounts = async (context: Context, reader: Actor) => menuCountsOf(await readToday(context, reader));

/** How long open follow-ups are kept while the ward does not change: a round may end, whose doors then wait. */
const KEPT_MS = 60_000;
/** Wards whose follow-ups are kept at a time; a big ward's take some megabytes. */
const MAX_WARDS = 16;

interface KeptFollowUps {
  version: string;
  at: number;
  open: Promise<OpenFollowUp[]>;
}

const KEEPERS = new WeakMap<Context['db'], Map<string, KeptFollowUps>>();

/**
 * The ward's open follow-ups, judged once for as long as nothing changes: they are all facts of a year, the dearest thing
 * of this page and of every menu.
 */
function followUpsOf(
  db: Context['db'],
  reader: Actor,
  { changes, now }: { changes: number; now: Date },
): Promise<OpenFollowUp[]> {
  const { wardId, id: userId } = reader;
  const keeper = KEEPERS.get(db) ?? new Map<string, KeptFollowUps>();
  KEEPERS.set(db, keeper);
  const today = localDateOf(now);
  const version = `${changes} ${today}`;
  const known = keeper.get(wardId);
  if (known?.version === version && Math.abs(now.getTime() - known.at) < KEPT_MS) return known.open;
  const open = loadWorkList(db, { wardId, userId }, now, today).then((work) => work.open);
  const entry: KeptFollowUps = { version, at: now.getTime(), open };
  keeper.delete(wardId);
  if (keeper.size >= MAX_WARDS) keeper.delete(keeper.keys().next().value!);
  keeper.set(wardId, entry);
  open.catch(() => {
    if (keeper.get(wardId) === entry) keeper.delete(wardId);
  });
  return open;
}

/** What waits in the reader's ward, in two statements, and a third if the ward has changed. */
export async function readToday({ db, now }: Context, reader: Actor): Promise<Today> {
  const { wardId, id, role } = reader;
  const at = now();
  const today = localDateOf(at);
  const [facts, coming] = await Promise.all([
    readTodayFacts(db, reader, { now: at, today }),
    role !== 'officer' ? listComingRounds(db, wardId, at, { limit: MAX_COMING, onlyId: null }) : [],
  ]);
  const followUps = await followUpsOf(db, reader, { changes: facts.changes, now: at });
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
