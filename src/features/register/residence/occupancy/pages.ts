import { v7 as newId } from 'uuid';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import { OCCUPANCIES, optionsOf, RESIDENCE_STATUSES } from '../../../../shared/labels';
import { uncapitalise } from '../../../../shared/vietnamese-text';
import { errorSummary, typed, type Failed } from '../../../../web/form';
import { definePage } from '../../../../web/page';
import { NOTHING_FAILED } from '../moves/forms';
import type { Person } from '../moves/queries';
import { memberHint } from '../moves/relation-pages';
import { homesStamp, personStamp } from '../moves/state-stamp';
import type { Home } from '../../events/queries';
import { STATUSES_HERE } from '../../residents/forms';

const STATUS_LABELS = Object.fromEntries(STATUSES_HERE.map((status) => [status, RESIDENCE_STATUSES[status]]));

function personAct(person: Person, path: string, title: string, { values, errors }: Failed) {
  return {
    title,
    context: [person.fullName, person.home?.addressLine].filter(Boolean).join(' · '),
    backHref: `/residents/${person.id}`,
    backLabel: person.fullName,
    action: `/residents/${person.id}/${path}`,
    actId: typed(values, 'actId') || newId(),
    stamp: typed(values, 'stamp') || personStamp(person),
    errors,
    summary: errorSummary(errors),
  };
}

function homeAct(home: Home, path: string, title: string, { values, errors }: Failed) {
  return {
    title,
    context: home.addressLine,
    backHref: `/households/${home.id}`,
    backLabel: home.addressLine,
    action: `/households/${home.id}/${path}`,
    actId: typed(values, 'actId') || newId(),
    stamp: typed(values, 'stamp') || homesStamp(home),
    errors,
    summary: errorSummary(errors),
  };
}

// ------------------------------------------------------------ absence

export const absencePage = definePage<ReturnType<typeof personAbsenceModel>>('register/residence/occupancy/absence');

const absenceFields = ({ values }: Failed, today: LocalDate) => ({
  from: typed(values, 'from') || formatDate(today),
  expectedUntil: typed(values, 'expectedUntil'),
  reason: typed(values, 'reason'),
});

export function personAbsenceModel(person: Person, today: LocalDate, failed: Failed = NOTHING_FAILED) {
  return {
    ...personAct(person, 'absence', 'Vắng lâu ngày', failed),
    ...absenceFields(failed, today),
    whoLine: '',
    obstacle: personAbsenceObstacle(person),
  };
}

function personAbsenceObstacle({ home, status }: Person): string {
  if (!home) return 'Người này hiện không ở hộ nào của phường.';
  return status === 'absent' ? 'Sổ đang ghi người này vắng rồi. Khi về, dùng “Đã về”.' : '';
}

export function householdAbsenceModel(home: Home, today: LocalDate, failed: Failed = NOTHING_FAILED) {
  return {
    ...homeAct(home, 'absence', 'Cả hộ vắng lâu ngày', failed),
    ...absenceFields(failed, today),
    whoLine: `${home.members.length} người: ${home.members.map(({ fullName }) => fullName).join(', ')}.`,
    obstacle: householdAbsenceObstacle(home),
  };
}

function householdAbsenceObstacle({ members, occupancy }: Home): string {
  if (members.length === 0) return 'Hộ này không có ai trong sổ. Nếu nhà trống, dùng “Nhà để trống”.';
  return occupancy === 'occupied' ? '' : `Sổ đang ghi: ${uncapitalise(OCCUPANCIES[occupancy])}.`;
}

export const returnPage = definePage<ReturnType<typeof returnModel>>('register/residence/occupancy/return');

export function returnModel(person: Person, today: LocalDate, failed: Failed = NOTHING_FAILED) {
  const { values } = failed;
  const act = personAct(person, 'return', 'Đã về', failed);
  return {
    ...act,
    context: [act.context, person.absence && `vắng từ ${formatDate(person.absence.from)}`].filter(Boolean).join(' · '),
    on: typed(values, 'on') || formatDate(today),
    note: typed(values, 'note'),
    statuses: optionsOf(
      STATUS_LABELS,
      typed(values, 'residenceStatus') || (person.absence?.statusBefore ?? 'permanent'),
    ),
    obstacle: person.status === 'absent' ? '' : 'Sổ không ghi người này đang vắng.',
  };
}

// ------------------------------------------------------------ unoccupied homes

export const vacancyPage = definePage<ReturnType<typeof vacancyModel>>('register/residence/occupancy/vacancy');

export function vacancyModel(home: Home, today: LocalDate, failed: Failed = NOTHING_FAILED) {
  const { values } = failed;
  const names = home.members.map(({ fullName }) => fullName).join(', ');
  const chosen = typed(values, 'people');
  return {
    ...homeAct(home, 'vacancy', 'Nhà để trống', failed),
    from: typed(values, 'from') || formatDate(today),
    reason: typed(values, 'reason'),
    place: typed(values, 'place'),
    people:
      home.members.length === 0
        ? []
        : [
            { value: 'moved_out', label: 'Đã chuyển khỏi phường', hint: names, checked: chosen === 'moved_out' },
            {
              value: 'absent',
              label: 'Vẫn thuộc hộ này, chỉ không ở đây',
              hint: 'ghi là tạm vắng',
              checked: chosen === 'absent',
            },
          ],
    obstacle:
      home.occupancy === 'vacant' ? 'Sổ đang ghi nhà này trống rồi. Khi có người ở, dùng “Lại có người ở”.' : '',
  };
}

export const reoccupationPage = definePage<ReturnType<typeof reoccupationModel>>(
  'register/residence/occupancy/reoccupation',
);

export function reoccupationModel(home: Home, today: LocalDate, failed: Failed = NOTHING_FAILED) {
  const { values } = failed;
  const isFresh = failed === NOTHING_FAILED;
  const chosen = [values.returning].flat();
  const title = home.occupancy === 'long_absent' ? 'Hộ đã về' : 'Lại có người ở';
  return {
    ...homeAct(home, 'reoccupation', title, failed),
    context: [
      home.addressLine,
      `${uncapitalise(OCCUPANCIES[home.occupancy])}${home.unoccupiedFrom ? ` từ ${formatDate(home.unoccupiedFrom)}` : ''}`,
    ].join(' · '),
    on: typed(values, 'on') || formatDate(today),
    note: typed(values, 'note'),
    returning: home.members
      .filter(({ status }) => status === 'absent')
      .map((member) => ({
        value: member.residentId,
        label: member.fullName,
        hint: memberHint(member, today),
        checked: isFresh ? home.occupancy === 'long_absent' : chosen.includes(member.residentId),
      })),
    obstacle: home.occupancy === 'occupied' ? 'Sổ đang ghi cửa này có người ở.' : '',
  };
}
