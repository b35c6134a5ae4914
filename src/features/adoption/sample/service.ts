import { randomInt } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import { lockWhere } from '../../../db/locks';
import { Prisma } from '../../../generated/prisma/client';
import { localDateOf, quarterStartOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { DONE, invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { NotFoundError } from '../../../web/errors';
import { useAsTold } from '../../casework/portal-use/told-use';
import { recordEvent } from '../../office/audit/record';
import { departureSentence, UNWILLING } from './departure-words';
import { allocate } from './estimate';
import type { AnswerForm } from './forms';
import { countFrame, drawResidents, findDeparture, findStandingAnswer, isUnwillingToAnswer } from './queries';

type Context = Pick<AppContext, 'db' | 'now'>;

const LARGEST_SEED = 2 ** 31;

/**
 * Draws the ward's sample of the current quarter: adults of every residential group, in proportion to their number.
 * A quarter has one sample; a second draw changes nothing.
 */
export async function drawSample(
  { db, now }: Context,
  actor: Actor,
  size: number,
  seed = randomInt(LARGEST_SEED),
): Promise<{ kind: 'drawn'; id: string } | Unchanged | Invalid> {
  const { wardId } = actor;
  const at = now();
  const today = localDateOf(at);
  const quarter = toDbDate(quarterStartOf(today));
  if (await db.prisma.surveySample.findFirst({ where: { wardId, quarter }, select: { id: true } })) return UNCHANGED;

  const ward = await db.prisma.ward.findUniqueOrThrow({ where: { id: wardId }, select: { adultAge: true } });
  const frame = { wardId, today, adultAge: ward.adultAge };
  const groups = await countFrame(db, frame);
  const population = groups.reduce((sum, group) => sum + group.population, 0);
  if (size > population)
    return invalid({ size: `Trong sổ chỉ có ${formatNumber(population)} người từ ${frame.adultAge} tuổi.` });
  if (size < groups.length) return invalid({ size: `Cần ít nhất ${groups.length} người: mỗi tổ dân phố một người.` });
  const counts = allocate(
    size,
    groups.map((group) => group.population),
  );
  const wanted = groups.map(({ groupId }, index) => ({ groupId, drawn: counts[index]! }));
  const drawn = await drawResidents(db, frame, seed, wanted);

  const id = newId();
  const strata = groups.map((group) => ({ id: newId(), ...group }));
  return db.prisma.$transaction(async (tx) => {
    const { count } = await tx.surveySample.createMany({
      data: [{ id, wardId, quarter, seed, drawnBy: actor.id, drawnAt: at }],
      skipDuplicates: true,
    });
    if (count === 0) return UNCHANGED; // somebody else drew it at the same moment
    await tx.sampleStratum.createMany({
      data: strata.map((stratum) => ({
        id: stratum.id,
        wardId,
        surveySampleId: id,
        residentialGroupId: stratum.groupId,
        population: stratum.population,
      })),
    });
    await tx.sampleMember.createMany({
      data: drawn.map(({ residentId, groupId }, index) => ({
        id: newId(),
        wardId,
        surveySampleId: id,
        sampleStratumId: strata.find((stratum) => stratum.groupId === groupId)!.id,
        residentId,
        callOrder: index + 1,
      })),
    });
    await recordEvent(tx, {
      actor,
      action: 'sample.draw',
      subject: { type: 'sample', id },
      at,
      details: { quarter, seed, size: drawn.length, population },
    });
    return { kind: 'drawn' as const, id };
  });
}

/**
 * Records one call to somebody in a sample. Earlier calls are kept; the newest answer stands and enters the ledger. The
 * same form sent twice is one call; sent again with another answer, it is another call. Refused from the day on which
 * somebody died or left the ward.
 */
export async function recordAnswer(
  { db, now }: Context,
  actor: Actor,
  memberId: string,
  { id, answer, answeredOn, service, month }: AnswerForm,
): Promise<Done | Unchanged | Invalid> {
  const at = now();
  const { wardId } = actor;
  return db.prisma.$transaction(async (tx) => {
    // The resident, because a merge moves what the ledger holds about them.
    const ofMember = Prisma.sql`id = (SELECT resident_id FROM sample_member WHERE id = ${memberId}::uuid AND ward_id = ${wardId}::uuid)`;
    const [residentId] = await lockWhere(tx, 'resident', ofMember, 'NO KEY UPDATE');
    if (!residentId) throw new NotFoundError();
    const told = {
      wardId,
      sampleMemberId: memberId,
      answeredOn: toDbDate(answeredOn),
      answer,
      publicServiceId: service,
      usedMonth: month && toDbDate(month),
    };
    const recorded = { recordedBy: actor.id, recordedAt: at };
    if (await tx.sampleAnswer.findFirst({ where: { id, ...told }, select: { id: true } })) return UNCHANGED;
    const departure = await findDeparture(tx, memberId);
    if (departure && (departure.on === null || answeredOn >= departure.on))
      return invalid({ answeredOn: departureSentence(departure) });
    if (answer !== 'declined' && (await isUnwillingToAnswer(tx, residentId))) return invalid({ answer: UNWILLING });
    const first = await tx.sampleAnswer.createMany({ data: [{ id, ...told, ...recorded }], skipDuplicates: true });
    if (first.count === 0) await tx.sampleAnswer.create({ data: { id: newId(), ...told, ...recorded } });
    await enterStandingAnswer(tx, { wardId, residentId, sampleMemberId: memberId });
    await recordEvent(tx, {
      actor,
      action: 'sample.answer',
      subject: { type: 'sample-member', id: memberId },
      at,
      details: { residentId, portalAnswer: answer, answeredOn: told.answeredOn },
    });
    return DONE;
  });
}

async function enterStandingAnswer(
  tx: Transaction,
  member: { wardId: string; residentId: string; sampleMemberId: string },
): Promise<void> {
  await tx.portalUse.deleteMany({ where: { sampleMemberId: member.sampleMemberId } });
  const standing = await findStandingAnswer(tx, member.sampleMemberId);
  const use = standing && useAsTold(standing);
  if (!use) return;
  await tx.portalUse.create({ data: { ...member, ...use, source: 'sample', recordedBy: standing.recordedBy } });
}
