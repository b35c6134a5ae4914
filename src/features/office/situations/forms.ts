import { z } from 'zod';
import type { LocalDate } from '../../../shared/dates';
import { keysOf, SCAM_PATTERNS } from '../../../shared/labels';
import {
  checkbox,
  choice,
  idField,
  longText,
  pastDateOrNull,
  optionalText,
  problemAt,
  requiredText,
  versionField,
} from '../../../web/form';
import { PICTURES } from '../reference-data/entries';

const answerText = () => requiredText('Viết câu trả lời.', 90);
const picture = () => choice(keysOf(PICTURES), 'Chọn hình.');

/** A new version of a situation. `id` is that of its first version; a new situation brings it and is version 0. */
export const situationForm = (today: LocalDate) =>
  z
    .object({
      id: idField('Biểu mẫu thiếu mã, tải lại trang.'),
      version: versionField(),
      pattern: choice(keysOf(SCAM_PATTERNS), 'Chọn kiểu lừa.'),
      title: requiredText('Đặt tên ngắn.', 60),
      story: longText(400).refine((text) => text !== '', 'Kể tình huống.'),
      answer1: answerText(),
      answer2: answerText(),
      answer3: answerText(),
      picture1: picture(),
      picture2: picture(),
      picture3: picture(),
      right: choice(['1', '2', '3'], 'Chọn câu đúng.').transform(Number),
      why: requiredText('Viết vì sao, để đọc cho bà con nghe.', 300),
      source: optionalText(300, null).refine(
        (text) => text === '' || /^https?:\/\/\S+$/.test(text),
        'Ghi địa chỉ trang: https://…',
      ),
      checkedOn: pastDateOrNull('Ngày xem chưa đúng. Ví dụ: 26/11/2026.', today),
      isDraft: checkbox(),
    })
    .refine(({ source, isDraft }) => isDraft || source, problemAt('source', 'Chưa có nguồn thì để là bản nháp.'))
    .refine(
      ({ checkedOn, isDraft }) => isDraft || checkedOn,
      problemAt('checkedOn', 'Ghi ngày đã xem nguồn, hoặc để là bản nháp.'),
    )
    .transform(({ answer1, answer2, answer3, picture1, picture2, picture3, right, ...form }) => ({
      ...form,
      answers: [answer1, answer2, answer3],
      pictures: [picture1, picture2, picture3] as string[],
      rightAnswer: right,
    }));

export type WrittenSituation = z.output<ReturnType<typeof situationForm>>;
