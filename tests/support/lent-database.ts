import pg, { type Pool } from 'pg';
import { connectionUrl } from '../../src/db/connection-url';
import { openDatabase, statementNameOf, type Database } from '../../src/db/database';
import { PATIENCE_MS } from './patience';
import { createTestDatabase, type Content, type TestDatabase } from './test-database';

/** A database that belongs to the test until it gives it back. */
export interface LentDatabase {
  url: string;
  db: Database;
  giveBack(): Promise<void>;
}

/** What a database held before the first test. */
interface Pristine {
  /** The statement that answers with a `State`. */
  question: { name: string; text: string };
  state: State;
  /** For each table that holds rows: a statement that puts them back. */
  refill: Map<string, string>;
}

interface State {
  connections: number;
  /** Size of its tables, dead rows included. */
  bytes: number;
  /** Another text after any change of a table, a trigger, a function, the settings or the planner's statistics. */
  definitions: string;
  /** Tables that hold rows, with a hash of them for those that began with some. */
  filled: Record<string, string>;
  /** A statement for each sequence that sets it to where it stands. */
  sequences: string[];
}

interface Kept {
  database: TestDatabase;
  db: Database;
  reader: Reader;
  pristine: Pristine;
}

/**
 * A transaction that could still see every deleted row, so that PostgreSQL never gives the place of one to another: rows
 * lie in the order in which the test inserts them, as in a new database. Many a list is sorted by a time at which two
 * things happened.
 */
interface Reader {
  isReading(): boolean;
  end(): Promise<void>;
}

/** A larger one is cheaper to create than to clean, and its dead rows would slow down the next test. */
const LARGEST_KEPT = 2 * 1024 ** 2;
const MAX_CONNECTIONS = 5;
/** PostgreSQL's own objects have lower ones. */
const FIRST_OWN_OID = 16384;

const free: Record<Content, Kept[]> = { empty: [], 'with-two-wards': [] };

/**
 * Lends a database with this content. A new one would have to be copied, and its first pages are slow: PostgreSQL reads
 * its catalogue and plans every statement, Prisma compiles every query. So one that was given back is lent again, as
 * long as it can be cleaned: every row, sequence and definition is then what it was before the first test.
 */
export async function lendDatabase(content: Content): Promise<LentDatabase> {
  const kept = (await takeFree(content)) ?? (await create(content));
  let isOver = false;
  return {
    url: kept.database.url,
    db: {
      pool: leased(kept.db.pool, () => isOver),
      hotPool: leased(kept.db.hotPool, () => isOver),
      prisma: leased(kept.db.prisma, () => isOver),
      close: () => Promise.reject(new Error('the test gives a lent database back and never closes it')),
    },
    giveBack() {
      if (!isOver) free[content].push(kept);
      isOver = true;
      return Promise.resolve();
    },
  };
}

async function create(content: Content): Promise<Kept> {
  const database = await createTestDatabase(content);
  const db = openPlanningOnce(database.url);
  for (const { options } of [db.pool, db.hotPool]) options.allowExitOnIdle = true; // the worker ends before its databases
  return { database, db, reader: await startReader(database.url), pristine: await describe(db) };
}

/**
 * A database over whose connections each statement is planned once, also those that the program sends without a name to
 * have them planned for their values: tests send the same ones again and again, and planning would be half of
 * PostgreSQL's time.
 */
export function openPlanningOnce(url: string): Database {
  const settings = { plan_cache_mode: 'force_generic_plan' };
  const db = openDatabase(connectionUrl(url, settings), () => undefined, MAX_CONNECTIONS, PATIENCE_MS);
  db.pool.on('connect', nameStatements);
  return db;
}

function nameStatements(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const send = (statement: string | Sent, ...rest: unknown[]): unknown => {
    if (typeof statement === 'string')
      return Array.isArray(rest[0])
        ? send({ text: statement, values: rest[0] }, ...rest.slice(1))
        : query(statement, ...rest);
    const { text, values, submit } = statement;
    return query(values?.length && !submit ? { name: nameOf(text), ...statement, text, values } : statement, ...rest);
  };
  client.query = send as typeof client.query;
}

/** A statement, or an object of a library that sends one by itself. */
type Sent = pg.QueryConfig & { submit?: unknown };

const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? statementNameOf(text);
  names.set(text, name);
  return name;
}

async function startReader(url: string): Promise<Reader> {
  const client = new pg.Client({ connectionString: url });
  let isReading = true;
  client.on('end', () => (isReading = false));
  client.on('error', () => (isReading = false)); // a test may end every connection of its database
  await client.connect();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT');
  (client as pg.Client & { unref(): void }).unref(); // not in its types
  return { isReading: () => isReading, end: () => client.end().catch(() => undefined) };
}

/** A clean database, or null if there is none. Those that cannot be cleaned are dropped. */
async function takeFree(content: Content): Promise<Kept | null> {
  for (let kept = free[content].pop(); kept; kept = free[content].pop()) {
    if (await clean(kept).catch(() => false)) return kept;
    await kept.reader.end();
    await kept.database.drop();
    void kept.db.close(); // waits for what is still running
  }
  return null;
}

/** Makes the database what it was before the first test. False if that is impossible or not worth it. */
async function clean({ db, reader, pristine: { question, state: before, refill } }: Kept): Promise<boolean> {
  const { pool } = db;
  const pools = [pool, db.hotPool];
  if (pools.some(({ idleCount, totalCount }) => idleCount !== totalCount)) return false; // the last test left something
  if (!reader.isReading()) return false;
  const state = await readState(pool, question);
  const own = 1 + pools.reduce((sum, { totalCount }) => sum + totalCount, 0);
  if (state.connections > own || state.bytes > LARGEST_KEPT) return false;
  if (state.definitions !== before.definitions) return false;
  const changed = Object.keys({ ...before.filled, ...state.filled }).filter(
    (table) => state.filled[table] !== before.filled[table],
  );
  await pool.query(
    [
      'BEGIN',
      "SET LOCAL lock_timeout = '1s'",
      'SET LOCAL session_replication_role = replica', // without triggers and foreign keys
      ...changed.map((table) => `DELETE FROM ${table}`),
      ...changed.flatMap((table) => refill.get(table) ?? []),
      ...before.sequences,
      'COMMIT',
    ].join('; '),
  );
  return true;
}

async function describe({ pool }: Database): Promise<Pristine> {
  const tables = await namesOf(pool, 'r');
  const filled: string[] = [];
  for (const table of tables) {
    const { rowCount } = await pool.query(`SELECT FROM ${table} LIMIT 1`);
    if (rowCount) filled.push(table);
  }
  const question = stateQuestion(tables, filled, await namesOf(pool, 'S'));
  const refill = new Map<string, string>();
  for (const table of filled) refill.set(table, await refillOf(pool, table));
  return { question, state: await readState(pool, question), refill };
}

async function namesOf(pool: Pool, kind: 'r' | 'S'): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class
     WHERE relkind = $1 AND relnamespace = 'public'::regnamespace ORDER BY oid`,
    [kind],
  );
  return rows.map(({ name }) => name);
}

/** The statement that inserts the rows which the table holds now. */
async function refillOf(pool: Pool, table: string): Promise<string> {
  const { rows } = await pool.query<{ statement: string }>(
    `SELECT format('INSERT INTO ${table} (%1$s) OVERRIDING SYSTEM VALUE SELECT %1$s FROM json_populate_recordset(NULL::${table}, %2$L)',
       (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''),
       (SELECT json_agg(held ORDER BY held.ctid) FROM ${table} held)) AS statement`,
    [table],
  );
  return rows[0]!.statement;
}

async function readState(pool: Pool, question: Pristine['question']): Promise<State> {
  const { rows } = await pool.query<State>(question);
  return rows[0]!;
}

/**
 * One statement, so that it is planned once per connection. What the system's tables say of ours is summed up by the
 * transactions that wrote it (xmin).
 */
function stateQuestion(tables: string[], filled: string[], sequences: string[]): Pristine['question'] {
  const written = (catalogue: string, which: string) =>
    `(SELECT concat(count(*), ' ', sum(xmin::text::bigint)) FROM ${catalogue} WHERE ${which})`;
  const definitions = [
    written('pg_class', `relnamespace = 'public'::regnamespace`),
    written('pg_attribute', `attrelid >= ${FIRST_OWN_OID}`),
    written('pg_constraint', `oid >= ${FIRST_OWN_OID}`),
    written('pg_trigger', `oid >= ${FIRST_OWN_OID}`),
    written('pg_proc', `oid >= ${FIRST_OWN_OID}`),
    `(SELECT concat(sum(relpages), ' ', sum(reltuples)) FROM pg_class WHERE relnamespace = 'public'::regnamespace)`,
    `(SELECT string_agg(setconfig::text, ' ') FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase
      WHERE datname = current_database())`,
  ];
  const hashes = tables.map((table) => {
    const hash = filled.includes(table)
      ? `(SELECT md5(string_agg(held::text, ' ' ORDER BY held.ctid)) FROM ${table} held)`
      : `CASE WHEN EXISTS (SELECT FROM ${table}) THEN 'rows' END`;
    return `('${table}', ${hash})`;
  });
  return {
    name: 'state of a lent database',
    text: `
      SELECT
        (SELECT numbackends FROM pg_stat_database WHERE datname = current_database()) AS connections,
        (SELECT sum(pg_relation_size(oid)) FROM pg_class
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace)::float AS bytes,
        concat_ws('; ', ${definitions.join(', ')}) AS definitions,
        (SELECT json_object_agg(name, hash) FROM (VALUES ${hashes.join(', ')}) AS t (name, hash)
         WHERE hash IS NOT NULL) AS filled,
        ARRAY[${sequences
          .map((name) => `(SELECT format('SELECT setval(%L, %s, %L)', '${name}', last_value, is_called) FROM ${name})`)
          .join(', ')}] AS sequences`,
  };
}

/**
 * What the test may use until it gives the database back. Work that goes on after that fails, as it does on a closed
 * pool, and does not reach the next test.
 */
function leased<Thing extends object>(thing: Thing, isOver: () => boolean): Thing {
  const replaced = new Map<PropertyKey, unknown>();
  return new Proxy(thing, {
    get(target, name) {
      if (isOver()) throw new Error('The test has given its database back.');
      if (replaced.has(name)) return replaced.get(name);
      const value: unknown = Reflect.get(target, name, target);
      // The libraries' own classes look at `constructor` to know what they were given.
      return typeof value === 'function' && name !== 'constructor' ? (value.bind(target) as unknown) : value;
    },
    set(_target, name, value) {
      replaced.set(name, value);
      return true;
    },
  });
}
