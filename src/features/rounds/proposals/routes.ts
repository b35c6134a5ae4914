import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { invalid } from '../../../shared/outcome';
import { currentUser } from '../../../web/current-user';
import { NotFoundError } from '../../../web/errors';
import { isId, parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { planModelFor } from '../planning/plan-help';
import { planPage } from '../planning/plan-pages';
import { acceptanceRoutes } from './acceptance-routes';
import { proposalForm } from './forms';
import { editNews, nextWeek, proposalsModel, proposalsPage } from './pages';
import { getProposal, listPlanned, listProposals, listTeamProblems, readRegisterNow } from './queries';
import { proposedDraft } from './proposed-draft';
import { proposeRounds } from './service';

const MAX_PROPOSALS = 20;

export const roundProposalRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const showAll = async (
    req: Request,
    res: Response,
    values: { id: string; from: string; to: string },
    errors: FieldErrors = {},
  ) => {
    const proposals = await listProposals(db, currentUser(req).wardId, now(), MAX_PROPOSALS);
    renderPage(res, proposalsPage, proposalsModel(values, proposals, errors), {
      title: 'Xếp cả tuần',
      hasErrors: Object.keys(errors).length > 0,
    });
  };

  return [
    {
      method: 'get',
      path: '/round-proposals',
      permission: 'rounds.plan',
      handler: (req, res) => {
        const query = req.query as FormValues;
        const next = nextWeek(localDateOf(now()));
        return showAll(req, res, {
          id: randomUUID(),
          from: typed(query, 'from') || next.from,
          to: typed(query, 'to') || next.to,
        });
      },
    },
    {
      method: 'post',
      path: '/round-proposals',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const values = req.body as FormValues;
        const form = parseForm(proposalForm(localDateOf(now())), values);
        const outcome = form.ok ? await proposeRounds(context, currentUser(req), form.value) : invalid(form.errors);
        const id = typed(values, 'id');
        if (outcome.kind === 'done') return res.redirect(303, `/round-proposals/${id}`);
        return showAll(
          req,
          res,
          { id: isId(id) ? id : randomUUID(), from: typed(values, 'from'), to: typed(values, 'to') },
          outcome.errors,
        );
      },
    },
    ...acceptanceRoutes(context),
    {
      // The usual planning page, filled with the proposed round; sending it plans that round.
      method: 'get',
      path: '/round-proposals/:id/rounds/:roundId/edit',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const proposal = await getProposal(db, actor.wardId, idParam(req));
        const round = proposal.output.rounds.find(({ id }) => id === idParam(req, 'roundId'));
        if (!round) throw new NotFoundError();
        if ((await listPlanned(db, actor.wardId, [round.id])).length > 0)
          return res.redirect(303, `/rounds/${round.id}`);
        if (proposal.expiresAt <= now()) return res.redirect(303, `/round-proposals/${proposal.id}`);
        const registerNow = await readRegisterNow(db, actor.wardId, proposal.createdAt, [round]);
        const model = await planModelFor(context, actor, proposedDraft(proposal.id, round, registerNow));
        await accessLog.opened(
          actor,
          'round-proposal.open',
          { type: 'round-proposal', id: proposal.id },
          { for: 'edit' },
        );
        const news = editNews(round, registerNow, await listTeamProblems(db, actor.wardId, [round]));
        return renderPage(res, planPage, { ...model, news }, { title: model.title });
      },
    },
  ];
};
