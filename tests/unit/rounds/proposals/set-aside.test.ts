import { stillSetAside } from '../../../../src/features/rounds/proposals/service';

const round = (id: string, date: string, ...officerIds: string[]) => ({ id, date, officerIds });
const earlier = (setAside: string[], ...rounds: ReturnType<typeof round>[]) => ({ output: { rounds }, setAside });

describe('a round proposed again', () => {
  it('stays unticked if the same team was set aside on that day, in any order', () => {
    const before = earlier(['a'], round('a', '2026-12-01', 'ha', 'hoa'), round('b', '2026-12-02', 'ha', 'hoa'));
    const now = [
      round('c', '2026-12-01', 'hoa', 'ha'),
      round('d', '2026-12-02', 'ha', 'hoa'),
      round('e', '2026-12-01', 'ha', 'an'),
    ];
    expect(stillSetAside(now, [before])).toEqual(['c']);
  });

  it('follows the latest proposal that had it', () => {
    const old = earlier(['a'], round('a', '2026-12-01', 'ha', 'hoa'));
    const newer = earlier([], round('b', '2026-12-01', 'ha', 'hoa'));
    const other = earlier([], round('c', '2026-12-03', 'ha', 'hoa'));
    const now = [round('d', '2026-12-01', 'ha', 'hoa')];
    expect(stillSetAside(now, [newer, old])).toEqual([]);
    expect(stillSetAside(now, [other, old])).toEqual(['d']);
  });

  it('is ticked if it was never proposed', () => {
    expect(stillSetAside([round('d', '2026-12-01', 'ha')], [])).toEqual([]);
  });
});
