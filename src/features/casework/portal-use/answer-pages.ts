import { formatDate, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { PORTAL_ANSWERS } from '../../../shared/labels';
import { errorSummary, typed, type Failed, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import { askAgainWords, lastAskedWords } from './asking-words';
import { ANSWERS } from './forms';
import type { AnswerFile } from './queries';
import { PORTAL_QUESTION, useFieldsModel, type UseFieldsModel } from './use-fields';

interface AnswerModel {
  back: { href: string; label: string };
  title: string;
  /** Who asked last and when; '' if nobody did. */
  asked: string;
  question: string;
  action: string;
  options: { value: string; label: string; hint: string; checked: boolean }[];
  use: UseFieldsModel;
  askedOn: { value: string; error: string };
  answerError: string;
  summary: Summary[];
}

export const answerPage = definePage<AnswerModel>('casework/portal-use/answer');

/** @param on the day to begin with: today, or that of an answer to correct. */
export function answerModel(
  file: AnswerFile,
  { today, on }: { today: LocalDate; on: LocalDate },
  failed: Failed = { values: { askedOn: formatDate(on) }, errors: {} },
): AnswerModel {
  const { values, errors } = failed;
  const { asking } = file;
  return {
    back: { href: `/residents/${file.id}`, label: file.fullName },
    title: `Hỏi dùng Cổng: ${addressedName(file, today)}`,
    asked: [lastAskedWords(asking), asking.mayBeAsked ? '' : askAgainWords(asking)].filter(Boolean).join(' '),
    question: PORTAL_QUESTION,
    action: `/residents/${file.id}/portal-answers`,
    options: ANSWERS.map((value) => ({
      value,
      label: PORTAL_ANSWERS[value],
      hint: value === 'with_team' ? 'Đội hướng dẫn, hoặc làm giúp' : '',
      checked: value === typed(values, 'answer'),
    })),
    use: useFieldsModel(file.services, today, failed),
    askedOn: { value: typed(values, 'askedOn'), error: errors.askedOn ?? '' },
    answerError: errors.answer ?? '',
    summary: errorSummary(errors),
  };
}
