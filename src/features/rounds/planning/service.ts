import type { z } from 'zod';
import { randomInt } from 'node:crypto';
import { newIdAt } from '../../../shared/new-id';
import type { AppContext } from '../../../context';
import { violatedConstraint, violatesForeignKey, type Transaction } from '../../../db/database';
import { lockRows, lockWhere, lockOrNotFound } from '../../../db/locks';
import type { Prisma } from '../../../generated/prisma/client';
import type { RoundClosureKind } from '../../../generated/prisma/enums';
import { compareStrings } from '../../../shared/compare';
import { formatRoundTime, instantOf, isOverAYearAfter, localDateOf, weekdayOf } from '../../../shared/dates';
import { invalid, UNCHANGED, WHOLE_FORM, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { sql } from '../../../shared/sql';
import { absenceTime } from '../team/absences/absence-time';
import { done, transact } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { doorReasons } from '../doors/door-reason';
import { obstacleOf } from '../doors/door-obstacle';
import type { DoorReason } from '../planner/reasons';
import { NO_TIME, type ExpectedTime, type ExpectedTimes } from '../round/expected-time';
import { MAX_DOORS, MIN_REASON_LENGTH, type planForm } from './forms';
import { validateRoundTime } from '../../office/calendar/outreach-time';
import {
  getDoorFacts,
  getPlanningRules,
  listAbsencesAt,
  listClashes,
  listDoorsById,
  listOfficers,
  type CandidateDoor,
  type Officer,
  type PlanningRules,
} from '../round/plan-queries';
import { getRound } from '../round/queries';
import { roundArea } from '../round/round-area';
import { roundCode } from '../round/round-code';
import { availabilityObjections, OUTSIDE_AVAILABILITY, OVER_LIMIT } from '../round/stated-hours';
import { listOverLimit, OVER_MEANWHILE, overLimitSentences, type OverLimits } from './limit-queries';
import { workOutTimes } from './work-out-times';

/** `unchanged`: the round already exists, or already is as the form says. */
export type Outcome = Done | Unchanged | Invalid;

const CODE_TRIES = 8;

// ---------------------------------------------------------------- planning

/** What the page showed about the doors before the round was planned, by household. */
interface Shown {
  /** For some doors; the others get theirs from the register. */
  reasons: ReadonlyMap<string, readonly DoorReason[]>;
  /** Null if they are to be computed. */
  times: ExpectedTimes | null;
}

/**
 * Plans a round: checks its time against the ward's policy and its team for clashes, and saves its doors in order, each
 * with its reason and expected time.
 */
export async function planRound(
  context: AppContext,
  actor: Actor,
  plan: Omit<z.output<typeof planForm>, 'proposal'>,
  shown: Shown = { reasons: new Map(), times: null },
): Promise<Outcome> {
  const { db, now } = context;
  if (await db.prisma.round.findFirst({ where: { id: plan.id, wardId: actor.wardId }, select: { id: true } }))
    return UNCHANGED;
  const rules = await getPlanningRules(db, actor.wardId, plan.date);
  // The same form, sent a moment before, may already have put these doors on this round; that is no obstacle.
  const found = (await listDoorsById(db, actor.wardId, plan.date, plan.doors)).map((door) =>
    door.openRound?.id === plan.id ? { ...door, openRound: null } : door,
  );
  const doors = inTypedOrder(found, plan.position);
  const team = await listOfficers(db, actor.wardId, weekdayOf(plan.date));
  const about = { time: plan, exceptRoundId: plan.id };
  const over = await listOverLimit(db, actor.wardId, plan.officers, about);
  const time = checkTime(plan, rules, team, { now: now(), over });
  const errors = { ...time.errors, ...checkTeam(rules, team, plan.officers), ...checkDoors(doors, plan.doors.length) };
  if (Object.keys(errors).length > 0) return invalid(errors);

  const { startsAt, endsAt, outOfHoursReason, answeredObjections } = time;
  const doorIds = doors.map((door) => door.id);
  const facts = await getDoorFacts(db, actor.wardId, doorIds, plan.date);
  const times = shown.times ?? (await workOutTimes(context, actor.wardId, plan, doorIds));
  for (let tries = 1; ; tries += 1) {
    const code = roundCode(rules.wardName, randomInt);
    try {
      return await transact(context, actor, async (tx) => {
        await lockOfficers(tx, actor.wardId, plan.officers);
        if ((await listOverLimit(tx, actor.wardId, plan.officers, about)).size > over.size)
          return invalid({ officers: OVER_MEANWHILE });
        await tx.round.create({
          data: {
            id: plan.id,
            wardId: actor.wardId,
            code,
            startsAt,
            endsAt,
            outOfHoursReason,
            answeredObjections,
            escort: plan.escort,
            note: plan.note,
            area: roundArea(doors.map((door) => door.laneLabel)),
            createdBy: actor.id,
            createdAt: now(),
          },
        });
        await insertOfficers(tx, actor.wardId, { id: plan.id, startsAt, endsAt }, plan.officers);
        await insertDoors(
          tx,
          { actor, at: now(), roundId: plan.id },
          doors.map((door, index) => ({
            householdId: door.id,
            position: index + 1,
            reasons: shown.reasons.get(door.id) ?? doorReasons(facts.get(door.id)!, plan, rules.adultAge),
            time: times.get(door.id) ?? NO_TIME,
          })),
        );
        return done('round.plan', plan.id, {
          code,
          startsAt,
          endsAt,
          officers: plan.officers,
          doors: doorIds,
          escort: plan.escort,
          outOfHoursReason,
        });
      });
    } catch (error) {
      const constraint = violatedConstraint(error);
      if (constraint === 'round_pkey') return ownRound(context, actor, plan.id);
      if (constraint === 'round_ward_id_code_key' && tries < CODE_TRIES) continue;
      return refusalOf(context, actor, error, { ...plan, startsAt, endsAt });
    }
  }
}

/**
 * The same form was sent twice at once: the round exists. Another ward's round with this id is treated as not found.
 */
async function ownRound({ db }: AppContext, actor: Actor, id: string): Promise<Outcome> {
  await getRound(db, actor.wardId, id);
  return UNCHANGED;
}

type TypedTime = Pick<z.output<typeof planForm>, 'date' | 'from' | 'to' | 'officers' | 'outOfHoursReason'>;

export function checkTime(
  { date, from, to, officers, outOfHoursReason }: TypedTime,
  { policy, calendarDays }: PlanningRules,
  team: readonly Officer[],
  { now, over }: { now: Date; over: OverLimits },
) {
  const startsAt = instantOf(date, from);
  const endsAt = instantOf(date, to);
  const errors: Record<string, string> = {};
  if (endsAt <= now) errors.date = 'Giờ này đã qua. Chọn một buổi sắp tới.';
  if (isOverAYearAfter(date, localDateOf(now))) errors.date = 'Ngày này còn xa hơn một năm. Xem lại năm.';
  const verdict = validateRoundTime({ date, from, to, policy, calendarDays });
  const outsideStated = availabilityObjections(team, officers, { date, from, to });
  const unavailable = [...outsideStated, ...overLimitSentences(team, officers, over)];
  const answeredObjections: string[] = [
    ...(verdict.allowed ? [] : verdict.objections.map(({ kind }) => kind)),
    ...(outsideStated.length > 0 ? [OUTSIDE_AVAILABILITY] : []),
    ...(officers.some((id) => over.has(id)) ? [OVER_LIMIT] : []),
  ];
  const isOutside = answeredObjections.length > 0;
  if (isOutside && outOfHoursReason.length < MIN_REASON_LENGTH) {
    const wayOut = unavailable.length > 0 ? 'Đổi giờ, đổi người' : 'Đổi giờ';
    errors.outOfHoursReason = [
      ...(verdict.allowed ? [] : ['Buổi này ngoài khung giờ ra quân.']),
      ...unavailable,
      `${wayOut}, hoặc ghi lý do (ít nhất ${MIN_REASON_LENGTH} ký tự).`,
    ].join(' ');
  }
  return { startsAt, endsAt, errors, outOfHoursReason: isOutside ? outOfHoursReason : null, answeredObjections };
}

export function checkTeam(
  { policy }: PlanningRules,
  team: readonly Officer[],
  officerIds: readonly string[],
): Invalid['errors'] {
  const known = new Set(team.map((officer) => officer.id));
  if (!officerIds.every((id) => known.has(id))) return { officers: 'Có người không còn trong đội. Chọn lại.' };
  return officerIds.length === policy.teamSize
    ? {}
    : { officers: `Một đội đi ${policy.teamSize} người; đã chọn ${officerIds.length}.` };
}

function checkDoors(doors: readonly CandidateDoor[], asked: number): Invalid['errors'] {
  if (asked === 0) return { doors: 'Chọn ít nhất một cửa.' };
  if (asked > MAX_DOORS)
    return { doors: `Một buổi nhiều nhất ${MAX_DOORS} cửa; đã chọn ${asked}. Bỏ bớt hoặc chia thành nhiều buổi.` };
  if (doors.length < asked) return { doors: 'Có cửa không còn trong sổ. Bấm “Xem cửa” để lấy lại danh sách.' };
  const blocked = doors.filter((door) => obstacleOf(door) !== null);
  return blocked.length === 0
    ? {}
    : { doors: sentences(blocked.map((door) => `${door.addressLine}: ${obstacleOf(door)}`)) };
}

/** The doors ordered by the numbers typed beside them; without a number, or with equal ones, in walking order. */
export const inTypedOrder = <Door extends { id: string }>(
  doors: readonly Door[],
  typedPositions: ReadonlyMap<string, number>,
): Door[] =>
  doors
    .map((door, index) => ({ door, key: typedPositions.get(door.id) ?? index + 1 }))
    .sort((a, b) => a.key - b.key)
    .map(({ door }) => door);

/**
 * Serialises plans that share an officer. Otherwise each would wait inside the exclusion constraint for the other, and
 * the database would end one with a deadlock error.
 */
export async function lockOfficers(tx: Transaction, wardId: string, ids: readonly string[]): Promise<void> {
  await lockRows(tx, 'user_account', { ids, wardId }, 'NO KEY UPDATE');
}

export async function insertOfficers(
  tx: Transaction,
  wardId: string,
  { id: roundId, startsAt, endsAt }: { id: string; startsAt: Date; endsAt: Date },
  officerIds: readonly string[],
): Promise<void> {
  await tx.roundOfficer.createMany({
    data: officerIds.map((userId) => ({ roundId, userId, wardId, startsAt, endsAt })),
  });
}

/** Inserts in the order of households, so that two plans over the same doors cannot deadlock. */
export async function insertDoors(
  tx: Transaction,
  { actor, at, roundId }: { actor: Actor; at: Date; roundId: string },
  doors: readonly { householdId: string; position: number; reasons: readonly DoorReason[]; time: ExpectedTime }[],
): Promise<void> {
  const sorted = [...doors].sort((a, b) => compareStrings(a.householdId, b.householdId));
  await tx.roundDoor.createMany({
    data: sorted.map(({ time, reasons, ...door }) => ({
      id: newIdAt(at),
      wardId: actor.wardId,
      roundId,
      ...door,
      ...time,
      placedAt: at,
      placedBy: actor.id,
      reasons: reasons as unknown as Prisma.InputJsonValue,
    })),
  });
}

/** Explains what the database refused: who is where and when. Throws any other error again. */
export async function refusalOf(
  { db }: AppContext,
  actor: Actor,
  error: unknown,
  wanted: { id: string; startsAt: Date; endsAt: Date; officers?: readonly string[]; doors?: readonly string[] },
): Promise<Invalid> {
  const { officers = [], doors: wantedDoors = [] } = wanted;
  if (violatesForeignKey(error))
    return invalid({ doors: 'Có cửa vừa được gộp vào hộ khác, không còn trong sổ. Tìm lại cửa ấy rồi gửi lại.' });
  const constraint = violatedConstraint(error);
  if (constraint === 'round_officer_no_overlap') {
    const clashes = await listClashes(db, officers, wanted, wanted.id);
    const words = clashes.map(
      (clash) => `${clash.displayName} đã có buổi ${clash.code}, ${formatRoundTime(clash.startsAt, clash.endsAt)}`,
    );
    return invalid({ officers: sentences(words) || 'Có người vừa được xếp buổi khác cùng giờ. Gửi lại.' });
  }
  if (constraint === 'round_officer_not_absent') {
    const absences = await listAbsencesAt(db, officers, wanted);
    const words = absences.map((absence) => `${absence.displayName} báo vắng ${uncapitalise(absenceTime(absence))}`);
    return invalid({ officers: sentences(words) || 'Có người vừa báo vắng giờ này. Gửi lại.' });
  }
  if (constraint === 'round_door_one_open') {
    const doors = await listDoorsById(db, actor.wardId, localDateOf(wanted.startsAt), wantedDoors);
    const words = doors
      .filter((door) => door.openRound && door.openRound.id !== wanted.id)
      .map((door) => `${door.addressLine}: ${obstacleOf(door)}`);
    return invalid({ doors: sentences(words) || 'Có cửa vừa được xếp vào buổi khác. Gửi lại.' });
  }
  throw error;
}

const MAX_SENTENCES = 5;

function sentences(words: readonly string[]): string {
  if (words.length === 0) return '';
  const rest = words.length - MAX_SENTENCES;
  return `${words.slice(0, MAX_SENTENCES).join('. ')}.${rest > 0 ? ` Và ${rest} cửa khác.` : ''}`;
}

// ---------------------------------------------------------------- shared by all changes

export const closedAlready = (kind: RoundClosureKind): Invalid =>
  invalid({
    [WHOLE_FORM]:
      kind === 'cancelled' ? 'Buổi này đã hủy, không sửa được nữa.' : 'Buổi này đã đóng, không sửa được nữa.',
  });

/** Locks the doors of a round before they are changed, because a merge of two of its households locks them too. */
export async function lockDoors(tx: Transaction, roundId: string): Promise<void> {
  await lockWhere(tx, 'round_door', sql`round_id = ${roundId}::uuid`);
}

/** Locks the round's row until the transaction ends and returns how the round was closed, if it was. */
export async function lockRound(tx: Transaction, wardId: string, id: string): Promise<RoundClosureKind | null> {
  await lockOrNotFound(tx, 'round', { id, wardId });
  const closure = await tx.roundClosure.findUnique({ where: { roundId: id }, select: { kind: true } });
  return closure?.kind ?? null;
}
