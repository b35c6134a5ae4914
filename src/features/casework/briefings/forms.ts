import { z } from 'zod';
import { idField, longText, problemAt, requiredText, versionField } from '../../../web/form';

/** The questions that a briefing answers; one of the three is enough. */
export const PROMPTS = ['approach', 'reluctance', 'whatWorked'] as const;
export type Prompt = (typeof PROMPTS)[number];
export type BriefingText = Readonly<Record<Prompt, string>>;

const MAX_WORDS = 800;

const NATIONAL_NUMBER = 'Có dãy 12 chữ số như số định danh. Bỏ số ấy đi: lời dặn cả đội cùng đọc.';

const words = () => longText(MAX_WORDS, NATIONAL_NUMBER);

const saysSomething = [
  (form: BriefingText) => PROMPTS.some((prompt) => form[prompt] !== ''),
  problemAt('approach', 'Ghi ít nhất một trong ba ô.', 'reluctance', 'whatWorked'),
] as const;

const shape = { approach: words(), reluctance: words(), whatWorked: words() };

export const newBriefingForm = z
  .object({ ...shape, id: idField('Biểu mẫu thiếu mã, tải lại trang.') })
  .refine(...saysSomething);
export const briefingForm = z.object({ ...shape, version: versionField() }).refine(...saysSomething);
export const withdrawalForm = z.object({ reason: requiredText('Ghi vì sao rút lời dặn này.', 300) });
