import { connectToDatabase } from '../db/migrate';
import { describeVerification, verifyAudit } from '../features/office/audit/verify';

/** Verifies the audit chains on a connection without a statement timeout, because a long chain takes time. */
export async function printVerification(url: string): Promise<void> {
  const client = await connectToDatabase(url);
  try {
    const { lines, isWhole } = describeVerification(await verifyAudit(client));
    for (const line of lines) console.log(line);
    if (!isWhole) process.exitCode = 1;
  } finally {
    await client.end();
  }
}
