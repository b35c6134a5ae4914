import { formatDate } from '../../../../shared/dates';
import { OCCUPANCIES, RELATIONS, RESIDENCE_STATUSES } from '../../../../shared/labels';
import type { Conflict } from '../../../../web/errors';
import { typed, type FormValues } from '../../../../web/form';
import { flatten } from '../../../../web/sign-in-again';
import { conflictOf } from '../../../office/audit/conflict';
import type { LastChange } from '../../../office/audit/last-change';
import type { Home } from '../../events/queries';
import type { Person } from './queries';
import { relationText } from './relation-pages';

/** The typed texts worth comparing; ids and selections are in the form itself. */
const TYPED_WORDS: Readonly<Record<string, string>> = {
  on: 'Ngày',
  since: 'Từ ngày',
  from: 'Từ ngày',
  expectedUntil: 'Dự kiến đến',
  place: 'Nơi ngoài phường',
  reason: 'Lý do',
  note: 'Ghi chú',
  relationNote: 'Ghi rõ quan hệ',
  address: 'Địa chỉ',
};

/**
 * Somebody else changed the people a form is about: shows their current state beside what was typed. Sending the form
 * again with the new stamp applies it to the current state, if that still makes sense.
 */
export function changedPeopleConflict(given: {
  what: string;
  homes: Home[];
  person?: Pick<Person, 'fullName' | 'status' | 'death'> | null;
  body: FormValues;
  stamp: string;
  last: LastChange | null;
  resumeHref: string;
  action: string;
}): Conflict {
  const fields = flatten(given.body)
    .filter(([name]) => name !== 'confirmed')
    .map(([name, value]) => ({ name, value: name === 'stamp' ? given.stamp : value }));
  const words = [
    ...Object.entries(TYPED_WORDS).map(([name, label]) => ({ label, value: typed(given.body, name) })),
    { label: 'Quan hệ với chủ hộ', value: relationLabel(given.body) },
    ...given.homes.flatMap(({ members }) =>
      members.map(({ residentId, fullName }) => ({
        label: fullName,
        value: relationLabel(relationsIn(given.body)[residentId]),
      })),
    ),
  ].filter(({ value }) => value !== '');
  return conflictOf({
    what: given.what,
    yours: words.length > 0 ? words : [{ label: 'Ngày', value: 'hôm nay' }],
    theirs: [
      ...(given.person ? [{ label: given.person.fullName, value: statusLine(given.person) }] : []),
      ...given.homes.flatMap((home) => [
        {
          label: home.addressLine,
          value:
            home.members.map((member) => `${member.fullName} (${relationText(member)})`).join(', ') || 'không có ai',
        },
        ...(home.occupancy === 'occupied' ? [] : [{ label: 'Tình trạng ở', value: OCCUPANCIES[home.occupancy] }]),
      ]),
    ],
    last: given.last,
    resumeHref: given.resumeHref,
    action: given.action,
    fields,
  });
}

function statusLine({ status, death }: Pick<Person, 'status' | 'death'>): string {
  return status === 'deceased' && death
    ? `${RESIDENCE_STATUSES.deceased} ngày ${formatDate(death.on)}`
    : RESIDENCE_STATUSES[status];
}

function relationsIn(body: FormValues): Record<string, FormValues | undefined> {
  return (body.relations ?? {}) as Record<string, FormValues | undefined>;
}

function relationLabel(values: FormValues | undefined): string {
  const relation = values ? typed(values, 'relation') : '';
  return relation === 'other' ? typed(values!, 'relationNote') : (RELATIONS[relation as keyof typeof RELATIONS] ?? '');
}
