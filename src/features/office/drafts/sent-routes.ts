import type { Request } from 'express';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { tellSaved } from '../../../web/flash';
import { forgetDraft } from './service';

/**
 * A form was sent and saved: what was kept of it is deleted, here and, on the next page, in the browser.
 * @param form the address to which the form is sent. @param key its data-keep-words.
 */
export async function formSent(
  { db }: Pick<AppContext, 'db'>,
  req: Request,
  { form = req.path, key = form }: { form?: string; key?: string } = {},
): Promise<void> {
  tellSaved(req, key);
  await forgetDraft(db, currentUser(req), form);
}
