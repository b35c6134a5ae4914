import { v7 as newId } from 'uuid';
import type { RequestChannel } from '../../../generated/prisma/enums';
import { SERVICE_GROUP_NAMES } from '../../office/reference-data/service-groups';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { optionsOf, PAUSE_KINDS, REQUEST_CHANNELS } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import type { Conflict } from '../../../web/errors';
import { formView, typed, type Failed, type FormView } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { closedConflict } from '../../office/audit/conflict';
import { serviceOption, serviceSearchText } from '../../office/catalogue/labels';
import { withServiceMatches } from '../../office/catalogue/service-matches';
import { workingCalendar } from '../../office/calendar/working-days';
import {
  newRequestForm,
  OFFICE_CHANNELS,
  requestForm,
  SERVICE_FIELD_NAMES,
  SERVICE_FIELDS,
  type ServiceField,
} from '../../casework/requests/forms';
import type { AskedService, EditedRequest, RequestFile, RequestHome } from './file-queries';
import { proposedDay } from '../../casework/requests/promised-day';
import { subjectText } from '../../casework/requests/request-labels';
import { isUsedRow, preferredTimeRows, preferredTimeValues } from '../../casework/requests/preferred-time-fields';

/** Search before recording a request: for the door, or for the caller. */
export const findPage = () => viewOf('rounds/requests/find', { q: '' });

interface NewRequestHelp {
  home: RequestHome;
  services: readonly AskedService[];
  today: LocalDate;
  canManage: boolean;
  /** The person found when the door was looked for; '' for none. */
  residentId: string;
  /** The telephone number by which the door was looked for; '' for none. */
  callerPhone: string;
}

export function newRequestPage(
  { home, services, today, canManage, residentId, callerPhone }: NewRequestHelp,
  failed?: Failed,
) {
  const form = formView(
    newRequestForm(today),
    {
      id: newId(),
      residentId,
      channel: canManage ? '' : 'officer',
      contactPhone: callerPhone,
      receivedOn: formatDate(today),
      promisedBy: formatDate(proposedDay(today, workingCalendar(home.specialDays))),
      accept: '1',
    },
    withMatches(failed, services),
  );
  return viewOf('rounds/requests/form', {
    ...formFields(form, { members: home.members, services, canManage }),
    title: 'Ghi đề nghị hỗ trợ',
    context: capitalise(home.addressLine),
    back: { href: `/households/${home.id}`, label: capitalise(home.addressLine) },
    action: `/households/${home.id}/requests`,
    hidden: { name: 'id', value: typed(form.values, 'id') },
    // The household's earlier requests, so that none is recorded twice.
    known: home.open.map((request) => ({
      href: `/requests/${request.id}`,
      text: `${subjectText(request)}, nhận ${formatDate(request.receivedOn)}`,
    })),
    pause: home.pause ? uncapitalise(PAUSE_KINDS[home.pause.kind]) : '',
    canAccept: canManage,
    saveLabel: 'Ghi đề nghị',
  });
}

export function editRequestPage({ file, home, services }: EditedRequest, today: LocalDate, failed?: Failed) {
  const form = formView(
    requestForm(today),
    { ...requestValues(file), version: String(file.version) },
    withMatches(failed, services),
  );
  const isNamedGone = file.residentId !== null && !home.members.some(({ id }) => id === file.residentId);
  const members = isNamedGone
    ? [...home.members, { id: file.residentId!, fullName: `${file.forWhom} (nay không ở hộ này)` }]
    : home.members;
  return viewOf('rounds/requests/form', {
    ...formFields(form, { members, services, canManage: true }),
    title: 'Sửa đề nghị',
    context: capitalise(file.addressLine),
    back: { href: `/requests/${file.id}`, label: 'Đề nghị' },
    action: `/requests/${file.id}/edit`,
    hidden: { name: 'version', value: typed(form.values, 'version') },
    known: [],
    pause: '',
    canAccept: false,
    saveLabel: 'Lưu thay đổi',
  });
}

const withMatches = (failed: Failed | undefined, services: readonly AskedService[]) =>
  SERVICE_FIELD_NAMES.reduce(
    (known, field) => withServiceMatches(known, field, services.map(serviceSearchText), SERVICE_FIELDS[field]),
    failed,
  );

interface Choices {
  members: readonly { id: string; fullName: string }[];
  services: readonly AskedService[];
  canManage: boolean;
}

function formFields<Name extends string>(form: FormView<Name>, { members, services, canManage }: Choices) {
  const wishes = preferredTimeRows('wishes', 'Khi nào tiện nhất?', form.values, form.errors);
  // A request that came over the public page stays one; the office cannot choose that channel.
  const ofOffice: readonly RequestChannel[] =
    typed(form.values, 'channel') === 'public_form' ? [...OFFICE_CHANNELS, 'public_form'] : OFFICE_CHANNELS;
  const channels: readonly RequestChannel[] = canManage ? ofOffice : ['officer'];
  const labels = Object.fromEntries(channels.map((channel) => [channel, REQUEST_CHANNELS[channel]]));
  const names = Object.fromEntries(members.map(({ id, fullName }) => [id, fullName]));
  return {
    form,
    members: optionsOf({ '': 'Cả hộ, hoặc chưa rõ', ...names }, typed(form.values, 'residentId')),
    channels: optionsOf({ ...(canManage && { '': 'Chọn' }), ...labels }, typed(form.values, 'channel')),
    services: SERVICE_FIELD_NAMES.map((field) => serviceSelect(form, field, services)),
    hasMoreServices: SERVICE_FIELD_NAMES.slice(1).some(
      (field) => form.errors[field] || typed(form.values, field) || typed(form.values, SERVICE_FIELDS[field]),
    ),
    wishes,
    hasMorePreferredTimes: wishes.slice(1).some(isUsedRow),
  };
}

const SERVICE_LABELS: Record<ServiceField, string> = {
  publicServiceId: 'Dịch vụ trong danh mục, nếu rõ',
  publicServiceId2: 'Việc thứ hai',
  publicServiceId3: 'Việc thứ ba',
};

function serviceSelect({ values }: FormView<string>, name: ServiceField, services: readonly AskedService[]) {
  const text = SERVICE_FIELDS[name];
  return {
    name,
    label: SERVICE_LABELS[name],
    options: optionsOf({ '': 'Chưa rõ' }, typed(values, name)),
    groups: serviceGroups(services, typed(values, name)),
    text: { name: text, value: typed(values, text) },
  };
}

const serviceGroups = (services: readonly AskedService[], chosen: string) =>
  Object.entries(SERVICE_GROUP_NAMES)
    .map(([key, label]) => ({
      label,
      options: services
        .filter((service) => service.groupKey === key)
        .map((service) => serviceOption(service, service.id === chosen, service.rank)),
    }))
    .filter(({ options }) => options.length > 0);

const requestValues = (file: RequestFile) => ({
  residentId: file.residentId ?? '',
  channel: file.channel,
  contactName: file.contactName,
  contactPhone: file.contactPhone ? formatPhoneNumber(file.contactPhone) : '',
  ...Object.fromEntries(SERVICE_FIELD_NAMES.map((field, index) => [field, file.services[index]?.serviceId ?? ''])),
  what: file.what,
  receivedOn: formatDate(file.receivedOn),
  promisedBy: file.promisedBy ? formatDate(file.promisedBy) : '',
  wishes: file.wishes.map(preferredTimeValues),
});

/** The same for users who may not correct a request: they see both versions and tell the office. */
export const officeConflict = (conflict: Conflict, id: string): Conflict =>
  closedConflict(conflict, {
    closed: 'Đề nghị đã ghi thì chỉ văn phòng sửa được: báo văn phòng điều bạn muốn đổi.',
    resumeHref: `/requests/${id}`,
  });

export const REQUEST_CLOSED = 'Đề nghị này đã xong hoặc đã đóng. Bấm “Mở lại” nếu còn cần đến.';
