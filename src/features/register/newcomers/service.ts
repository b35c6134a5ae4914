import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { fromDbDate } from '../../../db/dates';
import type { Statements } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import { UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { recordEvent } from '../../office/audit/record';
import { done, verb } from '../../office/audit/transact';
import { getHome } from '../events/queries';
import { lockHouseholds, recordAct } from '../events/service';
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
 * Registers people met at a door as members of its household, each under the id it is given. The caller holds a lock on
 * the household, saves the visit, and then calls `keepReports`.
 */
export async function registerNewcomers(
  tx: Statements,
  { wardId }: Actor,
  { householdId, on, at }: Report,
  newcomers: readonly IdentifiedNewcomer[],
): Promise<void> {
  if (newcomers.length === 0) return;
  // Met here, so staying; the team does not ask whether the residence is registered.
  await tx.$executeRaw`
    INSERT INTO resident (id, ward_id, full_name, birth_date, birth_precision, phone, residence_status, created_at, updated_at)
    SELECT id, ${wardId}::uuid, "fullName", make_date("birthYear", 1, 1), CASE WHEN "birthYear" IS NOT NULL THEN 'year'::birth_precision END, phone,
      'staying', ${at}::timestamptz, ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(newcomers)}::jsonb) AS met (id uuid, "fullName" text, "birthYear" integer, phone text)`;
  const members = newcomers.map(({ id: residentId, relation }) => ({
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
    INSERT INTO newcomer (id, ward_id, resident_id, visit_id, full_name, birth_year, relation, phone, reported_by, reported_at)
    SELECT id, ${actor.wardId}::uuid, "residentId", ${visitId}::uuid, "fullName", "birthYear", relation, phone, ${actor.id}::uuid, ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS reported (id uuid, "residentId" uuid, "fullName" text, "birthYear" integer, relation newcomer_relation, phone text)`;
  for (const { id, fullName, relation } of newcomers)
    await recordEvent(tx, {
      actor,
      action: 'newcomer.report',
      subject: { type: 'resident', id },
      at,
      details: { fullName, householdId, visitId, relation: householdRelationOf(relation).relation },
    });
}

/**
 * Confirms that a person reported from a door lives in the ward and was not in the register before. A household that
 * the register took for empty is lived in again. `unchanged`: confirmed before.
 */
export function confirmNewcomer(context: Context, actor: Actor, id: string) {
  const at = context.now();
  return recordAct(context, actor, { actId: newIdAt(at) }, async (tx, act) => {
    const newcomer = await tx.newcomer.findFirst({ where: { id, wardId: actor.wardId } });
    if (!newcomer) throw new NotFoundError();
    const { residentId } = newcomer;
    const membership = await tx.householdMembership.findFirst({ where: { residentId, validTo: null } });
    if (membership) await lockHouseholds(tx, actor.wardId, [membership.householdId]);
    // A person may have been met as new by two teams: one confirmation is about the person.
    const { count } = await tx.newcomer.updateMany({
      where: { residentId, wardId: actor.wardId, isWaiting: true },
      data: { isWaiting: false, confirmedBy: actor.id, confirmedAt: at },
    });
    if (count === 0) return { ...UNCHANGED, residentId };
    const home = membership && (await getHome(tx, actor.wardId, membership.householdId));
    if (home) await act.reoccupy(home, fromDbDate(membership.validFrom));
    const subject = { type: 'resident', id: residentId };
    return { ...done('newcomer.confirm', subject, { householdId: home?.id ?? null }), residentId };
  });
}

/**
 * Asks again who a person reported from a door is, after a confirmation by mistake. A household that is lived in again
 * stays so. `unchanged`: the question is open, or the person's data were erased.
 */
export const reopenNewcomer = verb(async ({ tx, actor }, id: string) => {
  const newcomer = await tx.newcomer.findFirst({ where: { id, wardId: actor.wardId } });
  if (!newcomer) throw new NotFoundError();
  const { residentId } = newcomer;
  if ((await tx.dataErasure.count({ where: { erasedId: residentId } })) > 0) return UNCHANGED;
  const { count } = await tx.newcomer.updateMany({
    where: { residentId, wardId: actor.wardId, isWaiting: false, confirmedAt: { not: null } },
    data: { isWaiting: true, confirmedBy: null, confirmedAt: null },
  });
  if (count === 0) return UNCHANGED;
  return done('newcomer.reopen', { type: 'resident', id: residentId });
});
