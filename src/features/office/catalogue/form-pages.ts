import { formatDate, type LocalDate } from '../../../shared/dates';
import { optionsOf, SERVICE_KINDS, SERVICE_LEVELS, TOPIC_AREAS } from '../../../shared/labels';
import { formView, typed, type Failed, type FormView } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { SERVICE_GROUP_NAMES } from '../reference-data/service-groups';
import { editServiceForm, replacementForm, serviceForm } from './forms';
import { CONFIDENCE_LABELS } from './labels';
import type { ServiceRecord } from './queries';

/** The form of a new service, empty or as typed. */
export function newServicePage(failed?: Failed) {
  return viewOf('office/catalogue/form', {
    ...withChoices(formView(serviceForm, {}, failed)),
    heading: 'Thêm dịch vụ',
    action: '/public-services',
    cancelHref: '/public-services',
    cancelLabel: 'Danh mục dịch vụ',
  });
}

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

/** The form that gives a service a new code. */
export function replacementPage(service: ServiceRecord, today: LocalDate, failed?: Failed) {
  return viewOf('office/catalogue/replacement', {
    form: formView(replacementForm, { name: service.name, retiredOn: formatDate(today) }, failed),
    name: service.name,
    code: service.code ?? 'chưa có mã',
    action: `/public-services/${service.id}/replacement`,
    cancelHref: `/public-services/${service.id}`,
  });
}
