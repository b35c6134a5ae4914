import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { typed, type Failed, type FormValues } from '../../../web/form';
import { formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import type { Asked, Route } from '../../../web/route';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { hrefAfterChange, replacementForm } from '../planning/forms';
import { reviewReasonsOf, teamOf } from '../planning/plan-help';
import { getRound } from '../round/queries';
import { replacementConflict } from './conflicts';
import { replacementPage } from './replacement-pages';
import { replaceOfficer } from './replacement-service';

export const replacementRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const showReplacement = async ({ req, actor, id }: Asked, res: Response, failed?: Failed) => {
    const { wardId } = actor;
    const values = failed?.values ?? { cameFrom: typed(req.query as FormValues, 'cameFrom') };
    const errors = failed?.errors ?? {};
    const hasErrors = Object.keys(errors).length > 0;
    const round = await getRound(db, wardId, id);
    if (round.closure && !hasErrors) return res.redirect(303, `/rounds/${id}`);
    const time = roundTimeOf(round);
    const [team, reviewReasons] = await Promise.all([
      teamOf(db, wardId, { on: time.date, time, exceptRoundId: id }),
      reviewReasonsOf(db, wardId, round, context.now()),
    ]);
    renderPage(res, replacementPage(round, { team: { ...team, time }, reviewReasons }, values, errors), {
      hasErrors,
    });
  };

  return formRoutes('/rounds/:id/replacement', 'rounds.plan', {
    show: showReplacement,
    schema: replacementForm,
    save: ({ actor, id }, form) => replaceOfficer(context, actor, id, form),
    conflict: (asked, form) => replacementConflict(context, asked, form),
    done: ({ kind }, { id, body }) => ({
      said:
        kind === 'done' ? 'Đã thay người. Báo cho người đi thay biết giờ và khu.' : 'Người này đã được thay từ trước.',
      to: hrefAfterChange(body, id),
    }),
  });
};
