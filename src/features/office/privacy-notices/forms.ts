import { z } from 'zod';
import { longText, versionField } from '../../../web/form';
import { MAX_SYLLABLES, placesToFillIn, syllablesOf } from './notice-text';

/** `version` is the one that the form was opened with; 0 before the first. */
export const noticeForm = z.object({
  version: versionField(),
  body: longText(4000).superRefine((text, issues) => {
    const refuse = (message: string) => issues.addIssue({ code: 'custom', message });
    const places = placesToFillIn(text);
    const syllables = syllablesOf(text);
    if (syllables === 0) refuse('Soạn thông báo.');
    else if (places.length > 0) refuse(`Còn chỗ phải điền: ${places.join(', ')}.`);
    else if (syllables > MAX_SYLLABLES)
      refuse(`Thông báo dài ${syllables} chữ, quá dài để đọc ở cửa: rút còn ${MAX_SYLLABLES} chữ.`);
  }),
});

export type WrittenNotice = z.output<typeof noticeForm>;
