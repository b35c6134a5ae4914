import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { addDays, addMonths, localDateOf, monthStartOf } from '../../../shared/dates';
import { listRoute } from '../../../web/list-route';
import { renderPage } from '../../../web/page';
import { readPlace } from '../../../web/pager';
import { defineFeature, get, type Route } from '../../../web/route';
import { forgetFigureChangesJob } from '../figures/forget-changes-service';
import { beforeBookPage, indicatorsPage, overviewPage } from './pages';
import { findClosedMonth } from '../figures/closed-figures';
import { listShown } from '../figure-lists/closed-list-pages';
import { FIGURE_LISTS, FILE_OUTCOME_WORDS } from '../figure-lists/figure-lists';
import { givenFilter, listFilter, type ListFilter } from '../figure-lists/forms';
import { isBeforeBook } from '../figures/report-months';
import { figureListPage, type FigureList } from '../figure-lists/list-pages';
import { readHelping, readNeeds } from '../figure-lists/need-queries';
import { needsPage } from '../figure-lists/need-pages';
import { getAskedList } from '../figure-lists/list-frame-queries';
import { findOpenQuestions } from '../unusual-entries/queries';
import { readBehind } from './writer-queries';
import { writersModel } from './writers-pages';
import { listOverdue } from '../figure-lists/work-list-queries';
import { findCurrentClosing } from '../figures/closed-figure-queries';
import { createShownFigures, type MonthShown } from '../figures/shown-figures';
import { AGE_LABELS, LASTING_LABELS, LEVEL_LABELS, WAVE_NAMES } from '../figures/lasting';
import { PAUSE_KINDS, PORTAL_USE_HOW, VNEID_LEVELS } from '../../../shared/labels';
import { NEEDS } from '../../../shared/needs';
import { CALL_SIDES } from '../figures/called-doors';
import { APPROACH_LABELS } from '../figures/second-tries';

/** A month that is open longer than so many days after its end is spoken of. */
const CLOSING_DAYS = 5;

/** On the first days of a month the page speaks of the one before. */
const FIRST_DAYS = 3;

const reportsRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const figuresOf = createShownFigures(context, context.config.figuresPatienceMs);
  const today = () => localDateOf(context.now());

  /** A list behind a figure, as a month was closed or as the register is today. */
  async function readAsked(list: FigureList, actor: Actor, filter: ListFilter) {
    const shown = await listShown(list, filter, (id) => findClosedMonth(db, actor.wardId, id));
    const asked = await getAskedList(db, actor, filter, today());
    return { shown, asked };
  }

  /** Who wrote the figures and what is to be asked about, and for those of today what waits. */
  async function readBeside(actor: Actor, { figures, closed }: MonthShown) {
    const { scope, bookFrom } = figures;
    const { wardId } = actor;
    if (closed !== null || scope.on !== today()) {
      const [behind, questions] = await Promise.all([
        readBehind(db, figures),
        findOpenQuestions(db, actor, context.now(), scope.on.slice(0, 7)),
      ]);
      return { overdue: null, openMonth: null, notes: writersModel(figures, behind, questions) };
    }
    const lastMonth = addMonths(monthStartOf(scope.on), -1);
    const [late, closing, behind, questions] = await Promise.all([
      listOverdue(db, { wardId, today: scope.on }),
      findCurrentClosing(db, wardId, lastMonth),
      readBehind(db, figures),
      findOpenQuestions(db, actor, context.now()),
    ]);
    const isMissed =
      closing === null && lastMonth >= monthStartOf(bookFrom) && Number(scope.on.slice(8)) > CLOSING_DAYS;
    return {
      overdue: late.length,
      openMonth: isMissed ? lastMonth : null,
      notes: writersModel(figures, behind, questions),
    };
  }

  /** The month before a month of which the first days are shown; null if the book began later. */
  async function readBefore(wardId: string, { figures: { scope, bookFrom } }: MonthShown): Promise<MonthShown | null> {
    const on = addDays(monthStartOf(scope.on), -1);
    if (scope.on !== today() || Number(scope.on.slice(8)) > FIRST_DAYS || on < bookFrom) return null;
    return figuresOf(wardId, { month: on.slice(0, 7) });
  }

  return [
    get('/reports', 'reports.read', async ({ actor, query }, res) => {
      const shown = await figuresOf(actor.wardId, query);
      const canImport = isPermitted(actor.role, 'imports.manage');
      const view = isBeforeBook(shown.figures)
        ? beforeBookPage(shown.figures)
        : overviewPage(
            shown,
            { canImport, today: today(), ...(await readBeside(actor, shown)) },
            await readBefore(actor.wardId, shown),
          );
      renderPage(res, view, { title: `Tổng quan: ${view.model.wardName}, ${view.model.month}` });
    }),
    get('/reports/indicators', 'reports.read', (_asked, res) =>
      renderPage(res, indicatorsPage(), { title: 'Cách tính' }),
    ),
    listRoute('/reports/needs', 'reports.read', {
      title: 'Người cần đội nhất',
      isPersonal: false,
      page: async ({ actor: { wardId, role } }) => {
        const [needs, helping] = await Promise.all([readNeeds(db, wardId, today()), readHelping(db, wardId, today())]);
        return needsPage(needs, helping, today(), isPermitted(role, 'residents.read'));
      },
      rows: ({ rows, context: about }) => ({ rows, about }),
      columns: {
        'Nhu cầu, diện': (row) => row.label,
        'Cách tính': (row) => row.definition,
        'Đang ở phường': (row) => row.counts.people,
        'Đội đã gặp': (row) => row.counts.met,
        'Đã giúp việc gì đó': (row) => row.counts.helped,
      },
    }),
    ...FIGURE_LISTS.map((list): Route => ({
      ...get(list.path, 'reports.read', async ({ actor, query }, res) => {
        const filter = listFilter.parse(query);
        const { shown, asked } = await readAsked(list, actor, filter);
        await context.accessLog.opened(
          actor,
          'report.list',
          { type: 'report', id: list.name },
          { filter: givenFilter(filter) },
        );
        renderPage(
          res,
          figureListPage(await shown.show(db, { ...asked, place: { ...asked.place, ...readPlace(query) } })),
        );
      }),
      list: {
        isOfferedByPage: true,
        async find({ actor, query }) {
          const { shown, asked } = await readAsked(list, actor, listFilter.parse(query));
          return shown.find(db, asked);
        },
      },
    })),
  ];
};

export const reportsFeature = defineFeature({
  routes: reportsRoutes,
  audit: {
    actions: { 'report.list': 'Mở danh sách sau một con số' },
    subjects: {
      report: { label: 'Báo cáo', href: null },
    },
    // The filters of a list, as its address names them.
    fields: {
      use: 'dùng Cổng',
      how: 'cách dùng',
      reached: 'cửa',
      need: 'nhu cầu',
      state: 'tình trạng',
      vneid: 'VNeID',
      pause: 'tạm dừng',
      wave: 'hỏi lại sau',
      answer: 'trả lời',
      level: 'cách dạy',
      age: 'tuổi',
      guide: 'bản hướng dẫn',
      approach: 'cách đến lại',
      call: 'gọi hẹn',
      minutes: 'phút đi lại',
      topic: 'điều đã nói',
      until: 'đến ngày',
    },
    values: {
      use: {
        own: 'đã dùng',
        done_for_only: 'chỉ được làm thay',
        steps_only: 'mới cài đặt, tra cứu',
        none: 'chưa dùng',
        all: 'tất cả',
      },
      how: PORTAL_USE_HOW,
      reached: { yes: 'đã gặp', no: 'chưa gặp', helped: 'đã giúp' },
      need: { ...NEEDS, priority: 'người ưu tiên' },
      state: { met: 'đã gặp', not_met: 'chưa gặp', helped: 'đã giúp' },
      vneid: { ...VNEID_LEVELS, locked: 'bị khóa' },
      result: {
        tried: 'đã hỏi lại và đã thử',
        confirmed: 'tự làm lại được',
        stuck: 'còn vướng',
        unasked: 'chưa hỏi lại được',
        invited: 'đã tự mời',
        opened: 'gặp được người',
      },
      pause: PAUSE_KINDS,
      wave: WAVE_NAMES,
      answer: LASTING_LABELS,
      level: LEVEL_LABELS,
      age: AGE_LABELS,
      approach: { ...APPROACH_LABELS, any: 'đã đến lại' },
      call: CALL_SIDES,
      outcome: FILE_OUTCOME_WORDS,
      minutes: { set: 'đã ghi', unset: 'chưa ghi' },
      topic: { any: 'có' },
      code: { missing: 'thiếu' },
    },
  },
  jobs: [forgetFigureChangesJob],
});
