import { z } from 'zod';
import type { PortalAnswer } from '../../../generated/prisma/enums';
import { addMonths, type LocalDate, monthName, monthStartOf } from '../../../shared/dates';
import { optionsOf, PORTAL_ANSWERS } from '../../../shared/labels';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { optionalText, typed, type Failed } from '../../../web/form';
import { serviceLabel, serviceOption } from '../../office/catalogue/labels';
import { isUseReported } from './reported-use';

// Which service a resident used on the portal, and in which month: two optional fields that belong to the question
// wherever it is asked (views/casework/portal-use/use-fields.ejs).

/** The question, in the same words wherever it is asked. */
export const PORTAL_QUESTION = '12 tháng qua có nộp hồ sơ nào trên Cổng Dịch vụ công không? Ai bấm máy?';

// A resident who answers was reached.
const { not_reached: _unheard, ...HEARD } = PORTAL_ANSWERS;
export const ANSWERS = HEARD;

/** With the month of the answer these are twelve months, and the first day of each lies in the year before the answer. */
const MONTHS_BACK = 11;

export const SERVICE_CHOICE = z.object({
  id: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  officialName: z.string(),
  alsoCalled: z.string(),
});
export type ServiceChoice = z.infer<typeof SERVICE_CHOICE>;

/** The service that a text names by its label, its code or one of its names; null if there is none or several. */
export function findService(services: readonly ServiceChoice[], text: string): ServiceChoice | null {
  const wanted = foldVietnamese(text);
  const officially = ({ officialName: name, code }: ServiceChoice) => serviceLabel({ name, code });
  const namesOf: ((service: ServiceChoice) => string[])[] = [
    (service) => [serviceLabel(service)],
    ({ code }) => [code ?? ''],
    ({ name }) => [name],
    (service) => [officially(service)],
    ({ officialName }) => [officialName],
    ({ alsoCalled }) => alsoCalled.split('\n'),
  ];
  const named = namesOf
    .map((nameOf) => services.filter((service) => nameOf(service).some((name) => foldVietnamese(name) === wanted)))
    .find((found) => found.length > 0);
  return named?.length === 1 ? named[0]! : null;
}

/** @param services in use today: the typed text must name one of them. */
export const useFields = (services: readonly ServiceChoice[]) => ({
  service: optionalText(300).transform((text, issues): string | null => {
    if (text === '') return null;
    const service = findService(services, text);
    if (service) return service.id;
    issues.addIssue({ code: 'custom', message: 'Danh mục không có dịch vụ này. Chọn một dòng gợi ý, hoặc để trống.' });
    return z.NEVER;
  }),
  month: z
    .union(
      [
        z.literal('').transform(() => null),
        z
          .string()
          .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
          .transform((month): LocalDate => `${month}-01`),
      ],
      { error: 'Chọn một tháng trong danh sách.' },
    )
    .default(null as never),
});

interface Told {
  answer: PortalAnswer;
  service: string | null;
  /** First day of the month. */
  month: LocalDate | null;
}

/** Refuses a service or month of an answer that reports no use, and a month outside the year before the answer. */
export function checkUse({ answer, service, month }: Told, answeredOn: LocalDate, issues: z.core.$RefinementCtx): void {
  const refuse = (path: 'service' | 'month', message: string) =>
    issues.addIssue({ code: 'custom', path: [path], message });
  if (!isUseReported(answer)) {
    if (service !== null) refuse('service', 'Câu trả lời là không nộp: bỏ trống dịch vụ, hoặc chọn lại câu trả lời.');
    if (month !== null) refuse('month', 'Câu trả lời là không nộp: bỏ trống tháng, hoặc chọn lại câu trả lời.');
    return;
  }
  if (month === null) return;
  if (month > answeredOn) refuse('month', 'Tháng này ở sau ngày trả lời.');
  if (month < monthOf(answeredOn, -MONTHS_BACK)) refuse('month', 'Tháng này ngoài 12 tháng gần nhất.');
}

/** The twelve months up to an answer, as their first days, latest first. */
export const monthsToTell = (answeredOn: LocalDate): LocalDate[] =>
  Array.from({ length: MONTHS_BACK + 1 }, (_, back) => monthOf(answeredOn, -back));

/** The first day of a month counted from that of a date. */
const monthOf = (date: LocalDate, count: number): LocalDate => addMonths(monthStartOf(date), count);

export type UseFieldsModel = ReturnType<typeof useFieldsModel>;

export function useFieldsModel(services: readonly ServiceChoice[], today: LocalDate, { values, errors }: Failed) {
  const months = monthsToTell(today).map((month) => [month.slice(0, 7), monthName(month)] as const);
  return {
    service: {
      value: typed(values, 'service'),
      error: errors.service ?? '',
      offered: services.map((service) => serviceOption(service, false)),
    },
    month: {
      options: optionsOf({ '': 'Không nhớ', ...Object.fromEntries(months) }, typed(values, 'month')),
      error: errors.month ?? '',
    },
  };
}

/** 'Có, tự bấm máy, Đăng ký tạm trú, tháng 10/2026'. */
export function reportedUseText(told: {
  answer: PortalAnswer;
  service: string | null;
  usedMonth: LocalDate | null;
}): string {
  const month = told.usedMonth && monthName(told.usedMonth);
  return [PORTAL_ANSWERS[told.answer], told.service, month].filter(Boolean).join(', ');
}
