import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/patience';
import { buildProgram, freePort, postmasterPid, runProgram, type Program } from '../support/program';
import { testFolder } from '../support/test-folder';
import { slowTest, someOf } from '../support/runs';

let dataDir: string;
/** The data folder of a program that has run and was stopped: a first start takes seconds. */
let usedDataDir: string;
/** What that program printed. */
let firstOutput: string;
const programs: Program[] = [];

beforeAll(async () => {
  buildProgram();
  usedDataDir = testFolder();
  const program = runProgram(usedDataDir, { PORT: await freePort() });
  try {
    await expectServing(await program.address());
  } finally {
    program.child.kill('SIGHUP');
  }
  await expectStopped(program, usedDataDir);
  firstOutput = program.output();
});
afterAll(() => fs.rmSync(usedDataDir, { recursive: true, force: true }));

beforeEach(() => {
  dataDir = testFolder();
});

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.child.kill('SIGTERM');
    await program.exitCode();
  }
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** Starts the program on a copy of the used folder. */
function runAgain(environment: Record<string, string>): Program {
  fs.cpSync(usedDataDir, dataDir, { recursive: true });
  fs.chmodSync(path.join(dataDir, 'postgres'), 0o700); // Node 24 may copy a folder without its mode
  return run(environment);
}

function run(environment: Record<string, string>, args?: string[]): Program {
  const program = runProgram(dataDir, environment, args);
  programs.push(program);
  return program;
}

async function expectServing(address: string): Promise<void> {
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
}

async function expectStopped(program: Program, folder: string): Promise<void> {
  expect(await program.exitCode()).toBe(0);
  expect(fs.existsSync(path.join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
}

test('the program serves from an empty folder, stops in order when its terminal is closed or on Ctrl-C, and serves again', async () => {
  const port = await freePort(); // the first start and the closed terminal: beforeAll
  const program = runAgain({ PORT: port });
  const address = await program.address();
  expect(address).toBe(`http://127.0.0.1:${port}`);
  await expectServing(address);
  program.child.kill('SIGINT');
  program.child.kill('SIGINT'); // npm passes on the signal that the terminal already sent
  await expectStopped(program, dataDir);
});

test('the program serves again after it was killed, answers 503 while PostgreSQL is away, recovers by itself, and finishes what a visitor began before it stops', async () => {
  const port = await freePort();
  const killed = runAgain({ PORT: port });
  await killed.address();
  killed.child.kill('SIGKILL');
  await killed.exitCode();
  const program = run({ PORT: port });
  const address = await program.address();
  await expectServing(address);

  await untilHealthIs(address, 503, killPostgres);
  await untilHealthIs(address, 200);

  await expectFinished(program, address);
});

async function untilHealthIs(address: string, wanted: number, meanwhile?: () => void): Promise<void> {
  await eventually(
    async () => {
      meanwhile?.();
      return (await fetch(`${address}/healthz`)).status === wanted;
    },
    () => `the health check never was ${wanted}`,
  );
}

/** Stops the program while a visitor sends a form: the form is answered, and nothing new is taken. */
async function expectFinished(program: Program, address: string): Promise<void> {
  const body = 'username=vanphong&password=sai';
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
    expect: '100-continue',
  };
  const underWay = request(`${address}/login`, { method: 'POST', headers });
  underWay.flushHeaders();
  await once(underWay, 'continue'); // the program is processing it
  underWay.write(body.slice(0, 10));
  const idle = await restingConnection(address);
  program.child.kill('SIGTERM');
  await once(idle, 'close');
  await eventually(
    () =>
      fetch(`${address}/healthz`).then(
        () => false,
        () => true,
      ),
    () => 'it still takes what is new',
  );
  underWay.end(body.slice(10));
  const [answer] = (await once(underWay, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(403); // no form token; but an answer, from a server that is stopping
  expect(answer.headers.connection).toBe('close');
  expect(await program.exitCode()).toBe(0);
}

/**
 * A connection that got its answer and is kept for a next request, longer than nginx (60 s) and Caddy (120 s) would
 * keep it.
 */
async function restingConnection(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.write(`GET /healthz HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  expect(Number(/^Keep-Alive: timeout=(\d+)/m.exec(head.toString())?.[1])).toBeGreaterThan(120);
  return socket;
}

slowTest('a port in use is reported in one line that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const program = runAgain({ PORT: String(port) });
  expect(await program.exitCode()).toBe(1);
  other.close();
  const lastLine = program.output().trim().split('\n').pop();
  expect(lastLine).toBe(
    `Cổng ${port} đang được chương trình khác dùng. Hãy dừng chương trình đó, hoặc chọn cổng khác: PORT=${port + 1} npm start`,
  );
});

slowTest(
  'a database that disappears while the demo ward is written is reported in one line, and the next start writes it again',
  async () => {
    const port = await freePort();
    const cutShort = run({ PORT: port }, ['--residents', '3000']);
    while (!cutShort.output().includes('Đã nâng cấp')) await sleep(20);
    while (cutShort.child.exitCode === null) {
      killPostgres();
      await sleep(100);
    }
    expect(await cutShort.exitCode()).toBe(1);
    // while a statement ran, or between two connections
    expect(cutShort.output()).toMatch(
      /^(?:Mất kết nối với cơ sở dữ liệu khi đang khởi động\.|Không kết nối được PostgreSQL \()/m,
    );
    expect(cutShort.output()).not.toMatch(/^ +at /m);
    const again = run({ PORT: port }, ['--residents', '40']);
    const opening = await eventually(
      () => /Xem đã đến đâu: (\S+)/.exec(again.output())?.[1],
      () => again.output(),
    );
    expect((await fetch(opening)).status).toBe(503);
    expect(await again.address()).toBe(opening);
    await expectServing(opening);
    expect(again.output()).toContain('Tài khoản dùng thử');
  },
);

/** Again and again, as it restarts by itself: a check of health may wait until it is back. */
function killPostgres(): void {
  try {
    process.kill(postmasterPid(dataDir), 'SIGKILL');
  } catch {
    // between two starts
  }
}

slowTest('production does not start without its secrets, and names them', async () => {
  const program = run({ NODE_ENV: 'production', PORT: await freePort() });
  expect(await program.exitCode()).toBe(1);
  for (const name of ['SESSION_SECRET', 'SEALING_KEY', 'LOOKUP_KEY']) expect(program.output()).toContain(name);
  expect(program.output().trim().split('\n')).toHaveLength(1);
});

slowTest('a data folder of another PostgreSQL version is reported in one line', async () => {
  fs.mkdirSync(path.join(dataDir, 'postgres'));
  fs.writeFileSync(path.join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
  const program = run({ PORT: await freePort() });
  expect(await program.exitCode()).toBe(1);
  expect(program.output().trim()).toMatch(/^Dữ liệu trong .* là của PostgreSQL 15, .*DATA_DIR.*$/);
});

test.each(someOf(['DATA_DIR', 'BACKUP_DIR']))(
  'a %s that cannot be made is reported in one line, and the program ends',
  async (name) => {
    fs.writeFileSync(path.join(dataDir, 'tệp'), '');
    const place = process.platform === 'linux' ? '/proc/khong-co/x' : path.join(dataDir, 'tệp', 'x');
    const program = runAgain({ PORT: await freePort(), [name]: place });
    expect(await program.exitCode()).toBe(1);
    const lines = program.output().trim().split('\n');
    expect([lines.length, lines[0]]).toEqual([1, expect.stringContaining(place)]);
    expect(lines[0]).toContain(`đặt ${name} sang thư mục khác.`);
  },
);

slowTest('an unknown option is reported in one line', async () => {
  const program = run({ PORT: await freePort() }, ['--residens', '5']);
  expect(await program.exitCode()).toBe(1);
  expect(program.output().trim()).toMatch(/^Tham số không đúng: --residens 5\. Cách dùng: .*--residents/);
});

slowTest(
  'a setup code that the operator chose is not printed; a generated one is, and is the same for every instance on the database',
  async () => {
    const owner = runAgain({ PORT: await freePort(), SETUP_CODE: 'ma-thiet-lap-2026' });
    await owner.address();
    await eventually(
      () => owner.output().includes('Nhấn Ctrl-C'),
      () => owner.output(),
    );
    expect(owner.output()).toContain('nhập mã thiết lập đã đặt ở SETUP_CODE.');
    expect(owner.output()).not.toContain('ma-thiet-lap-2026');

    const codeIn = (output: string) => /nhập mã thiết lập: ([\w-]{12})$/m.exec(output)?.[1];
    const codeOf = async (environment: Record<string, string>) => {
      const instance = run({ PORT: await freePort(), ...environment });
      return eventually(
        () => codeIn(instance.output()),
        () => instance.output(),
      );
    };
    const { password, port } = JSON.parse(fs.readFileSync(path.join(dataDir, 'postgres', 'go-cua.json'), 'utf8')) as {
      password: string;
      port: number;
    };
    const shared = { DATABASE_URL: `postgresql://go_cua:${password}@127.0.0.1:${port}/go_cua` };
    const code = await codeOf(shared);
    expect(codeIn(firstOutput)).toBe(code);
    expect(await codeOf({ ...shared, SESSION_SECRET: 'another secret that is long enough' })).not.toBe(code);
  },
);

slowTest('a HOST that does not exist is reported in one line that names it', async () => {
  const program = runAgain({ PORT: await freePort(), HOST: 'khong-co.invalid' });
  expect(await program.exitCode()).toBe(1);
  expect(program.output().trim().split('\n').pop()).toMatch(/HOST/);
  expect(program.output()).not.toMatch(/^ +at /m);
});
