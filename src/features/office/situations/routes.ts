import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { formPage, formRoutes } from '../../../web/form-route';
import { listRoute } from '../../../web/list-route';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { situationForm } from './forms';
import { changedSituation, situationFormPage, situationListPage, situationPage } from './pages';
import { getSituation, listSituations } from './queries';
import { writeSituation } from './service';
import { SCAM_PATTERNS } from '../../../shared/labels';

const SENT_TWICE = {
  text: 'Biểu mẫu này đã lưu một lần, nay gửi lại với chữ khác. Sổ giữ bản dưới đây; muốn đổi thì soạn bản mới.',
  kind: 'warning',
} as const;

/** The situations in which people practise to recognise a scam, written by the office. */
const situationRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const today = () => localDateOf(now());
  const permission = 'guides.write';
  const mayWrite = ({ actor }: Pick<Asked, 'actor'>) => isPermitted(actor.role, permission);
  const schema = () => situationForm(today());
  const done = ({ kind }: { kind: string }, asked: Asked, { id }: { id: string }) => ({
    said: kind === 'stale' ? SENT_TWICE : 'Đã lưu tình huống.',
    to: `/situations/${asked.id || id}`,
  });

  return [
    listRoute('/situations', 'catalogue.read', {
      title: 'Tình huống lừa đảo',
      isPersonal: false,
      page: async (asked) => situationListPage(await listSituations(db, asked.actor.wardId), mayWrite(asked)),
      rows: ({ patterns }) => ({ rows: patterns.flatMap(({ situations }) => situations) }),
      columns: {
        'Kiểu lừa': (row) => row.pattern,
        'Tình huống': (row) => row.title,
        Bản: (row) => [row.version, row.draft].filter(Boolean).join(', '),
        Nguồn: (row) => row.source,
      },
    }),
    ...formRoutes('/situations', permission, {
      emptyAt: '/situations/new',
      show: formPage({
        open: () => Promise.resolve(null),
        page: (_, failed) => situationFormPage(null, today(), failed),
        title: ({ heading }) => heading,
      }),
      schema,
      save: ({ actor }, written) => writeSituation(context, actor, { ...written, version: 0 }),
      done,
    }),
    get('/situations/:id', 'catalogue.read', async (asked, res) => {
      renderPage(res, situationPage(await getSituation(db, asked.actor.wardId, asked.id), mayWrite(asked)));
    }),
    ...formRoutes('/situations/:id/edit', permission, {
      show: formPage({
        open: async ({ actor, id }) => (await getSituation(db, actor.wardId, id))[0],
        page: (newest, failed) => situationFormPage(newest, today(), failed),
        title: ({ heading }) => heading,
        changed: changedSituation,
      }),
      schema,
      save: ({ actor, id }, written) => writeSituation(context, actor, { ...written, id }),
      done,
    }),
  ];
};

export const situationsFeature = defineFeature({
  routes: situationRoutes,
  audit: {
    actions: { 'situation.write': 'Soạn tình huống lừa đảo' },
    groups: { situation: 'Tình huống lừa đảo' },
    subjects: { situation: { label: 'Tình huống lừa đảo', href: (id) => `/situations/${id}` } },
    fields: { pattern: 'kiểu lừa' },
    values: { pattern: SCAM_PATTERNS },
  },
});
