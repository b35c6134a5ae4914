import type { Request } from 'express';

export interface Flash {
  kind: 'success' | 'warning' | 'danger';
  text: string;
}

declare module 'express-session' {
  interface SessionData {
    flash?: Flash[];
  }
}

/** Keeps a sentence for the next page. */
export function flash(req: Request, text: string, kind: Flash['kind'] = 'success'): void {
  req.session.flash = [...(req.session.flash ?? []), { kind, text }];
}

/** Takes what was kept; a second reading finds nothing. */
export function takeFlash(req: Request): Flash[] {
  const kept = req.session.flash;
  if (!kept) return [];
  delete req.session.flash;
  return kept;
}
