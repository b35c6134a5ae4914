import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import type { FieldErrors } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { get, post, type Route } from '../../../web/route';
import { findLatestCalls } from '../../casework/door-calls/queries';
import { listExpectedAddresses, namesOfOfficers } from '../round/plan-queries';
import { readAcceptance } from './forms';
import { acceptedText, expiredText, proposalPage, shownDoors, shownExpected } from './pages';
import { getProposal, listPlanned, listTeamProblems, readRegisterNow, type Proposal } from './queries';
import { acceptRounds, type Acceptance } from './service';

interface Answer {
  tried?: { roundIds: readonly string[]; results: Acceptance[] } | null;
  errors?: FieldErrors;
}

/** The page of one proposal, where its rounds are accepted. */
export const acceptanceRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const showOne = async (
    req: Request,
    res: Response,
    proposal: Proposal,
    { tried = null, errors = {} }: Answer = {},
  ) => {
    const actor = currentUser(req);
    const { wardId } = actor;
    const { id, output } = proposal;
    const { rounds } = output;
    await accessLog.opened(actor, 'round-proposal.open', { type: 'round-proposal', id });
    const [addresses, calls, planned, officers, registerNow, problems] = await Promise.all([
      listExpectedAddresses(db, wardId, [...shownDoors(output), ...shownExpected(output)]),
      findLatestCalls(db, wardId, shownDoors(output), localDateOf(now())),
      listPlanned(
        db,
        wardId,
        rounds.map((round) => round.id),
      ),
      namesOfOfficers(db, wardId),
      readRegisterNow(db, wardId, proposal.createdAt, rounds),
      listTeamProblems(db, wardId, rounds),
    ]);
    const view = proposalPage(
      proposal,
      {
        officers,
        planned,
        registerNow,
        problems,
        now: now(),
        addresses,
        calls: new Map([...calls].filter(([, { calledOn }]) => calledOn >= localDateOf(proposal.createdAt))),
      },
      tried,
      errors,
    );
    renderPage(res, view, { hasErrors: view.model.summary.length > 0 });
  };

  return [
    get('/round-proposals/:id', 'rounds.plan', async ({ actor, id, req }, res) =>
      showOne(req, res, await getProposal(db, actor.wardId, id)),
    ),
    post('/round-proposals/:id/rounds', 'rounds.plan', async ({ actor, id, body, req }, res) => {
      const proposal = await getProposal(db, actor.wardId, id);
      const { roundIds, problem } = readAcceptance(
        body,
        proposal.output.rounds.map((round) => round.id),
      );
      if (problem)
        return showOne(req, res, proposal, { tried: { roundIds, results: [] }, errors: { rounds: problem } });
      const outcome = await acceptRounds(context, actor, proposal, roundIds);
      if (outcome.kind === 'expired')
        return showOne(req, res, proposal, {
          tried: { roundIds, results: [] },
          errors: { rounds: expiredText(proposal.expiresAt) },
        });
      const { results } = outcome;
      const accepted = acceptedText(results);
      if (accepted) flash(req, accepted);
      if (results.some(({ kind }) => kind === 'blocked'))
        return showOne(req, res, proposal, { tried: { roundIds, results } });
      if (!accepted) flash(req, 'Các buổi này đã được lập trước đó.');
      return res.redirect(303, `/round-proposals/${proposal.id}`);
    }),
  ];
};
