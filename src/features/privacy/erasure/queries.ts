import { z } from 'zod';
import { RESIDENT_PLAIN, type PlainEntries } from '../../../shared/register-fields';
import type { Database, Reads, Transaction } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { findDatabaseName } from '../../../db/tables';
import { formatDate, formatRoundTime } from '../../../shared/dates';
import { empty, join, raw, sql } from '../../../shared/sql';
import { DATA_MAP } from '../data-map/data-map';
import { ERASED, ERASED_NAME, PERSON_ROWS } from '../data-map/person-rows';

const BLOCKERS = z.object({
  rounds: z.array(z.object({ startsAt: z.string(), endsAt: z.string(), addressLine: z.string() })),
  requests: z.array(z.object({ receivedOn: z.string() })),
  imports: z.array(z.object({ fileName: z.string() })),
  heads: z.array(z.object({ addressLine: z.string() })),
});

/** What must be done before a resident's data can be erased, one sentence each; empty if nothing. */
export async function findErasureBlockers(db: Pick<Transaction, '$queryRaw'>, wardId: string, id: string) {
  // A list that is being read may hold the person in a row that the office has not seen yet.
  const [found] = await queryRows(db, 'erasure-blockers', BLOCKERS)`WITH home AS (
      SELECT m.household_id AS id, m.relation, h.address_line FROM household_membership m JOIN household h ON h.id = m.household_id
      WHERE m.ward_id = ${wardId}::uuid AND m.resident_id = ${id}::uuid AND m.valid_to IS NULL
    ), known AS (SELECT national_number_hash AS hash FROM resident WHERE ward_id = ${wardId}::uuid AND id = ${id}::uuid)
    SELECT
      (SELECT coalesce(json_agg(json_build_object('startsAt', r.starts_at, 'endsAt', r.ends_at, 'addressLine', home.address_line) ORDER BY r.starts_at), '[]')
        FROM home JOIN round_door d ON d.household_id = home.id AND d.is_open JOIN round r ON r.id = d.round_id) AS rounds,
      (SELECT coalesce(json_agg(json_build_object('receivedOn', received_on) ORDER BY received_on), '[]')
        FROM support_request WHERE ward_id = ${wardId}::uuid AND is_open AND (resident_id = ${id}::uuid OR household_id IN (SELECT home.id FROM home WHERE NOT EXISTS (
          SELECT FROM household_membership o WHERE o.household_id = home.id AND o.valid_to IS NULL AND o.resident_id <> ${id}::uuid)))) AS requests,
      (SELECT coalesce(json_agg(json_build_object('fileName', file_name)), '[]') FROM import_run i WHERE ward_id = ${wardId}::uuid
        AND (status IN ('waiting', 'reading') OR status IN ('previewed', 'confirming', 'reverting') AND EXISTS (
          SELECT FROM import_row x LEFT JOIN known ON true WHERE x.import_run_id = i.id AND (x.resident_id = ${id}::uuid OR x.national_number_hash = known.hash)))) AS imports,
      (SELECT coalesce(json_agg(json_build_object('addressLine', home.address_line)), '[]') FROM home WHERE home.relation = 'head'
        AND EXISTS (SELECT FROM household_membership o WHERE o.household_id = home.id AND o.valid_to IS NULL AND o.resident_id <> ${id}::uuid)) AS heads`;
  const { rounds, requests, imports, heads } = found!;
  return [
    ...rounds.map(
      ({ startsAt, endsAt, addressLine }) =>
        `${addressLine} đang có trong buổi ${formatRoundTime(new Date(startsAt), new Date(endsAt))}: bỏ cửa này khỏi buổi, hoặc đợi buổi xong.`,
    ),
    ...requests.map(({ receivedOn }) => `Đề nghị nhận ngày ${formatDate(receivedOn)} còn mở: kết thúc đề nghị trước.`),
    ...imports.map(({ fileName }) => `Danh sách “${fileName}” đang đọc hoặc chờ xác nhận: xác nhận hoặc bỏ trước.`),
    ...heads.map(({ addressLine }) => `Người này là chủ hộ ở ${addressLine}, nơi còn người khác: đổi chủ hộ trước.`),
  ];
}

/** SQL: whether a record `r` names a person, as one does again in which an officer wrote after the erasure. */
export const RECORD_NAMES_SOMEBODY = sql`(r.full_name <> ${raw(ERASED_NAME)} OR num_nonnulls(r.phone, r.national_number_hash, r.contact_wish) > 0
  ${raw(
    Object.values<PlainEntries[string]>(RESIDENT_PLAIN)
      .map(({ kind, columns: [column] }) => (kind === 'text' ? `OR r.${column} NOT IN ('', '${ERASED}')` : ''))
      .join(' '),
  )} OR coalesce(r.birth_precision <> 'year', false))`;

/** Columns that the database makes from other words of the row. */
const DERIVED = new Set(['name_folded', 'sort_name']);

/**
 * SQL: whether any row about the people in `erasure.ids` says something that an erasure takes out. Rows that are never
 * printed are left out, because the program copies them from these.
 */
const NAMES_SOMEBODY = join(
  Object.entries(PERSON_ROWS)
    .filter(([, { erase, notPrinted }]) => erase !== 'keep' && !notPrinted)
    .map(([table, { where, erase }]) => {
      const theirs = where(sql`(SELECT ids FROM erasure)::uuid[]`);
      return sql`EXISTS (SELECT FROM ${raw(table)} t WHERE (${theirs}) ${erase === 'delete' ? empty : sql`AND (${raw(wordsLeft(table))})`})`;
    }),
  ' OR ',
);

/** SQL: whether a row `t` of the table has words that an erasure would empty. @param kept a word that does not count. */
export function wordsLeft(table: string, kept = ''): string {
  const { becomes = {} } = PERSON_ROWS[table]!;
  const words = Object.keys(DATA_MAP[table]!.words).filter((it) => !(it in becomes || DERIVED.has(it) || it === kept));
  return [
    ...Object.entries(becomes).map(([name, value]) => `t.${name} IS DISTINCT FROM ${value}`),
    ...words.map((name) => `t.${name}::text NOT IN ('', '${ERASED}')`),
  ].join(' OR ');
}

const ERASED_PERSON = z.object({
  id: z.string(),
  fullName: z.string(),
  addressLine: z.string().nullable(),
  /** Null while the data are there, or there again. */
  erasedAt: z.date().nullable(),
});
export type ErasedPerson = z.infer<typeof ERASED_PERSON>;

/** @throws NotFoundError if the ward has no such resident. */
export const getErasedPerson = (db: Reads, wardId: string, id: string): Promise<ErasedPerson> =>
  queryRow(db, 'erasure-person', ERASED_PERSON)`
      WITH erasure AS (SELECT erased_at, array_append(former_ids, erased_id) AS ids FROM data_erasure WHERE ward_id = ${wardId} AND erased_id = ${id})
      SELECT r.id, r.full_name AS "fullName", h.address_line AS "addressLine", CASE WHEN e.erased_at IS NOT NULL AND NOT (${NAMES_SOMEBODY}) THEN e.erased_at END AS "erasedAt"
      FROM resident r LEFT JOIN erasure e ON true
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      WHERE r.ward_id = ${wardId} AND r.id = ${id}`;

/** Whether a person, whom the caller has locked, was erased and nothing names them any more. */
export async function namesNobody(tx: Transaction, id: string): Promise<boolean> {
  const rows = await queryRows(tx, 'erasure-names-nobody', z.object({}))`
      WITH erasure AS (SELECT array_append(former_ids, erased_id) AS ids FROM data_erasure WHERE erased_id = ${id}::uuid)
      SELECT FROM erasure WHERE NOT (${NAMES_SOMEBODY})`;
  return rows.length > 0;
}

/** The resident of a ward whose data were ever erased, by the id of their record or of a consent of theirs. */
export async function findErased(db: Reads, wardId: string, id: string): Promise<string | null> {
  const [erased] = await queryRows(db, 'erasure-known', z.object({ id: z.string() }))`
      SELECT erased_id AS id FROM data_erasure
      WHERE ward_id = ${wardId} AND erased_id = coalesce((SELECT resident_id FROM consent WHERE id = ${id}), ${id})`;
  return erased?.id ?? null;
}

/** A resident whose data were erased, as remembered beside the backups. */
export interface Tombstone {
  wardId: string;
  id: string;
  /** Records that were merged into theirs. */
  formerIds: readonly string[];
  erasedAt: string;
}

export interface Erasures {
  database: string;
  people: Tombstone[];
}

/** All residents whose data were erased, of all wards, for the copy beside the backups. */
export async function listErasures(db: Pick<Database, 'pool'>): Promise<Erasures> {
  const database = (await findDatabaseName(db.pool))!; // the start has migrated it
  const rows = await queryRows(
    db,
    'erasures',
    z.object({ wardId: z.string(), id: z.string(), formerIds: z.array(z.string()), erasedAt: z.date() }),
  )`
      SELECT ward_id AS "wardId", erased_id AS id, former_ids AS "formerIds", erased_at AS "erasedAt" FROM data_erasure ORDER BY erased_at, erased_id`;
  return { database, people: rows.map((row) => ({ ...row, erasedAt: row.erasedAt.toISOString() })) };
}

/**
 * Of tombstones, those of people whom the database holds and has not erased so late.
 * @returns beside each whether the database is older: nothing happened in its ward since the erasure.
 */
export async function findHeldAgain<Line extends Tombstone>(db: Reads, lines: readonly Line[]) {
  const rows = await queryRows(db, 'erasures-held-again', z.object({ index: z.number(), isOlder: z.boolean() }))`
      SELECT said.index::int - 1 AS index, coalesce(said.erased_at > (
        SELECT at FROM audit_event WHERE chain_id = said.ward_id ORDER BY seq DESC LIMIT 1), true) AS "isOlder"
      FROM jsonb_array_elements(${JSON.stringify(lines)}::jsonb) WITH ORDINALITY AS one (line, index)
      CROSS JOIN LATERAL (SELECT index, (line ->> 'wardId')::uuid AS ward_id, (line ->> 'id')::uuid AS id, (line ->> 'erasedAt')::timestamptz AS erased_at) AS said
      WHERE EXISTS (SELECT FROM resident r WHERE r.ward_id = said.ward_id
        AND r.id IN (SELECT said.id UNION SELECT former::uuid FROM jsonb_array_elements_text(line -> 'formerIds') AS former))
        AND NOT EXISTS (SELECT FROM data_erasure e WHERE e.erased_id = said.id AND e.erased_at >= said.erased_at)
      ORDER BY 1`;
  return rows.map(({ index, isOlder }) => ({ line: lines[index]!, isOlder }));
}
