import pg from 'pg';
import { filtersOf, shapeOf, surroundingsOf, takeOut, unreadFilters } from './filters';
import { otherValues, type TwinRows } from './other-values';
import { twinsIn } from './twin-ward';

/** What is known about a ward condition of the sources; several statements may be built with it. */
export interface Filter {
  /** The request that saw or touched something else without it; null: none did. */
  caughtBy: string | null;
  /** Whether it holds back something of the other ward when the statement is asked with other values: its records, other days. */
  isNoticedOtherwise: boolean;
  /** Whether it holds anything back: alone, or in the name of a ward that has nothing. */
  isEffective: boolean;
  /** The request that first sent it. */
  sentBy: string;
}

interface Question {
  text: string;
  values: unknown[];
}

type Send = (question: string | (Question & { rowMode: 'array' })) => Promise<pg.QueryArrayResult>;

const QUERY = pg.Client.prototype.query;
const IN_TRANSACTION = 'T';
/** SQLSTATE of a statement that was ended: without a condition it may join everything with everything. */
const TOO_SLOW = '57014';
const ANY_ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const NO_QUESTION = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|DEALLOCATE|SELECT 1$)\b/i;
/** Prisma loads rows by keys that it has read before: none, perhaps. */
const BY_KEYS = /id" IN \(|WHERE 1=0$/;
/** A cursor finds nothing before it is asked: its statement is tried instead. */
const CURSOR = /^\s*DECLARE \w+ (?:NO )?SCROLL CURSOR FOR\s/;
const REFUSED = 'refused: ';
const PATIENCE_MS = 2_000;
/** Calls of a statement in which its conditions are tried alone. */
const MOST_CALLS = 4;
/** How often a statement may take too long before it is left alone. */
const MOST_SLOW = 3;

/**
 * Tries every statement that a request sends without its ward conditions, one at a time, with the same values, in the
 * same transaction and just before the statement itself; what the trial does is rolled back.
 */
export class StatementBook {
  /** By the condition with the words around it. */
  readonly filters = new Map<string, Filter>();
  /** Statements without a ward condition that are asked with no id either, and the request that first sent them. */
  readonly unbound = new Map<string, string>();
  /** Statements that answered with records of the other ward, or with something when asked for one; and the request. */
  readonly leaks = new Map<string, string>();
  /** Comparisons with a ward that could not be read. */
  readonly unread = new Set<string>();
  /** Shapes of the statements, and how often their conditions were tried alone. */
  readonly statements = new Map<string, number>();
  private readonly tried = new Set<string>();
  private request: string | null = null;

  /** @param emptyWardId a ward without any row but its accounts; the others have rows. */
  constructor(
    private readonly wardIds: readonly string[],
    private readonly emptyWardId: string,
    private readonly twin: TwinRows,
  ) {
    // oxlint-disable-next-line typescript/no-this-alias -- the client is `this` below
    const book = this;
    const query = QUERY as (...all: unknown[]) => unknown;
    pg.Client.prototype.query = function tryFirst(this: pg.Client, ...given: unknown[]) {
      const question = questionOf(given);
      if (book.request === null || !question) return query.apply(this, given);
      const send: Send = (asked) => query.call(this, asked) as Promise<pg.QueryArrayResult>;
      const callback = given.at(-1);
      const answer = book
        .tryOut(question, send, this.getTransactionStatus() === IN_TRANSACTION)
        .then(() => query.call(this, ...(typeof callback === 'function' ? given.slice(0, -1) : given)))
        .then((result) => book.look(question, result as pg.QueryResult));
      if (typeof callback !== 'function') return answer;
      answer.then(
        (result) => (callback as (error: unknown, result?: unknown) => void)(null, result),
        (error: unknown) => (callback as (error: unknown) => void)(error),
      );
      return undefined;
    } as typeof QUERY;
  }

  close(): void {
    pg.Client.prototype.query = QUERY;
  }

  /** Makes the request, and tries what it sends. */
  async during<Answer>(request: string, ask: () => Promise<Answer>): Promise<Answer> {
    this.request = request;
    try {
      return await ask();
    } finally {
      this.request = null;
    }
  }

  private look({ text, values }: Question, result: pg.QueryResult): pg.QueryResult {
    if (this.request === null || /^\s*INSERT\b/i.test(text)) return result;
    const isUnfiltered = filtersOf(text).length === 0;
    const asked = JSON.stringify(values);
    const isLeak =
      twinsIn(JSON.stringify(result.rows ?? [])).length > 0 ||
      (isUnfiltered && twinsIn(asked).length > 0 && hasFound(result));
    if (isLeak) this.leaks.set(shapeOf(text), this.request);
    if (isUnfiltered && !ANY_ID.test(asked) && !NO_QUESTION.test(text) && !BY_KEYS.test(text))
      this.unbound.set(shapeOf(text), this.request);
    return result;
  }

  private async tryOut({ text, values }: Question, send: Send, isInTransaction: boolean): Promise<void> {
    const shape = shapeOf(text);
    const places = filtersOf(text).map((_filter, place) => this.filterAt(text, place));
    for (const comparison of unreadFilters(text)) this.unread.add(`${comparison} in ${shape}`);
    if (!this.statements.has(shape)) this.statements.set(shape, 0);
    if (places.every(({ caughtBy }) => caughtBy !== null)) return;
    const asked = `${this.request} ${shape} ${JSON.stringify(values)}`;
    if (this.tried.has(asked)) return;
    this.tried.add(asked);

    await send(isInTransaction ? 'SAVEPOINT trials' : 'BEGIN');
    try {
      await send(`SET LOCAL statement_timeout = ${PATIENCE_MS}`);
      await this.tryEach(text, values, places, send);
      await this.tryOtherwise(text, values, places, send);
    } finally {
      await send(isInTransaction ? 'ROLLBACK TO SAVEPOINT trials' : 'ROLLBACK');
    }
  }

  private filterAt(text: string, place: number): Filter {
    const surroundings = surroundingsOf(text, place);
    const filter = this.filters.get(surroundings) ?? {
      caughtBy: null,
      isNoticedOtherwise: false,
      isEffective: false,
      sentBy: this.request!,
    };
    this.filters.set(surroundings, filter);
    return filter;
  }

  /** With the values of the request: does it see or touch anything else without the condition? */
  private async tryEach(text: string, values: unknown[], filters: Filter[], send: Send): Promise<void> {
    const answer = await outcome({ text, values }, send);
    for (const [place, filter] of filters.entries()) {
      if (filter.caughtBy !== null) continue;
      const without = await outcome({ text: takeOut(text, (other) => other === place), values }, send);
      if (answer !== null && without !== null && without !== answer) filter.caughtBy = this.request;
    }
  }

  /** With other values, and in the name of a ward that has nothing: in a few of its calls, for what is not noticed yet. */
  private async tryOtherwise(text: string, given: unknown[], filters: Filter[], send: Send): Promise<void> {
    const isWaiting = (filter: Filter) => filter.caughtBy === null && !filter.isNoticedOtherwise;
    const calls = this.statements.get(shapeOf(text))!;
    if (!filters.some(isWaiting) || calls >= MOST_CALLS) return;
    this.statements.set(shapeOf(text), calls + 1);
    const others = otherValues(text, given, this.twin, (value) => this.wardIds.includes(value as string));
    let slow = 0;
    for (const values of others) {
      if (slow >= MOST_SLOW) break;
      const waiting = [...filters.entries()].filter(([, filter]) => isWaiting(filter));
      if (waiting.length === 0) return;
      const answer = await outcome({ text, values }, send);
      if (answer === null) slow += 1;
      if (answer === null || answer.startsWith(REFUSED)) continue;
      for (const [place, filter] of waiting) {
        const without = await outcome({ text: takeOut(text, (other) => other === place), values }, send);
        if (without === null) slow += 1;
        else if (without !== answer && !without.startsWith(REFUSED)) filter.isNoticedOtherwise = true;
      }
    }
    for (const values of [given, ...others.slice(0, 3)]) {
      const seconds = [...filters.entries()].filter(([, filter]) => isWaiting(filter) && !filter.isEffective);
      if (seconds.length > 0) await this.tryAlone(text, values, seconds, send);
    }
  }

  /** In the name of a ward that has nothing: does the condition hold back what nothing else holds back? */
  private async tryAlone(text: string, given: unknown[], waiting: [number, Filter][], send: Send): Promise<void> {
    const values = given.map((value) => (this.wardIds.includes(value as string) ? this.emptyWardId : value));
    const shut = await outcome({ text, values }, send);
    const open = await outcome({ text: takeOut(text, () => true), values }, send);
    for (const [place, filter] of waiting) {
      const without = await outcome({ text: takeOut(text, (other) => other === place), values }, send);
      const alone = await outcome({ text: takeOut(text, (other) => other !== place), values }, send);
      filter.isEffective =
        (without !== null && shut !== null && without !== shut) || (alone !== null && open !== null && alone !== open);
    }
  }
}

/** What a call of `query` asks; null for what is no statement with values, such as a stream. */
function questionOf([asked, second]: unknown[]): Question | null {
  if (typeof asked === 'string') return { text: asked, values: Array.isArray(second) ? second : [] };
  const { text, values, submit } = asked as { text?: string; values?: unknown[]; submit?: unknown };
  return text === undefined || submit !== undefined ? null : { text, values: [...(values ?? [])] };
}

/** Whether a statement found or changed anything: a count of nothing is nothing. */
function hasFound({ command, rowCount, rows }: pg.QueryResult): boolean {
  if (command !== 'SELECT') return (rowCount ?? 0) > 0;
  return rows.some((row) => Object.values(row as object).some((value) => ![null, false, 0, '0'].includes(value)));
}

/** What this transaction has written into the log: a reading does so beside what it finds. */
const LOGGED = 'SELECT count(*) AS logged FROM audit_event WHERE xid = pg_current_xact_id()';

/** What a statement finds, changes, logs or is refused with, the order of rows aside; null if it takes too long. */
async function outcome({ text, values }: Question, send: Send): Promise<string | null> {
  await send('SAVEPOINT trial');
  try {
    const { rowCount, rows } = await send({ text: text.replace(CURSOR, ''), values, rowMode: 'array' });
    if (text.includes('INTO audit_event'))
      rows.push(...(await send({ text: LOGGED, values: [], rowMode: 'array' })).rows);
    return `${rowCount}:${rows
      .map((row) => JSON.stringify(row))
      .toSorted()
      .join('\n')}`;
  } catch (error) {
    return (error as { code?: string }).code === TOO_SLOW ? null : `${REFUSED}${(error as Error).message}`;
  } finally {
    await send('ROLLBACK TO SAVEPOINT trial');
  }
}
