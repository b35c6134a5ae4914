import { z } from 'zod';
import { parseDateText, type LocalDate } from '../../../shared/dates';
import { NEEDS, type Need } from '../../../shared/needs';
import { isId } from '../../../web/form';
import { FILE_OUTCOMES, OWN_HOWS, PAUSES, SOURCES } from '../figures/figure-sql';
import { WAVES } from '../../casework/portal-use/waves';
import { APPROACHES } from '../figures/second-tries';
import { AGES, LASTING_STATES, LEVELS, type LessonAge } from '../figures/lasting';

const one = z.string().max(300).optional().catch(undefined);
const id = one.transform((value) => (isId(value) ? value : null));
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values).nullable().catch(null).default(null);
const day = one.transform((value): LocalDate | null => (value ? parseDateText(value) : null));

/** The filters in the query of a list. Invalid values are ignored, so that a list never fails. */
export const listFilter = z.object({
  group: id,
  service: id,
  barrier: id,
  how: oneOf([...OWN_HOWS, 'done_for']),
  source: oneOf(SOURCES),
  use: z.enum(['own', 'done_for_only', 'steps_only', 'none', 'all']).catch('own').default('own'),
  reached: oneOf(['yes', 'year', 'no', 'helped']),
  need: oneOf([...(Object.keys(NEEDS) as [Need, ...Need[]]), 'priority']),
  state: oneOf(['met', 'not_met', 'helped']),
  wait: oneOf(['overdue']),
  vneid: oneOf(['level_2', 'locked', 'unknown']),
  wave: oneOf(WAVES.map(({ key }) => key) as ['7', '30', '180']),
  answer: oneOf(['tried', ...LASTING_STATES]),
  level: oneOf(LEVELS),
  age: oneOf(AGES.map(({ key }) => key) as [LessonAge, ...LessonAge[]]),
  guide: one.transform((value) => (value && /^\d{1,4}$/.test(value) ? value : null)),
  result: oneOf(['stuck', 'unasked', 'invited', 'opened']),
  /** How the team came again after a refusal. */
  approach: oneOf(['any', ...APPROACHES]),
  /** Whether the household was called before the team came. */
  call: oneOf(['yes', 'no']),
  pause: oneOf(PAUSES),
  outcome: oneOf(FILE_OUTCOMES),
  minutes: oneOf(['set', 'unset']),
  topic: oneOf(['any']),
  code: oneOf(['missing']),
  /** The closing of a month: the list as it was closed. */
  closing: id,
  until: day,
  from: day,
});

export type ListFilter = z.output<typeof listFilter>;

/** The filter without its empty values, as the audit log keeps it. */
export const givenFilter = (filter: ListFilter): Record<string, unknown> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
