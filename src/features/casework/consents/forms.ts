import { z } from 'zod';
import { CONSENT_CHANNELS, CONSENT_GIVERS, keysOf } from '../../../shared/labels';
import { idField, optionalChoice, optionalIdField, optionalText, requiredText } from '../../../web/form';
import type { Said } from './consent';

const PICK = 'Chọn một ý.';
const GIVERS = keysOf(CONSENT_GIVERS);
const CHANNELS = keysOf(CONSENT_CHANNELS);
const yesOrNo = () =>
  optionalChoice(['yes', 'no'], PICK).transform((answer): boolean | null =>
    answer === null ? null : answer === 'yes',
  );

/** What one person said, as the form of the office and that of a visit send it. Nothing is chosen beforehand. */
export const saidFields = z.object({
  readAloud: yesOrNo(),
  contact: yesOrNo(),
  survey: yesOrNo(),
  photo: yesOrNo(),
  givenBy: optionalChoice(GIVERS, PICK),
  representativeName: optionalText(100),
  representativeRelation: optionalText(50),
  channel: optionalChoice(CHANNELS, PICK),
}) satisfies z.ZodType<Said>;

/** `id` of the record to be, so that a form sent twice is one; `noticeId` is the text that was on the page. */
export const consentForm = saidFields.extend({
  id: idField('Biểu mẫu cũ. Tải lại trang rồi ghi lại.'),
  noticeId: optionalIdField(),
});

export const withdrawalForm = z.object({
  id: idField('Biểu mẫu cũ. Tải lại trang rồi bấm lại.'),
  purpose: z.enum(['contact', 'survey', 'photo']),
});

export type Withdrawal = z.output<typeof withdrawalForm>;

/** @param needsReason false only for the author of the record, on the same day. */
export const undoForm = (needsReason: boolean) =>
  z.object({
    reason: needsReason ? requiredText('Ghi vì sao hoàn tác, ví dụ: ghi nhầm người.', 300) : optionalText(300),
  });
