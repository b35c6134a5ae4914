import { createHash } from 'node:crypto';
import { z } from 'zod';
import { newIdAt } from '../../../shared/new-id';
import type { Context } from '../../../context';
import { toDbDate } from '../../../db/dates';
import { violatedConstraint, violatesForeignKey, type Reads, type Transaction } from '../../../db/database';
import { lockRow, lockRows } from '../../../db/locks';
import { queryRow, queryRows, type RowReader } from '../../../db/query-rows';
import { readSnapshots, withIds, writeSteps } from '../../../db/row-snapshots';
import type { Prisma } from '../../../generated/prisma/client';
import {
  RegisterEventKind,
  type HouseholdOccupancy,
  type HouseholdRelation,
  type ResidenceStatus,
} from '../../../generated/prisma/enums';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { REGISTER_EVENTS } from '../../../shared/labels';
import { raw } from '../../../shared/sql';
import { blocked, DONE, type Blocked, type Done } from '../../../shared/outcome';
import { sentBefore } from '../../../shared/sent-before';
import type { RowSnapshot, SnapshotTable } from '../../../shared/row-snapshot';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { NotFoundError } from '../../../shared/errors';
import { done, transact } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import {
  arrivalsOf,
  headsChangedBy,
  isUnchanged,
  insertedBy,
  affectedBy,
  removedBy,
  type RowChange,
  type Table,
} from './act-changes';
import type { RecordedAct } from './queries';

/**
 * The columns of each table that an act writes and that taking it back restores. The version is compared, never
 * restored.
 */
const COLUMNS: Record<Table, readonly string[]> = {
  household: ['occupancy', 'version'],
  resident: ['residence_status', 'version'],
  household_membership: ['household_id', 'resident_id', 'relation', 'relation_note', 'valid_from', 'valid_to'],
  resident_absence: [
    'household_id',
    'resident_id',
    'absent_from',
    'expected_until',
    'reason',
    'status_before',
    'ended_on',
  ],
  unoccupied_period: ['household_id', 'kind', 'began_on', 'expected_until', 'reason', 'ended_on'],
  household_pause: ['household_id', 'kind', 'reason', 'paused_from', 'paused_until', 'lifted_at', 'lifted_by'],
  digital_helper: ['household_id', 'helped_id', 'resident_id', 'valid_to'],
  readiness: ['resident_id'],
  priority_fact: ['household_id', 'resident_id'],
  register_event: ['household_id', 'resident_id', 'kind'],
};

const rowsOf = (table: Table, ids: readonly string[]) =>
  withIds({ name: table, key: ['id'], columns: COLUMNS[table] }, ['id'], ids);

// ------------------------------------------------------------ recording an act

/** Locks households of the ward. @throws NotFoundError when one does not exist. */
export const lockHouseholds = lockAll('household');
/** The same of residents. */
export const lockResidents = lockAll('resident');

function lockAll(table: 'household' | 'resident') {
  return async (tx: Transaction, wardId: string, ids: readonly string[]): Promise<void> => {
    const wanted = [...new Set(ids)];
    const found = await lockRows(tx, table, { ids: wanted, wardId });
    if (found.length !== wanted.length) throw new NotFoundError();
  };
}

/** The form of an act; the id was issued with it, so that a form sent twice is one act. */
interface ActForm {
  actId: string;
  /** The state of the record for which it was filled in. */
  stamp?: string;
}

const digestOf = ({ stamp: _, ...said }: ActForm): string =>
  createHash('sha256').update(JSON.stringify(said)).digest('base64url');

/** Whether the form was already sent. @throws SentBeforeError if it said something else then. */
export async function wasRecorded(tx: Transaction, actor: Actor, form: ActForm): Promise<boolean> {
  const act = await tx.registerAct.findUnique({ where: { id: form.actId } });
  return sentBefore(act, actor, act?.formDigest ? { formDigest: digestOf(form) } : {});
}

export interface Entry {
  householdId: string;
  residentId: string;
  relation: HouseholdRelation;
  relationNote: string;
  since: LocalDate;
}

type NewEvent = { kind: RegisterEventKind; on: LocalDate; householdId: string | null } & Partial<
  Record<'otherHouseholdId' | 'residentId' | 'otherResidentId', string | null>
> & { place?: string; note?: string; expectedUntil?: LocalDate | null };

/**
 * Records a change about households and people in one transaction, so that it can be reverted. As in `transact`, any
 * outcome but `done(…)` says that nothing was written.
 */
export const recordAct = <Outcome extends object>(
  context: Context,
  actor: Actor,
  form: ActForm,
  record: (tx: Transaction, act: RegisterAct) => Promise<Outcome>,
) =>
  transact(context, actor, async (tx) => {
    const act = new RegisterAct(tx, actor, form, context.now());
    const outcome = await record(tx, act);
    if ('event' in outcome) await act.save();
    return outcome;
  });

/**
 * One change that the office records about households and people, inside a transaction. Each write is stored with the
 * row before and after, so that the act can be reverted; `save` completes the act.
 */
export class RegisterAct {
  private readonly changes: RowChange[] = [];
  private readonly events: Prisma.RegisterEventCreateManyInput[] = [];

  constructor(
    private readonly tx: Transaction,
    private readonly actor: Actor,
    private readonly form: ActForm,
    private readonly at: Date,
  ) {}

  get id(): string {
    return this.form.actId;
  }

  private get recorded() {
    return { wardId: this.actor.wardId, recordedBy: this.actor.id, recordedAt: this.at };
  }

  /** Runs `change` on one row of `table` and stores the row before and after. */
  async write(table: Table, id: string, change: () => Promise<unknown>): Promise<void> {
    const [[before = null] = []] = await readSnapshots(this.tx, [rowsOf(table, [id])]);
    await change();
    const [[after = null] = []] = await readSnapshots(this.tx, [rowsOf(table, [id])]);
    this.changes.push({ table, id, before, after });
  }

  /** Deletes rows of `table` with one of the ids in one of the columns, and stores them whole. */
  async remove(table: SnapshotTable & { name: Table }, columns: readonly string[], ids: readonly string[]) {
    const [rows] = await readSnapshots(this.tx, [withIds(table, columns, ids)]);
    await writeSteps(this.tx, [{ table, steps: rows!.map((before) => ({ before, after: null })) }]);
    for (const row of rows!) this.changes.push({ table: table.name, id: String(row.id), before: row, after: null });
  }

  /** Removes the references of imported lists to a record. */
  async detachImportRows(column: 'resident_id' | 'household_id', id: string): Promise<void> {
    const rows = await queryRows(this.tx, 'register-act-import-rows', z.object({ run: z.string(), row: z.number() }))`
        UPDATE import_row SET ${raw(column)} = NULL WHERE ${raw(column)} = ${id}::uuid RETURNING import_run_id AS run, row_number AS row`;
    for (const { run, row } of rows)
      this.changes.push({
        table: 'import_row',
        id: run,
        before: { row_number: row, [column]: id },
        after: { row_number: row, [column]: null },
      });
  }

  async addMember({ since, ...entry }: Entry): Promise<void> {
    const id = newIdAt(this.at);
    const data = { ...entry, id, wardId: this.actor.wardId, validFrom: toDbDate(since) };
    await this.write('household_membership', id, () => this.tx.householdMembership.create({ data }));
  }

  endMembership(id: string, on: LocalDate): Promise<void> {
    return this.changeMembership(id, { validTo: toDbDate(on) });
  }

  private changeMembership(id: string, data: Prisma.HouseholdMembershipUpdateInput): Promise<void> {
    return this.write('household_membership', id, () => this.tx.householdMembership.update({ where: { id }, data }));
  }

  /**
   * Changes a member's relation to the head from a day on. If the membership began on or after that day, its relation
   * is simply corrected.
   */
  async changeRelation(
    householdId: string,
    member: Omit<Entry, 'householdId'> & { membershipId: string },
    to: Pick<Entry, 'relation' | 'relationNote'>,
    on: LocalDate,
  ): Promise<void> {
    if (member.relation === to.relation && member.relationNote === to.relationNote) return;
    if (member.since >= on) return this.changeMembership(member.membershipId, to);
    await this.endMembership(member.membershipId, on);
    await this.addMember({ householdId, residentId: member.residentId, ...to, since: on });
  }

  /** Sets a person's current residence status; an absence ends when the person is no longer absent. */
  async setStatus(residentId: string, status: ResidenceStatus, on: LocalDate): Promise<void> {
    if (status !== 'absent') await this.endAbsence(residentId, on);
    const { residenceStatus } = await this.tx.resident.findUniqueOrThrow({
      where: { id: residentId },
      select: { residenceStatus: true },
    });
    if (residenceStatus === status) return;
    await this.write('resident', residentId, () =>
      this.tx.resident.update({
        where: { id: residentId },
        data: { residenceStatus: status, version: { increment: 1 }, updatedAt: this.at },
      }),
    );
  }

  private async endAbsence(residentId: string, on: LocalDate): Promise<void> {
    const absence = await this.tx.residentAbsence.findFirst({ where: { residentId, endedOn: null } });
    if (!absence) return;
    const endedOn = absence.absentFrom > toDbDate(on) ? absence.absentFrom : toDbDate(on);
    await this.write('resident_absence', absence.id, () =>
      this.tx.residentAbsence.update({ where: { id: absence.id }, data: { endedOn } }),
    );
  }

  /** Starts a long absence of a member; stores the current status, which the person gets back on return. */
  async beginAbsence(
    { status, ...person }: { residentId: string; householdId: string; status: ResidenceStatus },
    { from, expectedUntil, reason }: { from: LocalDate; expectedUntil: LocalDate | null; reason: string },
  ): Promise<void> {
    // An import may have ended an absence without a date: it then ends where the next one begins.
    await this.endAbsence(person.residentId, from);
    const id = newIdAt(this.at);
    await this.write('resident_absence', id, () =>
      this.tx.residentAbsence.create({
        data: {
          ...person,
          ...this.recorded,
          id,
          statusBefore: status,
          absentFrom: toDbDate(from),
          expectedUntil: expectedUntil && toDbDate(expectedUntil),
          reason,
        },
      }),
    );
    await this.setStatus(person.residentId, 'absent', from);
  }

  async beginUnoccupied(
    householdId: string,
    given: { kind: 'long_absent' | 'vacant'; from: LocalDate; expectedUntil: LocalDate | null; reason: string },
  ): Promise<void> {
    const { kind, from, expectedUntil, reason } = given;
    const id = newIdAt(this.at);
    await this.write('unoccupied_period', id, () =>
      this.tx.unoccupiedPeriod.create({
        data: {
          ...this.recorded,
          id,
          householdId,
          kind,
          beganOn: toDbDate(from),
          expectedUntil: expectedUntil && toDbDate(expectedUntil),
          reason,
        },
      }),
    );
    await this.setOccupancy(householdId, kind);
  }

  async endUnoccupied(householdId: string, on: LocalDate): Promise<void> {
    const period = await this.tx.unoccupiedPeriod.findFirst({ where: { householdId, endedOn: null } });
    if (period) {
      await this.write('unoccupied_period', period.id, () =>
        this.tx.unoccupiedPeriod.update({ where: { id: period.id }, data: { endedOn: toDbDate(on) } }),
      );
    }
    await this.setOccupancy(householdId, 'occupied');
  }

  private async setOccupancy(householdId: string, occupancy: HouseholdOccupancy): Promise<void> {
    await this.write('household', householdId, () =>
      this.tx.household.update({ where: { id: householdId }, data: { occupancy } }),
    );
  }

  /** A resident lives in a home again that may be unoccupied. */
  async reoccupy({ id, occupancy }: { id: string; occupancy: HouseholdOccupancy }, on: LocalDate): Promise<void> {
    if (occupancy === 'occupied') return;
    await this.endUnoccupied(id, on);
    this.addEvent({ kind: 'reoccupied', on, householdId: id });
  }

  /** Adds a line to the history of the household and of the people it names. */
  addEvent({ kind, on, householdId, expectedUntil, ...rest }: NewEvent): void {
    this.events.push({
      ...rest,
      ...this.recorded,
      id: newIdAt(this.at),
      actId: this.id,
      kind,
      happenedOn: toDbDate(on),
      householdId,
      expectedUntil: expectedUntil ? toDbDate(expectedUntil) : null,
    });
  }

  /** Stores the act and its lines. Call it last. */
  async save(): Promise<void> {
    await this.tx.registerAct.create({
      data: {
        ...this.recorded,
        id: this.id,
        changes: this.changes as unknown as Prisma.InputJsonValue,
        formDigest: digestOf(this.form),
      },
    });
    await this.tx.registerEvent.createMany({ data: this.events });
  }
}

// ------------------------------------------------------------ reverting an act

/**
 * Takes back an act that was recorded by mistake: restores every row it wrote and deletes the people and households it
 * created. Refused, with the reasons, when something later builds on the act. Idempotent.
 */
export async function revert({ db, now }: Context, actor: Actor, id: string, reason: string): Promise<Done | Blocked> {
  try {
    return await transact({ db, now }, actor, async (tx) => {
      // A concurrent second request waits here; once the first has finished, the act's records are gone.
      await lockRow(tx, 'register_act', { id, wardId: actor.wardId });
      const act = await tx.registerAct.findFirst({ where: { id, wardId: actor.wardId } });
      if (act?.revertedAt) return DONE;
      const changes = changesOf(act);
      const { householdIds, residentIds } = affectedBy(changes);
      await lockHouseholds(tx, actor.wardId, await existingIds(tx, 'household', householdIds));
      await lockResidents(tx, actor.wardId, await existingIds(tx, 'resident', residentIds));
      const blockers = blockersIn(await readBlockerFacts(tx, actor.wardId, act!, changes), changes);
      if (blockers.length > 0) return blocked(...blockers);

      const [event] = await tx.registerEvent.findMany({ where: { actId: id }, orderBy: { id: 'asc' }, take: 1 });
      await detachDeleted(tx, id, changes);
      for (const change of changes.toReversed()) await restore(tx, change, now());
      const removed = removedBy(changes);
      if (removed)
        await tx.registerEvent.updateMany({
          where: { actId: id },
          data: removed.table === 'resident' ? { residentId: removed.id } : { householdId: removed.id },
        });
      await tx.registerAct.update({
        where: { id },
        data: { revertedAt: now(), revertedBy: actor.id, revertedReason: reason },
      });
      const residentId =
        event?.residentId && !insertedBy(changes, 'resident').includes(event.residentId) ? event.residentId : null;
      return done('register-act.take-back', subjectOf(removed, residentId, event?.householdId ?? null), {
        kind: event?.kind,
        reason,
        changes: restoredFields(changes),
      });
    });
  } catch (error) {
    if (violatedConstraint(error) || violatesForeignKey(error))
      return blocked('Sau đó đã có việc khác ghi cho người hoặc hộ này.');
    throw error;
  }
}

function subjectOf(
  removed: { table: 'household' | 'resident'; id: string } | null,
  residentId: string | null,
  householdId: string | null,
): { type: 'household' | 'resident'; id: string | null } {
  if (removed) return { type: removed.table, id: removed.id };
  return residentId ? { type: 'resident', id: residentId } : { type: 'household', id: householdId };
}

/** What blocks reverting an act, in words; empty when nothing does. For the page that asks for the reason. */
export async function findActBlockers(db: Reads, wardId: string, act: RecordedAct): Promise<string[]> {
  const changes = changesOf(act);
  return blockersIn(await readBlockerFacts(db, wardId, act, changes), changes);
}

function changesOf(act: Pick<RecordedAct, 'changes'> | null): RowChange[] {
  if (!act) throw new NotFoundError();
  return act.changes as unknown as RowChange[];
}

async function existingIds(tx: Transaction, table: 'household' | 'resident', ids: readonly string[]) {
  const rows = await queryRows(tx, 'register-act-existing-ids', z.object({ id: z.string() }))`
      SELECT id FROM ${raw(table)} WHERE id = ANY (${ids}::uuid[])`;
  return rows.map((row) => row.id);
}

/** What may block reverting an act: what was recorded later, and visits that met who arrived with it. */
const BLOCKER_FACTS = z.object({
  later: z.array(z.object({ kind: z.enum(RegisterEventKind), on: z.string(), names: z.string().nullable() })),
  visits: z.array(z.object({ on: z.string(), name: z.string(), address: z.string() })),
});
/** The same with the act's rows as they are now, by table and id. */
interface BlockerFacts extends z.infer<typeof BLOCKER_FACTS> {
  rows: ReadonlyMap<string, RowSnapshot>;
}

async function readBlockerFacts(
  db: RowReader,
  wardId: string,
  act: Pick<RecordedAct, 'seq' | 'recordedAt'>,
  changes: RowChange[],
): Promise<BlockerFacts> {
  const { residentIds } = affectedBy(changes);
  const headIds = headsChangedBy(changes);
  const tables = Object.keys(COLUMNS) as Table[];
  const found = await readSnapshots(
    db,
    tables.map((table) =>
      rowsOf(
        table,
        changes.filter((change) => change.table === table).map(({ id }) => id),
      ),
    ),
  );
  const rows = tables.flatMap((table, index) =>
    found[index]!.map((row) => [`${table} ${String(row.id)}`, row] as const),
  );
  const facts = await queryRow(db, 'register-act-blockers', BLOCKER_FACTS)`SELECT
    (SELECT coalesce(json_agg(l), '[]') FROM (
      SELECT e.kind, e.happened_on AS on, string_agg(DISTINCT r.full_name, ', ') AS names
      FROM register_event e LEFT JOIN register_act a ON a.id = e.act_id LEFT JOIN resident r ON r.id = e.resident_id
      WHERE e.ward_id = ${wardId}::uuid AND a.reverted_at IS NULL
        AND (a.seq > ${act.seq}::bigint OR (a.id IS NULL AND e.recorded_at > ${act.recordedAt}::timestamptz))
        AND e.id IN (
          SELECT id FROM register_event WHERE resident_id = ANY (${residentIds}::uuid[])
          UNION SELECT id FROM register_event WHERE other_resident_id = ANY (${residentIds}::uuid[])
          UNION SELECT id FROM register_event WHERE household_id = ANY (${headIds}::uuid[])
          UNION SELECT id FROM register_event WHERE other_household_id = ANY (${headIds}::uuid[]))
      GROUP BY coalesce(e.act_id, e.id), e.kind, e.happened_on ORDER BY e.happened_on DESC LIMIT 5) l) AS later,
    (SELECT coalesce(json_agg(met), '[]') FROM (
      SELECT v.visited_on AS on, r.full_name AS name, h.address_line AS address
      FROM jsonb_to_recordset(${JSON.stringify(arrivalsOf(changes))}::jsonb) AS arrival ("householdId" uuid, "residentId" uuid, since date)
      JOIN visit v ON v.household_id = arrival."householdId" AND v.visited_on >= arrival.since
      JOIN visit_presence p ON p.visit_id = v.id AND p.resident_id = arrival."residentId"
      JOIN resident r ON r.id = p.resident_id JOIN household h ON h.id = v.household_id ORDER BY v.arrived_at LIMIT 3) met) AS visits`;
  return { ...facts, rows: new Map(rows) };
}

function blockersIn({ later, visits, rows }: BlockerFacts, changes: readonly RowChange[]): string[] {
  if (later.length > 0) {
    return later.map(
      ({ kind, on, names }) =>
        `Sau đó đã ghi: ${uncapitalise(REGISTER_EVENTS[kind])}${names ? ` (${names})` : ''} ngày ${formatDate(on)}. Hoàn tác việc đó trước.`,
    );
  }
  if (visits.length > 0)
    return visits.map(({ on, name, address }) => `${name} có mặt trong lượt thăm ngày ${formatDate(on)} ở ${address}.`);
  return changedRows(changes, rows);
}

/** Which rows were changed after the act, in words. An act may write a row twice, so only its last snapshot counts. */
function changedRows(changes: readonly RowChange[], snapshots: ReadonlyMap<string, RowSnapshot>): string[] {
  const last = new Map(changes.map((change) => [`${change.table} ${change.id}`, change]));
  const found = [...last].flatMap(([row, change]) => {
    if (change.table === 'import_row') return [];
    const isMade = changes.some((other) => other.id === change.id && other.before === null);
    const isSame = isUnchanged({ ...change, before: isMade ? null : change.before }, snapshots.get(row) ?? null);
    return isSame ? [] : [CHANGED_SINCE[change.table]];
  });
  return [...new Set(found)];
}

const CHANGED_SINCE: Record<Table, string> = {
  household: 'Hộ đã được sửa hoặc đổi tình trạng ở sau đó.',
  resident: 'Hồ sơ của người này đã được sửa sau đó.',
  household_membership: 'Quan hệ hoặc ngày ở trong hộ đã được sửa sau đó.',
  resident_absence: 'Lần vắng lâu ngày đã được ghi tiếp sau đó.',
  unoccupied_period: 'Tình trạng ở của hộ đã được ghi tiếp sau đó.',
  household_pause: 'Việc tạm dừng gõ cửa đã được bỏ hoặc sửa sau đó.',
  digital_helper: 'Người giúp số đã được sửa sau đó.',
  readiness: 'Mức sẵn sàng đã được ghi tiếp sau đó.',
  priority_fact: 'Diện ưu tiên đã được sửa sau đó.',
  register_event: 'Lịch sử đã được ghi tiếp sau đó.',
};

/** Removes references to the act's deleted people and households from its lines. */
async function detachDeleted(tx: Transaction, actId: string, changes: readonly RowChange[]): Promise<void> {
  await tx.registerEvent.updateMany({
    where: { actId, residentId: { in: insertedBy(changes, 'resident') } },
    data: { residentId: null },
  });
  await tx.registerEvent.updateMany({
    where: { actId, otherHouseholdId: { in: insertedBy(changes, 'household') } },
    data: { otherHouseholdId: null },
  });
}

async function restore(tx: Transaction, { table, id, before, after }: RowChange, at: Date): Promise<void> {
  if (table === 'import_row') {
    // Retention may have deleted the row since.
    for (const column of ['resident_id', 'household_id'].filter((name) => name in before!))
      await tx.$executeRaw`
        UPDATE import_row SET ${raw(column)} = ${before![column]}::uuid WHERE import_run_id = ${id}::uuid AND row_number = ${before!.row_number}::int`;
    return;
  }
  const version = before && after && 'version' in after ? { version: after.version } : {};
  const step = { before: after && { ...after, id }, after: before && { ...before, id, ...version } };
  await writeSteps(tx, [{ table: { name: table, key: ['id'] }, steps: [step] }]);
  // A trigger gives an inserted household its natural place in the walk.
  if (table === 'household' && after === null)
    await tx.household.update({ where: { id }, data: { handOrder: before!.hand_order as string | null } });
  if (table === 'resident' && before && after)
    await tx.resident.update({ where: { id }, data: { version: { increment: 1 }, updatedAt: at } });
}

/** Both values of what is restored, for the audit page. */
function restoredFields(changes: readonly RowChange[]): { field: string; before: unknown; after: unknown }[] {
  const names: Partial<Record<RowChange['table'], [column: string, field: string]>> = {
    resident: ['residence_status', 'residenceStatus'],
    household: ['occupancy', 'occupancy'],
  };
  return changes.flatMap(({ table, before, after }) => {
    const named = names[table];
    return named && before && after ? [{ field: named[1], before: after[named[0]], after: before[named[0]] }] : [];
  });
}
