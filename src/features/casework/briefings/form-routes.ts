import type { Request } from 'express';
import type { AppContext } from '../../../context';
import { NotFoundError } from '../../../shared/errors';
import { ConflictError } from '../../../web/errors';
import { formPage, formRoutes } from '../../../web/form-route';
import type { Asked, Route } from '../../../web/route';
import { briefingForm, newBriefingForm } from './forms';
import { logBriefing } from './log-reading';
import { editBriefingPage, newBriefingPage, subjectHref } from './pages';
import { canCorrect } from './policy';
import { getBriefing, getSubject, type BriefingSubject } from './queries';
import { correctBriefing, writeBriefing } from './service';
import { changedBy } from '../../office/audit/conflict';

/** Writing a briefing about a round, a lane or a door, and correcting one. */
export const briefingFormRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const permission = 'briefings.write';

  const showBriefing = formPage({
    async open({ actor, id }) {
      const row = await getBriefing(db, actor.wardId, id);
      await logBriefing(context, actor, row, { for: 'edit' });
      return row;
    },
    page: editBriefingPage,
    changed: changedBy(db, 'briefing', ({ id, withdrawnAt, withdrawnReason }) => ({
      resumeHref: `/briefings/${id}`,
      ...(withdrawnAt
        ? {
            what: `Lời dặn này đã rút: ${withdrawnReason}`,
            closed: 'Lời đã rút thì không sửa được nữa; còn đúng thì ghi một lời dặn mới.',
            isWithdrawn: true,
          }
        : { what: 'Lời dặn này đã được lưu trước đó, khác với bản bạn gửi.' }),
    })),
  });

  const writingRoutes = (path: string, subjectOf: (asked: Asked) => BriefingSubject): Route[] =>
    formRoutes(`${path}/briefings`, permission, {
      emptyAt: `${path}/briefings/new`,
      show: formPage({
        async open(asked) {
          const of = subjectOf(asked);
          const subject = await getSubject(db, asked.actor.wardId, of);
          if (of.kind === 'household')
            await accessLog.opened(
              asked.actor,
              'household.open',
              { type: 'household', id: of.id },
              { for: 'briefing' },
            );
          return subject;
        },
        page: newBriefingPage,
      }),
      schema: newBriefingForm,
      save: (asked, form) => writeBriefing(context, asked.actor, subjectOf(asked), form),
      async done({ kind }, asked, form) {
        if (kind === 'differs')
          throw new ConflictError(await showBriefing.conflict({ ...asked, id: form.id }, `/briefings/${form.id}/edit`));
        return {
          said: kind === 'done' ? 'Đã lưu lời dặn. Cả đội thấy từ bây giờ.' : 'Lời dặn này đã lưu trước đó.',
          to: `${subjectHref(subjectOf(asked))}#briefings`,
        };
      },
    });

  return [
    ...writingRoutes('/rounds/:id', ({ id }) => ({ kind: 'round', id })),
    ...writingRoutes('/lanes/:key', ({ req }) => ({ kind: 'lane', id: laneKeyOf(req) })),
    ...writingRoutes('/households/:id', ({ id }) => ({ kind: 'household', id })),
    ...formRoutes('/briefings/:id/edit', permission, {
      async show(asked, res, failed) {
        const { actor, id } = asked;
        if (!canCorrect(actor, await getBriefing(db, actor.wardId, id))) return res.redirect(303, `/briefings/${id}`);
        return showBriefing(asked, res, failed);
      },
      schema: briefingForm,
      save: ({ actor, id }, form) => correctBriefing(context, actor, id, form),
      conflict: (asked) => showBriefing.conflict(asked),
      done: ({ kind }, { id }) => ({
        said: kind === 'done' ? 'Đã lưu lời dặn.' : 'Lời dặn không đổi.',
        to: `/briefings/${id}`,
      }),
    }),
  ];
};

function laneKeyOf(req: Request): string {
  const { key } = req.params;
  if (typeof key !== 'string' || key.length > 300) throw new NotFoundError();
  return key;
}
