import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { formatDateTime } from '../../../shared/dates';
import type { Conflict } from '../../../web/errors';
import { flatten } from '../../../web/sign-in-again';
import { getVisit } from '../visit-records/queries';
import { idsIn, savedIdsOf } from '../visit-records/stored-visit';
import { helperLine, visitText } from '../visit-rules/visit-labels';
import { holdsInput } from './person-parts';
import { namesOf } from './form-pages';
import { loadForm } from './form-queries';
import type { OtherVersion } from './submission';

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
