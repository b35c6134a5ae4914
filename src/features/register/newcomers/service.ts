import { v7 as newId } from 'uuid';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { fromDbDate, toDbDate } from '../../../db/dates';
import type { Transaction } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import { DONE, UNCHANGED, type Done, type Unchanged } from '../../../shared/outcome';
import { NotFoundError } from '../../../web/errors';
import { recordEvent } from '../../office/audit/record';
import { getHome } from '../events/queries';
import { lockHouseholds, RegisterAct } from '../events/service';
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
  tx: Transaction,
  { wardId }: Actor,
  { householdId, on, at }: Report,
  newcomers: readonly IdentifiedNewcomer[],
): Promise<void> {
  if (newcomers.length === 0) return;
  await tx.resident.createMany({
    data: newcomers.map(({ id, fullName, birthYear, phone }) => ({
      id,
      wardId,
      fullName,
      birthDate: birthYear === null ? null : toDbDate(`${birthYear}-01-01`),
      birthPrecision: birthYear === null ? null : ('year' as const),
      phone,
      // Met here; the team does not ask whether the residence is registered.
      residenceStatus: 'staying' as const,
      createdAt: at,
      updatedAt: at,
    })),
  });
  await tx.householdMembership.createMany({
    data: newcomers.map(({ id, relation }) => ({
      id: newId(),
      wardId,
      householdId,
      residentId: id,
      ...householdRelationOf(relation),
      validFrom: toDbDate(on),
    })),
  });
}

/** Marks them as reported on the saved visit, to be confirmed by the office. */
export async function keepReports(
  tx: Transaction,
  actor: Actor,
  { householdId, visitId, at }: Report,
  newcomers: readonly IdentifiedNewcomer[],
): Promise<void> {
  if (newcomers.length === 0) return;
  await tx.newcomer.createMany({
    data: newcomers.map(({ id: residentId, ...said }) => ({
      id: newId(),
      wardId: actor.wardId,
      residentId,
      visitId,
      ...said,
      reportedBy: actor.id,
      reportedAt: at,
    })),
  });
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
 * Confirms that somebody reported from a door is a person of the ward and nobody the register already had. A household
 * that the register took for empty is lived in again. `unchanged`: confirmed before.
 */
export function confirmNewcomer(
  { db, now }: Pick<AppContext, 'db' | 'now'>,
  actor: Actor,
  id: string,
): Promise<Done | Unchanged> {
  return db.prisma.$transaction(async (tx): Promise<Done | Unchanged> => {
    const newcomer = await tx.newcomer.findFirst({ where: { id, wardId: actor.wardId } });
    if (!newcomer) throw new NotFoundError();
    const { residentId } = newcomer;
    const membership = await tx.householdMembership.findFirst({ where: { residentId, validTo: null } });
    if (membership) await lockHouseholds(tx, actor.wardId, [membership.householdId]);
    // Somebody may have been met as new by two teams: one confirmation is about the person.
    const { count } = await tx.newcomer.updateMany({
      where: { residentId, wardId: actor.wardId, isWaiting: true },
      data: { isWaiting: false, confirmedBy: actor.id, confirmedAt: now() },
    });
    if (count === 0) return UNCHANGED;
    const act = new RegisterAct(tx, actor, newId(), now());
    const home = membership && (await getHome(tx, actor.wardId, membership.householdId));
    if (home && home.occupancy !== 'occupied') {
      const on = fromDbDate(membership.validFrom);
      await act.endUnoccupied(home.id, on);
      act.addEvent({ kind: 'reoccupied', on, householdId: home.id });
    }
    await act.save({
      action: 'newcomer.confirm',
      subject: { type: 'resident', id: residentId },
      details: { householdId: home?.id ?? null },
    });
    return DONE;
  });
}
