import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf, quarterStartOf } from '../../../shared/dates';
import { PORTAL_ANSWERS } from '../../../shared/labels';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { getCallHome } from '../../casework/door-calls/queries';
import { answerForm, drawForm, memberFilter } from './forms';
import { indexModel, indexPage, memberModel, memberPage, showModel, showPage } from './pages';
import { findNextToCall, getMember, getSample, listSamples } from './queries';
import { quarterName } from './ward-share';
import { drawSample, recordAnswer } from './service';

export const sampleRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());

  async function renderIndex(req: Request, res: Response, failed?: Failed) {
    const { wardId, role } = currentUser(req);
    const samples = await listSamples(db, wardId);
    const drawing = { quarter: quarterStartOf(today()), canDraw: isPermitted(role, 'samples.manage') };
    renderPage(res, indexPage, indexModel(samples, drawing, failed), {
      title: 'Mẫu hỏi theo quý',
      hasErrors: failed !== undefined,
    });
  }

  const memberOf = (req: Request) =>
    getMember(db, { wardId: currentUser(req).wardId, id: idParam(req), today: today() });

  /** Logged like the resident's page, because it shows who the person is and their numbers. */
  async function renderMember(req: Request, res: Response, failed?: Failed) {
    const actor = currentUser(req);
    const member = await memberOf(req);
    const home = member.householdId ? await getCallHome(db, actor.wardId, member.householdId, today()) : null;
    await accessLog.opened(actor, 'resident.open', { type: 'resident', id: member.residentId }, { for: 'sample' });
    const model = memberModel(member, { home, wardName: actor.wardName, today: today() }, failed);
    renderPage(res, memberPage, model, { title: `Hỏi ${model.title}`, hasErrors: failed !== undefined });
  }

  return [
    {
      method: 'get',
      path: '/samples',
      permission: 'samples.read',
      handler: (req, res) => renderIndex(req, res),
    },
    {
      method: 'post',
      path: '/samples',
      permission: 'samples.manage',
      handler: async (req, res) => {
        const form = parseForm(drawForm, req.body);
        if (!form.ok) return renderIndex(req, res, form);
        const outcome = await drawSample(context, currentUser(req), form.value.size);
        if (outcome.kind === 'invalid') return renderIndex(req, res, { values: req.body, errors: outcome.errors });
        if (outcome.kind === 'drawn') return res.redirect(303, `/samples/${outcome.id}`);
        flash(req, `Mẫu hỏi ${quarterName(quarterStartOf(today()))} đã bốc trước đó: mỗi quý một mẫu.`, 'warning');
        res.redirect(303, '/samples');
      },
    },
    {
      method: 'get',
      path: '/samples/:id',
      permission: 'samples.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const canSeeNames = isPermitted(actor.role, 'samples.manage');
        const filter = memberFilter.parse(req.query);
        const scope = { wardId: actor.wardId, id: idParam(req), today: today() };
        const sample = await getSample(db, scope, filter, canSeeNames);
        if (canSeeNames) await accessLog.opened(actor, 'sample.open', { type: 'sample', id: sample.id });
        const model = showModel(sample, filter, canSeeNames);
        renderPage(res, showPage, model, { title: model.title });
      },
    },
    {
      method: 'get',
      path: '/sample-members/:id',
      permission: 'samples.manage',
      handler: (req, res) => renderMember(req, res),
    },
    {
      method: 'post',
      path: '/sample-members/:id/answers',
      permission: 'samples.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const member = await memberOf(req);
        const call = { drawnOn: localDateOf(member.drawnAt), services: member.services };
        const form = parseForm(answerForm(today(), call), req.body);
        if (!form.ok) return renderMember(req, res, form);
        const outcome = await recordAnswer(context, actor, member.id, form.value);
        if (outcome.kind === 'invalid') return renderMember(req, res, { values: req.body, errors: outcome.errors });
        const said = `${member.fullName}: ${PORTAL_ANSWERS[form.value.answer]}`;
        flash(req, outcome.kind === 'done' ? `Đã ghi ${said}.` : `Câu trả lời này đã ghi trước đó: ${said}.`);
        const next = await findNextToCall(db, { wardId: actor.wardId, id: member.id, today: today() });
        res.redirect(303, next ? `/sample-members/${next}` : `/samples/${member.sampleId}`);
      },
    },
  ];
};
