import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf, monthName, type LocalDate } from '../../../shared/dates';
import { capitalise } from '../../../shared/vietnamese-text';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { askedMonth, closingForm, reopeningForm } from './forms';
import { monthModel, monthPage } from './pages';
import { listLaterEntries, monthOfClosing, readMonthFile } from './queries';
import { closeMonth, reopenMonth } from './service';

export const monthClosingRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const today = () => localDateOf(now());

  async function renderMonth(req: Request, res: Response, month: LocalDate, failed?: Failed) {
    const { wardId, role } = currentUser(req);
    const [file, later] = await Promise.all([
      readMonthFile(db, { wardId, month, now: now() }),
      listLaterEntries(db, { wardId, month }),
    ]);
    const model = monthModel(
      {
        month,
        today: today(),
        file,
        later,
        mayClose: isPermitted(role, 'months.close'),
        mayOpenFiles: isPermitted(role, 'files.read'),
      },
      failed,
    );
    renderPage(res, monthPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  const addressOf = (month: LocalDate) => `/month-closings?month=${month.slice(0, 7)}`;

  return [
    {
      method: 'get',
      path: '/month-closings',
      permission: 'reports.read',
      handler: (req, res) => renderMonth(req, res, askedMonth(req.query.month, today())),
    },
    {
      method: 'post',
      path: '/month-closings',
      permission: 'months.close',
      handler: async (req, res) => {
        const form = parseForm(closingForm(today()), req.body);
        const outcome = form.ok
          ? await closeMonth(context, currentUser(req), form.value)
          : { kind: 'invalid' as const, errors: form.errors };
        const month = form.ok ? form.value.month : askedMonth(undefined, today());
        if (outcome.kind === 'invalid')
          return renderMonth(req, res, month, { values: req.body, errors: outcome.errors });
        const name = capitalise(monthName(month));
        flash(req, outcome.kind === 'done' ? `${name} đã chốt.` : `${name} đã được chốt trước đó.`);
        res.redirect(303, addressOf(month));
      },
    },
    {
      method: 'post',
      path: '/month-closings/:id/reopening',
      permission: 'months.close',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(reopeningForm, req.body);
        if (!form.ok) return renderMonth(req, res, await monthOfClosing(context.db, currentUser(req).wardId, id), form);
        const { kind, month } = await reopenMonth(context, currentUser(req), { id, ...form.value });
        const name = capitalise(monthName(month));
        flash(req, kind === 'done' ? `${name} đã mở lại.` : `${name} đã mở lại trước đó.`);
        res.redirect(303, addressOf(month));
      },
    },
  ];
};
