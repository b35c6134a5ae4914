import { v5 as derivedId } from 'uuid';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { STALE, UNCHANGED } from '../../../shared/outcome';
import { done, verb } from '../audit/transact';
import { SITUATIONS } from '../reference-data/entries';
import type { WrittenSituation } from './forms';

/**
 * Saves a new version of a situation, unless one was saved since `version` was read. Version 0 is a new situation, which
 * brings its id, so that a form sent twice is one. The same words again are no new version.
 */
export const writeSituation = verb(
  { scam_situation_number: STALE, scam_situation_pkey: UNCHANGED },
  async ({ tx, actor, now }, { id: originId, version, checkedOn, ...words }: WrittenSituation) => {
    const { wardId } = actor;
    const newest = await tx.scamSituation.findFirst({ where: { wardId, originId }, orderBy: { number: 'desc' } });
    if (!newest && version > 0) throw new NotFoundError('Không có tình huống này.');
    const row = { ...words, sourceCheckedOn: checkedOn === null ? null : toDbDate(checkedOn) };
    if (newest && isSame(newest, row)) return UNCHANGED;
    if (newest && newest.number !== version) return STALE;
    const at = now();
    const id = newest ? newIdAt(at) : originId;
    const saved = { id, wardId, originId, number: version + 1, savedBy: actor.id, savedAt: at };
    await tx.scamSituation.create({ data: { ...row, ...saved } });
    const { title, pattern, isDraft } = words;
    return done('situation.write', originId, { name: title, pattern, number: version + 1, isDraft });
  },
);

function isSame<Row extends object>(stored: Row, row: Partial<Row>): boolean {
  const names = Object.keys(row) as (keyof Row)[];
  return names.every((name) => JSON.stringify(stored[name]) === JSON.stringify(row[name]));
}

/** Names the situations of the reference data in the ids below. */
const NAMESPACE = 'b0a6c4c6-5a0e-4f0d-8d54-0b6f6c1d7e35';

/**
 * Gives every ward, or one, the situations of the reference data that it does not have yet. What a ward wrote stays. The
 * ids follow from the ward's, so that two programs starting at once add the same rows.
 */
export async function addReferenceSituations(tx: Transaction, at: Date, wardId?: string): Promise<void> {
  const wards = wardId ? [{ id: wardId }] : await tx.ward.findMany({ select: { id: true } });
  await tx.scamSituation.createMany({
    data: wards.flatMap((ward) =>
      SITUATIONS.map(({ answers, right, checkedOn, ...words }) => {
        const id = derivedId(`${ward.id} ${words.pattern} ${words.title}`, NAMESPACE);
        return {
          ...words,
          id,
          wardId: ward.id,
          originId: id,
          number: 1,
          answers: answers.map(({ text }) => text),
          pictures: answers.map(({ picture }) => picture),
          rightAnswer: right,
          sourceCheckedOn: checkedOn && toDbDate(checkedOn),
          isDraft: words.source === '' || checkedOn === null,
          savedAt: at,
        };
      }),
    ),
    skipDuplicates: true,
  });
}
