import { z } from 'zod';
import { problemAt } from '../../../web/form';
import { PERIODS, type Retention } from './rules';

/** How long a part is kept, in its own unit (years, months or days); null for ever. */
const period = (part: keyof Retention) =>
  z
    .string({ error: 'Nhập một số, hoặc để trống.' })
    .trim()
    .regex(/^\d{0,5}$/, 'Nhập một số, hoặc để trống.')
    .transform((text) => (text === '' ? null : Number(text)))
    .refine(
      (count) => count === null || (count >= PERIODS[part].min && count <= PERIODS[part].max),
      `Nhập từ ${PERIODS[part].min} đến ${PERIODS[part].max}, hoặc để trống.`,
    );

export const retentionForm = z
  .object({
    goneYears: period('goneYears'),
    wordsYears: period('wordsYears'),
    refusedMonths: period('refusedMonths'),
    voiceMonths: period('voiceMonths'),
    leftoverDays: period('leftoverDays'),
    readingMonths: period('readingMonths'),
    unusedDays: period('unusedDays'),
    warnedDays: period('warnedDays'),
  })
  .refine(
    ({ unusedDays, warnedDays }) => warnedDays === null || (unusedDays !== null && warnedDays < unusedDays),
    problemAt('warnedDays', 'Phải ít hơn số ngày khóa, hoặc để trống.', 'unusedDays'),
  );
