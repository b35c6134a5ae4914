import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { openDatabase, type Database } from '../../src/db/database';
import { verifyAudit } from '../../src/features/office/audit/verify';
import { hashPassword } from '../../src/features/office/auth/passwords';
import { createSealer } from '../../src/shared/sealer';
import { createHousehold, createResident, createService, createUser, createWard } from '../support/factories';
import { eventually, PATIENCE_MS } from '../support/patience';
import { buildProgram, freePort, postmasterPid, runProgram, type Program } from '../support/program';
import { TestAgent } from '../support/test-app';
import { PASSWORD } from '../support/two-wards';
import { VisitWriter, type DoorToLog } from './visit-writer';
import { testFolder } from '../support/test-folder';
import { slowTest } from '../support/runs';

const WRITERS = 10;
/** Visits that each writer must have logged before the kill, and again after it. */
const VISITS_EACH = 3;

const KEY = Buffer.alloc(32, 7);

let dataDir: string;
let environment: Record<string, string>;
let program: Program;
let officers: { agent: TestAgent; door: DoorToLog }[];
let writers: VisitWriter[];
/** The forms that were acknowledged, in all tests. */
let acknowledged: string[] = [];

beforeAll(async () => {
  buildProgram();
  dataDir = testFolder();
  const key = KEY.toString('base64');
  environment = {
    NODE_ENV: 'production',
    COOKIE_SECURE: '0',
    PORT: await freePort(),
    LOG_LEVEL: 'error',
    REQUESTS_PER_MINUTE: '100000',
    SESSION_SECRET: 'a test secret that is long enough',
    SEALING_KEY: key,
    LOOKUP_KEY: key,
  };
  program = runProgram(dataDir, environment);
  officers = await signInOfficers(await program.address());
});

/** No two visits name the same file. */
let unit = 0;

beforeEach(() => {
  writers = officers.map(({ agent, door }) => new VisitWriter(agent, door, `H26.12.${(unit += 1)}`));
});

afterAll(async () => {
  program.child.kill('SIGTERM');
  await program.exitCode();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

describe('ten officers log visits while', () => {
  slowTest(
    'PostgreSQL is killed: they are told so, the application recovers by itself, and every acknowledged visit is there once',
    async () => {
      await killInTheMiddle(async () => {
        process.kill(postmasterPid(dataDir), 'SIGKILL');
      });
      expect(writers.flatMap((writer) => [...writer.breaks])).toEqual([]);
      expect(new Set(writers.flatMap((writer) => writer.answers))).toEqual(new Set([303, 503]));
      for (const page of writers.flatMap((writer) => [...writer.refusals]))
        expect(page).toMatch(/^503 .*Đang mất kết nối với cơ sở dữ liệu/);
      expect(program.child.exitCode).toBeNull();
      await expectEveryVisitOnce();
    },
  );

  test('the application is killed: after a restart it serves at once, and every acknowledged visit is there once', async () => {
    await killInTheMiddle(async () => {
      program.child.kill('SIGKILL');
      await restart();
    });
    expect(writers.flatMap((writer) => writer.answers)).toContain('no answer');
    expect(writers.flatMap((writer) => [...writer.refusals])).toEqual([]);
    await expectEveryVisitOnce();
  });

  slowTest('both are killed: after a restart it recovers, and every acknowledged visit is there once', async () => {
    await killInTheMiddle(async () => {
      process.kill(postmasterPid(dataDir), 'SIGKILL');
      program.child.kill('SIGKILL');
      await restart();
    });
    await expectEveryVisitOnce();
  });
});

/** Lets all write, kills once each has written some, and stops them once each has written some more. */
async function killInTheMiddle(kill: () => Promise<void>): Promise<void> {
  const writing = Promise.all(writers.map((writer) => writer.writeUntilStopped()));
  try {
    await Promise.race([everyWriterHas(VISITS_EACH), writing]);
    await kill();
    await Promise.race([
      everyWriterHas(
        VISITS_EACH,
        writers.map((writer) => writer.acknowledged.length),
      ),
      writing,
    ]);
  } catch (error) {
    writers.forEach((writer) => writer.abandon());
    throw error;
  }
  writers.forEach((writer) => writer.stop());
  await writing;
}

async function everyWriterHas(more: number, since: number[] = writers.map(() => 0)): Promise<void> {
  await eventually(
    () => writers.every((writer, index) => writer.acknowledged.length >= since[index]! + more),
    () => `visits written: ${writers.map((writer) => writer.acknowledged.length).join(', ')}\n${program.output()}`,
  );
}

async function restart(): Promise<void> {
  await once(program.child, 'close');
  program = runProgram(dataDir, environment);
  await program.address();
}

async function expectEveryVisitOnce(): Promise<void> {
  const db = openProgramDatabase();
  try {
    const { rows } = await db.pool.query<{
      key: string;
      visits: number;
      assists: number;
      uses: number;
      events: number;
    }>(`
      SELECT visit.client_key AS key, count(DISTINCT visit.id) AS visits, count(DISTINCT assist.id) AS assists,
        count(DISTINCT portal_use.id) AS uses, count(DISTINCT event.seq) AS events
      FROM visit
      LEFT JOIN assisted_procedure AS assist ON assist.visit_id = visit.id
      LEFT JOIN portal_use ON portal_use.assisted_procedure_id = assist.id
      LEFT JOIN audit_event AS event ON event.subject_id = visit.id::text AND event.action = 'visit.record'
      GROUP BY visit.client_key`);
    const now = writers.flatMap((writer) => writer.acknowledged);
    expect(now.length).toBeGreaterThanOrEqual(2 * WRITERS * VISITS_EACH);
    acknowledged = [...acknowledged, ...now];
    // Every form was sent until it was acknowledged, so there is nothing else.
    expect(rows.map(({ key }) => key).sort()).toEqual([...acknowledged].sort());
    expect(
      rows.filter(({ visits, assists, uses, events }) => visits !== 1 || assists !== 1 || uses !== 1 || events !== 1),
    ).toEqual([]);
    // The sealer rests for some seconds after the database was away.
    const { chains, unprotected } = await eventually(
      async () => {
        const found = await verification(db);
        return found.chains.every(({ broken }) => broken?.problem !== 'unsealed') && found;
      },
      () => 'some events were never sealed',
    );
    expect([chains.filter(({ broken }) => broken !== null), unprotected]).toEqual([[], []]);
  } finally {
    await db.close();
  }
}

async function verification(db: Database) {
  const client = await db.pool.connect();
  try {
    return await verifyAudit(client, createSealer({ sealingKey: KEY, lookupKey: KEY }));
  } finally {
    client.release();
  }
}

/** A ward with ten officers in the program's own database, each signed in over the network. */
async function signInOfficers(address: string): Promise<typeof officers> {
  const db = openProgramDatabase();
  try {
    const ward = await createWard(db, { code: '00004', name: 'Phường Ba Đình' });
    const service = await createService(db, ward);
    const passwordHash = await hashPassword(PASSWORD);
    return await Promise.all(
      Array.from({ length: WRITERS }, async (_, index) => {
        const officer = await createUser(db, ward, {
          role: 'officer',
          username: `doivien${index}`,
          displayName: `Đội viên ${index}`,
          passwordHash,
        });
        const household = await createHousehold(db, ward);
        const resident = await createResident(db, ward, { household });
        const agent = new TestAgent(address);
        await agent.signIn(officer.username, PASSWORD);
        return { agent, door: { householdId: household.id, residentId: resident.id, serviceId: service.id } };
      }),
    );
  } finally {
    await db.close();
  }
}

function openProgramDatabase(): Database {
  const folder = path.join(dataDir, 'postgres');
  const { password, port } = JSON.parse(fs.readFileSync(path.join(folder, 'go-cua.json'), 'utf8')) as {
    password: string;
    port: number;
  };
  return openDatabase(`postgresql://go_cua:${password}@127.0.0.1:${port}/go_cua`, () => undefined, 5, PATIENCE_MS);
}
