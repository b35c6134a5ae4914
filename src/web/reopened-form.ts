import { z } from 'zod';

const lines = z.array(z.object({ label: z.string(), value: z.string() })).max(500);
const bothVersions = z.object({ yours: lines, theirs: lines, theirName: z.string(), theirTime: z.string() });

/** What stands above a form that was opened again after two people had changed one record. */
export type BothVersions = z.output<typeof bothVersions>;

/** Both versions as the value of the button that sends a form to be opened again. */
export function packVersions({ yours, theirs, theirName, theirTime }: BothVersions): string {
  return JSON.stringify({ yours, theirs, theirName, theirTime } satisfies BothVersions);
}

/** The versions that a form was sent with to be opened again, not saved; null for every other form. */
export function readReopened(body: unknown): BothVersions | null {
  const packed = (body as Record<string, unknown> | undefined)?.reopened;
  if (typeof packed !== 'string') return null;
  try {
    return bothVersions.parse(JSON.parse(packed));
  } catch {
    return null;
  }
}
