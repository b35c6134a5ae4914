import type { AppContext } from '../../../context';
import { renderPage } from '../../../web/page';
import { chosenIn, pageList } from '../../../web/list-source';
import { defineFeature, get, type Route } from '../../../web/route';
import { auditAudit } from './audit-labels';
import { sealJob } from './seal-service';
import { filterOf, readAuditQuery } from './forms';
import { auditPage, headPage } from './pages';
import { findHead, listEvents, listPeople } from './queries';
import { alarmOf, logStatusJob } from './log-status';

const auditRoutes = ({ db, now, accessLog, auditLabels }: AppContext): Route[] => [
  {
    ...get('/audit', 'audit.read', async ({ actor: { wardId }, query: given }, res) => {
      const query = readAuditQuery(given);
      const [rows, people] = await Promise.all([listEvents(db, wardId, filterOf(query)), listPeople(db, wardId)]);
      renderPage(res, auditPage(auditLabels, { rows, people, alarm: alarmOf(db, now()) }, query), { title: 'Nhật ký' });
    }),
    list: pageList({
      title: 'Nhật ký',
      read: async ({ actor, query: given }) => {
        const query = readAuditQuery(given);
        const rows = await listEvents(db, actor.wardId, filterOf(query));
        const people = query.person ? await listPeople(db, actor.wardId) : [];
        const { events, nextHref, ...filter } = auditPage(auditLabels, { rows, people }, query).model;
        const days = [filter.from && `từ ${filter.from}`, filter.to && `đến hết ${filter.to}`];
        return { rows: events, nextHref, about: chosenIn(filter.people, filter.groups, filter.subjectTypes, ...days) };
      },
      columns: {
        Lúc: (event) => event.time,
        Ai: (event) => event.actor,
        'Đã làm gì': (event) => event.sentence,
        'Chi tiết': (event) => event.details,
        'Hồ sơ': (event) => event.subject,
      },
    }),
  },
  get('/audit/head', 'audit.read', async ({ actor }, res) => {
    const view = headPage(await findHead(db, actor.wardId), now());
    await accessLog.opened(actor, 'audit.open-head', { type: 'audit-head', id: actor.wardId });
    renderPage(res, view, { layout: 'print' });
  }),
];

export const auditFeature = defineFeature({ routes: auditRoutes, audit: auditAudit, jobs: [sealJob, logStatusJob] });
