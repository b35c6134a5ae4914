import { asJsonRows, restoreInstants } from './combine-reads';
import {
  statementNameOf,
  type JoinableReads,
  type JoinableStatement,
  type NamedStatement,
  type Reads,
} from './database';

interface Asked {
  statement: JoinableStatement<object>;
  answer: (rows: object[]) => void;
  fail: (error: unknown) => void;
}

/** By the names of its parts. */
const knownTexts = new Map<string, { name: string; text: string; parts: string[] }>();

/**
 * Sends several reads as one statement: functions that also run alone, each with parameters of its own. A function of
 * combineReads may be one of them.
 * @param pool the pool, or a reading of the access log, which logs the event with them; if nothing is asked, nothing is
 * logged.
 * @param read asks for everything at once: `(db) => Promise.all([listDoors(db, …), listThings(db, …)])`. Each function
 * sends all its statements before it waits for anything. Their rows go through JSON: a column of another type than
 * text, number, boolean, date or instant needs a cast.
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
      restoreInstants(rows, Object.keys(statement.instants));
      answer(rows);
    }
  } catch (error) {
    for (const { fail } of asked) fail(error);
  }
}

/** Throws if one of the names has stood for another text: as with a prepared statement, it is known by its name. */
function textOf(parts: readonly NamedStatement[]): { name: string; text: string } {
  const key = parts.map(({ name }) => name).join(' ');
  const known = knownTexts.get(key);
  if (known) {
    const changed = parts.find(({ text }, index) => text !== known.parts[index]);
    if (changed) throw new Error(`${changed.name} is the name of two statements`);
    return { name: known.name, text: known.text };
  }
  let before = 0;
  const columns = parts.map(({ text, values }, index) => {
    const own = text.replace(/\$(\d+)/g, (_whole, number: string) => `$${Number(number) + before}`);
    before += values.length;
    return `${asJsonRows(own)} AS part${index}`;
  });
  const joined = `SELECT ${columns.join(',\n')}`;
  const made = { name: statementNameOf(joined), text: joined };
  knownTexts.set(key, { ...made, parts: parts.map(({ text }) => text) });
  return made;
}
