import type { Actor } from '../../../actor';
import type { Statements } from '../../../db/database';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { newIdAt } from '../../../shared/new-id';
import { sentBefore } from '../../../shared/sent-before';
import { invalid, UNCHANGED } from '../../../shared/outcome';
import type { ScamChannel, ScamPattern, ScamStop } from '../../../generated/prisma/enums';
import { done, verb } from '../../office/audit/transact';
import type { NewNearMiss } from './forms';

/** Records a near miss typed by the office. Sent twice, it is one. A loss is refused (forms.ts). */
export const recordNearMiss = verb(async ({ tx, actor, now }, { id, happenedOn, stoppedBy, ...said }: NewNearMiss) => {
  const { wardId } = actor;
  const { residentialGroupId, pattern, channel } = said;
  const group = residentialGroupId && { id: residentialGroupId, wardId };
  if (group && (await tx.residentialGroup.count({ where: group })) === 0)
    return invalid({ residentialGroupId: 'Chọn một tổ trong danh sách.' });
  const columns = { ...said, stoppedBy: stoppedBy as ScamStop, happenedOn: toDbDate(happenedOn) };
  const made = { id, wardId, recordedBy: actor.id, recordedAt: now() };
  const { count } = await tx.nearMiss.createMany({ data: [{ ...columns, ...made }], skipDuplicates: true });
  if (count === 0 && sentBefore(await tx.nearMiss.findUnique({ where: { id } }), actor, columns)) return UNCHANGED;
  return done('near-miss.record', id, { scamPattern: pattern, channel, stoppedBy, happenedOn });
});

/**
 * Keeps a near miss told at a door, of the day of the visit and the group of its household; nothing leads from it to the
 * door. In the transaction that saves the visit.
 */
export async function saveNearMissAtDoor(
  tx: Statements,
  actor: Actor,
  { pattern, channel, stoppedBy }: { pattern: ScamPattern; channel: ScamChannel; stoppedBy: ScamStop },
  { householdId, on, at }: { householdId: string; on: string; at: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO near_miss (id, ward_id, pattern, channel, stopped_by, happened_on, residential_group_id, recorded_by, recorded_at)
    SELECT ${newIdAt(at)}::uuid, h.ward_id, ${pattern}::scam_pattern, ${channel}::scam_channel, ${stoppedBy}::scam_stop, ${on}::date, h.residential_group_id, ${actor.id}::uuid, ${at}::timestamptz
    FROM household h WHERE h.id = ${householdId}::uuid AND h.ward_id = ${actor.wardId}::uuid`;
}

/** Removes a near miss that was recorded by mistake; the log keeps what it said. Doing it twice does nothing. */
export const removeNearMiss = verb(async ({ tx, actor: { wardId } }, id: string) => {
  const stored = await tx.nearMiss.findFirst({ where: { id, wardId } });
  if (!stored) return UNCHANGED;
  await tx.nearMiss.deleteMany({ where: { id, wardId } });
  const { pattern, channel, stoppedBy, happenedOn } = stored;
  return done('near-miss.remove', id, { scamPattern: pattern, channel, stoppedBy, happenedOn: fromDbDate(happenedOn) });
});
