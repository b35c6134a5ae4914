import type { AppContext } from '../../../context';
import { formPage } from '../../../web/form-route';
import { defineFeature, get, type Route } from '../../../web/route';
import { editingRoutes } from './editing-routes';
import { visitPage } from './pages';
import { findDoorAfter, nobodyHomeRoutes } from './nobody-home-routes';
import { wayToWithdraw } from '../visit-rules/policy';
import { getVisit } from '../visit-records/queries';
import { recordingRoutes } from './recording-routes';
import { localDateOf } from '../../../shared/dates';
import { loadOffered } from './form-queries';
import { GUIDES_PATH, guidesScript } from './teaching-fields';
import { ASSIST_RESULTS, COMPANIONS, DOOR_OUTCOMES, HELP_LEVELS, PAID_CLAIMS } from '../../../shared/labels';

const visitsRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const showVisit = formPage({
    async open({ actor, id }) {
      const visit = await getVisit(db, actor.wardId, id);
      await accessLog.opened(actor, 'visit.open', { type: 'visit', id }, { householdId: visit.householdId });
      const next = visit.roundDoorId ? await findDoorAfter(db, actor.wardId, visit.roundDoorId, now()) : null;
      return { visit, next };
    },
    page: ({ visit, next }, failed, { actor }) => visitPage(visit, next, wayToWithdraw(actor, visit, now()), failed),
    title: ({ heading }) => `Lượt thăm: ${heading}`,
  });

  return [
    get(GUIDES_PATH, 'visits.record', async ({ actor }, res) => {
      const at = now();
      const offered = await loadOffered(db, actor, { day: localDateOf(at), now: at });
      res.setHeader('Cache-Control', 'private, max-age=86400, immutable');
      res.type('js').send(guidesScript(offered).script);
    }),
    ...recordingRoutes(context),
    get('/visits/:id', 'visits.read', showVisit),
    ...editingRoutes(context),
    ...nobodyHomeRoutes(context, showVisit),
  ];
};

export const visitsFeature = defineFeature({
  routes: visitsRoutes,
  audit: {
    actions: {
      'visit.record': 'Ghi lượt thăm',
      'visit.edit': 'Sửa lượt thăm',
      'visit.withdraw': 'Rút lượt thăm',
      'visit.open': 'Mở lượt thăm',
    },
    subjects: {
      visit: { label: 'Lượt thăm', href: (id) => `/visits/${id}` },
    },
    fields: {
      isLate: 'ghi muộn',
      typedAt: 'gõ trên máy mang theo lúc',
      outcome: 'kết quả gõ cửa',
      present: 'người có mặt',
      officers: 'cán bộ đến cửa',
      newPeople: 'người mới',
      assists: 'việc hỗ trợ',
      topics: 'nội dung tuyên truyền',
      left: 'thứ để lại',
      accompaniedBy: 'đi cùng',
      levels: 'mức VNeID ghi lại',
      seen: 'người được ghi điều cần biết',
      answers: 'câu trả lời về dùng Cổng',
      checkBacks: 'lần hỏi lại sau khi dạy',
      promises: 'lời hẹn riêng',
      paid: 'phải trả tiền nhờ làm hộ',
      unpractised: 'câu trả lời tình huống bị bỏ theo',
      helpLevel: 'ai bấm máy',
      result: 'kết quả việc',
      residentId: 'người được giúp',
      serviceId: 'dịch vụ',
    },
    values: {
      outcome: DOOR_OUTCOMES,
      accompaniedBy: COMPANIONS,
      helpLevel: HELP_LEVELS,
      result: ASSIST_RESULTS,
      paid: PAID_CLAIMS,
    },
  },
});
