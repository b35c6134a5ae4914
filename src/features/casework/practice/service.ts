import type { Actor } from '../../../actor';
import type { Statements } from '../../../db/database';
import type { SituationMoment } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { UNCHANGED, type Done, type Unchanged } from '../../../shared/outcome';
import { sql } from '../../../shared/sql';
import { done, verb } from '../../office/audit/transact';
import { agreesToSurveys, wasTaughtBefore } from './queries';

/** An answer to a situation, checked. */
export interface NewAnswer {
  situationId: string;
  moment: SituationMoment;
  answer: number;
}

interface Occasion {
  /** Who answered; null if no name was given. */
  residentId: string | null;
  visitId: string | null;
  /** In a sample: the group in which the person was drawn. */
  sampleStratumId: string | null;
  on: LocalDate;
  at: Date;
}

/**
 * Keeps answers to situations: under the name of a resident who agreed to surveys, otherwise without a name, visit, writer and
 * time. Called once for each form, in the transaction that saves it; the caller has locked the resident.
 */
export async function saveAnswersToSituations(
  tx: Statements,
  { id: userId, wardId }: Actor,
  answers: readonly NewAnswer[],
  { residentId, visitId, sampleStratumId, on, at }: Occasion,
): Promise<void> {
  if (answers.length === 0) return;
  const person = sql`${residentId}::uuid`;
  const ifNamed = (value: typeof person) => sql`CASE WHEN named.is_named THEN ${value} END`;
  const rows = answers.map(({ situationId, moment, answer }) => ({ situation_id: situationId, moment, answer }));
  await tx.$executeRaw`
    INSERT INTO situation_answer (id, ward_id, situation_id, moment, answer, answered_on, was_taught, resident_id, visit_id, sample_stratum_id, recorded_by, recorded_at)
    SELECT gen_random_uuid(), ${wardId}::uuid, given.situation_id, given.moment, given.answer, ${on}::date,
      CASE WHEN given.moment = 'sample' THEN ${wasTaughtBefore(person, on)} END,
      ${ifNamed(person)}, ${ifNamed(sql`${visitId}::uuid`)}, ${sampleStratumId}::uuid, ${ifNamed(sql`${userId}::uuid`)}, ${ifNamed(sql`${at}::timestamptz`)}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (situation_id uuid, moment situation_moment, answer integer)
    CROSS JOIN (SELECT ${residentId}::uuid IS NOT NULL AND ${agreesToSurveys(person)} AS is_named) named`;
}

/** Removes an answer that was recorded by mistake. Doing it twice does nothing. */
export const removeSituationAnswer = verb(async ({ tx, actor: { wardId } }, id: string): Promise<Done | Unchanged> => {
  const stored = await tx.situationAnswer.findFirst({ where: { id, wardId } });
  if (!stored) return UNCHANGED;
  await tx.situationAnswer.deleteMany({ where: { id, wardId } });
  const { residentId, visitId } = stored;
  return done('situation-answer.remove', { type: 'ward', id: wardId }, { residentId, visitId });
});
