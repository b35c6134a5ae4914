import { z } from 'zod';
import { isRealDate, type LocalDate } from '../../../../shared/dates';
import { optionalIdField } from '../../../../web/form';

/** '2026-11' within the supported years → its first day; undefined for anything else. */
const monthOf = (text: unknown): LocalDate | undefined =>
  typeof text === 'string' && /^20\d\d-\d\d$/.test(text) && isRealDate(`${text}-01`) ? `${text}-01` : undefined;

export const overtimeQuery = z.object({
  month: z.string().optional().catch(undefined).transform(monthOf),
  officer: optionalIdField().catch(null),
  /** Of its file: one row per officer, or one per round. */
  content: z.enum(['officers', 'rounds']).catch('officers'),
});
