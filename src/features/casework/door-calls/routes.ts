import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError, type Conflict } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type FormValues, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { callForm, newCallForm, withdrawalForm, type CorrectedCall, type NewCall } from './forms';
import { readListPlace, wayBack, type ListPlace } from './list-place';
import {
  CALL_WITHDRAWN,
  callConflict,
  editCallModel,
  editPage,
  newCallModel,
  newPage,
  savedWords,
  withdrawnCallConflict,
} from './pages';
import { findRoundOfDoor, getCall, getCallForm, openCall } from './queries';
import { roundAgainstCall } from './round-of-door';
import { correctCall, recordCall, withdrawCall } from './service';

export const doorCallRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());

  /** Logged like the household's page, because it shows who lives there and their numbers. */
  async function renderNew(req: Request, res: Response, place: ListPlace | null, failed?: Failed) {
    const actor = currentUser(req);
    const id = idParam(req);
    const reading = await accessLog.reading(actor, 'household.open', { type: 'household', id }, { for: 'door-call' });
    const shown = await getCallForm(reading, actor.wardId, id, today());
    renderPage(res, newPage, newCallModel({ ...shown, place, today: today() }, failed), {
      title: `Ghi cuộc gọi: ${shown.home.addressLine}`,
      hasErrors: failed !== undefined,
    });
  }

  async function renderEdit(req: Request, res: Response, failed?: Failed) {
    const call = await openCall(context, currentUser(req), idParam(req), 'edit');
    renderPage(res, editPage, editCallModel(call, failed), {
      title: 'Sửa cuộc gọi',
      hasErrors: failed !== undefined,
    });
  }

  async function warnOfRound(req: Request, householdId: string, call: NewCall | CorrectedCall) {
    const warning = roundAgainstCall(call, await findRoundOfDoor(db, currentUser(req).wardId, householdId));
    if (warning) flash(req, warning, 'warning');
  }

  async function conflictWith(req: Request, form: NewCall | CorrectedCall): Promise<Conflict> {
    const actor = currentUser(req);
    const id = 'id' in form ? form.id : idParam(req);
    const call = await openCall(context, actor, id, 'conflict');
    const last = await findLastChange(db, actor.wardId, { type: 'door-call', id });
    return callConflict(call, { form, body: req.body }, last);
  }

  return [
    {
      method: 'get',
      path: '/households/:id/door-calls/new',
      permission: 'rounds.plan',
      handler: (req, res) => renderNew(req, res, readListPlace(req.query)),
    },
    {
      method: 'post',
      path: '/households/:id/door-calls',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const place = readListPlace(req.body as FormValues);
        const form = parseForm(newCallForm(today()), req.body);
        if (!form.ok) return renderNew(req, res, place, form);
        const recorded = await recordCall(context, currentUser(req), id, form.value);
        if (recorded.kind === 'differs') throw new ConflictError(await conflictWith(req, form.value));
        flash(req, recorded.kind === 'done' ? savedWords(form.value) : 'Cuộc gọi này đã ghi trước đó.');
        // The list, where the browser goes next, shows this in the row of the door.
        if (!place) await warnOfRound(req, id, form.value);
        res.redirect(303, wayBack(id, place));
      },
    },
    {
      method: 'get',
      path: '/door-calls/:id/edit',
      permission: 'rounds.plan',
      handler: (req, res) => renderEdit(req, res),
    },
    {
      method: 'post',
      path: '/door-calls/:id/edit',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const form = parseForm(callForm(today()), req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const corrected = await correctCall(context, currentUser(req), idParam(req), form.value);
        const { householdId } = await getCall(db, currentUser(req).wardId, idParam(req));
        switch (corrected.kind) {
          case 'stale':
            throw new ConflictError(await conflictWith(req, form.value));
          case 'withdrawn': {
            const conflict = await conflictWith(req, form.value);
            if (conflict.yours.length > 0) throw new ConflictError(withdrawnCallConflict(conflict));
            flash(req, CALL_WITHDRAWN, 'warning');
            break;
          }
          case 'unchanged':
          case 'done':
            flash(req, corrected.kind === 'done' ? 'Đã lưu cuộc gọi.' : 'Cuộc gọi không đổi.');
            await warnOfRound(req, householdId, form.value);
        }
        res.redirect(303, wayBack(householdId, null));
      },
    },
    {
      method: 'post',
      path: '/door-calls/:id/withdrawal',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const form = parseForm(withdrawalForm, req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const { kind } = await withdrawCall(context, currentUser(req), idParam(req), form.value.reason);
        flash(req, kind === 'done' ? 'Đã rút cuộc gọi: không ai tính theo nó nữa.' : 'Cuộc gọi này đã rút trước đó.');
        const { householdId } = await getCall(db, currentUser(req).wardId, idParam(req));
        res.redirect(303, wayBack(householdId, null));
      },
    },
  ];
};
