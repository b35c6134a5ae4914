import type { Register, Outcome, Request, PreferredTime } from './register';
import { draw, drawNormal } from './chance';
import { dayOfWeek, later } from './days';
import { isAtHome, type Household, type Ward } from './ward';

interface AtTheDoor {
  outcome: Outcome;
  minutes: number;
}

const DINNER = { from: 1095, to: 1155 };
const PREFERRED_TIMES: readonly { chance: number; timeFor: (date: string) => PreferredTime }[] = [
  { chance: 0.6, timeFor: () => ({ weekdays: [1, 2, 3, 4, 5], from: 1140, to: 1230 }) },
  { chance: 0.8, timeFor: () => ({ weekdays: [6, 7], from: 510, to: 660 }) },
  { chance: 1, timeFor: (date) => ({ weekdays: [1 + ((dayOfWeek(date) + 1) % 5)], from: 1080, to: 1230 }) },
];

/** What happens at the doors, and what people do afterwards. */
export class Doors {
  private readonly willAskOn = new Map<string, string[]>();
  private readonly callsMade = new Map<string, number>();

  constructor(
    private readonly ward: Ward,
    private readonly register: Register,
  ) {}

  /** Whether a resident is at home, or stays in because they said so: the oracle's knowledge. */
  isSomebodyHome(household: Household, date: string, minute: number): boolean {
    return this.isExpected(household.id, date, minute) || isAtHome(this.ward, household, date, minute);
  }

  /** What a knock would bring, without knocking: what no way of planning may ask. */
  private wouldHappen(household: Household, date: string, minute: number): Outcome {
    const { seed, facts } = this.ward;
    const { id } = household;
    if (household.isVacant) return draw(seed, id, date, 'neighbour') < 0.7 ? 'moved_or_vacant' : 'nobody_home';
    const isExpected = this.isExpected(id, date, minute);
    if (
      !this.isSomebodyHome(household, date, minute) ||
      (!isExpected && draw(seed, id, date, 'opens') >= household.opens)
    )
      return 'nobody_home';
    const hasAsked = this.register.openRequests.has(id);
    if (!hasAsked && household.attitude === 'firm') return 'refused';
    if (
      !hasAsked &&
      household.attitude === 'hesitant' &&
      draw(seed, id, date, 'mood') >= facts.attitude.hesitantAccepts
    )
      return 'refused';
    const busy = minute >= DINNER.from && minute < DINNER.to ? facts.busyAtDinner : facts.busyOtherwise;
    return !isExpected && draw(seed, id, date, 'busy') < busy ? 'come_back_later' : 'met';
  }

  /** A knock at this minute: returns its outcome and duration, and updates the register. */
  knock(household: Household, date: string, minute: number): AtTheDoor {
    const outcome = this.wouldHappen(household, date, minute);
    const minutes = this.minutesAt(household, outcome);
    const { seed, facts } = this.ward;
    const { id } = household;
    if (outcome === 'refused' && household.attitude === 'firm') this.register.closed.add(id);
    if (outcome === 'refused' && draw(seed, id, 'asks later') < facts.attitude.asksLaterAfterRefusal)
      this.willAsk(id, later(date, 5 + Math.floor(draw(seed, id, 'asks when') * 35)));
    if (outcome === 'nobody_home' && !household.isVacant && draw(seed, id, date, 'card') < facts.phone.afterCard)
      this.willAsk(id, later(date, 1 + Math.floor(draw(seed, id, date, 'card when') * 4)));
    if (outcome === 'come_back_later') {
      const day = later(date, 2 + Math.floor(draw(seed, id, date, 'come back') * 7));
      this.register.promises.set(id, { door: id, date: day, from: 1140, to: 1230 });
    }
    return { outcome, minutes };
  }

  /**
   * Adds the requests of a day: people with something to settle, those who found a card, those who changed their mind.
   */
  phoneRings(date: string): void {
    const { seed, facts, households } = this.ward;
    const rate = facts.phone.perThousandDoorsAWeek / 7 / 1000;
    for (const household of households) {
      if (!household.isVacant && household.attitude !== 'firm' && draw(seed, household.id, date, 'calls') < rate)
        this.addRequest(household.id, date);
    }
    for (const door of this.willAskOn.get(date) ?? []) if (!this.register.met.has(door)) this.addRequest(door, date);
    this.willAskOn.delete(date);
  }

  /**
   * The office calls households on a working day, as long as it has time, and asks when it suits them.
   * @returns those not called today.
   */
  callHouseholds(households: readonly Household[], date: string, callsADay: number): Household[] {
    if (dayOfWeek(date) > 5) return [...households];
    const {
      seed,
      facts: { calling },
    } = this.ward;
    const waiting = households.filter(
      ({ id, hasNumber }) =>
        hasNumber &&
        !this.register.isDone(id) &&
        !this.register.openRequests.has(id) &&
        (this.callsMade.get(id) ?? 0) < calling.mostPerDoor,
    );
    for (const { id, attitude, isVacant } of waiting.slice(0, callsADay)) {
      this.callsMade.set(id, (this.callsMade.get(id) ?? 0) + 1);
      const isReached = !isVacant && draw(seed, id, date, 'reached') < calling.reached;
      if (isReached && attitude === 'firm') this.register.closed.add(id);
      const agrees =
        isReached &&
        attitude !== 'firm' &&
        draw(seed, id, date, 'agrees') < (attitude === 'hesitant' ? calling.hesitantAgrees : calling.agrees);
      if (agrees) this.addRequest(id, date, false);
      this.register.officeCalls.push({
        door: id,
        date,
        preferredTime: agrees ? (this.register.openRequests.get(id)?.preferredTime ?? null) : null,
      });
    }
    return waiting.slice(callsADay);
  }

  private addRequest(door: string, date: string, isOwn = true): void {
    const { seed, facts } = this.ward;
    const kind = draw(seed, door, date, 'wish');
    const hasPreferredTime = !isOwn || draw(seed, door, date, 'has wish') < facts.phone.hasPreferredTime;
    const preferredTime = hasPreferredTime ? PREFERRED_TIMES.find(({ chance }) => kind < chance)!.timeFor(date) : null;
    const request: Request = {
      id: `request-${this.register.requests.length + 1}`,
      door,
      since: date,
      preferredTime,
      metOn: null,
      isOwn,
    };
    this.register.addRequest(request);
  }

  private willAsk(door: string, date: string): void {
    this.willAskOn.set(date, [...(this.willAskOn.get(date) ?? []), door]);
  }

  /** They said they would be in, and most are. */
  private isExpected(door: string, date: string, minute: number): boolean {
    const { seed, facts } = this.ward;
    const preferredTime = this.register.openRequests.get(door)?.preferredTime;
    const promise = this.register.promises.get(door);
    const isPreferred =
      preferredTime &&
      preferredTime.weekdays.includes(dayOfWeek(date)) &&
      minute >= preferredTime.from &&
      minute < preferredTime.to;
    const isPromised = promise && promise.date === date && minute >= promise.from && minute < promise.to;
    return Boolean(isPreferred || isPromised) && draw(seed, door, date, 'keeps word') < facts.phone.keepsWord;
  }

  private minutesAt(household: Household, outcome: Outcome): number {
    const {
      seed,
      facts: { minutes },
    } = this.ward;
    if (outcome === 'nobody_home' || outcome === 'moved_or_vacant') return minutes.nobody;
    if (outcome === 'refused') return minutes.refused;
    if (outcome === 'come_back_later') return minutes.comeBack;
    const count = this.register.tries.length;
    let need = draw(seed, household.id, this.register.met.has(household.id) ? count : 'first', 'need');
    const { median } = minutes.visits.find(({ share }) => (need -= share) < 0) ?? minutes.visits.at(-1)!;
    const stay = median * Math.exp(minutes.visitSpread * drawNormal(seed, household.id, 'stay'));
    const isSlower = household.people.some((person) => person.isPriority);
    return (
      stay +
      (isSlower ? minutes.slower : 0) +
      (this.register.openRequests.get(household.id)?.isOwn ? minutes.asked : 0) +
      minutes.packing
    );
  }
}
