import { z } from 'zod';
import { HouseholdRelation } from '../../../generated/prisma/enums';
import {
  ageOn,
  calendarProblem,
  misdated,
  parseBirthText,
  type BirthDate,
  type LocalDate,
} from '../../../shared/dates';
import { keysOf, RESIDENCE_STATUSES } from '../../../shared/labels';
import { checkNationalNumber } from '../../../shared/national-number';
import { parsePhoneNumber } from '../../../shared/phone-number';
import { dateProblem, RESIDENT_PLAIN } from '../../../shared/register-fields';
import { normalisePersonName, normaliseText } from '../../../shared/vietnamese-text';
import {
  checkbox,
  choice,
  idField,
  isId,
  optionalChoice,
  optionalPhoneField,
  optionalText,
  problemAt,
  pastDateOrToday,
  requiredText,
  fieldsOfCatalogue,
  typed,
  versionField,
  type FormValues,
} from '../../../web/form';
import type { PersonFacts } from './likely-same';

const OLDEST = 120;

/** Statuses of a person who lives here; absence, departure and death have their own forms, with a date. */
export const STATUSES_HERE = ['permanent', 'temporary', 'staying'] as const;
export const STATUS_LABELS_HERE = Object.fromEntries(
  STATUSES_HERE.map((status) => [status, RESIDENCE_STATUSES[status]]),
);

/**
 * How a newly registered person came to the household; 'known' means the person lived there before but was not
 * registered.
 */
export const ARRIVALS = {
  moved_in: 'Mới chuyển đến',
  born: 'Mới sinh',
  known: 'Ở đây từ trước, sổ còn thiếu',
} as const;

const birthField = (today: LocalDate) =>
  optionalText(20).transform((text, context): BirthDate | null => {
    if (text === '') return null;
    const birth = parseBirthText(text);
    const problem = birth ? implausibleBirth(birth, today) : unreadableBirth(text);
    if (!problem) return birth;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });

function unreadableBirth(text: string): string {
  if (misdated(text) === 'year') return 'Năm sinh chưa đúng: xem lại bốn chữ số của năm.';
  return calendarProblem(text) ?? 'Ngày sinh chưa đúng. Ví dụ: 24/11/1948, hoặc chỉ năm 1948.';
}

function implausibleBirth(birth: BirthDate, today: LocalDate): string | null {
  if (birth.date > today) return 'Ngày sinh ở sau hôm nay.';
  return ageOn(birth, today) > OLDEST ? `Hơn ${OLDEST} tuổi: xem lại năm sinh.` : null;
}

const personFields = (today: LocalDate) =>
  z.object({
    fullName: requiredText('Nhập họ tên.', 120).transform(normalisePersonName),
    birth: birthField(today),
    phone: optionalPhoneField(),
    nationalNumber: optionalText(30, null),
    residenceStatus: choice(STATUSES_HERE, 'Chọn tình trạng cư trú.').default('permanent'),
    ...fieldsOfCatalogue(RESIDENT_PLAIN),
  });

type PersonFields = z.output<ReturnType<typeof personFields>>;

/** Checks the typed dates and national number against the other facts in the form. */
const checkedTogether =
  (today: LocalDate) =>
  <Fields extends Omit<PersonFields, 'residenceStatus'>>(fields: Fields, context: z.RefinementCtx<Fields>) => {
    const { nationalNumber: typed, ...rest } = fields;
    for (const name of ['cardIssuedOn', 'temporaryUntil'] as const) {
      const problem = rest[name] && dateProblem(RESIDENT_PLAIN[name], rest[name], rest.birth, today);
      if (problem) context.addIssue({ code: 'custom', path: [name], message: problem });
    }
    if (typed === '') return { ...rest, nationalNumber: null, warnings: [] };
    const checked = checkNationalNumber(typed, {
      thisYear: Number(today.slice(0, 4)),
      ...(fields.gender && { sex: fields.gender }),
      ...(fields.birth && { birthYear: Number(fields.birth.date.slice(0, 4)) }),
    });
    if (checked.ok) return { ...rest, nationalNumber: checked.value, warnings: checked.warnings };
    context.addIssue({ code: 'custom', path: ['nationalNumber'], message: checked.message });
    return z.NEVER;
  };

const relationFields = (today: LocalDate) => ({
  relation: choice(keysOf(HouseholdRelation), 'Chọn quan hệ với chủ hộ.'),
  relationNote: optionalText(100),
  since: pastDateOrToday(today),
});

/** For refine. */
export const relationNamed = [
  (fields: { relation: HouseholdRelation; relationNote: string }) =>
    fields.relation !== 'other' || fields.relationNote !== '',
  problemAt('relationNote', 'Ghi rõ là quan hệ gì.', 'relation'),
] as const;

/** What has been typed in an unfinished form; values that cannot be read yet are ignored. */
export function readTypedPerson(body: FormValues): PersonFacts {
  const phone = parsePhoneNumber(typed(body, 'phone'));
  const householdId = typed(body, 'householdId');
  return {
    fullName: normaliseText(typed(body, 'fullName')).slice(0, 120),
    birth: parseBirthText(typed(body, 'birth')),
    phone: phone.ok ? phone.value : null,
    householdId: isId(householdId) ? householdId : null,
  };
}

/** `id` is issued with the form, so that a form sent twice is one person. */
export const newResidentForm = (today: LocalDate) =>
  personFields(today)
    .extend({
      id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
      householdId: idField('Chọn hộ.'),
      ...relationFields(today),
      arrival: choice(keysOf(ARRIVALS), 'Chọn một ý.').default('known'),
      place: optionalText(200),
      confirmedNew: z.literal('1').optional().transform(Boolean),
    })
    .refine(...relationNamed)
    .transform(checkedTogether(today));

/** An empty national number keeps the stored one; the checkbox removes it. */
export const residentForm = (today: LocalDate) =>
  personFields(today)
    .extend({
      residenceStatus: optionalChoice(STATUSES_HERE, 'Chọn tình trạng cư trú.'),
      forgetNationalNumber: checkbox(),
      version: versionField(),
    })
    .transform(checkedTogether(today));

export type NewResident = z.output<ReturnType<typeof newResidentForm>>;
export type CorrectedResident = z.output<ReturnType<typeof residentForm>>;
