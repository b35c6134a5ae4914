import { z } from 'zod';
import { FactSource, PriorityKind } from '../../../generated/prisma/enums';
import { isOverAYearAfter, type LocalDate } from '../../../shared/dates';
import { HELPER_PURPOSES, HELPER_SIDES, keysOf } from '../../../shared/labels';
import { forEachField, type ReadinessFacts, type ReadinessField } from '../../../shared/readiness-fields';
import { normalisePersonName } from '../../../shared/vietnamese-text';
import {
  choice,
  dateField,
  idField,
  listOf,
  onceRight,
  problemAt,
  optionalDateField,
  optionalIdField,
  optionalPhoneField,
  optionalText,
  pastDateOrNull,
  pastDateOrToday,
  requiredText,
  versionField,
} from '../../../web/form';
import { endAfter, mayBeOf } from './fact-rules';

// ------------------------------------------------------------ readiness

/** Several answers to one question, in the order of the form; 'none' only alone. */
export function severalAnswers({ answers }: { answers: Readonly<Record<string, string>> }) {
  const offered = keysOf(answers);
  return listOf(choice(offered, 'Chọn một mục trong danh sách.'))
    .transform((given) => offered.filter((answer) => given.includes(answer)))
    .refine((given) => given.length <= 1 || !given.includes('none'), `Đã chọn “${answers.none}” thì bỏ các ý khác.`);
}

const answerFields = forEachField((_, entry) =>
  entry.isSeveral ? severalAnswers(entry) : choice(keysOf(entry.answers), 'Chọn một ý.'),
) as { [Field in ReadinessField]: z.ZodType<ReadinessFacts[Field], ReadinessFacts[Field]> };

/** `shownId`: the row whose answers the form showed; an answer left as shown is not a new statement. */
export const readinessForm = (today: LocalDate) =>
  z.object({
    shownId: optionalIdField('Biểu mẫu thiếu mã. Tải lại trang.'),
    recordedOn: pastDateOrToday(today),
    ...answerFields,
  });
export type RecordedReadiness = z.output<ReturnType<typeof readinessForm>>;

// ------------------------------------------------------------ priority facts

/** A day that may be to come, within a year. */
const nearDate = (message: string, today: LocalDate) =>
  dateField(message, today).refine(
    (date) => !isOverAYearAfter(date, today),
    'Ngày này còn hơn một năm nữa: xem lại năm.',
  );

const factFields = (today: LocalDate) =>
  z.object({
    validFrom: nearDate('Nhập ngày bắt đầu. Ví dụ: 01/01/2026.', today),
    lastDay: optionalDateField('Ngày chưa đúng. Ví dụ: 31/12/2026.', today),
    source: choice(keysOf(FactSource), 'Chọn vì sao biết.'),
    sourceNote: optionalText(200),
  });

type FactFields = z.output<ReturnType<typeof factFields>>;

const checkedTogether = <Schema extends z.ZodType<FactFields>>(schema: Schema) =>
  schema
    // A decision needs its number, a list its name, so that the next reader can find it.
    .refine(
      ({ source, sourceNote }) => source !== 'decision' || /\d/.test(sourceNote),
      problemAt('sourceNote', 'Ghi số và ngày của quyết định, ví dụ QĐ 123/QĐ-UBND ngày 05/12/2025.', 'source'),
    )
    .refine(
      ({ source, sourceNote }) => source !== 'list' || sourceNote !== '',
      problemAt('sourceNote', 'Ghi tên danh sách, ví dụ: người cao tuổi quý 4/2026.', 'source'),
    )
    .refine(
      ({ validFrom, lastDay }) => lastDay === null || lastDay >= validFrom,
      problemAt('lastDay', 'Ngày kết thúc ở trước ngày bắt đầu.', 'validFrom'),
    );

const withEnd = <Fields extends FactFields>({ lastDay, ...rest }: Fields) => ({ ...rest, validTo: endAfter(lastDay) });

const WHOLE_HOUSEHOLD = 'household';

/**
 * `id` is created with the form, so that a form sent twice is one fact. `subject`: 'household', or the id of a member.
 */
export const newFactForm = (today: LocalDate) =>
  checkedTogether(
    factFields(today).extend({
      id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
      kind: choice(keysOf(PriorityKind), 'Chọn diện.'),
      subject: z
        .union([z.literal(WHOLE_HOUSEHOLD), z.uuid({ error: 'Chọn cả hộ hoặc một người.' })], {
          error: 'Chọn cả hộ hoặc một người.',
        })
        .transform((subject) => (subject === WHOLE_HOUSEHOLD ? null : subject)),
    }),
  )
    .refine(
      ({ kind, subject }) => subject !== null || mayBeOf(kind, 'household'),
      problemAt('subject', 'Diện này là của một người: chọn người đó.', 'kind'),
    )
    .refine(
      ({ kind, subject }) => subject === null || mayBeOf(kind, 'resident'),
      problemAt('subject', 'Diện này là của cả hộ: chọn “Cả hộ”.', 'kind'),
    )
    .transform(withEnd);

export const factForm = (today: LocalDate) =>
  checkedTogether(factFields(today).extend({ version: versionField() })).transform(withEnd);

/** The last day on which a fact still holds. */
export const factEndForm = (today: LocalDate) =>
  z.object({
    endsOn: nearDate('Nhập ngày cuối cùng còn hưởng. Ví dụ: 31/10/2026.', today),
  });

export const factWithdrawalForm = z.object({ reason: requiredText('Ghi vì sao rút: ghi nhầm người, nhầm diện…', 300) });

export type NewFact = z.output<ReturnType<typeof newFactForm>>;
export type CorrectedFact = z.output<ReturnType<typeof factForm>>;

// ------------------------------------------------------------ digital helpers

/** What a helper is asked for at a door, too. */
export const HELPER_FIELDS = {
  name: optionalText(120).transform(normalisePersonName),
  phone: optionalPhoneField(),
  relationNote: optionalText(100),
  purposes: listOf(choice(keysOf(HELPER_PURPOSES), 'Chọn một mục trong danh sách.')),
};

const helperFields = (today: LocalDate) =>
  z.object({
    ...HELPER_FIELDS,
    helpedId: optionalIdField('Chọn người được giúp.'),
    agreedOn: pastDateOrNull('Ngày chưa đúng. Ví dụ: 24/11/2026.', today),
  });

export const OUTSIDER_WITHOUT_PHONE = 'Người ở ngoài hộ cần số điện thoại để đội gọi được.';
export const SELF = 'Chọn người khác: không ai giúp chính mình.';
/** The choice of a helper who is none of the residents that the form found by name or number. */
export const OUTSIDER = 'outsider';

/** A resident, or an outsider by name. An outsider needs contact details. */
export const newHelperForm = (today: LocalDate) =>
  helperFields(today)
    .extend({
      id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
      residentId: z.union([z.literal(['', OUTSIDER]), z.uuid()], { error: 'Chọn người giúp.' }).default(''),
      validFrom: pastDateOrToday(today),
    })
    .superRefine(
      ({ helpedId, residentId, name, phone }, context) => {
        const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
        const isOutside = residentId === '' || residentId === OUTSIDER;
        if (helpedId === null) refuse('helpedId', 'Chọn người được giúp.');
        if (helpedId !== null && helpedId === residentId) refuse('residentId', SELF);
        if (isOutside && name === '') refuse('name', 'Chọn một người trong hộ, hoặc nhập họ tên người ở ngoài.');
        if (isOutside && name !== '' && phone === null) refuse('phone', OUTSIDER_WITHOUT_PHONE);
      },
      onceRight('residentId', 'name', 'phone'),
    )
    .transform(({ residentId, ...form }) => ({
      ...form,
      residentId: residentId === '' || residentId === OUTSIDER ? null : residentId,
      isOutsider: residentId === OUTSIDER,
    }));

/** `residentId`: who in the register the outsider turned out to be. */
export const helperForm = (today: LocalDate) =>
  helperFields(today).extend({ version: versionField(), residentId: optionalIdField() });

/** Whose word ended it, and the day. */
export const helperEndForm = (today: LocalDate) =>
  z.object({ endedWord: choice(keysOf(HELPER_SIDES), 'Chọn ai nói thôi.'), endsOn: pastDateOrToday(today) });

export type NewHelper = z.output<ReturnType<typeof newHelperForm>>;
export type CorrectedHelper = z.output<ReturnType<typeof helperForm>>;
export type EndedHelper = z.output<ReturnType<typeof helperEndForm>>;
