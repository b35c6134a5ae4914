import type { Actor } from '../../../actor';
import type { Database } from '../../../db/database';
import type { ListFile } from '../../../shared/list-file';
import { recordEvent } from '../../office/audit/record';
import type { ListFileForm } from './forms';

/** Records who takes a list along, and why. Committed before the first byte is sent. @param path of its page. */
export const recordListFile = (
  { prisma }: Database,
  actor: Actor,
  { path, filter, file }: { path: string; filter: string; file: ListFile },
  { reason, format }: ListFileForm,
): Promise<void> =>
  prisma.$transaction((tx) =>
    recordEvent(tx, {
      actor,
      action: 'list-file.export',
      subject: { type: 'page', id: path },
      at: file.madeAt,
      details: { reason, list: file.title, filter, columns: file.columns, rows: file.rowCount, format },
    }),
  );
