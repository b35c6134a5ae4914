import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { inOneStatement } from '../../../db/in-one-statement';
import { invalid } from '../../../shared/outcome';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { hrefAfterChange, replacementForm } from '../planning/forms';
import { reviewReasonsOf, teamOf } from '../planning/plan-help';
import { countRoundsOf, getRound } from '../round/queries';
import { shareSpan } from './officer-share';
import { replacementModel, replacementPage } from './replacement-pages';
import { replaceOfficer } from './replacement-service';

interface Typed {
  values: FormValues;
  errors?: FieldErrors;
}

export const replacementRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const showReplacement = async (req: Request, res: Response, { values, errors = {} }: Typed) => {
    const { wardId } = currentUser(req);
    const id = idParam(req);
    const round = await getRound(db, wardId, id);
    if (round.closure && Object.keys(errors).length === 0) return res.redirect(303, `/rounds/${id}`);
    const time = roundTimeOf(round);
    const [team, reviewReasons] = await inOneStatement(db.pool, (reads) =>
      Promise.all([
        teamOf(reads, wardId, { on: time.date, time, exceptRoundId: id }),
        reviewReasonsOf(reads, wardId, round, context.now()),
      ]),
    );
    const span = shareSpan(time.date);
    const share = await countRoundsOf(
      db,
      team.officers.map((officer) => officer.id),
      span.from,
      span.to,
    );
    const model = replacementModel(round, { team: { ...team, time }, share, reviewReasons }, values, errors);
    renderPage(res, replacementPage, model, { title: model.title, hasErrors: Object.keys(errors).length > 0 });
  };

  return [
    {
      method: 'get',
      path: '/rounds/:id/replacement',
      permission: 'rounds.plan',
      handler: async (req, res) =>
        showReplacement(req, res, { values: { cameFrom: typed(req.query as FormValues, 'cameFrom') } }),
    },
    {
      method: 'post',
      path: '/rounds/:id/replacement',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(replacementForm, req.body);
        const outcome = form.ok
          ? await replaceOfficer(context, currentUser(req), id, form.value)
          : invalid(form.errors);
        if (outcome.kind === 'invalid')
          return showReplacement(req, res, { values: req.body as FormValues, errors: outcome.errors });
        flash(
          req,
          outcome.kind === 'done'
            ? 'Đã thay người. Báo cho người đi thay biết giờ và khu.'
            : 'Người này đã được thay từ trước.',
        );
        res.redirect(303, hrefAfterChange(req.body, id));
      },
    },
  ];
};
