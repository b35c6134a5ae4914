import type { Request } from 'express';

interface Flash {
  kind: 'success' | 'warning' | 'danger';
  text: string;
}

declare module 'express-session' {
  interface SessionData {
    flash?: Flash[];
  }
}

/** More sentences than anybody reads: forms sent again and again without a page between must not fill the session. */
const MOST_KEPT = 8;

/** Keeps a sentence for the next page. */
export function flash(req: Request, text: string, kind: Flash['kind'] = 'success'): void {
  req.session.flash = [...(req.session.flash ?? []), { kind, text }].slice(-MOST_KEPT);
}

/** Takes what was kept; a second reading finds nothing. */
export function takeFlash(req: Request): Flash[] {
  const kept = req.session.flash;
  if (!kept) return [];
  delete req.session.flash;
  return kept;
}
