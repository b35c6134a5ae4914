import { shareOf } from '../../../../src/features/adoption/indicators/indicators';
import {
  groupTargetStatuses,
  targetNote,
  wardTargetStatus,
} from '../../../../src/features/adoption/reports/target-pages';
import { exampleFigures } from '../papers/example-figures';

test('figures stored before there were lines to targets are shown without a comparison', () => {
  expect(targetNote(exampleFigures())).toBe('Mục tiêu lúc chốt: 70 %. Bản chốt này chưa có đường đi tới mục tiêu.');
  expect(new Set(groupTargetStatuses(exampleFigures()).map(({ tag, gap }) => `${tag.text}|${gap}`))).toEqual(
    new Set(['chưa đặt mục tiêu|']),
  );
});

describe('a target of the ward is compared with the random sample first', () => {
  const stratum = { groupName: 'Tổ 1', population: 2000, drawn: 100, answered: 60, alone: 20, online: 30 };
  const notAsked = { doesNotKnow: 0, declined: 0, notReached: 0, notCalled: 40, callable: 40, gone: 0 };
  const drawn = { seed: 1, drawnAt: new Date('2026-10-01T03:00:00Z'), drawnByName: 'Trần Văn Phòng' };
  const sample = { id: '1', quarter: '2026-10-01', ...drawn, strata: [{ ...stratum, ...notAsked }] };
  const figures = { ...exampleFigures(), samples: [sample] };
  const target = (value: number) => ({
    indicator: 'knownUsers' as const,
    groupId: null,
    period: '2030',
    value,
    endsOn: '2030-12-31',
    legalBasis: 'phường tự đặt',
    start: { on: '2026-09-30', value: 1 },
  });
  const against = (value: number, given: Partial<typeof figures> = {}) =>
    wardTargetStatus(
      { ...figures, ...given, targets: [target(value)] },
      'knownUsers',
      shareOf('person', 50, 100),
      'người',
    );

  test.each([
    [90, 'còn dưới mục tiêu'],
    [1, 'đã đạt'],
  ])('a target of %p %% is said to be met or not by the interval', (value, verdict) => {
    expect(against(value)).toMatch(
      new RegExp(`theo mẫu quý \\d/\\d{4}, ai bấm máy cũng tính \\(khoảng \\d+–\\d+ %\\) ${verdict}`),
    );
  });

  test('what the team knows is compared once the book covers twelve months', () => {
    expect(against(40, { firstUse: '2026-10-01' })).not.toContain('theo số đội biết');
    expect(against(40, { firstUse: '2025-01-01' })).toContain('; theo số đội biết, vượt');
  });

  test('without a sample and with a short book nothing is compared', () => {
    const text = against(40, { samples: [], firstUse: '2026-10-01' });
    expect(text).toContain('chưa so được, sổ chưa đủ 12 tháng');
  });
});
