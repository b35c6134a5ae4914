import type { RequestHandler } from 'express';
import { formatDate, type LocalDate } from '../../shared/dates';
import { renderPage, viewOf } from '../page';
import { wantsJson } from '../wants-json';

/** How far the story of the demo ward is written. */
export interface DemoProgress {
  day: LocalDate;
  /** From 0 to 1, of its days. */
  share: number;
}

const LOOK_AGAIN_SECONDS = 2;

const percentOf = ({ share }: DemoProgress): number => Math.floor(share * 100);

export const openingPage = (reached: DemoProgress) =>
  viewOf('public/opening', {
    title: 'Đang mở lần đầu',
    percent: percentOf(reached),
    words: `Đã viết đến ngày ${formatDate(reached.day)}`,
  });

/**
 * Answers every request 503 while the demo ward is written: a page that says how far it is, and that opens by itself.
 * @param progress null once the program is open.
 */
export const untilOpen =
  (progress: () => DemoProgress | null): RequestHandler =>
  (req, res, next) => {
    const reached = progress();
    if (!reached) return next();
    res.set({ 'Cache-Control': 'no-store', 'Retry-After': String(LOOK_AGAIN_SECONDS) });
    if (wantsJson(req))
      res.status(503).json({ kind: 'refused', message: `Gõ Cửa đang mở lần đầu: ${percentOf(reached)}%.` });
    else renderPage(res, openingPage(reached), { status: 503, refreshSeconds: LOOK_AGAIN_SECONDS });
  };
