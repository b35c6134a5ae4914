import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import type { FormValues } from '../../../web/form';
import { formPage, formRoutes } from '../../../web/form-route';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { roundProposalAudit } from './audit-labels';
import { planPageFor } from '../planning/plan-help';
import { acceptanceRoutes } from './acceptance-routes';
import { proposalForm } from './forms';
import { editNews, proposalsPage } from './pages';
import { getProposal, listPlanned, listProposals, listTeamProblems, readRegisterNow } from './queries';
import { proposedDraft } from './proposed-draft';
import { proposeRounds } from './service';

const MAX_PROPOSALS = 20;

const roundProposalRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  return [
    ...formRoutes('/round-proposals', 'rounds.plan', {
      show: formPage({
        open: ({ actor }) => listProposals(db, actor.wardId, now(), MAX_PROPOSALS),
        page: (proposals, failed, { req }) =>
          proposalsPage(proposals, { asked: req.query as FormValues, today: localDateOf(now()) }, failed),
        title: 'Xếp cả tuần',
      }),
      schema: () => proposalForm(localDateOf(now())),
      save: ({ actor }, form) => proposeRounds(context, actor, form),
      done: (_, _asked, { id }) => ({ to: `/round-proposals/${id}` }),
    }),
    ...acceptanceRoutes(context),
    // The usual planning page, filled with the proposed round; sending it plans that round.
    get('/round-proposals/:id/rounds/:roundId/edit', 'rounds.plan', async ({ actor, id, req }, res) => {
      const proposal = await getProposal(db, actor.wardId, id);
      const round = proposal.output.rounds.find((each) => each.id === idParam(req, 'roundId'));
      if (!round) throw new NotFoundError();
      if ((await listPlanned(db, actor.wardId, [round.id])).length > 0) return res.redirect(303, `/rounds/${round.id}`);
      if (proposal.expiresAt <= now()) return res.redirect(303, `/round-proposals/${proposal.id}`);
      const registerNow = await readRegisterNow(db, actor.wardId, proposal.createdAt, [round]);
      const view = await planPageFor(context, actor, proposedDraft(proposal.id, round, registerNow));
      await accessLog.opened(
        actor,
        'round-proposal.open',
        { type: 'round-proposal', id: proposal.id },
        { for: 'edit' },
      );
      const news = editNews(round, registerNow, await listTeamProblems(db, actor.wardId, [round]));
      return renderPage(res, { ...view, model: { ...view.model, news } });
    }),
  ];
};

export const roundProposalsFeature = defineFeature({ routes: roundProposalRoutes, audit: roundProposalAudit });
