import { z } from 'zod';
import type { Actor } from '../../src/actor';
import type { AppContext } from '../../src/context';
import {
  addDays,
  daysBetween,
  instantOf,
  localDateOf,
  weekdayOf,
  type LocalDate,
  type LocalTime,
} from '../../src/shared/dates';
import { HttpError } from '../../src/shared/errors';
import { HOUSEHOLD_PLAIN, RESIDENT_PLAIN } from '../../src/shared/register-fields';
import { fieldsOfCatalogue } from '../../src/web/form';
import type { DemoStaff } from './demo-accounts';
import type { DemoRandom } from './demo-random';
import type { DemoHousehold, DemoMember, DemoRegister } from './demo-register';

/** The plain fields of a resident and of a door of whom nothing more is known. */
export const NOTHING_TOLD = z.object(fieldsOfCatalogue(RESIDENT_PLAIN)).parse({});
export const NOTHING_TOLD_OF_DOOR = z.object(fieldsOfCatalogue(HOUSEHOLD_PLAIN)).parse({});

/** Somebody as the form of a new resident tells it. */
export const asRegistered = ({
  person: { fullName, birth, sex: gender },
  phone,
}: Pick<DemoMember, 'person' | 'phone'>) => ({
  ...NOTHING_TOLD,
  ...{ fullName, birth, gender, phone, nationalNumber: null, confirmedNew: true, warnings: [] },
});

/** What the stories of the demo ward share. */
export interface DemoWorld extends Pick<DemoRegister, 'households' | 'toBeBorn' | 'freeAddresses'>, DemoStaff {
  agenda: Agenda;
  newId: () => string;
  /** Households that already have an event in the register, or a second record: one each is enough. */
  touched: Set<DemoHousehold>;
  wardId: string;
  admin: Actor;
  /** Ids by the keys of the reference data. */
  serviceIds: ReadonlyMap<string, string>;
  barrierIds: ReadonlyMap<string, string>;
  openedOn: LocalDate;
  now: Date;
  today: LocalDate;
}

export interface DemoRound {
  id: string;
  date: LocalDate;
  from: LocalTime;
  to: LocalTime;
  officers: [Actor, Actor];
  startsAt: Date;
  endsAt: Date;
  /** In walking order. */
  doors: DemoHousehold[];
  /** 0 for the first round of the history, 1 for the last: trust grows over time. */
  progress: number;
}

type Act = (context: AppContext) => Promise<unknown>;
/** A moment, or a time of the day that lies so many days back. */
export type Moment = Date | readonly [daysAgo: number, time: LocalTime];

/** A service function refused what a story tells. Its message names the outcome and the fields, never their values. */
class Refused extends Error {}

/** What happens in the demo ward, in order of time. An act may add later ones; what lies after `end` never happens. */
export class Agenda {
  private readonly acts: { name: string; at: Date; act: Act }[] = [];

  constructor(
    private readonly context: Omit<AppContext, 'now'>,
    private readonly end: Date,
  ) {}

  /**
   * @param name stands in the log if the act is refused.
   * @param act answers nothing, or the outcome of a service function, which must be `done`.
   */
  add(name: string, moment: Moment, act: Act): void {
    const at = moment instanceof Date ? moment : instantOf(addDays(localDateOf(this.end), -moment[0]), moment[1]);
    if (at > this.end) return;
    const index = this.acts.findLastIndex((other) => other.at <= at) + 1;
    this.acts.splice(index, 0, { name, at, act });
  }

  /**
   * Plays all acts, each with the clock set to its time. A refused one is logged, and the others go on.
   * @param onAct is told the time of each.
   */
  async play(onAct: (at: Date) => void = () => undefined): Promise<void> {
    for (let next = this.acts.shift(); next; next = this.acts.shift()) {
      const { name, at, act } = next;
      onAct(at);
      try {
        await told(act({ ...this.context, now: () => at }));
      } catch (error) {
        if (!(error instanceof Refused || error instanceof HttpError)) throw error;
        const refusal = error instanceof Refused ? error.message : error.status;
        this.context.logger.warn({ story: name, at, refusal }, 'a story of the demo ward was refused');
      }
    }
  }
}

/** Waits for a service function, which must do what the story tells. Any other answer but an outcome passes. */
export async function told<Outcome>(outcome: Promise<Outcome>): Promise<Extract<Outcome, { kind: 'done' }>> {
  const answer: unknown = await outcome;
  if (typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind !== 'done')
    throw new Refused(
      [answer.kind, ...('errors' in answer ? Object.keys((answer.errors ?? {}) as object) : [])].join(' '),
    );
  return answer as Extract<Outcome, { kind: 'done' }>;
}

/** Some time in the morning of the next working day of the office. */
export function nextMorning(random: DemoRandom, on: LocalDate): Date {
  const next = addDays(on, 1);
  const isWeekend = weekdayOf(next) > 5;
  return instantOf(isWeekend ? addDays(next, 8 - weekdayOf(next)) : next, `0${random.int(8, 9)}:${random.int(10, 59)}`);
}

/** The morning of a random day since the register was opened, at least three days ago. */
export function someMorning(random: DemoRandom, { openedOn, today }: DemoWorld): Date {
  const days = random.int(3, Math.max(3, daysBetween(openedOn, today) - 3));
  return instantOf(addDays(today, -days), `${random.pick(['08', '09', '10'])}:${random.int(10, 59)}`);
}

/** Stories do not grow with a ward of more households. */
export const MOST_HOUSEHOLDS = 2500;

/** How many households a share of the ward is. */
export const countOf = ({ households }: Pick<DemoWorld, 'households'>, share: number, least = 1): number =>
  Math.max(least, Math.round(Math.min(households.length, MOST_HOUSEHOLDS) * share));

/** Whether the team may plan this door for a day. */
export function isFree({ occupancy, members, isOnRound, pausedUntil }: DemoHousehold, on: LocalDate): boolean {
  const lives = members.some(({ person }) => person.status !== 'absent');
  return occupancy === 'occupied' && lives && !isOnRound && (pausedUntil === null || pausedUntil < on);
}

export const dayOf = ({ now }: Pick<AppContext, 'now'>): LocalDate => localDateOf(now());
