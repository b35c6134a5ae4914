import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { addDays, localDateOf, type LocalDate } from '../../../shared/dates';
import { CHECK_BACK_OUTCOMES } from '../../../shared/labels';
import { formPage, formPost, formRoutes, formSteps } from '../../../web/form-route';
import type { Failed } from '../../../web/form';
import { listRoute } from '../../../web/list-route';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import type { Asked, Route } from '../../../web/route';
import { openHomeOf } from '../door-calls/queries';
import { checkForm, checkListPage, checkPage, checkPath } from './check-pages';
import { getCheckFile, isHeardOn, listDueChecks, nextSituation, type Lesson } from './check-queries';
import { getDrawState } from './draw-queries';
import { drawLateChecks } from './draw-service';
import { drawForm, readDuePlace } from './forms';
import { recordCheckBacks } from './service';
import { waveOn } from './waves';

export const checkRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());

  const fileOf = ({ actor, id }: Pick<Asked, 'actor' | 'id'>) =>
    getCheckFile(db, { wardId: actor.wardId, residentId: id }, today());

  async function listOf({ actor, query }: Pick<AskedList, 'actor' | 'query'>, failed?: Failed) {
    const isNear = query.near === 'tonight';
    const list = { wardId: actor.wardId, today: today(), nearOfficer: isNear ? actor.id : null };
    const after = readDuePlace(query);
    const place = readPlace(query, () => after !== null);
    const canDraw = !isNear && isPermitted(actor.role, 'samples.manage');
    const [rows, draws] = await Promise.all([
      listDueChecks(db, list, after),
      canDraw ? getDrawState(db, actor.wardId, today()) : null,
    ]);
    return checkListPage(rows, { today: today(), isNear, place, draws }, failed);
  }

  const listOpened = (actor: Actor) => accessLog.opened(actor, 'check-back.list', { type: 'ward', id: actor.wardId });

  /** Logged like the resident's page, because it shows who the person is and their numbers. */
  const showCheck = formPage({
    async open(asked) {
      const file = await fileOf(asked);
      const person = { wardId: asked.actor.wardId, residentId: file.residentId, on: today() };
      const [home, situation] = await Promise.all([
        openHomeOf(context, asked.actor, file, 'check-back'),
        isHeardOn(file, person.on) ? null : nextSituation(db, person),
      ]);
      return { file, home, situation };
    },
    page: ({ file, home, situation }, failed, { actor }) =>
      checkPage(file, { home, situation, wardName: actor.wardName, today: today(), userId: actor.id }, failed),
  });

  return [
    listRoute('/check-backs', 'portal-use.record', {
      title: 'Gọi hỏi lại',
      page: (asked) => listOf(asked),
      opened: ({ actor }) => listOpened(actor),
      rows: (model) => model,
      columns: {
        'Họ tên': (row) => row.name,
        'Địa chỉ': (row) => row.address,
        'Dịch vụ': (row) => row.service,
        'Đã chỉ ngày': (row) => row.taught,
        'Hỏi từ ngày': (row) => row.due,
        'Liên hệ': (row) => row.phone,
      },
    }),
    formPost('/check-backs/draw', 'samples.manage', {
      show: formSteps(async ({ actor }, failed) => {
        await listOpened(actor);
        const view = await listOf({ actor, query: {} }, failed);
        return { view, title: 'Gọi hỏi lại' };
      }),
      schema: drawForm,
      save: ({ actor }, { size }) => drawLateChecks(context, actor, size),
      done: ({ kind }) => ({
        said: {
          done: 'Đã bốc thăm. Ai trúng hiện trong danh sách khi đủ ngày.',
          unchanged: 'Tháng này đã bốc thăm trước đó: mỗi tháng một lần.',
          empty: 'Tháng này không có ai đến lượt hỏi sau nửa năm: không bốc.',
        }[kind],
        to: '/check-backs',
      }),
    }),
    ...formRoutes('/residents/:id/check-backs', 'portal-use.record', {
      show: showCheck,
      schema: async (asked) => checkForm(await fileOf(asked), today(), asked.actor.id),
      save: ({ actor, id }, form) => recordCheckBacks(context, actor, id, form),
      async done({ kind }, asked, { answers }) {
        const { fullName, residentId, lessons } = await fileOf(asked);
        const said = `${fullName}: ${answers.map(({ outcome }) => CHECK_BACK_OUTCOMES[outcome]).join('; ')}`;
        const list = { wardId: asked.actor.wardId, today: today() };
        const [dueOn = today()] = answers.map(({ serviceId }) => dueFrom(lessons, serviceId, today())).sort();
        const [after] = await listDueChecks(db, list, { residentId, dueOn });
        const next = after ?? (await listDueChecks(db, list, null))[0];
        return {
          said: kind === 'done' ? `Đã ghi ${said}.` : `Kết quả này đã ghi trước đó: ${said}.`,
          to: next ? checkPath(next.residentId) : '/check-backs',
        };
      },
    }),
  ];
};

/** The day from which a service was to be asked about. */
function dueFrom(lessons: readonly Lesson[], serviceId: string, today: LocalDate): LocalDate {
  const taughtOn = lessons.find((lesson) => lesson.serviceId === serviceId)?.taughtOn ?? today;
  return addDays(taughtOn, waveOn(taughtOn, today)?.from ?? 0);
}
