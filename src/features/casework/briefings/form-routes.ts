import type { Request } from 'express';
import type { AppContext } from '../../../context';
import { NotFoundError } from '../../../shared/errors';
import { ConflictError } from '../../../web/errors';
import { formPage, formRoutes, type FormRequest } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { briefingForm, newBriefingForm, type BriefingText } from './forms';
import { logBriefing } from './log-reading';
import { briefingConflict, editBriefingPage, newBriefingPage, subjectHref } from './pages';
import { canCorrect } from './policy';
import { getBriefing, getSubject, type BriefingSubject } from './queries';
import { correctBriefing, writeBriefing } from './service';

/** Writing a briefing about a round, a lane or a door, and correcting one. */
export const briefingFormRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const permission = 'briefings.write';

  async function conflictWith({ actor: { wardId } }: FormRequest, id: string, mine: BriefingText) {
    const [row, last] = await Promise.all([
      getBriefing(db, wardId, id),
      findLastChange(db, wardId, { type: 'briefing', id }),
    ]);
    return briefingConflict(row, mine, last);
  }

  const writingRoutes = (path: string, subjectOf: (asked: FormRequest) => BriefingSubject): Route[] =>
    formRoutes({
      path: `${path}/briefings`,
      emptyAt: `${path}/briefings/new`,
      permission,
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
        if (kind === 'differs') throw new ConflictError(await conflictWith(asked, form.id, form));
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
    ...formRoutes({
      path: '/briefings/:id/edit',
      permission,
      async show({ actor, id }, res, failed) {
        const row = await getBriefing(db, actor.wardId, id);
        if (!canCorrect(actor, row)) return res.redirect(303, `/briefings/${id}`);
        await logBriefing(context, actor, row, { for: 'edit' });
        renderPage(res, editBriefingPage(row, failed), { hasErrors: failed !== undefined });
      },
      schema: briefingForm,
      save: ({ actor, id }, form) => correctBriefing(context, actor, id, form),
      conflict: (asked, form) => conflictWith(asked, asked.id, form),
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
