import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { isId, parseForm, typed, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import {
  factEndForm,
  factForm,
  factWithdrawalForm,
  helperForm,
  newFactForm,
  newHelperForm,
  readinessForm,
} from './forms';
import {
  factConflict,
  factModel,
  factPage,
  helperConflict,
  helperModel,
  helperPage,
  newFactModel,
  newFactPage,
  newHelperModel,
  newHelperPage,
} from './pages';
import { getFact, getHelper, getHome, getResidentNeeds } from './queries';
import { readinessConflict, readinessModel, readinessPage } from './readiness-pages';
import {
  correctFact,
  correctHelper,
  endFact,
  endHelper,
  recordFact,
  recordHelper,
  recordReadiness,
  withdrawFact,
} from './service';

export const needsRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  /** Every page that shows a person's needs is logged as a reading of the file. */
  const opened = (req: Request, type: 'household' | 'resident', id: string) =>
    context.accessLog.opened(
      currentUser(req),
      type === 'household' ? 'household.open' : 'resident.open',
      { type, id },
      { for: 'needs' },
    );

  async function renderReadiness(req: Request, res: Response, failed: Failed | null = null) {
    const needs = await getResidentNeeds(db, currentUser(req).wardId, idParam(req));
    await opened(req, 'resident', needs.person.id);
    renderPage(res, readinessPage, readinessModel(needs, today(), failed), {
      title: `VNeID và điều cần biết: ${needs.person.fullName}`,
      hasErrors: failed !== null,
    });
  }

  async function renderNewFact(req: Request, res: Response, failed?: Failed) {
    const home = await getHome(db, currentUser(req).wardId, idParam(req));
    await opened(req, 'household', home.id);
    const residentId = isId(req.query.resident) ? req.query.resident : null;
    renderPage(res, newFactPage, newFactModel(home, residentId, failed), {
      title: 'Ghi diện ưu tiên',
      hasErrors: failed !== undefined,
    });
  }

  async function renderFact(req: Request, res: Response, form: Parameters<typeof factModel>[2] = '', failed?: Failed) {
    const fact = await getFact(db, currentUser(req).wardId, idParam(req));
    await opened(req, fact.residentId ? 'resident' : 'household', (fact.residentId ?? fact.householdId)!);
    const model = factModel(fact, today(), form, failed);
    renderPage(res, factPage, model, { title: `${model.title}: ${model.whose}`, hasErrors: failed !== undefined });
  }

  async function renderNewHelper(req: Request, res: Response, failed?: Failed) {
    const home = await getHome(db, currentUser(req).wardId, idParam(req));
    await opened(req, 'household', home.id);
    renderPage(res, newHelperPage, newHelperModel(home, today(), failed), {
      title: 'Thêm người giúp số',
      hasErrors: failed !== undefined,
    });
  }

  async function renderHelper(req: Request, res: Response, failed: Failed | null = null) {
    const helper = await getHelper(db, currentUser(req).wardId, idParam(req));
    await opened(req, 'household', helper.householdId);
    const model = helperModel(helper, failed);
    renderPage(res, helperPage, model, { title: `Người giúp số: ${model.title}`, hasErrors: failed !== null });
  }

  /** Back to the page that lists the fact: the person's or the household's. */
  async function backToWhose(req: Request, res: Response) {
    const { householdId, residentId } = await getFact(db, currentUser(req).wardId, idParam(req));
    res.redirect(303, residentId ? `/residents/${residentId}` : `/households/${householdId}`);
  }

  return [
    {
      method: 'get',
      path: '/residents/:id/readiness',
      permission: 'residents.manage',
      handler: (req, res) => renderReadiness(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/readiness',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(readinessForm(today()), req.body);
        if (!form.ok) return renderReadiness(req, res, form);
        const recorded = await recordReadiness(context, actor, id, form.value);
        if (recorded.kind === 'stale') {
          const [{ person }, last] = await Promise.all([
            getResidentNeeds(db, actor.wardId, id),
            findLastChange(db, actor.wardId, { type: 'resident', id }),
          ]);
          await opened(req, 'resident', id);
          throw new ConflictError(
            readinessConflict(person, { ...recorded, recordedOn: typed(req.body, 'recordedOn') }, last),
          );
        }
        flash(req, 'Đã ghi tình trạng mới. Các lần ghi trước vẫn còn trong lịch sử.');
        res.redirect(303, `/residents/${id}`);
      },
    },
    {
      method: 'get',
      path: '/households/:id/priority-facts/new',
      permission: 'residents.manage',
      handler: (req, res) => renderNewFact(req, res),
    },
    {
      method: 'post',
      path: '/households/:id/priority-facts',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(newFactForm(today()), req.body);
        if (!form.ok) return renderNewFact(req, res, form);
        const saved = await recordFact(context, currentUser(req), id, form.value);
        if (saved.kind === 'invalid') return renderNewFact(req, res, { values: req.body, errors: saved.errors });
        flash(req, 'Đã ghi diện ưu tiên.');
        res.redirect(303, form.value.subject ? `/residents/${form.value.subject}` : `/households/${id}`);
      },
    },
    {
      method: 'get',
      path: '/priority-facts/:id/edit',
      permission: 'residents.manage',
      handler: (req, res) => renderFact(req, res),
    },
    {
      method: 'post',
      path: '/priority-facts/:id/edit',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(factForm(today()), req.body);
        if (!form.ok) return renderFact(req, res, 'edit', form);
        const corrected = await correctFact(context, actor, id, form.value);
        if (corrected.kind === 'stale') {
          const [fact, last] = await Promise.all([
            getFact(db, actor.wardId, id),
            findLastChange(db, actor.wardId, { type: 'priority-fact', id }),
          ]);
          throw new ConflictError(factConflict(fact, req.body, last));
        }
        if (corrected.kind === 'invalid')
          return renderFact(req, res, 'edit', { values: req.body, errors: corrected.errors });
        flash(req, 'Đã sửa diện ưu tiên.');
        await backToWhose(req, res);
      },
    },
    {
      method: 'post',
      path: '/priority-facts/:id/ending',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const form = parseForm(factEndForm(today()), req.body);
        if (!form.ok) return renderFact(req, res, 'end', form);
        const ended = await endFact(context, currentUser(req), idParam(req), form.value.endsOn);
        if (ended.kind === 'invalid') return renderFact(req, res, 'end', { values: req.body, errors: ended.errors });
        flash(req, 'Đã ghi ngày kết thúc. Diện này vẫn còn trong lịch sử.');
        await backToWhose(req, res);
      },
    },
    {
      method: 'post',
      path: '/priority-facts/:id/withdrawal',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const form = parseForm(factWithdrawalForm, req.body);
        if (!form.ok) return renderFact(req, res, 'withdraw', form);
        await withdrawFact(context, currentUser(req), idParam(req), form.value.reason);
        flash(req, 'Đã rút diện ghi nhầm. Lý do được giữ trong lịch sử.');
        await backToWhose(req, res);
      },
    },
    {
      // Officers learn at the door who helps, so they may record it.
      method: 'get',
      path: '/households/:id/digital-helpers/new',
      permission: 'visits.record',
      handler: (req, res) => renderNewHelper(req, res),
    },
    {
      method: 'post',
      path: '/households/:id/digital-helpers',
      permission: 'visits.record',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(newHelperForm(today()), req.body);
        if (!form.ok) return renderNewHelper(req, res, form);
        const saved = await recordHelper(context, currentUser(req), id, form.value);
        if (saved.kind === 'invalid') return renderNewHelper(req, res, { values: req.body, errors: saved.errors });
        flash(req, 'Đã ghi người giúp số.');
        res.redirect(303, `/households/${id}`);
      },
    },
    {
      method: 'get',
      path: '/digital-helpers/:id/edit',
      permission: 'visits.record',
      handler: (req, res) => renderHelper(req, res),
    },
    {
      method: 'post',
      path: '/digital-helpers/:id/edit',
      permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(helperForm, req.body);
        if (!form.ok) return renderHelper(req, res, form);
        const corrected = await correctHelper(context, actor, id, form.value);
        const helper = await getHelper(db, actor.wardId, id);
        if (corrected.kind === 'stale') {
          throw new ConflictError(
            helperConflict(helper, req.body, await findLastChange(db, actor.wardId, { type: 'digital-helper', id })),
          );
        }
        if (corrected.kind === 'invalid') return renderHelper(req, res, { values: req.body, errors: corrected.errors });
        flash(req, 'Đã sửa người giúp số.');
        res.redirect(303, `/households/${helper.householdId}`);
      },
    },
    {
      method: 'post',
      path: '/digital-helpers/:id/ending',
      permission: 'visits.record',
      handler: async (req, res) => {
        const id = idParam(req);
        await endHelper(context, currentUser(req), id);
        const { householdId } = await getHelper(db, currentUser(req).wardId, id);
        flash(req, 'Người này thôi giúp hộ. Lịch sử vẫn giữ.');
        res.redirect(303, `/households/${householdId}`);
      },
    },
  ];
};
