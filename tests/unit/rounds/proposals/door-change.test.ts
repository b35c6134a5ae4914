import {
  droppedText,
  fewestDoors,
  whyDropped,
  type DoorNow,
} from '../../../../src/features/rounds/proposals/door-change';

const untouched: DoorNow = {
  id: 'a',
  addressLine: '12 Hàng Than',
  occupancy: 'occupied',
  pause: null,
  openRound: null,
  visit: null,
  isAsked: false,
};
const visit = (given: Partial<NonNullable<DoorNow['visit']>>) => ({
  outcome: 'met' as const,
  visitedOn: '2026-11-27',
  promisedFor: null,
  ...given,
});
const MONDAY = '2026-11-30';

describe('a door of a proposed round', () => {
  it.each<[string, Partial<DoorNow>, string | null]>([
    ['where nothing happened', {}, null],
    ['where a resident was met', { visit: visit({}) }, 'đã gặp 27/11'],
    ['that refused', { visit: visit({ outcome: 'refused' }) }, 'chưa muốn 27/11'],
    ['that was found empty', { visit: visit({ outcome: 'moved_or_vacant' }) }, 'đã chuyển đi, nhà trống 27/11'],
    ['where nobody was home', { visit: visit({ outcome: 'nobody_home' }) }, null],
    ['that could not be reached', { visit: visit({ outcome: 'cannot_reach' }) }, null],
    ['where one may come back, without a day', { visit: visit({ outcome: 'come_back_later' }) }, null],
    ['that was promised for that day', { visit: visit({ promisedFor: MONDAY }) }, null],
    [
      'that was promised for a later day',
      { visit: visit({ outcome: 'come_back_later', promisedFor: '2026-12-05' }) },
      'hẹn quay lại 05/12',
    ],
    ['where a resident was met and has asked for the team', { visit: visit({}), isAsked: true }, null],
    ['that has asked for the team and is vacant', { occupancy: 'vacant', isAsked: true }, 'nhà trống'],
    ['with a mourning on that day', { pause: { kind: 'mourning', until: null } }, 'nhà có tang'],
    ['where people are away for long', { occupancy: 'long_absent' }, null],
  ])('%s', (_name, given, why) => {
    expect(whyDropped({ ...untouched, ...given }, MONDAY)).toBe(why);
  });
});

describe('a round with dropped doors', () => {
  it.each([
    [11, 6],
    [10, 5],
    [1, 1],
    [2, 1],
  ])('of %i doors needs %i', (proposed, least) => {
    expect(fewestDoors(proposed)).toBe(least);
  });

  it('names the first five, grouped by reason', () => {
    const dropped = ['nhà trống', 'đã gặp 27/11', 'nhà trống', 'nhà trống', 'nhà trống', 'nhà trống', 'nhà trống'].map(
      (why, index) => ({ doorId: String(index), address: `${index + 1} Hàng Than`, why }),
    );
    expect(droppedText(dropped.slice(0, 3))).toBe('1 Hàng Than, 3 Hàng Than: nhà trống; 2 Hàng Than: đã gặp 27/11');
    expect(droppedText(dropped)).toBe(
      '1 Hàng Than, 3 Hàng Than, 4 Hàng Than, 5 Hàng Than: nhà trống; 2 Hàng Than: đã gặp 27/11; và 2 cửa khác',
    );
  });
});
