import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { CSV_TYPE, csvFile } from '../shared/csv-file';
import type { CellBatches, ListFile } from '../shared/list-file';
import { XLSX_TYPE, xlsxFile } from '../shared/xlsx-file';

/** A file that is read from the database holds a connection for as long as the reader's download takes. */
const MAX_MS = 180_000;

const KINDS = { xlsx: { type: XLSX_TYPE, write: xlsxFile }, csv: { type: CSV_TYPE, write: csvFile } } as const;

/**
 * Sends a list as a download. Cancelling a download is not an error; the audit log already records that the file was
 * requested.
 * @param name of the file, with its ending.
 */
export async function sendListFile(
  res: Response,
  { file, batches }: { file: ListFile; batches: CellBatches },
  { name, format }: { name: string; format: keyof typeof KINDS },
): Promise<void> {
  const { type, write } = KINDS[format];
  res.attachment(name).type(type);
  try {
    await pipeline(write(file, batches), res, { signal: AbortSignal.timeout(MAX_MS) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
