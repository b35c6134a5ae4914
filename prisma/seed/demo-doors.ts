import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/actor';
import type { AppContext } from '../../src/context';
import type { Database } from '../../src/db/database';
import { carryRound, removeCarriedRound, revokeCarriedRound } from '../../src/features/door/carried-rounds/service';
import { recordVisitFromForm } from '../../src/features/door/visit-form/submission';
import { getTargetAt } from '../../src/features/door/visit-form/form-address';
import { withdrawVisits } from '../../src/features/door/visit-records/withdrawal-service';
import { confirmNewcomer } from '../../src/features/register/newcomers/service';
import type { NewcomerRelation } from '../../src/generated/prisma/enums';
import { addDays, instantOf, localDateOf, localTimeOf } from '../../src/shared/dates';
import { actorOf, DEMO_ADMIN } from './demo-accounts';

const HOUR = 3_600_000;

const MINUTE = 60_000;
const VISITOR = 'doivien3';

/** Whom an officer met at a door without knowing them, and how many days ago. The office has confirmed the first. */
const NEWCOMERS: readonly { daysAgo: number; fullName: string; birthYear: string; relation: NewcomerRelation }[] = [
  { daysAgo: 9, fullName: 'Trương Thị Ngọc Ánh', birthYear: '1996', relation: 'tenant' },
  { daysAgo: 4, fullName: 'Lò Văn Khánh', birthYear: '1988', relation: 'tenant' },
  { daysAgo: 3, fullName: 'Nguyễn Thị Thanh Huyền', birthYear: '1958', relation: 'relative' },
  { daysAgo: 1, fullName: 'Đoàn Minh Khôi', birthYear: '', relation: 'guest' },
];

/** The laptops taken along on the last rounds, the latest first, and what became of what they held. */
const LAPTOPS = [
  { laptopName: 'Máy số 1', end: 'held' },
  { laptopName: 'Máy số 2', end: 'removed' },
  { laptopName: 'Máy số 3', end: 'revoked' },
  { laptopName: 'Máy số 1', end: 'removed' },
] as const;

type Context = Pick<AppContext, 'db' | 'now'>;

/** What happens at doors besides ordinary visits: people the register does not know, and a tap taken back. */
export async function meetDemoNewcomers({ db, now }: Context, office: Actor): Promise<void> {
  const { wardId } = office;
  const officer = await actorOf(db, { wardId, username: VISITOR });
  const homes = await db.prisma.household.findMany({
    where: {
      wardId,
      occupancy: 'occupied',
      roundDoors: { none: { isOpen: true } },
      householdPauses: { none: {} },
    },
    orderBy: { id: 'asc' },
    select: { id: true },
    take: NEWCOMERS.length,
  });
  for (const [index, household] of homes.entries()) {
    const { daysAgo, ...person } = NEWCOMERS[index]!;
    const arrivedAt = instantOf(addDays(localDateOf(now()), -daysAgo), '19:15');
    const newPeople = [{ ...person, phone: '' }];
    await visit({ db, officer, householdId: household.id, arrivedAt }, { outcome: 'met', newPeople });
  }
  const [first] = await db.prisma.newcomer.findMany({ where: { wardId }, orderBy: { reportedAt: 'asc' }, take: 1 });
  if (first) await confirmNewcomer(at(db, new Date(first.reportedAt.getTime() + 14 * HOUR)), office, first.id);
  // "Vắng nhà" was pressed at the wrong door.
  const arrivedAt = instantOf(addDays(localDateOf(now()), -1), '19:40');
  const id =
    homes[0] && (await visit({ db, officer, householdId: homes[0].id, arrivedAt }, { outcome: 'nobody_home' }));
  if (id) await withdrawVisits(at(db, new Date(arrivedAt.getTime() + 3 * MINUTE)), officer, [id]);
}

async function visit(
  { db, officer, householdId, arrivedAt }: { db: Database; officer: Actor; householdId: string; arrivedAt: Date },
  said: object,
): Promise<string> {
  const values = {
    clientKey: randomUUID(),
    arrivedOn: localDateOf(arrivedAt),
    arrivedTime: localTimeOf(arrivedAt),
    ...said,
  };
  const target = await getTargetAt({ db }, officer.wardId, `/households/${householdId}/visits/new`);
  const result = await recordVisitFromForm(at(db, arrivedAt), officer, target, { values });
  if (result.kind !== 'done') throw new Error(`the demo visit was not saved: ${JSON.stringify(result)}`);
  return result.id;
}

/** The last rounds were carried on laptops. */
export async function carryDemoRounds({ db, now }: Context, { wardId }: Actor): Promise<void> {
  const admin = await actorOf(db, { wardId, username: DEMO_ADMIN.username });
  const rounds = await db.prisma.round.findMany({
    where: { wardId, endsAt: { lt: now() }, roundClosure: { isNot: { kind: 'cancelled' } } },
    orderBy: [{ startsAt: 'desc' }, { id: 'asc' }],
    take: LAPTOPS.length,
    include: { roundOfficers: { orderBy: { userId: 'asc' } }, _count: { select: { roundDoors: true } } },
  });
  for (const [index, { _count, roundOfficers, startsAt, ...round }] of rounds.entries()) {
    const { laptopName, end } = LAPTOPS[index]!;
    const id = randomUUID();
    const officer = await actorOf(db, { id: roundOfficers[0]!.userId });
    const before = at(db, new Date(startsAt.getTime() - HOUR / 2));
    const after = at(db, new Date(round.endsAt.getTime() + HOUR / 2));
    await carryRound(before, officer, { id, round, laptopName, doors: _count.roundDoors });
    if (end === 'removed') await removeCarriedRound(after, officer, id);
    if (end === 'revoked') await revokeCarriedRound(after, admin, id);
  }
}

/** The service functions of a visit read nothing else of their context. */
const at = (db: Database, instant: Date) => ({ db, now: () => instant }) as AppContext;
