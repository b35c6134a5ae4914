import { newIdAt } from '../../../shared/new-id';
import type { z } from 'zod';
import type { AppContext } from '../../../context';
import { type Blocked, DONE, type Done, invalid, UNCHANGED, type Unchanged } from '../../../shared/outcome';
import { done, transact, verb } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { timesOf } from '../round/expected-time';
import { reasonsOf } from '../planner/planner-output';
import { askPlanner } from '../planner-thread/planner-thread';
import { planRound } from '../planning/service';
import { type DroppedDoor, fewestDoors, isAsShown, type RegisterNow, sortDoors, tooFewText } from './door-change';
import type { proposalForm } from './forms';
import { type KeptOutput, type KeptRound, listEarlier, listPlanned, type Proposal, readRegisterNow } from './queries';

/** Lifetime of a proposal: every visit and absence changes what the week should look like. */
const LIFETIME_MS = 4 * 24 * 3_600_000;

/**
 * Has the planner propose rounds for some days and saves them as they will be shown. The same form sent twice is one
 * proposal.
 */
export async function proposeRounds(
  context: AppContext,
  actor: Actor,
  { id, from, to }: z.output<ReturnType<typeof proposalForm>>,
) {
  const { db, now } = context;
  if (await db.prisma.roundProposal.findFirst({ where: { id, wardId: actor.wardId }, select: { id: true } }))
    return DONE;
  const { rounds, notPlaced } = await askPlanner(context, actor.wardId, {
    kind: 'plan',
    ask: { kind: 'week', from, to },
  });
  const refused = notPlaced.find(({ kind }) => kind === 'ask');
  if (refused) return invalid({ to: `${refused.why}.` });
  const at = now();
  const output: KeptOutput = { rounds: rounds.map((round) => ({ ...round, id: newIdAt(at) })), notPlaced };
  const setAside = stillSetAside(output.rounds, await listEarlier(db, actor.wardId, at));
  return transact(context, actor, async (tx) => {
    await tx.roundProposal.deleteMany({ where: { wardId: actor.wardId, expiresAt: { lte: at } } });
    const isNew = await tx.$executeRaw`
      INSERT INTO round_proposal (id, ward_id, from_date, to_date, output, set_aside, created_by, created_at, expires_at)
      VALUES (${id}::uuid, ${actor.wardId}::uuid, ${from}::date, ${to}::date, ${JSON.stringify(output)}::jsonb, ${setAside}::uuid[], ${actor.id}::uuid, ${at}, ${new Date(at.getTime() + LIFETIME_MS)})
      ON CONFLICT (id) DO NOTHING`;
    return isNew === 0 ? DONE : done('round-proposal.create', id, { from, to, rounds: rounds.length });
  });
}

/** The result for one round that was to be planned. `unchanged`: it was planned before. */
export type Acceptance = { roundId: string } & (
  | (Done & {
      /** Doors of the proposal that the round was planned without. */
      dropped: DroppedDoor[];
    })
  | Unchanged
  | Blocked
);

/**
 * Plans the chosen rounds of a proposal one after the other, each entirely or not at all, by the rules of every round,
 * and without the doors that are no longer to be visited. A round that is already planned stays as it is; rounds not
 * chosen are set aside.
 * @returns the result of each, in the order of their days.
 */
export async function acceptRounds(
  context: AppContext,
  actor: Actor,
  proposal: Proposal,
  roundIds: readonly string[],
): Promise<(Done & { results: Acceptance[] }) | { kind: 'expired' }> {
  const { output, createdAt, expiresAt } = proposal;
  if (expiresAt <= context.now()) return { kind: 'expired' };
  const rounds = output.rounds.filter(({ id }) => roundIds.includes(id));
  const ids = output.rounds.map(({ id }) => id);
  const planned = (await listPlanned(context.db, actor.wardId, ids)).map(({ id }) => id);
  const left = ids.filter((id) => !roundIds.includes(id) && !planned.includes(id));
  await setAside(context, actor, proposal.id, left);
  const registerNow = await readRegisterNow(context.db, actor.wardId, createdAt, rounds);
  const results: Acceptance[] = [];
  for (const round of rounds) {
    results.push(
      planned.includes(round.id)
        ? { roundId: round.id, ...UNCHANGED }
        : await acceptRound(context, actor, round, registerNow),
    );
  }
  return { ...DONE, results };
}

/** Records which rounds were left out when others were planned. Doing it twice changes nothing. */
const setAside = verb(async ({ tx, actor }, proposalId: string, roundIds: readonly string[]) => {
  const changed = await tx.$executeRaw`
      UPDATE round_proposal SET set_aside = ${roundIds}::uuid[] WHERE id = ${proposalId}::uuid AND ward_id = ${actor.wardId}::uuid AND set_aside <> ${roundIds}::uuid[]`;
  return changed === 0 ? UNCHANGED : done('round-proposal.set-aside', proposalId, { rounds: roundIds });
});

async function acceptRound(context: AppContext, actor: Actor, round: KeptRound, registerNow: RegisterNow) {
  const { id, date, from, to, officerIds } = round;
  const { going, dropped } = sortDoors(round, registerNow);
  const refused = (blockers: string[]): Acceptance => ({ roundId: id, kind: 'blocked', blockers });
  if (going.length < fewestDoors(round.doors.length))
    return refused([tooFewText(going.length, round.doors.length, dropped)]);
  const plan = {
    id,
    date,
    from,
    to,
    officers: officerIds,
    escort: '',
    note: '',
    outOfHoursReason: '',
    doors: going.map(({ doorId }) => doorId),
    position: new Map(going.map(({ doorId, position }) => [doorId, position])),
  };
  const outcome = await planRound(context, actor, plan, {
    reasons: new Map(
      going.filter((door) => isAsShown(door, registerNow)).map((door) => [door.doorId, reasonsOf(door)]),
    ),
    // Without a dropped door, the doors behind it are reached earlier.
    times: dropped.length === 0 ? timesOf(going) : null,
  });
  if (outcome.kind === 'invalid') return refused([...Object.values(outcome.errors), 'Bấm “Sửa” để sửa buổi này.']);
  return outcome.kind === 'done' ? { roundId: id, ...DONE, dropped } : { roundId: id, ...UNCHANGED };
}

type Round = Pick<KeptRound, 'id' | 'date' | 'officerIds'>;

/**
 * Which of the rounds proposed now stay unticked: the latest proposal with a round of the same team on the same day has
 * set it aside. Hours and doors may differ, because the planner proposes them again after each change.
 * @param earlier the latest first; `setAside`: ids of its rounds that were left unticked. @returns ids of `rounds`.
 */
export function stillSetAside(
  rounds: readonly Round[],
  earlier: readonly { output: { rounds: readonly Round[] }; setAside: readonly string[] }[],
): string[] {
  const isAside = (round: Round) => {
    for (const { output, setAside } of earlier) {
      const same = output.rounds.filter((other) => teamAndDay(other) === teamAndDay(round));
      if (same.length > 0) return same.every(({ id }) => setAside.includes(id));
    }
    return false;
  };
  return rounds.filter(isAside).map(({ id }) => id);
}

const teamAndDay = ({ date, officerIds }: Round): string => [date, ...[...officerIds].sort()].join(' ');
