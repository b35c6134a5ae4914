import { doorState, stateAfterVisit, type DoorFacts } from '../../../../src/features/register/households/door-state';

const facts = (given: Partial<DoorFacts>): DoorFacts => ({
  occupancy: 'occupied',
  isPaused: false,
  lastOutcome: null,
  wasMet: false,
  wasHelped: false,
  ...given,
});

describe('the state of a door', () => {
  it.each<[string, Partial<DoorFacts>, string]>([
    ['no visit yet', {}, 'never'],
    ['only nobody home so far', { lastOutcome: 'nobody_home' }, 'away'],
    ['"met" was logged, and no resident named', { lastOutcome: 'met' }, 'away'],
    ['a resident opened once', { lastOutcome: 'met', wasMet: true }, 'met'],
    ['a resident opened once and was away later', { lastOutcome: 'nobody_home', wasMet: true }, 'met'],
    ['a resident was helped once', { lastOutcome: 'met', wasMet: true, wasHelped: true }, 'helped'],
    ['helped before, refused last time', { lastOutcome: 'refused', wasMet: true, wasHelped: true }, 'refused'],
    ['refused once, opened later', { lastOutcome: 'met', wasMet: true }, 'met'],
    ['paused, whatever came before', { isPaused: true, lastOutcome: 'met', wasMet: true, wasHelped: true }, 'paused'],
    ['it is not lived in', { occupancy: 'vacant' }, 'vacant'],
    ['away for a long time, and paused', { occupancy: 'long_absent', isPaused: true }, 'vacant'],
  ])('%s', (_, given, state) => {
    expect(doorState(facts(given))).toBe(state);
  });
});

describe('what a single visit leads to', () => {
  it.each([
    ['met', true, true, 'helped'],
    ['met', true, false, 'met'],
    ['met', false, false, 'away'],
    ['nobody_home', false, false, 'away'],
    ['refused', false, false, 'refused'],
    ['come_back_later', false, false, 'away'],
  ] as const)('%s, met a resident: %s, helped: %s, is %s', (outcome, metSomebody, wasHelped, state) => {
    expect(stateAfterVisit(outcome, { metSomebody, wasHelped })).toBe(state);
  });
});
