import { countOf, shareOf } from '../../../../src/features/adoption/indicators/indicators';
import type { Figures } from '../../../../src/features/adoption/figures/figures';

const essential = (
  serviceId: string,
  name: string,
  { users, files, filesDone }: { users: number; files: number; filesDone: number },
) => ({
  serviceId,
  name,
  code: '1.004194',
  isEssential: true,
  users,
  doneFor: 0,
  hows: { alone: users, with_help: 0, by_relative: 0, unknown: 0 },
  files,
  filesDone,
});

const group = (number: number, counts: { doors: number; doorsReached: number; adults: number; users: number }) => ({
  groupId: `group-${number}`,
  groupName: `Tổ dân phố số ${number}`,
  doorsReachedBefore: 0,
  doorsHelped: 0,
  ...counts,
});

const activity = { visits: 120, households: 90, residents: 101, files: 61 };

/** The figures of an invented ward in November 2026. */
export const exampleFigures = (given: Partial<Figures> = {}): Figures => ({
  scope: { wardId: 'ward', on: '2026-11-30', today: '2026-12-02', adultAge: 18 },
  readAt: new Date('2026-12-02T01:30:00Z'),
  wardName: 'Phường Ba Đình',
  doors: shareOf('household', 300, 1000),
  doorsBefore: shareOf('household', 250, 1000),
  doorsHelped: countOf('household', 210),
  adults: shareOf('person', 1004, 5942),
  hows: {
    alone: countOf('person', 500),
    with_help: countOf('person', 300),
    by_relative: countOf('person', 150),
    unknown: countOf('person', 54),
  },
  sources: { visit: countOf('person', 700), check_back: countOf('person', 104), told: countOf('person', 200) },
  doneForOnly: countOf('person', 33),
  vneid: { level2: shareOf('person', 3000, 5942), unknown: countOf('person', 2000), locked: countOf('person', 12) },
  helped: countOf('person', 400),
  priority: shareOf('person', 120, 800),
  stuck: countOf('person', 30),
  topBarrier: { id: 'barrier', label: 'Quên mật khẩu VNeID', people: countOf('person', 11) },
  invited: shareOf('household', 7, 40),
  medianDays: 12,
  paused: {
    all: countOf('household', 9),
    kinds: {
      refusal: countOf('household', 5),
      mourning: countOf('household', 3),
      do_not_knock: countOf('household', 1),
    },
  },
  files: {
    sent: countOf('file', 61),
    outcomes: {
      done: countOf('file', 30),
      needs_papers: countOf('file', 5),
      failed: countOf('file', 1),
      processing: countOf('file', 15),
      unknown: countOf('file', 10),
    },
    doneFor: shareOf('file', 8, 61),
  },
  time: { minutes: 3000, counted: countOf('file', 40), uncounted: countOf('file', 21) },
  topics: {
    visits: countOf('visit', 44),
    byTopic: [{ serviceId: 'topic', name: 'Phòng chống lừa đảo', visits: 40 }],
  },
  groupSessions: { sessions: countOf('session', 2), named: 31, others: 20 },
  adultsWithoutBirth: 14,
  targetPercent: 70,
  groups: [
    group(1, { doors: 400, doorsReached: 200, adults: 2000, users: 504 }),
    group(2, { doors: 600, doorsReached: 100, adults: 3942, users: 500 }),
  ],
  services: [
    essential('service-1', 'Đăng ký tạm trú', { users: 210, files: 40, filesDone: 22 }),
    essential('service-2', 'Đăng ký khai sinh', { users: 30, files: 4, filesDone: 4 }),
    {
      ...essential('service-3', 'Cấp bản sao trích lục hộ tịch', { users: 9, files: 9, filesDone: 9 }),
      isEssential: false,
    },
  ],
  firstUse: '2025-06-01',
  bookFrom: '2025-06-01',
  trend: [
    { until: '2026-11-15', ...shareOf('person', 930, 5942) },
    { until: '2026-11-22', ...shareOf('person', 970, 5942) },
    { until: '2026-11-30', ...shareOf('person', 1004, 5942) },
  ],
  trendImage: '',
  month: {
    activity,
    now: { from: '2026-11-01', to: '2026-11-30', activity },
    before: {
      from: '2026-10-01',
      to: '2026-10-30',
      activity: { visits: 80, households: 60, residents: 70, files: 30 },
    },
  },
  samples: [],
  officialCounts: [],
  serviceCounts: [],
  ...given,
});

/** The figures of a ward on the day on which it began. */
export const emptyFigures = (): Figures => {
  const nobody = shareOf('person', 0, 0);
  const nowhere = shareOf('household', 0, 0);
  const none = { visits: 0, households: 0, residents: 0, files: 0 };
  const example = exampleFigures();
  const zeros = <Key extends string, Of extends 'person' | 'household' | 'file'>(counts: Record<Key, { unit: Of }>) =>
    Object.fromEntries(
      Object.entries<{ unit: Of }>(counts).map(([key, { unit }]) => [key, countOf(unit, 0)]),
    ) as Record<Key, ReturnType<typeof countOf<Of>>>;
  return {
    ...example,
    doors: nowhere,
    doorsBefore: nowhere,
    doorsHelped: countOf('household', 0),
    adults: nobody,
    hows: zeros(example.hows),
    sources: zeros(example.sources),
    doneForOnly: countOf('person', 0),
    vneid: { level2: nobody, unknown: countOf('person', 0), locked: countOf('person', 0) },
    helped: countOf('person', 0),
    priority: nobody,
    stuck: countOf('person', 0),
    topBarrier: null,
    invited: nowhere,
    medianDays: null,
    paused: { all: countOf('household', 0), kinds: zeros(example.paused.kinds) },
    files: { sent: countOf('file', 0), outcomes: zeros(example.files.outcomes), doneFor: shareOf('file', 0, 0) },
    time: { minutes: 0, counted: countOf('file', 0), uncounted: countOf('file', 0) },
    topics: { visits: countOf('visit', 0), byTopic: [] },
    groupSessions: { sessions: countOf('session', 0), named: 0, others: 0 },
    adultsWithoutBirth: 0,
    targetPercent: null,
    groups: [],
    services: [],
    firstUse: null,
    trend: [],
    month: {
      activity: none,
      now: { ...example.month.now, activity: none },
      before: { ...example.month.before, activity: none },
    },
  };
};
