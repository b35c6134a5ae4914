import { z } from 'zod';
import { parseMonth } from '../../../../shared/dates';
import { optionalIdField } from '../../../../web/form';

export const overtimeQuery = z.object({
  month: z.string().transform(parseMonth).catch(undefined),
  officer: optionalIdField().catch(null),
  /** Of its file: one row per officer, or one per round. */
  content: z.enum(['officers', 'rounds']).catch('officers'),
});
