import { formatDate, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { cardsOf } from '../../../shared/labels';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { askAgainText, lastAskedText } from './asking-labels';
import { portalAnswerForm } from './forms';
import type { AnswerFile } from './queries';
import { ANSWERS, PORTAL_QUESTION, useFieldsModel } from './use-fields';

/** @param on the day to begin with: today, or that of an answer to correct. */
export function answerPage(file: AnswerFile, { today, on }: { today: LocalDate; on: LocalDate }, failed?: Failed) {
  const { asking, services } = file;
  const form = formView(portalAnswerForm(today, services), { askedOn: formatDate(on) }, failed);
  return viewOf('casework/portal-use/answer', {
    form,
    back: { href: `/residents/${file.id}`, label: file.fullName },
    title: `Hỏi dùng Cổng: ${addressedName(file, today)}`,
    asked: [lastAskedText(asking), asking.mayBeAsked ? '' : askAgainText(asking)].filter(Boolean).join(' '),
    question: PORTAL_QUESTION,
    action: `/residents/${file.id}/portal-answers`,
    options: cardsOf(ANSWERS, typed(form.values, 'answer'), { with_team: 'Đội hướng dẫn, hoặc làm giúp' }),
    use: useFieldsModel(services, today, form),
  });
}
