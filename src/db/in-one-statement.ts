import { createHash } from 'node:crypto';
import type { Instants } from './combine-reads';
import type { NamedStatement, Reads } from './database';

/** Where a read is sent that runs alone or, inside inOneStatement, together with others. */
export interface JoinableReads {
  query<Row extends object>(statement: JoinableStatement<Row>): Promise<{ rows: Row[] }>;
}

/** The columns that hold an instant are named, because JSON has none. */
type JoinableStatement<Row> = NamedStatement & { instants: Record<Instants<Row>, true> };

interface Asked {
  statement: JoinableStatement<object>;
  answer: (rows: object[]) => void;
  fail: (error: unknown) => void;
}

/** By the names of its parts. */
const knownTexts = new Map<string, { name: string; text: string }>();

/**
 * Sends PostgreSQL several reads as one statement, whose overhead exceeds the cost of the few rows that most of them find.
 * @param pool the pool, or a reading of the access log, which logs the event with them.
 * @param read asks for everything at once: `(db) => Promise.all([listDoors(db, …), listThings(db, …)])`. Each part sends
 * one statement before it waits for anything.
 */
export async function inOneStatement<Found>(
  pool: Reads,
  read: (db: { pool: JoinableReads }) => Promise<Found>,
): Promise<Found> {
  const asked: Asked[] = [];
  let isSent = false;
  const found = read({
    pool: {
      query: <Row extends object>(statement: JoinableStatement<Row>) =>
        new Promise<{ rows: Row[] }>((resolve, reject) => {
          if (isSent) throw new Error(`${statement.name} came after the statement that it was to be part of`);
          asked.push({ statement, answer: (rows) => resolve({ rows: rows as Row[] }), fail: reject });
        }),
    },
  });
  isSent = true;
  const [answer] = await Promise.all([found, send(pool, asked)]);
  return answer;
}

async function send(pool: Reads, asked: readonly Asked[]): Promise<void> {
  const [first, ...others] = asked;
  if (!first) return;
  if (others.length === 0)
    return pool.query<object>(first.statement).then(({ rows }) => first.answer(rows), first.fail);
  try {
    const {
      rows: [found],
    } = await pool.query<Record<string, Record<string, unknown>[]>>({
      ...textOf(asked.map(({ statement }) => statement)),
      values: asked.flatMap(({ statement }) => statement.values),
    });
    for (const [index, { statement, answer }] of asked.entries()) {
      const rows = found![`part${index}`]!;
      for (const column of Object.keys(statement.instants))
        for (const row of rows) if (row[column] !== null) row[column] = new Date(row[column] as string);
      answer(rows);
    }
  } catch (error) {
    for (const { fail } of asked) fail(error);
  }
}

function textOf(parts: readonly NamedStatement[]): { name: string; text: string } {
  const key = parts.map(({ name }) => name).join(' ');
  let known = knownTexts.get(key);
  if (!known) {
    let before = 0;
    const columns = parts.map(({ text, values }, index) => {
      const own = text.replace(/\$(\d+)/g, (_whole, number: string) => `$${Number(number) + before}`);
      before += values.length;
      return `(SELECT coalesce(json_agg(found), '[]') FROM (${own}) found) AS part${index}`;
    });
    // PostgreSQL cuts names at 63 bytes.
    const name = createHash('sha1').update(key).digest('base64');
    knownTexts.set(key, (known = { name, text: `SELECT ${columns.join(',\n')}` }));
  }
  return known;
}
