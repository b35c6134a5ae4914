import type { DoorOutcome, NextStep } from '../../../generated/prisma/enums';
import type { PromisedTime } from '../../../shared/promise-labels';

/** The latest visit at a door and its promise. */
export interface LastVisit extends PromisedTime {
  outcome: DoorOutcome;
  nextStep: NextStep;
}

/** SQL: the latest visit at the household h, except that of the round_door d, with its promise; null without one. */
export const LAST_VISIT = `(SELECT jsonb_build_object('outcome', x.outcome, 'nextStep', x.next_step, 'nextStepNote', x.next_step_note,
          'nextStepDue', x.next_step_due, 'nextStepFrom', x.next_step_from, 'nextStepTo', x.next_step_to)
        FROM visit x WHERE x.household_id = h.id AND x.round_door_id IS DISTINCT FROM d.id ORDER BY x.arrived_at DESC LIMIT 1)`;
