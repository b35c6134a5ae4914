import { groupTargetStatuses, targetNote } from '../../../../src/features/adoption/reports/target-pages';
import { exampleFigures } from '../papers/example-figures';

test('figures stored before there were lines to targets are shown without a comparison', () => {
  expect(targetNote(exampleFigures())).toBe('Mục tiêu lúc chốt: 70 %. Bản chốt này chưa có đường đi tới mục tiêu.');
  expect(new Set(groupTargetStatuses(exampleFigures()).map(({ tag, gap }) => `${tag.text}|${gap}`))).toEqual(
    new Set(['chưa đặt mục tiêu|']),
  );
});
