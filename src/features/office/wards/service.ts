import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_OUTREACH_POLICY } from '../reference-data/outreach-policy';
import type { AppContext, BaseContext } from '../../../context';
import { violatedConstraint, type Transaction } from '../../../db/database';
import { lockName, lockWhere } from '../../../db/locks';
import { Prisma } from '../../../generated/prisma/client';
import { toDbDate } from '../../../db/dates';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import {
  DONE,
  invalid,
  STALE,
  UNCHANGED,
  type Done,
  type Invalid,
  type Stale,
  type Unchanged,
} from '../../../shared/outcome';
import { NotFoundError } from '../../../web/errors';
import { changedFields } from '../audit/changes';
import { recordEvent } from '../audit/record';
import type { Actor } from '../../../actor';
import { generatePassword, hashPassword } from '../auth/passwords';
import { outreachPolicySchema, type OutreachPolicy } from '../calendar/outreach-time';
import { listFactsOn, listPlannedRounds } from '../calendar/queries';
import { roundsAffectedBy } from '../calendar/round-objections';
import type { AffectedRound, DoneWithRounds, Unconfirmed } from '../calendar/affected-rounds';
import { periodEnd, TARGETED, targetedIndicator, type TargetPath } from '../../adoption/indicators/targets';
import type { NewTarget, Target, WardSettings } from './forms';
import { addReferenceGuides } from '../guides/service';
import { referenceRowsOf } from '../reference-data/reference-rows';
import { settingsInWords } from './settings-in-words';

interface NewWard {
  code: string;
  name: string;
  province: string;
  formerWards: string[];
  phone: string | null;
  isDemo?: boolean;
  admin: { username: string; displayName: string; passwordHash: string; mustChangePassword?: boolean };
}

interface OpenedWard {
  wardId: string;
  admin: Actor;
  /** Ids by the keys of the reference data. */
  serviceIds: ReadonlyMap<string, string>;
  barrierIds: ReadonlyMap<string, string>;
}

/**
 * Opens a ward inside `tx`: its settings, catalogue, barriers, days off, targets and first administrator.
 * @param newId ids of the new rows; a demo ward passes its own so that every run gives the same ones.
 */
export async function openWard(
  tx: Transaction,
  ward: NewWard,
  now: Date,
  newId: () => string = uuidv7,
): Promise<OpenedWard> {
  const { admin: first, isDemo = false, ...settings } = ward;
  const wardId = newId();
  await tx.ward.create({
    data: {
      id: wardId,
      ...settings,
      isDemo,
      outreachPolicy: DEFAULT_OUTREACH_POLICY as unknown as Prisma.InputJsonObject,
      createdAt: now,
    },
  });
  const rows = referenceRowsOf(wardId, now, newId);
  await tx.publicService.createMany({ data: rows.publicServices });
  await tx.barrier.createMany({ data: rows.barriers });
  await tx.calendarDay.createMany({ data: rows.calendarDays });
  await tx.indicatorTarget.createMany({ data: rows.targets });
  await tx.equipmentItem.createMany({ data: rows.equipmentItems });
  await addReferenceGuides(tx, now, wardId);
  const { id, username, displayName, mustChangePassword } = await tx.userAccount.create({
    data: { id: newId(), wardId, role: 'admin', mustChangePassword: true, createdAt: now, ...first },
  });
  const admin: Actor = { id, wardId, wardName: ward.name, role: 'admin', username, displayName, mustChangePassword };
  await recordEvent(tx, {
    actor: admin,
    action: isDemo ? 'ward.open-demo' : 'ward.open',
    subject: { type: 'ward', id: wardId },
    details: { code: ward.code, name: ward.name, admin: username },
    at: now,
  });
  return { wardId, admin, serviceIds: rows.serviceIds, barrierIds: rows.barrierIds };
}

type WardAnswers = Omit<NewWard, 'admin' | 'isDemo'> & { admin: { username: string; displayName: string } };

/** Opens the first ward of an empty database and returns the administrator's first password, which is not stored. */
export async function openFirstWard(
  { db, now }: Pick<BaseContext, 'db' | 'now'>,
  ward: WardAnswers,
): Promise<(Done & { password: string }) | Unchanged> {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const admin = { ...ward.admin, passwordHash };
  return db.prisma.$transaction(async (tx) => {
    await waitForOtherOpenings(tx);
    if ((await tx.ward.count()) > 0) return UNCHANGED;
    await openWard(tx, { ...ward, admin }, now());
    return { kind: 'done', password };
  });
}

/** Opens a further ward on the same database, for the operator's command. */
export async function openFurtherWard(
  { db, now }: Pick<BaseContext, 'db' | 'now'>,
  ward: WardAnswers,
): Promise<(Done & { password: string }) | Invalid> {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const admin = { ...ward.admin, passwordHash };
  try {
    await db.prisma.$transaction((tx) => openWard(tx, { ...ward, admin }, now()));
    return { kind: 'done', password };
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
 * Saves the ward's settings, unless somebody else changed them since `version`. If planned rounds do not fit a new
 * policy it asks first, unless `isConfirmed`; they stay as they are and are listed for review.
 */
export async function updateWard(
  { db, now }: AppContext,
  actor: Actor,
  { version, ...settings }: WardSettings,
  isConfirmed: boolean,
): Promise<DoneWithRounds | Stale | Unconfirmed> {
  return db.prisma.$transaction(async (tx) => {
    const before = await lockWard(tx, actor.wardId);
    const changes = changedFields(
      settingsInWords({ ...before, outreachPolicy: before.outreachPolicy as unknown as OutreachPolicy }),
      settingsInWords(settings),
    );
    // If the form was sent twice, the second one finds its own values.
    if (changes.length === 0) return { kind: 'done', roundsHit: 0 };
    if (before.version !== version) return STALE;
    const rounds = await roundsAffectedByPolicy(tx, actor.wardId, now(), {
      before: outreachPolicySchema.parse(before.outreachPolicy),
      after: settings.outreachPolicy,
    });
    if (rounds.length > 0 && !isConfirmed) return { kind: 'unconfirmed', rounds };
    await tx.ward.update({
      where: { id: actor.wardId },
      data: {
        ...settings,
        outreachPolicy: settings.outreachPolicy as unknown as Prisma.InputJsonObject,
        version: { increment: 1 },
      },
    });
    await recordEvent(tx, {
      actor,
      action: 'ward.update',
      subject: { type: 'ward', id: actor.wardId },
      details: { changes, roundsHit: rounds.length },
      at: now(),
    });
    return { kind: 'done', roundsHit: rounds.length };
  });
}

async function roundsAffectedByPolicy(
  tx: Transaction,
  wardId: string,
  now: Date,
  { before, after }: { before: OutreachPolicy; after: OutreachPolicy },
): Promise<AffectedRound[]> {
  const rounds = await listPlannedRounds(tx, wardId, now);
  const calendarDays = await listFactsOn(
    tx,
    wardId,
    rounds.map(({ startsAt }) => localDateOf(startsAt)),
  );
  return roundsAffectedBy(rounds, { policy: before, calendarDays }, { policy: after, calendarDays });
}

/** A share in per cent on the day a target is set: where the line to the target begins. */
type ShareNow = (target: Pick<TargetPath, 'indicator' | 'groupId'>) => number;

/** Sets a target for a period that has none. Sending the form twice sets one. */
export async function setTarget(
  { db, now }: AppContext,
  actor: Actor,
  { id, indicator, residentialGroupId, ...target }: NewTarget,
  shareNow: ShareNow,
): Promise<Done | Invalid> {
  return db.prisma.$transaction(async (tx) => {
    await lockWard(tx, actor.wardId);
    const sent = await tx.indicatorTarget.findUnique({ where: { id }, select: { wardId: true } });
    if (sent) return sent.wardId === actor.wardId ? DONE : invalid({ period: 'Tải lại trang rồi gửi lại.' });
    const group =
      residentialGroupId &&
      (await tx.residentialGroup.findFirst({
        where: { id: residentialGroupId, wardId: actor.wardId, validTo: null },
        select: { name: true },
      }));
    if (residentialGroupId && !group) return invalid({ residentialGroupId: 'Chọn một tổ đang hoạt động.' });
    const row = { id, wardId: actor.wardId, indicator: TARGETED[indicator], residentialGroupId, ...target };
    const today = localDateOf(now());
    const problem = periodProblem(target.period, today) ?? (await takenProblem(tx, row));
    if (problem) return invalid({ period: problem });
    const start = {
      startOn: toDbDate(today),
      startValue: shareNow({ indicator, groupId: residentialGroupId }),
    };
    await tx.indicatorTarget.create({ data: { ...row, ...start } });
    await tx.ward.update({ where: { id: actor.wardId }, data: { version: { increment: 1 } } });
    await recordEvent(tx, {
      actor,
      action: 'ward.set-target',
      subject: { type: 'ward', id: actor.wardId },
      details: {
        indicator: group ? `${row.indicator}, ${group.name}` : row.indicator,
        changes: changedFields({}, { ...target, ...start }),
      },
      at: now(),
    });
    return DONE;
  });
}

/**
 * Saves one target, unless the ward's settings were changed since: the targets share their version. With another level or
 * period it is set anew: the line to it begins today.
 */
export async function updateTarget(
  { db, now }: AppContext,
  actor: Actor,
  id: string,
  { version, ...target }: Target,
  shareNow: ShareNow,
): Promise<Done | Stale | Invalid> {
  return db.prisma.$transaction(async (tx) => {
    const ward = await lockWard(tx, actor.wardId);
    const before = await tx.indicatorTarget.findFirst({ where: { id, wardId: actor.wardId } });
    if (!before) throw new NotFoundError();
    if (ward.version !== version) return STALE;
    const today = localDateOf(now());
    const isMoved = before.period !== target.period || Number(before.value) !== target.value;
    const problem =
      before.period === target.period
        ? null
        : (periodProblem(target.period, today) ?? (await takenProblem(tx, { ...before, period: target.period })));
    if (problem) return invalid({ period: problem });
    const indicator = targetedIndicator(before.indicator);
    const start =
      isMoved && indicator
        ? { startOn: toDbDate(today), startValue: shareNow({ indicator, groupId: before.residentialGroupId }) }
        : {};
    const after = { ...target, ...start };
    const changes = changedFields(
      {
        ...before,
        value: Number(before.value),
        startValue: before.startValue === null ? undefined : Number(before.startValue),
        startOn: before.startOn ?? undefined,
      },
      after,
    );
    if (changes.length === 0) return DONE;
    await tx.indicatorTarget.update({ where: { id }, data: after });
    await tx.ward.update({ where: { id: actor.wardId }, data: { version: { increment: 1 } } });
    await recordEvent(tx, {
      actor,
      action: 'ward.set-target',
      subject: { type: 'ward', id: actor.wardId },
      details: { indicator: before.indicator, changes },
      at: now(),
    });
    return DONE;
  });
}

function periodProblem(period: string, today: LocalDate): string | null {
  const end = periodEnd(period);
  if (end === null) return 'Nhập một năm hoặc một quý, ví dụ 2030 hoặc Quý 4/2026.';
  return end < today ? 'Kỳ này đã qua. Nhập kỳ chưa hết.' : null;
}

/** A period has one target of an indicator, for the ward and for each group. The ward's row must be locked. */
async function takenProblem(
  tx: Transaction,
  { id, wardId, indicator, residentialGroupId, period }: Prisma.IndicatorTargetUncheckedCreateInput,
): Promise<string | null> {
  const others = { wardId, indicator, residentialGroupId: residentialGroupId ?? null, period, NOT: { id } };
  return (await tx.indicatorTarget.count({ where: others })) > 0
    ? 'Kỳ này đã có mục tiêu. Sửa mục tiêu ấy, hoặc chọn kỳ khác.'
    : null;
}

/** The ward's row, locked so that concurrent saves run one after the other. */
async function lockWard(tx: Transaction, wardId: string) {
  await lockWhere(tx, 'ward', Prisma.sql`id = ${wardId}::uuid`);
  return tx.ward.findUniqueOrThrow({ where: { id: wardId } });
}

/** Lets one transaction at a time open the first ward; those that waited check again whether there is one. */
export async function waitForOtherOpenings(tx: Transaction): Promise<void> {
  await lockName(tx, 'first ward');
}
