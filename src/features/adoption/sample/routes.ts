import type { Request, Response } from 'express';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf, quarterStartOf } from '../../../shared/dates';
import { PORTAL_ANSWERS } from '../../../shared/labels';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { askedOf, pageList, type AskedList } from '../../../web/page-list';
import { readPlace } from '../../../web/pager';
import type { Route } from '../../../web/route';
import { getCallHome, type CallHome } from '../../casework/door-calls/queries';
import { answerForm, drawForm, memberFilter } from './forms';
import { indexModel, indexPage, memberModel, memberPage, showModel, showPage } from './pages';
import { findNextToCall, getMember, getSample, listSamples } from './queries';
import { quarterName } from './ward-share';
import { drawSample, recordAnswer } from './service';

export const sampleRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());

  async function indexOf({ wardId, role }: Actor, failed?: Failed) {
    const drawing = { quarter: quarterStartOf(today()), canDraw: isPermitted(role, 'samples.manage') };
    return indexModel(await listSamples(db, wardId), drawing, failed);
  }

  async function renderIndex(req: Request, res: Response, failed?: Failed) {
    renderPage(res, indexPage, await indexOf(currentUser(req), failed), {
      title: 'Mẫu hỏi theo quý',
      hasErrors: failed !== undefined,
    });
  }

  async function sampleOf({ actor, query, id }: AskedList & { id: string }) {
    const canSeeNames = isPermitted(actor.role, 'samples.manage');
    const filter = { ...memberFilter.parse(query), ...readPlace(query) };
    const sample = await getSample(db, { wardId: actor.wardId, id, today: today() }, filter, canSeeNames);
    return showModel(sample, filter, canSeeNames);
  }

  const members = pageList({
    title: 'Mẫu hỏi: từng người',
    read: async (asked) => {
      const { title, list } = await sampleOf({ ...asked, id: asked.id! });
      const shown = list!.filters.find(({ isCurrent }) => isCurrent);
      return { rows: list!.rows, nextHref: list!.nextHref, about: `${title}, ${shown?.label}` };
    },
    columns: {
      'Họ tên': (row) => row.name,
      'Địa chỉ': (row) => row.address,
      Tổ: (row) => row.group,
      'Trả lời': (row) => row.state,
    },
  });
  /** For whoever may not see names. */
  const groups = pageList({
    title: 'Mẫu hỏi: từng tổ',
    isPersonal: false,
    read: async (asked) => {
      const { title, groups: rows } = await sampleOf({ ...asked, id: asked.id! });
      return { rows, about: title };
    },
    columns: {
      Tổ: (row) => row.name,
      'Người lớn': (row) => row.population,
      'Đã bốc': (row) => row.drawn,
      'Trả lời được': (row) => row.answered,
      'Tự bấm máy nộp hồ sơ': (row) => row.alone,
      'Có nộp trực tuyến': (row) => row.online,
    },
  });

  const memberOf = (req: Request) =>
    getMember(db, { wardId: currentUser(req).wardId, id: idParam(req), today: today() });

  /** The home of a member, null if they have none in the ward, with the event of the reading. */
  async function readHome(
    actor: Actor,
    { residentId, householdId }: Awaited<ReturnType<typeof getMember>>,
  ): Promise<CallHome | null> {
    const event = [actor, 'resident.open', { type: 'resident', id: residentId }, { for: 'sample' }] as const;
    if (householdId) return getCallHome(await accessLog.reading(...event), actor.wardId, householdId, today());
    await accessLog.opened(...event);
    return null;
  }

  /** Logged like the resident's page, because it shows who the person is and their numbers. */
  async function renderMember(req: Request, res: Response, failed?: Failed) {
    const actor = currentUser(req);
    const member = await memberOf(req);
    const home = await readHome(actor, member);
    const model = memberModel(member, { home, wardName: actor.wardName, today: today() }, failed);
    renderPage(res, memberPage, model, { title: `Hỏi ${model.title}`, hasErrors: failed !== undefined });
  }

  return [
    {
      method: 'get',
      path: '/samples',
      permission: 'samples.read',
      list: pageList({
        title: 'Mẫu hỏi theo quý',
        isPersonal: false,
        read: async ({ actor }) => indexOf(actor),
        columns: {
          Quý: (row) => row.quarter,
          'Đã bốc': (row) => row.size,
          'Trả lời được': (row) => row.answered,
          'Tự bấm máy nộp hồ sơ': (row) => row.alone,
        },
      }),
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
      list: ({ actor }) => (isPermitted(actor.role, 'samples.manage') ? members : groups),
      handler: async (req, res) => {
        const { actor, ...asked } = askedOf(req);
        const id = idParam(req);
        const model = await sampleOf({ actor, ...asked, id });
        if (model.list) await accessLog.opened(actor, 'sample.open', { type: 'sample', id });
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
