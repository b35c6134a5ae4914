import type { AppContext } from '../../../../context';
import { callerAddress } from '../../../../web/caller-address';
import { NotFoundError, TooManyRequestsError } from '../../../../shared/errors';
import { buttonRoute } from '../../../../web/form-route';
import { keptOrigin } from '../../../../web/own-origin';
import { renderPage } from '../../../../web/page';
import { defineFeature, get, post, type Route } from '../../../../web/route';
import { countTry, createRateLimit } from '../../../office/auth/rate-limits';
import { hashOf } from './feed-token';
import { feedPage } from './pages';
import { findFeedOwner, findFeedSince, listFeedRounds } from './queries';
import { roundCalendar } from './round-calendar';
import { createFeed, revokeFeed } from './service';

/**
 * Requests from one network in a quarter of an hour: enough for a whole team behind the office's router, too few for a
 * script that guesses.
 */
const READINGS_PER_QUARTER_HOUR = 240;
/** How long a past round stays in the calendar. */
const PAST_KEPT_MS = 92 * 86_400_000;
/** How long a round that the officer left stays: long enough for every phone to poll once more. */
const LEFT_KEPT_MS = 14 * 86_400_000;

const calendarFeedRoutes = (context: AppContext): Route[] => {
  const { config, db, now } = context;
  const rateLimit = createRateLimit(context, 'calendar-feed', READINGS_PER_QUARTER_HOUR);
  const title = 'Lịch trên điện thoại';

  return [
    get('/calendar-feed', 'calendar-feed.own', async ({ actor }, res) =>
      renderPage(res, feedPage(await findFeedSince(db, actor.id), null), { title }),
    ),
    post('/calendar-feed', 'calendar-feed.own', async ({ actor }, res) => {
      const { token } = await createFeed(context, actor);
      // Shown in the response itself: a redirect would need to store the address in between.
      const address = `${keptOrigin(config)}/calendar-feeds/${token}.ics`;
      renderPage(res, feedPage(now(), address, { isOnlyHere: config.publicOrigin === null }), { title, status: 201 });
    }),
    buttonRoute('/calendar-feed/revocation', 'calendar-feed.own', {
      save: ({ actor }) => revokeFeed(context, actor),
      done: {
        said: 'Đã thu hồi địa chỉ. Điện thoại đang dùng địa chỉ ấy không còn đọc được lịch.',
        unchanged: 'Không có địa chỉ nào đang dùng.',
        to: '/calendar-feed',
      },
    }),
    // For a calendar program, which cannot sign in: the token in the address is the key. The request log holds only
    // the route pattern.
    get('/calendar-feeds/:token.ics', 'public', async ({ req }, res) => {
      const refused = await countTry(rateLimit, callerAddress(req.ip));
      if (refused) throw new TooManyRequestsError(Math.ceil(refused.msBeforeNext / 1000));
      const owner = await findFeedOwner(db, hashOf(String(req.params.token)));
      if (!owner)
        throw new NotFoundError(
          'Không có lịch ở địa chỉ này. Có thể địa chỉ đã thu hồi; lập địa chỉ mới ở trang Lịch rảnh.',
        );
      const rounds = await listFeedRounds(
        db,
        owner,
        new Date(now().getTime() - PAST_KEPT_MS),
        new Date(now().getTime() - LEFT_KEPT_MS),
      );
      res.setHeader('Cache-Control', 'no-store');
      res.setHeader('X-Robots-Tag', 'noindex');
      res
        .type('text/calendar; charset=utf-8')
        .send(roundCalendar({ owner: owner.displayName, wardName: owner.wardName, rounds, madeAt: now() }));
    }),
  ];
};

export const calendarFeedsFeature = defineFeature({
  routes: calendarFeedRoutes,
  audit: {
    actions: { 'calendar-feed.create': 'Lập địa chỉ lịch', 'calendar-feed.revoke': 'Thu hồi địa chỉ lịch' },
    subjects: {
      'calendar-feed': { label: 'Địa chỉ lịch', href: null },
    },
    fields: { replacesOld: 'thay địa chỉ cũ' },
  },
});
