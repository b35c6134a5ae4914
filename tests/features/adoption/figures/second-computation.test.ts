import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '../../../../src/db/database';
import { createFigures, type Figures } from '../../../../src/features/adoption/figures/figures';
import { readBehind } from '../../../../src/features/adoption/reports/writer-queries';
import { addDays, addMonths, type LocalDate } from '../../../../src/shared/dates';
import { createDemoWardDatabase } from '../../../support/demo-ward-database';
import { createUser, createWard } from '../../../support/factories';
import { PATIENCE_MS } from '../../../support/patience';
import { runs, slowTest } from '../../../support/runs';
import { THURSDAY_MORNING } from '../../../support/test-app';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database';
import { diceOf, writeBooks } from './random-book';
import { expectSamePractice } from './second-practice';
import { expectSameCalledDoors } from './second-called-doors';
import { expectSameSecondTries } from './second-second-tries';

// Every figure a second time: written as simply as its definition reads, and sharing nothing with src.

const TODAY = '2026-11-26';
const BOOKS = runs(60);
/** Another seed each time; BOOK_SEED repeats a run that failed. */
const SEED = Number(process.env.BOOK_SEED ?? Math.floor(Math.random() * 1e9));

let database: TestDatabase;
let db: Database;
const use = (created: TestDatabase) => {
  database = created;
  db = openDatabase(database.url, () => undefined, 5, PATIENCE_MS);
};
afterEach(async () => {
  await db.close();
  await database.drop();
});

/** Compares all figures of a ward on a day; `book` names it if they differ. */
async function expectSame(wardId: string, on: LocalDate, book: string): Promise<Record<string, unknown>> {
  const { figures } = await createFigures({ db, now: () => new Date() }, PATIENCE_MS)(wardId, on, TODAY);
  const { before, now } = figures.month;
  const ends = figures.trend.map(({ until }) => until);
  const {
    rows: [second],
  } = await db.pool.query({
    name: 'second',
    text: SECOND,
    values: [wardId, on, TODAY, `${on.slice(0, 7)}-01`, now.to, before.from, before.to, ends],
  });
  const { draw } = await readBehind(db, figures);
  const { confirmed = 0, different = 0 } = draw?.states ?? {};
  const confirmedUses = [confirmed, confirmed + different];
  // The figures leave out cells of few lessons; the second computation has all.
  const { lasting, ...others } = second as Record<string, unknown> & { lasting: [cell: string, ...number[]][] };
  const shown = new Set(figures.lasting!.map(cellOf));
  const ofShown = lasting.filter(([cell]) => shown.has(cell));
  expect({ book, on, ...valuesOf(figures), confirmedUses }).toEqual({ book, on, ...others, lasting: ofShown });
  return { ...others, lasting };
}

slowTest('every figure of the demo ward equals its second computation', async () => {
  use(await createDemoWardDatabase(THURSDAY_MORNING));
  const { id } = await db.prisma.ward.findFirstOrThrow();
  for (const on of [TODAY, '2026-10-31']) {
    await expectSame(id, on, 'demo');
    expect(await expectSamePractice(db, id, on, 'demo')).toBeGreaterThan(20);
    expect(await expectSameSecondTries(db, id, on, 'demo')).toBeGreaterThan(5);
    await expectSameCalledDoors(db, id, on, 'demo');
  }
});

test(`every figure of ${BOOKS} random wards equals its second computation`, async () => {
  use(await createTestDatabase());
  const books = [];
  for (let index = 0; index < BOOKS; index += 1) {
    const ward = await createWard(db, { code: `R${index}`, name: `Phường ${index}` });
    const account = { role: 'staff', username: `r${index}`, displayName: 'x', passwordHash: randomUUID() } as const;
    const user = await createUser(db, ward, account);
    const dice = diceOf(SEED + index);
    books.push({ ward: { id: ward.id, userId: user.id }, dice, households: dice.int(0, 8) });
  }
  await writeBooks(db, books, TODAY);
  await db.pool.query('ANALYZE');
  const seen = new Map<string, Set<string>>();
  let practised = 0;
  let triedAgain = 0;
  let called = 0;
  for (const [index, { ward, dice }] of books.entries()) {
    const past = addDays(addMonths('2026-11-01', -dice.int(0, 6)), -1);
    for (const on of [TODAY, past]) {
      const second = await expectSame(ward.id, on, `BOOK_SEED=${SEED}, book ${index}`);
      practised += await expectSamePractice(db, ward.id, on, `BOOK_SEED=${SEED}, book ${index}`);
      triedAgain += await expectSameSecondTries(db, ward.id, on, `BOOK_SEED=${SEED}, book ${index}`);
      called += await expectSameCalledDoors(db, ward.id, on, `BOOK_SEED=${SEED}, book ${index}`);
      for (const [figure, value] of Object.entries(second))
        seen.set(figure, (seen.get(figure) ?? new Set()).add(JSON.stringify(value)));
    }
  }
  // Two computations that agree on nothing prove nothing; a few wards may hold too little of something by chance.
  if (BOOKS < 60) return;
  expect(practised).toBeGreaterThan(10 * BOOKS);
  // Few of either: the draws of some seeds hold six.
  expect(triedAgain).toBeGreaterThan(BOOKS / 30);
  expect(called).toBeGreaterThan(BOOKS / 60);
  expect([...seen].filter(([, values]) => values.size < 2).map(([figure]) => figure)).toEqual([]);
});

/** The figures as plain numbers, by the names that the second computation uses. */
function valuesOf(figures: Figures): Record<string, unknown> {
  const values = <Key extends string>(counts: Record<Key, { value: number }>) =>
    Object.fromEntries(Object.entries<{ value: number }>(counts).map(([key, { value }]) => [key, value]));
  const [sample, sampleBefore] = figures.samples;
  const [count, countBefore] = figures.officialCounts;
  const answers = (strata: typeof sample) =>
    strata ? strata.strata.map(({ answered, alone }) => [answered, alone]).toSorted(byBoth) : null;
  const filesOf = ({ received, online }: { received: number; online: number }) => [received, online];
  return {
    doors: figures.doors.denominator.value,
    doorsReached: figures.doors.numerator.value,
    doorsReachedBefore: figures.doorsBefore.numerator.value,
    doorsHelped: figures.doorsHelped.value,
    helped: figures.helped.value,
    adults: figures.adults.denominator.value,
    users: figures.adults.numerator.value,
    hows: values(figures.hows),
    sources: values(figures.sources),
    doneForOnly: figures.doneForOnly.value,
    stepsOnly: figures.stepsOnly!.value,
    writers: figures.writers,
    vneid: [figures.vneid.level2.numerator, figures.vneid.unknown, figures.vneid.locked].map(({ value }) => value),
    priority: [figures.priority.denominator.value, figures.priority.numerator.value],
    taught: [figures.taught!.all, figures.stuck, figures.taught!.unasked].map(({ value }) => value),
    ways: Object.values(figures.ways!).map((bySource) => Object.values(bySource).map(({ value }) => value)),
    lasting: figures
      .lasting!.map((row) => [cellOf(row), ...STATES.map((state) => row.cell[state]), row.cell.people])
      .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
    topBarrier: figures.topBarrier && [figures.topBarrier.label, figures.topBarrier.people.value],
    refused: [figures.invited.denominator.value, figures.invited.numerator.value, figures.medianDays],
    paused: [
      figures.paused.all.value,
      ...(['refusal', 'mourning', 'do_not_knock'] as const).map((kind) => figures.paused.kinds[kind].value),
    ],
    bookFrom: figures.bookFrom,
    files: {
      sent: figures.files.sent.value,
      doneFor: figures.files.doneFor.numerator.value,
      ...values(figures.files.outcomes),
    },
    time: [figures.time.minutes, figures.time.counted.value, figures.time.uncounted.value],
    topics: figures.topics.byTopic.map(({ name, visits }) => [name, visits]),
    visitsWithTopic: figures.topics.visits.value,
    groupSessions: [figures.groupSessions.sessions.value, figures.groupSessions.named, figures.groupSessions.others],
    month: activityOf(figures.month.activity),
    monthNow: activityOf(figures.month.now.activity),
    monthBefore: activityOf(figures.month.before.activity),
    months: figures.months!.map(({ activity }) => activityOf(activity)),
    teamMinutes: figures.teamMinutes,
    groups: figures.groups
      .map((row) => [
        row.groupName ?? '',
        row.doors,
        row.doorsReached,
        row.adults,
        row.users,
        row.level2,
        row.priority,
        row.priorityHelped,
      ])
      .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
    services: figures.services
      .map((row) => [
        row.serviceId,
        row.isEssential,
        row.users,
        ...['alone', 'with_help', 'by_relative', 'unknown'].map((how) => row.hows[how as 'alone']),
        row.doneFor,
        row.files,
        row.filesDone,
        row.now,
        row.before,
      ])
      .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
    trend: figures.trend.map(({ numerator }) => numerator.value),
    firstUse: figures.firstUse,
    withoutBirth: figures.adultsWithoutBirth,
    sample: answers(sample!),
    sampleBefore: answers(sampleBefore!),
    official: count ? filesOf(count) : null,
    officialBefore: countBefore ? filesOf(countBefore) : null,
  };
}

const cellOf = ({ wave, by, value, service }: NonNullable<Figures['lasting']>[number]): string =>
  [wave, by === 'all' ? '' : by, service?.id ?? '', value].filter((part) => part !== '').join(' ');

const activityOf = (row: Figures['month']['activity']) => [
  row.visits,
  row.households,
  row.residents,
  row.files,
  row.doneFor,
  row.metInYear,
  row.settled,
  row.medianWait,
];

const byBoth = (one: number[], other: number[]) => one[0]! - other[0]! || one[1]! - other[1]!;

const OF_A_TRANSACTION = `coalesce((SELECT k.kind FROM public_service k WHERE k.id = u.public_service_id), 'procedure') <> 'utility'`;

/** What is counted of a span, in the order of activityOf. */
const activity = (from: string, to: string) => {
  const days = `BETWEEN ${from} AND ${to}`;
  const sent = `FROM line WHERE result = 'submitted' AND kind = 'procedure' AND part <> 'tien_ich_so' AND sent_on ${days}`;
  return `json_build_array((SELECT count(*) FROM seen WHERE visited_on ${days}), (SELECT count(DISTINCT household_id) FROM seen WHERE met_somebody AND visited_on ${days}),
    (SELECT count(DISTINCT resident_id) FROM line WHERE visited_on ${days}), (SELECT count(*) ${sent}), (SELECT count(*) ${sent} AND help_level = 'done_for'),
    (SELECT count(*) FROM home WHERE EXISTS (SELECT FROM seen WHERE household_id = home.id AND met_somebody AND visited_on <= ${to} AND visited_on > ${to} - interval '1 year')),
    (SELECT count(*) FROM waited WHERE came_on ${days}),
    (SELECT w.days FROM waited w WHERE w.came_on ${days} ORDER BY w.days OFFSET (SELECT greatest(count(*) - 1, 0) / 2 FROM waited WHERE came_on ${days}) LIMIT 1))`;
};

const STATES = ['alone', 'with_somebody', 'stuck', 'not_needed', 'silent', 'waiting', 'not_drawn'] as const;

/** $1 ward, $2 day, $3 today, $4 first of the month, $5 last compared day, $6 and $7 the compared days before, $8 weeks. */
const SECOND = `
  WITH people AS (
    SELECT r.id, r.birth_date, r.birth_precision, m.household_id, h.residential_group_id AS group_id
    FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
    WHERE r.ward_id = $1 AND r.residence_status NOT IN ('absent', 'moved_out', 'deceased', 'elsewhere')),
  grown AS (
    SELECT p.* FROM people p, ward w WHERE w.id = $1 AND p.household_id IS NOT NULL AND p.birth_date IS NOT NULL
      AND NOT EXISTS (SELECT FROM newcomer n WHERE n.resident_id = p.id AND n.is_waiting)
      AND (p.birth_precision = 'year' AND date_part('year', p.birth_date) + w.adult_age <= date_part('year', $3::date)
        OR p.birth_precision = 'day' AND p.birth_date + make_interval(years => w.adult_age) <= $3::date)),
  use AS (SELECT u.*, u.how <> 'done_for' AS own FROM portal_use u WHERE u.ward_id = $1 AND u.sample_member_id IS NULL AND u.used_on <= $2 AND u.used_on > $2::date - interval '1 year' AND ${OF_A_TRANSACTION}),
  best AS (
    SELECT g.id, g.group_id,
      CASE WHEN EXISTS (SELECT FROM use u WHERE u.resident_id = g.id AND u.how = 'alone') THEN 'alone'
        WHEN EXISTS (SELECT FROM use u WHERE u.resident_id = g.id AND u.how = 'with_help') THEN 'with_help'
        WHEN EXISTS (SELECT FROM use u WHERE u.resident_id = g.id AND u.how = 'by_relative') THEN 'by_relative'
        WHEN EXISTS (SELECT FROM use u WHERE u.resident_id = g.id AND u.how = 'unknown') THEN 'unknown' END AS how,
      (SELECT u.source FROM use u WHERE u.resident_id = g.id AND u.own
        ORDER BY array_position(ARRAY['alone', 'with_help', 'by_relative', 'unknown'], u.how::text), array_position(ARRAY['visit', 'check_back', 'told'], u.source::text) LIMIT 1) AS source,
      EXISTS (SELECT FROM use u WHERE u.resident_id = g.id AND NOT u.own) AS done_for
    FROM grown g),
  level AS (
    SELECT g.id, coalesce((SELECT r.vneid_level::text FROM readiness r WHERE r.resident_id = g.id AND r.recorded_on <= $2
      ORDER BY r.recorded_on DESC, r.created_at DESC LIMIT 1), 'unknown') AS level FROM grown g),
  home AS (SELECT id, residential_group_id AS group_id FROM household WHERE ward_id = $1 AND occupancy = 'occupied'),
  seen AS (SELECT id, household_id, visited_on, met_somebody, outcome FROM visit WHERE ward_id = $1 AND visited_on <= $2),
  line AS (SELECT a.*, s.visited_on, coalesce((SELECT u.used_on FROM portal_use u WHERE u.assisted_procedure_id = a.id), s.visited_on) AS sent_on, s.household_id, k.kind, k.group_key AS part, k.office_trip_minutes AS minutes,
      (SELECT f.status FROM file_status f WHERE f.assisted_procedure_id = a.id AND f.status_on <= $2 ORDER BY f.status_on DESC, f.recorded_at DESC LIMIT 1) AS status
    FROM assisted_procedure a, seen s, public_service k WHERE s.id = a.visit_id AND k.id = a.public_service_id),
  sent AS (SELECT * FROM line WHERE result = 'submitted' AND kind = 'procedure' AND part <> 'tien_ich_so' AND sent_on BETWEEN $4 AND $2),
  sent_year AS (SELECT * FROM line WHERE result = 'submitted' AND kind = 'procedure' AND part <> 'tien_ich_so' AND sent_on <= $2 AND sent_on > $2::date - interval '1 year'),
  learner AS (
    SELECT DISTINCT l.resident_id AS id FROM line l WHERE l.help_level IN ('watched', 'guided', 'explained') AND l.kind IN ('procedure', 'utility')),
  stuck AS (
    SELECT learner.id, last.barrier_id FROM learner, LATERAL (
      SELECT c.barrier_id FROM check_back c WHERE c.resident_id = learner.id AND c.outcome = 'stuck' AND c.checked_on <= $2
        AND c.id = (SELECT b.id FROM check_back b WHERE b.resident_id = c.resident_id AND b.public_service_id = c.public_service_id
          AND b.outcome IN ('alone', 'with_somebody', 'stuck', 'not_needed') AND b.checked_on <= $2 ORDER BY b.checked_on DESC, b.recorded_at DESC, b.id DESC LIMIT 1)
      ORDER BY c.checked_on DESC, c.recorded_at DESC, c.id DESC LIMIT 1) last),
  taught AS (
    SELECT l.resident_id, l.public_service_id AS service, l.visited_on AS day,
      (ARRAY['explained', 'guided', 'watched'])[max(array_position(ARRAY['explained', 'guided', 'watched'], l.help_level::text))] AS level,
      coalesce(max((SELECT max(g.number) FROM step_taught t, guide_step p, service_guide g WHERE t.assisted_procedure_id = l.id AND p.id = t.guide_step_id
        AND g.id = p.service_guide_id AND g.public_service_id = l.public_service_id)), 0) AS guide
    FROM line l WHERE l.help_level IN ('watched', 'guided', 'explained') AND l.kind IN ('procedure', 'utility') GROUP BY 1, 2, 3),
  waved AS (
    SELECT t.*, w.wave, t.day + w.opens AS opens, t.day + w.closes AS closes, (SELECT min(n.day) FROM taught n WHERE n.resident_id = t.resident_id AND n.service = t.service AND n.day > t.day) AS again
    FROM taught t, (VALUES ('7', 7, 29), ('30', 30, 90), ('180', 150, 240)) w (wave, opens, closes)),
  last_of_day AS (
    SELECT c.* FROM check_back c WHERE c.checked_on <= $2 AND NOT EXISTS (SELECT FROM check_back d WHERE d.resident_id = c.resident_id AND d.public_service_id = c.public_service_id
      AND d.checked_on = c.checked_on AND (d.recorded_at > c.recorded_at OR d.recorded_at = c.recorded_at AND d.id > c.id))),
  lesson AS (
    SELECT w.*, r.birth_date,
      (SELECT array_agg(c.outcome::text ORDER BY c.checked_on DESC) FROM last_of_day c WHERE c.resident_id = w.resident_id AND c.public_service_id = w.service
        AND c.checked_on >= w.opens AND c.checked_on <= w.closes AND c.checked_on <= coalesce(w.again, 'infinity')) AS said,
      (SELECT count(*) FROM check_draw x WHERE x.ward_id = $1 AND date(x.drawn_at + interval '7 hours') <= $2 AND w.day + 150 >= x.due_from AND w.day + 150 <= x.due_until) AS draws,
      (SELECT count(*) FROM check_draw x, check_draw_member m WHERE m.check_draw_id = x.id AND m.resident_id = w.resident_id AND w.day + 150 >= x.due_from AND w.day + 150 <= x.due_until) AS member
    FROM waved w, resident r WHERE r.id = w.resident_id AND w.opens <= $2 AND coalesce(w.again, 'infinity') > w.opens),
  outcome AS (
    SELECT l.*, (SELECT a FROM unnest(l.said) WITH ORDINALITY s (a, n) WHERE a IN ('alone', 'with_somebody', 'stuck', 'not_needed') ORDER BY n LIMIT 1) AS answer FROM lesson l),
  lasted AS (
    SELECT o.*, CASE WHEN wave = '180' AND draws > 0 AND member = 0 THEN 'not_drawn' WHEN answer IS NOT NULL THEN answer
        WHEN cardinality(said) > 2 OR $2 > closes OR $2 >= again OR o.resident_id IN (SELECT resident_id FROM last_of_day WHERE outcome = 'declined') THEN 'silent' ELSE 'waiting' END AS state,
      CASE WHEN birth_date IS NULL THEN 'unknown' WHEN birth_date + interval '40 years' > $2::date THEN 'under40' WHEN birth_date + interval '60 years' > $2::date THEN 'under60' ELSE 'from60' END AS age
    FROM outcome o WHERE answer IS NOT NULL OR o.resident_id IN (SELECT id FROM people)),
  celled AS (
    SELECT l.*, unnest(ARRAY[wave, wave || ' service ' || service, wave || ' guide ' || service || ' ' || guide, wave || ' level ' || level, wave || ' age ' || age]) AS cell FROM lasted l),
  refusal AS (
    SELECT household_id AS id, visited_on AS day FROM seen WHERE outcome = 'refused'
    UNION SELECT p.household_id, p.paused_from FROM household_pause p, household h WHERE h.id = p.household_id AND h.ward_id = $1 AND p.kind = 'refusal' AND p.paused_from <= $2),
  pause AS (
    SELECT p.household_id, p.kind FROM household_pause p, household h WHERE h.id = p.household_id AND h.ward_id = $1
      AND $2::date >= p.paused_from AND $2::date <= coalesce(p.paused_until, 'infinity') AND $2::date < coalesce(date(p.lifted_at + interval '7 hours'), 'infinity')),
  invited AS (
    SELECT DISTINCT ON (f.id) f.id, min(f.day) OVER (PARTITION BY f.id, q.id) AS day, q.received_on AS invited FROM refusal f, support_request q
    WHERE q.household_id = f.id AND q.received_on > f.day AND q.received_on <= $2
      AND (SELECT coalesce(max(s.visited_on), '-infinity') FROM seen s WHERE s.household_id = f.id AND s.met_somebody AND s.visited_on < q.received_on) <= f.day
      AND q.id NOT IN (SELECT support_request_id FROM support_request_closure WHERE kind = 'withdrawn' AND reopened_by IS NULL AND date(closed_at + interval '7 hours') <= $2)
    ORDER BY f.id, q.received_on, q.id),
  invitation AS (SELECT DISTINCT f.id, i.day, i.invited FROM refusal f LEFT JOIN invited i ON i.id = f.id),
  waited AS (
    SELECT s.visited_on AS came_on, s.visited_on - q.received_on AS days FROM support_request q, support_request_closure c, seen s
    WHERE c.support_request_id = q.id AND c.kind = 'done' AND c.reopened_by IS NULL AND s.id = c.visit_id AND s.visited_on >= q.received_on
      AND q.id NOT IN (SELECT support_request_id FROM support_request_service WHERE result IN ('declined', 'withdrawn'))),
  priority AS (
    SELECT p.id, p.group_id FROM people p LEFT JOIN readiness r ON r.resident_id = p.id AND r.is_latest
    WHERE p.household_id IS NOT NULL AND (p.birth_date + interval '60 years' <= $2::date OR r.lives_alone = 'yes' OR r.hard_to_move = 'yes' OR r.needs_helper = 'yes'
      OR EXISTS (SELECT FROM priority_fact f WHERE (f.resident_id = p.id OR f.household_id = p.household_id) AND f.valid_from <= $2 AND (f.valid_to IS NULL OR f.valid_to > $2)))),
  said AS (
    SELECT m.id, m.sample_stratum_id, s.quarter, (SELECT json_agg(a.answer ORDER BY a.answer IN ('declined', 'not_reached'), a.answered_on DESC) ->> 0 FROM sample_answer a
        WHERE a.sample_member_id = m.id AND NOT EXISTS (SELECT FROM sample_answer b WHERE b.sample_member_id = m.id AND b.answered_on = a.answered_on AND b.recorded_at > a.recorded_at)) AS answer
    FROM sample_member m, survey_sample s WHERE s.id = m.survey_sample_id AND s.ward_id = $1),
  stratum AS (
    SELECT s.quarter, t.id, (SELECT count(*) FROM said WHERE sample_stratum_id = t.id AND answer IN ('alone', 'with_family', 'with_team', 'not_used')) AS answered,
      (SELECT count(*) FROM said WHERE sample_stratum_id = t.id AND answer = 'alone') AS alone
    FROM survey_sample s, sample_stratum t WHERE t.survey_sample_id = s.id AND s.ward_id = $1 AND date(s.drawn_at + interval '7 hours') <= $2),
  quarters AS (SELECT quarter, row_number() OVER (ORDER BY quarter DESC) AS n FROM survey_sample WHERE ward_id = $1 AND date(drawn_at + interval '7 hours') <= $2),
  called AS (
    SELECT d.id, (SELECT c.outcome FROM confirmation_call c WHERE c.drawn_use_id = d.id AND c.outcome NOT IN ('declined', 'not_reached')
        AND NOT EXISTS (SELECT FROM confirmation_call b WHERE b.drawn_use_id = d.id AND b.called_on = c.called_on AND b.recorded_at > c.recorded_at)
        ORDER BY c.called_on DESC LIMIT 1)::text AS answer
    FROM drawn_use d, confirmation_draw x WHERE x.id = d.confirmation_draw_id AND x.ward_id = $1
      AND x.month <= $2 AND NOT EXISTS (SELECT FROM confirmation_draw newer, drawn_use n, confirmation_call c WHERE newer.ward_id = $1 AND newer.month <= $2 AND newer.month > x.month
        AND n.confirmation_draw_id = newer.id AND c.drawn_use_id = n.id AND c.outcome NOT IN ('declined', 'not_reached'))),
  counted AS (
    SELECT c.received, c.online, row_number() OVER (ORDER BY c.month DESC) AS n FROM official_count c
    WHERE c.ward_id = $1 AND c.public_service_id IS NULL AND c.withdrawn_at IS NULL AND c.month <= $2
      AND NOT EXISTS (SELECT FROM official_count d WHERE d.ward_id = $1 AND d.public_service_id IS NULL AND d.withdrawn_at IS NULL AND d.month = c.month AND d.recorded_at > c.recorded_at))
  SELECT
    (SELECT count(*) FROM home)::int AS doors,
    (SELECT count(*) FROM home WHERE id IN (SELECT household_id FROM seen WHERE met_somebody))::int AS "doorsReached",
    (SELECT count(*) FROM home WHERE id IN (SELECT household_id FROM seen WHERE met_somebody AND visited_on <= $7))::int AS "doorsReachedBefore",
    (SELECT count(*) FROM home WHERE id IN (SELECT household_id FROM line))::int AS "doorsHelped",
    (SELECT count(DISTINCT resident_id) FROM line)::int AS helped,
    (SELECT count(*) FROM grown)::int AS adults,
    (SELECT count(*) FROM best WHERE how IS NOT NULL)::int AS users,
    (SELECT json_build_object('alone', count(*) FILTER (WHERE how = 'alone'), 'with_help', count(*) FILTER (WHERE how = 'with_help'),
      'by_relative', count(*) FILTER (WHERE how = 'by_relative'), 'unknown', count(*) FILTER (WHERE how = 'unknown')) FROM best) AS hows,
    (SELECT json_build_object('visit', count(*) FILTER (WHERE source = 'visit'), 'check_back', count(*) FILTER (WHERE source = 'check_back'),
      'told', count(*) FILTER (WHERE source = 'told')) FROM best) AS sources,
    (SELECT count(*) FROM best WHERE done_for AND how IS NULL)::int AS "doneForOnly",
    (SELECT count(*) FROM best WHERE how IS NULL AND (
      EXISTS (SELECT FROM line l WHERE l.resident_id = best.id AND l.visited_on > $2::date - interval '1 year' AND l.kind IN ('digital_account', 'utility')
        AND l.result NOT IN ('blocked', 'prepared') AND l.help_level NOT IN ('explained', 'done_for'))
      OR EXISTS (SELECT FROM portal_use u WHERE u.resident_id = best.id AND u.used_on <= $2 AND u.used_on > $2::date - interval '1 year' AND NOT ${OF_A_TRANSACTION}
        AND u.sample_member_id IS NULL AND u.how <> 'done_for')))::int AS "stepsOnly",
    (SELECT json_build_array(count(*) FILTER (WHERE level = 'level_2'), count(*) FILTER (WHERE level = 'unknown'), count(*) FILTER (WHERE level = 'locked')) FROM level) AS vneid,
    (SELECT json_build_array(count(*), count(*) FILTER (WHERE id IN (SELECT resident_id FROM line))) FROM priority) AS priority,
    json_build_array((SELECT count(*) FROM learner), (SELECT count(*) FROM stuck),
      (SELECT count(*) FROM learner l WHERE NOT EXISTS (SELECT FROM check_back c WHERE c.resident_id = l.id AND c.checked_on <= $2 AND c.outcome NOT IN ('not_reached', 'declined')))) AS taught,
    json_build_array(${['alone', 'with_help', 'by_relative', 'unknown'].map((how) => `json_build_array(${['visit', 'check_back', 'told'].map((source) => `(SELECT count(*) FROM best WHERE how = '${how}' AND source = '${source}')`).join(', ')})`).join(', ')}) AS ways,
    (SELECT coalesce(json_agg(json_build_array(cell, ${STATES.map((state) => `(SELECT count(*) FROM celled x WHERE x.cell = c.cell AND x.state = '${state}')`).join(', ')},
      (SELECT count(DISTINCT x.resident_id) FROM celled x WHERE x.cell = c.cell AND x.state IN ('alone', 'with_somebody', 'stuck'))) ORDER BY cell COLLATE "C"), '[]')
      FROM (SELECT DISTINCT cell FROM celled) c) AS lasting,
    (SELECT json_build_array(b.label, count(*)) FROM stuck, barrier b WHERE b.id = barrier_id GROUP BY b.id ORDER BY count(*) DESC, b.position LIMIT 1) AS "topBarrier",
    (SELECT json_build_array(count(*), count(invited), (SELECT one.invited - one.day FROM invitation one WHERE one.invited IS NOT NULL
      ORDER BY one.invited - one.day OFFSET (SELECT (count(invited) - 1) / 2 FROM invitation) LIMIT 1)) FROM invitation) AS refused,
    (SELECT json_build_array(count(DISTINCT household_id), ${['refusal', 'mourning', 'do_not_knock']
      .map((kind) => `(SELECT count(DISTINCT household_id) FROM pause WHERE kind = '${kind}')`)
      .join(', ')}) FROM pause) AS paused,
    (SELECT min(day) FROM (SELECT date(created_at + interval '7 hours') AS day FROM ward WHERE id = $1 UNION ALL SELECT visited_on FROM visit WHERE ward_id = $1) entry) AS "bookFrom",
    (SELECT json_build_object('sent', count(*), 'doneFor', count(*) FILTER (WHERE help_level = 'done_for'), 'done', count(*) FILTER (WHERE status >= 9),
      'needs_papers', count(*) FILTER (WHERE status = 5), 'failed', count(*) FILTER (WHERE status = 3 OR status = 7 OR status = 8),
      'processing', count(*) FILTER (WHERE status = 1 OR status = 2 OR status = 4 OR status = 6), 'unknown', count(*) FILTER (WHERE status IS NULL)) FROM sent) AS files,
    (SELECT json_build_array(coalesce(sum(minutes), 0), count(minutes), count(*) - count(minutes)) FROM sent) AS time,
    (SELECT coalesce(json_agg(json_build_array(name, visits) ORDER BY visits DESC, name), '[]') FROM (
      SELECT k.name, (SELECT count(*) FROM topic_taught t, seen s WHERE s.id = t.visit_id AND t.public_service_id = k.id AND s.visited_on >= $4) AS visits
      FROM public_service k WHERE k.ward_id = $1) topic WHERE visits > 0) AS topics,
    (SELECT count(*) FROM seen s WHERE s.visited_on >= $4 AND EXISTS (SELECT FROM topic_taught t WHERE t.visit_id = s.id))::int AS "visitsWithTopic",
    (SELECT json_build_array(count(DISTINCT s.id), count(a.resident_id), (SELECT coalesce(sum(others_count), 0) FROM group_session o WHERE o.ward_id = $1 AND o.held_on BETWEEN $4 AND $2 AND o.withdrawn_by IS NULL))
      FROM group_session s LEFT JOIN group_session_attendee a ON a.group_session_id = s.id WHERE s.ward_id = $1 AND s.held_on BETWEEN $4 AND $2 AND s.withdrawn_by IS NULL) AS "groupSessions",
    ${(
      [
        ['month', '$4', '$2'],
        ['monthNow', '$4', '$5'],
        ['monthBefore', '$6', '$7'],
      ] as const
    )
      .map(([name, from, to]) => `${activity(from, to)} AS "${name}"`)
      .join(', ')},
    (SELECT json_agg(${activity('m.day', "least($2::date, (m.day + interval '1 month')::date - 1)")} ORDER BY m.day)
      FROM (SELECT ($4::date - make_interval(months => n))::date AS day FROM generate_series(0, 5) n) m) AS months,
    (SELECT coalesce(sum(extract(epoch FROM r.ends_at) - extract(epoch FROM r.starts_at)), 0)::int / 60 FROM round_officer o, round r WHERE r.id = o.round_id AND r.ward_id = $1
      AND date(r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh') BETWEEN $4 AND $2 AND r.id NOT IN (SELECT round_id FROM round_closure WHERE kind = 'cancelled')
      AND (r.ends_at <= now() OR r.id IN (SELECT round_id FROM round_closure))) AS "teamMinutes",
    (SELECT coalesce(json_agg(json_build_array(name, doors, reached, adults, users, level2, priority, helped) ORDER BY name COLLATE "C"), '[]') FROM (
      SELECT coalesce(g.name, '') AS name, (SELECT count(*) FROM home WHERE group_id IS NOT DISTINCT FROM g.id) AS doors,
        (SELECT count(*) FROM home WHERE group_id IS NOT DISTINCT FROM g.id AND id IN (SELECT household_id FROM seen WHERE met_somebody)) AS reached,
        (SELECT count(*) FROM grown WHERE group_id IS NOT DISTINCT FROM g.id) AS adults, (SELECT count(*) FROM best WHERE group_id IS NOT DISTINCT FROM g.id AND how IS NOT NULL) AS users,
        (SELECT count(*) FROM grown JOIN level USING (id) WHERE group_id IS NOT DISTINCT FROM g.id AND level.level = 'level_2') AS level2,
        (SELECT count(*) FROM priority WHERE group_id IS NOT DISTINCT FROM g.id) AS priority,
        (SELECT count(*) FROM priority WHERE group_id IS NOT DISTINCT FROM g.id AND id IN (SELECT resident_id FROM line)) AS helped
      FROM (SELECT id, name FROM residential_group WHERE ward_id = $1 UNION ALL SELECT NULL, NULL) g) each WHERE doors + adults + priority > 0) AS groups,
    (SELECT coalesce(json_agg(json_build_array(id, is_essential25, alone + with_help + by_relative + unknown, alone, with_help, by_relative, unknown, done_for, files, done, now, before) ORDER BY id::text COLLATE "C"), '[]') FROM (
      SELECT k.id, k.is_essential25, k.is_retired OR coalesce(k.retired_on <= $2, false) AS gone,
        (SELECT count(*) FROM grown g WHERE EXISTS (SELECT FROM use u WHERE u.resident_id = g.id AND u.public_service_id = k.id AND u.how = 'alone')) AS alone,
        (SELECT count(*) FROM grown g WHERE (SELECT bool_or(u.how = 'with_help') AND NOT bool_or(u.how = 'alone') FROM use u WHERE u.resident_id = g.id AND u.public_service_id = k.id)) AS with_help,
        (SELECT count(*) FROM grown g WHERE (SELECT bool_or(u.how = 'by_relative') AND NOT bool_or(u.how IN ('alone', 'with_help')) FROM use u WHERE u.resident_id = g.id AND u.public_service_id = k.id)) AS by_relative,
        (SELECT count(*) FROM grown g WHERE (SELECT bool_or(u.how = 'unknown') AND bool_and(u.how IN ('unknown', 'done_for')) FROM use u WHERE u.resident_id = g.id AND u.public_service_id = k.id)) AS unknown,
        (SELECT count(*) FROM grown g WHERE EXISTS (SELECT FROM use u WHERE u.resident_id = g.id AND u.public_service_id = k.id AND u.how = 'done_for')) AS done_for,
        (SELECT count(*) FROM sent_year WHERE public_service_id = k.id) AS files, (SELECT count(*) FROM sent_year WHERE public_service_id = k.id AND status >= 9) AS done,
        (SELECT count(*) FROM sent_year WHERE public_service_id = k.id AND sent_on BETWEEN $4 AND $5) AS now, (SELECT count(*) FROM sent_year WHERE public_service_id = k.id AND sent_on BETWEEN $6 AND $7) AS before
      FROM public_service k WHERE k.ward_id = $1) each
      WHERE alone + with_help + by_relative + unknown + done_for > 0 OR (is_essential25 AND NOT gone)) AS services,
    (SELECT coalesce(json_agg((SELECT count(DISTINCT u.resident_id) FROM portal_use u, grown g WHERE g.id = u.resident_id AND u.how <> 'done_for' AND u.sample_member_id IS NULL
      AND ${OF_A_TRANSACTION} AND u.used_on <= week AND u.used_on > week - interval '1 year') ORDER BY week), '[]') FROM unnest($8::date[]) week) AS trend,
    (SELECT min(used_on) FROM portal_use WHERE ward_id = $1 AND portal_question_id IS NULL AND sample_member_id IS NULL) AS "firstUse",
    (SELECT count(*) FROM people WHERE birth_date IS NULL)::int AS "withoutBirth",
    (SELECT json_agg(json_build_array(answered, alone) ORDER BY answered, alone) FROM stratum JOIN quarters USING (quarter) WHERE n = 1) AS sample,
    (SELECT json_agg(json_build_array(answered, alone) ORDER BY answered, alone) FROM stratum JOIN quarters USING (quarter) WHERE n = 2) AS "sampleBefore",
    (SELECT json_build_array(count(*) FILTER (WHERE answer = 'as_recorded'), count(answer)) FROM called) AS "confirmedUses",
    (SELECT coalesce(json_object_agg(recorded_by, uses), '{}') FROM (SELECT u.recorded_by, count(*) AS uses FROM use u, grown g
      WHERE g.id = u.resident_id AND u.own AND u.recorded_by IS NOT NULL GROUP BY 1) w) AS writers,
    (SELECT json_build_array(received, online) FROM counted WHERE n = 1) AS official,
    (SELECT json_build_array(received, online) FROM counted WHERE n = 2) AS "officialBefore"`;
