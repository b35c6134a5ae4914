import type { AppContext } from '../../../context';
import { addDays, localDateOf } from '../../../shared/dates';
import { listRoute } from '../../../web/list-route';
import { defineFeature, type Route } from '../../../web/route';
import { unusualPage } from './pages';
import { DAYS, listUnusualReadings } from './queries';

/** What the access log shows that an administrator should ask about. */
const unusualReadingRoutes = ({ db, now }: AppContext): Route[] => [
  listRoute('/unusual-readings', 'audit.read', {
    title: 'Đọc khác thường',
    page: async ({ actor }) =>
      unusualPage(await listUnusualReadings(db, actor.wardId, addDays(localDateOf(now()), 1 - DAYS))),
    rows: (model) => model,
    columns: { Ngày: (row) => row.on, Ai: (row) => row.who, 'Vì sao': (row) => row.why },
  }),
];

export const unusualReadingFeature = defineFeature({ routes: unusualReadingRoutes });
