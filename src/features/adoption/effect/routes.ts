import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { formPage, formPost } from '../../../web/form-route';
import { defineFeature, get, type Route } from '../../../web/route';
import { createFigures } from '../figures/figures';
import { reachDrawForm } from './forms';
import { createEffectMeasure } from './measured-effect';
import { DRAW_QUESTION, effectPage, studiedDraw } from './pages';
import { readEffect } from './queries';
import { drawReach } from './service';

const effectRoutes = (context: AppContext): Route[] => {
  const measureEffect = createEffectMeasure();
  const figuresOf = createFigures(context, context.config.figuresPatienceMs);
  const today = () => localDateOf(context.now());

  const showEffect = formPage({
    async open({ actor: { wardId } }) {
      const [facts, { figures }] = await Promise.all([
        readEffect(context.db, wardId, today()),
        figuresOf(wardId, today(), today()),
      ]);
      return { facts, lasting: figures.lasting ?? [] };
    },
    page: ({ facts, lasting }, failed, { actor }) =>
      effectPage(
        facts,
        {
          found: measureEffect(studiedDraw(facts), today()),
          lasting,
          today: today(),
          canDraw: isPermitted(actor.role, 'reach-draws.manage'),
        },
        failed,
      ),
    title: 'Đội đến có ích không?',
  });

  return [
    get('/reports/effect', 'reports.read', showEffect),
    formPost('/reports/effect/draw', 'reach-draws.manage', {
      show: showEffect,
      schema: () => reachDrawForm(today()),
      save: ({ actor, isConfirmed }, form) => drawReach(context, actor, form, { isConfirmed }),
      done: (outcome) =>
        outcome.kind === 'unconfirmed'
          ? { ask: DRAW_QUESTION }
          : {
              said: 'Đã bốc thăm thứ tự đến các tổ.',
              unchanged: { text: 'Phường đã bốc thăm trước đó: mỗi phường bốc một lần.', kind: 'warning' },
              to: '/reports/effect',
            },
    }),
  ];
};

export const effectFeature = defineFeature({
  routes: effectRoutes,
  audit: {
    actions: { 'reach-draw.make': 'Bốc thăm thứ tự đến các tổ' },
    subjects: {
      'reach-draw': { label: 'Thứ tự đến các tổ', href: () => '/reports/effect' },
    },
    fields: { firstQuarter: 'quý bắt đầu', perQuarter: 'số tổ mỗi quý', groups: 'số tổ' },
  },
});
