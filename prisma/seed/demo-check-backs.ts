import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import { fromDbDate } from '../../src/db/dates';
import { listDueChecks } from '../../src/features/casework/portal-use/check-queries';
import { recordCheckBack, recordPortalAnswer } from '../../src/features/casework/portal-use/service';
import { addDays, ageOn, instantOf, localDateOf } from '../../src/shared/dates';
import { ANSWERS, CHECKS } from './demo-answers';
import { BARRIER_WEIGHTS } from './demo-needs';
import { atAge, DemoRandom } from './demo-random';

/** A separate seed, so that these calls change nothing else in the demo ward. */
const SEED = 20_261_003;
/** Days ago on which the office called, at most CALLS_A_DAY people each. */
const CALLING_DAYS = [40, 26, 12, 3];
const CALLS_A_DAY = 30;
const ASKED_BY_PHONE = 30;

/** The office called people whom the team had taught, and asked some who called it whether they use the portal. */
export async function callDemoResidents({ db, now }: Pick<BaseContext, 'db' | 'now'>, actor: Actor): Promise<void> {
  const random = new DemoRandom(SEED);
  const { wardId } = actor;
  const today = localDateOf(now());
  const barriers = new Map((await db.prisma.barrier.findMany({ where: { wardId } })).map(({ key, id }) => [key, id]));
  for (const ago of CALLING_DAYS) {
    const day = addDays(today, -ago);
    const context = { db, now: () => instantOf(day, '09:30') };
    const due = await listDueChecks(db, { wardId, today: day }, null);
    for (const { residentId, serviceId, birth } of due.slice(0, CALLS_A_DAY)) {
      const checks = atAge(birth ? ageOn(birth, today) : 0, CHECKS);
      const outcome = random.chance(0.2) ? 'not_reached' : random.weighted(checks);
      const barrierId = outcome === 'stuck' ? barriers.get(random.weighted(BARRIER_WEIGHTS))! : null;
      await recordCheckBack(context, actor, { residentId, serviceId }, { outcome, barrierId, checkedOn: day });
    }
  }
  const callers = await db.prisma.supportRequest.findMany({
    where: { wardId, channel: 'phone', residentId: { not: null } },
    orderBy: { id: 'asc' },
    take: ASKED_BY_PHONE,
    select: { receivedOn: true, resident: { select: { id: true, birthDate: true } } },
  });
  for (const { receivedOn, resident } of callers) {
    if (!resident?.birthDate) continue;
    const askedOn = fromDbDate(receivedOn);
    const age = ageOn({ date: fromDbDate(resident.birthDate), precision: 'day' }, today);
    const answer = random.weighted(atAge(age, ANSWERS));
    if (answer === 'not_reached') continue;
    const context = { db, now: () => instantOf(askedOn, '10:00') };
    await recordPortalAnswer(context, actor, resident.id, { answer, service: null, month: null, askedOn });
  }
}
