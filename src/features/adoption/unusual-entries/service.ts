import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { toDbDate } from '../../../db/dates';
import { localDateOf } from '../../../shared/dates';
import { invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { sentBefore } from '../../../shared/sent-before';
import { done, transact } from '../../office/audit/transact';
import type { InquiryForm } from './forms';
import { listFindings } from './queries';

export const NO_LONGER = 'Điều này không còn đáng hỏi: lượt ghi đã được sửa hoặc rút, hay đã lâu.';

/**
 * Records that a supervisor asked the writer of unusual entries, and the answer. It covers the entries up to the latest
 * that the page showed; later ones are open again. Refused for the writer; nothing is written of a finding that is gone.
 */
export async function recordInquiry(
  { db, now }: Context,
  actor: Actor,
  { id, lastAt, answer, ...key }: InquiryForm,
): Promise<Done | Unchanged | Invalid | { kind: 'gone' }> {
  const [finding] = await listFindings(db, { wardId: actor.wardId, today: localDateOf(now()) }, { key });
  if (!finding) return { kind: 'gone' };
  if (key.writerId === actor.id) return invalid({ answer: 'Lượt ghi của chính mình thì nhờ người khác hỏi.' });
  const { rule, kind: entryKind, writerId, on } = key;
  return transact({ db, now }, actor, async (tx) => {
    const inquiry = {
      ...{ rule, entryKind, writerId, foundOn: toDbDate(on), answer },
      lastEntryAt: new Date(Math.min(Date.parse(lastAt), finding.lastAt.getTime())),
    };
    const { count } = await tx.entryInquiry.createMany({
      data: [{ id, wardId: actor.wardId, ...inquiry, entries: finding.entries, askedBy: actor.id, askedAt: now() }],
      skipDuplicates: true,
    });
    if (count === 0 && sentBefore(await tx.entryInquiry.findUnique({ where: { id } }), actor, inquiry))
      return UNCHANGED;
    return done('entry-inquiry.record', id, {
      rule,
      entryKind,
      writerId,
      foundOn: on,
      entries: finding.entries,
      answer,
    });
  });
}
