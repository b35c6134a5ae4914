import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { fromDbDate } from '../../../db/dates';
import type { Statements, Transaction } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import { blocked, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { done, logEvent } from '../../office/audit/transact';
import { getHome } from '../events/queries';
import { lockHouseholds, lockResidents, recordAct } from '../events/service';
import { householdRelationOf, type Newcomer } from './newcomer';

interface Report {
  householdId: string;
  visitId: string;
  /** The day of the visit. */
  on: LocalDate;
  at: Date;
}

type IdentifiedNewcomer = Newcomer & { id: string };

/**
 * Registers people met at a door, each under the id it is given: as members of its household unless they live elsewhere.
 * The caller holds a lock on the household, saves the visit, and then calls `keepReports`.
 */
export async function registerNewcomers(
  tx: Statements,
  { wardId }: Actor,
  { householdId, on, at }: Report,
  newcomers: readonly IdentifiedNewcomer[],
): Promise<void> {
  if (newcomers.length === 0) return;
  // Who lives here is staying; the team does not ask whether the residence is registered.
  await tx.$executeRaw`
    INSERT INTO resident (id, ward_id, full_name, birth_date, birth_precision, phone, residence_status, created_at, updated_at)
    SELECT id, ${wardId}::uuid, "fullName", make_date("birthYear", 1, 1), CASE WHEN "birthYear" IS NOT NULL THEN 'year'::birth_precision END, phone,
      CASE relation WHEN 'elsewhere' THEN 'elsewhere'::residence_status ELSE 'staying' END, ${at}::timestamptz, ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(newcomers)}::jsonb) AS met (id uuid, "fullName" text, "birthYear" integer, phone text, relation newcomer_relation)`;
  const living = newcomers.filter(({ relation }) => relation !== 'elsewhere');
  const members = living.map(({ id: residentId, relation }) => ({
    id: newIdAt(at),
    residentId,
    ...householdRelationOf(relation),
  }));
  await tx.$executeRaw`
    INSERT INTO household_membership (id, ward_id, household_id, resident_id, relation, relation_note, valid_from)
    SELECT id, ${wardId}::uuid, ${householdId}::uuid, "residentId", relation, "relationNote", ${on}::date
    FROM jsonb_to_recordset(${JSON.stringify(members)}::jsonb) AS member (id uuid, "residentId" uuid, relation household_relation, "relationNote" text)`;
}

/** Marks them as reported on the saved visit, to be confirmed by the office. */
export async function keepReports(
  tx: Statements,
  actor: Actor,
  { householdId, visitId, at }: Report,
  newcomers: readonly IdentifiedNewcomer[],
): Promise<void> {
  if (newcomers.length === 0) return;
  const rows = newcomers.map(({ id: residentId, ...said }) => ({ ...said, residentId, id: newIdAt(at) }));
  await tx.$executeRaw`
    INSERT INTO newcomer (id, ward_id, resident_id, visit_id, full_name, birth_year, relation, phone, tie, reported_by, reported_at)
    SELECT id, ${actor.wardId}::uuid, "residentId", ${visitId}::uuid, "fullName", "birthYear", relation, phone, tie, ${actor.id}::uuid, ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS reported (id uuid, "residentId" uuid, "fullName" text, "birthYear" integer, relation newcomer_relation, phone text, tie text)`;
  for (const { id, fullName, relation } of newcomers) {
    const isElsewhere = relation === 'elsewhere';
    const was = isElsewhere ? { residenceStatus: relation } : { relation: householdRelationOf(relation).relation };
    const subject = { type: 'resident', id };
    await logEvent(tx, { actor, at }, 'newcomer.report', subject, { fullName, householdId, visitId, ...was });
  }
}

/**
 * Confirms that a person reported from a door lives in the ward and was not in the register before. A household that
 * the register took for empty is lived in again. `unchanged`: answered before.
 */
export function confirmNewcomer(context: Context, actor: Actor, id: string) {
  const at = context.now();
  return recordAct(context, actor, { actId: newIdAt(at) }, async (tx, act) => {
    const { residentId, membership } = await lockNewcomer(tx, actor, id);
    if (!(await endWait(tx, actor, residentId, at))) return { ...UNCHANGED, residentId };
    const home = membership && (await getHome(tx, actor.wardId, membership.householdId));
    if (home) await act.reoccupy(home, fromDbDate(membership.validFrom));
    const subject = { type: 'resident', id: residentId };
    return { ...done('newcomer.confirm', subject, { householdId: home?.id ?? null }), residentId };
  });
}

/**
 * Answers that a person reported from a door does not live there: helped, but no member of the household and no adult
 * of the ward. `unchanged`: answered before; `blocked`: the person has become the head of that household.
 */
export function recordLivesElsewhere(context: Context, actor: Actor, id: string) {
  const at = context.now();
  return recordAct(context, actor, { actId: newIdAt(at) }, async (tx, act) => {
    const { residentId, membership, visit } = await lockNewcomer(tx, actor, id);
    // Of another household, which this answer says nothing about.
    if (membership && membership.householdId !== visit.householdId)
      return { ...blocked('sổ nay ghi người này ở hộ khác: xác nhận, hoặc sửa nơi ở ở hồ sơ'), residentId };
    if (membership?.relation === 'head') return { ...blocked('người này nay là chủ hộ, đổi chủ hộ trước'), residentId };
    if (!(await endWait(tx, actor, residentId, at))) return { ...UNCHANGED, residentId };
    if (membership) {
      await act.remove({ name: 'household_membership', key: ['id'] }, ['id'], [membership.id]);
      await act.setStatus(residentId, 'elsewhere', fromDbDate(membership.validFrom));
    }
    const subject = { type: 'resident', id: residentId };
    return { ...done('newcomer.live-elsewhere', subject, { householdId: visit.householdId }), residentId };
  });
}

/**
 * Asks again who a person reported from a door is, after an answer by mistake: one said at the door to live there is
 * again what was said. A household that is lived in again stays so. `unchanged`: the question is open, or the person's
 * data were erased.
 */
export const reopenNewcomer = (context: Context, actor: Actor, id: string) =>
  recordAct(context, actor, { actId: newIdAt(context.now()) }, async (tx, act) => {
    const { residentId, membership, visit, relation } = await lockNewcomer(tx, actor, id);
    if ((await tx.dataErasure.count({ where: { erasedId: residentId } })) > 0) return UNCHANGED;
    const { count } = await tx.newcomer.updateMany({
      where: { residentId, wardId: actor.wardId, isWaiting: false, confirmedAt: { not: null } },
      data: { isWaiting: true, confirmedBy: null, confirmedAt: null },
    });
    if (count === 0) return UNCHANGED;
    const { residenceStatus } = await tx.resident.findUniqueOrThrow({ where: { id: residentId } });
    if (residenceStatus === 'elsewhere' && relation !== 'elsewhere' && !membership) {
      const since = fromDbDate(visit.visitedOn);
      await act.addMember({ householdId: visit.householdId, residentId, ...householdRelationOf(relation), since });
      await act.setStatus(residentId, 'staying', since);
    }
    return done('newcomer.reopen', { type: 'resident', id: residentId });
  });

/** A report with its person's current membership, locked with both households. @throws NotFoundError */
async function lockNewcomer(tx: Transaction, { wardId }: Actor, id: string) {
  const newcomer = await tx.newcomer.findFirst({ where: { id, wardId }, include: { visit: true } });
  if (!newcomer) throw new NotFoundError();
  const { residentId, visit } = newcomer;
  const current = () => tx.householdMembership.findFirst({ where: { residentId, validTo: null } });
  const before = await current();
  await lockHouseholds(tx, wardId, [visit.householdId, ...(before ? [before.householdId] : [])]);
  await lockResidents(tx, wardId, [residentId]);
  const membership = await current();
  return { ...newcomer, membership };
}

/** A person may have been met as new by two teams: one answer is about the person. False if it was given before. */
async function endWait(tx: Transaction, actor: Actor, residentId: string, at: Date): Promise<boolean> {
  const { count } = await tx.newcomer.updateMany({
    where: { residentId, wardId: actor.wardId, isWaiting: true },
    data: { isWaiting: false, confirmedBy: actor.id, confirmedAt: at },
  });
  return count > 0;
}
