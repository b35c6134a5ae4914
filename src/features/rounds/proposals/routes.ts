import type { AppContext } from '../../../context';
import { instantOf, localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import type { FormValues } from '../../../web/form';
import { formPage, formRoutes } from '../../../web/form-route';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Asked, type Route, post } from '../../../web/route';
import { listOverLimits } from '../planning/limit-queries';
import { planPageFor } from '../planning/plan-help';
import { proposalForm, readAcceptance } from './forms';
import { editNews, proposalsPage, acceptedText, expiredText, proposalPage, shownOf, type Tried } from './pages';
import { getProposal, listPlanned, listProposals, listTeamProblems, readRegisterNow, type Proposal } from './queries';
import { proposedDraft } from './proposed-draft';
import { proposeRounds, acceptRounds } from './service';
import type { Response } from 'express';
import { flash } from '../../../web/flash';
import { findLatestCalls } from '../../casework/door-calls/queries';
import { listExpectedAddresses, listKnownFaces, namesOfOfficers } from '../round/plan-queries';

const MAX_PROPOSALS = 20;

/** The page of one proposal, where its rounds are accepted. */
const acceptanceRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const showOne = async ({ actor }: Asked, res: Response, proposal: Proposal, tried: Tried | null = null) => {
    const { wardId } = actor;
    const { id, output } = proposal;
    const { rounds } = output;
    await accessLog.opened(actor, 'round-proposal.open', { type: 'round-proposal', id });
    const roundIds = rounds.map((round) => round.id);
    const doorIds = rounds.flatMap(({ doors }) => doors.map(({ doorId }) => doorId));
    const [addresses, calls, planned, officers, registerNow, problems, known] = await Promise.all([
      listExpectedAddresses(db, wardId, shownOf(output, 'door', 'request', 'follow_up', 'call')),
      findLatestCalls(db, wardId, shownOf(output, 'door'), localDateOf(now())),
      listPlanned(db, wardId, roundIds),
      namesOfOfficers(db, wardId),
      readRegisterNow(db, wardId, proposal.createdAt, rounds),
      listTeamProblems(db, wardId, rounds),
      listKnownFaces(db, wardId, doorIds, proposal.createdAt),
    ]);
    const left = [...proposal.setAside, ...problems.map(({ roundId }) => roundId)];
    const open = rounds
      .filter(({ id, date, to }) => !planned.some((each) => each.id === id) && instantOf(date, to) > now())
      .toSorted((one, other) => Number(left.includes(one.id)) - Number(left.includes(other.id)));
    const over = await listOverLimits(db, wardId, open);
    const sinceMade = [...calls].filter(([, { calledOn }]) => calledOn >= localDateOf(proposal.createdAt));
    const facts = { over, officers, planned, registerNow, problems, known, addresses };
    const view = proposalPage(proposal, { ...facts, now: now(), calls: new Map(sinceMade) }, tried);
    renderPage(res, view, { hasErrors: view.model.summary.length > 0 });
  };

  return [
    get('/round-proposals/:id', 'rounds.plan', async (asked, res) =>
      showOne(asked, res, await getProposal(db, asked.actor.wardId, asked.id)),
    ),
    post('/round-proposals/:id/rounds', 'rounds.plan', async (asked, res) => {
      const { actor, id, body, req } = asked;
      const proposal = await getProposal(db, actor.wardId, id);
      const { roundIds, problem } = readAcceptance(
        body,
        proposal.output.rounds.map((round) => round.id),
      );
      if (problem) return showOne(asked, res, proposal, { roundIds, results: [], problem });
      const outcome = await acceptRounds(context, actor, proposal, roundIds);
      if (outcome.kind === 'expired')
        return showOne(asked, res, proposal, { roundIds, results: [], problem: expiredText(proposal.expiresAt) });
      const { results } = outcome;
      const accepted = acceptedText(results);
      if (accepted) flash(req, accepted);
      if (results.some(({ kind }) => kind === 'blocked'))
        return showOne(asked, res, proposal, { roundIds, results, problem });
      if (!accepted) flash(req, 'Các buổi này đã được lập trước đó.');
      return res.redirect(303, `/round-proposals/${id}`);
    }),
  ];
};

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
      const news = editNews(round, registerNow, await listTeamProblems(db, actor.wardId, [round]));
      const view = await planPageFor(context, actor, proposedDraft(proposal.id, round, registerNow), { news });
      await accessLog.opened(actor, 'round-proposal.open', { type: 'round-proposal', id }, { for: 'edit' });
      return renderPage(res, view);
    }),
  ];
};

export const roundProposalsFeature = defineFeature({
  routes: roundProposalRoutes,
  audit: {
    actions: {
      'round-proposal.create': 'Xếp thử các buổi cho cả tuần',
      'round-proposal.set-aside': 'Để lại các buổi không lấy',
      'round-proposal.open': 'Mở các buổi được xếp thử',
    },
    fields: { rounds: 'số buổi' },
    subjects: {
      'round-proposal': { label: 'Đề xuất cả tuần', href: (id) => `/round-proposals/${id}` },
    },
  },
});
