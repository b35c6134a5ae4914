import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formatDate, localDateOf, monthName } from '../../../shared/dates';
import { pageList } from '../../../web/list-source';
import { buttonRoute, formPage, formPost } from '../../../web/form-route';
import { defineFeature, get, type Route } from '../../../web/route';
import { officialCountForm } from './forms';
import { indexPage } from './pages';
import { readOfficialCounts } from './queries';
import { recordOfficialCount, withdrawOfficialCount } from './service';

const officialCountRoutes = (context: AppContext): Route[] => {
  const today = () => localDateOf(context.now());

  const showCounts = formPage({
    open: ({ actor }) => readOfficialCounts(context.db, actor.wardId),
    page: (found, failed, { actor }) =>
      indexPage(found, { today: today(), canRecord: isPermitted(actor.role, 'official-counts.record') }, failed),
    title: 'Số Cổng công bố',
  });

  return [
    {
      ...get('/official-counts', 'official-counts.read', showCounts),
      list: pageList({
        title: 'Số Cổng công bố',
        isPersonal: false,
        read: async ({ actor }) => ({ rows: (await readOfficialCounts(context.db, actor.wardId)).counts }),
        columns: {
          Tháng: (row) => monthName(row.month),
          'Thủ tục': (row) => row.serviceName ?? 'Tất cả thủ tục',
          'Hồ sơ nhận': (row) => row.received,
          'Trực tuyến': (row) => row.online,
          'Toàn trình': (row) => row.whollyOnline ?? 'không rõ',
          Nguồn: (row) => row.source,
          'Ngày lấy số': (row) => formatDate(row.statedOn),
          'Người ghi': (row) => row.recordedByName,
        },
      }),
    },
    formPost('/official-counts', 'official-counts.record', {
      show: showCounts,
      schema: () => officialCountForm(today()),
      save: ({ actor }, form) => recordOfficialCount(context, actor, form),
      done: { said: 'Đã ghi số của tháng.', unchanged: 'Số này đã ghi trước đó.', to: '/official-counts' },
    }),
    buttonRoute('/official-counts/:id/withdrawal', 'official-counts.record', {
      save: ({ actor, id }) => withdrawOfficialCount(context, actor, id),
      done: { said: 'Đã rút số ghi nhầm.', unchanged: 'Số này đã rút trước đó.', to: '/official-counts' },
    }),
  ];
};

export const officialCountsFeature = defineFeature({
  routes: officialCountRoutes,
  audit: {
    actions: { 'official-count.record': 'Ghi số Cổng công bố', 'official-count.withdraw': 'Rút số Cổng ghi nhầm' },
    subjects: {
      'official-count': { label: 'Số Cổng công bố', href: () => '/official-counts' },
    },
    fields: {
      month: 'tháng',
      received: 'hồ sơ nhận',
      online: 'nộp trực tuyến',
      whollyOnline: 'trực tuyến toàn trình',
      statedOn: 'ngày công bố',
    },
    values: {},
  },
});
