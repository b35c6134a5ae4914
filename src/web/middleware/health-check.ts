import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler } from 'express';

/** A monitor asks every few seconds; more frequent requests get the cached answer of the last second. */
const KEPT_MS = 1_000;
/** A database that does not answer for this long counts as unreachable. */
const PATIENCE_MS = 3_000;

/**
 * Answers 200 while the database answers, otherwise 503. Sends it one query at a time, and at most one a second.
 * @param alarm what is wrong with the audit log; it says so and stays 200, because no restart mends that.
 */
export function healthCheck(askDatabase: () => Promise<unknown>, alarm: () => string | undefined): RequestHandler {
  let answer: Promise<boolean> | null = null;

  function ask(): Promise<boolean> {
    const asked = askDatabase().then(
      () => true,
      () => false,
    );
    void asked.then(() =>
      setTimeout(() => {
        answer = null;
      }, KEPT_MS).unref(),
    );
    return Promise.race([asked, sleep(PATIENCE_MS, false, { ref: false })]);
  }

  return async (_req, res) => {
    const isUp = await (answer ??= ask());
    res.status(isUp ? 200 : 503).json({ status: isUp ? 'ok' : 'database away', auditLog: alarm() });
  };
}
