import type { AppContext } from '../../../../context';
import { formatDate } from '../../../../shared/dates';
import { OCCUPANCIES, RESIDENCE_STATUSES } from '../../../../shared/labels';
import type { Conflict } from '../../../../web/errors';
import { typedInto } from '../../../../web/form-route';
import { flatten } from '../../../../web/sign-in-again';
import type { Asked } from '../../../../web/route';
import { conflictOf } from '../../../office/audit/conflict';
import { findLastChange } from '../../../office/audit/last-change';
import { findLastAct, type Home } from '../../events/queries';
import type { Person } from './queries';
import { relationInLine } from './relation-pages';
import { homesStamp, personStamp } from './state-stamp';

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
  { req, actor: { wardId }, body }: Asked,
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
  const yours = await typedInto(req.res!, about.id);
  return conflictOf({
    what: `Trong lúc bạn ghi, người khác đã ghi thay đổi của ${whose}.`,
    yours: yours.length > 0 ? yours : [{ label: 'Ngày', value: 'hôm nay' }],
    theirs: [
      ...(person ? [{ label: person.fullName, value: statusLine(person) }] : []),
      ...homes.flatMap((home) => [
        {
          label: home.addressLine,
          value:
            home.members.map((member) => `${member.fullName} (${relationInLine(member)})`).join(', ') || 'không có ai',
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

const statusLine = ({ status, death }: Pick<Person, 'status' | 'death'>): string =>
  status === 'deceased' && death
    ? `${RESIDENCE_STATUSES.deceased} ngày ${formatDate(death.on)}`
    : RESIDENCE_STATUSES[status];
