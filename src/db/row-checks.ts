import type { z } from 'zod';

/**
 * What tests do with the rows of every read (tests/support/check-rows.ts): a row that is not what its schema says fails
 * with the statement's name. The running program trusts its SQL.
 */
export const rowChecks: { check?: (name: string, row: z.ZodObject, rows: readonly object[]) => void } = {};
