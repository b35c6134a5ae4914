import { z } from 'zod';
import { newIdAt } from '../../../../shared/new-id';
import { backgroundPace } from '../../../../background-pace';
import type { AppContext, BaseContext } from '../../../../context';
import type { Transaction } from '../../../../db/database';
import { queryRow } from '../../../../db/query-rows';
import { onSnapshot } from '../../../../db/snapshot';
import type { Job } from '../../../../jobs';
import { isNightlyRunDue } from '../../../../shared/nightly';
import { done, transact } from '../../../office/audit/transact';
import type { Actor } from '../../../../actor';
import { likelyPairs, thousandths } from './blocks';
import { listWardSearches, peopleInBlocks, type WardSearch } from './search-queries';

const SEARCH_JOB = 'find-duplicates';

/** Pairs that a user put together stay this many days without a decision. */
const MANUAL_PAIR_DAYS = 7;
const BATCH = 1_000;

/** Requests an immediate search of the ward. Two requests before it starts lead to one search. */
export async function requestSearch(context: Pick<AppContext, 'db' | 'now' | 'jobs'>, actor: Actor): Promise<void> {
  await transact(context, actor, async (tx) => {
    await tx.$executeRaw`
      INSERT INTO duplicate_search (ward_id, requested_at, requested_by) VALUES (${actor.wardId}::uuid, ${context.now()}, ${actor.id}::uuid)
      ON CONFLICT (ward_id) DO UPDATE SET requested_at = excluded.requested_at, requested_by = excluded.requested_by`;
    return done('duplicate.search', { type: 'ward', id: actor.wardId });
  });
  context.jobs.wake(SEARCH_JOB);
}

/**
 * Searches a ward for people registered twice: every night (or later, if the application was asleep) and on request.
 */
export const searchJob: Job = {
  name: SEARCH_JOB,
  everyMs: 10 * 60_000,
  async run(context, signal) {
    for (const ward of await listWardSearches(context.db)) {
      if (signal.aborted) return;
      const isAsked =
        ward.requestedAt !== null &&
        (ward.beganAt === null || ward.requestedAt > ward.beganAt || ward.finishedAt === null);
      const isNightly = isNightlyRunDue(ward.finishedAt, context.now()) && ward.changes !== ward.searchedChanges;
      if (isAsked || isNightly) await searchWard(context, ward, signal);
    }
  },
};

/** Finds and stores the likely pairs of one ward. If it is stopped halfway, the pairs of the last search remain. */
async function searchWard(
  context: Pick<BaseContext, 'db' | 'now' | 'logger'>,
  { wardId, changes }: Pick<WardSearch, 'wardId' | 'changes'>,
  signal: AbortSignal,
): Promise<void> {
  const { db } = context;
  const beganAt = context.now();
  await db.prisma.$executeRaw`
    INSERT INTO duplicate_search (ward_id, began_at) VALUES (${wardId}::uuid, ${beganAt})
    ON CONFLICT (ward_id) DO UPDATE SET began_at = excluded.began_at, finished_at = NULL`;
  const found = await findPairs(context, wardId, signal);
  if (!found) return;
  await db.prisma.$transaction(async (tx) => {
    const pairs = [...found.pairs].map(([key, score]) => ({
      id: newIdAt(beganAt),
      oneId: key.slice(0, 36),
      otherId: key.slice(37),
      score,
    }));
    for (let start = 0; start < pairs.length; start += BATCH)
      await keepPairs(tx, wardId, pairs.slice(start, start + BATCH), beganAt);
    await deleteUnlikelyPairs(tx, wardId, beganAt);
    await keepHouseholdPairs(tx, wardId, beganAt);
    await tx.$executeRaw`
      UPDATE duplicate_search SET finished_at = ${context.now()}, book_changes = ${changes}, residents = ${found.residents}, pairs = ${pairs.length} WHERE ward_id = ${wardId}::uuid`;
  });
  context.logger.info(
    { wardId, residents: found.residents, comparisons: found.comparisons, pairs: found.pairs.size },
    'searched for duplicates',
  );
}

/** The scores of the likely pairs by their two ids, the smaller first; null when the search was stopped. */
const findPairs = ({ db }: Pick<BaseContext, 'db'>, wardId: string, signal: AbortSignal) =>
  onSnapshot(db, async (reads) => {
    const { residents } = await queryRow(reads, 'duplicates-residents', z.object({ residents: z.number() }))`
        SELECT count(*)::int AS residents FROM resident WHERE ward_id = ${wardId}`;
    const pairs = new Map<string, number>();
    let comparisons = 0;
    for await (const block of peopleInBlocks(reads, wardId, backgroundPace())) {
      if (signal.aborted) return null;
      comparisons += (block.length * (block.length - 1)) / 2;
      for (const { oneId, otherId, same } of likelyPairs(block))
        pairs.set(`${oneId} ${otherId}`, thousandths(same.score));
    }
    return { pairs, residents, comparisons };
  });

interface FoundPair {
  id: string;
  oneId: string;
  otherId: string;
  score: number;
}

/** Known pairs keep their decision. Pairs with a person who left the register meanwhile are skipped. */
async function keepPairs(tx: Transaction, wardId: string, pairs: readonly FoundPair[], foundAt: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO duplicate_pair (id, ward_id, one_id, other_id, score, found_at)
    SELECT p.id, ${wardId}::uuid, one.id, other.id, p.score, ${foundAt}
    FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS p (id uuid, "oneId" uuid, "otherId" uuid, score int)
    JOIN resident one ON one.id = p."oneId" JOIN resident other ON other.id = p."otherId"
    FOR KEY SHARE OF one, other
    ON CONFLICT (one_id, other_id) DO UPDATE SET score = excluded.score, found_at = excluded.found_at WHERE duplicate_pair.distinct_at IS NULL`;
}

/** Deletes pairs that are no longer likely, but keeps reviewers' decisions. */
async function deleteUnlikelyPairs(tx: Transaction, wardId: string, beganAt: Date): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM duplicate_pair WHERE ward_id = ${wardId}::uuid AND distinct_at IS NULL AND found_at < ${beganAt}
      AND (paired_by IS NULL OR found_at < ${beganAt}::timestamptz - make_interval(days => ${MANUAL_PAIR_DAYS}))`;
}

/**
 * Likelihood, in thousandths, that two households at one address are the same: when they share a person, and when one
 * of them is empty.
 */
const WITH_THE_SAME_PERSON = 950;
const WITH_NOBODY = 800;

/**
 * Households at one address that may be duplicates: they may share a person, or one of them never had members. Two
 * households with different people share a dwelling, which is common.
 */
async function keepHouseholdPairs(tx: Transaction, wardId: string, foundAt: Date): Promise<void> {
  await tx.$executeRaw`
    WITH door AS (SELECT address_folded FROM household WHERE ward_id = ${wardId}::uuid AND address_folded <> '' GROUP BY 1 HAVING count(*) > 1),
    home AS MATERIALIZED (
      SELECT h.id, h.address_folded, h.occupancy = 'occupied' AND NOT EXISTS (SELECT 1 FROM household_membership m WHERE m.household_id = h.id) AS is_empty
      FROM door JOIN household h ON h.ward_id = ${wardId}::uuid AND h.address_folded = door.address_folded),
    shared AS (
      SELECT DISTINCT least(a.household_id, b.household_id) AS one_id, greatest(a.household_id, b.household_id) AS other_id
      FROM duplicate_pair p
      JOIN household_membership a ON a.resident_id = p.one_id AND a.valid_to IS NULL JOIN household_membership b ON b.resident_id = p.other_id AND b.valid_to IS NULL
      WHERE p.ward_id = ${wardId}::uuid AND p.distinct_at IS NULL AND a.household_id <> b.household_id),
    pair AS (
      SELECT a.id AS one_id, b.id AS other_id, CASE WHEN s.one_id IS NOT NULL THEN ${WITH_THE_SAME_PERSON}::int WHEN a.is_empty OR b.is_empty THEN ${WITH_NOBODY}::int END AS score
      FROM home a JOIN home b ON b.address_folded = a.address_folded AND b.id > a.id LEFT JOIN shared s ON s.one_id = a.id AND s.other_id = b.id)
    INSERT INTO duplicate_household_pair (id, ward_id, one_id, other_id, score, found_at)
    SELECT gen_random_uuid(), ${wardId}::uuid, one_id, other_id, score, ${foundAt} FROM pair WHERE score IS NOT NULL
    ON CONFLICT (one_id, other_id) DO UPDATE SET score = excluded.score, found_at = excluded.found_at WHERE duplicate_household_pair.distinct_at IS NULL`;
  await tx.$executeRaw`DELETE FROM duplicate_household_pair WHERE ward_id = ${wardId}::uuid AND distinct_at IS NULL AND found_at < ${foundAt}`;
}
