import { z } from 'zod';
import type { AppContext } from '../../../context';
import { HttpError } from '../../../shared/errors';
import { defineFeature, get, post, type Route } from '../../../web/route';
import { findDraft, saveDraft } from './service';

/** The address to which a form of this program is sent. */
const draftForm = z
  .string()
  .max(400)
  .regex(/^\/[a-z]/);
/** What was typed into it, as its script writes it; '' if it is to be forgotten. */
const draft = z.object({ form: draftForm, content: z.string().max(120_000) });

/** What the script of a form keeps of it until it is sent (client/kept-drafts.ts). */
const draftRoutes = (context: AppContext): Route[] => [
  get('/drafts', 'drafts.own', async ({ actor, query }, res) => {
    const form = draftForm.safeParse(query.form);
    const content = form.success ? await findDraft(context, actor, form.data) : null;
    res.json({ content });
  }),
  post('/drafts', 'drafts.own', async ({ actor, body }, res) => {
    const given = draft.safeParse(body);
    if (!given.success)
      throw new HttpError(422, 'Bản gõ dở này không giữ được: quá dài, hoặc không phải của trang nào.');
    await saveDraft(context, actor, given.data);
    res.status(204).end();
  }),
];

export const draftsFeature = defineFeature({ routes: draftRoutes });
