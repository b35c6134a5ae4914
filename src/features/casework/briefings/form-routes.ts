import type { Request, Response } from 'express';
import { v7 as newId } from 'uuid';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { ConflictError, NotFoundError, type Conflict } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { briefingForm, newBriefingForm, type BriefingWords } from './forms';
import { logBriefing } from './log-reading';
import { briefingConflict, editBriefingModel, formPage, newBriefingModel, subjectHref } from './pages';
import { canCorrect } from './policy';
import { getBriefing, getSubject, type BriefingSubject } from './queries';
import { correctBriefing, writeBriefing } from './service';

/** Writing a briefing about a round, a lane or a door, and correcting one. */
export const briefingFormRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;

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
    if (kind === 'differs') throw new ConflictError(await conflictWith(req, form.value.id, form.value));
    flash(req, kind === 'done' ? 'Đã lưu lời dặn. Cả đội thấy từ bây giờ.' : 'Lời dặn này đã lưu trước đó.');
    res.redirect(303, `${subjectHref(of)}#briefings`);
  }

  async function showEdit(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const row = await getBriefing(db, actor.wardId, idParam(req));
    if (!canCorrect(actor, row)) return res.redirect(303, `/briefings/${row.id}`);
    await logBriefing(context, actor, row, { for: 'edit' });
    renderPage(res, formPage, editBriefingModel(row, failed), {
      title: 'Sửa lời dặn',
      hasErrors: failed !== undefined,
    });
  }

  async function conflictWith(req: Request, id: string, mine: BriefingWords): Promise<Conflict> {
    const { wardId } = currentUser(req);
    const [row, last] = await Promise.all([
      getBriefing(db, wardId, id),
      findLastChange(db, wardId, { type: 'briefing', id }),
    ]);
    return briefingConflict(row, mine, last);
  }

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
        if (kind === 'stale') throw new ConflictError(await conflictWith(req, id, form.value));
        flash(req, kind === 'done' ? 'Đã lưu lời dặn.' : 'Lời dặn không đổi.');
        res.redirect(303, `/briefings/${id}`);
      },
    },
  ];
};

function laneKeyOf(req: Request): string {
  const { key } = req.params;
  if (typeof key !== 'string' || key.length > 300) throw new NotFoundError();
  return key;
}
