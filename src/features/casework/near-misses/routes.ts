import type { AppContext } from '../../../context';
import { ScamPattern } from '../../../generated/prisma/enums';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { SCAM_PATTERNS, SCAM_CHANNELS, SCAM_STOPS } from '../../../shared/labels';
import { buttonRoute, formPage, formRoutes } from '../../../web/form-route';
import { typed } from '../../../web/form';
import { listRoute } from '../../../web/list-route';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, type Route } from '../../../web/route';
import { raiseAlert } from '../briefings/service';
import { nearMissForm } from './forms';
import { nearMissFormPage, nearMissListPage } from './pages';
import { listGroups, listNearMisses, listPatterns } from './queries';
import { recordNearMiss, removeNearMiss } from './service';

/** Scams that did no harm: what was tried, and of which the ward warns. */
const nearMissRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const today = () => localDateOf(now());

  async function listOf({ actor, query }: AskedList) {
    const place = readPlace(query);
    const [rows, patterns] = await Promise.all([
      listNearMisses(db, actor.wardId, place.after),
      listPatterns(db, actor.wardId, today()),
    ]);
    const reader = { wardName: actor.wardName, today: today(), mayWarn: isPermitted(actor.role, 'guides.write') };
    return nearMissListPage({ rows, patterns, place }, reader);
  }

  return [
    listRoute('/near-misses', 'briefings.read', {
      title: 'Suýt bị lừa',
      isPersonal: false,
      page: listOf,
      rows: (model) => model,
      columns: {
        Ngày: (row) => row.on,
        'Kiểu lừa': (row) => row.pattern,
        Qua: (row) => row.channel,
        'Nhờ đâu không mất': (row) => row.stoppedBy,
        Tổ: (row) => row.group,
        'Ghi thêm': (row) => row.note,
      },
    }),
    ...formRoutes('/near-misses', 'briefings.write', {
      emptyAt: '/near-misses/new',
      show: formPage({
        open: ({ actor }) => listGroups(db, actor.wardId, today()),
        page: (groups, failed) => nearMissFormPage(groups, today(), failed),
        title: 'Ghi suýt bị lừa',
      }),
      schema: () => nearMissForm(today()),
      save: ({ actor }, form) => recordNearMiss(context, actor, form),
      done: { said: 'Đã ghi.', unchanged: 'Lần này đã ghi trước đó.', to: '/near-misses' },
    }),
    buttonRoute('/near-misses/:id/removal', 'guides.write', {
      save: ({ actor, id }) => removeNearMiss(context, actor, id),
      done: { said: 'Đã bỏ lần ghi nhầm.', unchanged: 'Lần này không còn trong sổ.', to: '/near-misses' },
    }),
    buttonRoute('/scam-alerts', 'guides.write', {
      save: ({ actor, body }) => {
        const pattern = Object.values(ScamPattern).find((known) => known === typed(body, 'pattern'));
        if (!pattern) throw new NotFoundError();
        return raiseAlert(
          context,
          actor,
          pattern,
          `Kiểu lừa: ${SCAM_PATTERNS[pattern]}. Hỏi mỗi nhà một tình huống kiểu này.`,
        );
      },
      done: (outcome) =>
        outcome.kind === 'unchanged'
          ? { said: 'Phường đang nhắc kiểu lừa này rồi.', to: '/near-misses' }
          : {
              said: 'Đã thành chủ đề của hai tuần: có trong lời dặn của mọi buổi sắp tới.',
              to: `/briefings/${outcome.id}`,
            },
    }),
  ];
};

export const nearMissesFeature = defineFeature({
  routes: nearMissRoutes,
  audit: {
    actions: { 'near-miss.record': 'Ghi suýt bị lừa', 'near-miss.remove': 'Bỏ lần suýt bị lừa ghi nhầm' },
    groups: { 'near-miss': 'Suýt bị lừa' },
    subjects: { 'near-miss': { label: 'Suýt bị lừa', href: () => '/near-misses' } },
    fields: { scamPattern: 'kiểu lừa', channel: 'qua', stoppedBy: 'nhờ đâu', happenedOn: 'ngày' },
    values: { scamPattern: SCAM_PATTERNS, channel: SCAM_CHANNELS, stoppedBy: SCAM_STOPS },
  },
});
