import { load, type CheerioAPI } from 'cheerio';
import type { Express } from 'express';
import { once } from 'node:events';
import { Agent, createServer, type Server } from 'node:http';
import { stringify } from 'node:querystring';
import type { Writable } from 'node:stream';
import pino from 'pino';
import request, { type Response } from 'supertest';
import { createApp } from '../../src/app';
import type { BaseContext } from '../../src/context';
import { type LIMITS, loadConfig } from '../../src/config';
import { openDatabase, type Database } from '../../src/db/database';
import { jobs } from '../../src/features';
import { createAccessLog } from '../../src/features/office/audit/access-log';
import type { Prisma } from '../../src/generated/prisma/client';
import type { UserRole } from '../../src/generated/prisma/enums';
import { createJobRunner } from '../../src/jobs';
import { createSealer } from '../../src/shared/sealer';
import { PATIENCE_MS } from './patience';
import { createDemoWardDatabase, createEveryRecordDatabase } from './demo-ward-database';
import { lendDatabase, openPlanningOnce, type LentDatabase } from './lent-database';
import { keepThreads } from './kept-threads';
import { shareRoutePatterns } from './route-patterns';
import { sessionFixture, type HeldSession } from './session-fixture';
import { createTestDatabase, type TestDatabase } from './test-database';
import { testFolder } from './test-folder';
import { findTwoWards, PASSWORD, type TwoWards } from './two-wards';

/** Thursday 26 November 2026, 09:00 in Hà Nội: an ordinary working day. */
export const THURSDAY_MORNING = new Date('2026-11-26T02:00:00Z');

/** Tests read and wait as long as they need to. */
const TEST_LIMITS: typeof LIMITS = {
  listsPerQuarterHour: 100_000,
  filesPerQuarterHour: 100_000,
  figuresPatienceMs: PATIENCE_MS,
};

shareRoutePatterns();
keepThreads();

/** The application on an empty database. */
export interface BareApp {
  app: Express;
  context: BaseContext;
  db: Database;
  /** Moves the application's clock. */
  setNow(instant: Date): void;
  /** A browser without a signed-in user. */
  anonymous(): TestAgent;
  /** What the application logged, line by line. */
  logLines(): string[];
  /** Runs a background job once, after the current run if there is one. */
  runJob(name: string): Promise<void>;
  close(): Promise<void>;
}

/** The application on a database with two wards. */
export interface TestApp extends BareApp, TwoWards {
  /** A browser signed in with that role. */
  as(role: UserRole | 'officer2', ward?: 'own' | 'other'): Promise<TestAgent>;
}

/** The real application on its own empty database, with a clock that stands still. */
export async function bareApp(environment: Record<string, string> = {}): Promise<BareApp> {
  return appOn(await lendDatabase('empty'), environment);
}

/** The same with the demo ward: months of rounds of 300 invented residents, up to this Thursday morning. */
export async function demoApp(): Promise<BareApp> {
  return appOn(ownDatabase(await createDemoWardDatabase(THURSDAY_MORNING), openPlanningOnce), {});
}

/** The same with what `addRecords` writes, once per run: later ones are copies. */
export async function demoAppWith(addRecords: (app: BareApp) => Promise<void>): Promise<BareApp> {
  const database = await createEveryRecordDatabase(THURSDAY_MORNING, async (url) => {
    const app = await appOn(ownDatabase({ url, drop: () => Promise.resolve() }), {});
    await addRecords(app);
    await app.close();
  });
  return appOn(ownDatabase(database, openPlanningOnce), {});
}

/** A database that no other test uses, before or after. */
function ownDatabase(
  { url, drop }: TestDatabase,
  open = (to: string) => openDatabase(to, () => undefined, 5, PATIENCE_MS),
): LentDatabase {
  const db = open(url);
  const giveBack = async () => {
    await db.close();
    await drop();
  };
  return { url, db, giveBack };
}

async function appOn(
  { url, db, giveBack }: LentDatabase,
  environment: Record<string, string>,
  limits: Partial<typeof LIMITS> = {},
): Promise<BareApp> {
  const key = Buffer.alloc(32, 7).toString('base64');
  const fromEnvironment = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: url,
    BACKUP_DIR: testFolder(),
    SESSION_SECRET: 'a test secret that is long enough',
    SEALING_KEY: key,
    LOOKUP_KEY: key,
    REQUESTS_PER_MINUTE: '100000',
    ...environment,
  });
  const config = { ...fromEnvironment, ...TEST_LIMITS, ...limits };
  let now = THURSDAY_MORNING;
  const lines: string[] = [];
  const sink = {
    write: (line: string) => {
      lines.push(line);
      return true;
    },
  } as unknown as Writable;
  const jobRunner = createJobRunner(jobs, () => context);
  const context: BaseContext = {
    config,
    db,
    jobs: jobRunner,
    now: () => now,
    logger: pino({ level: 'info', base: null }, sink),
    sealer: createSealer(config.keys),
    accessLog: createAccessLog(db.pool, () => now),
  };
  const app = createApp(context);
  const server = createServer(app);
  server.keepAliveTimeout = 0; // no connection ends just when it is used again
  server.on('connection', (socket) => socket.unref()); // nor keeps the worker
  await once(server.listen(0, '127.0.0.1').unref(), 'listening');
  const connections = new Agent({ keepAlive: true });
  return {
    app,
    context,
    db,
    setNow(instant) {
      now = instant;
    },
    anonymous: () => new TestAgent(server, {}, connections),
    logLines: () => lines,
    runJob: (name) => jobRunner.run(name),
    async close() {
      server.close();
      server.closeIdleConnections();
      await jobRunner.stop(0);
      await giveBack();
    },
  };
}

/** The same with two wards and an account of each role in both. */
export async function testApp(
  environment: Record<string, string> = {},
  limits: Partial<typeof LIMITS> = {},
): Promise<TestApp> {
  return withTwoWards(await appOn(await lendDatabase('with-two-wards'), environment, limits));
}

/** The application with two wards for this file or block: opened before its first test, closed after the last. */
export function sharedApp(...given: Parameters<typeof testApp>): TestApp {
  const app = {} as TestApp;
  beforeAll(async () => void Object.assign(app, await testApp(...given)));
  afterAll(() => app.close());
  return app;
}

/** The same, opened for each test. */
export function appForEach(...given: Parameters<typeof testApp>): TestApp {
  const app = {} as TestApp;
  beforeEach(async () => void Object.assign(app, await testApp(...given)));
  afterEach(() => app.close());
  return app;
}

/** The same on a database that was never used: rows of tests before are deleted, but the planner's statistics count them. */
export async function unusedTestApp(): Promise<TestApp> {
  return withTwoWards(await appOn(ownDatabase(await createTestDatabase('with-two-wards')), {}));
}

async function withTwoWards(bare: BareApp): Promise<TestApp> {
  const wards = await findTwoWards(bare.db);
  return {
    ...bare,
    ...wards,
    async as(role, of = 'own') {
      const agent = bare.anonymous();
      const { username } = of === 'own' ? wards.users[role] : wards.otherUsers[role === 'officer2' ? 'officer' : role];
      const session = await sessionFixture(bare.context, username);
      if (session) agent.hold(session);
      else await agent.signIn(username, PASSWORD);
      return agent;
    },
  };
}

/** Deletes every row of these tables, in this order. */
export async function clear({ db }: BareApp, ...tables: Uncapitalize<Prisma.ModelName>[]): Promise<void> {
  for (const table of tables) await (db.prisma[table] as { deleteMany(): PromiseLike<unknown> }).deleteMany();
}

/** A browser signed in with that role for this file or block, before its first test. */
export function sharedAgent(app: TestApp, ...given: Parameters<TestApp['as']>): TestAgent {
  const agent = Object.create(TestAgent.prototype) as TestAgent;
  beforeAll(async () => void Object.assign(agent, await app.as(...given)));
  return agent;
}

/** The same, signed in for each test. */
export function agentForEach(app: TestApp, ...given: Parameters<TestApp['as']>): TestAgent {
  const agent = Object.create(TestAgent.prototype) as TestAgent;
  beforeEach(async () => void Object.assign(agent, await app.as(...given)));
  return agent;
}

/** A browser without JavaScript: keeps cookies and sends the form token of the page it saw last. */
export class TestAgent {
  private readonly agent: ReturnType<typeof request.agent>;
  private token: string | null = null;

  /**
   * @param app the application, a server that has it, or the address of one that runs elsewhere.
   * @param headers sent with every request, as a proxy or a browser adds them.
   * @param connections kept for the next request; by default each has its own, and the application a new server.
   */
  constructor(app: Express | Server | string, headers: Record<string, string> = {}, connections?: Agent) {
    this.agent = request.agent(app);
    if (connections) this.agent.use((sending: request.Test) => sending.agent(connections));
    this.agent.set('Accept-Encoding', 'identity'); // compressing a page costs as much as making it
    for (const [name, value] of Object.entries(headers)) this.agent.set(name, value);
  }

  async signIn(username: string, password: string): Promise<Response> {
    const response = await this.post('/login', { username, password });
    this.token = null;
    if (response.status !== 303) throw new Error(`sign-in of ${username} answered ${response.status}`);
    return response;
  }

  /** Goes on with a session that was begun elsewhere. */
  hold({ cookies, token }: HeldSession): void {
    (this.agent as unknown as { jar: { setCookies(cookies: string[]): void } }).jar.setCookies(cookies);
    this.token = token;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const response = await this.agent.get(path).set(headers);
    this.rememberToken(response);
    return response;
  }

  /** Asks for the head of a page, as a tool does. */
  async head(path: string): Promise<Response> {
    return this.agent.head(path);
  }

  /** Posts an urlencoded form; nested objects and arrays become a[b][c]. */
  async post(path: string, form: object = {}): Promise<Response> {
    await this.needToken();
    return this.postWithoutToken(path, { _csrf: this.token, ...form });
  }

  /** What a script of a page does: posts, or gets without a form, and reads JSON. */
  async asScript(path: string, form?: object): Promise<Response> {
    if (form) await this.needToken();
    const request = form
      ? this.agent
          .post(path)
          .type('form')
          .send(encodeForm({ _csrf: this.token, ...form }))
      : this.agent.get(path);
    return request.set('Accept', 'application/json');
  }

  /** Posts a form whose answer is a file: the body is its bytes. */
  async download(path: string, form: object): Promise<Response> {
    await this.needToken();
    return asBytes(
      this.agent
        .post(path)
        .type('form')
        .send(encodeForm({ _csrf: this.token, ...form })),
    );
  }

  /** Gets a file: the body is its bytes. */
  async getFile(path: string): Promise<Response> {
    return asBytes(this.agent.get(path));
  }

  async postWithoutToken(path: string, form: object): Promise<Response> {
    const response = await this.agent.post(path).type('form').send(encodeForm(form));
    this.rememberToken(response);
    return response;
  }

  async upload(
    path: string,
    field: string,
    file: { content: Buffer; name: string },
    fields: Record<string, string | string[]> = {},
  ): Promise<Response> {
    await this.needToken();
    let sending = this.agent.post(path).field('_csrf', this.token!);
    for (const [name, value] of Object.entries(fields)) sending = sending.field(name, value);
    return sending.attach(field, file.content, file.name);
  }

  private async needToken(): Promise<void> {
    if (this.token) return;
    const login = await this.get('/login');
    if (login.status === 303) await this.get('/password');
    if (!this.token) throw new Error('no form token on the page');
  }

  private rememberToken(response: Response): void {
    if (!response.text || !response.type.includes('html')) return;
    // Without building the page's tree: most tests read other parts of few pages only.
    this.token = /<input type="hidden" name="_csrf" value="([^"]+)"/.exec(response.text)?.[1] ?? this.token;
  }
}

function asBytes(sending: request.Test): request.Test {
  return sending.buffer(true).parse((response, done) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => done(null, Buffer.concat(chunks)));
  });
}

/** The page as a tree that can be queried, without the characters that only keep lines from breaking. */
export function read(response: Response): CheerioAPI {
  return load(response.text.replaceAll('\u2060', '').replace(/(?<=\d)\u00a0(?=\d)/g, ' '));
}

/** The page's words, with spaces collapsed. */
export function words(response: Response): string {
  return read(response)('body').text().replace(/\s+/g, ' ').trim();
}

/** The words of each element that was found, with spaces collapsed. */
export const textsOf = (found: ReturnType<CheerioAPI>): string[] =>
  found.toArray().map((_, index) => found.eq(index).text().replace(/\s+/g, ' ').trim());

/** The words of each row's cells. */
export const cellsOf = (rows: ReturnType<CheerioAPI>, cells = 'td'): string[][] =>
  rows.toArray().map((_, index) => textsOf(rows.eq(index).find(cells)));

/** The attribute of each element that was found; '' where it has none. */
export const attributesOf = (found: ReturnType<CheerioAPI>, name: string): string[] =>
  found.toArray().map((_, index) => found.eq(index).attr(name) ?? '');

/** Expects each of these texts on the page. */
export function expectWords(page: Response | string, ...texts: string[]): void {
  const said = typeof page === 'string' ? page : words(page);
  for (const text of texts) expect(said).toContain(text);
}

/** Expects the form back, with this error beside the field. */
export function expectRefused(answer: Response, field: string, message: string): void {
  expect([answer.status, read(answer)(`#${field}-error`).text()]).toEqual([422, expect.stringContaining(message)]);
}

function encodeForm(form: object): string {
  const pairs: [string, string][] = [];
  const add = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (Array.isArray(value))
      value.forEach((item, index) => add(item instanceof Object ? `${name}[${index}]` : `${name}[]`, item));
    else if (value instanceof Object) for (const [key, inner] of Object.entries(value)) add(`${name}[${key}]`, inner);
    else pairs.push([name, String(value)]);
  };
  for (const [name, value] of Object.entries(form)) add(name, value);
  return pairs.map(([name, value]) => stringify({ [name]: value })).join('&');
}
