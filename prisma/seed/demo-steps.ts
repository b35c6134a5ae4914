import type { Transaction } from '../../src/db/database';

/** The team began to tick steps this many days ago. */
const TICKING_DAYS = 60;

/**
 * The steps taught on the visits of the last two months: the first two to six of a service's guide, where a member of
 * the household pressed. Which ones follows from the line's id, so that they change nothing else in the demo ward.
 */
export async function tickDemoSteps(tx: Transaction, wardId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO step_taught (assisted_procedure_id, guide_step_id, ward_id)
    SELECT line.id, step.id, line.ward_id
    FROM assisted_procedure line
    JOIN visit ON visit.id = line.visit_id
    JOIN service_guide guide ON guide.public_service_id = line.public_service_id
    JOIN guide_step step ON step.service_guide_id = guide.id
    WHERE line.ward_id = ${wardId}::uuid AND line.help_level IN ('watched', 'guided', 'by_relative')
      AND visit.arrived_at > ${now}::timestamptz - make_interval(days => ${TICKING_DAYS}::integer)
      AND step.position <= 2 + ascii(right(line.id::text, 1)) % 5`;
}
