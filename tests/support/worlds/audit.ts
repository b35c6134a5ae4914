import { sealEvents } from '../../../src/features/office/audit/seal-service';
import { verifyAudit, type VerifiedChain } from '../../../src/features/office/audit/verify';
import type { TestApp } from '../test-app';

/** Seals what is unsealed, and returns where the ward's chain does not verify; null if it does. */
export async function brokenPlace({ context, db, ward }: TestApp): Promise<VerifiedChain['broken']> {
  await sealEvents(context);
  const client = await db.pool.connect();
  try {
    const { chains } = await verifyAudit(client, context.sealer);
    return chains.find(({ chainId }) => chainId === ward.id)!.broken;
  } finally {
    client.release();
  }
}
