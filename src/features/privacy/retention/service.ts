import { z } from 'zod';
import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { BaseContext, Context } from '../../../context';
import { queryRows } from '../../../db/query-rows';
import type { Job } from '../../../jobs';
import { isNightlyRunDue } from '../../../shared/nightly';
import { UNCHANGED } from '../../../shared/outcome';
import type { Transaction } from '../../../db/database';
import { constant, raw, sql, type Sql } from '../../../shared/sql';
import { changedFields } from '../../office/audit/changes';
import { emptyReadings } from '../../office/audit/empty-service';
import { done, logEvent, transact } from '../../office/audit/transact';
import { closeUnused } from '../../office/users/service';
import { forgetOldDrafts } from '../../office/drafts/service';
import { mixVoices } from '../voices/service';
import { WAITS_FOR_COLUMNS } from '../../register/imports/runs/queries';
import { PERSON_ROWS } from '../data-map/person-rows';
import { listErasures } from '../erasure/queries';
import { emptyValue, eraseResident, readWordColumns } from '../erasure/service';
import { keepTombstones } from '../erasure/tombstones';
import { getRetention, KEPT_CODE, listWardRetentions, overdueOf, WORDED, type WardRetention } from './queries';
import { PART_NAMES, type Retention, type RetentionCounts } from './rules';

/** Saves how long the ward keeps each part, by its own choice. */
export async function chooseRetention({ db, now }: Context, actor: Actor, retention: Retention) {
  const stored = (await getRetention(db, actor.wardId)).retention;
  const changes = changedFields(stored, retention);
  if (changes.length === 0) return UNCHANGED;
  return transact({ db, now }, actor, async (tx) => {
    await tx.ward.update({ where: { id: actor.wardId }, data: { retention: { ...retention } } });
    return done('retention.choose', { type: 'ward', id: actor.wardId }, { changes });
  });
}

/**
 * Maximum number of people erased in a night: each is searched for in every free text of the ward. Others each night, so
 * that those who must wait do not keep the rest waiting.
 */
const PEOPLE_A_NIGHT = 100;

/** Deletes or erases every night what a ward keeps no longer, by the periods it chose. */
export const retentionJob: Job = {
  name: 'retention',
  everyMs: 10 * 60_000,
  async run(context, signal) {
    const failures: unknown[] = [];
    for (const ward of await listWardRetentions(context.db)) {
      if (signal.aborted) break;
      await forgetOldDrafts(context, ward.wardId);
      await mixVoices(context, ward.wardId);
      const isChosen = PART_NAMES.some((part) => typeof ward.retention[part] === 'number');
      if (isChosen && isNightlyRunDue(ward.lastRanAt, context.now()))
        await applyRetention(context, ward, signal).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  },
};

const OVERDUE_ROW = z.object({ id: z.string() });

/** The run of one ward. A resident who cannot be erased yet because of planned work waits for the next night. */
async function applyRetention(
  context: Pick<BaseContext, 'db' | 'now' | 'config' | 'sealer'>,
  { wardId, retention }: WardRetention,
  signal: AbortSignal,
): Promise<void> {
  const { db, now, config, sealer } = context;
  const begun = now();
  const overdue = overdueOf(wardId, retention, begun);
  const idsOf = async (statement: Sql): Promise<string[]> =>
    (await queryRows(db, 'retention-overdue', OVERDUE_ROW)`${statement}`).map(({ id }) => id);
  const gone = await idsOf(
    sql`SELECT r.id FROM resident r WHERE ${overdue.gone} ORDER BY md5(r.id::text || ${begun}::timestamptz) LIMIT ${constant(PEOPLE_A_NIGHT)}`,
  );
  const refused = await idsOf(sql`SELECT p.id FROM public_request p WHERE ${overdue.refused}`);
  const leftovers = await idsOf(sql`SELECT i.id FROM import_run i WHERE ${overdue.leftover}`);
  // First, because a list that waits keeps people from being erased.
  const waiting = await idsOf(sql`SELECT i.id FROM import_run i WHERE ${overdue.unanswered}`);
  const unanswered = await endLists(context, wardId, waiting);
  let goneYears = 0;
  for (const id of gone) {
    if (signal.aborted) return;
    if ((await eraseResident(context, { actor: null, wardId, id })).kind === 'done') goneYears += 1;
  }
  if (goneYears > 0) keepTombstones(config.backupDir, await listErasures(db), sealer);
  const unusedDays = await closeUnused(context, wardId);
  const readingMonths = await emptyOldReadings(context, { wardId, retention }, signal);

  await db.prisma.$transaction(
    async (tx) => {
      const at = now();
      const wordsYears = await emptyWords(tx, overdue);
      await tx.publicRequestOutcome.deleteMany({ where: { publicRequestId: { in: refused } } });
      const { count: refusedMonths } = await tx.publicRequest.deleteMany({ where: { id: { in: refused } } });
      const sentences = await tx.$executeRaw`${sql`DELETE FROM voice s WHERE ${overdue.sentences}`}`;
      const complaints = await tx.$executeRaw`${sql`DELETE FROM data_request c WHERE ${overdue.complaints}`}`;
      const runs = { importRunId: { in: leftovers } };
      await tx.importFilePart.deleteMany({ where: runs });
      await tx.importEffect.deleteMany({ where: runs });
      const { count: rows } = await tx.importRow.deleteMany({ where: runs });
      const counts: RetentionCounts = {
        goneYears,
        wordsYears,
        refusedMonths,
        voiceMonths: sentences + complaints,
        leftoverDays: rows + unanswered,
        readingMonths,
        unusedDays,
      };
      await tx.retentionRun.create({ data: { id: newIdAt(at), wardId, ranAt: at, counts } });
      await logEvent(tx, { actor: null, wardId, at }, 'retention.apply', { type: 'ward', id: wardId }, { ...counts });
    },
    { timeout: 60_000 },
  );
}

/** Empties old words, and deletes old briefings about homes, which no figure counts. @returns of how many homes. */
async function emptyWords(tx: Transaction, { words }: ReturnType<typeof overdueOf>): Promise<number> {
  const columns = (await readWordColumns(tx)).filter(({ name }) => name !== KEPT_CODE);
  const set = (of: (typeof columns)[number]) =>
    `${of.name} = ${PERSON_ROWS[of.table]!.becomes?.[of.name] ?? emptyValue(of)}`;
  const setsOf = (of: string) => columns.flatMap((one) => (one.table === of ? set(one) : [])).join();
  const emptied = (kind: keyof typeof WORDED) => {
    const part = (of: string, isOf: string) =>
      `UPDATE ${of} t SET ${setsOf(of)} WHERE ${isOf.replace('$', '(SELECT id FROM old)')}`;
    const parts = Object.entries(WORDED[kind]).map(([of, isOf]) => `of_${of} AS (${part(of, isOf)})`);
    return sql`WITH old AS (UPDATE ${raw(kind)} own SET ${raw(setsOf(kind))} WHERE ${words[kind]} RETURNING own.id, own.household_id), ${raw(parts.join())} SELECT household_id AS id FROM old`;
  };
  const briefings = sql`DELETE FROM briefing own WHERE ${words.briefing} RETURNING own.household_id AS id`;
  const homes = new Set<string>();
  for (const statement of [emptied('visit'), emptied('support_request'), briefings])
    for (const { id } of await queryRows(tx, 'retention-words', OVERDUE_ROW)`${statement}`) homes.add(id);
  return homes.size;
}

/** Ends lists, with their files, that still wait for an answer. Returns how many. */
const endLists = async ({ db, now }: Context, wardId: string, ids: readonly string[]): Promise<number> =>
  db.prisma.$transaction(async (tx) => {
    const at = now();
    const ended = await queryRows(tx, 'retention-end-lists', OVERDUE_ROW)`
        UPDATE import_run i SET status = 'cancelled', finished_at = ${at}
        WHERE id = ANY (${ids}::uuid[]) AND ward_id = ${wardId}::uuid AND ${WAITS_FOR_COLUMNS} RETURNING id`;
    await tx.importFilePart.deleteMany({ where: { importRunId: { in: ended.map(({ id }) => id) } } });
    for (const { id } of ended) {
      const subject = { type: 'import', id } as const;
      await logEvent(tx, { actor: null, wardId, at }, 'import.stop', subject, { step: 'reading' });
    }
    return ended.length;
  });

async function emptyOldReadings(
  { db, now }: Context,
  { wardId, retention }: Pick<WardRetention, 'wardId' | 'retention'>,
  signal: AbortSignal,
): Promise<number> {
  const at = now();
  const [until] = await queryRows(db, 'retention-readings', z.object({ before: z.date().nullable() }))`
      SELECT ${overdueOf(wardId, retention, at).readingsUntil} AS before`;
  const { before } = until!;
  return before ? emptyReadings(db, { wardId, before, at, signal }) : 0;
}
