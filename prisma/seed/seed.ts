import { tryHoldLock } from '../../src/db/held-lock';
import type { AppContext, BaseContext } from '../../src/context';
import type { Transaction } from '../../src/db/database';
import { hashPassword } from '../../src/features/office/auth/passwords';
import { openWard, waitForOtherOpenings } from '../../src/features/office/wards/service';
import { numberColumns } from '../../src/features/register/national-numbers/service';
import { addDays, daysBetween, instantOf, localDateOf } from '../../src/shared/dates';
import type { DemoProgress } from '../../src/web/middleware/until-open';
import { DEMO_ADMIN, DEMO_PASSWORD, demoAccounts, SHOWN_ACCOUNTS, type DemoAccount } from './demo-accounts';
import { tellOfCalls, tellOfConfirmations, tellOfMonths, tellOfSample } from './demo-adoption';
import { tellOfDuplicates } from './demo-duplicates';
import { tellOfMoves } from './demo-moves';
import { tellOfStays } from './demo-due';
import { tellOfGuides, tellOfNearMisses } from './demo-practice';
import { tellOfPriority } from './demo-priority';
import { DemoRandom, demoIds } from './demo-random';
import { demoRegister, type DemoHousehold } from './demo-register';
import { DemoRequests } from './demo-requests';
import { tellOfConsents, tellOfRights, tellOfVoices } from './demo-rights';
import { DemoRounds } from './demo-rounds';
import { insertRows } from './demo-rows';
import { FORMER_WARD } from './demo-streets';
import {
  tellOfBriefings,
  tellOfFollowUps,
  tellOfLists,
  tellOfNewcomers,
  tellOfReferrals,
  tellOfSessions,
} from './demo-team';
import { Agenda, type DemoWorld } from './demo-world';
import { markFinished, markUnfinished, WRITING_DEMO } from './unfinished-demo';

type SeedContext = Pick<BaseContext, 'db' | 'sealer' | 'now' | 'logger'>;

interface SeedOptions {
  /** Create and fill the demo ward if the database has no ward. */
  demo: boolean;
  /** Minimum number of people living in the demo ward. */
  residents?: number | undefined;
  /** Called before the demo ward is written, and then as its story goes on. */
  onProgress?: (reached: DemoProgress) => unknown;
}

type DemoLogin = DemoAccount & { password: string };

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
/**
 * The register was opened this many days before the ward is filled, shortly before the first round: long enough ago that
 * residents were asked half a year after a lesson.
 */
const OPENED_DAYS_AGO = 190;

/**
 * Creates the demo ward in an empty database when `demo` is set; leaves any other database unchanged. Its register is
 * inserted as rows; everything that happened since is done by the service functions, with the clock set to its time. The
 * same database, clock and size give the same ward, except for random ids and codes.
 */
export async function seedDatabase(
  context: SeedContext,
  { demo, residents = DEFAULT_RESIDENTS, onProgress = () => undefined }: SeedOptions,
): Promise<SeedResult> {
  const { db, logger } = context;
  const wards = await db.prisma.ward.findMany({ select: { isDemo: true }, take: 100 });
  if (wards.some((ward) => ward.isDemo)) return { seeded: false, hasWard: true, accounts: demoLogins() };
  if (wards.length > 0 || !demo) return { seeded: false, hasWard: wards.length > 0, accounts: [] };

  const startedAt = process.hrtime.bigint();
  await onProgress({ day: addDays(localDateOf(context.now()), -OPENED_DAYS_AGO), share: 0 });
  const writing = await tryHoldLock(db.pool, WRITING_DEMO);
  try {
    const world = await db.prisma.$transaction(
      async (tx) => {
        await waitForOtherOpenings(tx);
        // A concurrent start was first.
        if (await tx.ward.findFirst({ select: { id: true } })) return null;
        const opened = await openDemoWard(tx, context, residents);
        await markUnfinished(tx, opened.wardId);
        return opened;
      },
      { timeout: 600_000 },
    );
    if (!world) return await seedDatabase(context, { demo, residents, onProgress });
    await db.pool.query("SELECT refresh_statistics('{}')");
    tellStories(world, residents);
    await world.agenda.play((at) => {
      const day = localDateOf(at);
      onProgress({ day, share: daysBetween(world.openedOn, day) / OPENED_DAYS_AGO });
    });
    await markFinished(db.prisma, world.wardId);
    await db.pool.query("SELECT refresh_statistics('{}')");
  } finally {
    await writing?.release();
  }
  const milliseconds = Number((process.hrtime.bigint() - startedAt) / 1_000_000n);
  logger.info({ residents, milliseconds }, 'demo ward opened');
  return { seeded: true, hasWard: true, accounts: demoLogins() };
}

/** The ward on the day its register was opened. */
async function openDemoWard(tx: Transaction, context: SeedContext, residents: number): Promise<DemoWorld> {
  const now = context.now();
  const today = localDateOf(now);
  const random = new DemoRandom(SEED);
  const openedOn = addDays(today, -OPENED_DAYS_AGO);
  const openedAt = instantOf(openedOn, '08:00');
  const newId = demoIds(random, openedAt);
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const { username, displayName } = DEMO_ADMIN;
  const first = { username, displayName, passwordHash, mustChangePassword: false };
  const settings = { ...DEMO_WARD, formerWards: [FORMER_WARD], isDemo: true, admin: first };
  const { wardId, admin, serviceIds, barrierIds } = await openWard(tx, settings, openedAt, newId);

  const register = demoRegister({ random, newId, wardId, residents, today, openedAt, openedOn, recordedBy: admin.id });
  const { households, toBeBorn, freeAddresses } = register;
  const ward = { wardId, wardName: DEMO_WARD.name };
  const staff = demoAccounts(random, newId, { ward, passwordHash, createdAt: openedAt });
  const resident = register.rows.resident.map(({ nationalNumber, ...rest }) => ({
    ...rest,
    ...numberColumns(context.sealer, nationalNumber, rest),
  }));
  for (const [table, rows] of Object.entries({ ...staff.rows, ...register.rows, resident }))
    await insertRows(tx, table, rows);
  const agenda = new Agenda(context as AppContext, now);
  const drawn = { households, toBeBorn, freeAddresses, ...staff, newId, touched: new Set<DemoHousehold>() };
  return { ...drawn, agenda, admin, wardId, serviceIds, barrierIds, openedOn, now, today };
}

function tellStories(world: DemoWorld, residents: number): void {
  const rounds = new DemoRounds(world);
  tellOfLists(world);
  tellOfPriority(world);
  tellOfDuplicates(world, residents);
  rounds.tell();
  tellOfMoves(world);
  new DemoRequests(world, rounds).tell();
  tellOfBriefings(world, rounds);
  tellOfGuides(world);
  tellOfNearMisses(world);
  tellOfStays(world);
  tellOfSessions(world);
  tellOfReferrals(world);
  tellOfConsents(world);
  tellOfRights(world);
  tellOfVoices(world);
  tellOfMonths(world);
  if (residents >= RESIDENTS_WITH_SAMPLE) tellOfSample(world);
  tellOfCalls(world);
  tellOfConfirmations(world);
  tellOfFollowUps(world);
  tellOfNewcomers(world);
}

function demoLogins(): DemoLogin[] {
  return SHOWN_ACCOUNTS.map((account) => ({ ...account, password: DEMO_PASSWORD }));
}
