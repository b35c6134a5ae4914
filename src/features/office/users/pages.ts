import type { Conflict } from '../../../web/errors';
import { errorSummary, formView, typed, type Failed, type FormValues } from '../../../web/form';
import { ROLE_LABELS, viewOf } from '../../../web/page';
import type { UserRole } from '../../../generated/prisma/enums';
import { formatDate, formatDateTime, nameOfWeekday } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import { conflictOf, sentFields } from '../audit/conflict';
import type { LastChange } from '../audit/last-change';
import type { Actor } from '../../../actor';
import { editUserForm, newUserForm, patternOf, ROLES, WINDOWS_PER_DAY, type AvailabilityWindow } from './forms';
import { canDeactivate, canReactivate, canResetPassword } from './policy';
import type { findUnused, Place, UserRecord } from './queries';

export const firstPasswordPage = (
  { id, displayName, username, role }: UserRecord,
  { password, isNew }: { password: string; isNew: boolean },
) =>
  viewOf('office/users/first-password', {
    displayName,
    username,
    password,
    // After a new account another one, mostly of the same role.
    ...(isNew
      ? { title: 'Đã mở tài khoản', more: { href: `/users/new?role=${role}`, label: 'Mở tài khoản nữa' } }
      : { title: 'Đã cấp lại mật khẩu', more: { href: `/users/${id}/edit`, label: 'Mở tài khoản này' } }),
  });

/** How long the list shows that an account was rate-limited. */
const BRAKE_SHOWN_DAYS = 7;

/** Rows of the list, with state, last sign-in and any recent rate limit in words. */
export function userListPage(users: UserRecord[], unused: Awaited<ReturnType<typeof findUnused>>, now: Date) {
  const closing = new Map(unused.warned.map(({ id, closesOn }) => [id, closesOn]));
  const shownSince = now.getTime() - BRAKE_SHOWN_DAYS * 86_400_000;
  const active = users.filter((user) => !user.disabledAt).length;
  return viewOf('office/users/index', {
    summary: `${formatNumber(active)} tài khoản đang dùng, ${formatNumber(users.length - active)} đã khóa`,
    unused:
      unused.days === null
        ? 'Phường chưa chọn sau mấy ngày không ai dùng thì khóa: không tài khoản nào tự khóa.'
        : `Tài khoản ${formatNumber(unused.days)} ngày không ai dùng thì tự khóa, trừ quản trị dùng gần nhất. Dùng là đăng nhập, hoặc có tên trong đội của một buổi không hủy.`,
    users: users.map((user) => ({
      href: `/users/${user.id}/edit`,
      username: user.username,
      displayName: user.displayName,
      roleLabel: ROLE_LABELS[user.role],
      phone: user.phone ?? '',
      lastLogin: user.lastLoginAt ? formatDateTime(user.lastLoginAt) : 'chưa lần nào',
      state: stateOf(user),
      closing: closing.has(user.id) ? `Lâu không dùng: tự khóa sau ${formatDate(closing.get(user.id)!)}` : '',
      limited:
        user.readingBrakedAt && user.readingBrakedAt.getTime() > shownSince
          ? `Bị chặn tạm vì đọc quá nhiều, lúc ${formatDateTime(user.readingBrakedAt)}`
          : '',
      limitedHref: `/audit?person=${user.id}`,
      isDisabled: user.disabledAt !== null,
      isNew: user.disabledAt === null && user.mustChangePassword,
    })),
  });
}

function stateOf(user: UserRecord): string {
  if (user.disabledAt) return `Đã khóa từ ${formatDateTime(user.disabledAt)}`;
  return user.mustChangePassword ? 'Chờ đổi mật khẩu đầu tiên' : 'Đang dùng';
}

/** The form of a new account, empty or as typed. @param role chosen beforehand; '' for none. */
export function newUserPage(role: string, failed?: Failed) {
  const form = formView(newUserForm, { role }, failed);
  return viewOf('office/users/form', {
    form,
    roles: rolesOf(form.values),
    isNew: true,
    heading: 'Mở tài khoản',
    action: '/users',
    groups: [],
    lanes: [],
    hasLanes: false,
    username: '',
    account: null,
  });
}

/** The form of an existing account, as stored or as typed. */
export function editUserPage(actor: Actor, user: UserRecord & { places: Place[] }, sessions: number, failed?: Failed) {
  const { displayName, role, phone, area, version } = user;
  const stored = { displayName, role, phone: phone ?? '', area, version: String(version) };
  const form = formView(editUserForm, stored, failed);
  const below = (noun: string) => `/users/${user.id}/${noun}`;
  const chosen: unknown[] = [form.values.area].flat();
  // A place that is gone stays ticked until it is unticked.
  const gone = area.filter((key) => user.places.every((place) => place.key !== key));
  const offered = [...gone.map((key) => ({ kind: 'group', key, label: 'Nơi cũ, không còn trong sổ' })), ...user.places];
  const places = offered.map(({ key, ...place }) => ({ ...place, value: key, checked: chosen.includes(key) }));
  const lanes = places.filter(({ kind }) => kind === 'lane');
  return viewOf('office/users/form', {
    form,
    roles: rolesOf(form.values),
    isNew: false,
    heading: `${displayName} (${user.username})`,
    action: below('edit'),
    groups: places.filter(({ kind }) => kind === 'group'),
    lanes,
    hasLanes: lanes.some(({ checked }) => checked),
    username: user.username,
    account: {
      state: stateOf(user),
      sessions: sessions === 0 ? 'Không đăng nhập ở máy nào' : `Đang đăng nhập ở ${formatNumber(sessions)} máy`,
      hasSessions: sessions > 0,
      auditHref: `/audit?subjectType=user&subjectId=${user.id}`,
      doneHref: `/audit?person=${user.id}`,
      availabilityHref: role === 'officer' ? below('availability') : null,
      resetAction: canResetPassword(actor, user) ? below('password-reset') : null,
      factor: user.hasFactor ? 'Đã bật xác minh hai bước' : 'Chưa bật xác minh hai bước',
      factorAction: user.hasFactor && canResetPassword(actor, user) ? below('factor-reset') : null,
      deactivateAction: canDeactivate(actor, user) ? below('deactivation') : null,
      reactivateAction: canReactivate(actor, user) ? below('reactivation') : null,
      endSessionsAction: below('sessions-end'),
    },
  });
}

const ROLE_HINTS: Record<UserRole, string> = {
  staff: 'Giữ sổ hộ dân, lập buổi ra quân, theo dõi hồ sơ',
  officer: 'Đi từng nhà, ghi lượt thăm',
  chairman: 'Xem báo cáo',
  admin: 'Tài khoản, danh mục, lịch, cài đặt, nhật ký',
};

const rolesOf = (values: FormValues) =>
  ROLES.map((value) => ({
    value,
    label: ROLE_LABELS[value],
    hint: ROLE_HINTS[value],
    checked: value === typed(values, 'role'),
  }));

const DAY_LABELS = [1, 2, 3, 4, 5, 6, 7].map((weekday) => capitalise(nameOfWeekday(weekday)));

/** The week as a form: every day with its windows, stored or as typed. */
export function availabilityPage(
  given: { user: UserRecord; isOwn: boolean; windows: AvailabilityWindow[] },
  failed?: Failed,
) {
  const errors = failed?.errors ?? {};
  const typedWindows = failed && Array.isArray(failed.values.windows) ? (failed.values.windows as unknown[]) : null;
  return viewOf('office/users/availability', {
    isOwn: given.isOwn,
    displayName: given.user.displayName,
    heading: `Lịch rảnh của ${given.user.displayName}`,
    action: given.isOwn ? '/availability' : `/users/${given.user.id}/availability`,
    // The pattern that the form was filled from.
    read: failed ? typed(failed.values, 'read') : patternOf(given.windows),
    backHref: given.isOwn ? null : `/users/${given.user.id}/edit`,
    summary: errorSummary(errors),
    days: DAY_LABELS.map((label, day) => ({
      label,
      windows: Array.from({ length: WINDOWS_PER_DAY }, (_, slot) => {
        const index = day * WINDOWS_PER_DAY + slot;
        const stored = given.windows.filter((window) => window.weekday === day + 1)[slot];
        const asTyped = typedWindows?.[index];
        const field = (part: 'from' | 'to', word: string, storedTime: string) => ({
          label: `${label}, khung ${slot + 1}, ${word}`,
          name: `windows[${index}][${part}]`,
          id: `windows-${index}-${part}`,
          value: asTyped instanceof Object ? typed(asTyped as FormValues, part) : storedTime,
          error: errors[`windows[${index}][${part}]`] ?? '',
        });
        return {
          index,
          weekday: String(day + 1),
          from: field('from', 'từ', stored?.fromTime ?? ''),
          to: field('to', 'đến', stored?.toTime ?? ''),
        };
      }),
    })),
  });
}

/** The page for two people who change one officer's week at the same time: both patterns, day by day. */
export function availabilityConflict(
  given: { user: UserRecord; isOwn: boolean; windows: AvailabilityWindow[] },
  form: readonly AvailabilityWindow[],
  last: LastChange | null,
): Conflict {
  const said = (windows: readonly AvailabilityWindow[]) =>
    DAY_LABELS.map((label, day) => ({
      label,
      value: windows
        .filter(({ weekday }) => weekday === day + 1)
        .map(({ fromTime, toTime }) => `${fromTime}–${toTime}`)
        .join(', '),
    }));
  return conflictOf({
    what: `Lịch rảnh của ${given.user.displayName} vừa được người khác sửa.`,
    yours: said(form),
    theirs: said(given.windows),
    last,
    action: availabilityPage(given).model.action,
    fields: availabilityFields(form, given.windows),
  });
}

/** A week as its form sends it, filled from the pattern `read`: every window in its position. */
export const availabilityFields = (week: readonly AvailabilityWindow[], read: readonly AvailabilityWindow[]) =>
  sentFields({
    read: patternOf(read),
    windows: DAY_LABELS.flatMap((_, day) =>
      Array.from({ length: WINDOWS_PER_DAY }, (__, slot) => {
        const window = week.filter(({ weekday }) => weekday === day + 1)[slot];
        return { weekday: String(day + 1), from: window?.fromTime ?? '', to: window?.toTime ?? '' };
      }),
    ),
  });
