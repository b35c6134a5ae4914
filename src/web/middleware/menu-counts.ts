import type { RequestHandler } from 'express';
import type { Actor } from '../../actor';
import type { MenuCounts } from '../navigation';

/** How old the numbers of a menu may be when somebody else's work has changed them. */
const KEPT_MS = 60_000;
/** Readers remembered at most; more than a ward has. */
const MAX_READERS = 2000;

interface Kept {
  at: number;
  counts: Promise<MenuCounts | undefined>;
}

/**
 * Puts the numbers of the reader's menu into `res.locals.menuCounts`. They are kept for a minute, so that a page does not
 * count everything that waits; at a desk, what the reader sends makes them be counted anew. At a door nobody waits for
 * that. A menu without numbers is better than no page, so a failed count shows none.
 */
export function menuCounts(read: (reader: Actor) => Promise<MenuCounts>, now: () => Date): RequestHandler {
  const kept = new Map<string, Kept>();

  function countsFor(reader: Actor): Kept['counts'] {
    const known = kept.get(reader.id);
    const at = now().getTime();
    if (known && Math.abs(at - known.at) < KEPT_MS) return known.counts;
    const counts = read(reader).catch(() => {
      kept.delete(reader.id);
      return undefined;
    });
    if (kept.size >= MAX_READERS) kept.clear();
    kept.set(reader.id, { at, counts });
    return counts;
  }

  return (req, res, next) => {
    const { user } = req;
    if (!user || user.mustChangePassword) return next();
    if (req.method === 'POST') {
      if (user.role !== 'officer') res.once('finish', () => kept.delete(user.id));
      return next();
    }
    void countsFor(user).then((counts) => {
      res.locals.menuCounts = counts;
      next();
    });
  };
}
