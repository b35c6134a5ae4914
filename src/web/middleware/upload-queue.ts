import type { RequestHandler } from 'express';
import { BusyError } from '../../shared/errors';

const FULL = 'Máy chủ đang nhận mấy tệp khác nên chưa nhận tệp của bạn. Chưa có gì được lưu.';

interface QueueLimits {
  /** Maximum uploads received and processed at the same time. */
  atOnce: number;
  /** Maximum uploads waiting for their turn. */
  waiting: number;
  /** How long an upload waits before it is asked to come back. */
  patienceMs: number;
}

/**
 * Lets a few uploads through at a time, because each is held on disk from its first byte until its response is sent.
 * The others wait unread, in order of arrival. Uploads beyond `waiting`, and those that waited too long, get a 503.
 */
export function uploadQueue({ atOnce, waiting, patienceMs }: QueueLimits): RequestHandler {
  let running = 0;
  /** Callbacks that let each waiting upload through, the oldest first. */
  const queue = new Set<() => void>();

  return (_req, res, next) => {
    const begin = () => {
      running += 1;
      res.once('close', () => {
        running -= 1;
        queue.values().next().value?.();
      });
      next();
    };
    if (running < atOnce) return begin();
    if (queue.size >= waiting) return next(new BusyError(FULL));

    const leave = () => {
      queue.delete(takeTurn);
      clearTimeout(timer);
      res.off('close', leave);
    };
    const takeTurn = () => {
      leave();
      begin();
    };
    const timer = setTimeout(() => {
      leave();
      next(new BusyError(FULL));
    }, patienceMs);
    // The client disconnected.
    res.once('close', leave);
    queue.add(takeTurn);
  };
}
