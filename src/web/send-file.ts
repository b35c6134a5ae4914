import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** A file that is read from the database holds a connection for as long as the reader's download takes. */
const MAX_MS = 180_000;

/** Sends a download while it is made. Cancelling it is not an error. @param name with its ending. */
export async function sendFile(res: Response, content: Readable, { name, type }: { name: string; type: string }) {
  res.attachment(name).type(type);
  try {
    await pipeline(content, res, { signal: AbortSignal.timeout(MAX_MS) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
