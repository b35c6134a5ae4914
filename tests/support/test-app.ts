import { hash } from '@node-rs/argon2';
import { load, type CheerioAPI } from 'cheerio';
import type { Express } from 'express';
import { stringify } from 'node:querystring';
import type { Writable } from 'node:stream';
import pino from 'pino';
import request, { type Response } from 'supertest';
import { createApp } from '../../src/app';
import type { BaseContext } from '../../src/context';
import { loadConfig } from '../../src/config';
import { openDatabase, type Database } from '../../src/db/database';
import { jobs } from '../../src/features';
import { createAccessLog } from '../../src/features/audit/access-log';
import type { UserRole } from '../../src/generated/prisma/enums';
import { createJobRunner } from '../../src/jobs';
import { createSealer } from '../../src/shared/sealer';
import { createUser, createWard, type TestUser, type TestWard } from './factories';
import { PATIENCE_MS } from './patience';
import { createTestDatabase } from './test-database';

export const PASSWORD = 'chín con rồng qua sông';

/** Thursday 26 November 2026, 09:00 in Hà Nội: an ordinary working day. */
export const THURSDAY_MORNING = new Date('2026-11-26T02:00:00Z');

/** argon2id at its least cost: hundreds of sign-ins need no guard against guessing, and tests/unit/auth looks at the real setting. */
let passwordHash: Promise<string> | undefined;

/** The application on an empty database. */
export interface BareApp {
  app: Express;
  context: BaseContext;
  db: Database;
  /** Moves the application's clock. */
  setNow(instant: Date): void;
  /** A browser nobody is signed in to. */
  anonymous(): TestAgent;
  /** What the application logged, line by line. */
  logLines(): string[];
  /** Runs a job of the background once, after the run under way if there is one. */
  runJob(name: string): Promise<void>;
  close(): Promise<void>;
}

/** The application on a database with two wards. */
export interface TestApp extends BareApp {
  /** Phường Ba Đình, with one account of each role (and a second officer). */
  ward: TestWard;
  users: Record<UserRole | 'officer2', TestUser>;
  /** Another ward with its own staff: nothing of it may ever be seen from the first. */
  otherWard: TestWard;
  otherUsers: Record<UserRole, TestUser>;
  /** A browser signed in with that role. */
  as(role: UserRole | 'officer2', ward?: 'own' | 'other'): Promise<TestAgent>;
}

/** The real application on an empty database of its own, with a clock that stands still. */
export async function bareApp(environment: Record<string, string> = {}): Promise<BareApp> {
  const database = await createTestDatabase();
  const db = openDatabase(database.url, () => undefined, 5, PATIENCE_MS);
  const key = Buffer.alloc(32, 7).toString('base64');
  const config = loadConfig({
    NODE_ENV: 'test', DATABASE_URL: database.url, SESSION_SECRET: 'a test secret that is long enough', SEALING_KEY: key, LOOKUP_KEY: key,
    REQUESTS_PER_MINUTE: '100000', LISTS_PER_QUARTER_HOUR: '100000', FILES_PER_QUARTER_HOUR: '100000', ...environment,
  });
  let now = THURSDAY_MORNING;
  const lines: string[] = [];
  const sink = { write: (line: string) => { lines.push(line); return true; } } as unknown as Writable;
  const jobRunner = createJobRunner(jobs, () => context);
  const context: BaseContext = {
    config, db, jobs: jobRunner, now: () => now,
    logger: pino({ level: 'info', base: null }, sink),
    sealer: createSealer(config.keys, config.oldKeys),
    accessLog: createAccessLog(db.pool, () => now),
  };
  const app = createApp(context);
  return {
    app, context, db,
    setNow(instant) { now = instant; },
    anonymous: () => new TestAgent(app),
    logLines: () => lines,
    runJob: (name) => jobRunner.run(name),
    async close() {
      await jobRunner.stop(0);
      await db.close();
      await database.drop();
    },
  };
}

/** The same with two wards and an account of each role in both. */
export async function testApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const bare = await bareApp(environment);
  const { app, db } = bare;
  const quickHash = await (passwordHash ??= hash(PASSWORD, { algorithm: 2 as const, memoryCost: 64, timeCost: 1, parallelism: 1 }));
  const ward = await createWard(db, { code: '00004', name: 'Phường Ba Đình' });
  const otherWard = await createWard(db, { code: '00070', name: 'Phường Hoàn Kiếm' });
  const user = (of: TestWard, role: UserRole, username: string, displayName: string) => createUser(db, of, { role, username, displayName, passwordHash: quickHash });
  const users = {
    admin: await user(ward, 'admin', 'quantri', 'Lê Thị Quản'),
    staff: await user(ward, 'staff', 'vanphong', 'Trần Văn Phòng'),
    officer: await user(ward, 'officer', 'doivien1', 'Nguyễn Thị Đội'),
    officer2: await user(ward, 'officer', 'doivien2', 'Phạm Minh Viên'),
    chairman: await user(ward, 'chairman', 'chutich', 'Vũ Văn Tịch'),
  };
  const otherUsers = {
    admin: await user(otherWard, 'admin', 'quantri-hk', 'Hoàng Quản'),
    staff: await user(otherWard, 'staff', 'vanphong-hk', 'Hoàng Phòng'),
    officer: await user(otherWard, 'officer', 'doivien-hk', 'Hoàng Viên'),
    chairman: await user(otherWard, 'chairman', 'chutich-hk', 'Hoàng Tịch'),
  };
  return {
    ...bare, ward, users, otherWard, otherUsers,
    async as(role, of = 'own') {
      const agent = new TestAgent(app);
      const account = of === 'own' ? users[role] : otherUsers[role === 'officer2' ? 'officer' : role];
      await agent.signIn(account.username, PASSWORD);
      return agent;
    },
  };
}

/** A browser without JavaScript: keeps cookies and sends the form token of the page it saw last. */
export class TestAgent {
  private readonly agent: ReturnType<typeof request.agent>;
  private token: string | null = null;

  /**
   * @param app the application, or the address of one that runs elsewhere.
   * @param headers sent with every request, as a proxy or a browser adds them.
   */
  constructor(app: Express | string, headers: Record<string, string> = {}) {
    this.agent = request.agent(app);
    for (const [name, value] of Object.entries(headers)) this.agent.set(name, value);
  }

  async signIn(username: string, password: string): Promise<Response> {
    const response = await this.post('/login', { username, password });
    this.token = null;
    if (response.status !== 303) throw new Error(`sign-in of ${username} answered ${response.status}`);
    return response;
  }

  async get(path: string): Promise<Response> {
    const response = await this.agent.get(path);
    this.rememberToken(response);
    return response;
  }

  /** Posts an urlencoded form; nested objects and arrays become a[b][c]. */
  async post(path: string, form: object = {}): Promise<Response> {
    await this.needToken();
    return this.postWithoutToken(path, { _csrf: this.token, ...form });
  }

  /** Posts a form whose answer is a file: its bytes are the body. */
  async download(path: string, form: object): Promise<Response> {
    await this.needToken();
    return asBytes(this.agent.post(path).type('form').send(encodeForm({ _csrf: this.token, ...form })));
  }

  /** Gets a file: its bytes are the body. */
  async getFile(path: string): Promise<Response> {
    return asBytes(this.agent.get(path));
  }

  async postWithoutToken(path: string, form: object): Promise<Response> {
    const response = await this.agent.post(path).type('form').send(encodeForm(form));
    this.rememberToken(response);
    return response;
  }

  async upload(path: string, field: string, content: Buffer, fileName: string, fields: Record<string, string | string[]> = {}): Promise<Response> {
    await this.needToken();
    let sending = this.agent.post(path).field('_csrf', this.token!);
    for (const [name, value] of Object.entries(fields)) sending = sending.field(name, value);
    return sending.attach(field, content, fileName);
  }

  private async needToken(): Promise<void> {
    if (this.token) return;
    const login = await this.get('/login');
    if (login.status === 303) await this.get('/password');
    if (!this.token) throw new Error('no form token on the page');
  }

  private rememberToken(response: Response): void {
    if (!response.text || !response.type.includes('html')) return;
    this.token = read(response)('input[name=_csrf]').first().attr('value') ?? this.token;
  }
}

function asBytes(sending: request.Test): request.Test {
  return sending.buffer(true).parse((response, done) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => done(null, Buffer.concat(chunks)));
  });
}

/** The page as a tree to ask questions of. */
export function read(response: Response): CheerioAPI {
  return load(response.text);
}

/** The page's words, spaces collapsed. */
export function words(response: Response): string {
  return read(response)('body').text().replace(/\s+/g, ' ').trim();
}

function encodeForm(form: object): string {
  const pairs: [string, string][] = [];
  const add = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) value.forEach((item, index) => add(item instanceof Object ? `${name}[${index}]` : `${name}[]`, item));
    else if (value instanceof Object) for (const [key, inner] of Object.entries(value)) add(`${name}[${key}]`, inner);
    else pairs.push([name, String(value)]);
  };
  for (const [name, value] of Object.entries(form)) add(name, value);
  return pairs.map(([name, value]) => stringify({ [name]: value })).join('&');
}
