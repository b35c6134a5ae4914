import { z } from 'zod';
import { PARTS, type RetentionPart } from './rules';

/** How long a part is kept, in its own unit (years, months or days); null for ever. */
const period = (part: RetentionPart) =>
  z
    .string({ error: 'Nhập một số, hoặc để trống.' })
    .trim()
    .regex(/^\d{0,5}$/, 'Nhập một số, hoặc để trống.')
    .transform((text) => (text === '' ? null : Number(text)))
    .refine(
      (count) => count === null || (count >= PARTS[part].min && count <= PARTS[part].max),
      `Nhập từ ${PARTS[part].min} đến ${PARTS[part].max}, hoặc để trống.`,
    );

export const retentionForm = z.object({
  goneYears: period('goneYears'),
  wordsYears: period('wordsYears'),
  refusedMonths: period('refusedMonths'),
  voiceMonths: period('voiceMonths'),
  leftoverDays: period('leftoverDays'),
  readingMonths: period('readingMonths'),
  unusedDays: period('unusedDays'),
});
