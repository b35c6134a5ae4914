import { v7 as uuidv7 } from 'uuid';
import type { AppContext } from '../../context';
import { toDbDate } from '../../db/dates';
import { violatedConstraint, type Database, type Transaction } from '../../db/database';
import { Prisma } from '../../generated/prisma/client';
import { localDateOf } from '../../shared/dates';
import { NotFoundError } from '../../web/errors';
import { recordEvent } from '../audit/record';
import type { Actor } from '../auth/actor';
import type { ComparedRow } from './compared-row';
import type { Confirmation, Decision } from './forms';
import type { ListColumns } from './listed-person';
import { groupCodeOf } from './normalise-row';
import type { RunCounts } from './queries';

type Context = Pick<AppContext, 'db' | 'now'>;

// ------------------------------------------------------------ reading

/** Opens an import before its file is read. */
export async function beginImport({ db, now }: Context, actor: Actor, run: { id: string; fileName: string; sha256: Uint8Array<ArrayBuffer> }): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    await tx.importRun.create({
      data: { id: run.id, wardId: actor.wardId, fileName: run.fileName, fileSha256: run.sha256, status: 'reading', createdBy: actor.id, createdAt: now() },
    });
    await recordEvent(tx, { actor, action: 'import.begin', subject: { type: 'import', id: run.id }, details: { fileName: run.fileName }, at: now() });
  });
}

/**
 * Holds a lock in the database for as long as this process reads the import, so that everyone can tell a reading that
 * goes on from one whose process died. Returns what releases it.
 */
export async function holdReading({ pool }: Database, runId: string): Promise<() => Promise<void>> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [runId]);
  } catch (error) {
    client.release(true);
    throw error;
  }
  return async () => {
    const failure = await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [runId]).then(() => undefined, (error: Error) => error);
    client.release(failure);
  };
}

/** Marks an import as failed when the process that read it is gone. Gives true when it did. */
export async function failIfAbandoned(context: Context, runId: string): Promise<boolean> {
  const { rows } = await context.db.pool.query<{ isFree: boolean }>('SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isFree"', [runId]);
  if (!rows[0]!.isFree) return false;
  return failImport(context, runId, 'Máy chủ dừng giữa lúc đọc tệp. Sổ chưa thay đổi gì; hãy gửi lại tệp.');
}

/** Ends a reading that cannot go on: the reason is kept, the rows are not. */
export async function failImport({ db, now }: Context, runId: string, reason: string): Promise<boolean> {
  return db.prisma.$transaction(async (tx) => {
    const { count } = await tx.importRun.updateMany({ where: { id: runId, status: 'reading' }, data: { status: 'failed', failure: reason, finishedAt: now() } });
    await tx.$executeRaw`DELETE FROM import_row WHERE import_run_id = ${runId}::uuid
      AND EXISTS (SELECT 1 FROM import_run WHERE id = ${runId}::uuid AND status = 'failed')`;
    return count > 0;
  });
}

export async function noteProgress({ pool }: Database, runId: string, progress: { total?: number; done?: number }): Promise<void> {
  await pool.query({
    name: 'import-progress',
    text: 'UPDATE import_run SET rows_total = coalesce($2, rows_total), rows_done = coalesce($3, rows_done) WHERE id = $1',
    values: [runId, progress.total ?? null, progress.done ?? null],
  });
}

/** Keeps compared rows of a preview. */
export async function keepRows({ pool }: Database, wardId: string, runId: string, rows: readonly ComparedRow[]): Promise<void> {
  await pool.query({
    name: 'import-keep-rows',
    text: `INSERT INTO import_row (import_run_id, ward_id, row_number, verdict, resident_id, household_id, content, problems, changes)
           SELECT $1, $2, r."rowNumber", r.verdict, r."residentId", r."householdId", r.content, r.problems, r.changes
           FROM jsonb_to_recordset($3::jsonb) AS r ("rowNumber" int, verdict import_verdict, "residentId" uuid, "householdId" uuid, content jsonb, problems jsonb, changes jsonb)`,
    values: [runId, wardId, JSON.stringify(rows)],
  });
}

/** The whole list is compared: it may be looked at and decided on. */
export async function finishPreview({ db }: Context, runId: string, columns: ListColumns, counts: RunCounts): Promise<void> {
  await db.prisma.importRun.updateMany({
    where: { id: runId, status: 'reading' },
    data: { status: 'previewed', columns: columns as unknown as Prisma.InputJsonValue, counts: counts as unknown as Prisma.InputJsonValue },
  });
}

// ------------------------------------------------------------ deciding

/** Keeps what the reviewer said of doubtful rows. Gives how many rows it was kept for. */
export async function decideRows({ db, now }: Context, actor: Actor, runId: string, decisions: readonly Decision[]): Promise<number> {
  return db.prisma.$transaction(async (tx) => {
    if ((await lockRun(tx, actor, runId)).status !== 'previewed') return 0;
    const count = await tx.$executeRaw`
      UPDATE import_row AS row
      SET decision = d.decision,
          resident_id = coalesce((d.candidate ->> 'residentId')::uuid, row.resident_id),
          changes = coalesce(d.candidate -> 'changes', '[]'),
          content = jsonb_set(row.content, '{writing}', coalesce(CASE d.decision WHEN 'same_person' THEN d.candidate -> 'writing' WHEN 'new_person' THEN row.content -> 'asNew' END, 'null'))
      FROM (
        SELECT said.*, known.candidate, old.row_number
        FROM jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) AS said ("rowNumber" int, decision text, "residentId" text)
        JOIN import_row AS old ON old.import_run_id = ${runId}::uuid AND old.row_number = said."rowNumber" AND old.verdict = 'doubtful'
        LEFT JOIN LATERAL (
          SELECT candidate FROM jsonb_array_elements(old.content -> 'candidates') AS candidate WHERE candidate ->> 'residentId' = said."residentId") AS known ON true
      ) AS d
      WHERE row.import_run_id = ${runId}::uuid AND row.row_number = d.row_number
        AND (d.decision <> 'same_person' OR d.candidate IS NOT NULL) AND (d.decision <> 'new_person' OR jsonb_typeof(row.content -> 'asNew') = 'object')`;
    if (count > 0) await recordEvent(tx, { actor, action: 'import.decide', subject: { type: 'import', id: runId }, details: { rows: count }, at: now() });
    return count;
  });
}

/** Throws a preview away; the register was never touched. Doing it twice does nothing. */
export async function discardImport({ db, now }: Context, actor: Actor, runId: string): Promise<boolean> {
  return db.prisma.$transaction(async (tx) => {
    if ((await lockRun(tx, actor, runId)).status !== 'previewed') return false;
    await tx.importRow.deleteMany({ where: { importRunId: runId } });
    await tx.importRun.update({ where: { id: runId }, data: { status: 'discarded', finishedBy: actor.id, finishedAt: now() } });
    await recordEvent(tx, { actor, action: 'import.discard', subject: { type: 'import', id: runId }, at: now() });
    return true;
  });
}

async function lockRun(tx: Transaction, actor: Actor, runId: string): Promise<{ status: string }> {
  const [run] = await tx.$queryRaw<{ status: string }[]>`
    SELECT status::text FROM import_run WHERE id = ${runId}::uuid AND ward_id = ${actor.wardId}::uuid FOR UPDATE`;
  if (!run) throw new NotFoundError();
  return run;
}

// ------------------------------------------------------------ confirming

type ConfirmOutcome =
  | { ok: true; written: number; isRepeated: boolean }
  /** Nothing was written; the sentences say why. 'clash': the register is no longer the one the preview saw. */
  | { ok: false; reason: 'open-questions' | 'clash'; problems: string[] };

/** Ends the transaction without a trace and carries the reasons out. */
class NotConfirmable extends Error {
  constructor(readonly problems: string[], readonly reason: 'open-questions' | 'clash' = 'open-questions') {
    super('import not confirmable');
  }
}

const CHANGED_SINCE = 'Từ lúc xem trước, sổ đã có người sửa. Chưa ghi gì; hãy bỏ lần nhập này và gửi lại tệp để so lại.';
const TAKEN: Record<string, string> = {
  resident_national_number: 'Có số định danh vừa được ghi cho một người khác trong sổ.',
  household_code: 'Có mã hộ vừa được ghi cho một hộ khác trong sổ.',
  household_membership_head: 'Có hộ vừa có chủ hộ khác trong sổ.',
  household_membership_current: 'Có người vừa được chuyển hộ trong sổ.',
  household_membership_one_at_a_time: 'Có người vừa được chuyển hộ trong sổ.',
};

/** Writes a previewed list to the register, all of it or nothing. Confirming twice writes once. */
export async function confirmImport({ db, now }: Context, actor: Actor, runId: string, form: Confirmation): Promise<ConfirmOutcome> {
  try {
    const outcome = await db.prisma.$transaction(async (tx): Promise<ConfirmOutcome> => {
      // One import of a ward at a time: the second sees what the first wrote.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import ${actor.wardId}`}, 0))`;
      const { status } = await lockRun(tx, actor, runId);
      if (status === 'confirmed') return { ok: true, written: 0, isRepeated: true };
      if (status !== 'previewed') throw new NotConfirmable(['Lần nhập này không còn chờ xác nhận.']);
      const writer = new RegisterWriter(tx, actor.wardId, runId, now());
      await refuseOpenQuestions(tx, runId, form);
      await writer.refuseClashes();
      const groups = await writer.openGroups(form.createGroups);
      const headed = await writer.headedHouseholds();
      const newHouseholds = await writer.writeHouseholds(groups);
      const { added, corrected } = await writer.writeResidents();
      await writer.writeMemberships();
      await writer.writeReadiness();
      await writer.refuseHeadless(headed);
      const leftOut = await tx.importRow.count({ where: { importRunId: runId, OR: [{ verdict: 'wrong' }, { verdict: 'doubtful', decision: { in: ['skip'] } }, { verdict: 'doubtful', decision: null }] } });
      await writer.forgetNumbers();
      const totals = { written: added + corrected, leftOut };
      await tx.$executeRaw`
        UPDATE import_run SET status = 'confirmed', finished_by = ${actor.id}::uuid, finished_at = ${now()}, counts = counts || ${JSON.stringify(totals)}::jsonb WHERE id = ${runId}::uuid`;
      await recordEvent(tx, {
        actor, action: 'import.confirm', subject: { type: 'import', id: runId }, at: now(),
        details: { newResidents: added, changedResidents: corrected, newHouseholds, newGroups: groups.created, leftOut },
      });
      return { ok: true, written: added + corrected, isRepeated: false };
    });
    if (outcome.ok && outcome.written >= MANY) await measureTables(db);
    return outcome;
  } catch (error) {
    if (error instanceof NotConfirmable) return { ok: false, reason: error.reason, problems: error.problems };
    const constraint = violatedConstraint(error);
    if (constraint === null) throw error;
    const taken = Object.entries(TAKEN).find(([name]) => constraint.includes(name))?.[1];
    return { ok: false, reason: 'clash', problems: [...(taken ? [taken] : []), CHANGED_SINCE] };
  }
}

/** From so many people on the database's picture of its tables is out of date. */
const MANY = 1_000;

/** A register that grew tenfold in one moment is planned as a small one until the database looks again by itself. */
async function measureTables({ pool }: Database): Promise<void> {
  await pool.query('ANALYZE household, household_membership, household_search_key, resident, resident_search_key, readiness');
}

async function refuseOpenQuestions(tx: Transaction, runId: string, form: Confirmation): Promise<void> {
  const [wrong, undecided] = [
    await tx.importRow.count({ where: { importRunId: runId, verdict: 'wrong' } }),
    await tx.importRow.count({ where: { importRunId: runId, verdict: 'doubtful', decision: null } }),
  ];
  const problems = [
    ...(wrong > 0 && !form.leaveOutWrong ? [`Còn ${wrong} dòng sai. Sửa trong tệp rồi gửi lại, hoặc đánh dấu “Bỏ các dòng sai”.`] : []),
    ...(undecided > 0 && !form.skipUndecided ? [`Còn ${undecided} dòng nghi trùng chưa quyết định. Quyết định từng dòng, hoặc đánh dấu “Bỏ qua các dòng nghi trùng chưa quyết định”.`] : []),
  ];
  if (problems.length > 0) throw new NotConfirmable(problems);
}

/** The statements of a confirmation: each writes all rows of the list at once. */
class RegisterWriter {
  /** The rows to write, as w. */
  private readonly chosen: Prisma.Sql;
  private readonly today: Date;

  constructor(private readonly tx: Transaction, private readonly wardId: string, runId: string, private readonly at: Date) {
    this.today = toDbDate(localDateOf(at));
    this.runId = runId;
    this.chosen = Prisma.sql`chosen AS MATERIALIZED (
      SELECT row_number, verdict, w.* FROM import_row,
        jsonb_to_record(content -> 'writing') AS w ("residentId" uuid, "residentVersion" int, resident jsonb, household jsonb, membership jsonb, readiness jsonb)
      WHERE import_run_id = ${runId}::uuid AND jsonb_typeof(content -> 'writing') = 'object'
        AND (verdict IN ('new', 'changed') OR (verdict = 'doubtful' AND decision IN ('same_person', 'new_person'))))`;
  }

  private readonly runId: string;

  /** Refuses when two rows were said to be one person, or when a person of the list has entered the register meanwhile. */
  async refuseClashes(): Promise<void> {
    const doubled = await this.tx.$queryRaw<{ rows: string; name: string }[]>`
      WITH ${this.chosen}
      SELECT string_agg(chosen.row_number::text, ', ' ORDER BY chosen.row_number) AS rows, min(r.full_name) AS name
      FROM chosen JOIN resident r ON r.id = chosen."residentId" GROUP BY chosen."residentId" HAVING count(*) > 1 LIMIT 5`;
    if (doubled.length > 0) throw new NotConfirmable(doubled.map(({ rows, name }) => `Các dòng ${rows} cùng được ghép với một người trong sổ: ${name}. Mỗi người chỉ nhận một dòng.`));
    const entered = await this.tx.$queryRaw<{ name: string }[]>`
      WITH ${this.chosen}
      SELECT DISTINCT r.full_name AS name
      FROM chosen
      JOIN resident r ON r.ward_id = ${this.wardId}::uuid AND r.name_folded = fold_vietnamese(chosen.resident ->> 'fullName')
        AND r.birth_date IS NOT DISTINCT FROM (chosen.resident ->> 'birthDate')::date
      JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      JOIN household h ON h.id = m.household_id
      WHERE chosen.verdict = 'new' AND chosen."residentVersion" IS NULL AND (r.national_number_hash IS NULL OR chosen.resident -> 'nationalNumber' IS NULL)
        AND (h.id = (chosen.membership ->> 'householdId')::uuid OR h.address_line = chosen.household -> 'fields' ->> 'addressLine')
      LIMIT 3`;
    if (entered.length > 0) throw new NotConfirmable([`Người mới trong danh sách vừa được ghi vào sổ: ${entered.map(({ name }) => name).join(', ')}.`, CHANGED_SINCE], 'clash');
  }

  /** Residential groups by the code imports compare; those the ward has not yet are opened when the reviewer said so. */
  async openGroups(mayCreate: boolean): Promise<{ ids: Record<string, string>; created: string[] }> {
    const known = await this.tx.residentialGroup.findMany({ where: { wardId: this.wardId, validTo: null }, select: { id: true, code: true } });
    const ids = Object.fromEntries(known.flatMap(({ id, code }) => { const key = groupCodeOf(code); return key ? [[key, id]] : []; }));
    const named = await this.tx.$queryRaw<{ code: string }[]>`
      WITH ${this.chosen} SELECT DISTINCT household -> 'fields' ->> 'groupCode' AS code FROM chosen WHERE household -> 'fields' ->> 'groupCode' IS NOT NULL ORDER BY 1`;
    const missing = mayCreate ? named.map(({ code }) => code).filter((code) => !(code in ids)) : [];
    const groups = missing.map((code) => ({ id: uuidv7(), wardId: this.wardId, code, name: `Tổ dân phố ${/^\d/.test(code) ? 'số ' : ''}${code}`, validFrom: this.today }));
    await this.tx.residentialGroup.createMany({ data: groups });
    for (const { id, code } of groups) ids[code] = id;
    return { ids, created: missing };
  }

  /** Known households the list touches that have a head now. */
  async headedHouseholds(): Promise<string[]> {
    const rows = await this.tx.$queryRaw<{ id: string }[]>`
      WITH ${this.chosen}
      SELECT DISTINCT m.household_id AS id FROM chosen
      JOIN household_membership m ON m.household_id = (chosen.membership ->> 'householdId')::uuid AND m.valid_to IS NULL AND m.relation = 'head'`;
    return rows.map(({ id }) => id);
  }

  async writeHouseholds(groups: { ids: Record<string, string> }): Promise<number> {
    const places = Prisma.sql`places AS (
      SELECT DISTINCT ON (h.id) h.id, h.version, f.*, (${JSON.stringify(groups.ids)}::jsonb ->> f."groupCode")::uuid AS group_id
      FROM chosen, jsonb_to_record(chosen.household) AS h (id uuid, version int, fields jsonb),
        jsonb_to_record(h.fields) AS f (code text, "groupCode" text, "formerWard" text, "houseNumber" text, hem text, ngach text, ngo text, street text, building text, floor text, room text,
          "addressLine" text, "laneKey" text, "laneLabel" text, "walkOrder" text)
      WHERE jsonb_typeof(chosen.household) = 'object')`;
    const added = await this.tx.$executeRaw`
      WITH ${this.chosen}, ${places}
      INSERT INTO household (id, ward_id, residential_group_id, code, former_ward, house_number, hem, ngach, ngo, street, building, floor, room,
        address_line, lane_key, lane_label, walk_order, created_at, updated_at)
      SELECT id, ${this.wardId}::uuid, group_id, code, coalesce("formerWard", ''), "houseNumber", hem, ngach, ngo, street, building, floor, room,
        "addressLine", "laneKey", "laneLabel", "walkOrder", ${this.at}, ${this.at} FROM places WHERE version IS NULL`;
    const [expected] = await this.tx.$queryRaw<{ count: number }[]>`WITH ${this.chosen}, ${places} SELECT count(*)::int AS count FROM places WHERE version IS NOT NULL`;
    const corrected = await this.tx.$executeRaw`
      WITH ${this.chosen}, ${places}
      UPDATE household AS h SET
        code = coalesce(p.code, h.code), residential_group_id = coalesce(p.group_id, h.residential_group_id), former_ward = coalesce(p."formerWard", h.former_ward),
        house_number = coalesce(p."houseNumber", h.house_number), hem = coalesce(p.hem, h.hem), ngach = coalesce(p.ngach, h.ngach), ngo = coalesce(p.ngo, h.ngo),
        street = coalesce(p.street, h.street), building = coalesce(p.building, h.building), floor = coalesce(p.floor, h.floor), room = coalesce(p.room, h.room),
        address_line = coalesce(p."addressLine", h.address_line), lane_key = coalesce(p."laneKey", h.lane_key), lane_label = coalesce(p."laneLabel", h.lane_label),
        walk_order = coalesce(p."walkOrder", h.walk_order), version = h.version + 1, updated_at = ${this.at}
      FROM places p WHERE h.id = p.id AND h.ward_id = ${this.wardId}::uuid AND h.version = p.version`;
    if (corrected !== expected!.count) throw new NotConfirmable([CHANGED_SINCE], 'clash');
    return added;
  }

  async writeResidents(): Promise<{ added: number; corrected: number }> {
    const people = Prisma.sql`people AS (
      SELECT chosen."residentId" AS id, chosen."residentVersion" AS version, f.*,
        decode(f."nationalNumber" ->> 'cipher', 'base64') AS cipher, decode(f."nationalNumber" ->> 'hash', 'base64') AS hash, f."nationalNumber" ->> 'last4' AS last4
      FROM chosen, jsonb_to_record(chosen.resident) AS f ("fullName" text, "birthDate" date, "birthPrecision" birth_precision, gender gender, phone text,
        "nationalNumber" jsonb, "residenceStatus" residence_status, note text))`;
    const added = await this.tx.$executeRaw`
      WITH ${this.chosen}, ${people}
      INSERT INTO resident (id, ward_id, full_name, birth_date, birth_precision, gender, phone, national_number_cipher, national_number_hash, national_number_last4,
        residence_status, note, created_at, updated_at)
      SELECT id, ${this.wardId}::uuid, "fullName", "birthDate", "birthPrecision", gender, phone, cipher, hash, last4, "residenceStatus", coalesce(note, ''), ${this.at}, ${this.at}
      FROM people WHERE version IS NULL`;
    const [expected] = await this.tx.$queryRaw<{ count: number }[]>`WITH ${this.chosen} SELECT count(*)::int AS count FROM chosen WHERE "residentVersion" IS NOT NULL`;
    // Two statements: naming a searched column renews a resident's search keys one by one.
    const renamed = await this.tx.$executeRaw`
      WITH ${this.chosen}, ${people}
      UPDATE resident AS r SET
        full_name = coalesce(p."fullName", r.full_name), phone = coalesce(p.phone, r.phone),
        national_number_cipher = coalesce(p.cipher, r.national_number_cipher), national_number_hash = coalesce(p.hash, r.national_number_hash),
        national_number_last4 = coalesce(p.last4, r.national_number_last4), birth_date = coalesce(p."birthDate", r.birth_date),
        birth_precision = coalesce(p."birthPrecision", r.birth_precision), gender = coalesce(p.gender, r.gender),
        residence_status = coalesce(p."residenceStatus", r.residence_status), note = coalesce(p.note, r.note), version = r.version + 1, updated_at = ${this.at}
      FROM people p WHERE r.id = p.id AND r.ward_id = ${this.wardId}::uuid AND r.version = p.version AND (p."fullName" IS NOT NULL OR p.phone IS NOT NULL OR p.hash IS NOT NULL)`;
    const others = await this.tx.$executeRaw`
      WITH ${this.chosen}, ${people}
      UPDATE resident AS r SET
        birth_date = coalesce(p."birthDate", r.birth_date), birth_precision = coalesce(p."birthPrecision", r.birth_precision), gender = coalesce(p.gender, r.gender),
        residence_status = coalesce(p."residenceStatus", r.residence_status), note = coalesce(p.note, r.note), version = r.version + 1, updated_at = ${this.at}
      FROM people p WHERE r.id = p.id AND r.ward_id = ${this.wardId}::uuid AND r.version = p.version AND p."fullName" IS NULL AND p.phone IS NULL AND p.hash IS NULL`;
    if (renamed + others !== expected!.count) throw new NotConfirmable([CHANGED_SINCE], 'clash');
    return { added, corrected: renamed + others };
  }

  /** Ends the memberships that change on the day of the import and begins the new ones. */
  async writeMemberships(): Promise<void> {
    const memberships = Prisma.sql`memberships AS (
      SELECT chosen."residentId" AS resident_id, m.* FROM chosen,
        jsonb_to_record(chosen.membership) AS m (id uuid, "householdId" uuid, relation household_relation, "relationNote" text, closes uuid)
      WHERE jsonb_typeof(chosen.membership) = 'object')`;
    const [expected] = await this.tx.$queryRaw<{ count: number }[]>`WITH ${this.chosen}, ${memberships} SELECT count(closes)::int AS count FROM memberships`;
    const closed = await this.tx.$executeRaw`
      WITH ${this.chosen}, ${memberships}
      UPDATE household_membership AS old SET valid_to = greatest(old.valid_from, ${this.today}::date)
      FROM memberships m WHERE old.id = m.closes AND old.resident_id = m.resident_id AND old.valid_to IS NULL`;
    if (closed !== expected!.count) throw new NotConfirmable([CHANGED_SINCE], 'clash');
    await this.tx.$executeRaw`
      WITH ${this.chosen}, ${memberships}
      INSERT INTO household_membership (id, ward_id, household_id, resident_id, relation, relation_note, valid_from)
      SELECT id, ${this.wardId}::uuid, "householdId", resident_id, relation, "relationNote", ${this.today}::date FROM memberships`;
  }

  async writeReadiness(): Promise<void> {
    await this.tx.$executeRaw`
      WITH ${this.chosen}
      INSERT INTO readiness (id, ward_id, resident_id, recorded_on, source, vneid_level, sim_in_own_name, smartphone, lives_alone, hard_to_move, needs_helper, created_at)
      SELECT d.id, ${this.wardId}::uuid, chosen."residentId", ${this.today}::date, 'import', coalesce(d."vneidLevel", 'unknown'), coalesce(d."simInOwnName", 'unknown'),
        coalesce(d.smartphone, 'unknown'), coalesce(d."livesAlone", 'unknown'), coalesce(d."hardToMove", 'unknown'), coalesce(d."needsHelper", 'unknown'), ${this.at}
      FROM chosen, jsonb_to_record(chosen.readiness) AS d (id uuid, "vneidLevel" vneid_level, "simInOwnName" yes_no_unknown, smartphone smartphone_access,
        "livesAlone" yes_no_unknown, "hardToMove" yes_no_unknown, "needsHelper" yes_no_unknown)
      WHERE jsonb_typeof(chosen.readiness) = 'object'`;
  }

  /** A skipped row may have been the head: a household with people and no head is not written. */
  async refuseHeadless(headedBefore: readonly string[]): Promise<void> {
    const rows = await this.tx.$queryRaw<{ address: string; row: number }[]>`
      WITH ${this.chosen}
      SELECT h.address_line AS address, min(chosen.row_number) AS row
      FROM chosen JOIN household h ON h.id = (chosen.membership ->> 'householdId')::uuid
      WHERE (h.id = ANY(${[...headedBefore]}::uuid[]) OR (chosen.household ->> 'version') IS NULL AND (chosen.household ->> 'id')::uuid = h.id)
        AND EXISTS (SELECT 1 FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)
        AND NOT EXISTS (SELECT 1 FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head')
      GROUP BY h.id, h.address_line ORDER BY 2 LIMIT 5`;
    if (rows.length > 0) throw new NotConfirmable(rows.map(({ address, row }) => `Hộ ở ${address} (dòng ${row}) sẽ không còn chủ hộ, vì dòng chủ hộ bị bỏ qua. Xem lại quyết định của dòng đó.`));
  }

  /** What was written is in the register; sealed numbers are not kept a second time. */
  async forgetNumbers(): Promise<void> {
    await this.tx.$executeRaw`
      UPDATE import_row SET content = content - '{writing,asNew,candidates}'::text[] WHERE import_run_id = ${this.runId}::uuid AND content ?| '{writing,asNew,candidates}'::text[]`;
  }
}
