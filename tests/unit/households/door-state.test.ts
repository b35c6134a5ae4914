import { doorState, stateAfterVisit, type DoorFacts } from '../../../src/features/households/door-state';

const facts = (given: Partial<DoorFacts>): DoorFacts => ({ occupancy: 'occupied', isPaused: false, lastOutcome: null, wasMet: false, wasHelped: false, ...given });

describe('the state of a door', () => {
  it.each<[string, Partial<DoorFacts>, string]>([
    ['nobody came yet', {}, 'never'],
    ['only nobody home so far', { lastOutcome: 'nobody_home' }, 'away'],
    ['somebody opened once', { lastOutcome: 'met', wasMet: true }, 'met'],
    ['somebody opened once and was away later', { lastOutcome: 'nobody_home', wasMet: true }, 'met'],
    ['somebody was helped once', { lastOutcome: 'met', wasMet: true, wasHelped: true }, 'helped'],
    ['helped before, refused last time', { lastOutcome: 'refused', wasMet: true, wasHelped: true }, 'refused'],
    ['refused once, opened later', { lastOutcome: 'met', wasMet: true }, 'met'],
    ['paused, whatever came before', { isPaused: true, lastOutcome: 'met', wasMet: true, wasHelped: true }, 'paused'],
    ['nobody lives there', { occupancy: 'vacant' }, 'vacant'],
    ['away for long, and paused', { occupancy: 'long_absent', isPaused: true }, 'vacant'],
  ])('%s', (_, given, state) => {
    expect(doorState(facts(given))).toBe(state);
  });
});

describe('what one visit left', () => {
  it.each([['met', true, 'helped'], ['met', false, 'met'], ['nobody_home', false, 'away'], ['refused', false, 'refused'], ['come_back_later', false, 'away']] as const)(
    '%s, helped: %s, is %s', (outcome, wasHelped, state) => {
      expect(stateAfterVisit(outcome, wasHelped)).toBe(state);
    });
});
