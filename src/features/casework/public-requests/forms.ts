import { z } from 'zod';
import { PublicRequestRefusal, PublicRequestTime, PublicRequestTopic } from '../../../generated/prisma/enums';
import { plainCode } from '../../../shared/spoken-code';
import {
  checkbox,
  choice,
  idField,
  listOf,
  longText,
  optionalPhoneField,
  optionalText,
  phoneField,
  problemAt,
  requiredText,
} from '../../../web/form';
import { readPlace, type PagePlace } from '../../../web/pager';

const senderPhone = phoneField('Ghi số điện thoại để phường gọi lại.');

export const NEVER_A_NATIONAL_NUMBER = 'Đừng ghi số căn cước ở đây: không ai cần số ấy.';
const NOT_A_CHOICE = 'Chọn trong các ô.';
const chosenFrom = <Value extends string>(values: readonly Value[]) =>
  listOf(z.string({ error: NOT_A_CHOICE }), 10)
    .refine((chosen) => chosen.every((each) => values.some((value) => value === each)), NOT_A_CHOICE)
    .transform((chosen) => chosen as Value[]);

// ------------------------------------------------------------ asking the team to come

const asked = z.object({
  senderName: requiredText('Ghi tên bà con hay gọi, ví dụ: bà Hòa.', 120, NEVER_A_NATIONAL_NUMBER),
  senderPhone,
  addressText: requiredText('Ghi nhà ở đâu, ví dụ: 5A ngõ Châu Long.', 200, NEVER_A_NATIONAL_NUMBER),
  topics: chosenFrom(Object.values(PublicRequestTopic)),
  // With the topics before it still at most 500 characters, which a support request holds.
  what: longText(400, NEVER_A_NATIONAL_NUMBER),
  times: chosenFrom([...Object.values(PublicRequestTime), 'any']),
});

const settled = <Given extends Omit<z.output<typeof asked>, 'senderPhone'>>({ topics, times, ...given }: Given) => ({
  ...given,
  // Nothing ticked and nothing written asks the team to have a look.
  topics: topics.length === 0 && given.what === '' ? [PublicRequestTopic.unsure] : topics,
  times: times.includes('any') ? [] : times.filter((time) => time !== 'any'),
});

export const publicRequestForm = asked.transform(settled);
/** Typed at a door for a neighbour, who may have no telephone. */
export const neighbourRequestForm = asked.extend({ senderPhone: optionalPhoneField() }).transform(settled);

export type TypedPublicRequest = z.output<typeof neighbourRequestForm>;

// ------------------------------------------------------------ reading its state

/** Letters and digits of a request's code. */
export const REQUEST_CODE_LENGTH = 6;

export const stateForm = z.object({
  code: requiredText('Ghi mã 6 chữ và số nhận được khi gửi.', 40)
    .transform(plainCode)
    .pipe(z.string().length(REQUEST_CODE_LENGTH, 'Mã có 6 chữ và số, ví dụ K7M 2QD.')),
  senderPhone,
});
export type SenderKey = z.output<typeof stateForm>;

// ------------------------------------------------------------ the office

const PUBLIC_REQUEST_VIEWS = ['waiting', 'crowded', 'handled'] as const;
export type PublicRequestView = (typeof PUBLIC_REQUEST_VIEWS)[number];
export interface PublicRequestListQuery extends PagePlace {
  view: PublicRequestView;
}

/** What the address of the list asks for; anything unknown means those that wait, from the start. */
export const readListQuery = (query: Record<string, unknown>): PublicRequestListQuery => ({
  view: PUBLIC_REQUEST_VIEWS.find((each) => each === query.view) ?? 'waiting',
  ...readPlace(query),
});

/** Requests handled with one press, at most a page of the list. */
const idsField = z.preprocess(
  (ids) => (typeof ids === 'string' ? [ids] : ids),
  z.array(idField(), { error: 'Đánh dấu ít nhất một đề nghị.' }).max(100, 'Nhiều quá 100 đề nghị.'),
);

const refusalFields = {
  refusal: choice(Object.values(PublicRequestRefusal) as [PublicRequestRefusal], 'Chọn vì sao từ chối.'),
  note: optionalText(300),
};
export type Refusal = z.output<z.ZodObject<typeof refusalFields>>;

const explained = <Schema extends z.ZodType<Refusal>>(schema: Schema) =>
  schema.refine(
    ({ refusal, note }) => refusal !== 'other' || note !== '',
    problemAt('note', 'Ghi rõ lý do khác.', 'refusal'),
  );

export const declineForm = explained(z.object({ ids: idsField, ...refusalFields }));

/** `shownAt`: when the page with the crowd was made; those that came later were not seen. */
export const crowdDeclineForm = explained(
  z.object({
    crowdId: idField('Biểu mẫu cũ. Tải lại trang.'),
    shownAt: z.iso.datetime({ error: 'Biểu mẫu cũ. Tải lại trang.' }).transform((text) => new Date(text)),
    ...refusalFields,
  }),
);

/** The press with which a crowd was declined. */
export const crowdReversalForm = z.object({ crowdId: idField('Biểu mẫu cũ. Tải lại trang.') });

export const reversalForm = z.object({ ids: idsField });

export const matchForm = z.object({ householdId: idField('Chọn một cửa.'), accept: checkbox() });
