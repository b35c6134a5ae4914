import { v7 as newId } from 'uuid';
import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import { fromDbDate } from '../../src/db/dates';
import { drawSample, recordAnswer } from '../../src/features/adoption/sample/service';
import {
  addDays,
  ageOn,
  daysBetween,
  instantOf,
  localDateOf,
  quarterStartOf,
  type LocalDate,
} from '../../src/shared/dates';
import { ANSWERS } from './demo-answers';
import { atAge, DemoRandom } from './demo-random';

/** A separate seed, so that the sample changes nothing else in the demo ward. */
const SEED = 20_261_001;
const SIZE = 200;
const CALLED = 110;
const DAYS_AGO = 20;

/** The office drew a sample some weeks ago and has called half of it since. */
export async function drawDemoSample({ db, now }: Pick<BaseContext, 'db' | 'now'>, actor: Actor): Promise<void> {
  const random = new DemoRandom(SEED);
  const today = localDateOf(now());
  const earliest = quarterStartOf(today);
  const drawnOn = addDays(today, -DAYS_AGO) < earliest ? earliest : addDays(today, -DAYS_AGO);
  const at = (day: LocalDate) => ({
    db,
    now: () => new Date(Math.min(instantOf(day, '09:00').getTime(), now().getTime())),
  });
  const drawn = await drawSample(at(drawnOn), actor, SIZE, SEED);
  if (drawn.kind !== 'drawn') return;
  const members = await db.prisma.sampleMember.findMany({
    where: { surveySampleId: drawn.id, callOrder: { lte: CALLED } },
    orderBy: { callOrder: 'asc' },
    select: { id: true, callOrder: true, resident: { select: { birthDate: true } } },
  });
  const days = daysBetween(drawnOn, today) + 1;
  for (const { id, callOrder, resident } of members) {
    const age = ageOn({ date: fromDbDate(resident.birthDate!), precision: 'day' }, today);
    const answeredOn = addDays(drawnOn, Math.floor(((callOrder - 1) * days) / CALLED));
    const answer = random.weighted(atAge(age, ANSWERS));
    await recordAnswer(at(answeredOn), actor, id, { id: newId(), answer, answeredOn, service: null, month: null });
  }
}
