import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { invalid } from '../../../shared/outcome';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { getRound } from '../round/queries';
import { bringBackForm, lossForm, newItemForm, takeOutForm } from './forms';
import { equipmentModel, equipmentPage, handOversModel, handOversPage, lossModel, lossPage } from './pages';
import { getHandOver, listEquipment, listOutstanding, listThingsOfRound } from './queries';
import { addEquipment, bringBack, retireEquipment, takeOut, writeOff } from './service';

type Failed = { values: FormValues; errors: FieldErrors };

export const handOverRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  async function showRound(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const round = await getRound(db, actor.wardId, idParam(req));
    const things = await listThingsOfRound(db, actor.wardId, round.id);
    renderPage(res, handOversPage, handOversModel({ round, things, actorId: actor.id, now: now() }, failed), {
      title: `Đồ mang theo buổi ${round.code}`,
      hasErrors: failed !== undefined,
    });
  }

  async function showLoss(req: Request, res: Response, failed: Failed | null): Promise<void> {
    const handOver = await getHandOver(db, currentUser(req).wardId, idParam(req));
    renderPage(res, lossPage, lossModel(handOver, failed), {
      title: `Không mang về được: ${handOver.itemName}`,
      hasErrors: failed !== null,
    });
  }

  async function showEquipment(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const [outstanding, items] = await Promise.all([
      listOutstanding(db, actor.wardId),
      listEquipment(db, actor.wardId),
    ]);
    const model = equipmentModel(
      { outstanding, items, canManage: isPermitted(actor.role, 'equipment.manage'), now: now() },
      failed,
    );
    renderPage(res, equipmentPage, model, { title: 'Đồ mang theo', hasErrors: failed !== undefined });
  }

  return [
    {
      method: 'get',
      path: '/rounds/:id/hand-overs',
      permission: 'hand-overs.record',
      handler: (req, res) => showRound(req, res),
    },
    {
      method: 'post',
      path: '/rounds/:id/hand-overs',
      permission: 'hand-overs.record',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(takeOutForm, req.body);
        const outcome = form.ok ? await takeOut(context, currentUser(req), id, form.value) : invalid(form.errors);
        if (outcome.kind === 'invalid')
          return showRound(req, res, { values: req.body as FormValues, errors: outcome.errors });
        flash(
          req,
          outcome.kind === 'done' ? `Đã ghi ${outcome.count} món mang đi.` : 'Các món này đã ghi mang đi trước đó.',
        );
        res.redirect(303, `/rounds/${id}/hand-overs`);
      },
    },
    {
      method: 'post',
      path: '/rounds/:id/hand-overs/returns',
      permission: 'hand-overs.record',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(bringBackForm, req.body);
        if (!form.ok) return showRound(req, res, form);
        const outcome = await bringBack(context, currentUser(req), id, form.value.handOvers);
        flash(
          req,
          outcome.kind === 'done' ? `Đã ghi ${outcome.count} món mang về.` : 'Các món này đã ghi mang về trước đó.',
        );
        res.redirect(303, `/rounds/${id}/hand-overs`);
      },
    },
    {
      method: 'get',
      path: '/hand-overs/:id/loss',
      permission: 'hand-overs.record',
      handler: (req, res) => showLoss(req, res, null),
    },
    {
      method: 'post',
      path: '/hand-overs/:id/loss',
      permission: 'hand-overs.record',
      handler: async (req, res) => {
        const form = parseForm(lossForm, req.body);
        if (!form.ok) return showLoss(req, res, form);
        const { kind, roundId } = await writeOff(context, currentUser(req), idParam(req), form.value.note);
        flash(req, kind === 'done' ? 'Đã ghi món này không mang về được.' : 'Món này đã ghi xong trước đó.');
        res.redirect(303, `/rounds/${roundId}/hand-overs`);
      },
    },
    {
      method: 'get',
      path: '/hand-overs',
      permission: 'hand-overs.record',
      handler: (req, res) => showEquipment(req, res),
    },
    {
      method: 'post',
      path: '/equipment-items',
      permission: 'equipment.manage',
      handler: async (req, res) => {
        const form = parseForm(newItemForm, req.body);
        const outcome = form.ok ? await addEquipment(context, currentUser(req), form.value.name) : invalid(form.errors);
        if (outcome.kind === 'invalid')
          return showEquipment(req, res, { values: req.body as FormValues, errors: outcome.errors });
        flash(req, outcome.kind === 'done' ? 'Đã thêm món vào danh sách.' : 'Món này đã có trong danh sách.');
        res.redirect(303, '/hand-overs');
      },
    },
    {
      method: 'post',
      path: '/equipment-items/:id/retirement',
      permission: 'equipment.manage',
      handler: async (req, res) => {
        const { kind } = await retireEquipment(context, currentUser(req), idParam(req));
        flash(req, kind === 'done' ? 'Đã bỏ món khỏi danh sách.' : 'Món này đã bỏ khỏi danh sách trước đó.');
        res.redirect(303, '/hand-overs');
      },
    },
  ];
};
