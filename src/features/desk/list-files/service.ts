import type { Actor } from '../../../actor';
import type { Database } from '../../../db/database';
import type { ListFile } from '../../../shared/list-file';
import { logEvent } from '../../office/audit/transact';
import type { ListFileForm } from './forms';

/** Records who takes a list along, and why. Committed before the first byte is sent. @param path of its page. */
export const recordListFile = (
  { prisma }: Database,
  actor: Actor,
  { path, filter, file }: { path: string; filter: string; file: ListFile },
  { reason, format }: ListFileForm,
): Promise<void> => {
  const details = { reason, list: file.title, filter, columns: file.columns, rows: file.rowCount, format };
  const event = ['list-file.export', { type: 'page', id: path }, details] as const;
  return prisma.$transaction((tx) => logEvent(tx, { actor, at: file.madeAt }, ...event));
};
