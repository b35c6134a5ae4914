import type { RequestHandler } from 'express';
import type { Actor } from '../../actor';
import type { MenuCounts } from '../navigation';

/**
 * Puts the numbers of the reader's menu into `res.locals.menuCounts`, as the pages behind them show them now. A menu without
 * numbers is better than no page, so a failed count shows none.
 */
export const menuCounts =
  (read: (reader: Actor) => Promise<MenuCounts>): RequestHandler =>
  (req, res, next) => {
    const { user } = req;
    if (!user || user.mustChangePassword || req.method === 'POST') return next();
    void read(user)
      .catch(() => undefined)
      .then((counts) => {
        res.locals.menuCounts = counts;
        next();
      });
  };
