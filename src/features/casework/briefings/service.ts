import { z } from 'zod';
import type { AppContext } from '../../../context';
import { lockRow, lockOrNotFound, lockWhere } from '../../../db/locks';
import { queryRows } from '../../../db/query-rows';
import type { ScamPattern } from '../../../generated/prisma/enums';
import { localDateOf } from '../../../shared/dates';
import { newIdAt } from '../../../shared/new-id';
import { sql } from '../../../shared/sql';
import { STALE, UNCHANGED, type Done, type Stale, type Unchanged } from '../../../shared/outcome';
import { ForbiddenError, NotFoundError } from '../../../shared/errors';
import { done, transact, verb } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { PROMPTS, type BriefingText } from './forms';
import { canCorrect, canWithdraw } from './policy';
import { getBriefing, getSubject, isAlertOn, type BriefingSubject } from './queries';

const NOT_YOURS = 'Lời dặn này của người khác viết; chỉ người viết sửa được.';

type NewBriefing = BriefingText & { id: string };

/**
 * Saves a briefing. Sent twice, it is saved once, because the form carries its id; `differs` if the saved one says
 * something else.
 */
export const writeBriefing = verb(
  async (
    { tx, actor, now },
    subject: BriefingSubject,
    { id, ...words }: NewBriefing,
  ): Promise<Done | Unchanged | { kind: 'differs' }> => {
    const { wardId } = actor;
    // Waits for a merge that removes the household; afterwards the household is gone.
    if (subject.kind === 'household') await lockRow(tx, 'household', { id: subject.id, wardId }, 'KEY SHARE');
    const { label } = await getSubject({ prisma: tx }, wardId, subject);
    const columns = { ...columnsOf(subject, label), ...words, writtenBy: actor.id, writtenAt: now() };
    const { count } = await tx.briefing.createMany({ data: [{ id, wardId, ...columns }], skipDuplicates: true });
    if (count > 0) return done('briefing.write', id, aboutOf(subject, label));
    const stored = await tx.briefing.findFirst({ where: { id, wardId } });
    // The id belongs to another ward.
    if (!stored) throw new NotFoundError('Không có lời dặn này.');
    return isSameBriefing(stored, words) ? UNCHANGED : { kind: 'differs' };
  },
);

function columnsOf({ kind, id }: BriefingSubject, label: string) {
  switch (kind) {
    case 'round':
      return { roundId: id };
    case 'lane':
      return { laneKey: id, laneLabel: label };
    case 'household':
      return { householdId: id };
  }
}

/** A door is logged by its id alone: its address and what was said there stay out of the log. */
const aboutOf = ({ kind, id }: BriefingSubject, label: string): Record<string, string> =>
  kind === 'household' ? { householdId: id } : { about: label };

/** Warns the whole ward of a pattern for two weeks: a briefing of every round and door. Not while such an alert stands. */
export const raiseAlert = verb(async ({ tx, actor, now }, scamPattern: ScamPattern, approach: string) => {
  const { wardId } = actor;
  const at = now();
  await lockWhere(tx, 'ward', sql`id = ${wardId}::uuid`, 'NO KEY UPDATE');
  const standing = await queryRows(tx, 'alert-standing', z.object({ id: z.string() }))`
        SELECT b.id FROM briefing b WHERE b.ward_id = ${wardId}::uuid AND b.scam_pattern = ${scamPattern}::scam_pattern AND ${isAlertOn(localDateOf(at))}`;
  if (standing.length > 0) return UNCHANGED;
  const id = newIdAt(at);
  await tx.briefing.create({ data: { id, wardId, scamPattern, approach, writtenBy: actor.id, writtenAt: at } });
  return { ...done('briefing.write', id, { about: approach }), id };
});

/** Corrects a briefing of the actor, unless it was changed in another window or withdrawn since it was read. */
export async function correctBriefing(
  { db, now }: AppContext,
  actor: Actor,
  id: string,
  { version, ...words }: BriefingText & { version: number },
): Promise<Done | Unchanged | Stale> {
  const stored = await getBriefing(db, actor.wardId, id);
  if (!canCorrect(actor, { ...stored, withdrawnAt: null })) throw new ForbiddenError(NOT_YOURS);
  if (!stored.withdrawnAt && isSameBriefing(stored, words)) return UNCHANGED;
  return transact({ db, now }, actor, async (tx) => {
    const { count } = await tx.briefing.updateMany({
      where: { id, wardId: actor.wardId, version, withdrawnAt: null },
      data: { ...words, updatedAt: now(), version: { increment: 1 } },
    });
    if (count === 0) return STALE;
    return done(
      'briefing.correct',
      id,
      stored.householdId ? { householdId: stored.householdId } : { about: stored.roundCode ?? stored.laneLabel },
    );
  });
}

const isSameBriefing = (stored: BriefingText, words: BriefingText): boolean =>
  PROMPTS.every((prompt) => stored[prompt] === words[prompt]);

/** Withdraws a briefing from view; the row stays with who, when and why. Doing it twice does nothing. */
export const withdrawBriefing = verb(async ({ tx, actor, now }, id: string, reason: string) => {
  await lockOrNotFound(tx, 'briefing', { id, wardId: actor.wardId, missing: 'Không có lời dặn này.' });
  const stored = await tx.briefing.findUniqueOrThrow({ where: { id } });
  if (stored.withdrawnAt) return UNCHANGED;
  if (!canWithdraw(actor, stored)) throw new ForbiddenError('Chỉ người viết hoặc văn phòng rút được lời dặn này.');
  await tx.briefing.update({
    where: { id },
    data: { withdrawnAt: now(), withdrawnBy: actor.id, withdrawnReason: reason, version: { increment: 1 } },
  });
  return done('briefing.withdraw', id, { reason });
});

/** Shows a briefing again, for the user who withdrew it. Doing it twice does nothing. */
export const restoreBriefing = verb(async ({ tx, actor }, id: string) => {
  await lockOrNotFound(tx, 'briefing', { id, wardId: actor.wardId, missing: 'Không có lời dặn này.' });
  const stored = await tx.briefing.findUniqueOrThrow({ where: { id } });
  if (!stored.withdrawnAt) return UNCHANGED;
  if (stored.withdrawnBy !== actor.id) throw new ForbiddenError('Chỉ người vừa rút hoàn tác được việc rút.');
  await tx.briefing.update({
    where: { id },
    data: { withdrawnAt: null, withdrawnBy: null, withdrawnReason: '', version: { increment: 1 } },
  });
  return done('briefing.restore', id);
});
