import pino, { type Logger } from 'pino';

/** One JSON line an event on standard output. Names, numbers and addresses of people never go into it. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
