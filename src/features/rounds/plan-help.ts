import type { AppContext } from '../../context';
import { instantOf, localDateOf, weekdayOf, type LocalDate } from '../../shared/dates';
import type { FieldErrors } from '../../web/form';
import type { Actor } from '../auth/actor';
import { judgeRoundTime, type RoundTime } from '../calendar/outreach-time';
import { obstacleOf } from './door-obstacle';
import { doorsInOrder, effectAsk, struckDoors } from './evening-draft';
import { eveningModel, namedExpecting, type EveningModel } from './evening-pages';
import { draftTime, type PlanDraft } from './forms';
import { MAX_DOORS_SHOWN, MAX_LANES_SHOWN, planModel, type PlanModel } from './plan-pages';
import type { PlannerOutput } from './planner/planner-output';
import { askPlanner, FACTS_MAX_AGE_MS } from './planner-thread';
import { getDoorFacts, getPlanningRules, listCalendarDays, listDoorsById, listExpectedAddresses, listGroups, listLaneDoors, listLanes, listOfficerAbsences, listOfficerClashes, listOfficers, type PlanningRules } from './plan-queries';
import { availabilityObjections } from './stated-hours';
import type { OutsideHours, Team } from './time-and-team';

// What the book says to a round that somebody is planning or changing, asked for in one place.

/** Why a time is outside the ward's hours, or those of who is to go, in words; none while it cannot be judged. */
export async function outsideHours({ db }: AppContext, wardId: string, { policy }: PlanningRules, { officers, time }: Team, chosenIds: readonly string[]): Promise<OutsideHours> {
  if (!time) return { policy: [], availability: [] };
  const judgement = judgeRoundTime({ ...time, policy, calendarDays: await listCalendarDays(db, wardId, time.date, time.date) });
  return { policy: judgement.allowed ? [] : judgement.reasons, availability: availabilityObjections(officers, chosenIds, time) };
}

/** The officers of a ward for a day, with who has another round or is absent once the time is known. */
export async function teamOf({ db }: AppContext, wardId: string, on: LocalDate, time: RoundTime | null, exceptRoundId: string): Promise<Team> {
  const officers = await listOfficers(db, wardId, weekdayOf(on));
  const ids = officers.map((officer) => officer.id);
  if (!time) return { officers, clashes: [], absences: [], time };
  const [startsAt, endsAt] = [instantOf(time.date, time.from), instantOf(time.date, time.to)];
  return {
    officers, time, clashes: await listOfficerClashes(db, ids, startsAt, endsAt, exceptRoundId), absences: await listOfficerAbsences(db, ids, startsAt, endsAt),
  };
}

/** The planning page of a draft. @param suggested how its evening goes when the planner has just said so. */
export async function planModelFor(context: AppContext, actor: Actor, draft: PlanDraft, errors: FieldErrors = {}, suggested: PlannerOutput | null = null): Promise<PlanModel> {
  const { db, now, accessLog } = context;
  const { wardId } = actor;
  const today = localDateOf(now());
  const time = draftTime(draft);
  const on = time?.date ?? today;
  const rules = await getPlanningRules(db, wardId);
  const team = await teamOf(context, wardId, on, time, draft.id);
  const evening = draft.isEvening ? await eveningOf(context, wardId, draft, on, time, suggested) : null;
  const doors = draft.isEvening || draft.laneKeys.length === 0 ? []
    : await listLaneDoors(db, wardId, on, { keys: draft.laneKeys, groupId: draft.groupId, limit: MAX_DOORS_SHOWN + 1 });
  if (doors.length > 0) await accessLog.opened(actor, 'household.list', { type: 'ward', id: wardId }, { for: 'round' });
  if (evening) await accessLog.keptOpen(actor, 'household.list', { type: 'ward', id: wardId });
  return planModel(draft, {
    rules,
    doors,
    evening,
    groups: await listGroups(db, wardId),
    lanes: await listLanes(db, wardId, draft.groupId, MAX_LANES_SHOWN + 1),
    facts: await getDoorFacts(db, wardId, doors.map((door) => door.id), on),
    team,
    outside: await outsideHours(context, wardId, rules, team, draft.officerIds),
  }, today, errors);
}

/** The evening of a draft: its doors, those taken off, and how it goes unless that is known already. */
async function eveningOf(context: AppContext, wardId: string, draft: PlanDraft, on: LocalDate, time: RoundTime | null, known: PlannerOutput | null): Promise<EveningModel> {
  const order = doorsInOrder(draft).slice(0, MAX_DOORS_SHOWN);
  const struckIds = struckDoors(draft).slice(0, MAX_DOORS_SHOWN);
  const doors = await listDoorsById(context.db, wardId, on, [...order, ...struckIds]);
  const toKnock = order.filter((id) => doors.some((door) => door.id === id && obstacleOf(door) === null));
  const output = known ?? (time && toKnock.length > 0 ? await askPlanner(context, wardId, { kind: 'plan', ...effectAsk(draft, time, toKnock) }, FACTS_MAX_AGE_MS) : null);
  const expecting = output ? namedExpecting(output) : [];
  const addresses = expecting.length > 0 ? await listExpectedAddresses(context.db, wardId, expecting) : new Map<string, string>();
  return eveningModel({ order, struckIds, doors, lockedIds: draft.lockedIds, positions: draft.positions, time, output, addresses });
}
