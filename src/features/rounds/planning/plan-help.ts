import type { AppContext, Reads } from '../../../context';
import { formatDayMonth, instantOf, localDateOf, monthEndOf, monthStartOf, weekdayOf } from '../../../shared/dates';
import type { FieldErrors } from '../../../web/form';
import type { Actor } from '../../../actor';
import { validateRoundTime, type RoundTime } from '../../office/calendar/outreach-time';
import { obstacleOf } from '../doors/door-obstacle';
import type { DoorFacts } from '../doors/door-reason';
import { doorsInOrder, effectAsk, struckDoors } from './evening-draft';
import { eveningModel, namedExpecting } from './evening-pages';
import { draftTime, MAX_DOORS, type PlanDraft } from './forms';
import { MAX_DOORS_SHOWN, MAX_LANES_SHOWN, planPage } from './plan-pages';
import type { NotPlaced, PlannerOutput } from '../planner/planner-output';
import { askPlanner, FACTS_MAX_AGE_MS } from '../planner-thread/planner-thread';
import {
  getDoorFacts,
  getPlanningRules,
  listAbsencesAt,
  listAskedOn,
  listClashes,
  listDoorsById,
  listExpectedAddresses,
  listGroups,
  listKnownFaces,
  listLaneDoors,
  listLanes,
  listOfficers,
  type PlanningRules,
} from '../round/plan-queries';
import { shareSpan } from '../round/officer-share';
import { countRoundsOf, listComingRounds } from '../round/queries';
import { reviewReasons } from '../round/review-reasons';
import { availabilityObjections } from '../round/stated-hours';
import { listOverLimit, overLimitSentences } from './limit-queries';
import type { OutsideHours, Team } from './time-and-team';

// All reads that planning or changing a round needs, in one place.

const END_OF_TIME: RoundTime['date'] = '9999-12-31';

/** Planned rounds that need a review because of a later absence, holiday or change of policy. */
export async function roundsToReview(db: Reads, wardId: string, now: Date) {
  const [rounds, rules] = await Promise.all([
    listComingRounds(db, wardId, now),
    getPlanningRules(db, wardId, localDateOf(now), END_OF_TIME),
  ]);
  return rounds
    .map((round) => ({ ...round, reviewReasons: reviewReasons(round, rules) }))
    .filter((round) => round.reviewReasons.length > 0);
}

/** Why a round needs a review; empty if it does not, or is not a planned one. */
export async function reviewReasonsOf(
  db: Reads,
  wardId: string,
  { id, startsAt }: { id: string; startsAt: Date },
  now: Date,
): Promise<string[]> {
  const [rounds, rules] = await Promise.all([
    listComingRounds(db, wardId, now, id),
    getPlanningRules(db, wardId, localDateOf(startsAt)),
  ]);
  return rounds.flatMap((round) => reviewReasons(round, rules));
}

/** Why a time is outside the hours of the ward or of the team, in words; empty while it cannot be validated. */
export function outsideHours(
  { policy, calendarDays }: PlanningRules,
  { officers, time, over = new Map() }: Team,
  chosenIds: readonly string[],
): OutsideHours {
  if (!time) return { policy: [], availability: [], limits: [] };
  const verdict = validateRoundTime({ ...time, policy, calendarDays });
  return {
    policy: verdict.allowed ? [] : verdict.reasons,
    availability: availabilityObjections(officers, chosenIds, time),
    limits: overLimitSentences(officers, chosenIds, over),
  };
}

interface TeamAsked {
  on: RoundTime['date'];
  /** Null while it is not known. */
  time: RoundTime | null;
  /** The round being edited, which does not clash with itself. */
  exceptRoundId: string;
  /** Of the month of the time, if they are read. */
  rules?: PlanningRules;
}

/** The officers of a ward for a day; once the time is known, also who has another round or is absent. */
export async function teamOf(db: Reads, wardId: string, { on, time, exceptRoundId, rules }: TeamAsked): Promise<Team> {
  const officers = await listOfficers(db, wardId, weekdayOf(on));
  const ids = officers.map(({ id }) => id);
  const { from, to } = shareSpan(on);
  const share = await countRoundsOf(db, ids, from, to);
  if (!time) return { officers, share, time, clashes: [], absences: [] };
  const span = { startsAt: instantOf(time.date, time.from), endsAt: instantOf(time.date, time.to) };
  const [clashes, absences, over] = await Promise.all([
    listClashes(db, ids, span, exceptRoundId),
    listAbsencesAt(db, ids, span),
    listOverLimit(db, wardId, ids, { time, exceptRoundId, rules }),
  ]);
  return { officers, share, time, clashes, absences, over };
}

export interface PlanAnswer {
  errors?: FieldErrors;
  /** How the evening goes, if the planner has just answered. */
  suggested?: PlannerOutput | null;
  /** Said above the form: what has changed since a round was proposed, or how a list became an evening. */
  news?: readonly string[];
}

export async function planPageFor(
  context: AppContext,
  actor: Actor,
  draft: PlanDraft,
  { errors = {}, suggested = null, news = [] }: PlanAnswer = {},
) {
  const { db, now, accessLog } = context;
  const { wardId } = actor;
  const today = localDateOf(now());
  const time = draftTime(draft);
  const on = time?.date ?? today;
  const rules = await getPlanningRules(db, wardId, monthStartOf(on), monthEndOf(on));
  const [officers, known, groups, lanes, doors] = await Promise.all([
    teamOf(db, wardId, { on, time, exceptRoundId: draft.id, rules }),
    draft.doorIds.length === 0 ? [] : listKnownFaces(db, wardId, draft.doorIds, now()),
    listGroups(db, wardId),
    listLanes(db, wardId, draft.groupId, MAX_LANES_SHOWN + 1),
    draft.isEvening || draft.laneKeys.length === 0
      ? []
      : listLaneDoors(db, wardId, on, { keys: draft.laneKeys, groupId: draft.groupId, limit: MAX_DOORS_SHOWN + 1 }),
  ]);
  const team = { ...officers, known };
  const evening = draft.isEvening ? await eveningOf(context, wardId, draft, suggested) : null;
  if (evening) await accessLog.keptOpen(actor, 'household.list', { type: 'ward', id: wardId });
  let facts: ReadonlyMap<string, DoorFacts> = new Map();
  if (doors.length > 0) {
    const subject = { type: 'ward', id: wardId } as const;
    await accessLog.opened(actor, 'household.list', subject, { for: 'round' });
    const ids = doors.map((door) => door.id);
    facts = await getDoorFacts(context.db, wardId, ids, on);
  }
  const outside = outsideHours(rules, team, draft.officerIds);
  return planPage(draft, { rules, doors, evening, groups, lanes, facts, team, outside, news }, today, errors);
}

/**
 * The evening of a list's doors: as many as the planner expects to fit, the first of the list first, in walking order.
 * The others, and those with an obstacle, are struck.
 */
export async function eveningOfList(context: AppContext, { wardId }: Actor, draft: PlanDraft) {
  const time = draftTime(draft);
  const homes = await context.db.prisma.householdMembership.findMany({
    where: { wardId, residentId: { in: draft.peopleIds }, validTo: null },
    select: { householdId: true, residentId: true },
  });
  const homeOf = new Map(homes.map(({ householdId, residentId }) => [residentId, householdId]));
  const wanted = new Set([...draft.doorIds, ...draft.peopleIds.flatMap((id) => homeOf.get(id) ?? [])]);
  const ids = [...wanted].slice(0, MAX_DOORS_SHOWN);
  const doors = await listDoorsById(context.db, wardId, time?.date ?? localDateOf(context.now()), ids);
  const free = ids
    .filter((id) => doors.some((door) => door.id === id && obstacleOf(door) === null))
    .slice(0, MAX_DOORS);
  const question = time && { kind: 'plan' as const, ...effectAsk(draft, time, free, true) };
  const output = question && (await askPlanner(context, wardId, question, FACTS_MAX_AGE_MS));
  const doorIds = output?.rounds[0]?.doors.map(({ doorId }) => doorId) ?? free;
  const left = doors.length - doorIds.length;
  const going =
    doorIds.length === 0
      ? 'chưa đi được cửa nào'
      : `đi ${doorIds.length} cửa, lấy từ đầu danh sách${output ? ', vừa giờ' : ''}, theo thứ tự đi bộ`;
  const rest = left > 0 ? ` ${left} cửa để lại đứng ở cuối mục 3: không kịp giờ, hoặc có lý do ghi ở cửa.` : '';
  return {
    draft: { ...draft, doorIds, positions: new Map(doors.map(({ id }) => [id, ''])), isEvening: true },
    news: [`Danh sách có ${doors.length} cửa; buổi này ${going}.${rest}`],
  };
}

/**
 * The evening of a draft: its doors, the struck doors, and how it goes.
 * @param known how it goes; null if the planner must still be asked.
 */
async function eveningOf(context: AppContext, wardId: string, draft: PlanDraft, known: PlannerOutput | null) {
  const time = draftTime(draft);
  const on = time?.date ?? localDateOf(context.now());
  const order = doorsInOrder(draft).slice(0, MAX_DOORS_SHOWN);
  const struckIds = struckDoors(draft).slice(0, MAX_DOORS_SHOWN);
  const doors = await listDoorsById(context.db, wardId, on, [...order, ...struckIds]);
  const toKnock = order.filter((id) => doors.some((door) => door.id === id && obstacleOf(door) === null));
  const output =
    (known && {
      ...known,
      notPlaced: [...known.notPlaced, ...(await leftAside(context.db, wardId, on, [...order, ...struckIds]))],
    }) ??
    (time && toKnock.length > 0
      ? await askPlanner(context, wardId, { kind: 'plan', ...effectAsk(draft, time, toKnock) }, FACTS_MAX_AGE_MS)
      : null);
  const expecting = output ? namedExpecting(output) : [];
  const addresses =
    expecting.length > 0 ? await listExpectedAddresses(context.db, wardId, expecting) : new Map<string, string>();
  return eveningModel({ ...draft, order, struckIds, doors, time, output, addresses });
}

/** Requests for the day of a suggestion that the planner does not know. */
async function leftAside(...asked: Parameters<typeof listAskedOn>): Promise<NotPlaced[]> {
  return (await listAskedOn(...asked)).map((door) => ({
    ...{ kind: 'request', id: door.id, what: `Đề nghị nhận ${formatDayMonth(door.receivedOn)}` },
    why: obstacleOf(door) ?? 'Đề nghị này chưa được nhận',
  }));
}
