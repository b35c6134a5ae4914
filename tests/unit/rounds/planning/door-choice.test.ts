import { chosenDoors, sensibleDoorCount } from '../../../../src/features/rounds/planning/plan-pages';

const door = (id: string, given: { canBePlanned?: boolean; isLikelyHome?: boolean } = {}) => ({
  id,
  canBePlanned: true,
  isLikelyHome: true,
  ...given,
});
const none = { chosenIds: [], shownIds: [] };

describe('the doors ticked beforehand', () => {
  it('are the first in walking order, up to a sensible evening', () => {
    expect([...chosenDoors([door('a'), door('b'), door('c')], none, 2)]).toEqual(['a', 'b']);
  });

  it('leave out those that cannot be planned and those whose people are away for long', () => {
    expect([
      ...chosenDoors([door('a', { canBePlanned: false }), door('b', { isLikelyHome: false }), door('c')], none, 5),
    ]).toEqual(['c']);
  });

  it('keep what the planner ticked and removed, and are filled up with doors not shown before', () => {
    const doors = [door('off'), door('on'), door('new'), door('newer')];
    expect([...chosenDoors(doors, { chosenIds: ['on'], shownIds: ['off', 'on'] }, 2)]).toEqual(['on', 'new']);
  });

  it('may be more than a sensible evening if the planner wants so', () => {
    expect(chosenDoors([door('a'), door('b')], { chosenIds: ['a', 'b'], shownIds: ['a', 'b'] }, 1).size).toBe(2);
  });
});

describe('a sensible evening', () => {
  it.each([
    ['18:30', '20:45', 13],
    ['18:00', '18:20', 5],
    ['08:00', '20:00', 60],
  ])('%s to %s is %i doors', (from, to, count) => {
    expect(sensibleDoorCount(from, to, { bufferMinutes: 10 }, 60)).toBe(count);
  });
});
