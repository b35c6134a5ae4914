import type { Request } from 'express';

/** A message of the next page: `success` unless its kind is given. */
export interface Notice {
  text: string;
  kind?: 'success' | 'warning' | 'danger';
  actions?: FlashAction[];
}

/** A button beside the message: a form of its own, or a link if `fields` is null. */
export interface FlashAction {
  label: string;
  href: string;
  fields: { name: string; value: string }[] | null;
}

/** The button that takes back what a message tells. @param fields of its form. */
export const undo = (href: string, fields: Record<string, string | readonly string[]> = {}): FlashAction => ({
  ...{ label: 'Hoàn tác', href },
  fields: Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value }))),
});

export const undoable = (text: string, ...given: Parameters<typeof undo>): Notice => ({
  ...{ text, actions: [undo(...given)] },
});

declare module 'express-session' {
  interface SessionData {
    flash?: Required<Notice>[];
    savedForms?: string[];
  }
}

/** Maximum messages kept, so that forms sent repeatedly without a page in between cannot fill the session. */
const MAX_KEPT = 8;

/** Stores a message for the next page. */
export function flash(req: Request, text: string, kind: Notice['kind'] = 'success', actions: FlashAction[] = []): void {
  req.session.flash = [...(req.session.flash ?? []), { kind, text, actions }].slice(-MAX_KEPT);
}

/**
 * Tells the next page that the form with this key was saved, so that the browser drops its local copy.
 * @param key data-keep-words of the form.
 */
export function tellSaved(req: Request, key: string): void {
  req.session.savedForms = [...(req.session.savedForms ?? []), key].slice(-MAX_KEPT);
}

/** Takes the keys of saved forms; a second call finds none. */
export function takeSaved(req: Request): string[] {
  const kept = req.session.savedForms;
  if (!kept) return [];
  delete req.session.savedForms;
  return kept;
}

/** Takes the stored messages; a second call finds none. */
export function takeFlash(req: Request): Required<Notice>[] {
  const kept = req.session.flash;
  if (!kept) return [];
  delete req.session.flash;
  return kept;
}
