import { formatDate, type LocalDate } from '../../../shared/dates';
import { groupBy } from '../../../shared/group-by';
import { formatNumber } from '../../../shared/numbers';
import { optionsOf, SERVICE_KINDS, SERVICE_LEVELS, TOPIC_AREAS } from '../../../shared/labels';
import { type Failed, inputOf, formView, type FormValues, type FormView, typed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { SERVICE_GROUP_NAMES } from '../reference-data/service-groups';
import { confirmationOf, guideView } from '../guides/pages';
import type { Guide } from '../guides/queries';
import {
  alsoCalledForm,
  barrierForm,
  type CatalogueQuery,
  editBarrierForm,
  editServiceForm,
  bulkEditForm,
  replacementForm,
  retirementForm,
  serviceForm,
} from './forms';
import { CONFIDENCE_LABELS } from './labels';
import type { BarrierRecord, ListedService, ServiceRecord } from './queries';
import { seenVersions } from './service';

/** The list, one section per group. */
export function serviceListPage(
  services: ListedService[],
  query: CatalogueQuery,
  canManage: boolean,
  today: LocalDate,
) {
  const groups = groupBy(services, ({ groupKey }) => groupKey);
  const essential = services.filter((service) => service.isEssential25).length;
  return viewOf('office/catalogue/index', {
    actions: canManage
      ? [
          { label: 'Sửa nhiều dịch vụ', href: '/public-services/bulk-edit', kind: 'plain' },
          { label: 'Thêm dịch vụ', href: '/public-services/new', kind: 'primary' },
        ]
      : [],
    summary: `${formatNumber(services.length)} mục, trong đó ${formatNumber(essential)} thuộc 25 dịch vụ công thiết yếu`,
    q: query.q,
    isEssentialOnly: query.essential,
    kinds: optionsOf({ '': 'Mọi loại', ...SERVICE_KINDS }, query.kind ?? ''),
    groups: optionsOf({ '': 'Mọi nhóm', ...SERVICE_GROUP_NAMES }, query.group ?? ''),
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
  });
}

const hasMarks = (service: ListedService): boolean =>
  service.isEssential25 || isUnverified(service) || service.isRetired || service.retiredOn !== null;

const isUnverified = (service: ListedService): boolean =>
  service.codeConfidence === 'C' || service.codeConfidence === 'U';

export function retiredText(service: Pick<ListedService, 'isRetired' | 'retiredOn'>, today: LocalDate): string {
  if (service.retiredOn)
    return `${service.retiredOn <= today ? 'Ngừng từ' : 'Sẽ ngừng từ'} ${formatDate(service.retiredOn)}`;
  return service.isRetired ? 'Đã ngừng' : '';
}

const linkOf = (service: { id: string; name: string; code: string | null }) => ({
  href: `/public-services/${service.id}`,
  name: service.code ? `${service.code} ${service.name}` : service.name,
});

/** One service with everything known about it. */
export function servicePage(
  { service, guides }: { service: ServiceRecord; guides: Guide[] },
  { canManage, mayWriteGuides, maySpeak }: Record<'canManage' | 'mayWriteGuides' | 'maySpeak', boolean>,
  today: LocalDate,
  failed?: Failed,
) {
  const below = (noun: string) => `/public-services/${service.id}/${noun}`;
  const isEnding = service.isRetired || service.retiredOn !== null;
  const facts: [string, string][] = [
    ['Mã', service.code ?? 'chưa có'],
    ['Tên bà con gọi', service.alsoCalled.replaceAll('\n', ', ')],
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
    ['Thời hạn giải quyết', service.legalDays ? `${formatNumber(service.legalDays)} ngày làm việc` : ''],
    ['Đi tới trụ sở mất', service.officeTripMinutes ? `khoảng ${formatNumber(service.officeTripMinutes)} phút` : ''],
  ];
  return viewOf('office/catalogue/show', {
    name: service.name,
    kind: SERVICE_KINDS[service.kind],
    isEssential: service.isEssential25,
    isUnverified: isUnverified(service),
    retired: retiredText(service, today),
    hasMarks: hasMarks(service),
    actions: canManage
      ? [
          { label: 'Xem nhật ký', href: `/audit?subjectType=public-service&subjectId=${service.id}`, kind: 'plain' },
          ...(service.replacedBy ? [] : [{ label: 'Thay bằng mã mới', href: below('replacement'), kind: 'plain' }]),
          { label: 'Sửa', href: below('edit'), kind: 'primary' },
        ]
      : [],
    facts: facts.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value })),
    portalUrl: service.portalUrl,
    isTopic: service.kind === 'topic',
    guide: guides[0] ? guideView(guides[0], service.kind) : null,
    confirmation: confirmationOf(guides[0], mayWriteGuides),
    guidesHref: guides.length > 1 ? below('guides') : '',
    nameHref: mayWriteGuides ? below('names') : '',
    soundsHref: maySpeak && guides[0] && service.kind !== 'topic' ? below('sounds') : '',
    writeGuideHref: mayWriteGuides ? below('guides/new') : '',
    note: service.note,
    replacedBy: service.replacedBy && linkOf(service.replacedBy),
    replaces: service.replaces.map(linkOf),
    retireAction: !canManage || isEnding ? null : below('retirement'),
    form: formView(retirementForm, { retiredOn: formatDate(today) }, failed),
  });
}

// ------------------------------------------------------------ barriers

/** The barriers, each with its number of uses. */
export const barrierListPage = (barriers: BarrierRecord[], canManage: boolean, today: LocalDate, failed?: Failed) =>
  viewOf('office/catalogue/barriers', {
    form: formView(barrierForm, {}, failed),
    canManage,
    barriers: barriers.map((barrier) => ({
      label: barrier.label,
      uses: formatNumber(barrier.uses),
      retired: retiredText({ isRetired: false, retiredOn: barrier.retiredOn }, today),
      editHref: `/barriers/${barrier.id}/edit`,
      retireAction: barrier.retiredOn ? null : `/barriers/${barrier.id}/retirement`,
    })),
  });

export function barrierFormPage(barrier: Omit<BarrierRecord, 'uses'>, failed?: Failed) {
  const { label, position, version } = barrier;
  const form = formView(editBarrierForm, { label, position: String(position), version: String(version) }, failed);
  return viewOf('office/catalogue/barrier', { form, action: `/barriers/${barrier.id}/edit` });
}

// ------------------------------------------------------------ the form of a service

/** The form of a new service, empty or as typed. */
export const newServicePage = (failed?: Failed) =>
  viewOf('office/catalogue/form', {
    ...withChoices(formView(serviceForm, {}, failed)),
    heading: 'Thêm dịch vụ',
    action: '/public-services',
    cancelHref: '/public-services',
    cancelLabel: 'Danh mục dịch vụ',
  });

/** The form of an existing service, as stored or as typed. */
export function editServicePage(service: ServiceRecord, failed?: Failed) {
  const { id, isEssential25, levelDate } = service;
  const stored = {
    ...Object.fromEntries(editServiceForm.keyof().options.map((name) => [name, String(service[name] ?? '')])),
    levelDate: levelDate ? formatDate(levelDate) : '',
    isEssential25: isEssential25 ? '1' : '',
  };
  return viewOf('office/catalogue/form', {
    ...withChoices(formView(editServiceForm, stored, failed)),
    heading: 'Sửa dịch vụ',
    cancelLabel: service.name,
    action: `/public-services/${id}/edit`,
    cancelHref: `/public-services/${id}`,
  });
}

function withChoices<Name extends string>(form: FormView<Name>) {
  const chosen = (name: string) => typed(form.values, name);
  return {
    form,
    kinds: optionsOf(SERVICE_KINDS, chosen('kind') || 'procedure'),
    groups: optionsOf({ '': 'Chọn nhóm', ...SERVICE_GROUP_NAMES }, chosen('groupKey')),
    areas: optionsOf({ '': 'Không phải tuyên truyền', ...TOPIC_AREAS }, chosen('topicArea')),
    levels: optionsOf({ '': 'Chưa rõ', ...SERVICE_LEVELS }, chosen('level')),
    confidences: optionsOf({ '': 'Chưa ghi', ...CONFIDENCE_LABELS }, chosen('codeConfidence')),
  };
}

/** The form of what residents call a service. */
export const namesPage = ({ id, name, alsoCalled, version }: ServiceRecord, failed?: Failed) =>
  viewOf('office/catalogue/names', {
    form: formView(alsoCalledForm, { alsoCalled, version: String(version) }, failed),
    name,
    action: `/public-services/${id}/names`,
    backHref: `/public-services/${id}`,
  });

/** Level, legal days and minutes of a group's services in one table, as stored or as typed. */
export function bulkEditPage(groupKey: string, services: readonly ListedService[], failed?: Failed) {
  const stored = {
    seen: seenVersions(services),
    services: Object.fromEntries(
      services.map(({ id, level, legalDays, officeTripMinutes }) => [
        id,
        { level: level ?? '', legalDays: String(legalDays ?? ''), officeTripMinutes: String(officeTripMinutes ?? '') },
      ]),
    ),
  };
  const form = formView(bulkEditForm, stored, failed);
  const rows = (form.values.services ?? {}) as Record<string, FormValues>;
  const cell = (id: string, name: string) =>
    inputOf(`services[${id}][${name}]`, typed(rows[id] ?? {}, name), form.errors);
  return viewOf('office/catalogue/bulk-edit', {
    form,
    action: `/public-services/bulk-edit?group=${groupKey}`,
    groups: optionsOf(SERVICE_GROUP_NAMES, groupKey),
    rows: services.map(({ id, name }) => {
      const level = cell(id, 'level');
      return {
        name,
        href: `/public-services/${id}`,
        level: {
          ...level,
          label: `${name}: mức`,
          options: optionsOf({ '': 'Chưa rõ', ...SERVICE_LEVELS }, level.value),
        },
        legalDays: { ...cell(id, 'legalDays'), label: `${name}: ngày làm việc` },
        minutes: { ...cell(id, 'officeTripMinutes'), label: `${name}: phút tới trụ sở` },
      };
    }),
  });
}

/** The form that gives a service a new code. */
export const replacementPage = (service: ServiceRecord, today: LocalDate, failed?: Failed) =>
  viewOf('office/catalogue/replacement', {
    form: formView(replacementForm, { name: service.name, retiredOn: formatDate(today) }, failed),
    name: service.name,
    code: service.code ?? 'chưa có mã',
    action: `/public-services/${service.id}/replacement`,
    cancelHref: `/public-services/${service.id}`,
  });
