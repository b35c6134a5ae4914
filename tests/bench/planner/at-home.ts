import { draw, drawNormal } from './chance';
import { dayOfWeek, daysFrom } from './days';
import type { Household, Person, Ward } from './make-ward';
import { DAYS, FIRST_MONDAY, HABITS } from './ward-facts';

/** Minutes of a day during which a resident is at home: [from, to), sorted. */
type Spans = readonly (readonly [number, number])[];

const MORNING = 420;
const NOON = 720;
const EVENING = 1050;
const NIGHT = 1320;

/** Says whether a grown-up is at home, and awake, at this minute of this date. */
export class AtHome {
  /** Holds one date at a time because evenings are played in order. */
  private readonly days = new Map<string, Spans>();
  private date = '';

  constructor(private readonly ward: Ward) {}

  isSomebodyHome(household: Household, date: string, minute: number): boolean {
    if (household.isVacant) return false;
    if (this.date !== date) {
      this.date = date;
      this.days.clear();
    }
    let spans = this.days.get(household.id);
    if (!spans) this.days.set(household.id, (spans = spansOf(this.ward, household, date)));
    return spans.some(([from, to]) => minute >= from && minute < to);
  }
}

interface Day {
  seed: number;
  /** What the draws depend on: the date itself, or only its day of the week. */
  date: string;
  week: number;
  weekday: number;
  isFree: boolean;
  outFactor: number;
}

function spansOf({ seed, facts }: Ward, household: Household, date: string): Spans {
  const dayNumber = daysFrom(FIRST_MONDAY, date);
  if (dayNumber >= household.absentFrom && dayNumber < household.absentTo) return [];
  const weekday = dayOfWeek(date);
  const isRegular = draw(seed, household.id, 'same every week') < facts.sameEveryWeek;
  const marked = DAYS.find((day) => day.date === date)?.kind;
  const day: Day = {
    seed,
    date: isRegular ? `day ${weekday}` : date,
    week: Math.floor(dayNumber / 7),
    weekday,
    isFree: marked === 'holiday' || (weekday >= 6 && marked !== 'swapped_working_day'),
    outFactor: facts.outFactor,
  };
  if (household.kind === 'second_home' && draw(seed, household.id, day.date, 'second home') >= HABITS.secondHomeDay)
    return [];
  const together = awayTogether(household, day);
  return household.people
    .filter((person) => person.role !== 'child')
    .flatMap((person) => personSpans(person, day))
    .filter(([from, to]) => to > from)
    .flatMap((span) => without(span, together));
}

/** When the whole household is out: a weekend trip, a dinner, a visit to relatives. */
function awayTogether(household: Household, day: Day): Spans {
  const { together } = HABITS;
  const { seed, date, week, weekday, outFactor } = day;
  const is = (name: string, chance: number) =>
    draw(seed, household.id, date, name) < chance * outFactor * household.outgoing;
  if (day.isFree) {
    if (
      draw(seed, household.id, week, 'weekend away') <
      (household.kind === 'tenants' ? together.weekendAwayTenants : together.weekendAway) * outFactor
    )
      return [[0, 1440]];
    const away: [number, number][] = [];
    if (is('free morning', together.weekendDay)) away.push([480, 720]);
    if (is('free afternoon', together.weekendDay)) away.push([840, 1080]);
    if (is('free evening', weekday === 6 ? together.saturdayEvening : together.sundayEvening)) away.push([1050, 1245]);
    return away;
  }
  return is('evening', together.weekdayEvening) ? [[1050, 1245]] : [];
}

function personSpans(person: Person, day: Day): Spans {
  const { seed, date, weekday, isFree, outFactor } = day;
  const is = (name: string, chance: number) => draw(seed, person.id, date, name) < Math.min(0.97, chance);
  const spread = (name: string, minutes: number) => drawNormal(seed, person.id, date, name) * minutes;
  const isOut = (name: string, chance: number) => is(name, chance * outFactor);
  const hasAppointment = person.outEvenings.includes(weekday);
  switch (person.role) {
    case 'old': {
      const { old } = HABITS;
      const bed = old.bedtime + person.homeOffset / 2 + spread('bed', old.bedtimeSpread);
      return [
        ...(isOut('morning', old.outMorning) ? [] : [[MORNING, NOON] as const]),
        ...(isOut('afternoon', old.outAfternoon) ? [] : [[NOON, EVENING] as const]),
        isOut('evening', isFree ? old.outWeekendEvening : old.outWeekdayEvening)
          ? ([old.backFromEvening, bed] as const)
          : ([EVENING, bed] as const),
      ];
    }
    case 'homemaker':
      return [
        ...(isOut('morning', HABITS.homemaker.outMorning) ? [] : [[MORNING, NOON] as const]),
        ...(isOut('afternoon', HABITS.homemaker.outAfternoon) ? [] : [[NOON, EVENING] as const]),
        ...(hasAppointment ||
        isOut('evening', isFree ? HABITS.homemaker.outWeekendEvening : HABITS.homemaker.outWeekdayEvening)
          ? []
          : [[EVENING, NIGHT] as const]),
      ];
    case 'shopkeeper':
      return [
        ...(isOut('morning', HABITS.shopkeeper.outMorning) ? [] : [[MORNING, NOON] as const]),
        ...(isOut('afternoon', HABITS.shopkeeper.outAfternoon) ? [] : [[NOON, EVENING] as const]),
        ...(hasAppointment || isOut('evening', HABITS.shopkeeper.outEvening) ? [] : [[EVENING, NIGHT] as const]),
      ];
    case 'office': {
      const { office } = HABITS;
      if (isFree && !(weekday === 6 && person.worksSaturday))
        return [
          ...(isOut('morning', office.outMorning) ? [] : [[MORNING, NOON] as const]),
          ...(isOut('afternoon', office.outAfternoon) ? [] : [[NOON, EVENING] as const]),
          ...(hasAppointment || isOut('evening', office.outWeekendEvening / 2) ? [] : [[EVENING, NIGHT] as const]),
        ];
      const home = office.home + person.homeOffset + spread('home', office.daySpread);
      return [
        [hasAppointment || isOut('late', 0.1) ? Math.max(home, office.backLate + spread('late', 30)) : home, NIGHT],
      ];
    }
    case 'shift':
      return shiftSpans(person, day, { is, isOut, spread });
    case 'irregular':
      return [
        ...(is('morning', HABITS.irregular.homeByDay / outFactor) ? [[MORNING, NOON] as const] : []),
        ...(is('afternoon', HABITS.irregular.homeByDay / outFactor) ? [[NOON, EVENING] as const] : []),
        ...(!hasAppointment && is('evening', HABITS.irregular.homeInEvening / outFactor)
          ? [[EVENING + 30 + person.homeOffset, NIGHT] as const]
          : []),
      ];
    case 'student':
      return isFree
        ? [
            ...(is('morning', HABITS.student.homeOnWeekend / outFactor) ? [[MORNING, NOON] as const] : []),
            ...(is('afternoon', HABITS.student.homeOnWeekend / outFactor) ? [[NOON, EVENING] as const] : []),
            ...(is('evening', HABITS.student.homeOnWeekend / outFactor) ? [[EVENING, NIGHT] as const] : []),
          ]
        : [
            is('evening', HABITS.student.homeInEvening / outFactor)
              ? ([EVENING + 15, NIGHT] as const)
              : ([HABITS.student.eveningClassEnds, NIGHT] as const),
          ];
    case 'child':
      return [];
  }
}

/** The draws for a person and a day; each question has a name and always the same answer. */
interface Draws {
  is: (name: string, chance: number) => boolean;
  isOut: (name: string, chance: number) => boolean;
  spread: (name: string, minutes: number) => number;
}

/** Shifts change weekly: three rotas one after the other. */
function shiftSpans(person: Person, day: Day, { is, isOut, spread }: Draws): Spans {
  const { shift } = HABITS;
  const { seed, isFree } = day;
  const week = day.week + Math.floor(draw(seed, person.id, 'rota') * 3);
  if (isFree && !is('works', shift.weekendWorks)) {
    return [
      ...(isOut('morning', shift.offOut) ? [] : [[MORNING, NOON] as const]),
      ...(isOut('afternoon', shift.offOut) ? [] : [[NOON, EVENING] as const]),
      ...(isOut('evening', shift.offOut) ? [] : [[EVENING, NIGHT] as const]),
    ];
  }
  switch (week % 3) {
    case 0:
      return [[shift.dayHome + person.homeOffset + spread('home', 20), NIGHT]];
    case 1:
      return isOut('before', shift.offOut) ? [] : [[MORNING + 90, 780]];
    default:
      return isOut('before', shift.offOut) ? [[EVENING, shift.nightLeaves]] : [[840, shift.nightLeaves]];
  }
}

function without([from, to]: readonly [number, number], holes: Spans): [number, number][] {
  let parts: [number, number][] = [[from, to]];
  for (const [start, end] of holes) {
    parts = parts
      .flatMap(([a, b]): [number, number][] =>
        end <= a || start >= b
          ? [[a, b]]
          : [
              [a, start],
              [end, b],
            ],
      )
      .filter(([a, b]) => b > a);
  }
  return parts;
}
