import { z } from 'zod';
import { ReferralRecipient } from '../../../generated/prisma/enums';
import { isOverAYearAfter, type LocalDate } from '../../../shared/dates';
import { keysOf, REFERRAL_OUTCOMES, REFERRAL_RECIPIENTS, REFERRAL_STATES } from '../../../shared/labels';
import {
  choice,
  dateField,
  idField,
  listOf,
  optionalDateField,
  optionalIdField,
  optionalText,
  problemAt,
  recentDateField,
  requiredText,
  versionField,
} from '../../../web/form';

const comingDay = (name: string, today: LocalDate) =>
  dateField(`Nhập ngày ${name}, ví dụ 03/12/2026.`, today)
    .refine((day) => day >= today, `Ngày ${name} phải từ hôm nay trở đi.`)
    .refine((day) => !isOverAYearAfter(day, today), 'Ngày này hơn một năm nữa: xem lại năm.');

export const referralForm = (today: LocalDate) =>
  z
    .object({
      id: idField('Biểu mẫu cũ. Tải lại trang rồi ghi lại.'),
      visitId: optionalIdField(),
      recipient: choice(keysOf(REFERRAL_RECIPIENTS), 'Chọn nơi đến.'),
      recipientName: optionalText(150),
      // Printed on the slip, which leaves the house.
      purpose: requiredText('Ghi giới thiệu để làm gì.', 300),
      answerBy: comingDay('hỏi lại', today),
    })
    .refine(
      ({ recipient, recipientName }) => recipient !== 'other' || recipientName !== '',
      problemAt('recipientName', 'Ghi tên nơi đến.', 'recipient'),
    );

export type NewReferral = z.output<ReturnType<typeof referralForm>>;

export const answerForm = (today: LocalDate, referredOn: LocalDate) =>
  z.object({
    version: versionField(),
    outcome: choice(keysOf(REFERRAL_OUTCOMES), 'Chọn kết quả.'),
    answer: optionalText(500),
    answeredOn: recentDateField('Nhập ngày trả lời, ví dụ 26/11/2026.', today).refine(
      (day) => day >= referredOn,
      'Ngày này trước hôm giới thiệu.',
    ),
  });

export type ReferralAnswer = z.output<ReturnType<typeof answerForm>>;

export const withdrawalForm = z.object({ reason: requiredText('Ghi vì sao rút giấy này.', 300) });

/** As many as a page of the lists of people has, from which a letter is made. */
export const REFERRALS_A_PAGE = 50;

/** The residents for whom the police are asked to come. */
export const letterForm = (today: LocalDate) =>
  z.object({
    ticked: listOf(idField(), REFERRALS_A_PAGE).refine(({ length }) => length > 0, 'Đánh dấu ít nhất một người.'),
    askedEvening: comingDay('đề nghị', today),
  });
export type NewLetter = z.output<ReturnType<typeof letterForm>>;

/** The evening that is fixed or was held, '' while it is not known; `seen` stood there when the form was opened. */
export const eveningForm = (today: LocalDate) =>
  z.object({
    seen: optionalDateField('Biểu mẫu cũ. Tải lại trang rồi ghi lại.'),
    eveningOn: optionalDateField('Nhập ngày của buổi, ví dụ 10/12/2026.', today),
  });
export type LetterEvening = z.output<ReturnType<typeof eveningForm>>;

/** The query of the form of a letter: people of a list; none, to choose among those who wait for the police. */
export const letterQuery = z.object({ people: listOf(idField(), REFERRALS_A_PAGE).catch([]) });

/** The query of the list; unknown values are ignored. */
export const referralFilter = z.object({
  recipient: z.enum(ReferralRecipient).nullable().catch(null),
  state: z.enum(keysOf(REFERRAL_STATES)).nullable().catch(null),
  letter: z.uuid().nullable().catch(null),
});
export type ReferralFilter = z.output<typeof referralFilter>;
