import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formatDate, localDateOf } from '../../../shared/dates';
import { PORTAL_USE_HOW } from '../../../shared/labels';
import { NEEDS } from '../../../shared/needs';
import { formatNumber } from '../../../shared/numbers';
import { currentUser } from '../../../web/current-user';
import { ForbiddenError, NotFoundError } from '../../../web/errors';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { countWords } from '../../casework/requests/pages';
import { countRequests, listRequests, PAGE_SIZE } from '../../casework/requests/queries';
import { windowStart } from './adoption';
import { createFigures } from './figures';
import { adultFilterOf, listFilter, type ListFilter } from './forms';
import {
  adultRows,
  doorRows,
  fileRows,
  helpedRows,
  isListedNeed,
  listHref,
  listPage,
  needsModel,
  needsPage,
  needyRows,
  nextHref,
  overviewModel,
  overviewPage,
  requestRows,
  visitRows,
  type ListModel,
} from './pages';
import { listNeedy, readNeeds } from './need-queries';
import {
  findFilterNames,
  getWardVersion,
  listAdults,
  listDoors,
  listFiles,
  listHelped,
  listVisits,
  NO_GROUP,
  type ReportScope,
} from './queries';

const DOOR_TITLES = { yes: 'Cửa đã gặp', no: 'Cửa chưa gặp' } as const;
const USE_TITLES = {
  own: 'Người lớn đã dùng Cổng',
  none: 'Người lớn chưa dùng Cổng',
  done_for_only: 'Người lớn chỉ được làm thay',
  all: 'Người lớn',
} as const;

function adultsTitle({ vneid, how, use }: ListFilter): string {
  if (vneid) return 'Người lớn có VNeID mức 2';
  return how ? `Đã dùng Cổng: ${PORTAL_USE_HOW[how].toLowerCase()}` : USE_TITLES[use];
}

export const reportsRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const figuresOf = createFigures(context);
  const today = () => localDateOf(context.now());

  /** Everything a list needs: its filter, the scope of its figures, and the names of what it is filtered by. */
  async function openList(req: Request, listName: string) {
    const actor = currentUser(req);
    const filter = listFilter.parse(req.query);
    const [ward, names] = await Promise.all([
      getWardVersion(db, actor.wardId),
      findFilterNames(db, actor.wardId, filter.group === NO_GROUP ? null : filter.group, filter.service),
    ]);
    if ((filter.group && filter.group !== NO_GROUP && !names.groupName) || (filter.service && !names.serviceName))
      throw new NotFoundError();
    const on = filter.until && filter.until < today() ? filter.until : today();
    const scope: ReportScope = { wardId: actor.wardId, on, today: today(), adultAge: ward.adultAge };
    const where = [filter.group === NO_GROUP ? 'chưa xếp tổ' : names.groupName, names.serviceName]
      .filter(Boolean)
      .join(' · ');
    await context.accessLog.opened(
      actor,
      'report.list',
      { type: 'report', id: listName },
      { filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) },
    );
    return { actor, filter, scope, where: where && ` · ${where}`, path: `/reports/${listName}` };
  }

  function showList(res: Response, model: ListModel): void {
    renderPage(res, listPage, model, { title: model.title });
  }

  const since = (filter: ListFilter) => filter.from ?? `${today().slice(0, 7)}-01`;

  return [
    {
      method: 'get',
      path: '/reports',
      permission: 'reports.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const figures = await figuresOf(actor.wardId, today());
        renderPage(res, overviewPage, overviewModel(figures, isPermitted(actor.role, 'imports.manage')), {
          title: 'Tổng quan',
        });
      },
    },
    {
      method: 'get',
      path: '/reports/adults',
      permission: 'reports.read',
      handler: async (req, res) => {
        const { actor, filter, scope, where, path } = await openList(req, 'adults');
        const page = await listAdults(db, scope, adultFilterOf(filter), filter.afterId);
        const window = `từ ${formatDate(windowStart(scope.on))} đến ${formatDate(scope.on)}`;
        showList(res, {
          title: adultsTitle(filter),
          context: `${formatNumber(page.total)} người từ ${scope.adultAge} tuổi, ${window}${where}`,
          columns: ['Họ tên', 'Sinh', 'Địa chỉ', 'Tổ', 'Lần cuối', 'Dịch vụ'],
          rows: adultRows(page, isPermitted(actor.role, 'residents.read')),
          filters:
            filter.how || filter.vneid
              ? []
              : (
                  [
                    ['own', 'Đã dùng'],
                    ['none', 'Chưa dùng'],
                    ['done_for_only', 'Chỉ được làm thay'],
                    ['all', 'Tất cả'],
                  ] as const
                ).map(([use, label]) => ({
                  label,
                  href: listHref(path, filter, { use }),
                  isCurrent: filter.use === use,
                })),
          nextHref: nextHref(path, filter, page),
          emptyText: 'Chưa có ai trong danh sách này.',
        });
      },
    },
    {
      method: 'get',
      path: '/reports/doors',
      permission: 'reports.read',
      handler: async (req, res) => {
        const { actor, filter, scope, where, path } = await openList(req, 'doors');
        const reached = filter.reached && filter.reached === 'yes';
        const page = await listDoors(db, scope, { groupId: filter.group, reached }, filter.afterId);
        showList(res, {
          title: filter.reached ? DOOR_TITLES[filter.reached] : 'Các cửa',
          context: `${formatNumber(page.total)} cửa đang có người ở, theo thứ tự đi bộ${where}`,
          columns: ['Địa chỉ', 'Chủ hộ', 'Tổ', 'Gặp lần đầu', 'Lượt thăm'],
          rows: doorRows(page, isPermitted(actor.role, 'households.read')),
          filters: (
            [
              [null, 'Tất cả'],
              ['yes', 'Đã gặp'],
              ['no', 'Chưa gặp'],
            ] as const
          ).map(([value, label]) => ({
            label,
            href: listHref(path, filter, { reached: value }),
            isCurrent: filter.reached === value,
          })),
          nextHref: nextHref(path, filter, page),
          emptyText: 'Chưa có cửa nào trong danh sách này.',
        });
      },
    },
    {
      method: 'get',
      path: '/reports/needs',
      permission: 'reports.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const found = await readNeeds(db, actor.wardId, today());
        renderPage(res, needsPage, needsModel(found, today(), isPermitted(actor.role, 'residents.read')), {
          title: 'Người cần đội nhất',
        });
      },
    },
    {
      method: 'get',
      path: '/reports/needy',
      permission: 'reports.read',
      handler: async (req, res) => {
        const { actor, filter, scope, path } = await openList(req, 'needy');
        const need = filter.need ?? 'lives_alone';
        const canReadResidents = isPermitted(actor.role, 'residents.read');
        if (!isListedNeed(need, canReadResidents))
          throw new ForbiddenError('Danh sách này chỉ dành cho người trực tiếp làm hồ sơ.');
        const page = await listNeedy(db, scope, { need, state: filter.state }, filter.afterId);
        showList(res, {
          title: NEEDS[need],
          context: `${formatNumber(page.total)} người đang ở phường, đến ${formatDate(scope.on)}`,
          columns: ['Họ tên', 'Sinh', 'Địa chỉ', 'Tổ', 'Gặp lần cuối', 'Số việc đã giúp'],
          rows: needyRows(page, canReadResidents),
          filters: (
            [
              [null, 'Tất cả'],
              ['met', 'Đã gặp'],
              ['not_met', 'Chưa gặp'],
              ['helped', 'Đã giúp'],
            ] as const
          ).map(([state, label]) => ({
            label,
            href: listHref(path, filter, { need, state }),
            isCurrent: filter.state === state,
          })),
          nextHref: nextHref(path, { ...filter, need }, page),
          emptyText: 'Chưa có ai trong danh sách này.',
        });
      },
    },
    {
      method: 'get',
      path: '/reports/helped',
      permission: 'reports.read',
      handler: async (req, res) => {
        const { actor, filter, scope, path } = await openList(req, 'helped');
        const page = await listHelped(db, scope, filter.from, filter.afterId);
        showList(res, {
          title: 'Người đã được đội hỗ trợ',
          context: `${formatNumber(page.total)} người khác nhau, ${filter.from ? `từ ${formatDate(filter.from)} ` : ''}đến ${formatDate(scope.on)}`,
          columns: ['Họ tên', 'Địa chỉ', 'Tổ', 'Số việc', 'Lần cuối', 'Dịch vụ'],
          rows: helpedRows(page, isPermitted(actor.role, 'residents.read')),
          filters: [],
          nextHref: nextHref(path, filter, page),
          emptyText: 'Chưa hỗ trợ ai trong thời gian này.',
        });
      },
    },
    {
      method: 'get',
      path: '/reports/visits',
      permission: 'reports.read',
      handler: async (req, res) => {
        const { actor, filter, scope, path } = await openList(req, 'visits');
        const metDoorsOnly = filter.reached === 'yes';
        const page = await listVisits(db, scope, { from: since(filter), metDoorsOnly }, filter.afterId);
        showList(res, {
          title: metDoorsOnly ? 'Hộ đã gặp' : 'Lượt thăm',
          context: `${formatNumber(page.total)} ${metDoorsOnly ? 'hộ khác nhau' : 'lượt'}, từ ${formatDate(since(filter))} đến ${formatDate(scope.on)}`,
          columns: ['Lúc', 'Địa chỉ', 'Kết quả', 'Người ghi', 'Số việc'],
          rows: visitRows(page, isPermitted(actor.role, 'visits.read')),
          filters: [],
          nextHref: nextHref(path, filter, page),
          emptyText: 'Chưa có lượt thăm nào trong thời gian này.',
        });
      },
    },
    {
      method: 'get',
      path: '/reports/requests',
      permission: 'reports.read',
      handler: async (req, res) => {
        const { actor, filter, path } = await openList(req, 'requests');
        const [rows, counts] = await Promise.all([
          listRequests(db, actor.wardId, { view: 'after-refusal', after: filter.afterId }, today()),
          countRequests(db, actor.wardId, today()),
        ]);
        const shown = rows.slice(0, PAGE_SIZE);
        showList(res, {
          title: 'Hộ từng chưa muốn, nay đề nghị',
          context: `${countWords(counts['after-refusal'])} trong ${countWords(counts.all)} đề nghị hỗ trợ, từ trước đến nay`,
          columns: ['Địa chỉ', 'Tổ', 'Ngày nhận', 'Tình trạng'],
          rows: requestRows(shown, isPermitted(actor.role, 'requests.read')),
          filters: [],
          nextHref: rows.length > PAGE_SIZE ? listHref(path, filter, { afterId: shown.at(-1)!.id }) : null,
          emptyText: 'Chưa có hộ nào như vậy.',
        });
      },
    },
    {
      method: 'get',
      path: '/reports/files',
      permission: 'reports.read',
      handler: async (req, res) => {
        const { actor, filter, scope, path } = await openList(req, 'files');
        const page = await listFiles(db, scope, since(filter), filter.afterId);
        showList(res, {
          title: 'Hồ sơ đã nộp',
          context: `${formatNumber(page.total)} hồ sơ do đội hỗ trợ, từ ${formatDate(since(filter))} đến ${formatDate(scope.on)}`,
          columns: ['Ngày', 'Họ tên', 'Dịch vụ', 'Mã hồ sơ', 'Trạng thái trên Cổng'],
          rows: fileRows(page, isPermitted(actor.role, 'files.read')),
          filters: [],
          nextHref: nextHref(path, filter, page),
          emptyText: 'Chưa có hồ sơ nào được nộp trong thời gian này.',
        });
      },
    },
  ];
};
