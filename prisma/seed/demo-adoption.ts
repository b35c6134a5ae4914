import { percentNow } from '../../src/features/adoption/reports/target-pages';
import { createFigures } from '../../src/features/adoption/figures/figures';
import { closeMonth } from '../../src/features/adoption/month-closings/service';
import { openMonths } from '../../src/features/adoption/official-counts/forms';
import { recordOfficialCount } from '../../src/features/adoption/official-counts/service';
import { findCallable } from '../../src/features/adoption/sample/confirmation-queries';
import { drawConfirmations, recordConfirmation } from '../../src/features/adoption/sample/confirmation-service';
import type { CheckBackOutcome } from '../../src/generated/prisma/enums';
import { findObstacles } from '../../src/features/adoption/sample/queries';
import { drawSample, recordAnswer } from '../../src/features/adoption/sample/service';
import { setTarget } from '../../src/features/adoption/targets/service';
import { CHECK_BACK_PAGE_SIZE, listDueChecks, type DueRow } from '../../src/features/casework/portal-use/check-queries';
import { drawLateChecks } from '../../src/features/casework/portal-use/draw-service';
import { DRAWN_WAVE, waveOn } from '../../src/features/casework/portal-use/waves';
import { recordCheckBacks, recordPortalAnswer } from '../../src/features/casework/portal-use/service';
import type { Reads } from '../../src/db/database';
import { fromDbDate } from '../../src/db/dates';
import {
  addDays,
  addMonths,
  ageOn,
  daysBetween,
  instantOf,
  monthStartOf,
  quarterStartOf,
} from '../../src/shared/dates';
import { ANSWERS, BARRIER_WEIGHTS, CHECKS, HELPERS } from './demo-needs';
import { DemoPractice } from './demo-practice';
import { atAge, DemoRandom } from './demo-random';
import { dayOf, told, type DemoWorld } from './demo-world';

// ---------------------------------------------------------------- the sample of the quarter

const SAMPLE_SEED = 20_261_001;
const SAMPLE_SIZE = 200;
const SAMPLE_CALLED = 110;
const SAMPLE_DAYS_AGO = 20;
/** Of a morning on which the office calls, and of one call. */
const CALLING_MINUTES = 150;
const CALL_MINUTES = 5;
const MINUTE_MS = 60_000;

/** The office draws a sample and has called half of it since. */
export function tellOfSample({ agenda, newId, office: [office], now, today, wardId }: DemoWorld): void {
  const practice = new DemoPractice(wardId);
  const random = new DemoRandom(SAMPLE_SEED);
  const [earliest, wanted] = [quarterStartOf(today), addDays(today, -SAMPLE_DAYS_AGO)];
  const drawnOn = wanted < earliest ? earliest : wanted;
  const days = Math.max(1, daysBetween(drawnOn, today));
  const after = (days: number, minutes = 0) =>
    new Date(Math.min(instantOf(addDays(drawnOn, days), '09:00').getTime() + minutes * MINUTE_MS, now.getTime()));
  agenda.add('draw the sample', after(0), async (context) => {
    const drawn = await drawSample(context, office, SAMPLE_SIZE, SAMPLE_SEED);
    if (drawn.kind !== 'done') return;
    const members = await context.db.prisma.sampleMember.findMany({
      where: { surveySampleId: drawn.id, callOrder: { lte: SAMPLE_CALLED } },
      orderBy: { callOrder: 'asc' },
      include: { resident: { select: { birthDate: true } } },
    });
    for (const { id, callOrder, residentId, resident } of members) {
      const age = ageOn({ date: fromDbDate(resident.birthDate!), precision: 'day' }, today);
      const answer = random.byWeight(atAge(age, ANSWERS));
      const day = ((callOrder - 1) * days) / SAMPLE_CALLED;
      agenda.add('call a person of the sample', after(Math.floor(day), CALLING_MINUTES * (day % 1)), async (then) => {
        const { departure, isUnwilling } = await findObstacles(then.db.prisma, id);
        if (departure || isUnwilling) return; // since the draw: the office does not call
        const isHeard = answer !== 'not_reached' && answer !== 'declined';
        const practised = isHeard ? await practice.inSample(then, id, residentId) : null;
        const call = { id: newId(), answer, answeredOn: dayOf(then), service: null, month: null, practised };
        return recordAnswer(then, office, id, call);
      });
    }
  });
}

// ---------------------------------------------------------------- calls that confirm

const CONFIRMATION_SEED = 20_261_004;
/** What people say when they are asked whether the book is right, in a hundred calls. */
const CONFIRMED = {
  as_recorded: 74,
  did_not_happen: 4,
  other_person: 5,
  other_service: 2,
  declined: 3,
  not_reached: 12,
};

/** The office draws the uses of each of the last two full months, and somebody else than the writer calls about most. */
export function tellOfConfirmations({ agenda, newId, office, teams, today, wardId }: DemoWorld): void {
  const random = new DemoRandom(CONFIRMATION_SEED);
  const callers = [...office, ...teams.flatMap(({ officers }) => officers)];
  for (const monthsAgo of [1, 0]) {
    const firstDay = addMonths(monthStartOf(today), -monthsAgo);
    agenda.add('draw the uses to confirm', instantOf(addDays(firstDay, 1), '09:20'), async (context) => {
      const { confirmationDraw, drawnUse } = context.db.prisma;
      const drawn = await drawConfirmations(context, office[0], CONFIRMATION_SEED + monthsAgo);
      if (drawn.kind !== 'done') return;
      const { id: confirmationDrawId } = await confirmationDraw.findFirstOrThrow({ orderBy: { month: 'desc' } });
      const uses = await drawnUse.findMany({ where: { confirmationDrawId }, orderBy: { callOrder: 'asc' } });
      for (const [index, { id, writtenBy, editedBy }] of uses.entries()) {
        const caller = callers.find((account) => account.id !== writtenBy && account.id !== editedBy);
        // A few of the last month still wait.
        if (!caller || (monthsAgo === 0 && (index % 4 === 3 || index === uses.length - 1))) continue;
        const outcome = random.byWeight(CONFIRMED);
        const at = instantOf(addDays(firstDay, 2 + (index % 5)), '10:15');
        agenda.add('ask a person to confirm a use', at, async (then) => {
          const { obstacle, isOwn } = await findCallable(then.db.prisma, { wardId, id, reader: caller.id });
          if (obstacle || isOwn) return; // since the draw: its page shows no form
          await told(recordConfirmation(then, caller, id, { id: newId(), outcome, calledOn: dayOf(then) }));
        });
      }
    });
  }
}

// ---------------------------------------------------------------- asking by telephone

/** Days ago on which the office called, at most CALLS_A_DAY people each. */
const CALLING_DAYS = [40, 26, 12, 6, 3];
const CALLS_A_DAY = 30;
/** How many whom it taught half a year ago it can call in a month. */
const LATE_CALLS = 60;
const LATE_CALLS_A_DAY = 20;

/** The whole list of calls. */
async function allDue(db: Reads, asked: Parameters<typeof listDueChecks>[1]): Promise<DueRow[]> {
  const rows: DueRow[] = [];
  for (let page = await listDueChecks(db, asked, null); page.length > 0;) {
    rows.push(...page.slice(0, CHECK_BACK_PAGE_SIZE));
    page = page.length > CHECK_BACK_PAGE_SIZE ? await listDueChecks(db, asked, rows.at(-1)!) : [];
  }
  return rows;
}

/** The office calls people whom the team taught, and asks some others whether they use the portal. */
export function tellOfCalls({ agenda, barrierIds, households, office: [office], wardId, today }: DemoWorld): void {
  const random = new DemoRandom(20_261_003);
  const practice = new DemoPractice(wardId);
  for (const daysAgo of CALLING_DAYS)
    agenda.add('call the people due for a check', [daysAgo, '13:30'], async (context) => {
      const checkedOn = dayOf(context);
      /** The calls of a day follow each other. */
      const atCall = (place: number) => {
        const at = new Date(context.now().getTime() + place * CALL_MINUTES * MINUTE_MS);
        return { ...context, now: () => at };
      };
      await drawLateChecks(context, office, LATE_CALLS, 20_261_005);
      const checks = await allDue(context.db, { wardId, today: checkedOn });
      const isLate = ({ lessons }: DueRow) =>
        lessons.some(({ taughtOn }) => waveOn(taughtOn, checkedOn) === DRAWN_WAVE);
      const late = checks.filter(isLate).slice(0, LATE_CALLS_A_DAY);
      const due = [...late, ...checks.filter((row) => !isLate(row)).slice(0, CALLS_A_DAY)];
      for (const [place, { residentId, lessons, birth }] of due.entries()) {
        const said = atAge(birth ? ageOn(birth, today) : 0, CHECKS);
        const reached = random.byWeight({ yes: 77, not_reached: 20, declined: 3 });
        const answers = lessons.map(({ serviceId }) => {
          const outcome: CheckBackOutcome = reached === 'yes' ? random.byWeight(said) : reached;
          const helper = outcome === 'with_somebody' ? random.byWeight(HELPERS) : null;
          const barrierId = outcome === 'stuck' ? barrierIds.get(random.byWeight(BARRIER_WEIGHTS))! : null;
          return { serviceId, outcome, helper, paid: helper === 'family' ? false : null, barrierId };
        });
        const practised = reached === 'yes' ? await practice.inCall(context, residentId, checkedOn) : null;
        await told(recordCheckBacks(atCall(place), office, residentId, { answers, checkedOn, practised }));
      }
      const strangers = households
        .filter(({ visits }) => visits.length === 0)
        .flatMap(({ members }) => members)
        .filter(({ person, phone }) => phone !== null && person.age > 19 && person.status !== 'absent');
      for (const { id, person } of random.sample(strangers, 1)) {
        const answer = random.byWeight(atAge(person.age, ANSWERS));
        if (answer === 'not_reached') continue;
        const said = { answer, service: null, month: null, askedOn: checkedOn };
        await recordPortalAnswer(atCall(due.length), office, id, said);
      }
    });
}

// ---------------------------------------------------------------- counts, targets, a closed month

/** Files received and filed online, the oldest month first; as invented as the people. */
const COUNTS = [
  [1180, 604],
  [1225, 655],
  [1142, 665],
] as const;
/** The ward sets targets when the rounds have begun to show in the figures; at least so many days are left to reach them. */
const SET_DAYS_AGO = 60;
const LEFT_DAYS = 30;
/** How many points the two biggest groups are to gain: more than they will, and less. */
const POINTS = [30, 4];

/**
 * The office types in what the portal published for the last full months, two groups get targets of their own, so that all
 * ways of standing are seen, and the month before the last one is closed; the last one waits.
 */
export function tellOfMonths({ agenda, newId, admin, office: [office], today, wardId }: DemoWorld): void {
  const months = openMonths(today).slice(1, COUNTS.length + 1);
  for (const [index, month] of months.toReversed().entries()) {
    const [received, online] = COUNTS[index]!;
    const statedOn = addMonths(month, 1);
    const count = { month, publicServiceId: null, received, online, whollyOnline: null, source: 'Số bịa để dùng thử' };
    agenda.add('record the official count', instantOf(statedOn, '10:05'), (context) =>
      recordOfficialCount(context, office, { id: newId(), ...count, statedOn }),
    );
  }
  agenda.add('set the targets', [SET_DAYS_AGO, '09:00'], async (context) => {
    const [setOn, end] = [dayOf(context), addDays(today, LEFT_DAYS)];
    const period = `Quý ${Math.ceil(Number(end.slice(5, 7)) / 3)}/${end.slice(0, 4)}`;
    const { figures } = await createFigures(context, 0)(wardId, setOn, setOn);
    const groups = figures.groups.filter(({ groupId, adults }) => groupId !== null && adults > 0);
    const biggest = groups.toSorted((a, b) => b.adults - a.adults).slice(0, POINTS.length);
    for (const [index, { groupId }] of biggest.entries()) {
      const from = percentNow(figures, { indicator: 'knownUsers', groupId });
      const target = { indicator: 'knownUsers', residentialGroupId: groupId, period } as const;
      const words = { legalBasis: 'phường tự đặt', note: 'Số bịa để dùng thử.' };
      const value = Math.min(100, Math.round(from + POINTS[index]!));
      await told(setTarget(context, admin, { id: newId(), ...target, value, ...words }, () => from));
    }
  });
  const thisMonth = monthStartOf(today);
  agenda.add('close the month before the last', instantOf(addDays(addMonths(thisMonth, -1), 4), '16:10'), (context) =>
    closeMonth(context, office, { month: addMonths(thisMonth, -2), revision: 1 }),
  );
}
