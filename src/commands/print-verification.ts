import { connectToDatabase } from '../db/migrate';
import { describeVerification } from '../features/office/audit/verification-labels';
import { verifyAudit } from '../features/office/audit/verify';
import type { Sealer } from '../shared/sealer';

/**
 * Verifies the audit chains on a connection without a statement timeout, because a long chain takes time.
 * @param expected heads noted elsewhere, see `verifyAudit`.
 */
export async function printVerification(url: string, sealer: Sealer, expected?: readonly string[]): Promise<void> {
  const client = await connectToDatabase(url);
  try {
    const { lines, isWhole } = describeVerification(await verifyAudit(client, sealer, expected));
    for (const line of lines) console.log(line);
    if (!isWhole) process.exitCode = 1;
  } finally {
    await client.end();
  }
}
