import { DEFAULT_OUTREACH_POLICY } from '../reference-data/outreach-policy';
import type { Context } from '../../../context';
import { violatedConstraint, type Transaction } from '../../../db/database';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockName, lockWhere } from '../../../db/locks';
import type { Prisma } from '../../../generated/prisma/client';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { newIdAt } from '../../../shared/new-id';
import { DONE, invalid, STALE, UNCHANGED, type Done, type Stale, type Unchanged } from '../../../shared/outcome';
import { sql } from '../../../shared/sql';
import { changedFields } from '../audit/changes';
import { done, logEvent, transact, verb } from '../audit/transact';
import type { Actor } from '../../../actor';
import { generatePassword, hashPassword } from '../auth/passwords';
import { outreachPolicySchema, type OutreachPolicy } from '../calendar/outreach-time';
import { listFactsOn, listPlannedRounds } from '../calendar/queries';
import { roundsAffectedBy } from '../calendar/round-objections';
import { unconfirmed } from '../calendar/affected-rounds';
import type { FirstDay, WardSettings } from './forms';
import { addReferenceDueRules } from '../due-rules/service';
import { addReferenceGuides } from '../guides/service';
import { addReferenceSituations } from '../situations/service';
import { referenceRowsOf } from '../reference-data/reference-rows';
import { UNUSED_TERMS } from '../users/unused';
import { countEarlier, type EarlierEntries } from './queries';
import { firstDayText, settingsText } from './settings-labels';

interface NewWard {
  code: string;
  name: string;
  province: string;
  formerWards: string[];
  phone: string | null;
  isDemo?: boolean;
  admin: { username: string; displayName: string; passwordHash: string; mustChangePassword?: boolean };
}

/**
 * Opens a ward inside `tx`: its settings, catalogue, barriers, days off, targets and first administrator.
 * @param newId ids of the new rows; a demo ward passes its own so that every run gives the same ones.
 * @returns with the ids by the keys of the reference data.
 */
export async function openWard(tx: Transaction, ward: NewWard, now: Date, newId: () => string = () => newIdAt(now)) {
  const { admin: first, isDemo = false, ...settings } = ward;
  const wardId = newId();
  await tx.ward.create({
    data: {
      id: wardId,
      ...settings,
      isDemo,
      requiresSecondFactor: !isDemo,
      retention: isDemo ? {} : UNUSED_TERMS,
      outreachPolicy: DEFAULT_OUTREACH_POLICY as unknown as Prisma.InputJsonObject,
      createdAt: now,
    },
  });
  const rows = referenceRowsOf(wardId, now, newId);
  await tx.publicService.createMany({ data: rows.publicServices });
  await tx.barrier.createMany({ data: rows.barriers });
  await tx.calendarDay.createMany({ data: rows.calendarDays });
  await tx.indicatorTarget.createMany({ data: rows.targets });
  await addReferenceGuides(tx, now, wardId);
  await addReferenceSituations(tx, now, wardId);
  await addReferenceDueRules(tx, wardId);
  const { id, username, displayName, mustChangePassword } = await tx.userAccount.create({
    data: {
      id: newId(),
      wardId,
      role: 'admin',
      mustChangePassword: true,
      firstPasswordAt: first.mustChangePassword === false ? null : now,
      createdAt: now,
      ...first,
    },
  });
  const admin: Actor = { id, wardId, wardName: ward.name, role: 'admin', username, displayName, mustChangePassword };
  await logEvent(tx, { actor: admin, at: now }, isDemo ? 'ward.open-demo' : 'ward.open', wardId, {
    code: ward.code,
    name: ward.name,
    admin: username,
  });
  return { wardId, admin, serviceIds: rows.serviceIds, barrierIds: rows.barrierIds };
}

type WardAnswers = Omit<NewWard, 'admin' | 'isDemo'> & { admin: { username: string; displayName: string } };

/** Opens the first ward of an empty database and returns the administrator's first password, which is not stored. */
export async function openFirstWard({ db, now }: Context, ward: WardAnswers) {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const admin = { ...ward.admin, passwordHash };
  return db.prisma.$transaction(async (tx) => {
    await waitForOtherOpenings(tx);
    if ((await tx.ward.count()) > 0) return UNCHANGED;
    await openWard(tx, { ...ward, admin }, now());
    return { ...DONE, password };
  });
}

/** Opens a further ward on the same database, for the operator's command. */
export async function openFurtherWard({ db, now }: Context, ward: WardAnswers) {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const admin = { ...ward.admin, passwordHash };
  try {
    await db.prisma.$transaction((tx) => openWard(tx, { ...ward, admin }, now()));
    return { ...DONE, password };
  } catch (error) {
    if (violatedConstraint(error) === null) throw error;
    const isCodeTaken = (await db.prisma.ward.count({ where: { code: ward.code } })) > 0;
    return invalid(
      isCodeTaken
        ? { code: `Đã có phường mang mã ${ward.code}.` }
        : { username: `Tên đăng nhập ${ward.admin.username} đã có người dùng.` },
    );
  }
}

/**
 * Saves the ward's settings, unless they were changed since `version`. If planned rounds do not fit a new policy it
 * asks first, unless `isConfirmed`; they stay as they are and are listed for review.
 */
export const updateWard = verb(
  async ({ tx, actor, now }, { version, ...settings }: WardSettings, isConfirmed: boolean) => {
    const ward = await lockWard(tx, actor.wardId);
    const changes = changedFields(
      settingsText({ ...ward, outreachPolicy: ward.outreachPolicy as unknown as OutreachPolicy }),
      settingsText(settings),
    );
    // If the form was sent twice, the second one finds its own values.
    if (changes.length === 0) return { ...DONE, roundsHit: 0 };
    if (ward.version !== version) return STALE;
    const rounds = await roundsAffectedByPolicy(tx, actor.wardId, now(), {
      before: outreachPolicySchema.parse(ward.outreachPolicy),
      after: settings.outreachPolicy,
    });
    if (rounds.length > 0 && !isConfirmed) return unconfirmed(rounds);
    await tx.ward.update({
      where: { id: actor.wardId },
      data: {
        ...settings,
        outreachPolicy: settings.outreachPolicy as unknown as Prisma.InputJsonObject,
        version: { increment: 1 },
      },
    });
    return { ...done('ward.update', actor.wardId, { changes, roundsHit: rounds.length }), roundsHit: rounds.length };
  },
);

/** Sets the team's first day. If the register holds anything of earlier days it asks first, unless `isConfirmed`. */
export async function setFirstDay(
  { db, now }: Context,
  actor: Actor,
  { teamBeganOn, version }: FirstDay,
  isConfirmed: boolean,
): Promise<Done | Unchanged | Stale | { kind: 'earlier'; day: LocalDate; entries: EarlierEntries }> {
  const { wardId } = actor;
  const entries = teamBeganOn === null || isConfirmed ? null : await countEarlier(db, wardId, teamBeganOn);
  return transact({ db, now }, actor, async (tx) => {
    const ward = await lockWard(tx, wardId);
    const before = ward.teamBeganOn && fromDbDate(ward.teamBeganOn);
    if (before === teamBeganOn) return UNCHANGED;
    if (ward.version !== version) return STALE;
    if (teamBeganOn && entries && Object.values(entries).some((count) => count > 0))
      return { kind: 'earlier', day: teamBeganOn, entries };
    await tx.ward.update({
      where: { id: wardId },
      data: { teamBeganOn: teamBeganOn && toDbDate(teamBeganOn), version: { increment: 1 } },
    });
    return done('ward.update', wardId, { changes: changedFields(firstDayText(before), firstDayText(teamBeganOn)) });
  });
}

/** Begins or ceases to require a second step of administrators and office staff, from their next sign-in on (ADR 39). */
export const setFactorRequirement = verb(async ({ tx, actor }, isRequired: boolean) => {
  const ward = await lockWard(tx, actor.wardId);
  if (ward.requiresSecondFactor === isRequired) return UNCHANGED;
  await tx.ward.update({ where: { id: ward.id }, data: { requiresSecondFactor: isRequired } });
  return done(isRequired ? 'ward.require-factor' : 'ward.waive-factor', ward.id);
});

async function roundsAffectedByPolicy(
  tx: Transaction,
  wardId: string,
  now: Date,
  { before, after }: { before: OutreachPolicy; after: OutreachPolicy },
) {
  const rounds = await listPlannedRounds(tx, wardId, now);
  const calendarDays = await listFactsOn(
    tx,
    wardId,
    rounds.map(({ startsAt }) => localDateOf(startsAt)),
  );
  return roundsAffectedBy(rounds, { policy: before, calendarDays }, { policy: after, calendarDays });
}

/** The ward's row, locked so that concurrent saves run one after the other. */
export async function lockWard(tx: Transaction, wardId: string) {
  await lockWhere(tx, 'ward', sql`id = ${wardId}::uuid`);
  return tx.ward.findUniqueOrThrow({ where: { id: wardId } });
}

/** Lets one transaction at a time open the first ward; those that waited check again whether there is one. */
export async function waitForOtherOpenings(tx: Transaction): Promise<void> {
  await lockName(tx, 'first ward');
}
