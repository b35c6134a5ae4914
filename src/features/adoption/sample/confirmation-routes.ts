import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { addMonths, localDateOf, monthName, monthStartOf } from '../../../shared/dates';
import { CONFIRMATION_OUTCOMES } from '../../../shared/labels';
import { buttonRoute, formPage, formRoutes } from '../../../web/form-route';
import { pageList, type AskedList } from '../../../web/list-source';
import { renderPage } from '../../../web/page';
import { get, type Asked, type Route } from '../../../web/route';
import { getCallHome } from '../../casework/door-calls/queries';
import { callPage, confirmationsPage } from './confirmation-pages';
import { getDrawnUse, listDrawnUses, listDraws, type DrawRow } from './confirmation-queries';
import { drawConfirmations, recordConfirmation } from './confirmation-service';
import { confirmationForm } from './forms';

export const confirmationRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());
  const lastMonth = () => addMonths(monthStartOf(today()), -1);

  /** The draw that the address asks for, or the newest; its uses only for readers who may call. */
  async function shownOf({ actor: { wardId, role, id: reader }, query }: Pick<AskedList, 'actor' | 'query'>) {
    const draws = await listDraws(db, wardId, today());
    const canCall = isPermitted(role, 'portal-use.record');
    const isAnswered = ({ states }: DrawRow) => states.confirmed + states.different > 0;
    const asked = draws.find(({ month }) => month.slice(0, 7) === query.month);
    // Readers who do not call come for the share.
    const shown = asked ?? (canCall ? undefined : draws.find(isAnswered)) ?? draws[0] ?? null;
    const uses = shown && canCall ? await listDrawnUses(db, { wardId, id: shown.id, reader, today: today() }) : [];
    const canDraw = isPermitted(role, 'samples.manage') && draws.every(({ month }) => month !== lastMonth());
    return { shown, uses, view: confirmationsPage(draws, { shown, uses, undrawn: canDraw ? lastMonth() : null }) };
  }
  const useOf = ({ actor, id }: Asked) =>
    getDrawnUse(db, { wardId: actor.wardId, id, reader: actor.id, today: today() });

  /** Logged like the resident's page, because it shows who the person is and their numbers. */
  const showCall = formPage({
    async open(asked) {
      const { actor } = asked;
      const use = await useOf(asked);
      const subject = { type: 'resident', id: use.residentId };
      await accessLog.opened(actor, 'resident.open', subject, { for: 'confirmation' });
      const home = use.householdId ? await getCallHome(db, actor.wardId, use.householdId, today()) : null;
      return { use, home };
    },
    page: ({ use, home }, failed, { actor }) =>
      callPage(use, { home, wardName: actor.wardName, today: today() }, failed),
    title: ({ title }) => `Gọi xác nhận: ${title}`,
  });

  return [
    {
      ...get('/confirmations', 'confirmations.read', async (asked, res) => {
        const { shown, uses, view } = await shownOf(asked);
        if (uses.length > 0)
          await accessLog.opened(asked.actor, 'confirmation.open', { type: 'confirmation', id: shown!.id });
        renderPage(res, view, { title: 'Gọi xác nhận' });
      }),
      list: {
        permission: 'portal-use.record',
        ...pageList({
          title: 'Gọi xác nhận',
          async read(asked) {
            const { rows, tabs } = (await shownOf(asked)).view.model;
            return { rows, about: tabs.find(({ isCurrent }) => isCurrent)?.label };
          },
          columns: {
            'Họ tên': (row) => row.name,
            'Sổ ghi': (row) => row.use,
            'Ai ghi': (row) => row.writer,
            'Trả lời': (row) => row.state,
          },
        }),
      },
    },
    buttonRoute('/confirmations', 'samples.manage', {
      save: ({ actor }) => drawConfirmations(context, actor),
      done(outcome) {
        if (outcome.kind === 'done') return { to: '/confirmations' };
        const month = monthName(lastMonth());
        const text =
          outcome.kind === 'empty'
            ? `Trong ${month} không có lần dùng nào mới ghi mà còn gọi được: không bốc.`
            : `Đã bốc thăm ${month} trước đó: mỗi tháng một lần.`;
        return { said: { text, kind: 'warning' }, to: '/confirmations' };
      },
    }),
    ...formRoutes('/drawn-uses/:id/calls', 'portal-use.record', {
      emptyAt: '/drawn-uses/:id',
      show: showCall,
      schema: async (asked) => confirmationForm(today(), await useOf(asked)),
      save: ({ actor, id }, form) => recordConfirmation(context, actor, id, form),
      async done({ kind }, asked, { outcome }) {
        const { fullName, month } = await useOf(asked);
        const said = `${fullName}: ${CONFIRMATION_OUTCOMES[outcome]}`;
        return {
          said: kind === 'done' ? `Đã ghi ${said}.` : `Cuộc gọi này đã ghi trước đó: ${said}.`,
          to: `/confirmations?month=${month.slice(0, 7)}`,
        };
      },
    }),
  ];
};
