import { connectToDatabase } from '../db/migrate';
import { findAlteredClosings } from '../features/adoption/month-closings/digest-queries';
import { describeVerification } from '../features/office/audit/verification-labels';
import { verifyAudit } from '../features/office/audit/verify';
import { monthName } from '../shared/dates';
import type { Sealer } from '../shared/sealer';

/**
 * Verifies the audit chains, and the closed months by the digests in them, on a connection without a statement timeout, because a long chain takes time.
 * @param expected heads noted elsewhere, see `verifyAudit`.
 */
export async function printVerification(url: string, sealer: Sealer, expected?: readonly string[]): Promise<void> {
  const client = await connectToDatabase(url);
  try {
    const { lines, isWhole } = describeVerification(await verifyAudit(client, sealer, expected));
    for (const line of lines) console.log(line);
    const altered = await findAlteredClosings(client);
    for (const { wardName, month, revision } of altered)
      console.log(`${wardName}: ${monthName(month)} đã chốt, bản ${revision}, KHÔNG còn như lúc chốt.`);
    if (!isWhole || altered.length > 0) process.exitCode = 1;
  } finally {
    await client.end();
  }
}
