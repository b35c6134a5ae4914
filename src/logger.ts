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

/**
 * An error for the log: message and stack without the values that a failed query quotes, which may themselves contain
 * quotes.
 */
export function describeError(error: unknown): { name: string; message: string; stack: string | undefined } {
  if (!isNativeError(error)) return { name: 'unknown', message: String(error), stack: undefined };
  return {
    name: error.name,
    message: error.message
      .trim()
      .split('\n')[0]!
      .replace(/["'].*["']/, '"…"')
      .slice(0, 300),
    stack: error.stack
      ?.split('\n')
      .filter((line) => line.trim().startsWith('at '))
      .slice(0, 12)
      .join('\n'),
  };
}
