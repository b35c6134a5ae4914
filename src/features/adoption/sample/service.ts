import { randomInt } from 'node:crypto';
import { v5 as derivedId } from 'uuid';
import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import { lockWhere } from '../../../db/locks';
import type { PortalAnswer } from '../../../generated/prisma/enums';
import { instantOf, localDateOf, quarterStartOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { sql } from '../../../shared/sql';
import { NOT_SHOWN } from '../../casework/practice/fields';
import { findShown } from '../../casework/practice/queries';
import { saveAnswersToSituations } from '../../casework/practice/service';
import { NOTHING, recordSaid } from '../../casework/consents/service';
import { useAsReported } from '../../casework/portal-use/reported-use';
import { done, transact, verb } from '../../office/audit/transact';
import { departureSentence, UNWILLING } from './departure-labels';
import { allocate } from './estimate';
import type { AnswerForm } from './forms';
import { countFrame, drawResidents, findCurrentAnswer, findObstacles } from './queries';

export const LARGEST_SEED = 2 ** 31;

/**
 * Draws the ward's sample of the current quarter: adults of every residential group, in proportion to their number.
 * A quarter has one sample; a second draw changes nothing.
 */
export async function drawSample({ db, now }: Context, actor: Actor, size: number, seed = randomInt(LARGEST_SEED)) {
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

  const id = newIdAt(at);
  const strata = groups.map((group) => ({ id: newIdAt(at), ...group }));
  return transact({ db, now }, actor, async (tx) => {
    const { count } = await tx.surveySample.createMany({
      data: [{ id, wardId, quarter, seed, drawnBy: actor.id, drawnAt: at }],
      skipDuplicates: true,
    });
    if (count === 0) return UNCHANGED; // a concurrent draw was first
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
        id: newIdAt(at),
        wardId,
        surveySampleId: id,
        sampleStratumId: strata.find((stratum) => stratum.groupId === groupId)!.id,
        residentId,
        callOrder: index + 1,
      })),
    });
    return { ...done('sample.draw', id, { quarter, seed, size: drawn.length, population }), id };
  });
}

/**
 * Records one call to a member of a sample. Earlier calls are kept; the newest answer is valid and enters the ledger.
 * The same form sent twice is one call; sent again with another answer, it is another call. Refused from the day on
 * which the member died or left the ward.
 */
export const recordAnswer = verb(
  async (
    { tx, actor, now },
    memberId: string,
    { id, answer, answeredOn, service, month, asked, practised = null }: AnswerForm,
  ) => {
    const at = now();
    const { wardId } = actor;
    // The resident, because a merge moves what the ledger holds about them.
    const ofMember = sql`id = (SELECT resident_id FROM sample_member WHERE id = ${memberId}::uuid AND ward_id = ${wardId}::uuid)`;
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
    const saidAt = answeredOn === localDateOf(at) ? at : instantOf(answeredOn, '12:00');
    const said = { callId: id, residentId, asked, saidAt, at };
    if (await tx.sampleAnswer.findFirst({ where: { id, ...told }, select: { id: true } }))
      return keepSaid(tx, actor, said);
    const { departure, isUnwilling } = await findObstacles(tx, memberId);
    if (departure && (departure.on === null || answeredOn >= departure.on))
      return invalid({ answeredOn: departureSentence(departure) });
    if (answer !== 'declined' && isUnwilling) return invalid({ answer: UNWILLING });
    const standing = await findCurrentAnswer(tx, memberId);
    const [shown] = practised ? await findShown(tx, wardId, [practised.situationId], residentId) : [];
    if (practised && (!shown?.isNew || isHeard(standing))) return invalid({ situationAnswer: NOT_SHOWN });
    const kept = await keepSaid(tx, actor, said);
    if (kept.kind === 'invalid') return kept;
    const first = await tx.sampleAnswer.createMany({ data: [{ id, ...told, ...recorded }], skipDuplicates: true });
    if (first.count === 0) await tx.sampleAnswer.create({ data: { id: newIdAt(at), ...told, ...recorded } });
    await enterCurrentAnswer(tx, { wardId, residentId, sampleMemberId: memberId }, at);
    if (practised) {
      const { sampleStratumId } = await tx.sampleMember.findUniqueOrThrow({ where: { id: memberId } });
      const occasion = { residentId, visitId: null, sampleStratumId, on: answeredOn, at };
      await saveAnswersToSituations(tx, actor, [{ ...practised, moment: 'sample' }], occasion);
    }
    return done(
      'sample.answer',
      { type: 'sample-member', id: memberId },
      {
        residentId,
        portalAnswer: answer,
        answeredOn: told.answeredOn,
        ...(standing && { changes: [{ field: 'portalAnswer', before: standing.answer, after: answer }] }),
      },
    );
  },
);

const isHeard = (standing: { answer: PortalAnswer } | null) =>
  standing !== null && standing.answer !== 'not_reached' && standing.answer !== 'declined';

/** Names what people said on calls in the ids below. */
const NAMESPACE = '5c0d6c8e-6f1d-4c3a-9d0c-3d6f0b1a7e42';

/**
 * Keeps what a member said on the telephone about being asked in surveys, as the consent of that purpose. The same
 * words of one call are one record. Writes nothing if it was not asked or is invalid.
 */
async function keepSaid(
  tx: Transaction,
  actor: Actor,
  {
    callId,
    asked,
    ...about
  }: { callId: string; residentId: string; asked: AnswerForm['asked']; saidAt: Date; at: Date },
): Promise<Done | Unchanged | Invalid> {
  if (!asked || (asked.survey === null && asked.readAloud === null)) return UNCHANGED;
  const { noticeId, ...words } = asked;
  const said = { ...NOTHING, ...words, givenBy: 'self' as const, channel: 'telephone' as const };
  const consent = { id: derivedId(JSON.stringify([callId, words]), NAMESPACE), residentId: about.residentId, said };
  // The sample holds adults only.
  return recordSaid(tx, actor, consent, { noticeId, visitId: null, ...about, childUnder: null });
}

async function enterCurrentAnswer(
  tx: Transaction,
  member: { wardId: string; residentId: string; sampleMemberId: string },
  at: Date,
): Promise<void> {
  await tx.portalUse.deleteMany({ where: { sampleMemberId: member.sampleMemberId } });
  const standing = await findCurrentAnswer(tx, member.sampleMemberId);
  const use = standing && useAsReported(standing);
  if (!use) return;
  await tx.portalUse.create({
    data: { id: newIdAt(at), ...member, ...use, source: 'sample', recordedBy: standing.recordedBy, recordedAt: at },
  });
}
