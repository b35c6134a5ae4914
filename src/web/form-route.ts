import type { Response } from 'express';
import type { z } from 'zod';
import type { Invalid, Stale } from '../shared/outcome';
import { bothVersions, typedLines, typedTextLines, type Changed } from './both-versions';
import { answerOf, askAgainPage, type Question } from './ask-again';
import { ConflictError, type Conflict } from './errors';
import { flash, type Notice } from './flash';
import { parseForm, type Failed, type FormView } from './form';
import { renderPage, type View } from './page';
import { get, post, type Asked, type Route } from './route';

/** Shows a form: empty or as it is stored, or else as it was typed when it failed. */
interface ShowForm {
  (asked: Asked, res: Response, failed?: Failed): unknown;
  /** The form as it was typed, if the page has one. */
  asTyped?: (asked: Asked) => Promise<View<{ form: FormView }> | null>;
}

interface ShowBothVersions extends ShowForm {
  /** The 409 page for what was typed into it. @param action where the form is sent, if not to the address asked for. */
  conflict: (asked: Asked, action?: string) => Promise<Conflict>;
}

interface FormPage<Subject, Model> {
  /** Reads the record, in the ward of the actor, and logs the reading. */
  open: (asked: Asked) => Subject | Promise<Subject>;
  page: (subject: Subject, failed: Failed | undefined, asked: Asked) => View<Model>;
}

/** What its 409 page says after the outcome `stale`; the page of the form knows both versions. */
interface Contested<Subject> {
  changed: (subject: Subject, asked: Asked) => Changed | Promise<Changed>;
}

/** The title of a page: the `title` of its model unless given. */
type Title<Model> = string | ((model: NoInfer<Model>) => string);

/** Shows the page of a form. Errors make its status 422. */
export function formPage<Subject, Model extends { form: FormView }>(
  form: FormPage<Subject, Model> & Contested<Subject> & { title: Title<Model> },
): ShowBothVersions;
export function formPage<Subject, Model extends { form: FormView; title: string }>(
  form: FormPage<Subject, Model> & Contested<Subject>,
): ShowBothVersions;
export function formPage<Subject, Model>(form: FormPage<Subject, Model> & { title: Title<Model> }): ShowForm;
export function formPage<Subject, Model extends { title: string }>(form: FormPage<Subject, Model>): ShowForm;
export function formPage<Subject, Model>({
  open,
  page,
  title = (shown) => (shown as { title: string }).title,
  changed,
}: FormPage<Subject, Model> & Partial<Contested<Subject>> & { title?: Title<Model> }): ShowForm {
  const titled = (view: View<Model>) => ({ view, title: typeof title === 'string' ? title : title(view.model) });
  const show = formSteps(async (asked, failed) => titled(page(await open(asked), failed, asked)));
  if (!changed) return show;
  return Object.assign(show, {
    async conflict(asked, action = asked.req.originalUrl) {
      const subject = await open(asked);
      const mine = page(subject, { values: asked.body, errors: {} }, asked);
      const versions = { theirs: asForm(page(subject, undefined, asked))!, mine: asForm(mine)! };
      return bothVersions(versions, action, await changed(subject, asked));
    },
  } satisfies Pick<ShowBothVersions, 'conflict'>);
}

interface FormLocals {
  typedInto?: (id: string) => Promise<Conflict['yours']>;
}

/**
 * What was typed into the form that this response answers, as its page about the record with that id shows it; its texts
 * without labels if that page has no such form, or another one. Nothing for a button.
 */
export const typedInto = async (res: Response, id: string): Promise<Conflict['yours']> =>
  (await (res.locals as FormLocals).typedInto?.(id)) ?? [];

/** Shows the page of a form, or of a step before it, that depends on what is known so far. */
export function formSteps(
  step: (asked: Asked, failed?: Failed) => Promise<{ view: View<unknown>; title: string; hasErrors?: boolean }>,
): ShowForm {
  const show: ShowForm = async (asked, res, failed) => {
    const failedHere = Object.keys(failed?.errors ?? {}).length > 0 || (failed?.blockers ?? []).length > 0;
    const { view, title, hasErrors = failedHere } = await step(asked, failed);
    renderPage(res, view, { title, hasErrors });
  };
  show.asTyped = async (asked) => asForm((await step(asked, { values: asked.body, errors: {} })).view);
  return show;
}

const asForm = (view: View<unknown>) =>
  (view.model as { form?: FormView }).form ? (view as View<{ form: FormView }>) : null;

type Permission = Route['permission'];

/** After the form was saved: the notices of the next page, and its address. */
interface Saved {
  said?: Said;
  /** What is said instead unless the outcome is `done`. */
  unchanged?: Said;
  to: string;
}

type Said = string | Notice | readonly (string | Notice)[];

/** Before the form is saved: a question, answered on a page of its own, with the question's title unless one is given. */
export interface AskFirst {
  ask: Question;
  title?: string;
}

/** A form: its page, and what it does. Keys stand in the order in which a request uses them; type inference relies on it. */
interface Form<
  Schema extends z.ZodType,
  Result,
  Versions extends Conflict | Promise<Conflict>,
  Show extends ShowForm = ShowForm,
> {
  show: Show;
  /** Without it, the form is a button: nothing is read from its body. */
  schema?: Schema | ((asked: Asked) => Schema | Promise<Schema>);
  /** Calls the service. Its outcome `invalid` shows the form again, with whatever else the outcome says. */
  save: (asked: Asked, form: z.output<Schema>) => Promise<Result>;
  /** The 409 page after the outcome `stale`, if the page of the form has no `changed`. Without both, `done` answers. */
  conflict?: (asked: Asked, form: z.output<Schema>, outcome: Extract<Result, Stale>) => Versions;
  done:
    | Saved
    | ((
        outcome: Exclude<Result, Invalid | ([Versions] extends [never] ? StaleOf<Show> : Stale)>,
        asked: Asked,
        form: z.output<Schema>,
      ) => Saved | AskFirst | Promise<Saved | AskFirst>);
}

type StaleOf<Show> = Show extends ShowBothVersions ? Stale : never;

/**
 * The routes of a form: GET shows it, POST saves it. A form that fails, or was sent only to be reopened, is shown as it
 * was typed; a stale one ends in the 409 page; a saved one leads to the next page.
 */
export const formRoutes = <
  Schema extends z.ZodType,
  Result,
  Versions extends Conflict | Promise<Conflict> = never,
  Show extends ShowForm = ShowForm,
>(
  path: string,
  permission: Permission,
  /** `emptyAt`: the address of the empty form, if it is not `path`. */
  { emptyAt = path, ...form }: Form<Schema, Result, Versions, Show> & { emptyAt?: string },
): Route[] => [get(emptyAt, permission, form.show), formPost(path, permission, form)];

/** A form that stands on the page of another route. */
export const formPost = <
  Schema extends z.ZodType,
  Result,
  Versions extends Conflict | Promise<Conflict> = never,
  Show extends ShowForm = ShowForm,
>(
  path: string,
  permission: Permission,
  form: Form<Schema, Result, Versions, Show>,
): Route => ({
  ...post(path, permission, (asked, res) => sendForm(asked, res, form)),
  ...(form.schema && { schema: form.schema, asTyped: form.show.asTyped }),
});

/** A button: a form without fields and without a page of its own. */
interface Button<Result> {
  /** Its outcome is never `invalid`, because there is no form to show again. */
  save: (asked: Asked) => Promise<Result> & ([Extract<Result, Invalid>] extends [never] ? unknown : never);
  /** What every outcome means: the notices of the next page, and its address; or the question to answer first. */
  done: Saved | ((outcome: Result, asked: Asked) => Saved | AskFirst | Promise<Saved | AskFirst>);
}

export const buttonRoute = <Result>(path: string, permission: Permission, { save, done }: Button<Result>): Route =>
  post(path, permission, async (asked, res) => {
    const outcome = await save(asked);
    const next = typeof done === 'function' ? await done(outcome, asked) : done;
    answer(asked, res, { outcome, next });
  });

async function sendForm<
  Schema extends z.ZodType,
  Result,
  Versions extends Conflict | Promise<Conflict>,
  Show extends ShowForm,
>(asked: Asked, res: Response, form: Form<Schema, Result, Versions, Show>): Promise<unknown> {
  const { body } = asked;
  const schemaFor = (about: Asked) => (typeof form.schema === 'function' ? form.schema(about) : form.schema);
  (res.locals as FormLocals).typedInto = async (id) => {
    const about = { ...asked, id };
    const shown = await form.show.asTyped?.(about).catch(() => null);
    const lines = shown ? typedLines(shown) : [];
    const fields = await schemaFor(about);
    return lines.length === 0 && fields ? typedTextLines(fields, body) : lines;
  };
  const schema = await schemaFor(asked);
  const parsed = schema ? parseForm(schema, body) : { ok: true as const, value: undefined as z.output<Schema> };
  if (!parsed.ok) return form.show(asked, res, parsed);
  if (answerOf(body) === 'edit') return form.show(asked, res, { values: body, errors: {} });
  const outcome = await form.save(asked, parsed.value);
  if (isOutcome<Invalid>(outcome, 'invalid')) return form.show(asked, res, { ...outcome, values: body });
  if (isOutcome<Extract<Result, Stale>>(outcome, 'stale')) {
    if (form.conflict) throw new ConflictError(await form.conflict(asked, parsed.value, outcome));
    if (isContested(form.show)) throw new ConflictError(await form.show.conflict(asked));
  }
  const { done } = form;
  const next = typeof done === 'function' ? await done(outcome as never, asked, parsed.value) : done;
  return answer(asked, res, { outcome, next });
}

/** Asks the question, or gives the notices and leads to the next page. */
function answer(
  { req, body }: Asked,
  res: Response,
  { outcome, next }: { outcome: unknown; next: Saved | AskFirst },
): void {
  if ('ask' in next) return renderPage(res, askAgainPage(body, next.ask), { title: next.title ?? next.ask.title });
  const said = next.unchanged === undefined || isOutcome(outcome, 'done') ? next.said : next.unchanged;
  for (const notice of [said ?? []].flat()) {
    if (typeof notice === 'string') flash(req, notice);
    else flash(req, notice.text, notice.kind, notice.actions);
  }
  res.redirect(303, next.to);
}

const isContested = (show: ShowForm): show is ShowBothVersions => 'conflict' in show;

const isOutcome = <Of extends { kind: string }>(outcome: unknown, kind: Of['kind']): outcome is Of =>
  typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === kind;
