import type { AppContext } from '../../../../context';
import { formatDate } from '../../../../shared/dates';
import { OCCUPANCIES, RELATIONS, RESIDENCE_STATUSES } from '../../../../shared/labels';
import type { Conflict } from '../../../../web/errors';
import { typed, type FormValues } from '../../../../web/form';
import type { FormRequest } from '../../../../web/form-route';
import { flatten } from '../../../../web/sign-in-again';
import { conflictOf } from '../../../office/audit/conflict';
import { findLastChange } from '../../../office/audit/last-change';
import { findLastAct, type Home } from '../../events/queries';
import type { Person } from './queries';
import { relationText } from './relation-pages';
import { homesStamp, personStamp } from './state-stamp';

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

interface ConflictText {
  /** Whose change the page reports: 'Nguyễn Văn An hoặc của hộ'. */
  whose: string;
  /** The household that they join; undefined if the stamp of the form never covers one. */
  joined?: Home | null;
}

/**
 * The 409 page of a form about people who were changed meanwhile: shows their current state beside what was typed.
 * Sending the form again with the new stamp applies it to the current state, if that still makes sense.
 */
export async function findPeopleConflict(
  { db }: Pick<AppContext, 'db'>,
  { req, actor: { wardId }, body }: FormRequest,
  about: Person | Home,
  { whose, joined }: ConflictText,
): Promise<Conflict> {
  const person = 'status' in about ? about : null;
  const covered = ['status' in about ? about.home : about, ...(joined === undefined ? [] : [joined])];
  const stamp = person ? personStamp(person, joined) : homesStamp(...covered);
  const homes = covered.filter((home) => home !== null);
  const subject = { type: person ? ('resident' as const) : ('household' as const), id: about.id };
  const last =
    (await findLastAct(db, wardId, person ? [person.id, ...homes.map(({ id }) => id)] : [about.id])) ??
    (await findLastChange(db, wardId, subject));
  const fields = flatten(body)
    .filter(([name]) => name !== 'confirmed')
    .map(([name, value]) => ({ name, value: name === 'stamp' ? stamp : value }));
  const words = [
    ...Object.entries(TYPED_WORDS).map(([name, label]) => ({ label, value: typed(body, name) })),
    { label: 'Quan hệ với chủ hộ', value: relationLabel(body) },
    ...homes.flatMap(({ members }) =>
      members.map(({ residentId, fullName }) => ({
        label: fullName,
        value: relationLabel(relationsIn(body)[residentId]),
      })),
    ),
  ].filter(({ value }) => value !== '');
  return conflictOf({
    what: `Trong lúc bạn ghi, người khác đã ghi thay đổi của ${whose}.`,
    yours: words.length > 0 ? words : [{ label: 'Ngày', value: 'hôm nay' }],
    theirs: [
      ...(person ? [{ label: person.fullName, value: statusLine(person) }] : []),
      ...homes.flatMap((home) => [
        {
          label: home.addressLine,
          value:
            home.members.map((member) => `${member.fullName} (${relationText(member)})`).join(', ') || 'không có ai',
        },
        ...(home.occupancy === 'occupied' ? [] : [{ label: 'Tình trạng ở', value: OCCUPANCIES[home.occupancy] }]),
      ]),
    ],
    last,
    resumeHref: `/${subject.type}s/${about.id}`,
    action: req.originalUrl,
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
