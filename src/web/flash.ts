import type { Request } from 'express';

interface Flash {
  kind: 'success' | 'warning' | 'danger';
  text: string;
}

declare module 'express-session' {
  interface SessionData {
    flash?: Flash[];
    savedForms?: string[];
  }
}

/** More sentences than anybody reads: forms sent again and again without a page between must not fill the session. */
const MOST_KEPT = 8;

/** Keeps a sentence for the next page. */
export function flash(req: Request, text: string, kind: Flash['kind'] = 'success'): void {
  req.session.flash = [...(req.session.flash ?? []), { kind, text }].slice(-MOST_KEPT);
}

/**
 * Tells the next page that the form with this key was saved, so that the browser forgets the words it kept of it.
 * @param key data-keep-words of the form.
 */
export function tellSaved(req: Request, key: string): void {
  req.session.savedForms = [...(req.session.savedForms ?? []), key].slice(-MOST_KEPT);
}

/** Takes the keys of forms that were saved; a second reading finds none. */
export function takeSaved(req: Request): string[] {
  const kept = req.session.savedForms;
  if (!kept) return [];
  delete req.session.savedForms;
  return kept;
}

/** Takes what was kept; a second reading finds nothing. */
export function takeFlash(req: Request): Flash[] {
  const kept = req.session.flash;
  if (!kept) return [];
  delete req.session.flash;
  return kept;
}
