import { z } from 'zod';
import { RequestChannel } from '../../../generated/prisma/enums';
import { isOverAYearAfter, type LocalDate } from '../../../shared/dates';
import { normalisePersonName } from '../../../shared/vietnamese-text';
import {
  checkbox,
  choice,
  idField,
  longText,
  onceRight,
  problemAt,
  optionalDateField,
  optionalIdField,
  optionalPhoneField,
  optionalText,
  recentDateField,
  versionField,
} from '../../../web/form';
import { SERVICE_NOT_CHOSEN } from '../../office/catalogue/service-matches';
import { firstPreferredDay } from './request-labels';
import { datedSince, filledPreferredTimes, preferredTimesField } from './preferred-time-fields';

/** Channels that the office chooses from; for officers it is always the door. */
export const OFFICE_CHANNELS = [
  'phone',
  'counter',
  'group_leader',
  'officer',
] as const satisfies readonly RequestChannel[];

/** The services that a request may name, each with the text that was typed to find it. */
export const SERVICE_FIELDS = {
  publicServiceId: 'serviceText',
  publicServiceId2: 'serviceText2',
  publicServiceId3: 'serviceText3',
} as const;
export type ServiceField = keyof typeof SERVICE_FIELDS;
export const SERVICE_FIELD_NAMES = Object.keys(SERVICE_FIELDS) as ServiceField[];

const CHANNEL_MISSING = 'Chọn đề nghị đến từ đâu.';

const fields = (today: LocalDate) =>
  z.object({
    residentId: optionalIdField('Chọn một người trong hộ.'),
    channel: choice(Object.values(RequestChannel) as [RequestChannel, ...RequestChannel[]], CHANNEL_MISSING),
    contactName: optionalText(120).transform(normalisePersonName),
    contactPhone: optionalPhoneField(),
    publicServiceId: optionalIdField(SERVICE_NOT_CHOSEN),
    publicServiceId2: optionalIdField(SERVICE_NOT_CHOSEN),
    publicServiceId3: optionalIdField(SERVICE_NOT_CHOSEN),
    serviceText: optionalText(500),
    serviceText2: optionalText(500),
    serviceText3: optionalText(500),
    what: longText(500),
    receivedOn: recentDateField('Nhập ngày nhận, ví dụ 26/11/2026.', today),
    promisedBy: optionalDateField('Ngày chưa đúng. Ví dụ: 03/12/2026.', today),
    wishes: preferredTimesField(today),
  });

type Fields = z.output<ReturnType<typeof fields>>;

const SAYS_WHAT = [...SERVICE_FIELD_NAMES, ...Object.values(SERVICE_FIELDS), 'what'] as const;

function saysWhat(given: Pick<Fields, (typeof SAYS_WHAT)[number]>, issues: z.core.$RefinementCtx): void {
  const refuse = (field: string, message: string) => issues.addIssue({ code: 'custom', path: [field], message });
  for (const [index, field] of SERVICE_FIELD_NAMES.entries()) {
    const isNamedBefore = SERVICE_FIELD_NAMES.slice(0, index).some((earlier) => given[earlier] === given[field]);
    if (given[field] !== null && isNamedBefore) refuse(field, 'Dịch vụ này đã chọn ở trên.');
    if (given[field] === null && given[SERVICE_FIELDS[field]] !== '') refuse(field, SERVICE_NOT_CHOSEN);
  }
  if (SAYS_WHAT.every((field) => !given[field])) refuse('what', 'Ghi người dân cần giúp việc gì, hoặc chọn dịch vụ.');
}

const checkedTogether = <Schema extends z.ZodType<Fields>>(schema: Schema, today: LocalDate) =>
  schema
    .superRefine(saysWhat, onceRight(...SAYS_WHAT))
    .refine(
      ({ receivedOn, promisedBy }) => promisedBy === null || promisedBy >= receivedOn,
      problemAt('promisedBy', 'Hạn đến ở trước ngày nhận.', 'receivedOn'),
    )
    .refine(
      ({ receivedOn, promisedBy }) => promisedBy === null || !isOverAYearAfter(promisedBy, receivedOn),
      problemAt('promisedBy', 'Ngày này còn hơn một năm nữa: xem lại năm.', 'receivedOn'),
    )
    .superRefine(...datedSince('wishes', 'receivedOn', 'Ngày này ở trước ngày nhận.'))
    .refine(
      ({ receivedOn, promisedBy: due, wishes }) =>
        due === null || due < today || due >= firstPreferredDay(filledPreferredTimes(wishes), receivedOn),
      problemAt('promisedBy', 'Hạn ở trước ngày nhà muốn: ghi muộn hơn, hoặc để trống.', 'receivedOn', 'wishes'),
    );

const withoutEmptyRows = <Given extends Fields>({
  publicServiceId,
  publicServiceId2,
  publicServiceId3,
  serviceText: _,
  serviceText2: _2,
  serviceText3: _3,
  ...given
}: Given) => ({
  ...given,
  /** In the order of SERVICE_FIELDS; null where none was chosen. */
  publicServiceIds: [publicServiceId, publicServiceId2, publicServiceId3],
  wishes: filledPreferredTimes(given.wishes),
});

/** `id` is created with the form, so that a form sent twice is one request. */
export const newRequestForm = (today: LocalDate) =>
  checkedTogether(
    fields(today).extend({
      id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
      channel: choice(OFFICE_CHANNELS, CHANNEL_MISSING),
      accept: checkbox(),
    }),
    today,
  ).transform(withoutEmptyRows);

export const requestForm = (today: LocalDate) =>
  checkedTogether(fields(today).extend({ version: versionField() }), today).transform(withoutEmptyRows);

export type NewRequest = z.output<ReturnType<typeof newRequestForm>>;
export type CorrectedRequest = z.output<ReturnType<typeof requestForm>>;
