import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { type Notice, undoable } from '../../../web/flash';
import { buttonRoute, formPage, formRoutes } from '../../../web/form-route';
import { defineFeature, type Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import { createFigures } from '../figures/figures';
import { percentNow } from '../reports/target-pages';
import { newTargetForm, targetForm } from './forms';
import { newTargetPage, editTargetPage } from './pages';
import { getTarget, listTargetGroups } from './queries';
import { setTarget, setTargetEnded, updateTarget } from './service';

/** How long setting a target waits for today's shares: older ones would be a wrong start. */
const NEWEST_MS = 60_000;

const targetRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const figuresOf = createFigures(context, NEWEST_MS);
  /** The shares of today, read before the target is set. */
  const sharesNow = async (wardId: string) => {
    const today = localDateOf(context.now());
    const { figures } = await figuresOf(wardId, today, today);
    return (target: Parameters<typeof percentNow>[1]) => percentNow(figures, target);
  };

  return [
    ...formRoutes('/ward/targets', 'ward.manage', {
      emptyAt: '/ward/targets/new',
      show: formPage({
        open: ({ actor }) => listTargetGroups(db, actor.wardId),
        page: newTargetPage,
      }),
      schema: newTargetForm,
      save: async ({ actor }, form) => setTarget(context, actor, form, await sharesNow(actor.wardId)),
      done: { said: 'Đã đặt mục tiêu.', to: '/ward' },
    }),
    ...formRoutes('/ward/targets/:id/edit', 'ward.manage', {
      show: formPage({
        open: ({ actor, id }) => getTarget(db, actor.wardId, id),
        page: editTargetPage,
        // The targets are changed as part of the ward, and have its version.
        changed: ({ indicator }, asked) =>
          changedBy(
            db,
            'ward',
            `Mục tiêu “${indicator}” vừa được người khác sửa.`,
          )(null, { ...asked, id: asked.actor.wardId }),
      }),
      schema: targetForm,
      save: async ({ actor, id }, form) => updateTarget(context, actor, { ...form, id }, await sharesNow(actor.wardId)),
      done: { said: 'Đã lưu mục tiêu.', to: '/ward' },
    }),
    buttonRoute('/ward/targets/:id/removal', 'ward.manage', {
      save: async ({ actor, id }) => removalNotice(await setTargetEnded(context, actor, { id, isEnded: true }), id),
      done: (said) => ({ said, to: '/ward' }),
    }),
    buttonRoute('/ward/targets/:id/restoration', 'ward.manage', {
      save: async ({ actor, id }) => restorationNotice(await setTargetEnded(context, actor, { id, isEnded: false })),
      done: (said) => ({ said, to: '/ward' }),
    }),
  ];
};

type TargetEnded = Awaited<ReturnType<typeof setTargetEnded>>;

function removalNotice({ kind }: TargetEnded, id: string): Notice {
  if (kind === 'unchanged') return { text: 'Mục tiêu này đã xóa trước đó.', kind: 'warning' };
  return undoable('Đã xóa mục tiêu. Số của những ngày trước không đổi.', `/ward/targets/${id}/restoration`);
}

function restorationNotice(outcome: TargetEnded): Notice {
  if (outcome.kind === 'invalid') return { text: `Chưa hoàn tác được. ${outcome.errors.period}`, kind: 'warning' };
  return {
    text: outcome.kind === 'done' ? 'Đã hoàn tác: mục tiêu lại có hiệu lực.' : 'Mục tiêu này đang có hiệu lực.',
  };
}

export const targetsFeature = defineFeature({ routes: targetRoutes });
