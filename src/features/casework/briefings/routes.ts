import type { Request, Response } from 'express';
import { v7 as newId } from 'uuid';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { briefingForm, newBriefingForm, withdrawalForm, type BriefingWords } from './forms';
import {
  briefingConflict,
  briefingListModel,
  BRIEFINGS_A_PAGE,
  editBriefingModel,
  formPage,
  listPage,
  newBriefingModel,
  readCursor,
  showBriefingModel,
  showPage,
  subjectHref,
} from './pages';
import { canCorrect } from './policy';
import { getBriefing, getSubject, listBriefings, type BriefingRow, type BriefingSubject } from './queries';
import { correctBriefing, withdrawBriefing, writeBriefing } from './service';

type Failed = { values: FormValues; errors: FieldErrors };

export const briefingRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;

  /** A briefing about somebody's door belongs to their file, so reading it is logged. */
  async function logOpened(req: Request, row: BriefingRow, details: Record<string, string> = {}): Promise<void> {
    await accessLog.opened(
      currentUser(req),
      'briefing.open',
      { type: 'briefing', id: row.id },
      { ...(row.householdId && { householdId: row.householdId }), ...details },
    );
  }

  async function showNew(req: Request, res: Response, of: BriefingSubject, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const subject = await getSubject(db, actor.wardId, of);
    if (of.kind === 'household')
      await accessLog.opened(actor, 'household.open', { type: 'household', id: of.id }, { for: 'briefing' });
    renderPage(res, formPage, newBriefingModel(subject, newId(), failed), {
      title: `Ghi lời dặn: ${subject.label}`,
      hasErrors: failed !== undefined,
    });
  }

  async function saveNew(req: Request, res: Response, of: BriefingSubject): Promise<void> {
    const form = parseForm(newBriefingForm, req.body);
    if (!form.ok) return showNew(req, res, of, form);
    const { kind } = await writeBriefing(context, currentUser(req), of, form.value);
    if (kind === 'differs') throw await conflictWith(req, form.value.id, form.value);
    flash(req, kind === 'done' ? 'Đã lưu lời dặn. Cả đội thấy từ bây giờ.' : 'Lời dặn này đã lưu trước đó.');
    res.redirect(303, `${subjectHref(of)}#briefings`);
  }

  async function showOne(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const row = await getBriefing(db, actor.wardId, idParam(req));
    await logOpened(req, row);
    renderPage(res, showPage, showBriefingModel(row, actor, failed), {
      title: 'Lời dặn',
      hasErrors: failed !== undefined,
    });
  }

  async function showEdit(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const row = await getBriefing(db, actor.wardId, idParam(req));
    if (!canCorrect(actor, row)) return res.redirect(303, `/briefings/${row.id}`);
    await logOpened(req, row, { for: 'edit' });
    renderPage(res, formPage, editBriefingModel(row, failed), {
      title: 'Sửa lời dặn',
      hasErrors: failed !== undefined,
    });
  }

  async function conflictWith(req: Request, id: string, mine: BriefingWords): Promise<ConflictError> {
    const { wardId } = currentUser(req);
    const [row, last] = await Promise.all([
      getBriefing(db, wardId, id),
      findLastChange(db, wardId, { type: 'briefing', id }),
    ]);
    return new ConflictError(briefingConflict(row, mine, last));
  }

  const laneKeyOf = (req: Request): string => {
    const { key } = req.params;
    if (typeof key !== 'string' || key.length > 300) throw new NotFoundError();
    return key;
  };

  const writingRoutes = (path: string, subjectOf: (req: Request) => BriefingSubject): Route[] => [
    {
      method: 'get',
      path: `${path}/briefings/new`,
      permission: 'briefings.write',
      handler: (req, res) => showNew(req, res, subjectOf(req)),
    },
    {
      method: 'post',
      path: `${path}/briefings`,
      permission: 'briefings.write',
      handler: (req, res) => saveNew(req, res, subjectOf(req)),
    },
  ];

  return [
    ...writingRoutes('/rounds/:id', (req) => ({ kind: 'round', id: idParam(req) })),
    ...writingRoutes('/lanes/:key', (req) => ({ kind: 'lane', id: laneKeyOf(req) })),
    ...writingRoutes('/households/:id', (req) => ({ kind: 'household', id: idParam(req) })),
    {
      method: 'get',
      path: '/briefings',
      permission: 'briefings.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const rows = await listBriefings(
          db,
          actor.wardId,
          readCursor(typed(req.query as FormValues, 'after')),
          BRIEFINGS_A_PAGE + 1,
        );
        await accessLog.opened(actor, 'briefing.list', { type: 'ward', id: actor.wardId });
        renderPage(res, listPage, briefingListModel(rows), { title: 'Lời dặn của đội' });
      },
    },
    { method: 'get', path: '/briefings/:id', permission: 'briefings.read', handler: (req, res) => showOne(req, res) },
    {
      method: 'get',
      path: '/briefings/:id/edit',
      permission: 'briefings.write',
      handler: (req, res) => showEdit(req, res),
    },
    {
      method: 'post',
      path: '/briefings/:id/edit',
      permission: 'briefings.write',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(briefingForm, req.body);
        if (!form.ok) return showEdit(req, res, form);
        const { kind } = await correctBriefing(context, currentUser(req), id, form.value);
        if (kind === 'stale') throw await conflictWith(req, id, form.value);
        flash(req, kind === 'done' ? 'Đã lưu lời dặn.' : 'Lời dặn không đổi.');
        res.redirect(303, `/briefings/${id}`);
      },
    },
    {
      method: 'post',
      path: '/briefings/:id/withdrawal',
      permission: 'briefings.write',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(withdrawalForm, req.body);
        if (!form.ok) return showOne(req, res, form);
        const { kind } = await withdrawBriefing(context, currentUser(req), id, form.value.reason);
        flash(
          req,
          kind === 'done'
            ? 'Đã rút lời dặn: không ai đọc được lời ấy nữa, chỉ còn dòng ghi ai rút và vì sao.'
            : 'Lời dặn này đã rút trước đó.',
        );
        res.redirect(303, `/briefings/${id}`);
      },
    },
  ];
};
