import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { callerAddress } from '../../../web/caller-address';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { signatureOf } from '../../../web/own-cookie';
import { renderPage, type View } from '../../../web/page';
import { defineFeature, get, post, type Route } from '../../../web/route';
import { publicRequestAudit } from './audit-labels';
import { countGuess, forgiveGuess } from '../../office/auth/rate-limits';
import { issueTicket, readTicket, TOO_FAST_MS } from './form-ticket';
import { publicRequestForm, stateForm, type SenderKey } from './forms';
import { askPage, findPage, refusedText, sentPage, statePage, throttledText, TRAPPED, UNKNOWN_CODE } from './pages';
import { createProofOfWork } from './proof-of-work';
import { findCode, findSentRequest, getPublicWard, type PublicWard } from './queries';
import { codeRateLimits, createSendingRateLimits } from './sending-rate-limits';
import { sendKeyOf, sendPublicRequest, withdrawPublicRequest } from './service';

/** Filled in by scripts only: people do not see it. */
const TRAP = 'website';

/** Asking the team to come, from any telephone: no account, no session, nothing said about who is known. */
const publicRequestRoutes = (context: AppContext): Route[] => {
  const { config, db, now } = context;
  const rateLimits = createSendingRateLimits(context);
  const onCodes = codeRateLimits(context);
  const proofOfWork = createProofOfWork(config);
  const wardOf = (req: Request) => getPublicWard(db, String(req.params.ward));

  function render(
    res: Response,
    view: View<{ wardName: string }>,
    options: { title: string; hasErrors?: boolean; status?: number },
  ) {
    res.setHeader('X-Robots-Tag', 'noindex');
    renderPage(res, view, { ...options, layout: 'public', wardName: view.model.wardName });
  }

  async function showAsk(res: Response, ward: PublicWard, failed?: Failed & { notice?: string; status?: number }) {
    const ticket = ticketOf(ward, failed);
    const challenge = await proofOfWork.challengeFor(ticket.id, await rateLimits.hardnessFor(ward.id));
    render(res, askPage({ ward, ticket: ticket.text, challenge, isOwn: false }, failed), {
      title: 'Mời đội đến nhà',
      hasErrors: failed !== undefined,
      ...(failed?.status !== undefined && { status: failed.status }),
    });
  }

  /** A page that comes back keeps its ticket, or gets one that counts as read. */
  function ticketOf(ward: PublicWard, failed?: Failed): { id: string; text: string } {
    if (!failed) return issueTicket(config, ward.id, now());
    const text = typed(failed.values, 'form');
    const ticket = readTicket(config, ward.id, text, now());
    if (ticket && ticket.age !== 'old') return { id: ticket.id, text };
    return issueTicket(config, ward.id, new Date(now().getTime() - TOO_FAST_MS));
  }

  const showFind = (res: Response, ward: PublicWard, failed?: Failed & { notice?: string; status?: number }) =>
    render(res, findPage(ward, failed), {
      title: 'Xem đề nghị đã gửi',
      hasErrors: failed !== undefined,
      ...(failed?.status !== undefined && { status: failed.status }),
    });

  /** By hand, as all forms without an account. Reads code and telephone; null when the page that asks for them was shown again. */
  async function readKey(req: Request, res: Response, ward: PublicWard): Promise<SenderKey | null> {
    const form = parseForm(stateForm, req.body);
    if (!form.ok) {
      showFind(res, ward, form);
      return null;
    }
    const values = req.body as FormValues;
    const guess = { phone: form.value.senderPhone, address: callerAddress(req.ip) };
    const limited = await countGuess(onCodes, guess);
    if (limited) {
      const seconds = Math.ceil(limited.refused.msBeforeNext / 1000);
      res.setHeader('Retry-After', String(seconds));
      showFind(res, ward, { values, errors: {}, notice: throttledText(seconds), status: 429 });
      return null;
    }
    if (!(await findSentRequest(db, ward.id, form.value))) {
      showFind(res, ward, { values, errors: { code: UNKNOWN_CODE } });
      return null;
    }
    await forgiveGuess(onCodes, guess);
    return form.value;
  }

  async function showState(res: Response, ward: PublicWard, key: SenderKey, notice = '') {
    const sent = (await findSentRequest(db, ward.id, key))!;
    render(res, statePage(ward, key, sent, notice), { title: 'Đề nghị của bà con' });
  }

  return [
    get('/ask/:ward', 'public', async ({ req }, res) => showAsk(res, await wardOf(req))),
    // By hand: the sender has no account, and the form no token.
    {
      ...post('/ask/:ward', 'public', async ({ req }, res) => {
        const ward = await wardOf(req);
        const values = (req.body ?? {}) as FormValues;
        const form = parseForm(publicRequestForm, values);
        if (!form.ok) return showAsk(res, ward, form);
        const ticket = readTicket(config, ward.id, typed(values, 'form'), now()) ?? { id: '', age: 'old' };
        const trap = typed(values, TRAP) !== '' ? 'filled' : ticket.age;
        if (trap !== 'fine') return showAsk(res, ward, { values, errors: {}, notice: TRAPPED[trap] });

        const sendKey = sendKeyOf(ticket.id, form.value);
        const showSent = (code: string) =>
          render(res, sentPage(ward, code, form.value), { title: 'Phường đã nhận đề nghị' });
        const known = await findCode(db, ward.id, sendKey);
        if (known !== null) return showSent(known);

        const isSolved = await proofOfWork.isSolved(ticket.id, typed(values, 'proof'));
        const isChecked = isSolved && (await rateLimits.useProof(ticket.id));
        const address = callerAddress(req.ip);
        const refused = await rateLimits.admit({ wardId: ward.id, address, phone: form.value.senderPhone, isChecked });
        if (refused) {
          if (isChecked) await rateLimits.giveBackProof(ticket.id);
          res.setHeader('Retry-After', String(refused.seconds));
          return showAsk(res, ward, { values, errors: {}, notice: refusedText(refused, ward), status: 429 });
        }
        const origin = signatureOf(config, 'sender network', `${ward.id} ${address}`);
        showSent(
          await sendPublicRequest(context, { wardId: ward.id, sendKey, isChecked, origin, by: null }, form.value),
        );
      }),
      needsNoToken: true,
    },
    get('/ask/:ward/state', 'public', async ({ req }, res) => showFind(res, await wardOf(req))),
    {
      // A form, because neither the code nor a telephone belongs in an address.
      ...post('/ask/:ward/state', 'public', async ({ req }, res) => {
        const ward = await wardOf(req);
        const key = await readKey(req, res, ward);
        if (key) await showState(res, ward, key);
      }),
      needsNoToken: true,
    },
    {
      ...post('/ask/:ward/withdrawal', 'public', async ({ req }, res) => {
        const ward = await wardOf(req);
        const key = await readKey(req, res, ward);
        if (!key) return;
        const { kind } = await withdrawPublicRequest(context, ward.id, key);
        await showState(res, ward, key, kind === 'done' ? 'Đã rút đề nghị.' : '');
      }),
      needsNoToken: true,
    },
  ];
};

export const publicRequestsFeature = defineFeature({ routes: publicRequestRoutes, audit: publicRequestAudit });
