import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { typed } from '../../../web/form';
import { formPage, formPost, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { chosenIn, pageList } from '../../../web/list-source';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { changedBy, savedBy } from '../audit/conflict';
import { findLastChanges } from '../audit/last-change';
import { getGuidedService } from '../guides/queries';
import { barrierRoutes } from './barrier-routes';
import {
  editServicePage,
  namesPage,
  newServicePage,
  replacementPage,
  bulkEditPage,
  serviceListPage,
  servicePage,
} from './pages';
import {
  alsoCalledForm,
  catalogueQuery,
  editServiceForm,
  bulkEditForm,
  replacementForm,
  retirementForm,
  seenBy,
  serviceForm,
} from './forms';
import { getService, listServices, type ServiceRecord } from './queries';
import { createService, nameService, replaceService, retireService, bulkEditServices, updateService } from './service';
import { SERVICE_KINDS, SERVICE_LEVELS, TOPIC_AREAS } from '../../../shared/labels';

/** The group that bulk edit shows first. */
const FIRST_GROUP = 'can_cuoc';
/** Services that the 409 page of bulk edit names. */
const MAX_NAMED = 3;

const catalogueRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const permission = 'catalogue.manage';
  const serviceOf = ({ actor, id }: Asked) => getService(db, actor.wardId, id);

  const showService = formPage({
    async open(asked) {
      const { actor, id } = asked;
      const [service, { guides }] = await Promise.all([serviceOf(asked), getGuidedService(db, actor.wardId, id)]);
      return { service, guides };
    },
    page: (read, failed, { actor: { role } }) =>
      servicePage(
        read,
        {
          canManage: isPermitted(role, permission),
          mayWriteGuides: isPermitted(role, 'guides.write'),
          maySpeak: isPermitted(role, 'guides.speak'),
        },
        today(),
        failed,
      ),
    title: ({ name }) => name,
  });

  const changed = changedBy<ServiceRecord>(
    db,
    'public-service',
    ({ name }) => `Dịch vụ “${name}” vừa được người khác sửa.`,
  );

  return [
    {
      ...get('/public-services', 'catalogue.read', async ({ actor: { wardId, role }, query: given }, res) => {
        const query = catalogueQuery.parse(given);
        const services = await listServices(db, wardId, query, today());
        renderPage(res, serviceListPage(services, query, isPermitted(role, permission), today()), {
          title: 'Danh mục dịch vụ',
        });
      }),
      list: pageList({
        title: 'Danh mục dịch vụ',
        isPersonal: false,
        read: async ({ actor, query: given }) => {
          const query = catalogueQuery.parse(given);
          const services = await listServices(db, actor.wardId, query, today());
          const { sections, ...filter } = serviceListPage(services, query, false, today()).model;
          const essential = query.essential ? 'Chỉ 25 dịch vụ công thiết yếu' : '';
          return {
            rows: sections.flatMap(({ title, services: of }) => of.map((row) => ({ title, ...row }))),
            about: chosenIn(filter.q, filter.groups, filter.kinds, filter.states, essential),
          };
        },
        columns: {
          Nhóm: (row) => row.title,
          Mã: (row) => row.code,
          Tên: (row) => row.name,
          'Mức độ': (row) => row.level,
          'Thuộc 25 dịch vụ thiết yếu': (row) => (row.isEssential ? 'có' : ''),
          'Ngừng dùng': (row) => row.retired,
        },
      }),
    },
    ...formRoutes('/public-services', permission, {
      emptyAt: '/public-services/new',
      show: formPage({
        open: () => undefined,
        page: (_, failed) => newServicePage(failed),
        title: 'Thêm dịch vụ',
      }),
      schema: () => seenBy(serviceForm, today()),
      save: ({ actor }, form) => createService(context, actor, form),
      done: ({ id }, _, { name }) => ({ said: `Đã thêm “${name}” vào danh mục.`, to: `/public-services/${id}` }),
    }),
    ...formRoutes('/public-services/bulk-edit', permission, {
      show: formPage({
        open: async ({ actor, query }) => {
          const { group } = catalogueQuery.parse(query);
          const asked = catalogueQuery.parse({ group: group ?? FIRST_GROUP });
          const services = await listServices(db, actor.wardId, asked, today());
          return { group: asked.group!, services };
        },
        page: ({ group, services }, failed) => bulkEditPage(group, services, failed),
        title: 'Sửa nhiều dịch vụ',
        async changed({ services }, { actor, body }) {
          const seen = typed(body, 'seen').split(', ');
          const edited = services.filter(({ id, version }) => !seen.includes(`${id} ${version}`));
          const ids = edited.map(({ id }) => id);
          const changes = await findLastChanges(db, actor.wardId, { type: 'public-service', ids });
          const by = new Map(changes.map((change) => [change.id, change.by]));
          const named = edited.slice(0, MAX_NAMED).map(({ id, name }) => `“${name}” (${by.get(id) ?? 'người khác'})`);
          const rest = edited.length - named.length;
          const others = rest > 0 ? ` và ${rest} dịch vụ khác` : '';
          return { ...savedBy(changes[0] ?? null), what: `Vừa được sửa: ${named.join(', ')}${others}.` };
        },
      }),
      schema: () => seenBy(bulkEditForm, today()),
      save: ({ actor }, form) => bulkEditServices(context, actor, form),
      done: (_, { req }) => ({ said: 'Đã lưu các dịch vụ.', unchanged: 'Không có gì đổi.', to: req.originalUrl }),
    }),
    get('/public-services/:id', 'catalogue.read', showService),
    ...formRoutes('/public-services/:id/edit', permission, {
      show: formPage({ open: serviceOf, page: editServicePage, title: 'Sửa dịch vụ', changed }),
      schema: () => seenBy(editServiceForm, today()),
      save: ({ actor, id }, form) => updateService(context, actor, id, form),
      done: (_, { id }) => ({ said: 'Đã lưu dịch vụ.', to: `/public-services/${id}` }),
    }),
    ...formRoutes('/public-services/:id/names', 'guides.write', {
      show: formPage({ open: serviceOf, page: namesPage, title: 'Tên bà con gọi', changed }),
      schema: alsoCalledForm,
      save: ({ actor, id }, form) => nameService(context, actor, id, form),
      done: (_, { id }) => ({ said: 'Đã lưu tên gọi.', to: `/public-services/${id}` }),
    }),
    ...formRoutes('/public-services/:id/replacement', permission, {
      show: formPage({
        open: serviceOf,
        page: (service, failed) => replacementPage(service, today(), failed),
        title: 'Thay bằng mã mới',
      }),
      schema: replacementForm,
      save: ({ actor, id }, form) => replaceService(context, actor, id, form),
      done: ({ successorId }) => ({
        said: 'Đã thay bằng mã mới. Hãy kiểm lại mức và nguồn của mã mới.',
        unchanged: 'Dịch vụ này đã được thay từ trước.',
        to: `/public-services/${successorId}`,
      }),
    }),
    formPost('/public-services/:id/retirement', permission, {
      show: showService,
      schema: retirementForm,
      save: ({ actor, id }, { retiredOn }) => retireService(context, actor, id, retiredOn),
      done: (_, { id }) => ({
        said: 'Đã ghi ngày ngừng dùng.',
        unchanged: 'Dịch vụ này đã có ngày ngừng từ trước.',
        to: `/public-services/${id}`,
      }),
    }),
    ...barrierRoutes(context),
  ];
};

export const catalogueFeature = defineFeature({
  routes: catalogueRoutes,
  audit: {
    actions: {
      'public-service.create': 'Thêm dịch vụ vào danh mục',
      'public-service.update': 'Sửa dịch vụ trong danh mục',
      'public-service.name': 'Đặt tên gọi của dịch vụ',
      'public-service.replace': 'Thay dịch vụ bằng mã mới',
      'public-service.retire': 'Ngừng dùng dịch vụ',
      'barrier.create': 'Thêm rào cản',
      'barrier.rename': 'Đổi tên rào cản',
      'barrier.retire': 'Ngừng dùng rào cản',
    },
    groups: { 'public-service': 'Danh mục dịch vụ' },
    subjects: {
      'public-service': { label: 'Dịch vụ', href: (id) => `/public-services/${id}` },
      barrier: { label: 'Rào cản', href: () => '/barriers' },
    },
    fields: {
      label: 'tên',
      position: 'thứ tự',
      retiredOn: 'ngừng từ',
      replacedBy: 'thay bằng',
      alsoCalled: 'tên bà con gọi',
      groupKey: 'nhóm',
      topicArea: 'mảng',
      ministry: 'bộ, ngành',
      decidingBody: 'nơi giải quyết',
      isEssential25: '25 thiết yếu',
      level: 'mức trực tuyến',
      levelDate: 'ngày xem mức',
      levelSource: 'nguồn của mức',
      codeConfidence: 'độ tin cậy của mã',
      // Of events older than the versions of guides.
      prerequisites: 'cần có trước',
      taughtSteps: 'các bước',
      legalDays: 'thời hạn giải quyết (ngày làm việc)',
      officeTripMinutes: 'phút tới trụ sở',
      portalUrl: 'địa chỉ trên Cổng',
    },
    values: { kind: SERVICE_KINDS, topicArea: TOPIC_AREAS, level: SERVICE_LEVELS },
  },
});
