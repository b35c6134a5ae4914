import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { describeError } from '../../../logger';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { erasureModel, erasurePage } from './pages';
import { findErasureBlockers, getErasedPerson, listErasures } from './queries';
import { eraseResident } from './service';
import { keepTombstones } from './tombstones';

const UNTICKED: FieldErrors = { confirmed: 'Đánh dấu là đã hiểu: xóa rồi không lấy lại được.' };

/** Erasing a person's data for good. */
export const erasureRoutes = (context: AppContext): Route[] => {
  const { db, config, logger, accessLog, sealer } = context;

  async function show(req: Request, res: Response, errors?: FieldErrors): Promise<void> {
    const actor = currentUser(req);
    const id = idParam(req);
    const reading = await accessLog.reading(actor, 'resident.open', { type: 'resident', id }, { for: 'erasure' });
    const person = await getErasedPerson(reading, actor.wardId, id);
    const blockers = await findErasureBlockers(db.prisma, actor.wardId, id);
    const model = erasureModel(person, blockers, errors);
    renderPage(res, erasurePage, model, { title: model.title, hasErrors: errors !== undefined });
  }

  /** The erasure itself is committed; the copy beside the backups is made again at every start. */
  async function keepCopy(req: Request): Promise<void> {
    try {
      keepTombstones(config.backupDir, await listErasures(db), sealer);
    } catch (error) {
      logger.error({ err: describeError(error) }, 'tombstones not copied');
      flash(
        req,
        'Đã xóa, nhưng chưa ghi được bản sao danh sách đã xóa cạnh các bản sao lưu. Báo người quản trị máy: khởi động lại Gõ Cửa để ghi lại.',
        'warning',
      );
    }
  }

  return [
    {
      method: 'get',
      path: '/residents/:id/erasure',
      permission: 'residents.erase',
      handler: (req, res) => show(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/erasure',
      permission: 'residents.erase',
      handler: async (req, res) => {
        if (typed(req.body as FormValues, 'confirmed') !== 'yes') return show(req, res, UNTICKED);
        const outcome = await eraseResident(context, {
          actor: currentUser(req),
          wardId: currentUser(req).wardId,
          id: idParam(req),
        });
        if (outcome.kind === 'blocked') {
          res.status(422);
          return show(req, res, { confirmed: outcome.blockers[0]! });
        }
        flash(
          req,
          outcome.kind === 'done' ? 'Đã xóa dữ liệu của người này.' : 'Dữ liệu của người này đã xóa trước đó.',
        );
        await keepCopy(req);
        res.redirect(303, `/residents/${idParam(req)}/erasure`);
      },
    },
  ];
};
