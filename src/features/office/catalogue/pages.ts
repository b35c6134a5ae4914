import { SERVICE_GROUP_NAMES } from '../reference-data/service-groups';
import type { FactConfidence } from '../../../generated/prisma/enums';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { optionsOf, SERVICE_KINDS, SERVICE_LEVELS, TOPIC_AREAS } from '../../../shared/labels';
import type { Conflict } from '../../../web/errors';
import { errorSummary, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { definePage } from '../../../web/page';
import { conflictOf, sentFields } from '../audit/conflict';
import type { LastChange } from '../audit/last-change';
import type { CatalogueQuery, EditedBarrier, EditedService } from './forms';
import type { BarrierRecord, ServiceRecord } from './queries';

const CONFIDENCE_LABELS: Record<FactConfidence, string> = {
  A: 'A: văn bản nhà nước, hoặc nhiều nguồn khớp nhau',
  B: 'B: một nguồn nghiêm túc',
  C: 'C: nguồn yếu, chưa kiểm chứng',
  U: 'U: chưa có nguồn, chưa kiểm chứng',
};

type Option = ReturnType<typeof optionsOf>[number];
interface PageAction {
  label: string;
  href: string;
  kind: 'primary' | 'plain';
}
interface Choice {
  value: string;
  label: string;
  selected: boolean;
}

interface ServiceListModel {
  summary: string;
  actions: PageAction[];
  q: string;
  isEssentialOnly: boolean;
  kinds: Choice[];
  groups: Choice[];
  states: Choice[];
  isFiltered: boolean;
  sections: { title: string; count: string; services: ServiceRow[] }[];
}

interface ServiceRow {
  href: string;
  code: string;
  name: string;
  level: string;
  isEssential: boolean;
  isUnverified: boolean;
  retired: string;
  hasMarks: boolean;
}

interface ServiceModel {
  name: string;
  kind: string;
  isEssential: boolean;
  isUnverified: boolean;
  retired: string;
  hasMarks: boolean;
  actions: PageAction[];
  facts: { label: string; value: string }[];
  portalUrl: string;
  prerequisites: string[];
  steps: string[];
  stepsVersion: string;
  note: string;
  replacedBy: { href: string; name: string } | null;
  replaces: { href: string; name: string }[];
  /** Null for users who may not retire it, and if it already has an end. */
  retirement: { action: string; value: string; error: string } | null;
  summary: { fieldId: string; message: string }[];
}

interface ServiceFormModel {
  heading: string;
  action: string;
  cancelHref: string;
  cancelLabel: string;
  version: string;
  values: Record<string, string>;
  isEssential25: boolean;
  kinds: Option[];
  groups: Option[];
  areas: Choice[];
  levels: Choice[];
  confidences: Choice[];
  errors: FieldErrors;
  summary: { fieldId: string; message: string }[];
}

interface ReplacementModel {
  name: string;
  code: string;
  action: string;
  cancelHref: string;
  values: { code: string; name: string; retiredOn: string };
  errors: FieldErrors;
  summary: { fieldId: string; message: string }[];
}

interface BarrierListModel {
  canManage: boolean;
  barriers: { label: string; uses: string; retired: string; editHref: string; retireAction: string | null }[];
  label: string;
  errors: FieldErrors;
  summary: { fieldId: string; message: string }[];
}

interface BarrierFormModel {
  action: string;
  values: { label: string; position: string; version: string };
  errors: FieldErrors;
  summary: { fieldId: string; message: string }[];
}

export const serviceListPage = definePage<ServiceListModel>('office/catalogue/index');
export const servicePage = definePage<ServiceModel>('office/catalogue/show');
export const serviceFormPage = definePage<ServiceFormModel>('office/catalogue/form');
export const replacementPage = definePage<ReplacementModel>('office/catalogue/replacement');
export const barrierListPage = definePage<BarrierListModel>('office/catalogue/barriers');
export const barrierFormPage = definePage<BarrierFormModel>('office/catalogue/barrier');

const withAll = (label: string, labels: Record<string, string>, selected: string | null): Choice[] => [
  { value: '', label, selected: selected === null },
  ...optionsOf(labels, selected),
];

/** The list, one section per group. */
export function serviceList(
  services: ServiceRecord[],
  query: CatalogueQuery,
  canManage: boolean,
  today: LocalDate,
): ServiceListModel {
  const groups = new Map<string, ServiceRecord[]>();
  for (const service of services) groups.set(service.groupKey, [...(groups.get(service.groupKey) ?? []), service]);
  const essential = services.filter((service) => service.isEssential25).length;
  return {
    actions: [
      { label: 'Rào cản', href: '/barriers', kind: 'plain' },
      ...(canManage ? [{ label: 'Thêm dịch vụ', href: '/public-services/new', kind: 'primary' as const }] : []),
    ],
    summary: `${formatNumber(services.length)} mục, trong đó ${formatNumber(essential)} thuộc 25 dịch vụ công thiết yếu`,
    q: query.q,
    isEssentialOnly: query.essential,
    kinds: withAll('Mọi loại', SERVICE_KINDS, query.kind),
    groups: withAll('Mọi nhóm', SERVICE_GROUP_NAMES, query.group),
    states: optionsOf({ active: 'Đang dùng', retired: 'Đã ngừng', all: 'Tất cả' }, query.state),
    isFiltered:
      query.q !== '' || query.kind !== null || query.group !== null || query.essential || query.state !== 'active',
    sections: [...groups].map(([key, members]) => ({
      title: SERVICE_GROUP_NAMES[key] ?? key,
      count: `${formatNumber(members.length)} mục`,
      services: members.map((service) => ({
        href: `/public-services/${service.id}`,
        code: service.code ?? '',
        name: service.name,
        level: service.level ? SERVICE_LEVELS[service.level] : '',
        isEssential: service.isEssential25,
        isUnverified: isUnverified(service),
        retired: retiredText(service, today),
        hasMarks: hasMarks(service),
      })),
    })),
  };
}

function hasMarks(service: ServiceRecord): boolean {
  return service.isEssential25 || isUnverified(service) || service.isRetired || service.retiredOn !== null;
}

function isUnverified(service: ServiceRecord): boolean {
  return service.codeConfidence === 'C' || service.codeConfidence === 'U';
}

function retiredText(service: Pick<ServiceRecord, 'isRetired' | 'retiredOn'>, today: LocalDate): string {
  if (service.retiredOn)
    return `${service.retiredOn <= today ? 'Ngừng từ' : 'Sẽ ngừng từ'} ${formatDate(service.retiredOn)}`;
  return service.isRetired ? 'Đã ngừng' : '';
}

const linkOf = (service: { id: string; name: string; code: string | null }) => ({
  href: `/public-services/${service.id}`,
  name: service.code ? `${service.code} ${service.name}` : service.name,
});

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** One service with everything known about it. */
export function serviceModel(
  service: ServiceRecord,
  canManage: boolean,
  today: LocalDate,
  failed?: { value: string; error: string },
): ServiceModel {
  const below = (noun: string) => `/public-services/${service.id}/${noun}`;
  const isEnding = service.isRetired || service.retiredOn !== null;
  const facts: [string, string][] = [
    ['Mã', service.code ?? 'chưa có'],
    ['Nhóm', SERVICE_GROUP_NAMES[service.groupKey] ?? service.groupKey],
    ['Mảng tuyên truyền', service.topicArea ? TOPIC_AREAS[service.topicArea] : ''],
    ['Bộ, ngành', service.ministry],
    ['Nơi giải quyết', service.decidingBody],
    [
      'Mức trực tuyến',
      service.level
        ? `${SERVICE_LEVELS[service.level]}${service.levelDate ? `, xem ngày ${formatDate(service.levelDate)}` : ''}`
        : '',
    ],
    ['Nguồn của mức', service.levelSource],
    ['Độ tin cậy của mã', service.codeConfidence ? CONFIDENCE_LABELS[service.codeConfidence] : ''],
    ['Đi tới trụ sở mất', service.officeTripMinutes ? `khoảng ${formatNumber(service.officeTripMinutes)} phút` : ''],
  ];
  return {
    name: service.name,
    kind: SERVICE_KINDS[service.kind],
    isEssential: service.isEssential25,
    isUnverified: isUnverified(service),
    retired: retiredText(service, today),
    hasMarks: hasMarks(service),
    actions: canManage
      ? [
          { label: 'Xem nhật ký', href: `/audit?subjectType=public-service&subjectId=${service.id}`, kind: 'plain' },
          ...(service.replacedBy
            ? []
            : [{ label: 'Thay bằng mã mới', href: below('replacement'), kind: 'plain' as const }]),
          { label: 'Sửa', href: below('edit'), kind: 'primary' },
        ]
      : [],
    facts: facts.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value })),
    portalUrl: service.portalUrl,
    prerequisites: linesOf(service.prerequisites),
    steps: linesOf(service.taughtSteps),
    stepsVersion: `bản ${service.taughtStepsVersion}`,
    note: service.note,
    replacedBy: service.replacedBy && linkOf(service.replacedBy),
    replaces: service.replaces.map(linkOf),
    retirement:
      !canManage || isEnding
        ? null
        : { action: below('retirement'), value: failed?.value ?? formatDate(today), error: failed?.error ?? '' },
    summary: failed ? errorSummary({ retiredOn: failed.error }) : [],
  };
}

const TEXT_FIELDS = [
  'code',
  'name',
  'ministry',
  'decidingBody',
  'levelDate',
  'levelSource',
  'prerequisites',
  'taughtSteps',
  'officeTripMinutes',
  'portalUrl',
  'note',
] as const;

/** The form of a new service, empty or as typed. */
export function newServiceModel(values: FormValues = {}, errors: FieldErrors = {}): ServiceFormModel {
  return {
    ...formOf(values, errors),
    heading: 'Thêm dịch vụ',
    action: '/public-services',
    cancelHref: '/public-services',
    cancelLabel: 'Danh mục dịch vụ',
    version: '',
  };
}

/** The form of an existing service, as stored or as typed. */
export function editServiceModel(
  service: ServiceRecord,
  failed?: { values: FormValues; errors: FieldErrors },
): ServiceFormModel {
  const stored: FormValues = {
    ...Object.fromEntries(TEXT_FIELDS.map((name) => [name, String(service[name] ?? '')])),
    levelDate: service.levelDate ? formatDate(service.levelDate) : '',
    kind: service.kind,
    groupKey: service.groupKey,
    topicArea: service.topicArea ?? '',
    level: service.level ?? '',
    codeConfidence: service.codeConfidence ?? '',
    isEssential25: service.isEssential25 ? '1' : '',
    version: String(service.version),
  };
  const values = failed?.values ?? stored;
  return {
    ...formOf(values, failed?.errors ?? {}),
    heading: 'Sửa dịch vụ',
    cancelLabel: service.name,
    action: `/public-services/${service.id}/edit`,
    cancelHref: `/public-services/${service.id}`,
    version: typed(values, 'version'),
  };
}

function formOf(values: FormValues, errors: FieldErrors) {
  return {
    values: Object.fromEntries(TEXT_FIELDS.map((name) => [name, typed(values, name)])),
    isEssential25: typed(values, 'isEssential25') !== '',
    kinds: optionsOf(SERVICE_KINDS, typed(values, 'kind') || 'procedure'),
    groups: [
      { value: '', label: 'Chọn nhóm', selected: typed(values, 'groupKey') === '' },
      ...optionsOf(SERVICE_GROUP_NAMES, typed(values, 'groupKey')),
    ],
    areas: withAll('Không phải tuyên truyền', TOPIC_AREAS, typed(values, 'topicArea') || null),
    levels: withAll('Chưa rõ', SERVICE_LEVELS, typed(values, 'level') || null),
    confidences: withAll('Chưa ghi', CONFIDENCE_LABELS, typed(values, 'codeConfidence') || null),
    errors,
    summary: errorSummary(errors),
  };
}

/** The page for two administrators who edit one service at the same time. */
export function serviceConflict(
  service: ServiceRecord,
  { form, body }: { form: EditedService; body: unknown },
  last: LastChange | null,
): Conflict {
  const rows = (
    given: Pick<
      ServiceRecord,
      | 'code'
      | 'name'
      | 'level'
      | 'levelDate'
      | 'levelSource'
      | 'decidingBody'
      | 'prerequisites'
      | 'taughtSteps'
      | 'note'
    >,
  ) => [
    { label: 'Mã', value: given.code ?? '' },
    { label: 'Tên', value: given.name },
    {
      label: 'Mức trực tuyến',
      value: given.level
        ? `${SERVICE_LEVELS[given.level]}, ${given.levelDate ? formatDate(given.levelDate) : ''}, ${given.levelSource}`
        : '',
    },
    { label: 'Nơi giải quyết', value: given.decidingBody },
    { label: 'Điều kiện', value: given.prerequisites },
    { label: 'Các bước', value: given.taughtSteps },
    { label: 'Ghi chú', value: given.note },
  ];
  return conflictOf({
    what: 'Dịch vụ này vừa được người khác sửa.',
    yours: rows(form),
    theirs: rows(service),
    last,
    action: `/public-services/${service.id}/edit`,
    version: service.version,
    fields: sentFields(body),
  });
}

/** The form that gives a service a new code. */
export function replacementModel(
  service: ServiceRecord,
  today: LocalDate,
  failed?: { values: FormValues; errors: FieldErrors },
): ReplacementModel {
  const values = failed?.values ?? { code: '', name: service.name, retiredOn: formatDate(today) };
  return {
    name: service.name,
    code: service.code ?? 'chưa có mã',
    action: `/public-services/${service.id}/replacement`,
    cancelHref: `/public-services/${service.id}`,
    values: { code: typed(values, 'code'), name: typed(values, 'name'), retiredOn: typed(values, 'retiredOn') },
    errors: failed?.errors ?? {},
    summary: errorSummary(failed?.errors ?? {}),
  };
}

/** The barriers, each with its number of uses. */
export function barrierList(
  barriers: BarrierRecord[],
  canManage: boolean,
  today: LocalDate,
  failed?: { label: string; errors: FieldErrors },
): BarrierListModel {
  return {
    canManage,
    barriers: barriers.map((barrier) => ({
      label: barrier.label,
      uses: formatNumber(barrier.uses),
      retired: retiredText({ isRetired: false, retiredOn: barrier.retiredOn }, today),
      editHref: `/barriers/${barrier.id}/edit`,
      retireAction: barrier.retiredOn ? null : `/barriers/${barrier.id}/retirement`,
    })),
    label: failed?.label ?? '',
    errors: failed?.errors ?? {},
    summary: errorSummary(failed?.errors ?? {}),
  };
}

/** The form of one barrier. */
export function barrierModel(
  barrier: Omit<BarrierRecord, 'uses'>,
  failed?: { values: FormValues; errors: FieldErrors },
): BarrierFormModel {
  const values = failed?.values ?? {
    label: barrier.label,
    position: String(barrier.position),
    version: String(barrier.version),
  };
  return {
    action: `/barriers/${barrier.id}/edit`,
    values: { label: typed(values, 'label'), position: typed(values, 'position'), version: typed(values, 'version') },
    errors: failed?.errors ?? {},
    summary: errorSummary(failed?.errors ?? {}),
  };
}

/** The page for two administrators who edit one barrier at the same time. */
export function barrierConflict(
  barrier: Omit<BarrierRecord, 'uses'>,
  form: EditedBarrier,
  last: LastChange | null,
): Conflict {
  const rows = (given: { label: string; position: number }) => [
    { label: 'Tên', value: given.label },
    { label: 'Thứ tự', value: String(given.position) },
  ];
  return conflictOf({
    what: 'Rào cản này vừa được người khác sửa.',
    yours: rows(form),
    theirs: rows(barrier),
    last,
    action: `/barriers/${barrier.id}/edit`,
    version: barrier.version,
    fields: sentFields({ label: form.label, position: String(form.position) }),
  });
}
