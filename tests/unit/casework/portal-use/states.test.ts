import { serviceStates, type PortalFact } from '../../../../src/features/casework/portal-use/states';

const RESIDENCE = { id: 'residence', name: 'Đăng ký tạm trú' };
const PENSION = { id: 'pension', name: 'Trợ cấp hưu trí xã hội' };

const help = (on: string, level: 'watched' | 'guided' | 'by_relative' | 'done_for' | 'explained'): PortalFact => ({
  kind: 'help',
  service: RESIDENCE,
  on,
  level,
});
const use = (on: string, given: Partial<Extract<PortalFact, { kind: 'use' }>> = {}): PortalFact => ({
  kind: 'use',
  service: RESIDENCE,
  on,
  precision: 'day',
  how: 'alone',
  source: 'check_back',
  ...given,
});
const stuck = (on: string): PortalFact => ({ kind: 'stuck', service: RESIDENCE, on, barrier: 'Quên mật khẩu' });
const stateOf = (...facts: PortalFact[]) => serviceStates(facts)[0];

/** The numbers 0 to 1 of a small generator (mulberry32), the same on every run. */
function* numbers(seed: number): Generator<number, never> {
  for (;;) {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}

describe('a resident and a service of the portal', () => {
  test.each<[string, PortalFact[], [string, string, string]]>([
    ['explained by the team', [help('2026-10-01', 'explained')], ['explained', '2026-10-01', 'visit']],
    ['guided by the team', [help('2026-10-01', 'guided')], ['helped', '2026-10-01', 'visit']],
    ['watched, with nothing submitted', [help('2026-10-01', 'watched')], ['helped', '2026-10-01', 'visit']],
    ['done by a relative', [help('2026-10-01', 'by_relative')], ['helped', '2026-10-01', 'visit']],
    ['done by the team', [help('2026-10-01', 'done_for')], ['helped', '2026-10-01', 'visit']],
    [
      'explained, then submitted by an unknown person',
      [help('2026-10-01', 'explained'), use('2026-10-01', { how: 'unknown', source: 'visit' })],
      ['explained', '2026-10-01', 'visit'],
    ],
    [
      'explained, then guided',
      [help('2026-10-01', 'explained'), help('2026-10-05', 'guided')],
      ['helped', '2026-10-05', 'visit'],
    ],
    [
      'explained, then done with help',
      [help('2026-10-01', 'explained'), use('2026-10-09', { how: 'unknown' })],
      ['helped', '2026-10-09', 'check_back'],
    ],
    [
      'watched while a file was submitted',
      [help('2026-10-01', 'watched'), use('2026-10-01', { source: 'visit' })],
      ['alone_once', '2026-10-01', 'visit'],
    ],
    [
      'told to be done alone',
      [use('2026-10-01', { source: 'told', precision: 'month' })],
      ['alone_once', '2026-10-01', 'told'],
    ],
    [
      'told to be done alone long after a lesson, which confirms nothing',
      [help('2026-01-05', 'guided'), use('2026-10-01', { source: 'told', precision: 'month' })],
      ['alone_once', '2026-10-01', 'told'],
    ],
    [
      'alone in a sample, without a lesson',
      [use('2026-10-01', { source: 'sample' })],
      ['alone_once', '2026-10-01', 'sample'],
    ],
    [
      'alone six days after the lesson',
      [help('2026-10-01', 'guided'), use('2026-10-07')],
      ['alone_once', '2026-10-07', 'check_back'],
    ],
    [
      'alone seven days after the lesson',
      [help('2026-10-01', 'guided'), use('2026-10-08')],
      ['alone_confirmed', '2026-10-08', 'check_back'],
    ],
    [
      'alone seven days after the first of two lessons',
      [help('2026-10-01', 'explained'), help('2026-10-06', 'guided'), use('2026-10-08')],
      ['alone_confirmed', '2026-10-08', 'check_back'],
    ],
    [
      'alone in a sample, in the month of the lesson',
      [help('2026-10-05', 'guided'), use('2026-10-01', { source: 'sample', precision: 'month' })],
      ['alone_once', '2026-10-01', 'sample'],
    ],
    [
      'alone in a sample, in the month after the lesson',
      [help('2026-10-05', 'guided'), use('2026-11-01', { source: 'sample', precision: 'month' })],
      ['alone_confirmed', '2026-11-01', 'sample'],
    ],
    [
      'alone in a sample, at some time of the last year',
      [help('2026-10-05', 'guided'), use('2026-11-20', { source: 'sample', precision: 'year' })],
      ['alone_once', '2026-11-20', 'sample'],
    ],
    [
      'confirmed, then done with help again',
      [help('2026-10-01', 'guided'), use('2026-10-08'), use('2026-11-09', { how: 'with_help', source: 'told' })],
      ['alone_confirmed', '2026-10-08', 'check_back'],
    ],
  ])('%s', (_title, facts, [state, since, source]) => {
    expect(serviceStates(facts)).toMatchObject([{ service: RESIDENCE, state, since, source, stuck: null }]);
  });

  test('that no fact names has no state', () => {
    expect(serviceStates([use('2026-10-01', { service: null })])).toEqual([]);
  });

  test('getting stuck later takes no state away, and is shown until the next use', () => {
    const before = [help('2026-10-01', 'guided'), use('2026-10-08')];
    expect(stateOf(...before, stuck('2026-11-02'))).toMatchObject({
      state: 'alone_confirmed',
      since: '2026-10-08',
      stuck: { on: '2026-11-02', barrier: 'Quên mật khẩu' },
    });
    expect(stateOf(...before, stuck('2026-11-02'), use('2026-11-09'))!.stuck).toBeNull();
    expect(stateOf(help('2026-10-01', 'explained'), stuck('2026-10-09'))).toMatchObject({
      state: 'explained',
      stuck: { on: '2026-10-09' },
    });
  });

  test('has a state of its own in every service, the newest first', () => {
    const facts = [help('2026-10-01', 'guided'), { ...help('2026-10-02', 'explained'), service: PENSION }];
    expect(serviceStates(facts as PortalFact[]).map(({ service, state }) => [service.id, state])).toEqual([
      ['pension', 'explained'],
      ['residence', 'helped'],
    ]);
  });

  test('comes out the same whatever the order of the facts', () => {
    const random = numbers(12);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random.next().value * items.length)]!;
    const someDay = () => `2026-1${pick([0, 1])}-${String(1 + Math.floor(random.next().value * 28)).padStart(2, '0')}`;
    const someFact = (): PortalFact => {
      const service = pick([RESIDENCE, PENSION]);
      const made = pick([
        () => help(someDay(), pick(['watched', 'guided', 'by_relative', 'done_for', 'explained'] as const)),
        () =>
          use(someDay(), {
            how: pick(['alone', 'with_help', 'by_relative', 'done_for', 'unknown'] as const),
            source: pick(['visit', 'told', 'check_back', 'sample'] as const),
            precision: pick(['day', 'month', 'year'] as const),
          }),
        () => stuck(someDay()),
      ])();
      return { ...made, service };
    };
    for (let round = 0; round < 300; round += 1) {
      const facts = Array.from({ length: 1 + Math.floor(random.next().value * 9) }, someFact);
      const shuffled = facts
        .map((fact) => [random.next().value, fact] as const)
        .sort(([a], [b]) => a - b)
        .map(([, fact]) => fact);
      expect(serviceStates(shuffled)).toEqual(serviceStates(facts));
    }
  });
});
