import { z } from 'zod';

const MAX_FORM = 400;
const MAX_CONTENT = 120_000;

/** The address to which a form of this program is sent. */
export const draftForm = z
  .string()
  .max(MAX_FORM)
  .regex(/^\/[a-z]/);
/** What was typed into it, as its script writes it; '' if it is to be forgotten. */
export const draft = z.object({ form: draftForm, content: z.string().max(MAX_CONTENT) });
export type Draft = z.infer<typeof draft>;
