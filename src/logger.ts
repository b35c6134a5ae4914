import { isNativeError } from 'node:util/types';
import pino, { type Logger } from 'pino';

const FLUSH_MS = 500;

/**
 * Logs one JSON line per event to standard output. Names, numbers and addresses of people never go into it. Request
 * lines are buffered for half a second, because a write for each costs more than building it; a warning or worse is
 * written at once.
 */
export function createLogger(level: string): Logger {
  const output = pino.destination({ dest: 1, sync: true, minLength: 4096 });
  // A closed terminal accepts no more lines. Drop them, because `flushSync` would retry for ever.
  output.on('error', () => {
    output.write = () => true;
    output.flush = output.flushSync = () => undefined;
  });
  const flushNow = () => {
    output.flush(); // notices a closed terminal; flushSync alone does not
    output.flushSync();
  };
  setInterval(() => output.flush(), FLUSH_MS).unref();
  process.once('exit', flushNow);
  return pino(
    {
      level,
      base: null,
      serializers: { err: (error: unknown) => (isNativeError(error) ? describeError(error) : error) },
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: {
        logMethod(args, method, lineLevel) {
          method.apply(this, args);
          if (lineLevel >= this.levels.values.warn!) flushNow();
        },
      },
    },
    output,
  );
}

interface DescribedError {
  name: string;
  /** SQLSTATE, or the code of the system or of Prisma. */
  code?: string;
  table?: string;
  constraint?: string;
  message: string;
  stack: string | undefined;
}

/** An error for the log, without the values that a failed query quotes, which may contain quotes and line breaks. */
export function describeError(error: unknown): DescribedError {
  // Anything can be thrown, for example the text of a form.
  if (!isNativeError(error)) return { name: 'unknown', message: `thrown ${typeof error}`, stack: undefined };
  const { code, table, constraint } = error as Partial<Record<'code' | 'table' | 'constraint', unknown>>;
  return {
    name: error.name,
    ...(isIdentifier(code) && { code }),
    ...(isIdentifier(table) && { table }),
    ...(isIdentifier(constraint) && { constraint }),
    message: withoutQuoted(error.message).trim().split('\n')[0]!.slice(0, 300),
    stack: framesOf(error),
  };
}

const isIdentifier = (value: unknown): value is string => typeof value === 'string' && /^\w{1,63}$/.test(value);

/** Cuts from the first quote to the last. A single one may open a value, so nothing after it is kept. */
const withoutQuoted = (message: string): string => message.replace(/["'].*["']|["'].*/s, '"…"');

function framesOf({ stack, message }: Error): string | undefined {
  const start = stack?.indexOf(message) ?? -1;
  return stack
    ?.slice(start < 0 ? 0 : start + message.length)
    .split('\n')
    .filter((line) => line.trim().startsWith('at '))
    .slice(0, 12)
    .join('\n');
}
