import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { callerAddress } from '../../../web/caller-address';
import { typed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { get, post, type Route } from '../../../web/route';
import { getPublicWard } from '../../casework/public-requests/queries';
import { countGuess, createRateLimit } from '../../office/auth/rate-limits';
import { readHeardCode } from '../round/round-code';
import { isRightCode, publicCheckPage } from './public-check-pages';
import { findRoundsByCode } from './queries';

const NO_CODE = 'Gõ mã người ở cửa đọc, ví dụ BĐ-7K2. Không đọc được mã thì đừng mở cửa.';

interface Guess {
  address: string;
  wardId: string;
}

/** A resident, or a relative who answers for her, asks whether the team at the door is real. Not logged, not stored. */
export const publicCheckRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  // A wrong code in a quarter of an hour: a ward has 20 thousand codes, of which tonight has a handful.
  const rateLimits = [
    { limiter: createRateLimit(context, 'check-address', 12), key: ({ address }: Guess) => address },
    { limiter: createRateLimit(context, 'check-ward', 300), key: ({ wardId }: Guess) => wardId },
  ];
  const wardOf = (req: Request) => getPublicWard(db, String(req.params.ward));

  function show(res: Response, view: ReturnType<typeof publicCheckPage>, status?: number) {
    res.setHeader('X-Robots-Tag', 'noindex');
    renderPage(res, view, {
      title: 'Kiểm tra mã của đội',
      layout: 'public',
      wardName: view.model.wardName,
      hasErrors: view.model.summary.length > 0,
      ...(status !== undefined && { status }),
    });
  }

  return [
    get('/check/:ward', 'public', async ({ req }, res) =>
      show(res, publicCheckPage(await wardOf(req), { typed: '', round: null }, now())),
    ),
    {
      ...post('/check/:ward', 'public', async ({ req }, res) => {
        const ward = await wardOf(req);
        const text = typed((req.body ?? {}) as FormValues, 'code').slice(0, 40);
        if (text.trim() === '')
          return show(res, publicCheckPage(ward, { typed: '', round: null, errors: { code: NO_CODE } }, now()));
        const heard = readHeardCode(text);
        // An invented code may have characters that no code has: the resident has to be warned all the same.
        if (!heard) return show(res, publicCheckPage(ward, { typed: text, round: undefined }, now()));
        const guess = { address: callerAddress(req.ip), wardId: ward.id };
        const limited = await countGuess(rateLimits, guess);
        if (limited) {
          const seconds = Math.ceil(limited.refused.msBeforeNext / 1000);
          const notice = `Đã thử nhiều mã không đúng. Đợi ${Math.ceil(seconds / 60)} phút, hoặc gọi phường ngay.`;
          res.setHeader('Retry-After', String(seconds));
          return show(res, publicCheckPage(ward, { typed: text, round: null, notice }, now()), 429);
        }
        // Newest first: tonight's, if the same three characters were used before.
        const rounds = await findRoundsByCode(db, ward.id, heard);
        const round = rounds.find((each) => isRightCode(each, now())) ?? rounds[0];
        // Not all wrong ones are forgiven: an attacker who has tonight's code could go on guessing others.
        if (isRightCode(round, now())) for (const { limiter, key } of rateLimits) await limiter.reward(key(guess));
        show(res, publicCheckPage(ward, { typed: text, round }, now()));
      }),
      needsNoToken: true,
    },
  ];
};
