import { z } from 'zod';
import { CONFIRMATION_OUTCOMES, keysOf, PORTAL_ANSWERS } from '../../../shared/labels';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import {
  choice,
  idField,
  numberField,
  onceRight,
  optionalChoice,
  optionalIdField,
  recentDateField,
} from '../../../web/form';
import type { PagePlace } from '../../../web/pager';
import { callFields, NOT_HEARD, practisedIn } from '../../casework/practice/fields';
import { checkUse, useFields, type ServiceChoice } from '../../casework/portal-use/use-fields';

/** Fewer say too little; more is beyond what a ward's office can call in a quarter. */
const MIN_SIZE = 30;
const MAX_SIZE = 1000;

export const drawForm = z.object({
  size: numberField(/^\d{1,6}$/, 'Nhập số người, ví dụ 200.', '.').refine(
    (size) => size >= MIN_SIZE && size <= MAX_SIZE,
    `Bốc từ ${MIN_SIZE} đến ${formatNumber(MAX_SIZE)} người.`,
  ),
});

const WITHOUT_ID = 'Biểu mẫu thiếu mã. Tải lại trang.';
const calledOnField = (today: LocalDate, drawnAt: Date) =>
  recentDateField('Nhập ngày gọi, ví dụ 26/11/2026.', today).refine(
    (date) => date >= localDateOf(drawnAt),
    'Ngày này ở trước ngày bốc thăm.',
  );

export const ANSWERS = keysOf(PORTAL_ANSWERS);

/**
 * One call to a member of the sample. `id` is created with the form, so that a form sent twice is one call.
 * @param drawnAt the draw: no member was called before its day.
 */
export const answerForm = (today: LocalDate, { drawnAt, services }: { drawnAt: Date; services: ServiceChoice[] }) =>
  z
    .object({
      id: idField(WITHOUT_ID),
      answer: choice(ANSWERS, 'Chọn câu trả lời.'),
      survey: optionalChoice(['yes', 'no'], 'Chọn một ý.'),
      readAloud: optionalChoice(['yes'], 'Đánh dấu, hoặc để trống.'),
      noticeId: optionalIdField(),
      ...useFields(services),
      ...callFields,
      answeredOn: calledOnField(today, drawnAt),
    })
    .superRefine(
      (call, issues) => {
        checkUse(call, call.answeredOn, issues);
        if (call.situationAnswer !== null && ['not_reached', 'declined'].includes(call.answer))
          issues.addIssue({ code: 'custom', path: ['situationAnswer'], message: NOT_HEARD });
        if (call.answer === 'not_reached' && (call.survey ?? call.readAloud))
          issues.addIssue({
            code: 'custom',
            path: ['survey'],
            message: 'Chưa gặp được thì chưa hỏi được: chọn “Không hỏi”.',
          });
      },
      onceRight('answer', 'service', 'month', 'answeredOn'),
    )
    .transform(({ survey, readAloud, noticeId, situationId, situationAnswer, ...call }) => ({
      ...call,
      practised: practisedIn({ situationId, situationAnswer }),
      asked: { survey: survey && survey === 'yes', readAloud: readAloud && true, noticeId },
    }));

/** One call about a drawn use; see answerForm. */
export const confirmationForm = (today: LocalDate, { drawnAt }: { drawnAt: Date }) =>
  z.object({
    id: idField(WITHOUT_ID),
    outcome: choice(keysOf(CONFIRMATION_OUTCOMES), 'Chọn câu trả lời.'),
    calledOn: calledOnField(today, drawnAt),
  });

export type ConfirmationForm = z.output<ReturnType<typeof confirmationForm>>;

type SentAnswer = z.output<ReturnType<typeof answerForm>>;

/** A call; `asked` is what was said about being asked in surveys, and the text that was read; `practised` an answer to a situation. */
export type AnswerForm = Omit<SentAnswer, 'asked' | 'practised'> & Partial<Pick<SentAnswer, 'asked' | 'practised'>>;

/** What the list of a sample shows; anything else is the people still to call. */
export const memberFilter = z.object({
  state: z.enum(['to_call', 'heard', 'does_not_know', 'not_heard', 'gone', 'all']).catch('to_call'),
});

export type MemberFilter = z.output<typeof memberFilter> & PagePlace;
