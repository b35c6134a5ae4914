import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { formPage, formRoutes } from '../../../web/form-route';
import { listRoute } from '../../../web/list-route';
import { defineFeature, type Asked, type Route } from '../../../web/route';
import { changedBy } from '../audit/conflict';
import { dueRuleForm } from './forms';
import { dueRulePage, dueRulesPage } from './pages';
import { listRuleServices, listWardRules } from './queries';
import { checkRule } from './service';

/** For whom what falls due: on which law the ward relies, where it was read, and when. */
const dueRuleRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const today = () => localDateOf(now());
  const rulesOf = ({ actor }: Pick<Asked, 'actor'>) => listWardRules(db, actor.wardId, today());
  return [
    listRoute('/due-rules', 'catalogue.read', {
      title: 'Quy tắc đến hạn',
      isPersonal: false,
      page: async (asked) => dueRulesPage(await rulesOf(asked), isPermitted(asked.actor.role, 'guides.write')),
      rows: ({ rules }) => ({ rows: rules }),
      columns: {
        'Quy tắc': (row) => row.name,
        'Dịch vụ': (row) => row.services,
        'Căn cứ': (row) => row.law,
        Nguồn: (row) => row.source,
        'Ngày kiểm': (row) => row.checkedOn,
      },
    }),
    ...formRoutes('/due-rules/:id/edit', 'guides.write', {
      show: formPage({
        async open(asked) {
          const rule = (await rulesOf(asked)).find(({ id }) => id === asked.id);
          if (!rule) throw new NotFoundError('Không có quy tắc này.');
          const offered = await listRuleServices(db, asked.actor.wardId, rule);
          return { ...rule, offered };
        },
        page: (rule, failed) => dueRulePage(rule, today(), failed),
        title: ({ heading }) => heading,
        changed: changedBy(db, 'due-rule', () => 'Quy tắc này vừa được người khác sửa.'),
      }),
      schema: () => dueRuleForm(today()),
      save: ({ actor, id }, form) => checkRule(context, actor, id, form),
      done: () => ({ said: 'Đã lưu quy tắc.', to: '/due-rules' }),
    }),
  ];
};

export const dueRulesFeature = defineFeature({
  routes: dueRuleRoutes,
  audit: {
    actions: { 'due-rule.check': 'Kiểm quy tắc sắp cần Cổng' },
    subjects: { 'due-rule': { label: 'Quy tắc đến hạn', href: (id) => `/due-rules/${id}/edit` } },
    fields: { services: 'dịch vụ', law: 'căn cứ', checkedOn: 'ngày kiểm' },
  },
});
