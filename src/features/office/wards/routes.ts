import type { AppContext } from '../../../context';
import { buttonRoute, formPage, formRoutes } from '../../../web/form-route';
import { defineFeature, type Route, get, post } from '../../../web/route';
import { localDateOf } from '../../../shared/dates';
import { changedBy } from '../audit/conflict';
import { findLastChange } from '../audit/last-change';
import { askAboutRounds, roundsNotices } from '../calendar/affected-rounds-pages';
import { firstDayForm, wardForm, setupForm } from './forms';
import { askAboutEarlier, firstDayPage, wardConflict, wardPage, openedPage, setupPage } from './pages';
import { getWard, listTargets, getSetupCode } from './queries';
import { setFactorRequirement, setFirstDay, updateWard, openFirstWard } from './service';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Response } from 'express';
import { callerAddress } from '../../../web/caller-address';
import { NotFoundError } from '../../../shared/errors';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { countGuess, createRateLimit, forgiveGuess, type RateLimitOn } from '../auth/rate-limits';
import { hasWard } from '../auth/queries';
import { listedUnit } from './listed-unit';

/** Opening the first ward, open to any visitor who knows the set-up code. Afterwards these pages do not exist. */
const setupRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  /** Wrong set-up codes are counted like wrong passwords: from one address, and from everywhere. */
  const rateLimits: RateLimitOn<string>[] = [
    { limiter: createRateLimit(context, 'setup-address', 5), key: (address) => address },
    { limiter: createRateLimit(context, 'setup', 100), key: () => 'all' },
  ];

  const show = (res: Response, failed?: Failed, status?: number) =>
    renderPage(res, setupPage(failed), {
      title: 'Thiết lập lần đầu',
      hasErrors: failed !== undefined,
      ...(status && { status }),
    });

  return [
    // By hand, because no user is signed in and the form is answered with a page of its own.
    get('/setup', 'public', async (_asked, res) => {
      if (await hasWard(db)) throw new NotFoundError();
      show(res);
    }),
    post('/setup', 'public', async ({ req }, res) => {
      if (await hasWard(db)) throw new NotFoundError();
      const form = parseForm(setupForm, { ...req.body, ...unitOf(req.body) });
      const errors = form.ok ? {} : form.errors;
      const showAgain = (setupCode: string, status?: number) =>
        show(res, { values: req.body, errors: { setupCode, ...errors } }, status);
      const caller = callerAddress(req.ip);
      const setupCode = typed(req.body, 'setupCode').trim();
      const limited = setupCode === '' ? null : await countGuess(rateLimits, caller);
      if (limited) {
        const seconds = Math.ceil(limited.refused.msBeforeNext / 1000);
        res.setHeader('Retry-After', String(seconds));
        return showAgain(`Sai quá nhiều lần. Hãy chờ ${Math.ceil(seconds / 60)} phút rồi thử lại.`, 429);
      }
      const isRight = isSame(setupCode, await getSetupCode(context));
      if (setupCode !== '' && !isRight) return showAgain('Mã thiết lập chưa đúng.');
      if (isRight) await forgiveGuess(rateLimits, caller);
      if (!form.ok) return show(res, form);
      const { setupCode: _, username, displayName, ...ward } = form.value;
      const opened = await openFirstWard(context, { ...ward, admin: { username, displayName } });
      if (opened.kind === 'unchanged') throw new NotFoundError();
      // Shown in the response itself: a redirect would need to store the password in between.
      res.setHeader('Cache-Control', 'no-store');
      renderPage(res, openedPage({ wardName: ward.name, username, password: opened.password }), {
        title: 'Đã mở phường',
      });
    }),
  ];
};

/** Name, province and code of the unit that the visitor chose from the list; nothing if a code was typed. */
const unitOf = (body: FormValues) =>
  typed(body, 'code').trim() === '' ? listedUnit(typed(body, 'name'), typed(body, 'province')) : null;

/** Compares in constant time. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

const wardsRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const permission = 'ward.manage';

  const show = formPage({
    open: ({ actor: { wardId } }) => Promise.all([getWard(db, wardId), listTargets(db, wardId)]),
    page: ([ward, targets], failed) => wardPage(ward, targets, failed),
    title: 'Cài đặt phường',
  });

  const factorRoute = (path: string, isRequired: boolean, said: { done: string; unchanged: string }) =>
    buttonRoute(path, permission, {
      save: ({ actor }) => setFactorRequirement(context, actor, isRequired),
      done: ({ kind }) => ({ said: said[kind], to: '/ward' }),
    });

  const today = () => localDateOf(context.now());
  const showFirstDay = formPage({
    open: ({ actor: { wardId } }) => getWard(db, wardId),
    page: (ward, failed) => firstDayPage(ward, today(), failed),
    changed: (ward, asked) =>
      changedBy(db, 'ward', 'Ngày đầu của đội vừa được người khác sửa.')(ward, { ...asked, id: ward.id }),
  });

  return [
    ...setupRoutes(context),
    ...formRoutes('/first-day', 'first-day.set', {
      show: showFirstDay,
      schema: () => firstDayForm(today()),
      save: ({ actor, isConfirmed }, form) => setFirstDay(context, actor, form, isConfirmed),
      done: (outcome) =>
        outcome.kind === 'earlier'
          ? askAboutEarlier(outcome.day, outcome.entries)
          : {
              said: outcome.kind === 'done' ? 'Đã lưu ngày đầu của đội.' : 'Ngày đầu của đội không đổi.',
              to: '/first-day',
            },
    }),
    ...formRoutes('/ward', permission, {
      show,
      schema: wardForm,
      save: ({ actor, isConfirmed }, form) => updateWard(context, actor, form, isConfirmed),
      async conflict({ actor: { wardId } }, form) {
        const last = await findLastChange(db, wardId, { type: 'ward', id: wardId });
        return wardConflict(await getWard(db, wardId), form, last);
      },
      done: (outcome, asked) =>
        outcome.kind === 'unconfirmed'
          ? askAboutRounds(asked, outcome.rounds, 'không hợp với cài đặt mới', 'Vẫn lưu cài đặt')
          : { said: ['Đã lưu cài đặt của phường.', ...roundsNotices(outcome.roundsHit)], to: '/ward' },
    }),
    factorRoute('/ward/factor-requirement', true, {
      done: 'Từ nay bắt buộc xác minh hai bước.',
      unchanged: 'Xác minh hai bước đã bắt buộc từ trước.',
    }),
    factorRoute('/ward/factor-requirement/removal', false, {
      done: 'Xác minh hai bước không còn bắt buộc. Ai đã bật thì vẫn dùng.',
      unchanged: 'Xác minh hai bước đã không bắt buộc từ trước.',
    }),
  ];
};

export const wardsFeature = defineFeature({
  routes: wardsRoutes,
  audit: {
    actions: {
      'ward.open': 'Mở phường',
      'ward.open-demo': 'Lập phường mẫu với người và việc bịa',
      'ward.update': 'Sửa cài đặt của phường',
      'ward.require-factor': 'Bắt buộc xác minh hai bước',
      'ward.waive-factor': 'Thôi bắt buộc xác minh hai bước',
      'ward.set-target': 'Đặt, sửa mục tiêu của phường',
      'ward.delete-target': 'Xóa mục tiêu của phường',
      'ward.restore-target': 'Hoàn tác việc xóa mục tiêu',
    },
    groups: { ward: 'Cài đặt phường' },
    subjects: {
      ward: { label: 'Phường', href: () => '/ward' },
    },
    fields: {
      admin: 'quản trị',
      province: 'tỉnh, thành phố',
      formerWards: 'phường cũ',
      adultAge: 'tuổi trưởng thành',
      outreachPolicy: 'giờ ra quân',
      indicator: 'chỉ số',
      period: 'kỳ',
      value: 'mục tiêu',
      legalBasis: 'căn cứ',
      startOn: 'đường bắt đầu ngày',
      startValue: 'đường bắt đầu từ',
    },
  },
});
