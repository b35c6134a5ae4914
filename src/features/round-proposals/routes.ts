import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { AppContext } from '../../context';
import { localDateOf } from '../../shared/dates';
import { currentUser } from '../../web/current-user';
import { flash } from '../../web/flash';
import { isId, parseForm, typed, type FieldErrors, type FormValues } from '../../web/form';
import { idParam } from '../../web/id-param';
import { renderPage } from '../../web/page';
import type { Route } from '../../web/route';
import { listDoorsById, listOfficers } from '../rounds/queries';
import { proposalForm, readAcceptance } from './forms';
import { expiredWords, nextWeek, proposalModel, proposalPage, proposalsModel, proposalsPage, shownCalls, shownDoors } from './pages';
import { getProposal, listCallDoors, listPlanned, listProposals, type Proposal } from './queries';
import { acceptRounds, proposeRounds, type Acceptance } from './service';

const MOST_PROPOSALS = 20;

export const roundProposalRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const showAll = async (req: Request, res: Response, values: { id: string; from: string; to: string }, errors: FieldErrors = {}) => {
    const proposals = await listProposals(db, currentUser(req).wardId, now(), MOST_PROPOSALS);
    renderPage(req, res, proposalsPage, proposalsModel(values, proposals, errors), { title: 'Xếp cả tuần', hasErrors: Object.keys(errors).length > 0 });
  };

  const showOne = async (req: Request, res: Response, proposal: Proposal, tried: { roundIds: readonly string[]; results: Acceptance[] } | null = null, errors: FieldErrors = {}) => {
    const actor = currentUser(req);
    const { id } = proposal;
    const { wardId } = actor;
    const doors = await listDoorsById(db, wardId, proposal.from, shownDoors(proposal.output));
    const model = proposalModel(proposal, {
      officers: new Map((await listOfficers(db, wardId, 0)).map((officer) => [officer.id, officer.displayName])),
      addresses: new Map(doors.map((door) => [door.id, door.addressLine])),
      calls: await listCallDoors(db, wardId, shownCalls(proposal.output)),
      planned: await listPlanned(db, wardId, proposal.output.rounds.map((round) => round.id)),
      now: now(),
    }, tried, errors);
    await accessLog.opened(actor, 'round-proposal.open', { type: 'round-proposal', id });
    renderPage(req, res, proposalPage, model, { title: model.title, hasErrors: model.summary.length > 0 });
  };

  return [
    {
      method: 'get', path: '/round-proposals', permission: 'rounds.plan',
      handler: (req, res) => showAll(req, res, { id: randomUUID(), ...nextWeek(localDateOf(now())) }),
    },
    {
      method: 'post', path: '/round-proposals', permission: 'rounds.plan',
      handler: async (req, res) => {
        const values = req.body as FormValues;
        const form = parseForm(proposalForm(localDateOf(now())), values);
        const outcome = form.ok ? await proposeRounds(context, currentUser(req), form.value) : form;
        if (outcome.ok && form.ok) return res.redirect(303, `/round-proposals/${form.value.id}`);
        const id = typed(values, 'id');
        return showAll(req, res, { id: isId(id) ? id : randomUUID(), from: typed(values, 'from'), to: typed(values, 'to') }, outcome.ok ? {} : outcome.errors);
      },
    },
    {
      method: 'get', path: '/round-proposals/:id', permission: 'rounds.plan',
      handler: async (req, res) => showOne(req, res, await getProposal(db, currentUser(req).wardId, idParam(req))),
    },
    {
      method: 'post', path: '/round-proposals/:id/rounds', permission: 'rounds.plan',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const proposal = await getProposal(db, actor.wardId, idParam(req));
        const { roundIds, problem } = readAcceptance(req.body, proposal.output.rounds.map(({ id }) => id));
        if (problem) return showOne(req, res, proposal, { roundIds, results: [] }, { rounds: problem });
        const results = await acceptRounds(context, actor, proposal, roundIds);
        if (!results) return showOne(req, res, proposal, { roundIds, results: [] }, { rounds: expiredWords(proposal.expiresAt) });
        const planned = results.filter(({ isNew }) => isNew).length;
        if (planned > 0) flash(req, `Đã lập ${planned} buổi ra quân.`);
        if (results.some(({ refusal }) => refusal !== '')) return showOne(req, res, proposal, { roundIds, results });
        if (planned === 0) flash(req, 'Các buổi này đã được lập trước đó.');
        return res.redirect(303, `/round-proposals/${proposal.id}`);
      },
    },
  ];
};
