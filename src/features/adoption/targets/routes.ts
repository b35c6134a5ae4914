import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { idParam } from '../../../web/id-param';
import { formPage, formRoutes } from '../../../web/form-route';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { createFigures } from '../figures/figures';
import { percentNow } from '../reports/target-pages';
import { newTargetForm, targetForm } from './forms';
import { newTargetModel, targetConflict, targetModel, targetPage } from './pages';
import { getTarget, listTargetGroups } from './queries';
import { setTarget, setTargetEnded, updateTarget } from './service';

/** How long setting a target waits for today's shares: older ones would be a wrong start. */
const NEWEST_MS = 60_000;

export const targetRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const figuresOf = createFigures(context, NEWEST_MS);
  /** The shares of today, read before the target is set. */
  const sharesNow = async (wardId: string) => {
    const today = localDateOf(context.now());
    const { figures } = await figuresOf(wardId, today, today);
    return (target: Parameters<typeof percentNow>[1]) => percentNow(figures, target);
  };

  return [
    ...formRoutes({
      path: '/ward/targets',
      emptyAt: '/ward/targets/new',
      permission: 'ward.manage',
      show: formPage({
        open: ({ actor }) => listTargetGroups(db, actor.wardId),
        page: targetPage,
        model: newTargetModel,
        title: ({ title }) => title,
      }),
      schema: newTargetForm,
      save: async ({ actor }, form) => setTarget(context, actor, form, await sharesNow(actor.wardId)),
      done: { said: 'Đã đặt mục tiêu.', to: '/ward' },
    }),
    ...formRoutes({
      path: '/ward/targets/:id/edit',
      permission: 'ward.manage',
      show: formPage({
        open: ({ actor, id }) => getTarget(db, actor.wardId, id),
        page: targetPage,
        model: targetModel,
        title: ({ title }) => title,
      }),
      schema: targetForm,
      save: async ({ actor, id }, form) => updateTarget(context, actor, { ...form, id }, await sharesNow(actor.wardId)),
      async conflict({ actor, id, body }) {
        const last = await findLastChange(db, actor.wardId, { type: 'ward', id: actor.wardId });
        return targetConflict(await getTarget(db, actor.wardId, id), body, last);
      },
      done: { said: 'Đã lưu mục tiêu.', to: '/ward' },
    }),
    {
      method: 'post',
      path: '/ward/targets/:id/removal',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const { kind } = await setTargetEnded(context, currentUser(req), { id, isEnded: true });
        if (kind === 'unchanged') flash(req, 'Mục tiêu này đã xóa trước đó.', 'warning');
        else
          flash(req, 'Đã xóa mục tiêu. Số của những ngày trước không đổi.', 'success', [
            { label: 'Hoàn tác', href: `/ward/targets/${id}/restoration`, fields: [] },
          ]);
        res.redirect(303, '/ward');
      },
    },
    {
      method: 'post',
      path: '/ward/targets/:id/restoration',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const outcome = await setTargetEnded(context, currentUser(req), { id: idParam(req), isEnded: false });
        if (outcome.kind === 'invalid') flash(req, `Chưa hoàn tác được. ${outcome.errors.period}`, 'warning');
        else
          flash(
            req,
            outcome.kind === 'done' ? 'Đã hoàn tác: mục tiêu lại có hiệu lực.' : 'Mục tiêu này đang có hiệu lực.',
          );
        res.redirect(303, '/ward');
      },
    },
  ];
};
