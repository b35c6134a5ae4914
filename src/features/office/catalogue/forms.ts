import { z } from 'zod';
import { SERVICE_GROUP_NAMES } from '../reference-data/service-groups';
import type { ServiceKind } from '../../../generated/prisma/enums';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import type { LocalDate } from '../../../shared/dates';
import { linesOf } from '../guides/guide-text';
import {
  checkbox,
  choice,
  dateField,
  longText,
  optionalChoice,
  optionalDateField,
  optionalText,
  problemAt,
  requiredText,
  versionField,
} from '../../../web/form';

const KINDS = ['procedure', 'digital_account', 'utility', 'topic'] as const satisfies readonly ServiceKind[];
const TOPIC_AREAS = ['scam', 'e_id', 'law'] as const;
const LEVELS = ['full', 'partial'] as const;
const CONFIDENCES = ['A', 'B', 'C', 'U'] as const;
const MAX_NAMES = 12;
const MAX_NAME = 60;
const GROUP_KEYS = Object.keys(SERVICE_GROUP_NAMES) as [string, ...string[]];

/** National codes ('1.004222') or a ministry's own ('C08_XPHCDB'); '' is null. */
const code = optionalText(30, null)
  .pipe(z.string().regex(/^[A-Za-z0-9._-]*$/, 'Mã chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch.'))
  .transform((text) => (text === '' ? null : text));

const portalUrl = optionalText(500, null).pipe(
  z
    .string()
    .refine(
      (text) => text === '' || (URL.canParse(text) && new URL(text).protocol === 'https:'),
      'Địa chỉ phải bắt đầu bằng https://',
    ),
);

const minutes = optionalText(10)
  .pipe(z.string().regex(/^([1-9]\d{0,2})?$/, 'Nhập số phút từ 1 đến 999.'))
  .transform((text) => (text === '' ? null : Number(text)));

const legalDays = optionalText(10)
  .pipe(z.string().regex(/^([1-9]\d{0,2})?$/, 'Nhập số ngày làm việc từ 1 đến 365.'))
  .transform((text) => (text === '' ? null : Number(text)))
  .refine((days) => days === null || days <= 365, 'Nhập số ngày làm việc từ 1 đến 365.');

const serviceFields = z.object({
  kind: choice(KINDS, 'Chọn loại.'),
  code,
  name: requiredText('Nhập tên dịch vụ.', 400),
  groupKey: choice(GROUP_KEYS, 'Chọn nhóm.'),
  topicArea: optionalChoice(TOPIC_AREAS, 'Chọn mảng tuyên truyền.'),
  ministry: optionalText(200),
  decidingBody: optionalText(200),
  isEssential25: checkbox(),
  level: optionalChoice(LEVELS, 'Chọn mức.'),
  levelDate: optionalDateField('Ngày chưa đúng, ví dụ 24/11/2026.'),
  levelSource: optionalText(300),
  codeConfidence: optionalChoice(CONFIDENCES, 'Chọn độ tin cậy.'),
  legalDays,
  officeTripMinutes: minutes,
  portalUrl,
  note: longText(2000),
});

type ServiceFields = z.output<typeof serviceFields>;

const checkedTogether = <Schema extends z.ZodType<ServiceFields>>(schema: Schema) =>
  schema
    // The database enforces this rule of the areas too.
    .refine(
      ({ kind, topicArea }) => kind !== 'topic' || topicArea !== null,
      problemAt('topicArea', 'Nội dung tuyên truyền cần một mảng.', 'kind'),
    )
    .refine(
      ({ kind, topicArea }) => kind === 'topic' || topicArea === null,
      problemAt('topicArea', 'Chỉ nội dung tuyên truyền mới có mảng.', 'kind'),
    )
    // Sources disagree on levels, so a level without its date and source is worthless.
    .refine(
      ({ level, levelDate }) => level === null || levelDate !== null,
      problemAt('levelDate', 'Ghi ngày xem được mức này.', 'level'),
    )
    .refine(
      ({ level, levelSource }) => level === null || levelSource !== '',
      problemAt('levelSource', 'Ghi nguồn của mức này.', 'level'),
    );

export const serviceForm = checkedTogether(serviceFields);
export const editServiceForm = checkedTogether(serviceFields.extend({ version: versionField() }));
export type NewService = z.output<typeof serviceForm>;
export type EditedService = z.output<typeof editServiceForm>;

/** A form of services whose levels were seen by today. */
export const seenBy = <Schema extends z.ZodType<{ levelDate: LocalDate | null }>>(schema: Schema, today: LocalDate) =>
  schema.refine(({ levelDate }) => !levelDate || levelDate <= today, problemAt('levelDate', 'Ngày này chưa đến.'));

/** More than any group has: not sent by this page. */
const MAX_ROWS = 200;

/** What one page sets for the services of a group; the date and source hold for every level that it changes. */
export const bulkEditForm = z.object({
  levelDate: optionalDateField('Ngày chưa đúng, ví dụ 24/11/2026.'),
  levelSource: optionalText(300, null),
  /** Ids and versions of the services that the page showed. */
  seen: optionalText(20_000, null),
  services: z
    .record(z.uuid(), z.object({ level: optionalChoice(LEVELS, 'Chọn mức.'), legalDays, officeTripMinutes: minutes }))
    .refine((services) => Object.keys(services).length <= MAX_ROWS, 'Nhiều dịch vụ quá một trang.')
    .default({}),
});
export type BulkEdit = z.output<typeof bulkEditForm>;

export const replacementForm = z.object({
  code: code.refine((text) => text !== null, 'Nhập mã mới.'),
  name: requiredText('Nhập tên dịch vụ.', 400),
  retiredOn: dateField('Nhập ngày mã cũ hết dùng, ví dụ 01/01/2027.'),
});
export type Replacement = z.output<typeof replacementForm>;

/** What residents call a service: one name a line, each once. */
export const alsoCalledForm = z.object({
  alsoCalled: longText(2000).transform((text, issues) => {
    const names = [...new Map(linesOf(text).map((name) => [foldVietnamese(name), name])).values()];
    const refuse = (message: string) => issues.addIssue({ code: 'custom', message });
    if (names.length > MAX_NAMES) refuse(`Nhiều quá ${MAX_NAMES} tên gọi.`);
    const long = names.find((name) => name.length > MAX_NAME);
    if (long) refuse(`“${long.slice(0, MAX_NAME)}…” dài quá ${MAX_NAME} ký tự.`);
    return names.join('\n');
  }),
  version: versionField(),
});

export const retirementForm = z.object({ retiredOn: dateField('Nhập ngày ngừng dùng, ví dụ 01/01/2027.') });

export const barrierForm = z.object({ label: requiredText('Nhập tên rào cản.', 120) });
export const editBarrierForm = z.object({
  label: requiredText('Nhập tên rào cản.', 120),
  position: optionalText(5)
    .pipe(z.string().regex(/^\d{1,3}$/, 'Nhập thứ tự từ 0 đến 999.'))
    .transform(Number),
  version: versionField(),
});
export type EditedBarrier = z.output<typeof editBarrierForm>;

const one = z
  .string()
  .catch('')
  .transform((value) => value.trim());

/** The filter in the query string of the list; unreadable values are ignored. */
export const catalogueQuery = z.object({
  q: one.transform((value) => value.slice(0, 100)),
  kind: z.enum(KINDS).nullable().catch(null).default(null),
  group: one.transform((value) => (Object.hasOwn(SERVICE_GROUP_NAMES, value) ? value : null)),
  essential: one.transform((value) => value === '1'),
  state: z.enum(['active', 'retired', 'all']).catch('active'),
});
export type CatalogueQuery = z.output<typeof catalogueQuery>;
