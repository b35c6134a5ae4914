import type { AppContext } from '../../../context';
import { buttonRoute, formPage, formRoutes } from '../../../web/form-route';
import { defineFeature, type Route } from '../../../web/route';
import { wardAudit } from './audit-labels';
import { localDateOf } from '../../../shared/dates';
import { changedBy } from '../audit/conflict';
import { findLastChange } from '../audit/last-change';
import { askAboutRounds, roundsNotices } from '../calendar/affected-rounds-pages';
import { firstDayForm, wardForm } from './forms';
import { askAboutEarlier, firstDayPage, wardConflict, wardPage } from './pages';
import { getWard, listTargets } from './queries';
import { setFactorRequirement, setFirstDay, updateWard } from './service';
import { setupRoutes } from './setup-routes';

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
      done: (outcome) =>
        outcome.kind === 'unconfirmed'
          ? askAboutRounds(outcome.rounds, {
              what: 'không hợp với cài đặt mới',
              action: '/ward',
              confirmLabel: 'Vẫn lưu cài đặt',
            })
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

export const wardsFeature = defineFeature({ routes: wardsRoutes, audit: wardAudit });
