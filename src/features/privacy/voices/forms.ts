import { z } from 'zod';
import { keysOf } from '../../../shared/labels';
import { checkbox, idField, longText, optionalChoice, optionalText } from '../../../web/form';
import { NEVER_A_NATIONAL_NUMBER } from '../../casework/public-requests/forms';

export const FACES = { glad: 'Hài lòng', fair: 'Bình thường', sad: 'Chưa hài lòng' } as const;
/** Whether anybody asked for money, a password or a one-time code. */
export const DEMANDS = { not_asked: 'Không', asked: 'Có' } as const;

/** What a resident says. Who wants an answer complains, and may say who they are. */
export const voiceForm = z
  .object({
    face: optionalChoice(keysOf(FACES), 'Chọn một khuôn mặt.'),
    demand: optionalChoice(keysOf(DEMANDS), 'Chọn Không hoặc Có.'),
    sentence: longText(600, NEVER_A_NATIONAL_NUMBER),
    wantsAnswer: checkbox(),
    sender: optionalText(150, NEVER_A_NATIONAL_NUMBER),
  })
  .superRefine(({ face, demand, sentence, wantsAnswer, sender }, issues) => {
    const refuse = (field: string, message: string) => issues.addIssue({ code: 'custom', path: [field], message });
    if (wantsAnswer && sentence === '') refuse('sentence', 'Ghi chuyện gì đã xảy ra, hôm nào.');
    else if (!face && !demand && sentence === '') refuse('face', 'Chọn một khuôn mặt, hoặc nhắn một câu.');
    if (sender !== '' && !wantsAnswer) refuse('wantsAnswer', 'Cần trả lời thì đánh dấu; không thì xóa tên, số.');
  });
export type TypedVoice = z.output<typeof voiceForm>;

export const MOST_SLIPS = 40;
/** '1', '2', '3': the face; at once 'k' or 'c': no demand or one; then the words. '2 c Lan' is no alarm. */
const SLIP = /^([123])([kc]?)(?:\s+(.{1,600}))?$/i;

/** Torn-off slips, one a line. */
export const slipsForm = z.object({
  id: idField('Biểu mẫu cũ. Tải lại trang rồi chép lại.'),
  slips: longText(20_000, NEVER_A_NATIONAL_NUMBER).transform((text, issues) => {
    const lines = text.split('\n').flatMap((line) => line.trim() || []);
    const wrong = lines.find((line) => !SLIP.test(line));
    if (wrong)
      issues.addIssue(`Dòng “${wrong.slice(0, 40)}”: ghi 1, 2 hoặc 3, liền sau là k hay c, dấu cách, lời nhắn.`);
    else if (lines.length === 0 || lines.length > MOST_SLIPS) issues.addIssue(`Chép 1 đến ${MOST_SLIPS} tờ.`);
    return lines.map((line) => {
      const [, face, asked = '', sentence = ''] = SLIP.exec(line) ?? [];
      const demand = ({ k: 'not_asked', c: 'asked' } as const)[asked.toLowerCase()] ?? null;
      return { face: keysOf(FACES)[Number(face) - 1] ?? null, demand, sentence, wantsAnswer: false, sender: '' };
    });
  }),
});
export type TypedSlips = z.output<typeof slipsForm>;
