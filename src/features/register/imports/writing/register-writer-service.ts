import { z } from 'zod';
import type { Transaction } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { join, raw, sql, type Sql } from '../../../../shared/sql';
import { ADDRESS_PARTS } from '../../../../shared/address';
import { eachReadiness, READINESS_COLUMNS } from '../../../../shared/readiness-sql';
import { HOUSEHOLD_IMPORTED, mapPlain, RESIDENT_IMPORTED, type PlainEntries } from '../../../../shared/register-fields';
import type { Sealer } from '../../../../shared/sealer';
import { moveNumbers } from '../../national-numbers/moved-values-service';
import type { DifferingField } from '../comparing/field-rules';
import { changedColumns, setColumns } from './steps-service';

export interface ListScope {
  runId: string;
  wardId: string;
  fileName: string;
  /** Who confirms the list. */
  by: string;
  /** The fields in which the list is followed where it differs. */
  follow: readonly DifferingField[];
  at: Date;
  /** Midnight UTC of the date in Việt Nam. */
  today: Date;
}

/** Rows of the list: after `from`, up to and including `to`. */
export interface RowRange {
  from: number;
  to: number;
}

/** The columns of the fields that a preview stores: as the catalogue says, and full_name for fullName. */
const columnsOf = (entries: PlainEntries, others: readonly string[]): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(others.map((name) => [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)])),
  ...mapPlain(entries, ({ columns: [column] }) => column),
});
const RESIDENT = columnsOf(RESIDENT_IMPORTED, ['fullName', 'birthDate', 'birthPrecision', 'phone', 'residenceStatus']);
const HOUSEHOLD = columnsOf(HOUSEHOLD_IMPORTED, ['code', ...ADDRESS_PARTS, 'addressLine', 'laneKey', 'laneLabel']);
const WRITTEN_OF_HOUSEHOLD = ['residential_group_id', ...Object.values(HOUSEHOLD)];
/** The columns that an import may change, and a revert restores. */
export const RESIDENT_COLUMNS = Object.values(RESIDENT);
export const HOUSEHOLD_COLUMNS = [...WRITTEN_OF_HOUSEHOLD, 'hand_order'];

const byColumn = (columns: Readonly<Record<string, string>>, fields: Sql) => {
  const pairs = Object.entries(columns).map(([name, column]) => sql`${column}::text, ${fields} -> ${name}::text`);
  return sql`jsonb_strip_nulls(jsonb_build_object(${join(pairs)}))`;
};
/** The same of a new record, where a text of the catalogue that the row does not state is empty. */
const UNSTATED = JSON.stringify(
  Object.fromEntries(
    Object.values<PlainEntries[string]>({ ...RESIDENT_IMPORTED, ...HOUSEHOLD_IMPORTED }).map(
      ({ kind, columns: [column] }) => [column, kind === 'text' ? '' : null],
    ),
  ),
);
const namesIn = (row: string, columns: readonly string[]) =>
  raw(columns.map((column) => `${row}.${column}`).join(', '));

const COUNTED = z.object({ count: z.number() });

/**
 * The statements of a confirmation. Each writes a range of rows at once, and stores for each record its previous state,
 * or that it is new (see import_effect).
 */
export class RegisterWriter {
  readonly written = { households: 0, facts: 0, helpers: 0 };

  constructor(
    private readonly tx: Transaction,
    private readonly sealer: Sealer,
    private readonly scope: ListScope,
  ) {}

  chosen({ from, to }: RowRange): Sql {
    const { runId, follow } = this.scope;
    const followed = [...follow];
    return sql`chosen AS MATERIALIZED (
      SELECT row_number, verdict, national_number_cipher AS cipher, national_number_hash AS hash, w."residentId", w."residentVersion", w.household, w.membership, w.facts, w.helpers,
        CASE WHEN w.differing = '{}' THEN w.resident ELSE w.resident || (
          SELECT coalesce(jsonb_object_agg(said.key, said.value), '{}') FROM jsonb_each(w.differing) AS field, jsonb_each(field.value) AS said WHERE field.key = ANY(${followed}::text[])) END AS resident,
        CASE WHEN 'readiness' = ANY(${followed}::text[]) AND jsonb_typeof(w."readinessOfList") = 'object' THEN w."readinessOfList" ELSE w.readiness END AS readiness
      FROM import_row, jsonb_to_record(content -> 'writing')
        AS w ("residentId" uuid, "residentVersion" int, resident jsonb, differing jsonb, household jsonb, membership jsonb, readiness jsonb, "readinessOfList" jsonb, facts jsonb, helpers jsonb)
      WHERE import_run_id = ${runId}::uuid AND row_number > ${from} AND row_number <= ${to} AND jsonb_typeof(content -> 'writing') = 'object'
        AND decision IS DISTINCT FROM 'skip' AND (verdict IN ('new', 'changed') OR (verdict = 'doubtful' AND decision IS NOT NULL)))`;
  }

  // ---------------------------------------------------------- households

  private places(groups: Readonly<Record<string, string>>): Sql {
    return sql`places AS MATERIALIZED (
      SELECT DISTINCT ON (h.id) h.id, h.version,
        ${byColumn(HOUSEHOLD, sql`h.fields`)} || jsonb_strip_nulls(jsonb_build_object('residential_group_id', ${JSON.stringify(groups)}::jsonb -> (h.fields ->> 'groupCode'))) AS fields
      FROM chosen, jsonb_to_record(chosen.household) AS h (id uuid, version int, fields jsonb)
      WHERE jsonb_typeof(chosen.household) = 'object')`;
  }

  /** A new household is stored with each of its rows, which may lie in two ranges. */
  async addHouseholds(range: RowRange, groups: Readonly<Record<string, string>>): Promise<void> {
    const { runId, wardId, at } = this.scope;
    this.written.households += await this.tx.$executeRaw`
      WITH ${this.chosen(range)}, ${this.places(groups)},
      added AS (
        INSERT INTO household (id, ward_id, ${raw(WRITTEN_OF_HOUSEHOLD.join(', '))}, created_at, updated_at)
        SELECT p.id, ${wardId}::uuid, ${namesIn('f', WRITTEN_OF_HOUSEHOLD)}, ${at}, ${at}
        FROM places p, jsonb_populate_record(NULL::household, ${UNSTATED}::jsonb || p.fields) AS f WHERE p.version IS NULL
        ON CONFLICT (id) DO NOTHING RETURNING id, version)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, version_after) SELECT ${runId}::uuid, 'household', id, ${wardId}::uuid, version FROM added`;
  }

  /** False when a household has changed since the preview. */
  async correctHouseholds(range: RowRange, groups: Readonly<Record<string, string>>): Promise<boolean> {
    const { runId, wardId, at } = this.scope;
    const [expected] = await queryRows(this.tx, 'import-households-to-correct', COUNTED)`
        WITH ${this.chosen(range)}, ${this.places(groups)} SELECT count(*)::int AS count FROM places WHERE version IS NOT NULL`;
    if (expected!.count === 0) return true;
    const corrected = await this.tx.$executeRaw`
      WITH ${this.chosen(range)}, ${this.places(groups)},
      was AS MATERIALIZED (SELECT h.* FROM household h JOIN places p ON p.id = h.id AND p.version = h.version WHERE h.ward_id = ${wardId}::uuid),
      corrected AS (
        UPDATE household AS h SET ${setColumns(WRITTEN_OF_HOUSEHOLD, sql`h`, sql`p.fields`)}, version = h.version + 1, updated_at = ${at}
        FROM places p WHERE h.id = p.id AND h.ward_id = ${wardId}::uuid AND h.version = p.version RETURNING h.*)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, before, version_after)
      SELECT ${runId}::uuid, 'household', corrected.id, ${wardId}::uuid, ${changedColumns(sql`was`, sql`corrected`, HOUSEHOLD_COLUMNS)}, corrected.version
      FROM corrected JOIN was ON was.id = corrected.id`;
    return corrected === expected!.count;
  }

  /**
   * Assigns households without a residential group, in the list and in the register, to the group chosen for the whole
   * list. Runs after all corrections, because those expect the version that the preview saw.
   */
  async fillGroup({ from, to }: RowRange, { id, code }: { id: string; code: string }): Promise<void> {
    const { runId, wardId, at } = this.scope;
    const change = JSON.stringify({ field: 'Tổ dân phố', before: '', after: code, isOfList: true });
    await this.tx.$executeRaw`
      WITH named AS MATERIALIZED (
        SELECT coalesce((content -> 'writing' -> 'household' ->> 'id')::uuid, household_id) AS household_id, min(row_number) AS row_number,
          bool_or(content -> 'writing' -> 'household' @> '{"version": null}') AS is_new
        FROM import_row
        WHERE import_run_id = ${runId}::uuid AND row_number > ${from} AND row_number <= ${to} AND content ->> 'group' = ''
          AND decision IS DISTINCT FROM 'skip' AND (verdict IN ('new', 'changed', 'same') OR (verdict = 'doubtful' AND decision IS NOT NULL))
        GROUP BY 1),
      filled AS (
        UPDATE household AS h SET residential_group_id = ${id}::uuid, version = h.version + 1, updated_at = ${at}
        FROM named WHERE h.id = named.household_id AND h.ward_id = ${wardId}::uuid AND h.residential_group_id IS NULL RETURNING h.id, h.version, named.row_number, named.is_new),
      told AS (
        UPDATE import_row AS r SET content = jsonb_set(r.content, '{group}', to_jsonb(${code}::text)),
          changes = CASE WHEN r.row_number = filled.row_number AND filled.is_new IS NOT TRUE THEN r.changes || ${change}::jsonb ELSE r.changes END
        FROM filled
        WHERE r.import_run_id = ${runId}::uuid AND r.row_number > ${from} AND r.row_number <= ${to} AND r.content ->> 'group' = ''
          AND coalesce((r.content -> 'writing' -> 'household' ->> 'id')::uuid, r.household_id) = filled.id)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, before, version_after)
      SELECT ${runId}::uuid, 'household', id, ${wardId}::uuid, '{"residential_group_id": null}', version FROM filled
      ON CONFLICT (import_run_id, target, record_id) DO UPDATE SET before = import_effect.before || EXCLUDED.before, version_after = EXCLUDED.version_after`;
  }

  // ---------------------------------------------------------- residents

  private readonly people = sql`people AS MATERIALIZED (
    SELECT chosen."residentId" AS id, chosen."residentVersion" AS version, chosen.resident <> '{}' AS is_written,
      ${byColumn(RESIDENT, sql`chosen.resident`)} AS fields, chosen.resident ->> 'nationalNumber' AS last4,
      CASE WHEN chosen.resident ? 'nationalNumber' THEN chosen.cipher END AS cipher, CASE WHEN chosen.resident ? 'nationalNumber' THEN chosen.hash END AS hash
    FROM chosen)`;

  private readonly isSearched = sql`(p.fields ?| '{full_name,phone}' OR p.hash IS NOT NULL)`;

  /** Seals the rows' numbers for their residents; the statements below copy the values as they are. */
  async sealNumbers(range: RowRange): Promise<void> {
    const { runId, wardId } = this.scope;
    const rows = await queryRows(
      this.tx,
      'import-sealed-numbers',
      z.object({ rowNumber: z.number(), residentId: z.string(), cipher: z.instanceof(Uint8Array) }),
    )`
        WITH ${this.chosen(range)}
      SELECT row_number AS "rowNumber", "residentId", cipher FROM chosen WHERE cipher IS NOT NULL AND resident ? 'nationalNumber'`;
    await moveNumbers(
      this.tx,
      this.sealer,
      { column: 'import_row.national_number_cipher', wardId, to: 'residents' },
      rows.map(({ rowNumber, ...number }) => ({ ...number, key: [runId, rowNumber] })),
    );
  }

  async addResidents(range: RowRange): Promise<void> {
    const { runId, wardId, at } = this.scope;
    await this.tx.$executeRaw`
      WITH ${this.chosen(range)}, ${this.people},
      added AS (
        INSERT INTO resident (id, ward_id, ${raw(RESIDENT_COLUMNS.join(', '))}, national_number_cipher, national_number_hash, national_number_last4, created_at, updated_at)
        SELECT p.id, ${wardId}::uuid, ${namesIn('f', RESIDENT_COLUMNS)}, p.cipher, p.hash, p.last4, ${at}, ${at}
        FROM people p, jsonb_populate_record(NULL::resident, ${UNSTATED}::jsonb || p.fields) AS f WHERE p.version IS NULL RETURNING id, version)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, version_after) SELECT ${runId}::uuid, 'resident', id, ${wardId}::uuid, version FROM added`;
  }

  /** False when a person has changed since the preview, whichever facts the list changes. */
  async correctResidents(range: RowRange): Promise<boolean> {
    const { wardId } = this.scope;
    const [seen] = await queryRows(
      this.tx,
      'import-residents-to-correct',
      z.object({ expected: z.number(), found: z.number(), written: z.number(), searched: z.number() }),
    )`
        WITH ${this.chosen(range)}, ${this.people},
      found AS MATERIALIZED (
        SELECT r.id FROM resident r JOIN people p ON p.id = r.id AND p.version = r.version WHERE r.ward_id = ${wardId}::uuid FOR NO KEY UPDATE OF r)
      SELECT (SELECT count(*)::int FROM people WHERE version IS NOT NULL) AS expected, (SELECT count(*)::int FROM found) AS found,
        (SELECT count(*)::int FROM people WHERE version IS NOT NULL AND is_written) AS written,
        (SELECT count(*)::int FROM people p WHERE version IS NOT NULL AND ${this.isSearched}) AS searched`;
    const { expected, found, written, searched } = seen!;
    if (found !== expected) return false;
    if (searched > 0) await this.keepNumberChanges(range);
    // Two statements, because updating a searched column recomputes a resident's search keys one by one.
    if (searched > 0) await this.correctSome(range, true);
    if (written > searched) await this.correctSome(range, false);
    return true;
  }

  private async correctSome(range: RowRange, isSearched: boolean): Promise<void> {
    const { runId, wardId, at } = this.scope;
    const others = RESIDENT_COLUMNS.filter((column) => column !== 'full_name' && column !== 'phone');
    const sets = isSearched
      ? sql`${setColumns(RESIDENT_COLUMNS, sql`r`, sql`p.fields`)}, national_number_cipher = coalesce(p.cipher, r.national_number_cipher),
      national_number_hash = coalesce(p.hash, r.national_number_hash), national_number_last4 = coalesce(p.last4, r.national_number_last4)`
      : setColumns(others, sql`r`, sql`p.fields`);
    const copied = await queryRows(
      this.tx,
      'import-correct-residents',
      z.object({ residentId: z.string(), cipher: z.instanceof(Uint8Array).nullable() }),
    )`
        WITH ${this.chosen(range)}, ${this.people},
      was AS MATERIALIZED (SELECT r.* FROM resident r JOIN people p ON p.id = r.id WHERE p.version IS NOT NULL AND p.is_written AND ${this.isSearched} = ${isSearched}),
      corrected AS (
        UPDATE resident AS r SET ${sets}, version = r.version + 1, updated_at = ${at}
        FROM people p WHERE r.id = p.id AND r.ward_id = ${wardId}::uuid AND r.version = p.version AND p.is_written AND ${this.isSearched} = ${isSearched} RETURNING r.*)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, before, version_after, national_number_cipher, national_number_hash, national_number_last4)
      SELECT ${runId}::uuid, 'resident', c.id, ${wardId}::uuid,
        ${changedColumns(sql`was`, sql`c`, RESIDENT_COLUMNS)} || CASE WHEN number.is_changed THEN '{"national_number": true}' ELSE '{}' END::jsonb, c.version,
        CASE WHEN number.is_changed THEN was.national_number_cipher END, CASE WHEN number.is_changed THEN was.national_number_hash END,
        CASE WHEN number.is_changed THEN was.national_number_last4 END
      FROM corrected c JOIN was ON was.id = c.id, LATERAL (SELECT c.national_number_hash IS DISTINCT FROM was.national_number_hash AS is_changed) AS number
      RETURNING record_id AS "residentId", national_number_cipher AS cipher`;
    await moveNumbers(
      this.tx,
      this.sealer,
      { column: 'import_effect.national_number_cipher', wardId, to: 'holders' },
      copied.flatMap(({ residentId, cipher }) =>
        cipher ? [{ key: [runId, 'resident', residentId], residentId, cipher }] : [],
      ),
    );
  }

  /** Stores both numbers when one replaces another. */
  private async keepNumberChanges(range: RowRange): Promise<void> {
    const { runId, wardId, by, at } = this.scope;
    const kept = await queryRows(
      this.tx,
      'import-number-changes',
      z.object({
        id: z.string(),
        residentId: z.string(),
        before: z.instanceof(Uint8Array),
        after: z.instanceof(Uint8Array),
      }),
    )`WITH ${this.chosen(range)}, ${this.people},
      kept AS (
        INSERT INTO national_number_change (id, ward_id, resident_id, before_cipher, before_last4, after_cipher, after_last4, changed_by, changed_at)
        SELECT gen_random_uuid(), ${wardId}::uuid, r.id, r.national_number_cipher, r.national_number_last4, p.cipher, p.last4, ${by}::uuid, ${at}
        FROM people p JOIN resident r ON r.id = p.id WHERE p.version IS NOT NULL AND p.hash IS NOT NULL AND r.national_number_hash IS NOT NULL
        RETURNING id, resident_id, before_cipher, after_cipher),
      effects AS (
        INSERT INTO import_effect (import_run_id, target, record_id, ward_id) SELECT ${runId}::uuid, 'national_number_change', id, ${wardId}::uuid FROM kept)
      SELECT id, resident_id AS "residentId", before_cipher AS before, after_cipher AS after FROM kept`;
    for (const [column, side] of [
      ['national_number_change.before_cipher', 'before'],
      ['national_number_change.after_cipher', 'after'],
    ] as const) {
      await moveNumbers(
        this.tx,
        this.sealer,
        { column, wardId, to: 'holders' },
        kept.map(({ id, residentId, [side]: cipher }) => ({ key: [id], residentId, cipher })),
      );
    }
  }

  // ---------------------------------------------------------- memberships

  private readonly memberships = sql`memberships AS MATERIALIZED (
    SELECT chosen."residentId" AS resident_id, m.* FROM chosen,
      jsonb_to_record(chosen.membership) AS m (id uuid, "householdId" uuid, relation household_relation, "relationNote" text, closes uuid)
    WHERE jsonb_typeof(chosen.membership) = 'object')`;

  /**
   * Ends the memberships that change, on the day of the import. False when one has ended or changed since the preview.
   */
  async closeMemberships(range: RowRange): Promise<boolean> {
    const { runId, wardId, today } = this.scope;
    const [expected] = await queryRows(this.tx, 'import-memberships-to-close', COUNTED)`
        WITH ${this.chosen(range)}, ${this.memberships} SELECT count(closes)::int AS count FROM memberships`;
    if (expected!.count === 0) return true;
    const closed = await this.tx.$executeRaw`
      WITH ${this.chosen(range)}, ${this.memberships},
      closed AS (
        UPDATE household_membership AS old SET valid_to = greatest(old.valid_from, ${today}::date)
        FROM memberships m WHERE old.id = m.closes AND old.resident_id = m.resident_id AND old.valid_to IS NULL RETURNING old.id)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, before) SELECT ${runId}::uuid, 'household_membership', id, ${wardId}::uuid, '{"valid_to": null}' FROM closed`;
    return closed === expected!.count;
  }

  async addMemberships(range: RowRange): Promise<void> {
    const { runId, wardId, today } = this.scope;
    await this.tx.$executeRaw`
      WITH ${this.chosen(range)}, ${this.memberships},
      added AS (
        INSERT INTO household_membership (id, ward_id, household_id, resident_id, relation, relation_note, valid_from)
        SELECT id, ${wardId}::uuid, "householdId", resident_id, relation, "relationNote", ${today}::date FROM memberships RETURNING id)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id) SELECT ${runId}::uuid, 'household_membership', id, ${wardId}::uuid FROM added`;
  }

  // ---------------------------------------------------------- readiness and facts

  async addReadiness(range: RowRange): Promise<void> {
    const { runId, wardId, by, at, today } = this.scope;
    await this.tx.$executeRaw`
      WITH ${this.chosen(range)}
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, before)
      SELECT ${runId}::uuid, 'readiness', r.id, ${wardId}::uuid, '{"is_latest": true}'
      FROM chosen JOIN readiness r ON r.resident_id = chosen."residentId" AND r.is_latest
      WHERE jsonb_typeof(chosen.readiness) = 'object' AND r.recorded_on <= ${today}::date`;
    await this.tx.$executeRaw`
      WITH ${this.chosen(range)},
      added AS (
        INSERT INTO readiness (id, ward_id, resident_id, recorded_on, source, ${READINESS_COLUMNS}, recorded_by, created_at)
        SELECT d.id, ${wardId}::uuid, chosen."residentId", ${today}::date, 'import', ${eachReadiness(({ field, unknown }) => `coalesce(d."${field}", ${unknown})`)}, ${by}::uuid, ${at}
        FROM chosen, jsonb_to_record(chosen.readiness) AS d (id uuid, ${eachReadiness(({ field, type }) => `"${field}" ${type}`)})
        WHERE jsonb_typeof(chosen.readiness) = 'object' RETURNING id)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id) SELECT ${runId}::uuid, 'readiness', id, ${wardId}::uuid FROM added`;
  }

  private facts(): Sql {
    return sql`said AS MATERIALIZED (
      SELECT chosen.row_number, f.*, coalesce(f."from", ${this.scope.today}::date) AS since FROM chosen,
        jsonb_to_recordset(chosen.facts) AS f (id uuid, kind priority_kind, "householdId" uuid, "residentId" uuid, basis text, "from" date, "endsId" uuid)
      WHERE jsonb_typeof(chosen.facts) = 'array')`;
  }

  /** Ends facts that a new one replaces: near-poor becomes poor. */
  async endFacts(range: RowRange): Promise<void> {
    const { runId, wardId, by, at } = this.scope;
    await this.tx.$executeRaw`
      WITH ${this.chosen(range)}, ${this.facts()},
      ends AS MATERIALIZED (SELECT f.*, min(said.since) AS since FROM said JOIN priority_fact f ON f.id = said."endsId" WHERE f.ward_id = ${wardId}::uuid GROUP BY f.id),
      ended AS (
        UPDATE priority_fact AS f SET valid_to = greatest(f.valid_from, ends.since), ended_by = ${by}::uuid, ended_at = ${at}, version = f.version + 1
        FROM ends WHERE f.id = ends.id AND (f.valid_to IS NULL OR f.valid_to > ends.since) RETURNING f.*)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, before, version_after)
      SELECT ${runId}::uuid, 'priority_fact', ended.id, ${wardId}::uuid, jsonb_build_object('valid_to', ends.valid_to, 'ended_by', ends.ended_by, 'ended_at', ends.ended_at), ended.version
      FROM ended JOIN ends ON ends.id = ended.id`;
  }

  /** A fact begins on its date, or when the last of its kind ended; a fact that already holds is not added again. */
  async addFacts(range: RowRange): Promise<void> {
    const { runId, wardId, fileName, by, at } = this.scope;
    this.written.facts += await this.tx.$executeRaw`
      WITH ${this.chosen(range)}, ${this.facts()},
      once AS MATERIALIZED (
        SELECT DISTINCT ON (said.kind, coalesce(said."householdId", said."residentId")) said.*, greatest(said.since, known.last) AS begins
        FROM said LEFT JOIN LATERAL (
          SELECT max(f.valid_to) AS last, bool_or(f.valid_to IS NULL) AS is_open FROM priority_fact f
          WHERE f.kind = said.kind AND (f.household_id = said."householdId" OR f.resident_id = said."residentId")) AS known ON true
        WHERE known.is_open IS NOT TRUE
        ORDER BY said.kind, coalesce(said."householdId", said."residentId"), said.row_number),
      added AS (
        INSERT INTO priority_fact (id, ward_id, household_id, resident_id, kind, valid_from, source, source_note, recorded_by, recorded_at)
        SELECT id, ${wardId}::uuid, "householdId", "residentId", kind, begins, 'list', ${fileName} || CASE WHEN basis <> '' THEN ', theo ' || basis ELSE '' END, ${by}::uuid, ${at}
        FROM once RETURNING id, version)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, version_after) SELECT ${runId}::uuid, 'priority_fact', id, ${wardId}::uuid, version FROM added`;
  }

  /**
   * Who helps a person; a number that helps them or their household already is not added again. Rows that were compared
   * before December 2026 name the household alone.
   */
  async addHelpers(range: RowRange): Promise<void> {
    const { runId, wardId, by, at, today } = this.scope;
    this.written.helpers += await this.tx.$executeRaw`
      WITH ${this.chosen(range)},
      once AS MATERIALIZED (
        SELECT DISTINCT ON (coalesce(g."helpedId", g."householdId"), g.phone) g.* FROM chosen,
          jsonb_to_recordset(chosen.helpers) AS g (id uuid, "helpedId" uuid, "householdId" uuid, name text, phone text, "relationNote" text)
        WHERE jsonb_typeof(chosen.helpers) = 'array' AND NOT EXISTS (
          SELECT FROM digital_helper known WHERE (known.household_id = g."householdId" OR known.helped_id = g."helpedId") AND known.phone = g.phone)
        ORDER BY coalesce(g."helpedId", g."householdId"), g.phone, chosen.row_number),
      added AS (
        INSERT INTO digital_helper (id, ward_id, helped_id, household_id, name, phone, relation_note, valid_from, recorded_by, recorded_at)
        SELECT id, ${wardId}::uuid, "helpedId", CASE WHEN "helpedId" IS NULL THEN "householdId" END, name, phone, "relationNote", ${today}::date, ${by}::uuid, ${at} FROM once RETURNING id, version)
      INSERT INTO import_effect (import_run_id, target, record_id, ward_id, version_after) SELECT ${runId}::uuid, 'digital_helper', id, ${wardId}::uuid, version FROM added`;
  }
}
