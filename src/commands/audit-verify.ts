import { describeVerification, verifyAudit } from '../features/audit/verify';
import { runCommand } from './run-command';

void runCommand(async ({ db }) => {
  const client = await db.pool.connect();
  try {
    // A long chain takes as long as it takes.
    await client.query('SET statement_timeout = 0');
    const { lines, isWhole } = describeVerification(await verifyAudit(client));
    for (const line of lines) console.log(line);
    if (!isWhole) process.exitCode = 1;
  } finally {
    client.release(true);
  }
});
