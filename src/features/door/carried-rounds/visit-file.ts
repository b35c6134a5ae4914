import { createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { SealError, type Sealer } from '../../../shared/sealer';
import { isVisitAddress } from '../visit-form/open-form';

// A file into which a laptop puts the visits that it cannot send, for the office to take in. The key that encrypts it is
// made here for each carried round; the laptop keeps it, and the same key sealed by this server, which goes into the file.

const PLACE = 'visit file';
const KEY_BYTES = 32;
const TAG_BYTES = 16;

const ticketSchema = z.object({ wardId: z.uuid(), carriedRoundId: z.uuid(), key: z.base64() });
type Ticket = z.infer<typeof ticketSchema>;

const fileSchema = z.object({
  format: z.literal('go-cua-visits-1'),
  ticket: z.base64(),
  iv: z.base64(),
  data: z.base64(),
});

const visitSchema = z.object({
  // The carrying laptop can send any text here, and the office's page makes it the address of a form.
  path: z.string().max(200).refine(isVisitAddress),
  label: z.string().max(500),
  typedAt: z.iso.datetime(),
  fields: z.array(z.tuple([z.string().max(200), z.string()])).max(3000),
});
export type FiledVisit = z.infer<typeof visitSchema>;

/** What a laptop needs to write its file: the key, and the ticket to put beside what the key encrypts (base64). */
export function newFileKey(sealer: Sealer, where: Omit<Ticket, 'key'>): { fileKey: string; ticket: string } {
  const fileKey = randomBytes(KEY_BYTES).toString('base64');
  const ticket = sealer.sealBytes(Buffer.from(JSON.stringify({ ...where, key: fileKey })), PLACE);
  return { fileKey, ticket: Buffer.from(ticket).toString('base64') };
}

/** Reads such a file; null if it is none, was changed, or belongs to another server or ward. */
export function openVisitFile(
  sealer: Sealer,
  wardId: string,
  file: Uint8Array,
): { carriedRoundId: string; visits: FiledVisit[] } | null {
  try {
    const { ticket, iv, data } = fileSchema.parse(JSON.parse(Buffer.from(file).toString('utf8')));
    const opened = sealer.openBytes(Buffer.from(ticket, 'base64'), PLACE);
    const { key, carriedRoundId, wardId: owner } = ticketSchema.parse(JSON.parse(Buffer.from(opened).toString('utf8')));
    if (owner !== wardId) return null;
    const visits = z
      .array(visitSchema)
      .max(500)
      .parse(JSON.parse(decrypt(key, iv, data)));
    return { carriedRoundId, visits };
  } catch (error) {
    if (error instanceof SealError || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** WebCrypto's AES-GCM: the tag stands behind the text. @throws SyntaxError if the text was changed. */
function decrypt(key: string, iv: string, data: string): string {
  const sealed = Buffer.from(data, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), Buffer.from(iv, 'base64'));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new SyntaxError('a visit file was changed');
  }
}
