import { formatDate, type LocalDate } from '../../../shared/dates';
import { optionsOf, SERVICE_KINDS, SERVICE_LEVELS, TOPIC_AREAS } from '../../../shared/labels';
import type { Conflict } from '../../../web/errors';
import { errorSummary, typed, type Failed, type FieldErrors, type FormValues } from '../../../web/form';
import { definePage } from '../../../web/page';
import { conflictOf, sentFields } from '../audit/conflict';
import type { LastChange } from '../audit/last-change';
import { SERVICE_GROUP_NAMES } from '../reference-data/service-groups';
import type { EditedService } from './forms';
import { CONFIDENCE_LABELS, withAll } from './labels';
import type { ServiceRecord } from './queries';

type ServiceFormModel = ReturnType<typeof newServiceModel | typeof editServiceModel>;

export const serviceFormPage = definePage<ServiceFormModel>('office/catalogue/form');
export const replacementPage = definePage<ReturnType<typeof replacementModel>>('office/catalogue/replacement');

const TEXT_FIELDS = [
  'code',
  'name',
  'ministry',
  'decidingBody',
  'levelDate',
  'levelSource',
  'legalDays',
  'officeTripMinutes',
  'portalUrl',
  'note',
] as const;

/** The form of a new service, empty or as typed. */
export function newServiceModel({ values, errors }: Failed = { values: {}, errors: {} }) {
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
export function editServiceModel(service: ServiceRecord, failed?: Failed) {
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
    given: Pick<ServiceRecord, 'code' | 'name' | 'level' | 'levelDate' | 'levelSource' | 'decidingBody' | 'note'>,
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
export function replacementModel(service: ServiceRecord, today: LocalDate, failed?: Failed) {
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
