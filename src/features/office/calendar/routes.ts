import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { answerOf, askAgainPage } from '../../../web/ask-again';
import { currentUser } from '../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../audit/last-change';
import { calendarDayForm, calendarQuery, editCalendarDayForm, removalForm } from './forms';
import { calendarModel, calendarPage, dayConflict, dayEditModel, dayEditPage, removedDayConflict } from './pages';
import { getCalendarDay, listCalendarDays, listPlannedRounds } from './queries';
import { affectedRoundsQuestion, affectedRoundsText, type AffectedRound } from './affected-rounds';
import { addCalendarDay, removeCalendarDay, updateCalendarDay } from './service';

export const calendarRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const today = () => localDateOf(now());

  const showYear = async (req: Request, res: Response, year: number, failed?: Failed) => {
    const user = currentUser(req);
    const days = await listCalendarDays(db, user.wardId, year);
    const model = calendarModel(
      { days, year, today: today(), canManage: isPermitted(user.role, 'calendar.manage') },
      failed,
    );
    renderPage(res, calendarPage, model, {
      title: model.title,
      hasErrors: failed !== undefined && Object.keys(failed.errors).length > 0,
    });
  };
  const showEditForm = async (req: Request, res: Response, failed?: Failed) => {
    const { wardId } = currentUser(req);
    const day = await getCalendarDay(db, wardId, idParam(req));
    const planned = (await listPlannedRounds(db.prisma, wardId, now(), [day.date])).length;
    renderPage(res, dayEditPage, dayEditModel(day, planned, failed), {
      title: 'Sửa ngày trong lịch',
      hasErrors: failed !== undefined && Object.keys(failed.errors).length > 0,
    });
  };
  const askAboutRounds = (
    req: Request,
    res: Response,
    rounds: readonly AffectedRound[],
    words = { what: 'rơi vào ngày này', confirmLabel: 'Vẫn lưu ngày này' },
  ) =>
    renderPage(res, askAgainPage, affectedRoundsQuestion(req.body, rounds, { ...words, action: req.path }), {
      title: `${words.confirmLabel}?`,
    });
  const backToYear = (
    req: Request,
    res: Response,
    said: string,
    { date, roundsHit }: { date: LocalDate; roundsHit: number },
  ) => {
    flash(req, said);
    if (roundsHit > 0) flash(req, affectedRoundsText(roundsHit), 'warning');
    res.redirect(303, `/calendar?year=${date.slice(0, 4)}`);
  };

  return [
    {
      method: 'get',
      path: '/calendar',
      permission: 'calendar.read',
      handler: (req, res) => showYear(req, res, calendarQuery.parse(req.query).year ?? Number(today().slice(0, 4))),
    },
    {
      method: 'post',
      path: '/calendar-days',
      permission: 'calendar.manage',
      handler: async (req, res) => {
        const form = parseForm(calendarDayForm, req.body);
        const thisYear = Number(today().slice(0, 4));
        if (!form.ok) return showYear(req, res, thisYear, form);
        const answer = answerOf(req.body);
        const { date, name } = form.value;
        const year = Number(date.slice(0, 4));
        if (answer === 'edit') return showYear(req, res, year, { values: req.body, errors: {} });
        const outcome = await addCalendarDay(context, currentUser(req), form.value, answer === 'sure');
        switch (outcome.kind) {
          case 'invalid':
            return showYear(req, res, year, { values: req.body, errors: outcome.errors });
          case 'unconfirmed':
            return askAboutRounds(req, res, outcome.rounds);
          case 'done':
            return backToYear(req, res, `Đã thêm ${name} vào lịch.`, { date, roundsHit: outcome.roundsHit });
        }
      },
    },
    {
      method: 'get',
      path: '/calendar-days/:id/edit',
      permission: 'calendar.manage',
      handler: (req, res) => showEditForm(req, res),
    },
    {
      method: 'post',
      path: '/calendar-days/:id/edit',
      permission: 'calendar.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const actor = currentUser(req);
        const form = parseForm(editCalendarDayForm, req.body);
        if (!form.ok) return showEditForm(req, res, form);
        const answer = answerOf(req.body);
        if (answer === 'edit') return showEditForm(req, res, { values: req.body, errors: {} });
        const outcome = await updateCalendarDay(context, actor, id, { ...form.value, isConfirmed: answer === 'sure' });
        const lastChange = () => findLastChange(db, actor.wardId, { type: 'calendar-day', id });
        switch (outcome.kind) {
          case 'invalid':
            return showEditForm(req, res, { values: req.body, errors: outcome.errors });
          case 'unconfirmed':
            return askAboutRounds(req, res, outcome.rounds);
          case 'removed': {
            const last = await lastChange();
            if (!last) throw new NotFoundError('Lịch không có ngày này.');
            throw new ConflictError(removedDayConflict(form.value, last));
          }
          case 'stale':
            throw new ConflictError(
              dayConflict(await getCalendarDay(db, actor.wardId, id), form.value, await lastChange()),
            );
          case 'done': {
            const { date, name } = form.value;
            return backToYear(req, res, `Đã lưu ${name}.`, { date, roundsHit: outcome.roundsHit });
          }
        }
      },
    },
    {
      method: 'post',
      path: '/calendar-days/:id/removal',
      permission: 'calendar.manage',
      handler: async (req, res) => {
        const answer = answerOf(req.body);
        if (answer === 'edit') return showEditForm(req, res);
        const id = idParam(req);
        const form = parseForm(removalForm, req.body);
        const outcome = await removeCalendarDay(context, currentUser(req), id, {
          version: form.ok ? form.value.version : null,
          isConfirmed: answer === 'sure',
        });
        switch (outcome.kind) {
          case 'unconfirmed':
            return askAboutRounds(req, res, outcome.rounds, {
              what: 'chỉ đi được vào ngày này',
              confirmLabel: 'Vẫn bỏ ngày này',
            });
          case 'stale':
            flash(
              req,
              'Người khác vừa sửa ngày này nên chưa bỏ. Xem lại ở dưới; không cần nữa thì bấm “Bỏ ngày này”.',
              'warning',
            );
            return res.redirect(303, `/calendar-days/${id}/edit`);
          case 'done':
            return backToYear(req, res, 'Đã bỏ ngày khỏi lịch.', outcome);
        }
      },
    },
  ];
};
