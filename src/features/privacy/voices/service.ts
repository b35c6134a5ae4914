import { v5 as derivedId } from 'uuid';
import type { Context } from '../../../context';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import type { VoiceSaid, VoiceSource } from '../../../generated/prisma/enums';
import { keysOf } from '../../../shared/labels';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { UNCHANGED } from '../../../shared/outcome';
import { done, verb } from '../../office/audit/transact';
import { endOpenRequests, recordComplaint } from '../data-requests/service';
import { MOST_SLIPS, type TypedSlips, type TypedVoice } from './forms';

/** The ids are derived from `key`: a form sent twice is stored once, and the ids tell no time. Of slips it is the form's id. */
type Sending = Record<'wardId' | 'key', string> & { today: LocalDate; source: VoiceSource; isChecked: boolean };

const PARTS = ['face', 'demand', 'sentence', 'complaint'] as const;
type Part = (typeof PARTS)[number];
const idOf = (wardId: string, key: string, part: Part) => derivedId(`${key} ${part}`, wardId);
const idsOf = (wardId: string, key: string) => PARTS.map((part) => idOf(wardId, key, part));

/**
 * Stores what was said as rows that nothing ties together. Words of a sender who wants an answer, or whom anybody asked
 * for money or a code, become a complaint and no sentence. Returns its due day, or null.
 */
async function storeAnswer(
  tx: Transaction,
  { key, today, ...about }: Sending,
  { face, demand, sentence: words, wantsAnswer, sender: askedBy }: TypedVoice,
): Promise<LocalDate | null> {
  const { wardId } = about;
  const isComplaint = wantsAnswer || demand === 'asked';
  const sentence = words !== '' && !isComplaint ? 'sentence' : null;
  const parts: Record<Exclude<Part, 'complaint'>, VoiceSaid | null> = { face, demand, sentence };
  const data = keysOf(parts).flatMap((part) => {
    const said = parts[part];
    const id = idOf(wardId, key, part);
    return said ? { ...about, id, answeredOn: toDbDate(today), said, sentence: said === 'sentence' ? words : '' } : [];
  });
  await tx.voice.createMany({ data, skipDuplicates: true });
  if (!isComplaint) return null;
  const kind = demand === 'asked' ? 'demand' : 'complaint';
  return recordComplaint(tx, { id: idOf(wardId, key, 'complaint'), wardId, kind, what: words, askedBy, today });
}

/** Stores what a telephone sent; without an event, which would tell its moment. @param key a keyed hash of the sending. */
export const sendVoice = (
  { db, now }: Context,
  from: Pick<Sending, 'wardId' | 'key' | 'isChecked'>,
  said: TypedVoice,
) => db.prisma.$transaction((tx) => storeAnswer(tx, { ...from, today: localDateOf(now()), source: 'phone' }, said));

/** Whether the form was stored before. */
export async function isSent({ db }: Context, wardId: string, key: string): Promise<boolean> {
  const where = { wardId, id: { in: idsOf(wardId, key) } };
  return (await db.prisma.voice.count({ where })) + (await db.prisma.dataRequest.count({ where })) > 0;
}

/** More open complaints than a ward has without a flood. */
const MANY_COMPLAINTS = 20;
/** Whether the form complains while so many complaints are open that only a sender with proof of work is heard. */
export const hasManyComplaints = async ({ db }: Context, wardId: string, { wantsAnswer, demand }: TypedVoice) =>
  (wantsAnswer || demand === 'asked') &&
  (await db.prisma.dataRequest.count({ where: { wardId, dueDays: { not: null }, endedOn: null } })) >= MANY_COMPLAINTS;

/** Writes the answers of days that are over anew, in another order: rows side by side would tell who said what together. */
export const mixVoices = ({ db, now }: Pick<Context, 'db' | 'now'>, wardId: string) =>
  db.prisma.$executeRaw`
    WITH mixed AS (DELETE FROM voice WHERE ward_id = ${wardId}::uuid AND NOT is_mixed AND answered_on < ${localDateOf(now())}::date
      RETURNING id, ward_id, answered_on, source, said, sentence, is_checked)
    INSERT INTO voice (id, ward_id, answered_on, source, said, sentence, is_checked, is_mixed) SELECT *, true FROM mixed ORDER BY id`;

/** Stores torn-off slips that the office copies. `unchanged`: this form was saved before. */
export const enterSlips = verb(async ({ tx, actor: { wardId }, now }, { id, slips }: TypedSlips) => {
  if ((await tx.voice.count({ where: { wardId, id: idOf(wardId, `${id} 0`, 'face') } })) > 0) return UNCHANGED;
  const about = { wardId, today: localDateOf(now()), source: 'slip' as const, isChecked: true };
  for (const [index, slip] of slips.entries()) await storeAnswer(tx, { ...about, key: `${id} ${index}` }, slip);
  return done('voice.enter-slips', { type: 'ward', id: wardId }, { count: slips.length });
});

/** Takes back slips copied today. The demands that they name are ended, not deleted: the chairman still reads them. */
export const removeSlips = verb(async ({ tx, actor, now }, formId: string) => {
  const { wardId } = actor;
  const today = toDbDate(localDateOf(now()));
  const keys = Array.from({ length: MOST_SLIPS }, (_, index) => `${formId} ${index}`);
  const own = { wardId, id: { in: keys.flatMap((key) => idsOf(wardId, key)) } };
  const { count } = await tx.voice.deleteMany({ where: { ...own, answeredOn: today } });
  if (count === 0) return UNCHANGED;
  const end = { endedAs: 'withdrawn', endNote: 'Văn phòng chép nhầm tờ nhận xét.', today } as const;
  const demands = (await endOpenRequests(tx, actor, { id: own.id }, end)).length;
  return done('voice.remove-slips', { type: 'ward', id: wardId }, { count, demands });
});

/** Removes a sentence that names a person, for good; that one was removed stays counted. Twice changes nothing. */
export const removeSentence = verb(async ({ tx, actor: { wardId } }, id: string) => {
  const { count } = await tx.voice.updateMany({ where: { wardId, id, sentence: { not: '' } }, data: { sentence: '' } });
  return count === 0 ? UNCHANGED : done('voice.remove-sentence', id);
});
