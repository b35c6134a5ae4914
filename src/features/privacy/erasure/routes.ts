import type { AppContext } from '../../../context';
import { describeError } from '../../../logger';
import { invalid } from '../../../shared/outcome';
import type { Notice } from '../../../web/flash';
import { formPage, formRoutes } from '../../../web/form-route';
import { defineFeature, type Route } from '../../../web/route';
import { erasureForm, erasurePage } from './pages';
import { findErasureBlockers, getErasedPerson, listErasures } from './queries';
import { eraseResident } from './service';
import { keepTombstones } from './tombstones';

/** Erasing a person's data for good. */
const erasureRoutes = (context: AppContext): Route[] => {
  const { db, config, logger, accessLog, sealer } = context;

  /** The erasure itself is committed; the copy beside the backups is made again at every start. */
  async function keepCopy(): Promise<Notice[]> {
    try {
      keepTombstones(config.backupDir, await listErasures(db), sealer);
      return [];
    } catch (error) {
      logger.error({ err: describeError(error) }, 'tombstones not copied');
      const text =
        'Đã xóa, nhưng chưa ghi được bản sao danh sách đã xóa cạnh các bản sao lưu. Báo người quản trị máy: khởi động lại Gõ Cửa để ghi lại.';
      return [{ text, kind: 'warning' }];
    }
  }

  return formRoutes('/residents/:id/erasure', 'residents.erase', {
    show: formPage({
      async open({ actor, id }) {
        await accessLog.opened(actor, 'resident.open', { type: 'resident', id }, { for: 'erasure' });
        const person = await getErasedPerson(db, actor.wardId, id);
        const blockers = await findErasureBlockers(db.prisma, actor.wardId, id);
        return { person, blockers };
      },
      page: ({ person, blockers }, failed) => erasurePage(person, blockers, failed),
    }),
    schema: erasureForm,
    async save({ actor, id }) {
      const outcome = await eraseResident(context, { actor, wardId: actor.wardId, id });
      return outcome.kind === 'blocked' ? invalid({ confirmed: outcome.blockers[0]! }) : outcome;
    },
    async done({ kind }, { id }) {
      const text = kind === 'done' ? 'Đã xóa dữ liệu của người này.' : 'Dữ liệu của người này đã xóa trước đó.';
      const warnings = await keepCopy();
      return { said: [text, ...warnings], to: `/residents/${id}/erasure` };
    },
  });
};

export const erasureFeature = defineFeature({
  routes: erasureRoutes,
  audit: {
    actions: {
      'resident.erase': 'Xóa dữ liệu của một người',
      'resident.erase-again': 'Xóa lại sau khi khôi phục bản sao lưu',
    },
  },
});
