import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { AppContext, Context } from '../../../context';
import { toDbDate } from '../../../db/dates';
import type { Transaction } from '../../../db/database';
import { lockRows, lockOrNotFound } from '../../../db/locks';
import { queryRows } from '../../../db/query-rows';
import { localDateOf } from '../../../shared/dates';
import { DONE, UNCHANGED, type Blocked, type Done, type Unchanged } from '../../../shared/outcome';
import { namePattern, phonePattern } from '../../../shared/spellings';
import { raw, sql, type Sql } from '../../../shared/sql';
import { emptyEvents } from '../../office/audit/empty-service';
import { logEvent } from '../../office/audit/transact';
import { forgetDraftsAbout } from '../../office/drafts/service';
import { REFERENCES } from '../../register/references/references';
import { DATA_MAP } from '../data-map/data-map';
import { ERASED, PERSON_ROWS } from '../data-map/person-rows';
import { endOpenRequests } from '../data-requests/service';
import { findErasureBlockers, findHeldAgain, namesNobody, type Tombstone } from './queries';
import { scrubActSnapshots, withoutTexts } from './scrub';
import { isSealed, type FollowedTombstones, type TombstoneLine } from './tombstones';

type ErasureContext = Context & Pick<AppContext, 'sealer'>;

/**
 * Erases a person's data for good: what names them goes, what was counted stays. The record remains as one without a
 * name, because visits, files and uses of the portal refer to it. Refused, with the reasons, while work is planned that
 * needs the name. Twice does nothing, unless a row of theirs was written since: that is erased again.
 * @param actor null if the ward's retention has passed.
 */
export async function eraseResident(
  { db, now, sealer }: ErasureContext,
  { actor, wardId, id }: { actor: Actor | null; wardId: string; id: string },
): Promise<Done | Unchanged | Blocked> {
  const at = now();
  return db.prisma.$transaction(
    async (tx): Promise<Done | Unchanged | Blocked> => {
      await lockPerson(tx, wardId, id);
      if (await namesNobody(tx, id)) return UNCHANGED;
      const blockers = await findErasureBlockers(tx, wardId, id);
      if (blockers.length > 0) return { kind: 'blocked', blockers };
      const formerIds = await mergedInto(tx, id);
      if (actor)
        await endOpenRequests(
          tx,
          actor,
          { residentId: id, kind: 'erase' },
          { endedAs: 'fulfilled', endNote: '', today: toDbDate(localDateOf(at)) },
        );
      await eraseRows(tx, { wardId, actor, at, sealer }, [id, ...formerIds]);
      const erased = { formerIds, erasedAt: at, erasedBy: actor?.id ?? null };
      await tx.dataErasure.upsert({
        where: { erasedId: id },
        create: { erasedId: id, wardId, ...erased },
        update: erased,
      });
      await logEvent(tx, { actor, wardId, at }, 'resident.erase', id);
      return DONE;
    },
    { timeout: ERASURE_MS },
  );
}

/** Maximum time of an erasure: every table with free text is searched for the name once. */
const ERASURE_MS = 60_000;

/**
 * Erases again the people whom the database was put back with. Only sealed tombstones of the database itself are followed: of the one
 * in the archive if it was just restored, otherwise those of a time after everything that happened in it.
 * @param of.database null for an archive that does not name its database.
 */
export async function followTombstones(
  { db, now, sealer }: ErasureContext,
  lines: readonly TombstoneLine[],
  of: { database: string | null; isRestored: boolean },
): Promise<FollowedTombstones> {
  const held = await findHeldAgain(db, lines);
  const sealed = held.filter(({ line }) => isSealed(line, sealer));
  const own = sealed.filter(({ line }) => of.database === null || line.database === of.database);
  const due = own.filter(({ isOlder }) => of.isRestored || isOlder);
  const erased = await eraseAgain(
    { db, now, sealer },
    due.map(({ line }) => line),
  );
  const without = (all: typeof held, those: typeof held) => all.flatMap((one) => (those.includes(one) ? [] : one.line));
  return { erased, unsealed: without(held, sealed), foreign: without(sealed, own), elsewhere: without(own, due) };
}

/** All in one transaction: a start that is killed half-way still finds the database older than the tombstones. Nothing blocks it. */
async function eraseAgain({ db, now, sealer }: ErasureContext, tombstones: readonly Tombstone[]): Promise<number> {
  if (tombstones.length === 0) return 0;
  return db.prisma.$transaction(
    async (tx) => {
      let count = 0;
      for (const { wardId, id, formerIds, erasedAt } of tombstones) {
        const made = await tx.$executeRaw`
          INSERT INTO data_erasure (erased_id, ward_id, former_ids, erased_at) VALUES (${id}::uuid, ${wardId}::uuid, ${[...formerIds]}::uuid[], ${new Date(erasedAt)})
          ON CONFLICT (erased_id) DO UPDATE SET former_ids = EXCLUDED.former_ids, erased_at = EXCLUDED.erased_at WHERE data_erasure.erased_at < EXCLUDED.erased_at`;
        if (made === 0) continue;
        const people = await tx.resident.findMany({
          where: { wardId, id: { in: [id, ...formerIds] } },
          select: { id: true },
        });
        // Before the merges each record stood for itself: each is read-only now.
        const formers = people.filter((person) => person.id !== id);
        await tx.dataErasure.createMany({
          data: formers.map((former) => ({ erasedId: former.id, wardId, erasedAt: new Date(erasedAt) })),
          skipDuplicates: true,
        });
        const at = now();
        await eraseRows(
          tx,
          { wardId, actor: null, at, sealer },
          people.map((person) => person.id),
        );
        await logEvent(tx, { actor: null, wardId, at }, 'resident.erase-again', id);
        count += 1;
      }
      return count;
    },
    { timeout: ERASURE_MS * tombstones.length },
  );
}

async function lockPerson(tx: Transaction, wardId: string, id: string): Promise<void> {
  const homes = await tx.householdMembership.findMany({
    where: { residentId: id, wardId, validTo: null },
    select: { householdId: true },
  });
  if (homes.length > 0) await lockRows(tx, 'household', { ids: homes.map(({ householdId }) => householdId), wardId });
  await lockOrNotFound(tx, 'resident', { id, wardId });
}

/** The records that were merged into this one, directly or through others. */
async function mergedInto(tx: Transaction, id: string): Promise<string[]> {
  const rows = await queryRows(tx, 'erasure-merged', z.object({ id: z.string() }))`WITH RECURSIVE merged AS (
        SELECT removed_id AS id FROM register_merge WHERE kept_id = ${id}::uuid AND kind = 'resident' AND undone_at IS NULL
        UNION SELECT m.removed_id FROM register_merge m JOIN merged ON m.kept_id = merged.id WHERE m.kind = 'resident' AND m.undone_at IS NULL)
      SELECT id FROM merged`;
  return rows.map((row) => row.id);
}

// ------------------------------------------------------------ the rows

const COLUMN = z.object({ table: z.string(), name: z.string(), type: z.string(), isNullable: z.boolean() });
type Column = z.infer<typeof COLUMN>;

/** Whose act it is; an actor of null is the ward's retention, or a restored database. */
interface Erasure extends Pick<AppContext, 'sealer'> {
  wardId: string;
  actor: Actor | null;
  at: Date;
}

async function eraseRows(tx: Transaction, erasure: Erasure, ids: readonly string[]): Promise<void> {
  const { wardId, at, sealer } = erasure;
  const columns = await readWordColumns(tx);
  const known = await readKnownWords(tx, wardId, ids);
  // The record itself comes after what is found through it; its search keys come last, because a trigger makes new ones.
  const tables = Object.keys(PERSON_ROWS)
    .toReversed()
    .filter((table) => table !== 'resident_search_key');
  const records: string[] = [...ids];
  for (const table of tables) records.push(...(await eraseIn(tx, table, { wardId, ids, columns })));
  await leaveActiveWork(tx, ids, at);
  await eraseIn(tx, 'resident_search_key', { wardId, ids, columns });
  await sweep(tx, wardId, known, columns);
  const about = await recordsAbout(tx, wardId, known);
  await forgetDraftsAbout(tx, sealer, wardId, { ids: [...ids, ...known.homes, ...about], words: known.anywhere });
  await emptyEvents(tx, erasure, eventsAbout({ ids, records, known }));
}

/**
 * The events that are about the person or a row of theirs, that name them, or that are about a home in which no other
 * resident lived, except those about others who had lived there before. Readings of such a home are left: they name no
 * person.
 */
function eventsAbout({
  ids,
  records,
  known: { anywhere, atHome, homes, emptied },
}: {
  ids: readonly string[];
  records: readonly string[];
  known: KnownWords;
}): Sql {
  const isOf = (homeIds: readonly string[]) =>
    sql`(event.subject_id = ANY (${homeIds}::text[]) OR event.details ->> 'householdId' = ANY (${homeIds}::text[]))`;
  const person = sql`coalesce(event.details ->> 'residentId', CASE event.subject_type WHEN 'resident' THEN event.subject_id END)`;
  // A merge that was undone names both people, under the one who was kept.
  return sql`event.subject_id = ANY (${records}::text[]) OR ${person} = ANY (${ids}::text[]) OR event.details ->> 'removedId' = ANY (${ids}::text[])
    OR event.details::text ~ ${anywhere} OR ${isOf(emptied)} AND ${person} IS NULL OR ${isOf(homes)} AND event.details::text ~ ${atHome}`;
}

interface Erasing {
  wardId: string;
  ids: readonly string[];
  columns: readonly Column[];
}

/** @returns the ids of the rows, where they have one. */
async function eraseIn(tx: Transaction, table: string, { wardId, ids, columns }: Erasing): Promise<string[]> {
  const { erase, becomes = {} } = PERSON_ROWS[table]!;
  if (erase === 'keep') return [];
  const theirs = sql`t.ward_id = ${wardId}::uuid AND (${PERSON_ROWS[table]!.where(sql`${ids}::uuid[]`)})`;
  const rows = await queryRows(tx, 'erasure-rows', z.object({ id: z.string().nullable() }))`
      SELECT to_jsonb(t) ->> 'id' AS id FROM ${raw(table)} t WHERE ${theirs}`;
  const records = rows.flatMap((row) => row.id ?? []);
  if (erase === 'delete') {
    await tx.$executeRaw`DELETE FROM ${raw(table)} t WHERE ${theirs}`;
    return records;
  }
  const own = columns.filter((column) => column.table === table && !(column.name in becomes));
  const isKeptShape = ({ type, isNullable }: Column) => type === 'jsonb' && !isNullable;
  for (const { name } of own.filter(isKeptShape)) await scrubJson(tx, { table, name, theirs, ids });
  const sets = [
    ...Object.entries(becomes).map(([name, value]) => `${name} = ${value}`),
    ...own.filter((column) => !isKeptShape(column)).map((column) => `${column.name} = ${emptyValue(column)}`),
  ];
  if (sets.length > 0) await tx.$executeRaw`UPDATE ${raw(table)} t SET ${raw(sets.join(', '))} WHERE ${theirs}`;
  return records;
}

/** SQL. In a column that cannot be NULL it stays visible that there was a text. */
export function emptyValue({ name, type, isNullable }: Column): string {
  if (isNullable) return 'NULL';
  return type.endsWith('[]') ? `'{}'` : `CASE WHEN ${name} = '' THEN '' ELSE '${ERASED}' END`;
}

interface Scrubbing {
  table: string;
  name: string;
  theirs: Sql;
  ids: readonly string[];
}

async function scrubJson(tx: Transaction, { table, name, theirs, ids }: Scrubbing): Promise<void> {
  const rows = await queryRows(tx, 'erasure-json', z.object({ place: z.string(), value: z.unknown() }))`
      SELECT ctid::text AS place, ${raw(name)} AS value FROM ${raw(table)} t WHERE ${theirs}`;
  const people = new Set(ids);
  for (const { place, value } of rows) {
    const scrubbed =
      table === 'register_act'
        ? scrubActSnapshots(value as Parameters<typeof scrubActSnapshots>[0], people)
        : withoutTexts(value);
    await tx.$executeRaw`UPDATE ${raw(table)} SET ${raw(name)} = ${JSON.stringify(scrubbed)}::jsonb WHERE ctid = ${place}::tid`;
  }
}

/** A resident without a name is not planned, called or counted: the register takes them for departed. */
async function leaveActiveWork(tx: Transaction, ids: readonly string[], at: Date): Promise<void> {
  const today = localDateOf(at);
  await tx.$executeRaw`UPDATE household_membership SET valid_to = greatest(valid_from, ${today}::date) WHERE resident_id = ANY (${ids}::uuid[]) AND valid_to IS NULL`;
  await tx.$executeRaw`UPDATE resident_absence SET ended_on = greatest(absent_from, ${today}::date) WHERE resident_id = ANY (${ids}::uuid[]) AND ended_on IS NULL`;
  await tx.$executeRaw`UPDATE newcomer SET is_waiting = false WHERE resident_id = ANY (${ids}::uuid[])`;
  await tx.$executeRaw`
    UPDATE resident SET residence_status = CASE WHEN residence_status = 'deceased' THEN residence_status ELSE 'moved_out' END, version = version + 1, updated_at = ${at}
    WHERE id = ANY (${ids}::uuid[])`;
}

// ------------------------------------------------------------ words about them in rows of others

interface KnownWords {
  /** Finds them wherever they stand in the ward: no other resident, officer, street or place has this name or number. */
  anywhere: string | null;
  /** Finds them in what was written about their homes. */
  atHome: string | null;
  homes: readonly string[];
  /** Homes in which no other resident lives or lived later: what was written about them was about this person. */
  emptied: readonly string[];
}

async function readKnownWords(tx: Transaction, wardId: string, ids: readonly string[]): Promise<KnownWords> {
  // A name or number that was corrected stands in the log alone.
  const own = await queryRows(tx, 'erasure-words', z.object({ text: z.string() }))`SELECT text FROM (
        SELECT full_name AS text FROM resident WHERE id = ANY (${ids}::uuid[]) UNION SELECT phone FROM resident WHERE id = ANY (${ids}::uuid[])
        UNION SELECT full_name FROM newcomer WHERE resident_id = ANY (${ids}::uuid[]) UNION SELECT phone FROM newcomer WHERE resident_id = ANY (${ids}::uuid[])
        UNION SELECT change ->> 'before' FROM audit_event event CROSS JOIN jsonb_path_query(event.details, '$.changes[*]') AS change
          WHERE event.chain_id = ${wardId}::uuid AND event.subject_type = 'resident' AND event.subject_id = ANY (${ids}::text[]) AND change ->> 'field' IN ('fullName', 'phone')
      ) AS own WHERE text <> ''`;
  const written = own.flatMap(({ text }) => patternsOf(text));
  // Others are compared as the register writes them, and without marks where the pattern needs none.
  const isOf = (name: string, folded = `fold_vietnamese(${name})`) =>
    raw(`(${name} ~ own.pattern OR own.needs_no_marks AND ${folded} ~ own.pattern)`);
  const patterns = await queryRows(tx, 'erasure-patterns', z.object({ pattern: z.string(), isShared: z.boolean() }))`
      SELECT own.pattern,
        EXISTS (SELECT FROM resident o WHERE o.ward_id = ${wardId}::uuid AND o.id <> ALL (${ids}::uuid[]) AND (${isOf('o.full_name', 'o.name_folded')} OR o.phone ~ own.pattern))
        OR EXISTS (SELECT FROM user_account o WHERE o.ward_id = ${wardId}::uuid AND (${isOf('o.display_name')} OR o.phone ~ own.pattern))
        OR EXISTS (SELECT FROM household o WHERE o.ward_id = ${wardId}::uuid AND ${isOf('o.address_line', 'o.address_folded')})
        OR EXISTS (SELECT FROM ward o WHERE o.id = ${wardId}::uuid AND ${isOf('o.name')}) AS "isShared"
      FROM unnest(${written.map(({ pattern }) => pattern)}::text[], ${written.map(({ needsNoMarks }) => needsNoMarks)}::boolean[]) AS own (pattern, needs_no_marks)`;
  const homes = await queryRows(tx, 'erasure-homes', z.object({ id: z.string(), isEmptied: z.boolean() }))`
      SELECT m.household_id AS id, bool_and(NOT EXISTS (
        SELECT FROM household_membership o WHERE o.household_id = m.household_id AND o.resident_id <> ALL (${ids}::uuid[]) AND (o.valid_to IS NULL OR o.valid_to > m.valid_to))) AS "isEmptied"
      FROM household_membership m WHERE m.resident_id = ANY (${ids}::uuid[]) GROUP BY 1
      UNION ALL
      SELECT DISTINCT v.household_id, false FROM newcomer n JOIN visit v ON v.id = n.visit_id WHERE n.resident_id = ANY (${ids}::uuid[])`;
  const anyOf = (found: typeof patterns) => found.map(({ pattern }) => pattern).join('|') || null;
  return {
    anywhere: anyOf(patterns.filter(({ isShared }) => !isShared)),
    atHome: anyOf(patterns),
    homes: homes.map(({ id }) => id),
    emptied: homes.filter(({ isEmptied }) => isEmptied).map(({ id }) => id),
  };
}

/** What is written about their homes and changed at an address that does not name the home. */
async function recordsAbout(tx: Transaction, wardId: string, { homes }: KnownWords): Promise<string[]> {
  const rows = await queryRows(tx, 'erasure-records', z.object({ id: z.string() }))`
      SELECT id FROM support_request WHERE ward_id = ${wardId}::uuid AND household_id = ANY (${homes}::uuid[])
      UNION SELECT id FROM briefing WHERE ward_id = ${wardId}::uuid AND household_id = ANY (${homes}::uuid[])
      UNION SELECT id FROM visit WHERE ward_id = ${wardId}::uuid AND household_id = ANY (${homes}::uuid[])
      UNION SELECT id FROM round_door WHERE ward_id = ${wardId}::uuid AND household_id = ANY (${homes}::uuid[])`;
  return rows.map(({ id }) => id);
}

/**
 * What finds a full name or a telephone number; nothing for what is too short to tell one person from another. A name
 * without its marks may be another's, so it is checked apart.
 */
function patternsOf(text: string): { pattern: string; needsNoMarks: boolean }[] {
  if (/^\d{9,}$/.test(text)) return [{ pattern: phonePattern(text), needsNoMarks: false }];
  if (!text.includes(' ')) return [];
  return [
    { pattern: namePattern(text, 'required'), needsNoMarks: false },
    { pattern: namePattern(text, 'optional'), needsNoMarks: true },
  ];
}

/** Stands for a name cut out of a sentence: shorter than any name, so that no text outgrows its column. */
const CUT_OUT = '…';

/** What was written freely about other people; their names and numbers are their own. */
const SWEPT_OF_PEOPLE: Readonly<Record<string, readonly string[]>> = {
  resident: ['note', 'contact_wish'],
  newcomer: ['tie'],
};

/** Rows about other people and accounts are theirs; sessions and counted attempts expire by themselves. */
const NOT_SWEPT = new Set([
  'resident_search_key',
  'user_account',
  'residential_group',
  'audit_event',
  'user_session',
  'rate_limit',
]);

async function sweep(
  tx: Transaction,
  wardId: string,
  { anywhere, atHome, homes, emptied }: KnownWords,
  columns: readonly Column[],
): Promise<void> {
  const isSwept = ({ table, name, type }: Column) =>
    ['text', 'jsonb'].includes(type) && !NOT_SWEPT.has(table) && (SWEPT_OF_PEOPLE[table]?.includes(name) ?? true);
  for (const column of columns.filter(isSwept)) {
    const { table, type } = column;
    const name = raw(column.name);
    const replace = (pattern: string, where: Sql) => tx.$executeRaw`
      UPDATE ${raw(table)} SET ${name} = regexp_replace(${name}::text, ${pattern}, ${CUT_OUT}, 'g')::${raw(type)}
      WHERE ward_id = ${wardId}::uuid AND ${name}::text ~ ${pattern} AND ${where}`;
    if (anywhere) await replace(anywhere, sql`true`);
    const home = HOME_OF.get(table);
    if (!home) continue;
    const isAt = (ids: readonly string[]) => sql`${raw(home)} = ANY (${ids}::uuid[])`;
    if (atHome && homes.length > 0) await replace(atHome, isAt(homes));
    if (emptied.length > 0 && type === 'text')
      await tx.$executeRaw`UPDATE ${raw(table)} SET ${name} = ${raw(PERSON_ROWS[table]?.becomes?.[column.name] ?? emptyValue(column))} WHERE ward_id = ${wardId}::uuid AND ${isAt(emptied)}`;
  }
}

/** The tables of what is written about a home, with the column that names it. */
const HOME_OF: ReadonlyMap<string, string> = new Map([
  ['household', 'id'],
  ...REFERENCES.household.flatMap(({ name, refs, isAboutHome }) => (isAboutHome ? [[name, refs[0]!] as const] : [])),
]);

/** The columns that hold words, except those that the database derives. */
export async function readWordColumns(tx: Transaction): Promise<Column[]> {
  const rows = await queryRows(tx, 'erasure-columns', COLUMN)`
      SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS "isNullable"
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''`;
  return rows.filter(({ table, name }) => name in (DATA_MAP[table]?.words ?? {}));
}
