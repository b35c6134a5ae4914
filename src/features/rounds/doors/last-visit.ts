import { z } from 'zod';
import { DoorOutcome, NextStep } from '../../../generated/prisma/enums';
import { sql } from '../../../shared/sql';
import { PROMISED_TIME } from '../../../shared/row-schemas';
import { promisedNote } from '../../casework/follow-ups/queries';

/** The latest visit at a door and its promise (PromisedTime). */
export const LAST_VISIT_JSON = z.object({ outcome: z.enum(DoorOutcome), nextStep: z.enum(NextStep), ...PROMISED_TIME });
export type LastVisit = z.infer<typeof LAST_VISIT_JSON>;

/** SQL: the latest visit at the household h, except that of the round_door d, as LastVisit with nextStepNote; null without one. */
export const LAST_VISIT = sql`(SELECT jsonb_build_object('outcome', x.outcome, 'nextStep', x.next_step, 'nextStepNote', ${promisedNote('x')},
          'nextStepDue', x.next_step_due, 'nextStepFrom', x.next_step_from, 'nextStepTo', x.next_step_to)
        FROM visit x WHERE x.household_id = h.id AND x.round_door_id IS DISTINCT FROM d.id ORDER BY x.arrived_at DESC LIMIT 1)`;
