import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { formatDateTime } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import type { Conflict } from '../../../web/errors';
import { isId } from '../../../web/form';
import { flatten } from '../../../web/sign-in-again';
import { namesOf, visitFormPage, type VisitFormState } from './form-pages';
import { loadForm } from './form-queries';
import { officersAtDoor } from '../visit-rules/officers-at-door';
import { helperLine, visitText } from '../visit-rules/visit-labels';
import { getDoorTarget, getHouseholdTarget, getVisit, type VisitTarget } from '../visit-records/queries';
import { idsIn, NOT_SAVED, savedIdsOf, type StoredVisit } from '../visit-records/stored-visit';
import { holdsInput } from './person-parts';
import type { OtherVersion } from './submission';
import { tickedSteps } from './teaching-fields';
import { dayOfForm } from './visit-form-fields';

const ADDRESSES = [/^\/round-doors\/([^/]+)\/visit$/, /^\/households\/([^/]+)\/visits\/new$/];

/** Whether an address is that of the form of a new visit, whatever the ward has. */
export const isVisitAddress = (address: string): boolean =>
  ADDRESSES.some((pattern) => isId(pattern.exec(address)?.[1]));

/** Where the form of a new visit is sent. */
export const addressOf = ({ door, householdId }: Pick<VisitTarget, 'door' | 'householdId'>): string =>
  door ? `/round-doors/${door.id}/visit` : `/households/${householdId}/visits/new`;

/** The target whose form is sent to an address. @throws NotFoundError when the ward has none. */
export async function getTargetAt(
  { db }: Pick<AppContext, 'db'>,
  wardId: string,
  address: string,
): Promise<VisitTarget> {
  const [doorId, householdId] = ADDRESSES.map((pattern) => pattern.exec(address)?.[1]);
  if (isId(doorId)) return getDoorTarget(db, wardId, doorId);
  if (isId(householdId)) return getHouseholdTarget(db, wardId, householdId);
  throw new NotFoundError();
}

// Because a form shows who lives at the door, each display is logged as a reading, also after an error.

/** Reads what the form of a new visit shows. */
export async function openVisitForm(
  { db, now, accessLog }: AppContext,
  actor: Actor,
  form: Omit<VisitFormState, 'edited'>,
) {
  const { target, values } = form;
  const { householdId } = target;
  const at = now();
  const subject = { type: 'household', id: householdId } as const;
  await accessLog.opened(actor, 'household.open', subject, { for: 'visit' });
  const { choices, history } = await loadForm(db, actor, {
    householdId,
    roundId: target.door?.roundId ?? null,
    day: dayOfForm(values, at),
    saved: NOT_SAVED,
    stepIds: tickedSteps(values),
    officerId: actor.id,
    now: at,
  });
  return visitFormPage({ ...form, officers: officersAtDoor(target.team, actor), choices, history, now: at });
}

/** Reads what the form of a saved visit shows. @param version that was opened. */
export async function openEditForm(
  { db, now, accessLog }: AppContext,
  actor: Actor,
  { visit, version }: { visit: StoredVisit; version: number },
  form: Omit<VisitFormState, 'edited' | 'target' | 'action' | 'clientKey'>,
) {
  const { wardId } = actor;
  const { id, householdId, roundId, roundDoorId, clientKey, officers } = visit;
  const at = now();
  await accessLog.opened(actor, 'visit.open', { type: 'visit', id }, { householdId, for: 'edit' });
  const [target, { choices, history }] = await Promise.all([
    roundDoorId ? getDoorTarget(db, wardId, roundDoorId) : getHouseholdTarget(db, wardId, householdId),
    loadForm(db, actor, {
      householdId,
      roundId: roundDoorId ? roundId : null,
      day: dayOfForm(form.values, at),
      saved: savedIdsOf(visit),
      stepIds: tickedSteps(form.values),
      officerId: null,
      now: at,
    }),
  ]);
  const edited = { visit, version: String(version) };
  const action = `/visits/${id}/edit`;
  return visitFormPage({ ...form, target, action, clientKey, edited, officers, choices, history, now: at });
}

/** Fields of the form that are about sending it, or that the form of the saved visit has itself. */
const DROPPED = [
  'addRow',
  'addFirst',
  'showPeople',
  'thenNext',
  'oneTap',
  'confirmMet',
  'confirmLevels',
  'dropMetParts',
  'clientKey',
  'householdId',
  'version',
];

/** The 409 page of a visit: both versions in words, and a form that opens the saved version combined with mine. */
export async function openVisitConflict(
  { db, accessLog, now }: AppContext,
  actor: Actor,
  { visitId, what, draft, values }: OtherVersion,
): Promise<Conflict> {
  const stored = await getVisit(db, actor.wardId, visitId);
  await accessLog.opened(
    actor,
    'visit.open',
    { type: 'visit', id: stored.id },
    { householdId: stored.householdId, for: 'conflict' },
  );
  const { choices } = await loadForm(db, actor, {
    householdId: stored.householdId,
    roundId: null,
    day: draft.arrivedOn ?? stored.draft.arrivedOn!,
    saved: savedIdsOf(stored),
    stepIds: idsIn(draft).stepIds,
    officerId: null,
    now: now(),
  });
  const names = namesOf(choices, [...stored.officers.offered, { id: actor.id, name: actor.displayName }]);
  const fields = flatten(values).filter(([name]) => !DROPPED.includes(name));
  return {
    what,
    yours: [
      ...visitText(draft, names),
      ...helperLine(holdsInput(values.helpers) ? 'đã gõ, còn nguyên trong biểu mẫu sẽ mở' : null),
    ],
    theirs: [...visitText(stored.draft, names), ...helperLine(stored.helpers)],
    theirName: stored.updatedBy ?? stored.loggedBy,
    theirTime: formatDateTime(stored.updatedAt ?? stored.loggedAt),
    resumeHref: `/visits/${stored.id}`,
    keepAction: {
      href: `/visits/${stored.id}/edit/merged`,
      label: 'Mở bản đã lưu và thêm lời của tôi',
      fields: fields.map(([name, value]) => ({ name, value })),
    },
  };
}
