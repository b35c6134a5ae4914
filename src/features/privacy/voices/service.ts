import { v5 as derivedId } from 'uuid';
import type { Context } from '../../../context';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import type { VoiceSaid, VoiceSource } from '../../../generated/prisma/enums';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { UNCHANGED } from '../../../shared/outcome';
import { done, verb } from '../../office/audit/transact';
import { recordComplaint } from '../data-requests/service';
import { MOST_SLIPS, type TypedSlips, type TypedVoice } from './forms';

/** From `key` the ids follow: sent twice it is said once, and the ids tell no time. */
type Saying = Record<'wardId' | 'key', string> & { today: LocalDate; source: VoiceSource; isChecked: boolean };

const PARTS = ['face', 'demand', 'sentence', 'complaint'] as const;
const idOf = (wardId: string, key: string, part: (typeof PARTS)[number]) => derivedId(`${key} ${part}`, wardId);

/**
 * Stores what was said as rows that nothing ties together. Words of a sender who wants an answer, or whom anybody asked
 * for money or a code, become a complaint and no sentence. Returns its due day, or null.
 */
async function say(
  tx: Transaction,
  { key, today, ...about }: Saying,
  { face, demand, sentence: words, wantsAnswer, sender: askedBy }: TypedVoice,
): Promise<LocalDate | null> {
  const { wardId } = about;
  const isComplaint = wantsAnswer || demand === 'asked';
  const sentence = words !== '' && !isComplaint ? 'sentence' : null;
  const parts: Record<string, VoiceSaid | null> = { face, demand, sentence };
  const data = Object.entries(parts).flatMap(([part, said]) => {
    const id = idOf(wardId, key, part as 'face');
    return said ? { ...about, id, answeredOn: toDbDate(today), said, sentence: said === 'sentence' ? words : '' } : [];
  });
  await tx.voice.createMany({ data, skipDuplicates: true });
  if (!isComplaint) return null;
  const kind = demand === 'asked' ? 'demand' : 'complaint';
  return recordComplaint(tx, { id: idOf(wardId, key, 'complaint'), wardId, kind, what: words, askedBy, today });
}

/** Stores what a telephone sent; without an event, which would tell its moment. @param key a keyed hash of the sending. */
export const sendVoice = ({ db, now }: Context, from: Pick<Saying, 'wardId' | 'key' | 'isChecked'>, said: TypedVoice) =>
  db.prisma.$transaction((tx) => say(tx, { ...from, today: localDateOf(now()), source: 'phone' }, said));

/** Stores torn-off slips that the office copies. `unchanged`: this form was saved before. */
export const enterSlips = verb(async ({ tx, actor: { wardId }, now }, { id, slips }: TypedSlips) => {
  if ((await tx.voice.count({ where: { wardId, id: idOf(wardId, `${id} 0`, 'face') } })) > 0) return UNCHANGED;
  const about = { wardId, today: localDateOf(now()), source: 'slip' as const, isChecked: true };
  for (const [index, slip] of slips.entries()) await say(tx, { ...about, key: `${id} ${index}` }, slip);
  return done('voice.enter-slips', { type: 'ward', id: wardId }, { count: slips.length });
});

/** Takes back slips copied today, with the demands that they name unless they were answered. */
export const removeSlips = verb(async ({ tx, actor: { wardId }, now }, formId: string) => {
  const keys = Array.from({ length: MOST_SLIPS }, (_, index) => `${formId} ${index}`);
  const own = { wardId, id: { in: keys.flatMap((key) => PARTS.map((part) => idOf(wardId, key, part))) } };
  const { count } = await tx.voice.deleteMany({ where: { ...own, answeredOn: toDbDate(localDateOf(now())) } });
  if (count === 0) return UNCHANGED;
  await tx.dataRequest.deleteMany({ where: { ...own, endedOn: null } });
  return done('voice.remove-slips', { type: 'ward', id: wardId });
});

/** Removes a sentence that tells who somebody is, for good; that one was removed stays counted. Twice changes nothing. */
export const removeSentence = verb(async ({ tx, actor: { wardId } }, id: string) => {
  const { count } = await tx.voice.updateMany({ where: { wardId, id, sentence: { not: '' } }, data: { sentence: '' } });
  return count === 0 ? UNCHANGED : done('voice.remove-sentence', id);
});
