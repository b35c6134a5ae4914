import { monthCards } from '../../../../src/features/adoption/reports/month-cards';
import { exampleFigures } from '../papers/example-figures';

test('bars say of a month without requests that there was nothing to measure', () => {
  const { month } = exampleFigures();
  const activity = { ...month.activity, settled: 3, medianWait: 12 };
  const figures = exampleFigures({
    bookFrom: '2026-01-01',
    month: { ...month, activity },
    months: [
      { from: '2026-10-01', to: '2026-10-31', activity: { ...activity, settled: 0, medianWait: null } },
      { from: '2026-11-01', to: '2026-11-30', activity },
    ],
  });
  const wait = monthCards(figures, null).find(({ title }) => title === 'Chờ từ lúc nhờ đến lúc gặp')!;
  expect(wait.bars).toMatchObject({
    columns: [{ height: 0 }, { height: 40 }],
    text: 'tháng 10: không có; tháng 11: 12 ngày',
  });
});
