import { z } from 'zod';
import type { NextStep, PauseKind } from '../../../generated/prisma/enums';
import { addDays, localDateOf, localTimeOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import type { Need } from '../../../shared/needs';
import type { CalendarFact, OutreachPolicy, TimeWindow } from '../../office/calendar/outreach-time';
import type { DueBrief } from '../../casework/due/due-items';
import { minuteOf, timeOf } from '../planner/clock';
import type {
  DoorCall,
  DoorTry,
  DueFollowUp,
  EveningAsk,
  KnownFace,
  KnownRound,
  OfficerAbsence,
  OpenRequest,
  PlannerDoor,
  PlannerInput,
  PlannerOptions,
  WeekAsk,
} from '../planner/planner-input';

const DAY_BEGINS = '00:00';
const DAY_ENDS = '24:00';
/** Minutes that a household waits after 'about seven'. */
const ABOUT_AN_HOUR = 30;

export const AVAILABILITY_FACT = z.object({
  officerId: z.string(),
  weekday: z.number(),
  from: z.string(),
  to: z.string(),
});
export const ABSENCE_FACT = z.object({ officerId: z.string(), startsAt: z.date(), endsAt: z.date() });
type AbsenceFact = z.infer<typeof ABSENCE_FACT>;

/**
 * A ward's facts as the database returns them; only the planner's thread parses the long lists, which are JSON text.
 */
export interface PlannerFacts {
  today: LocalDate;
  policy: OutreachPolicy;
  calendarDays: CalendarFact[];
  doors: string;
  tries: string;
  followUps: string;
  calls: string;
  known: string;
  requests: OpenRequest[];
  rounds: string;
  officers: { id: string; name: string }[];
  availability: z.infer<typeof AVAILABILITY_FACT>[];
  absences: AbsenceFact[];
}

type ResidentRow = [
  birthDate: LocalDate | null,
  birthPrecision: 'day' | 'year' | null,
  isTemporary: boolean,
  needs: Need[],
  due: DueBrief[] | null,
];
interface DoorRow extends Omit<PlannerDoor, 'pause' | 'residents'> {
  pauseKind: PauseKind | null;
  pauseUntil: LocalDate | null;
  residents: ResidentRow[];
}
interface FollowUpRow extends Pick<DueFollowUp, 'id' | 'doorId' | 'dueOn'> {
  nextStep: NextStep;
  from: LocalTime | null;
  to: LocalTime | null;
}

/** What is known about a ward, apart from the question. */
export type KnownWard = Omit<PlannerInput, 'ask' | 'options' | 'officers'> &
  Pick<PlannerFacts, 'officers' | 'availability' | 'absences'>;

/** Parses the facts, which are the same for every question about them. */
export const knownWardOf = (facts: PlannerFacts): KnownWard => ({
  ...facts,
  doors: (JSON.parse(facts.doors) as DoorRow[]).map(doorOf),
  tries: JSON.parse(facts.tries) as DoorTry[],
  followUps: (JSON.parse(facts.followUps) as FollowUpRow[]).map(followUpOf),
  calls: JSON.parse(facts.calls) as DoorCall[],
  known: JSON.parse(facts.known) as KnownFace[],
  rounds: JSON.parse(facts.rounds) as KnownRound[],
});

const followUpOf = ({ id, doorId, dueOn, nextStep, from, to }: FollowUpRow): DueFollowUp => ({
  id,
  doorId,
  dueOn,
  at: from ? promisedHours(from, to) : null,
  what: nextStep === 'bring_papers' ? 'mang giấy tờ, biểu mẫu' : 'quay lại nhà',
});

/**
 * The time for which a household with a promised hour waits. @param to absent if only one approximate hour was
 * promised.
 */
export const promisedHours = (from: LocalTime, to: LocalTime | '' | null): TimeWindow => ({
  from,
  to: to || timeOf(minuteOf(from) + ABOUT_AN_HOUR),
});

const doorOf = ({ pauseKind, pauseUntil, residents, ...door }: DoorRow): PlannerDoor => ({
  ...door,
  pause: pauseKind && { kind: pauseKind, until: pauseUntil },
  residents: residents.map(([date, precision, isTemporary, needs, due]) => ({
    birth: date && precision ? { date, precision } : null,
    isTemporary,
    needs,
    ...(due && { due }),
  })),
});

/** The planner's input for a question. */
export const plannerInputOf = (ward: KnownWard, ask: WeekAsk | EveningAsk, options: Partial<PlannerOptions> = {}) => ({
  ...ward,
  ask,
  options,
  officers: officersFor(ward, ask),
});

/** The officers for a question, without absences that touch none of its days. */
function officersFor({ officers, availability, absences }: KnownWard, ask: WeekAsk | EveningAsk) {
  const [from, to] = ask.kind === 'evening' ? [ask.date, ask.date] : [ask.from, ask.to];
  return officers.map(({ id, name }) => ({
    id,
    name,
    availability: availability.filter(({ officerId }) => officerId === id),
    absences: absences
      .filter(({ officerId }) => officerId === id)
      .flatMap(absentDays)
      .filter((absence) => absence.to >= from && absence.from <= to),
  }));
}

/** The hours of the first and last day if the absence begins or ends within them, and the whole days between. */
function absentDays({ startsAt, endsAt }: AbsenceFact): OfficerAbsence[] {
  const [firstDay, lastDay] = [localDateOf(startsAt), localDateOf(endsAt)];
  const [begins, ends] = [localTimeOf(startsAt), localTimeOf(endsAt)];
  if (firstDay === lastDay) return [{ from: firstDay, to: lastDay, hours: { from: begins, to: ends } }];
  const days: OfficerAbsence[] = [];
  const firstWhole = begins === DAY_BEGINS ? firstDay : addDays(firstDay, 1);
  const lastWhole = addDays(lastDay, -1);
  if (begins !== DAY_BEGINS) days.push({ from: firstDay, to: firstDay, hours: { from: begins, to: DAY_ENDS } });
  if (firstWhole <= lastWhole) days.push({ from: firstWhole, to: lastWhole });
  if (ends !== DAY_BEGINS) days.push({ from: lastDay, to: lastDay, hours: { from: DAY_BEGINS, to: ends } });
  return days;
}
