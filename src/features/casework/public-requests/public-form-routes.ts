import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { AppContext } from '../../../context';
import { callerAddress } from '../../../web/caller-address';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { renderPage, type View } from '../../../web/page';
import { get, post, type Route } from '../../../web/route';
import { issueTicket, readTicket, TOO_FAST_MS } from './form-ticket';
import { refusedText, TRAPPED } from './pages';
import { createProofOfWork } from './proof-of-work';
import { getPublicWard, type PublicWard } from './queries';
import { createSendingRateLimits, type Refused } from './sending-rate-limits';
import { sendKeyOf } from './service';

/** Filled in by scripts only: people do not see it. */
const TRAP = 'website';
const FULL: Refused = { by: 'unchecked', seconds: 3_600 };

export type PublicFailed = Failed & { notice?: string; status?: number };
type PublicView = View<{ wardName: string }>;

type SentView = View<{ wardName: string; title: string }>;
type Sent = Record<'sendKey' | 'address', string> & { isChecked: boolean };
/** A form for any telephone: no account, no session, nothing said about who is known. */
interface PublicForm<Schema extends z.ZodType> {
  /** With ':ward'. */
  path: string;
  title: string;
  schema: Schema;
  page: (ward: PublicWard, page: { ticket: string; challenge: string }, failed?: PublicFailed) => PublicView;
  /** The telephone that a limit counts, if the form asks for one. */
  phoneOf?: (form: z.output<Schema>) => string;
  /** What the sender reads if the same page was sent with the same words before. */
  known?: (ward: PublicWard, sendKey: string, form: z.output<Schema>) => Promise<SentView | null>;
  /** Whether a sending without proof of work is refused for now, whatever the limits say. */
  isFull?: (ward: PublicWard, form: z.output<Schema>) => Promise<boolean>;
  /** `address`: the sender's, to be kept only as a keyed hash. */
  save: (ward: PublicWard, sent: Sent, form: z.output<Schema>) => Promise<SentView>;
}
export function renderPublic(res: Response, view: PublicView, title: string, failed?: { status?: number }) {
  res.setHeader('X-Robots-Tag', 'noindex');
  const status = failed?.status === undefined ? {} : { status: failed.status };
  const { wardName } = view.model;
  renderPage(res, view, { title, layout: 'public', wardName, hasErrors: failed !== undefined, ...status });
}

/** A form by hand: its sender has no account, and it has no token. */
export const publicPost = (path: string, handle: Parameters<typeof post>[2]): Route => ({
  ...post(path, 'public', handle),
  needsNoToken: true,
});

/** The routes of a public form, which share the measures against machines and their counts (docs/adr/0029). */
export function publicFormRoutes<Schema extends z.ZodType>(context: AppContext, form: PublicForm<Schema>): Route[] {
  const { config, db, now } = context;
  const rateLimits = createSendingRateLimits(context);
  const proofOfWork = createProofOfWork(config);
  const wardOf = (req: Request) => getPublicWard(db, String(req.params.ward));

  async function show(res: Response, ward: PublicWard, failed?: PublicFailed) {
    const ticket = ticketOf(ward, failed);
    const challenge = await proofOfWork.challengeFor(ticket.id, await rateLimits.hardnessFor(ward.id));
    renderPublic(res, form.page(ward, { ticket: ticket.text, challenge }, failed), form.title, failed);
  }

  /** A page that comes back keeps its ticket, or gets one that counts as read. */
  function ticketOf(ward: PublicWard, failed?: Failed): { id: string; text: string } {
    if (!failed) return issueTicket(config, ward.id, now());
    const text = typed(failed.values, 'form');
    const ticket = readTicket(config, ward.id, text, now());
    if (ticket && ticket.age !== 'old') return { id: ticket.id, text };
    return issueTicket(config, ward.id, new Date(now().getTime() - TOO_FAST_MS));
  }

  return [
    get(form.path, 'public', async ({ req }, res) => show(res, await wardOf(req))),
    publicPost(form.path, async ({ req, body: values }, res) => {
      const ward = await wardOf(req);
      const parsed = parseForm(form.schema, values);
      if (!parsed.ok) return show(res, ward, parsed);
      const ticket = readTicket(config, ward.id, typed(values, 'form'), now()) ?? { id: '', age: 'old' };
      const trap = typed(values, TRAP) !== '' ? 'filled' : ticket.age;
      if (trap !== 'fine') return show(res, ward, { values, errors: {}, notice: TRAPPED[trap] });

      const { value } = parsed;
      const sendKey = sendKeyOf(ticket.id, value as FormValues);
      const showSent = (view: SentView) => renderPublic(res, view, view.model.title);
      const known = await form.known?.(ward, sendKey, value);
      if (known) return showSent(known);

      const isSolved = await proofOfWork.isSolved(ticket.id, typed(values, 'proof'));
      const isChecked = isSolved && (await rateLimits.useProof(ticket.id));
      const address = callerAddress(req.ip);
      const sending = { wardId: ward.id, address, phone: form.phoneOf?.(value) ?? null, isChecked };
      const isFull = !isChecked && (await form.isFull?.(ward, value));
      const refused = isFull ? FULL : await rateLimits.admit(sending);
      if (refused) {
        if (isChecked) await rateLimits.giveBackProof(ticket.id);
        res.setHeader('Retry-After', String(refused.seconds));
        return show(res, ward, { values, errors: {}, notice: refusedText(refused, ward), status: 429 });
      }
      showSent(await form.save(ward, { sendKey, isChecked, address }, value));
    }),
  ];
}
