import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { callerAddress } from '../../../web/caller-address';
import { parseForm, type FormValues } from '../../../web/form';
import { signatureOf } from '../../../web/own-cookie';
import { defineFeature, get, type Route } from '../../../web/route';
import { countGuess, forgiveGuess } from '../../office/auth/rate-limits';
import { publicRequestForm, stateForm, type SenderKey } from './forms';
import { askPage, findPage, sentPage, statePage, throttledText, UNKNOWN_CODE } from './pages';
import { publicFormRoutes, publicPost, renderPublic, type PublicFailed } from './public-form-routes';
import { findCode, findSentRequest, getPublicWard, type PublicWard } from './queries';
import { codeRateLimits } from './sending-rate-limits';
import { sendPublicRequest, withdrawPublicRequest } from './service';
import { REFUSALS } from './request-choices';

/** Asking the team to come, from any telephone: no account, no session, nothing said about who is known. */
const publicRequestRoutes = (context: AppContext): Route[] => {
  const { config, db } = context;
  const onCodes = codeRateLimits(context);
  const wardOf = (req: Request) => getPublicWard(db, String(req.params.ward));

  const showFind = (res: Response, ward: PublicWard, failed?: PublicFailed) =>
    renderPublic(res, findPage(ward, failed), 'Xem đề nghị đã gửi', failed);

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
    renderPublic(res, statePage(ward, key, sent, notice), 'Đề nghị của bà con');
  }

  return [
    ...publicFormRoutes(context, {
      path: '/ask/:ward',
      title: 'Mời đội đến nhà',
      schema: publicRequestForm,
      page: (ward, page, failed) => askPage({ ward, ...page, isOwn: false }, failed),
      phoneOf: ({ senderPhone }) => senderPhone,
      async known(ward, sendKey, form) {
        const code = await findCode(db, ward.id, sendKey);
        return code === null ? null : sentPage(ward, code, form);
      },
      async save(ward, { address, ...sent }, form) {
        const origin = signatureOf(config, 'sender network', `${ward.id} ${address}`);
        const code = await sendPublicRequest(context, { wardId: ward.id, ...sent, origin, by: null }, form);
        return sentPage(ward, code, form);
      },
    }),
    get('/ask/:ward/state', 'public', async ({ req }, res) => showFind(res, await wardOf(req))),
    // A form, because neither the code nor a telephone belongs in an address.
    publicPost('/ask/:ward/state', async ({ req }, res) => {
      const ward = await wardOf(req);
      const key = await readKey(req, res, ward);
      if (key) await showState(res, ward, key);
    }),
    publicPost('/ask/:ward/withdrawal', async ({ req }, res) => {
      const ward = await wardOf(req);
      const key = await readKey(req, res, ward);
      if (!key) return;
      const { kind } = await withdrawPublicRequest(context, ward.id, key);
      await showState(res, ward, key, kind === 'done' ? 'Đã rút đề nghị.' : '');
    }),
  ];
};

export const publicRequestsFeature = defineFeature({
  routes: publicRequestRoutes,
  audit: {
    actions: {
      'public-request.send': 'Gửi đề nghị từ ngoài',
      'public-request.withdraw': 'Người gửi rút đề nghị',
      'public-request.list': 'Mở danh sách đề nghị từ ngoài',
      'public-request.open': 'Mở một đề nghị từ ngoài',
      'public-request.match': 'Ghép đề nghị với một cửa',
      'public-request.decline': 'Từ chối đề nghị từ ngoài',
      'public-request.decline-crowd': 'Từ chối các đề nghị gửi dồn dập',
      'public-request.revert': 'Hoàn tác việc xử lý đề nghị',
      'public-request.revert-crowd': 'Hoàn tác từ chối các đề nghị gửi dồn dập',
    },
    subjects: {
      'public-request': { label: 'Đề nghị từ ngoài', href: (id) => `/public-requests/${id}` },
    },
    fields: { isChecked: 'qua kiểm tra máy', refusal: 'vì sao từ chối', undone: 'hoàn tác việc' },
    values: {
      refusal: REFUSALS,
      undone: { matched: 'ghép', declined: 'từ chối' },
    },
  },
});
