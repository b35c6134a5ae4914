import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { Statements } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import type { PlainValues, RESIDENT_PLAIN } from '../../../shared/register-fields';
import { logEvent } from '../../office/audit/transact';

/** The facts that are asked at the door while a rule of what falls due needs them. */
export const ASKED_FACTS = ['receivesBenefit', 'cardIssuedOn'] as const;
export type ToldFacts = Pick<PlainValues<typeof RESIDENT_PLAIN>, (typeof ASKED_FACTS)[number]>;

const TOLD = z.object({ id: z.string(), receivesBenefit: z.string().nullable(), cardIssuedOn: z.string().nullable() });

/**
 * Keeps facts that people told at the door, where the register does not know them yet; what was saved meanwhile stays. The
 * caller has locked the people.
 */
export async function saveToldFacts(
  tx: Statements,
  actor: Actor,
  facts: Readonly<Record<string, ToldFacts>>,
  at: Date,
): Promise<void> {
  if (Object.keys(facts).length === 0) return;
  const rows = JSON.stringify(Object.entries(facts).map(([id, told]) => ({ id, ...told })));
  const saved = await queryRows(tx, 'visit-told-facts', TOLD)`
      UPDATE resident r SET receives_benefit = coalesce(r.receives_benefit, told."receivesBenefit"), card_issued_on = coalesce(r.card_issued_on, told."cardIssuedOn"),
        version = r.version + 1, updated_at = ${at}::timestamptz
      FROM jsonb_to_recordset(${rows}::jsonb) AS told (id uuid, "receivesBenefit" benefit_receipt, "cardIssuedOn" date), resident before
      WHERE r.id = told.id AND before.id = r.id AND r.ward_id = ${actor.wardId}::uuid
        AND (r.receives_benefit IS NULL AND told."receivesBenefit" IS NOT NULL OR r.card_issued_on IS NULL AND told."cardIssuedOn" IS NOT NULL)
      RETURNING r.id, CASE WHEN before.receives_benefit IS NULL THEN told."receivesBenefit" END AS "receivesBenefit", CASE WHEN before.card_issued_on IS NULL THEN told."cardIssuedOn"::text END AS "cardIssuedOn"`;
  for (const { id, ...told } of saved) {
    const changes = Object.entries(told).flatMap(([field, after]) => (after ? [{ field, before: null, after }] : []));
    await logEvent(tx, { actor, at }, 'resident.correct', id, { changes });
  }
}
