import { z } from 'zod';
import { compareStrings } from '../../../shared/compare';
import { isRealTime, type LocalDate } from '../../../shared/dates';
import { normaliseText } from '../../../shared/vietnamese-text';
import {
  checkbox,
  longText,
  looseTimeField,
  onceRight,
  pastDateOrNull,
  optionalText,
  problemAt,
  requiredText,
  timeField,
  versionField,
} from '../../../web/form';
import type { OutreachPolicy, TimeWindow } from '../calendar/outreach-time';
import { newUserForm } from '../users/forms';

/** 'Trúc Bạch, Quán Thánh' or one per line → the names. */
const formerWards = longText(500).transform((text) => [
  ...new Set(
    text
      .split(/[,;\n]/)
      .map(normaliseText)
      .filter(Boolean),
  ),
]);

const wardNames = {
  name: requiredText('Nhập tên phường, xã, ví dụ Phường Ba Đình.', 100),
  formerWards,
  phone: newUserForm.shape.phone,
};

const wholeNumber = (from: number, to: number, message: string) =>
  z
    .string({ error: message })
    .transform((text) => text.trim())
    .pipe(z.string().regex(/^\d{1,3}$/, message))
    .transform(Number)
    .refine((value) => value >= from && value <= to, message);

export const furtherWardForm = z.object({
  code: requiredText('Nhập mã đơn vị hành chính, ví dụ 00004.', 10).pipe(
    z.string().regex(/^\d{5}$/, 'Mã đơn vị hành chính có 5 chữ số, ví dụ 00004.'),
  ),
  province: requiredText('Nhập tên tỉnh, thành phố.', 100),
  ...wardNames,
  displayName: newUserForm.shape.displayName,
  username: newUserForm.shape.username,
});

export const setupForm = furtherWardForm.extend({
  setupCode: requiredText('Nhập mã thiết lập in trên màn hình của máy chủ.', 200, null),
});

export const DAY_KINDS = ['weekday', 'saturday', 'sunday', 'holiday'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

export const WINDOWS_PER_DAY = 3;

interface TypedWindow extends TimeWindow {
  row: number;
}

/** Pairs of times, each with the row it was typed in; both empty means "not used". Sorted by time, without overlaps. */
const windowsOfDay = z
  .array(z.object({ from: looseTimeField, to: looseTimeField }))
  .max(WINDOWS_PER_DAY, 'Nhiều khung giờ quá.')
  .default([])
  .transform((windows, issues): TypedWindow[] => {
    const kept: TypedWindow[] = [];
    windows.forEach(({ from, to }, index) => {
      if (from === '' && to === '') return;
      const refuse = (field: 'from' | 'to', message: string) =>
        issues.addIssue({ code: 'custom', path: [index, field], message });
      if (!isRealTime(from)) refuse('from', 'Nhập giờ bắt đầu, ví dụ 18:00.');
      else if (!isRealTime(to)) refuse('to', 'Nhập giờ kết thúc, ví dụ 21:00.');
      else if (to <= from) refuse('to', 'Giờ kết thúc phải sau giờ bắt đầu.');
      else if (kept.some((other) => from < other.to && other.from < to))
        refuse('from', 'Trùng với khung giờ khác của ngày này.');
      else kept.push({ from, to, row: index });
    });
    return kept.sort((a, b) => compareStrings(a.from, b.from));
  });

export const wardForm = z
  .object({
    ...wardNames,
    secondLanguage: optionalText(40),
    adultAge: wholeNumber(14, 25, 'Tuổi trưởng thành từ 14 đến 25.'),
    windows: z.object({ weekday: windowsOfDay, saturday: windowsOfDay, sunday: windowsOfDay, holiday: windowsOfDay }),
    latestKnock: z.object({
      weekday: timeField('Nhập giờ gõ cửa muộn nhất.'),
      saturday: timeField('Nhập giờ gõ cửa muộn nhất.'),
      sunday: timeField('Nhập giờ gõ cửa muộn nhất.'),
    }),
    lunchRest: z
      .object({ from: timeField('Nhập giờ bắt đầu nghỉ trưa.'), to: timeField('Nhập giờ hết nghỉ trưa.') })
      .refine((rest) => rest.to > rest.from, { path: ['to'], error: 'Giờ hết nghỉ trưa phải sau giờ bắt đầu.' }),
    notBefore: timeField('Nhập giờ sớm nhất.'),
    notAfter: timeField('Nhập giờ muộn nhất.'),
    teamSize: wholeNumber(1, 6, 'Mỗi đội có 1 đến 6 người.'),
    bufferMinutes: wholeNumber(1, 120, 'Từ 1 đến 120 phút.'),
    triesAfterRefusal: wholeNumber(0, 9, 'Từ 0 đến 9 lần.'),
    complaintDays: wholeNumber(1, 30, 'Từ 1 đến 30 ngày.'),
    roundsAWeek: wholeNumber(1, 14, 'Từ 1 đến 14 buổi.'),
    hoursAMonth: wholeNumber(0, 200, 'Từ 0 đến 200 giờ.'),
    officersKeepToArea: checkbox(),
    version: versionField(),
  })
  .superRefine(
    ({ windows, latestKnock }, issues) => {
      for (const kind of ['weekday', 'saturday', 'sunday'] as const) {
        const [first] = windows[kind];
        // Otherwise no round could ever begin on such a day.
        if (first && latestKnock[kind] <= first.from) {
          issues.addIssue({
            code: 'custom',
            path: ['latestKnock', kind],
            message: `Phải sau ${first.from}, lúc khung giờ đầu tiên của ngày này bắt đầu.`,
          });
        }
      }
    },
    onceRight('windows', 'latestKnock'),
  )
  .refine(
    ({ notBefore, notAfter }) => notAfter > notBefore,
    problemAt('notAfter', 'Giờ muộn nhất phải sau giờ sớm nhất.', 'notBefore'),
  )
  .superRefine(
    ({ windows, notBefore, notAfter }, issues) => {
      for (const kind of DAY_KINDS) {
        for (const { from, to, row } of windows[kind]) {
          if (from < notBefore || to > notAfter) {
            issues.addIssue({
              code: 'custom',
              path: ['windows', kind, row, 'from'],
              message: `Khung giờ phải nằm trong khoảng ${notBefore}–${notAfter}.`,
            });
          }
        }
      }
    },
    onceRight('windows', 'notBefore', 'notAfter'),
  )
  .transform(({ name, formerWards: former, phone, secondLanguage, adultAge, version, windows, ...others }) => {
    const { officersKeepToArea, ...policy } = others;
    const spans = (kind: DayKind) => windows[kind].map(({ from, to }): TimeWindow => ({ from, to }));
    const outreachPolicy = {
      ...policy,
      windows: {
        weekday: spans('weekday'),
        saturday: spans('saturday'),
        sunday: spans('sunday'),
        holiday: spans('holiday'),
      },
    };
    return {
      name,
      formerWards: former,
      phone,
      secondLanguage,
      adultAge,
      officersKeepToArea,
      version,
      outreachPolicy: outreachPolicy satisfies OutreachPolicy,
    };
  });

export type WardSettings = z.output<typeof wardForm>;

/** An earlier first day of a team is mistyped. */
const FIRST_TEAMS = '2020-01-01';

/** The team's first day; null for that of its first round or visit. */
export const firstDayForm = (today: LocalDate) =>
  z.object({
    teamBeganOn: pastDateOrNull('Nhập ngày, ví dụ 01/12/2025, hoặc để trống.', today).refine(
      (day) => day === null || day >= FIRST_TEAMS,
      'Xem lại năm: sổ không giữ gì trước năm 2020.',
    ),
    version: versionField(),
  });
export type FirstDay = z.output<ReturnType<typeof firstDayForm>>;
