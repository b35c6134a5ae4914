import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { addMonths, localDateOf, monthName, monthStartOf } from '../../../shared/dates';
import { CONFIRMATION_OUTCOMES } from '../../../shared/labels';
import { buttonRoute, formPage, formRoutes, type FormRequest } from '../../../web/form-route';
import { idParam } from '../../../web/id-param';
import { askedOf, countIn, pageList, type AskedList } from '../../../web/list-source';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { getCallHome } from '../../casework/door-calls/queries';
import { callPage, drawPage, drawsPage } from './confirmation-pages';
import { getDraw, getDrawnUse, listDrawnUses, listDraws } from './confirmation-queries';
import { drawConfirmations, recordConfirmation } from './confirmation-service';
import { confirmationForm } from './forms';

export const confirmationRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());
  const lastMonth = () => addMonths(monthStartOf(today()), -1);

  const drawsOf = async ({ actor: { wardId, role } }: Pick<AskedList, 'actor'>) =>
    drawsPage(await listDraws(db, wardId, today()), {
      month: lastMonth(),
      canDraw: isPermitted(role, 'samples.manage'),
      canCall: isPermitted(role, 'portal-use.record'),
    });
  async function drawOf({ actor: { wardId, id: reader } }: Pick<AskedList, 'actor'>, id: string) {
    const draw = await getDraw(db, wardId, id, today());
    return drawPage(draw, await listDrawnUses(db, { wardId, id, reader, today: today() }));
  }
  const useOf = ({ actor, id }: FormRequest) =>
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
      method: 'get',
      path: '/confirmations',
      permission: 'confirmations.read',
      list: pageList({
        title: 'Gọi xác nhận',
        isPersonal: false,
        read: async (asked) => (await drawsOf(asked)).model,
        columns: {
          Tháng: (row) => row.month,
          'Đã bốc': (row) => countIn(row.drawn),
          'Đúng như sổ ghi': (row) => row.confirmed,
          'Không đúng': (row) => countIn(row.different),
          'Không trả lời': (row) => countIn(row.unanswered),
          'Còn gọi': (row) => countIn(row.toCall),
        },
      }),
      handler: async (req, res) => renderPage(res, await drawsOf(askedOf(req)), { title: 'Gọi xác nhận' }),
    },
    buttonRoute({
      path: '/confirmations',
      permission: 'samples.manage',
      save: ({ actor }) => drawConfirmations(context, actor),
      done(outcome) {
        if (outcome.kind === 'done') return { to: `/confirmations/${outcome.id}` };
        const month = monthName(lastMonth());
        const text =
          outcome.kind === 'empty'
            ? `Trong ${month} không có lần dùng nào mới ghi mà còn gọi được: không bốc.`
            : `Đã bốc thăm ${month} trước đó: mỗi tháng một lần.`;
        return { said: { text, kind: 'warning' }, to: '/confirmations' };
      },
    }),
    {
      method: 'get',
      path: '/confirmations/:id',
      permission: 'portal-use.record',
      list: pageList({
        title: 'Gọi xác nhận: từng người',
        read: async (asked) => {
          const { title, rows } = (await drawOf(asked, asked.id!)).model;
          return { rows, about: title };
        },
        columns: {
          'Họ tên': (row) => row.name,
          'Sổ ghi': (row) => row.use,
          'Ai ghi': (row) => row.writer,
          'Trả lời': (row) => row.state,
        },
      }),
      handler: async (req, res) => {
        const { actor } = askedOf(req);
        const id = idParam(req);
        const view = await drawOf({ actor }, id);
        await accessLog.opened(actor, 'confirmation.open', { type: 'confirmation', id });
        renderPage(res, view);
      },
    },
    ...formRoutes({
      path: '/drawn-uses/:id/calls',
      emptyAt: '/drawn-uses/:id',
      permission: 'portal-use.record',
      show: showCall,
      schema: async (asked) => confirmationForm(today(), await useOf(asked)),
      save: ({ actor, id }, form) => recordConfirmation(context, actor, id, form),
      async done({ kind }, asked, { outcome }) {
        const { fullName, drawId } = await useOf(asked);
        const said = `${fullName}: ${CONFIRMATION_OUTCOMES[outcome]}`;
        return {
          said: kind === 'done' ? `Đã ghi ${said}.` : `Cuộc gọi này đã ghi trước đó: ${said}.`,
          to: `/confirmations/${drawId}`,
        };
      },
    }),
  ];
};
