import { expectedSamples, forecastWidth } from '../../../../src/features/adoption/effect/forecast';

const ASSUMED = expectedSamples([]);
const widthOf = (groups: number, perQuarter: number, samples = ASSUMED) => {
  const reach = Array.from({ length: groups }, (_, index) => ({
    groupId: `${index}`,
    name: `Tổ ${index}`,
    doors: 100,
  }));
  const priorities = Object.fromEntries(reach.map(({ groupId }) => [groupId, 1]));
  return forecastWidth(reach, { priorities, perQuarter, firstQuarter: '2027-01-01' }, samples);
};

describe('the forecast of a draw', () => {
  test('says of six groups in three quarters, with 200 drawn, that too few will answer', () => {
    expect(widthOf(6, 2)).toBeNull();
  });

  test('is narrower with more quarters and with larger samples', () => {
    const [four, eight] = [widthOf(16, 4)!, widthOf(16, 2)!];
    expect(eight).toBeLessThan(four);
    expect(widthOf(16, 4, { ...ASSUMED, size: 800 })!).toBeLessThan(four);
  });

  test('rests on the samples that the ward has', () => {
    const cell = { groupId: null, drawn: 100, answered: 50, alone: 10, atVisit: 0 };
    expect(
      expectedSamples([
        { quarter: '2026-07-01', ...cell },
        { quarter: '2026-10-01', ...cell },
      ]),
    ).toEqual({
      size: 100,
      answered: 0.5,
      alone: 0.2,
      isKnown: true,
    });
    expect(ASSUMED.isKnown).toBe(false);
  });
});
