import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { formPage, formRoutes } from '../../../web/form-route';
import type { Route } from '../../../web/route';
import { findLastChange } from '../audit/last-change';
import { askAboutRounds, roundsNotices } from '../calendar/affected-rounds';
import { wardForm } from './forms';
import { wardConflict, wardModel, wardPage } from './pages';
import { getWard, listTargets } from './queries';
import { setFactorRequirement, updateWard } from './service';
import { setupRoutes } from './setup-routes';

export const wardsRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  return [
    ...setupRoutes(context),
    ...formRoutes({
      path: '/ward',
      permission: 'ward.manage',
      show: formPage({
        open: ({ actor: { wardId } }) => Promise.all([getWard(db, wardId), listTargets(db, wardId)]),
        page: wardPage,
        model: ([ward, targets], failed) => wardModel(ward, targets, failed),
        title: 'Cài đặt phường',
      }),
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
    {
      method: 'post',
      path: '/ward/factor-requirement',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const { kind } = await setFactorRequirement(context, currentUser(req), true);
        flash(req, kind === 'done' ? 'Từ nay bắt buộc xác minh hai bước.' : 'Xác minh hai bước đã bắt buộc từ trước.');
        res.redirect(303, '/ward');
      },
    },
    {
      method: 'post',
      path: '/ward/factor-requirement/removal',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const { kind } = await setFactorRequirement(context, currentUser(req), false);
        flash(
          req,
          kind === 'done'
            ? 'Xác minh hai bước không còn bắt buộc. Ai đã bật thì vẫn dùng.'
            : 'Xác minh hai bước đã không bắt buộc từ trước.',
        );
        res.redirect(303, '/ward');
      },
    },
  ];
};
