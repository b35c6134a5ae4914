import { v7 as newId } from 'uuid';
import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import { addAttendee, recordSession } from '../../src/features/door/group-sessions/service';
import { addDays, localDateOf } from '../../src/shared/dates';

const SESSIONS = [
  { daysAgo: 37, place: 'Nhà văn hóa tổ 3', named: 9, othersCount: 24 },
  { daysAgo: 9, place: 'Nhà văn hóa tổ 7', named: 6, othersCount: 31 },
] as const;

/** The team spoke at two culture houses; the oldest residents of a group are named. */
export async function recordDemoGroupSessions(context: Pick<BaseContext, 'db' | 'now'>, actor: Actor): Promise<void> {
  const { db, now } = context;
  const { wardId } = actor;
  const services = await db.prisma.publicService.findMany({
    where: { wardId, kind: { in: ['topic', 'digital_account'] } },
    select: { id: true },
    orderBy: { name: 'asc' },
    take: 4,
  });
  const oldest = await db.prisma.resident.findMany({
    where: { wardId, residenceStatus: 'permanent', birthDate: { not: null } },
    select: { id: true },
    orderBy: [{ birthDate: 'asc' }, { id: 'asc' }],
    take: SESSIONS[0].named + SESSIONS[1].named,
  });
  let from = 0;
  for (const { daysAgo, place, named, othersCount } of SESSIONS) {
    const id = newId();
    await recordSession(context, actor, {
      id,
      heldOn: addDays(localDateOf(now()), -daysAgo),
      place,
      services: services.map((service) => service.id),
      othersCount,
      note: '',
    });
    for (const { id: residentId } of oldest.slice(from, from + named))
      await addAttendee(context, actor, { id, residentId });
    from += named;
  }
}
