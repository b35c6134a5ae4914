import type { Actor } from '../../../actor';
import type { Statements, Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import type { LocalDate } from '../../../shared/dates';
import type { ScamChannel, ScamPattern, ScamStop } from '../../../generated/prisma/enums';
import { saveNearMissAtDoor } from '../../casework/near-misses/service';
import { saveAnswersToSituations, type NewAnswer } from '../../casework/practice/service';

/** What was practised at a door, and what nearly happened there. */
export interface Practised {
  /** Who answered; null if no name was given. */
  residentId: string | null;
  answers: readonly NewAnswer[];
  nearMiss: { pattern: ScamPattern; channel: ScamChannel; stoppedBy: ScamStop } | null;
}

/** Keeps what was practised, in the transaction that saves the new visit. */
export async function savePractised(
  tx: Statements,
  actor: Actor,
  { residentId, answers, nearMiss }: Practised,
  { visitId, householdId, on, at }: { visitId: string; householdId: string; on: string; at: Date },
): Promise<void> {
  await saveAnswersToSituations(tx, actor, answers, { residentId, visitId, sampleStratumId: null, on, at });
  if (nearMiss) await saveNearMissAtDoor(tx, actor, nearMiss, { householdId, on, at });
}

/** Follows an edited visit: answers of a resident who is no longer said to have been there go. @returns how many. */
export async function followPractised(
  tx: Transaction,
  { wardId }: Actor,
  { visitId, presentIds, on }: { visitId: string; presentIds: readonly string[]; on: LocalDate },
): Promise<number> {
  const of = { visitId, wardId };
  const { count } = await tx.situationAnswer.deleteMany({ where: { ...of, residentId: { notIn: [...presentIds] } } });
  await tx.situationAnswer.updateMany({ where: of, data: { answeredOn: toDbDate(on) } });
  return count;
}
