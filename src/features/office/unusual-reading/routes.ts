import type { AppContext } from '../../../context';
import { addDays, localDateOf } from '../../../shared/dates';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/list-source';
import { defineFeature, get, type Route } from '../../../web/route';
import { unusualPage } from './pages';
import { DAYS, listUnusualReadings } from './queries';

/** What the access log shows that an administrator should ask about. */
const unusualReadingRoutes = ({ db, now }: AppContext): Route[] => {
  const readingsOf = async (wardId: string) =>
    unusualPage(await listUnusualReadings(db, wardId, addDays(localDateOf(now()), 1 - DAYS)));

  return [
    {
      ...get('/unusual-readings', 'audit.read', async ({ actor }, res) =>
        renderPage(res, await readingsOf(actor.wardId), { title: 'Đọc khác thường' }),
      ),
      list: pageList({
        title: 'Đọc khác thường',
        read: async ({ actor }) => (await readingsOf(actor.wardId)).model,
        columns: { Ngày: (row) => row.on, Ai: (row) => row.who, 'Vì sao': (row) => row.why },
      }),
    },
  ];
};

export const unusualReadingFeature = defineFeature({ routes: unusualReadingRoutes });
