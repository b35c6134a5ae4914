import type { Actor } from '../../../actor';
import type { Statements } from '../../../db/database';
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
