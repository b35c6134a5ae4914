import type { Request, Response } from 'express';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { CHECK_BACK_OUTCOMES } from '../../../shared/labels';
import { listRoute } from '../../../web/list-route';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { get, post, type Route } from '../../../web/route';
import { getCallHome, type CallHome } from '../door-calls/queries';
import { checkPage, checkPath, checkListPage } from './check-pages';
import { getCheckFile, listDueChecks, type CheckFile } from './check-queries';
import { checkBackForm, readDuePlace } from './forms';
import { dueFrom } from './asking';
import { recordCheckBack } from './service';

export const checkRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());

  const fileOf = (req: Request) => {
    const lesson = { wardId: currentUser(req).wardId, residentId: idParam(req), serviceId: idParam(req, 'serviceId') };
    return getCheckFile(db, lesson, today());
  };

  async function listOf({ actor, query }: AskedList) {
    const isNear = query.near === 'tonight';
    const list = { wardId: actor.wardId, today: today(), nearOfficer: isNear ? actor.id : null };
    const after = readDuePlace(query);
    const place = readPlace(query, () => after !== null);
    return checkListPage(await listDueChecks(db, list, after), { today: today(), isNear, place });
  }

  /** Where the person lives; null if nowhere in the ward. Logs that the person's file is read. */
  async function readHome(actor: Actor, { residentId, householdId }: CheckFile): Promise<CallHome | null> {
    const event = [actor, 'resident.open', { type: 'resident', id: residentId }, { for: 'check-back' }] as const;
    await accessLog.opened(...event);
    return householdId ? getCallHome(db, actor.wardId, householdId, today()) : null;
  }

  /** Logged like the resident's page, because it shows who the person is and their numbers. */
  async function renderCheck(
    req: Request,
    res: Response,
    file: CheckFile,
    { failed, status }: { failed?: Failed; status?: number } = {},
  ) {
    const actor = currentUser(req);
    const home = await readHome(actor, file);
    const scene = { home, wardName: actor.wardName, today: today(), userId: actor.id };
    const view = checkPage(file, scene, failed);
    renderPage(res, view, {
      hasErrors: Object.keys(view.model.form.errors).length > 0,
      status,
    });
  }

  return [
    listRoute('/check-backs', 'portal-use.record', {
      title: 'Gọi hỏi lại',
      page: listOf,
      opened: ({ actor }) => accessLog.opened(actor, 'check-back.list', { type: 'ward', id: actor.wardId }),
      rows: (model) => model,
      columns: {
        'Họ tên': (row) => row.name,
        'Địa chỉ': (row) => row.address,
        'Dịch vụ': (row) => row.service,
        'Đã chỉ ngày': (row) => row.taught,
        'Hỏi từ ngày': (row) => row.due,
        'Liên hệ': (row) => row.phone,
      },
    }),
    get('/residents/:id/check-backs/:serviceId', 'portal-use.record', async ({ req }, res) => {
      const file = await fileOf(req);
      await renderCheck(req, res, file);
    }),
    // By hand: a check-back that is no longer due is shown again with status 409.
    post('/residents/:id/check-backs/:serviceId', 'portal-use.record', async ({ actor, req }, res) => {
      const file = await fileOf(req);
      const form = parseForm(checkBackForm(today(), file), req.body);
      if (!form.ok) return renderCheck(req, res, file, { failed: form });
      const outcome = await recordCheckBack(context, actor, file, form.value);
      if (outcome.kind === 'not-due') {
        const now = await fileOf(req);
        return renderCheck(req, res, now, { failed: { values: req.body, errors: {} }, status: 409 });
      }
      const said = `${file.fullName}: ${CHECK_BACK_OUTCOMES[form.value.outcome]}`;
      flash(req, outcome.kind === 'done' ? `Đã ghi ${said}.` : `Kết quả này đã ghi trước đó: ${said}.`);
      const list = { wardId: actor.wardId, today: today() };
      const [after] = await listDueChecks(db, list, { ...file, dueOn: dueFrom(file.taughtOn, today()) });
      const next = after ?? (await listDueChecks(db, list, null))[0];
      res.redirect(303, next ? checkPath(next) : '/check-backs');
    }),
  ];
};
