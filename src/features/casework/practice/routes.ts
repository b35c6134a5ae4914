import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { typed, type FormValues } from '../../../web/form';
import { buttonRoute } from '../../../web/form-route';
import { defineFeature, get, type Route } from '../../../web/route';
import { createReadingRateLimit } from '../../office/auth/rate-limits';
import { renderPublic } from '../public-requests/public-form-routes';
import { getPublicWard } from '../public-requests/queries';
import { situationOfFortnight } from './choosing';
import { publicPracticePage } from './pages';
import { listCurrentSituations } from './queries';
import { removeSituationAnswer } from './service';

/** Practising scams: the page for any phone, and what was recorded by mistake. */
const practiceRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const countReading = createReadingRateLimit(context, 'practice-page');
  return [
    // No account, no session, nothing kept about the reader.
    get('/practice/:ward', 'public', async ({ req, query }, res) => {
      await countReading(req);
      const ward = await getPublicWard(db, String(req.params.ward));
      const situations = await listCurrentSituations(db, ward.id);
      const asked = situations.find(({ id }) => id === typed(query as FormValues, 'of'));
      const chosen = asked ? ['1', '2', '3'].indexOf(typed(query as FormValues, 'answer')) + 1 : 0;
      const view = publicPracticePage(ward, asked ?? situationOfFortnight(situations, localDateOf(now())), chosen);
      renderPublic(res, view, 'Thử tài nhận ra lừa đảo');
    }),
    buttonRoute('/situation-answers/:id/removal', 'guides.write', {
      save: ({ actor, id }) => removeSituationAnswer(context, actor, id),
      done: {
        said: 'Đã bỏ câu trả lời ghi nhầm.',
        unchanged: 'Câu trả lời này không còn trong sổ.',
        to: '/reports/practice',
      },
    }),
  ];
};

export const practiceFeature = defineFeature({
  routes: practiceRoutes,
  audit: {
    actions: {
      'situation-answer.remove': 'Bỏ câu trả lời tình huống ghi nhầm',
      'situation-answer.list': 'Mở danh sách trả lời tình huống',
    },
    groups: { 'situation-answer': 'Trả lời tình huống' },
  },
});
