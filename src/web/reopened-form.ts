import { z } from 'zod';

const lines = z.array(z.object({ label: z.string(), value: z.string() })).max(500);
const bothVersions = z.object({ yours: lines, theirs: lines, theirName: z.string(), theirTime: z.string() });

/** Shown above a form that was reopened after two people had changed one record. */
type BothVersions = z.output<typeof bothVersions>;

/** Both versions as the value of the button that reopens a form. */
export const packVersions = ({ yours, theirs, theirName, theirTime }: BothVersions): string =>
  JSON.stringify({ yours, theirs, theirName, theirTime } satisfies BothVersions);

/** Whether a form was sent to be reopened, not saved, even if its versions cannot be read. */
export const isReopening = (body: unknown): boolean =>
  typeof (body as Record<string, unknown> | undefined)?.reopened === 'string';

/** The versions sent with a form that is to be reopened; null for every other form. */
export function readReopened(body: unknown): BothVersions | null {
  const packed = (body as Record<string, unknown> | undefined)?.reopened;
  if (typeof packed !== 'string') return null;
  try {
    return bothVersions.parse(JSON.parse(packed));
  } catch {
    return null;
  }
}
