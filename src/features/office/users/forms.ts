import { z } from 'zod';
import { isRealTime } from '../../../shared/dates';
import { normaliseText } from '../../../shared/vietnamese-text';
import { choice, listOf, looseTimeField, optionalPhoneField, requiredText, versionField } from '../../../web/form';

export const ROLES = ['staff', 'officer', 'chairman', 'admin'] as const;

const profile = {
  displayName: requiredText('Nhập họ tên.', 100),
  role: choice(ROLES, 'Chọn vai trò.'),
  phone: optionalPhoneField(),
};

export const newUserForm = z.object({
  username: z
    .string({ error: 'Nhập tên đăng nhập.' })
    .transform((text) => normaliseText(text).toLowerCase())
    .pipe(
      z
        .string()
        .min(1, 'Nhập tên đăng nhập.')
        .regex(/^[a-z0-9.-]{3,40}$/, 'Tên đăng nhập có 3 đến 40 ký tự: chữ cái không dấu, chữ số, dấu chấm, gạch nối.'),
    ),
  ...profile,
});

/** `area`: ids of residential groups, and lanes; only of an officer. */
export const editUserForm = z.object({ ...profile, area: listOf(z.string().max(300)), version: versionField() });

export type NewUser = z.output<typeof newUserForm>;
export type EditedUser = z.output<typeof editUserForm>;

export const WINDOWS_PER_DAY = 2;

export interface AvailabilityWindow {
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  fromTime: string;
  toTime: string;
}

/** The weekly pattern in one canonical line, to detect changes since the form was filled. */
export const patternOf = (windows: readonly AvailabilityWindow[]): string =>
  windows
    .map(({ weekday, fromTime, toTime }) => `${weekday} ${fromTime} ${toTime}`)
    .sort()
    .join(',');

/** The pattern that an availability form says it was filled from; null if it says none. */
export const readPattern = (body: unknown): string | null =>
  z.object({ read: z.string().max(1000) }).safeParse(body).data?.read ?? null;

/** windows[i][weekday|from|to]: both times empty means no window; two windows of a day must not overlap. */
export const availabilityForm = z
  .object({
    windows: z
      .array(
        z.object({
          weekday: z
            .string()
            .regex(/^[1-7]$/, 'Ngày trong tuần sai.')
            .transform(Number),
          from: looseTimeField,
          to: looseTimeField,
        }),
      )
      .max(7 * WINDOWS_PER_DAY, 'Nhiều khung giờ quá.'),
  })
  .transform(({ windows }, issues): AvailabilityWindow[] => {
    const kept: AvailabilityWindow[] = [];
    windows.forEach(({ weekday, from, to }, index) => {
      if (from === '' && to === '') return;
      const refuse = (field: 'from' | 'to', message: string) =>
        issues.addIssue({ code: 'custom', path: ['windows', index, field], message });
      if (!isRealTime(from)) refuse('from', 'Nhập giờ bắt đầu, ví dụ 18:30.');
      else if (!isRealTime(to)) refuse('to', 'Nhập giờ kết thúc, ví dụ 20:45.');
      else if (to <= from) refuse('to', 'Giờ kết thúc phải sau giờ bắt đầu.');
      else if (kept.some((other) => other.weekday === weekday && from < other.toTime && other.fromTime < to))
        refuse('from', 'Trùng với khung giờ khác của ngày này.');
      else kept.push({ weekday, fromTime: from, toTime: to });
    });
    return kept;
  });
