import type { AppContext } from '../../../context';
import { buttonRoute, formPage, formRoutes } from '../../../web/form-route';
import { defineFeature, type Route } from '../../../web/route';
import { wardAudit } from './audit-labels';
import { findLastChange } from '../audit/last-change';
import { askAboutRounds, roundsNotices } from '../calendar/affected-rounds-pages';
import { wardForm } from './forms';
import { wardConflict, wardPage } from './pages';
import { getWard, listTargets } from './queries';
import { setFactorRequirement, updateWard } from './service';
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

  return [
    ...setupRoutes(context),
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
