import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { buttonRoute, formPage, formPost, formRoutes } from '../../../web/form-route';
import { defineFeature, get, type Route } from '../../../web/route';
import { getRound } from '../round/queries';
import { bringBackForm, lossForm, newItemForm, takeOutForm } from './forms';
import { equipmentPage, handOversPage, lossPage } from './pages';
import { getHandOver, listEquipment, listOutstanding, listThingsOfRound } from './queries';
import { addEquipment, bringBack, retireEquipment, takeOut, writeOff } from './service';

const handOverRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  const showThings = formPage({
    async open({ actor, id }) {
      const round = await getRound(db, actor.wardId, id);
      const things = await listThingsOfRound(db, actor.wardId, id);
      return { round, things };
    },
    page: (known, failed, { actor }) => handOversPage({ ...known, actorId: actor.id, now: now() }, failed),
    title: ({ round }) => `Đồ mang theo buổi ${round.code}`,
  });

  const showEquipment = formPage({
    async open({ actor }) {
      const [outstanding, items] = await Promise.all([
        listOutstanding(db, actor.wardId),
        listEquipment(db, actor.wardId),
      ]);
      return { outstanding, items };
    },
    page: (known, failed, { actor }) =>
      equipmentPage({ ...known, canManage: isPermitted(actor.role, 'equipment.manage'), now: now() }, failed),
    title: 'Đồ mang theo',
  });

  return [
    ...formRoutes('/rounds/:id/hand-overs', 'hand-overs.record', {
      show: showThings,
      schema: takeOutForm,
      save: ({ actor, id }, form) => takeOut(context, actor, id, form),
      done: (outcome, { id }) => ({
        said: outcome.kind === 'done' ? `Đã ghi ${outcome.count} món mang đi.` : 'Các món này đã ghi mang đi trước đó.',
        to: `/rounds/${id}/hand-overs`,
      }),
    }),
    formPost('/rounds/:id/hand-overs/returns', 'hand-overs.record', {
      show: showThings,
      schema: bringBackForm,
      save: ({ actor, id }, { handOvers }) => bringBack(context, actor, id, handOvers),
      done: (outcome, { id }) => ({
        said: outcome.kind === 'done' ? `Đã ghi ${outcome.count} món mang về.` : 'Các món này đã ghi mang về trước đó.',
        to: `/rounds/${id}/hand-overs`,
      }),
    }),
    ...formRoutes('/hand-overs/:id/loss', 'hand-overs.record', {
      show: formPage({
        open: ({ actor, id }) => getHandOver(db, actor.wardId, id),
        page: lossPage,
        title: ({ name }) => `Không mang về được: ${name}`,
      }),
      schema: lossForm,
      save: ({ actor, id }, { note }) => writeOff(context, actor, id, note),
      done: ({ roundId }) => ({
        said: 'Đã ghi món này không mang về được.',
        unchanged: 'Món này đã ghi xong trước đó.',
        to: `/rounds/${roundId}/hand-overs`,
      }),
    }),
    get('/hand-overs', 'hand-overs.record', showEquipment),
    formPost('/equipment-items', 'equipment.manage', {
      show: showEquipment,
      schema: newItemForm,
      save: ({ actor }, { name }) => addEquipment(context, actor, name),
      done: { said: 'Đã thêm món vào danh sách.', unchanged: 'Món này đã có trong danh sách.', to: '/hand-overs' },
    }),
    buttonRoute('/equipment-items/:id/retirement', 'equipment.manage', {
      save: ({ actor, id }) => retireEquipment(context, actor, id),
      done: {
        said: 'Đã bỏ món khỏi danh sách.',
        unchanged: 'Món này đã bỏ khỏi danh sách trước đó.',
        to: '/hand-overs',
      },
    }),
  ];
};

export const handOversFeature = defineFeature({
  routes: handOverRoutes,
  audit: {
    actions: {
      'hand-over.take-out': 'Ghi đồ mang đi',
      'hand-over.bring-back': 'Ghi đồ đã mang về',
      'hand-over.write-off': 'Ghi đồ không mang về được',
      'equipment-item.add': 'Thêm món vào danh sách đồ mang theo',
      'equipment-item.retire': 'Bỏ món khỏi danh sách đồ mang theo',
    },
    groups: { 'hand-over': 'Đồ mang theo', 'equipment-item': 'Danh sách đồ mang theo' },
    subjects: {
      'equipment-item': { label: 'Món đồ', href: () => '/hand-overs' },
    },
    fields: { items: 'món', takenBy: 'người nhận' },
  },
});
