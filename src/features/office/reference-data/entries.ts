import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  CalendarDayKind,
  CalendarDayStatus,
  ScamPattern,
  ServiceKind,
  ServiceLevel,
  TopicArea,
} from '../../../generated/prisma/enums';
import { rootDir } from '../../../root-dir';

/** What a new ward starts with, as the files of reference-data/ say; days are ISO calendar days in Vietnam. */
const entriesOf = <Entry extends z.ZodType>(file: string, entry: Entry): readonly z.output<Entry>[] =>
  z.array(entry).parse(JSON.parse(readFileSync(join(rootDir, 'reference-data', `${file}.json`), 'utf8')));

const PUBLIC_SERVICE = z.strictObject({
  /** Stable slug, unique. The national code is never a key, because it changes. */
  key: z.string(),
  kind: z.enum(ServiceKind),
  code: z.string().nullable().default(null),
  /** A: government text, or several sources agree. B: one serious source. C: weak. U: unsourced. */
  codeConfidence: z.enum(['A', 'B', 'C', 'U']).nullable().default(null),
  name: z.string(),
  /** In the everyday words of residents: it is found by these too. */
  alsoCalled: z.array(z.string()).default([]),
  ministry: z.string(),
  groupKey: z.string(),
  /** On the list of Quyết định 06/QĐ-TTg. One item of the list may be several entries here. */
  isEssential25: z.boolean().default(false),
  /** full = toàn trình, partial = một phần. Only with a date and a source, because sources disagree. */
  level: z.enum(ServiceLevel).nullable().default(null),
  levelDate: z.iso.date().nullable().default(null),
  levelSource: z.string().nullable().default(null),
  decidingBody: z.string().default(''),
  note: z.string().default(''),
  /** The entry that replaced this one; only retired entries have one. */
  replacedByKey: z.string().nullable().default(null),
  /** First day without the service, if known; it may lie ahead. */
  retiredOn: z.iso.date().nullable().default(null),
  /** Already out of use in November 2026. `retiredOn` may still be null if the date was not found. */
  isRetired: z.boolean().default(false),
  topicArea: z.enum(TopicArea).nullable().default(null),
  /** Within how many working days the law has a file decided. */
  legalDays: z.int().nullable().default(null),
  /** Its page on the portal, only if one was read. */
  portalUrl: z.url().or(z.literal('')).default(''),
  /** Wards opened before get it when the program starts. */
  isAddedLater: z.boolean().default(false),
});
export type PublicServiceEntry = z.output<typeof PUBLIC_SERVICE>;
export const PUBLIC_SERVICES = entriesOf('public-services', PUBLIC_SERVICE);

/** A resident without VNeID level 2 begins with this service. */
export const LEVEL_2_KEY = 'vneid-len-muc-2';

export const GUIDES = entriesOf(
  'guides',
  z.strictObject({
    key: z.string(),
    /** The service in the words of the resident who learns it. */
    title: z.string().default(''),
    /** Addresses and laws, separated by '; '. '' if no page was found: then the guide has no text. */
    source: z.string(),
    /** The day on which the source was read. */
    checkedOn: z.iso.date().nullable().default(null),
    /** Submitting on the portal needs VNeID level 2; so a resident who lacks it gets it first. */
    needsLevel2: z.boolean().default(false),
    prerequisites: z.array(z.string()).default([]),
    papers: z.array(z.string()).default([]),
    /** Papers that are not handed in, because the state has the data; only those that a page names. */
    papersFromData: z.array(z.string()).default([]),
    mustBePresent: z.string().default(''),
    fee: z.string().default(''),
    /** What goes wrong most, and what to say then. */
    trouble: z.string().default(''),
    troubleAnswer: z.string().default(''),
    /** None if no page says them. A step to press and what explains it; of a topic, a paragraph to read aloud. */
    steps: z.array(z.strictObject({ action: z.string(), detail: z.string().default('') })),
  }),
);

/** The drawings beside the answers of a situation: icons of Tabler. */
export const PICTURES = {
  'phone-off': 'Dập máy',
  'phone-call': 'Gọi điện',
  'building-community': 'Ra phường',
  users: 'Người nhà',
  link: 'Đường link',
  download: 'Tải, cài',
  cash: 'Tiền',
  camera: 'Chụp ảnh',
  key: 'Mã, mật khẩu',
};
export type Picture = keyof typeof PICTURES;

const PICTURE = z.enum(Object.keys(PICTURES) as [Picture, ...Picture[]]);

export const SITUATIONS = entriesOf(
  'situations',
  z.strictObject({
    pattern: z.enum(ScamPattern),
    title: z.string().max(60),
    story: z.string().max(400),
    answers: z.array(z.strictObject({ text: z.string().max(90), picture: PICTURE })).length(3),
    /** Which answer is right: 1, 2 or 3. */
    right: z.int().min(1).max(3),
    why: z.string().max(300),
    /** '' if none was found: then it is a draft. */
    source: z.union([z.url(), z.literal('')]),
    /** The day on which the page was read. */
    checkedOn: z.iso.date().nullable(),
  }),
);

/**
 * What falls due for whom. The day: a person of these `years` (age, poor), or these `days` after birth (born), or the end of
 * a temporary stay (residence), or each month after an unemployment benefit was filed (filed), or three months after help
 * with a benefit that was not filed (to_file); a rule about people who receive a benefit has no day (receives).
 */
const DUE_RULE = z.strictObject({
  key: z.string().regex(/^[a-z0-9_]+$/),
  name: z.string(),
  kind: z.enum(['age', 'poor', 'born', 'residence', 'filed', 'to_file', 'receives']),
  /** In a sentence: 'trợ cấp hưu trí xã hội'. */
  what: z.string(),
  /** Any of them does it; the first is suggested, or the first whose steps the ward confirmed. */
  serviceKeys: z.array(z.string()).min(1),
  years: z.int().default(0),
  /** Only under this age (poor, and cards that were not renewed). */
  untilYears: z.int().default(0),
  days: z.int().default(0),
  /** It can be done from so many days before its day, and is in time until so many days after it. */
  leadDays: z.int(),
  graceDays: z.int().default(0),
  /** For so many days after that it is still shown, as late; a card that is known to be old until it is renewed. */
  lateDays: z.int().default(0),
  /** The fact about the person that settles it, and is asked at the door while it is unknown. */
  asks: z.enum(['receivesBenefit', 'cardIssuedOn']).nullable().default(null),
  /** It tells that a person is poor or receives a benefit: only roles that plan see it. */
  isForPlanning: z.boolean().default(false),
  law: z.string(),
  source: z.url(),
  /** Null if the day on which the page was read is not known: then the rule is not applied. */
  checkedOn: z.iso.date().nullable(),
});
export type DueRuleEntry = z.output<typeof DUE_RULE>;
export const DUE_RULES = entriesOf('due-rules', DUE_RULE);
/** 'Đổi thẻ căn cước: đủ 25 tuổi', by the key of a rule. */
export const RULE_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  DUE_RULES.map(({ key, name }) => [key, name]),
);

export const CALENDAR_DAYS = entriesOf(
  'calendar-days',
  z.strictObject({
    date: z.iso.date(),
    kind: z.enum(CalendarDayKind),
    name: z.string(),
    /** expected: no official notice was found, or (no_knock) a suggestion that the ward may change. */
    status: z.enum(CalendarDayStatus),
    source: z.string(),
  }),
);

export const TARGETS = entriesOf(
  'targets',
  z.strictObject({
    indicator: z.string(),
    period: z.string(),
    /** Percent. */
    value: z.number(),
    legalBasis: z.string(),
    note: z.string(),
  }),
);

export const BARRIERS = entriesOf(
  'barriers',
  z.strictObject({
    key: z.string(),
    label: z.string(),
    /** Wards opened before get it when the program starts. */
    isAddedLater: z.boolean().default(false),
  }),
);
const PROVINCES_WITH_UNITS = entriesOf(
  'units',
  z.strictObject({
    code: z.string().regex(/^\d{2}$/),
    name: z.string(),
    /** By the five digits of their codes. */
    units: z.record(z.string().regex(/^\d{5}$/), z.string()),
  }),
);
export const PROVINCES = PROVINCES_WITH_UNITS.map(({ name }) => name);

export interface AdministrativeUnit {
  code: string;
  name: string;
  province: string;
}

/** Every ward, commune and special zone of the country. */
export const UNITS: readonly AdministrativeUnit[] = PROVINCES_WITH_UNITS.flatMap(({ name: province, units }) =>
  Object.entries(units).map(([code, name]) => ({ code, name, province })),
);
