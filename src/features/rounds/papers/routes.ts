import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { getRound } from '../round/queries';
import { papersPage } from './pages';
import { loadPapers, loadReminders, findRoundsByCode } from './queries';
import { isId, typed, type FormValues } from '../../../web/form';
import { reminderCardsPage, remindersPage } from './reminder-pages';
import type { Request, Response } from 'express';
import { callerAddress } from '../../../web/caller-address';
import { publicPost, renderPublic } from '../../casework/public-requests/public-form-routes';
import { getPublicWard, type PublicWard } from '../../casework/public-requests/queries';
import { countGuess, createRateLimit } from '../../office/auth/rate-limits';
import { readHeardCode } from '../round/round-code';
import { isRightCode, publicCheckPage, type CheckAsked } from './public-check-pages';

/** Telling the doors of a round that the team comes: texts to copy, and cards for those who want paper. */
const reminderRoutes = ({ db, now, accessLog }: AppContext): Route[] => {
  /** Residents are not notified of an evening that is over. */
  const hasEnded = ({ endsAt }: { endsAt: Date }) => endsAt <= now();
  return [
    get('/rounds/:id/reminders', 'round-papers.print', async ({ actor, id }, res) => {
      const round = await getRound(db, actor.wardId, id);
      if (round.closure || hasEnded(round)) return res.redirect(303, `/rounds/${round.id}`);
      const [reminders] = await Promise.all([
        loadReminders(db, { wardId: actor.wardId, roundId: round.id, on: localDateOf(round.startsAt) }),
        accessLog.opened(actor, 'round.open', { type: 'round', id: round.id }, { for: 'reminders' }),
      ]);
      renderPage(res, remindersPage(round, reminders, localDateOf(now())), { title: `Nhắc hẹn buổi ${round.code}` });
    }),
    get('/rounds/:id/reminder-cards', 'round-papers.print', async ({ actor, id, query }, res) => {
      const { wardId } = actor;
      const round = await getRound(db, wardId, id);
      if (round.closure || hasEnded(round)) return res.redirect(303, `/rounds/${round.id}`);
      const reminders = await loadReminders(db, { wardId, roundId: round.id, on: localDateOf(round.startsAt) });
      const { door } = query;
      renderPage(res, reminderCardsPage(round, reminders, isId(door) ? door : null), { layout: 'print' });
    }),
  ];
};

const NO_CODE = 'Gõ mã người ở cửa đọc, ví dụ BĐ-7K2. Không đọc được mã thì đừng mở cửa.';

interface Guess {
  address: string;
  wardId: string;
}

/** A resident, or a relative who answers for her, asks whether the team at the door is real. Not logged, not stored. */
const publicCheckRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  // A wrong code in a quarter of an hour: a ward has 20 thousand codes, of which tonight has a handful.
  const rateLimits = [
    { limiter: createRateLimit(context, 'check-address', 12), key: ({ address }: Guess) => address },
    { limiter: createRateLimit(context, 'check-ward', 300), key: ({ wardId }: Guess) => wardId },
  ];
  const wardOf = (req: Request) => getPublicWard(db, String(req.params.ward));

  const show = (res: Response, ward: PublicWard, found: CheckAsked, failed?: { status?: number }) =>
    renderPublic(res, publicCheckPage(ward, found, now()), 'Kiểm tra mã của đội', failed);

  return [
    get('/check/:ward', 'public', async ({ req }, res) => show(res, await wardOf(req), { typed: '', round: null })),
    publicPost('/check/:ward', async ({ req }, res) => {
      const ward = await wardOf(req);
      const text = typed((req.body ?? {}) as FormValues, 'code').slice(0, 40);
      if (text.trim() === '') return show(res, ward, { typed: '', round: null, errors: { code: NO_CODE } }, {});
      const heard = readHeardCode(text);
      // An invented code may have characters that no code has: the resident has to be warned all the same.
      if (!heard) return show(res, ward, { typed: text, round: undefined });
      const guess = { address: callerAddress(req.ip), wardId: ward.id };
      const limited = await countGuess(rateLimits, guess);
      if (limited) {
        const seconds = Math.ceil(limited.refused.msBeforeNext / 1000);
        const notice = `Đã thử nhiều mã không đúng. Đợi ${Math.ceil(seconds / 60)} phút, hoặc gọi phường ngay.`;
        res.setHeader('Retry-After', String(seconds));
        return show(res, ward, { typed: text, round: null, notice }, { status: 429 });
      }
      // Newest first: tonight's, if the same three characters were used before.
      const rounds = await findRoundsByCode(db, ward.id, heard);
      const round = rounds.find((each) => isRightCode(each, now())) ?? rounds[0];
      // Not all wrong ones are forgiven: an attacker who has tonight's code could go on guessing others.
      if (isRightCode(round, now())) for (const { limiter, key } of rateLimits) await limiter.reward(key(guess));
      show(res, ward, { typed: text, round });
    }),
  ];
};

const roundPaperRoutes = (context: AppContext): Route[] => [
  ...papersPageRoutes(context),
  ...reminderRoutes(context),
  ...publicCheckRoutes(context),
];

const papersPageRoutes = ({ db, now }: AppContext): Route[] => [
  get('/rounds/:id/papers', 'round-papers.print', async ({ actor, id }, res) => {
    const round = await getRound(db, actor.wardId, id);
    if (round.closure?.kind === 'cancelled') return res.redirect(303, `/rounds/${round.id}`);
    const { ward, ofRound } = await loadPapers(db, actor.wardId, [id]);
    const canManageWard = isPermitted(actor.role, 'ward.manage');
    renderPage(res, papersPage(round, { ...ofRound(id), ward, canManageWard }, localDateOf(now())), {
      title: `Giấy tờ của buổi ${round.code}`,
    });
  }),
];

export const roundPapersFeature = defineFeature({ routes: roundPaperRoutes });
