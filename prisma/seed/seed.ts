import type { Logger } from 'pino';
import type { Database, Transaction } from '../../src/db/database';
import { hashPassword } from '../../src/features/office/auth/passwords';
import { keepExpectedTimes } from '../../src/features/rounds/changing/expected-times-service';
import { openWard, waitForOtherOpenings } from '../../src/features/office/wards/service';
import { placeIn } from '../../src/features/register/national-numbers/sealed-columns';
import type { UserRole } from '../../src/generated/prisma/enums';
import { addDays, instantOf, localDateOf } from '../../src/shared/dates';
import type { Sealer } from '../../src/shared/sealer';
import { actorOf, DEMO_ADMIN, DEMO_PASSWORD, SHOWN_ACCOUNTS } from './demo-accounts';
import { DemoRandom, demoIds } from './demo-random';
import { insertRows, WRITING_ORDER, type DemoResidentRow } from './demo-rows';
import { formerWardsOf } from './demo-streets';
import { workDemoFollowUps } from './demo-follow-ups';
import { recordDemoGroupSessions } from './demo-group-sessions';
import { carryDemoRounds, meetDemoNewcomers } from './demo-doors';
import { writeDemoHandOvers } from './demo-hand-overs';
import { closeDemoMonth } from './demo-month-closing';
import { recordDemoOfficialCounts } from './demo-official-counts';
import { recordDemoConsents } from './demo-consents';
import { makeDemoReferrals } from './demo-referrals';
import { recordDemoRights } from './demo-rights';
import { sendDemoPublicRequests } from './demo-public-requests';
import { callDemoResidents } from './demo-check-backs';
import { drawDemoSample } from './demo-sample';
import { setDemoTargets } from './demo-targets';
import { tickDemoSteps } from './demo-steps';
import { demoRows } from './demo-ward';

interface SeedContext {
  db: Database;
  sealer: Sealer;
  now: () => Date;
  logger: Logger;
}

interface SeedOptions {
  /** Create and fill the demo ward if the database has no ward. */
  demo: boolean;
  /** Minimum number of people living in the demo ward. */
  residents?: number | undefined;
}

interface DemoLogin {
  username: string;
  password: string;
  displayName: string;
  role: UserRole;
}

export interface SeedResult {
  seeded: boolean;
  /** False while the first ward has not been created. */
  hasWard: boolean;
  /** Accounts of the demo ward, if there is one, with their initial password. */
  accounts: DemoLogin[];
}

const DEMO_WARD = { code: '00004', name: 'Phường Ba Đình', province: 'Thành phố Hà Nội', phone: '02400000004' };
const DEFAULT_RESIDENTS = 7200;
/** A sample of 200 would be most of the adults of a smaller ward. */
const RESIDENTS_WITH_SAMPLE = 2000;
/** Any fixed number: it makes all demo wards equal. */
const SEED = 20_230_612;
/** The register was opened this many days before the ward is filled, shortly before the first round. */
const OPENED_DAYS_AGO = 165;

/**
 * Creates the demo ward in an empty database when `demo` is set; leaves any other database unchanged. The ward is
 * created completely or not at all. The same database, clock and size give the same rows, except for the nonces of
 * sealed numbers.
 */
export async function seedDatabase(
  { db, sealer, now, logger }: SeedContext,
  { demo, residents = DEFAULT_RESIDENTS }: SeedOptions,
): Promise<SeedResult> {
  const wards = await db.prisma.ward.findMany({ select: { isDemo: true }, take: 100 });
  if (wards.some((ward) => ward.isDemo)) return { seeded: false, hasWard: true, accounts: demoLogins() };
  if (wards.length > 0 || !demo) return { seeded: false, hasWard: wards.length > 0, accounts: [] };

  const startedAt = process.hrtime.bigint();
  const isFilled = await db.prisma.$transaction(
    async (tx) => {
      await waitForOtherOpenings(tx);
      if (await tx.ward.findFirst({ select: { id: true } })) return false; // a concurrent start was first
      await fillDemoWard(tx, sealer, now(), residents);
      return true;
    },
    { timeout: 600_000 },
  );
  if (!isFilled) return seedDatabase({ db, sealer, now, logger }, { demo, residents });
  await db.pool.query("SELECT refresh_statistics('{}')");
  await keepTimesOfComingRounds({ db, now, logger });
  const office = await actorOf(db, { username: SHOWN_ACCOUNTS.find(({ role }) => role === 'staff')!.username });
  if (residents >= RESIDENTS_WITH_SAMPLE) {
    await drawDemoSample({ db, now }, office);
    await callDemoResidents({ db, now }, office);
    await workDemoFollowUps({ db, now }, office);
    await meetDemoNewcomers({ db, now }, office);
    await carryDemoRounds({ db, now }, office);
  }
  await recordDemoOfficialCounts({ db, now }, office);
  await recordDemoGroupSessions({ db, now }, office);
  await sendDemoPublicRequests({ db, now }, office.wardId);
  await setDemoTargets({ db, now }, await actorOf(db, { username: DEMO_ADMIN.username }));
  await closeDemoMonth({ db, now }, office);
  await makeDemoReferrals({ db, now }, office);
  await recordDemoConsents({ db, now }, office);
  await recordDemoRights({ db, now }, office);
  logger.info(
    { residents, milliseconds: Number((process.hrtime.bigint() - startedAt) / 1_000_000n) },
    'demo ward opened',
  );
  return { seeded: true, hasWard: true, accounts: demoLogins() };
}

/** Demo rounds are inserted as rows, so the planner computes the expected times of upcoming rounds as for any round. */
async function keepTimesOfComingRounds(context: Pick<SeedContext, 'db' | 'now' | 'logger'>): Promise<void> {
  const rounds = await context.db.prisma.round.findMany({
    where: { endsAt: { gt: context.now() }, roundClosure: null },
    select: { id: true, wardId: true },
  });
  for (const { id, wardId } of rounds) await keepExpectedTimes(context, wardId, id);
}

async function fillDemoWard(tx: Transaction, sealer: Sealer, now: Date, residents: number): Promise<void> {
  const random = new DemoRandom(SEED);
  const openedOn = addDays(localDateOf(now), -OPENED_DAYS_AGO);
  const openedAt = instantOf(openedOn, '08:00');
  const newId = demoIds(random, openedAt);
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const { username, displayName } = DEMO_ADMIN;
  const ward = {
    ...DEMO_WARD,
    formerWards: formerWardsOf(residents),
    isDemo: true,
    admin: { username, displayName, passwordHash, mustChangePassword: false },
  };
  const { wardId, serviceIds, barrierIds } = await openWard(tx, ward, now, newId);

  const rows = demoRows({
    random,
    newId,
    wardId,
    wardName: ward.name,
    serviceIds,
    barrierIds,
    passwordHash,
    residents,
    now,
    openedAt,
    openedOn,
  });
  for (const table of WRITING_ORDER) {
    if (table === 'resident') await insertRows(tx, table, rows.resident, (row) => sealResident(row, sealer));
    else await insertRows<object>(tx, table, rows[table]);
  }
  await tickDemoSteps(tx, wardId, now);
  await writeDemoHandOvers(tx, wardId, rows, now);
}

function sealResident({ nationalNumber, ...resident }: DemoResidentRow, sealer: Sealer): object {
  const sealed =
    nationalNumber === null
      ? null
      : sealer.seal(nationalNumber, placeIn('resident.national_number_cipher', resident.wardId, resident.id!));
  return {
    ...resident,
    nationalNumberCipher: sealed && byteaOf(sealed.cipher),
    nationalNumberHash: sealed && byteaOf(sealed.hash),
    nationalNumberLast4: sealed && sealed.last4,
  };
}

/** Bytes in PostgreSQL's text format. */
function byteaOf(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`;
}

function demoLogins(): DemoLogin[] {
  return SHOWN_ACCOUNTS.map((account) => ({ ...account, password: DEMO_PASSWORD }));
}
