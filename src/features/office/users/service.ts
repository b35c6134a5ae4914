import { z } from 'zod';
import type { AppContext, Context } from '../../../context';
import type { Transaction } from '../../../db/database';
import { lockWhere } from '../../../db/locks';
import { onConstraint } from '../../../db/on-constraint';
import { queryRows } from '../../../db/query-rows';
import { newIdAt } from '../../../shared/new-id';
import { DONE, invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { ForbiddenError, NotFoundError } from '../../../shared/errors';
import { sql } from '../../../shared/sql';
import { changedFields } from '../audit/changes';
import { done, logEvent, transact, verb } from '../audit/transact';
import type { Actor } from '../../../actor';
import { generatePassword, hashPassword } from '../auth/passwords';
import { dropFactors } from '../auth/second-factor-service';
import { endSessions, forgetRefusals } from '../auth/service';
import { forgetDraftsOf } from '../drafts/service';
import { removeSoundsOf } from '../guides/spoken-service';
import { unconfirmed, type AffectedRound } from '../calendar/affected-rounds';
import { patternOf, type AvailabilityWindow, type EditedUser, type NewUser } from './forms';
import { canDeactivate, canReactivate, canResetPassword } from './policy';
import { listAreaPlaces, listComingRoundsOf } from './queries';
import { CLOSED_AFTER, unusedFor } from './unused';

const USERNAME_TAKEN = invalid({
  username: 'Tên đăng nhập này đã có. Nếu chính bạn vừa tạo, hãy mở tài khoản đó và cấp lại mật khẩu.',
});

/** Creates an account with a random first password, which is returned once and not stored. */
export async function createUser({ db, now }: AppContext, actor: Actor, form: NewUser) {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const at = now();
  const id = newIdAt(at);
  return onConstraint({ user_account_username: USERNAME_TAKEN }, () =>
    transact({ db, now }, actor, async (tx) => {
      await tx.userAccount.create({
        data: { ...form, id, wardId: actor.wardId, passwordHash, firstPasswordAt: at, createdAt: at },
      });
      const { username, displayName, role } = form;
      return { ...done('user.create', id, { username, displayName, role }), id, password };
    }),
  );
}

/**
 * Changes name, role and phone, unless they were changed since `version` was read. With the role its drafts go. An officer who gets another role
 * leaves all rounds: if rounds are planned it asks first, unless `isConfirmed`.
 */
export const updateUser = verb(
  async ({ tx, actor, now }, id: string, { version, isConfirmed, ...data }: EditedUser & { isConfirmed: boolean }) => {
    const before = await lockUser(tx, actor.wardId, id);
    const changes = changedFields<Omit<EditedUser, 'version'>>(before, data);
    // If the form was sent twice, the second one finds its own values.
    if (changes.length === 0) return { ...DONE, roundsHit: 0 };
    if (before.version !== version) return STALE;
    if (data.role !== 'admin' && before.isLastAdmin)
      return invalid({ role: 'Đây là quản trị cuối cùng của phường. Hãy trao quyền quản trị cho người khác trước.' });
    const rounds =
      before.role === 'officer' && data.role !== 'officer' && !before.disabledAt
        ? await listComingRoundsOf(tx, id, now())
        : [];
    if (rounds.length > 0 && !isConfirmed) return unconfirmed(rounds);
    await tx.userAccount.update({ where: { id }, data: { ...data, version: { increment: 1 } } });
    if (before.role !== data.role) await forgetDraftsOf(tx, actor.wardId, id);
    // The log names the places of an area as they are called now.
    const area = changes.find(({ field }) => field === 'area');
    const places = area ? await listAreaPlaces(tx, actor.wardId) : [];
    const named = (keys: string[]) => keys.map((key) => places.find((place) => place.key === key)?.label ?? 'nơi cũ');
    if (area) Object.assign(area, { before: named(before.area), after: named(data.area) });
    return {
      ...done('user.update', id, { username: before.username, changes, ...roundDetails(rounds) }),
      roundsHit: rounds.length,
    };
  },
);

/**
 * Sets a new first password, ends all sessions, revokes the calendar address, and lifts the sign-in rate limit. The password
 * is returned once.
 */
export async function resetPassword({ db, now }: AppContext, actor: Actor, id: string): Promise<string> {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  await transact({ db, now }, actor, async (tx) => {
    const user = await lockUser(tx, actor.wardId, id);
    if (!canResetPassword(actor, user))
      throw new ForbiddenError(
        'Mật khẩu của chính mình thì đổi ở trang “Đổi mật khẩu”; tài khoản đã khóa thì mở lại trước.',
      );
    await tx.userAccount.update({
      where: { id },
      data: { passwordHash, mustChangePassword: true, firstPasswordAt: now(), version: { increment: 1 } },
    });
    await endSessions(tx, id);
    await endCalendarFeed(tx, id, now());
    await forgetRefusals(tx, user.username);
    return done('user.reset-password', id, { username: user.username });
  });
  return password;
}

/** Removes every second step of a user who lost the phone or the key, and ends all sessions of the account. */
export const resetFactor = verb(async ({ tx, actor }, id: string) => {
  const user = await lockUser(tx, actor.wardId, id);
  if (!canResetPassword(actor, user))
    throw new ForbiddenError('Của chính mình thì đổi, gỡ ở trang “Xác minh hai bước”.');
  if (!(await dropFactors(tx, id))) return UNCHANGED;
  await endSessions(tx, id);
  // A user locked out by wrong codes of the lost phone may set up the next one at once.
  await forgetRefusals(tx, user.username);
  return done('user.reset-factor', id, { username: user.username });
});

/**
 * The operator's way back in for an account whose ward has no administrator who could reset it: no second step, and a
 * new first password, as resetPassword gives. Returns null if there is no such account; a disabled one is enabled.
 */
export async function rescueAccount({ db, now }: Context, username: string): Promise<string | null> {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  return db.prisma.$transaction(async (tx) => {
    const user = await tx.userAccount.findUnique({ where: { username }, select: { id: true, wardId: true } });
    if (!user) return null;
    await tx.userAccount.update({
      where: { id: user.id },
      data: {
        passwordHash,
        mustChangePassword: true,
        firstPasswordAt: now(),
        disabledAt: null,
        version: { increment: 1 },
      },
    });
    await dropFactors(tx, user.id);
    await endSessions(tx, user.id);
    await forgetRefusals(tx, username);
    await logEvent(tx, { actor: null, wardId: user.wardId, at: now() }, 'user.rescue', user.id, { username });
    return password;
  });
}

/**
 * Disables an account, ends its sessions, revokes its calendar address, and deletes its drafts and the sounds of its voice. The ward's last active administrator cannot
 * be disabled. If the officer is on planned rounds it asks first, unless `isConfirmed`.
 */
export const deactivateUser = verb(async ({ tx, actor, now }, id: string, isConfirmed: boolean) => {
  const user = await lockUser(tx, actor.wardId, id);
  if (user.disabledAt) return UNCHANGED;
  if (user.isLastAdmin) return { kind: 'last-admin' as const };
  if (!canDeactivate(actor, user)) throw new ForbiddenError('Không thể khóa chính tài khoản đang dùng.');
  const rounds = user.role === 'officer' ? await listComingRoundsOf(tx, id, now()) : [];
  if (rounds.length > 0 && !isConfirmed) return unconfirmed(rounds);
  await closeAccount(tx, actor.wardId, id, now());
  await endCalendarFeed(tx, id, now());
  const sounds = await removeSoundsOf(tx, actor.wardId, id);
  return {
    ...done('user.deactivate', id, {
      username: user.username,
      ...(sounds > 0 ? { sounds } : {}),
      ...roundDetails(rounds),
    }),
    roundsHit: rounds.length,
  };
});

async function closeAccount(tx: Transaction, wardId: string, id: string, at: Date): Promise<void> {
  await tx.userAccount.update({ where: { id }, data: { disabledAt: at, version: { increment: 1 } } });
  await endSessions(tx, id);
  await forgetDraftsOf(tx, wardId, id);
}

/**
 * Closes the accounts of a ward that nobody used for as many days as it chose. Their sounds and calendars stay: no one
 * said that the officer leaves, and opened again the account is what it was. Returns how many.
 */
export const closeUnused = async ({ db, now }: Context, wardId: string): Promise<number> =>
  db.prisma.$transaction(async (tx) => {
    const at = now();
    // All of them, so that nobody signs in meanwhile and one administrator stays.
    await lockWhere(tx, 'user_account', sql`ward_id = ${wardId}::uuid AND disabled_at IS NULL`, 'NO KEY UPDATE');
    const unused = await queryRows(tx, 'unused-accounts', z.object({ id: z.string(), username: z.string() }))`
        SELECT u.id, u.username FROM user_account u WHERE ${unusedFor(wardId, CLOSED_AFTER, at)}`;
    for (const { id, username } of unused) {
      await closeAccount(tx, wardId, id, at);
      const details = { username, reason: 'lâu không ai dùng' };
      await logEvent(tx, { actor: null, wardId, at }, 'user.deactivate', id, details);
    }
    return unused.length;
  });

/** The rounds that lose a member of their team, as the audit log names them. */
const roundDetails = (rounds: readonly AffectedRound[]): { rounds?: string[] } =>
  rounds.length === 0 ? {} : { rounds: rounds.map(({ code }) => code) };

/** An attacker with the old password, or the phone it was on, may have the address too. */
async function endCalendarFeed(tx: Transaction, userId: string, at: Date): Promise<void> {
  await tx.calendarFeed.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: at } });
}

/** Lets a disabled account sign in again. */
export const reactivateUser = verb(async ({ tx, actor, now }, id: string) => {
  const user = await lockUser(tx, actor.wardId, id);
  if (!canReactivate(actor, user)) return UNCHANGED;
  const enabled = { disabledAt: null, reopenedAt: now(), version: { increment: 1 } };
  await tx.userAccount.update({ where: { id }, data: enabled });
  return done('user.reactivate', id, { username: user.username });
});

/** Signs the account out everywhere except `exceptSessionId`; `count` is the number of sessions ended. */
export const endUserSessions = verb(async ({ tx, actor }, id: string, exceptSessionId: string) => {
  const { username } = await lockUser(tx, actor.wardId, id);
  const count = await endSessions(tx, id, exceptSessionId);
  return { ...(count > 0 ? done('user.end-sessions', id, { username, count }) : UNCHANGED), count };
});

/**
 * Replaces an officer's weekly pattern, unless it was changed since `read`, the pattern that the form was filled from.
 * Returns the pattern before. Saving the stored pattern changes nothing.
 */
export const saveAvailability = verb(
  async (
    { tx, actor, now },
    userId: string,
    { windows, read }: { windows: AvailabilityWindow[]; read: string | null },
  ) => {
    const user = await lockUser(tx, actor.wardId, userId);
    if (user.role !== 'officer') throw new NotFoundError('Chỉ thành viên đội có lịch rảnh.');
    const before = await tx.officerAvailability.findMany({
      where: { wardId: actor.wardId, userId },
      select: { weekday: true, fromTime: true, toTime: true },
    });
    if (patternOf(before) === patternOf(windows)) return UNCHANGED;
    if (read !== null && read !== patternOf(before)) return STALE;
    const at = now();
    await tx.officerAvailability.deleteMany({ where: { wardId: actor.wardId, userId } });
    await tx.officerAvailability.createMany({
      data: windows.map((window) => ({ id: newIdAt(at), ...window, wardId: actor.wardId, userId })),
    });
    return { ...done('user.set-availability', userId, { username: user.username, count: windows.length }), before };
  },
);

/**
 * Locks the account and all active administrators of the ward until the transaction ends: if two administrators demote
 * each other at once, the second one to get the locks sees the first change.
 */
async function lockUser(tx: Transaction, wardId: string, id: string) {
  const ids = await lockWhere(
    tx,
    'user_account',
    sql`ward_id = ${wardId}::uuid AND (id = ${id}::uuid OR (role = 'admin' AND disabled_at IS NULL))`,
    'NO KEY UPDATE',
  );
  const locked = await tx.userAccount.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      username: true,
      displayName: true,
      role: true,
      phone: true,
      area: true,
      disabledAt: true,
      version: true,
    },
  });
  const user = locked.find((row) => row.id === id);
  if (!user) throw new NotFoundError('Không có tài khoản này.');
  const admins = locked.filter((row) => row.role === 'admin' && !row.disabledAt);
  return { ...user, isLastAdmin: admins.length === 1 && admins[0]!.id === id };
}
