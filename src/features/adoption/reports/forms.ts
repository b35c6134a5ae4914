import { z } from 'zod';
import { parseDateText, type LocalDate } from '../../../shared/dates';
import { NEEDS, type Need } from '../../../shared/needs';
import { isId } from '../../../web/form';
import type { AdultFilter } from './queries';

const one = z.string().max(300).optional().catch(undefined);
const id = one.transform((value) => (isId(value) ? value : null));
const day = one.transform((value): LocalDate | null => (value ? parseDateText(value) : null));

/** The filters in the query of a list. Invalid values are ignored, so that a list never fails. */
export const listFilter = z.object({
  group: id,
  service: id,
  how: z.enum(['alone', 'with_help', 'by_relative', 'done_for']).nullable().catch(null).default(null),
  use: z.enum(['own', 'done_for_only', 'none', 'all']).catch('own').default('own'),
  reached: z.enum(['yes', 'no']).nullable().catch(null).default(null),
  need: z
    .enum(Object.keys(NEEDS) as [Need, ...Need[]])
    .nullable()
    .catch(null)
    .default(null),
  state: z.enum(['met', 'not_met', 'helped']).nullable().catch(null).default(null),
  vneid: z.literal('level_2').nullable().catch(null).default(null),
  until: day,
  from: day,
  afterId: id,
});

export type ListFilter = z.output<typeof listFilter>;

export function adultFilterOf(filter: ListFilter): AdultFilter {
  return {
    groupId: filter.group,
    serviceId: filter.service,
    use: filter.use,
    how: filter.how,
    level2: filter.vneid !== null,
  };
}
