import { ASKED_ONCE_IN_DAYS, FIRST_CHECK_DAYS, LAST_CHECK_DAYS } from '../../src/features/casework/portal-use/asking';
import { HOW_CHECKED } from '../../src/features/casework/portal-use/ledger-service';
import { useAsReported } from '../../src/features/casework/portal-use/reported-use';
import type { CheckBackOutcome, PortalAnswer } from '../../src/generated/prisma/enums';
import { addDays, addMonths, daysBetween, type LocalDate } from '../../src/shared/dates';
import { BARRIER_WEIGHTS, SELF_SERVICE } from './demo-needs';
import { atAge, DemoRandom, demoIds } from './demo-random';
import type { DemoMember } from './demo-register';
import type { DemoRows } from './demo-rows';

type ByAge<Value> = readonly (readonly [below: number, answers: readonly (readonly [Value, number])[]])[];

/** What adults say about the last twelve months, by age. */
export const ANSWERS: ByAge<PortalAnswer> = [
  [
    40,
    [
      ['alone', 28],
      ['with_family', 4],
      ['not_used', 45],
      ['does_not_know', 3],
      ['declined', 5],
      ['not_reached', 15],
    ],
  ],
  [
    60,
    [
      ['alone', 16],
      ['with_family', 9],
      ['with_team', 6],
      ['not_used', 45],
      ['does_not_know', 4],
      ['declined', 6],
      ['not_reached', 14],
    ],
  ],
  [
    Infinity,
    [
      ['alone', 4],
      ['with_family', 14],
      ['with_team', 14],
      ['not_used', 50],
      ['does_not_know', 8],
      ['declined', 4],
      ['not_reached', 6],
    ],
  ],
];

/** What came of a lesson, by age. */
export const CHECKS: ByAge<CheckBackOutcome> = [
  [
    60,
    [
      ['alone', 50],
      ['with_somebody', 12],
      ['stuck', 12],
      ['not_needed', 26],
    ],
  ],
  [
    Infinity,
    [
      ['alone', 22],
      ['with_somebody', 26],
      ['stuck', 24],
      ['not_needed', 28],
    ],
  ],
];

/** A separate seed, so that what people answer changes nothing else in the demo ward. */
const SEED = 20_261_002;

interface AnswerInput {
  wardId: string;
  serviceIds: ReadonlyMap<string, string>;
  barrierIds: ReadonlyMap<string, string>;
  now: Date;
}

type AnswerRows = Pick<DemoRows, 'portalQuestion' | 'checkBack' | 'portalUse'>;
type Visit = DemoRows['visit'][number];

/** Draws what people answer at the door; visits come in the order of their days. */
export class AnswerDraw {
  private readonly random = new DemoRandom(SEED);
  private readonly newId: () => string;
  private readonly askedOn = new Map<string, LocalDate>();
  private readonly taughtOn = new Map<string, LocalDate>();

  constructor(
    private readonly input: AnswerInput,
    private readonly rows: AnswerRows,
  ) {
    this.newId = demoIds(this.random, input.now);
  }

  /** A resident was taught a service of the portal on a visit. */
  noteLesson(residentId: string, serviceId: string, day: LocalDate): void {
    this.taughtOn.set(`${residentId} ${serviceId}`, day);
  }

  /** What the people who were met say, before they are helped. */
  askAtDoor(visit: Visit, present: readonly DemoMember[]): void {
    for (const member of present) {
      this.checkBack(visit, member);
      this.ask(visit, member);
    }
  }

  private ask(visit: Visit, { id, person }: DemoMember): void {
    const day = visit.visitedOn as LocalDate;
    const last = this.askedOn.get(id);
    if (person.age < 19 || (last && daysBetween(last, day) < ASKED_ONCE_IN_DAYS) || !this.random.chance(0.7)) return;
    this.askedOn.set(id, day);
    const answer = this.random.weighted(
      atAge(person.age, ANSWERS).filter(([said]) => said !== 'not_reached' && said !== 'with_team'),
    );
    const isUse = answer === 'alone' || answer === 'with_family';
    const serviceId =
      isUse && this.random.chance(0.7) ? this.input.serviceIds.get(this.random.weighted(SELF_SERVICE))! : null;
    const month = isUse && this.random.chance(0.6) ? addMonths(`${day.slice(0, 7)}-01`, -this.random.int(0, 11)) : null;
    const question = {
      ...this.rowOf(visit, id),
      askedOn: day,
      answer,
      publicServiceId: serviceId,
      usedMonth: month,
    };
    this.rows.portalQuestion.push(question);
    const use = useAsReported(question);
    if (use) this.addUse(visit, id, { ...use, source: 'told', portalQuestionId: question.id });
  }

  private checkBack(visit: Visit, { id, person }: DemoMember): void {
    const day = visit.visitedOn as LocalDate;
    const [lesson] = [...this.taughtOn].filter(
      ([key, taughtOn]) =>
        key.startsWith(id) && taughtOn <= addDays(day, -FIRST_CHECK_DAYS) && taughtOn >= addDays(day, -LAST_CHECK_DAYS),
    );
    if (!lesson || !this.random.chance(0.8)) return;
    const [key, taughtOn] = lesson;
    this.taughtOn.delete(key);
    const outcome = this.random.weighted(atAge(person.age, CHECKS));
    const publicServiceId = key.slice(id.length + 1);
    const check = {
      ...this.rowOf(visit, id),
      publicServiceId,
      taughtOn,
      checkedOn: day,
      outcome,
      barrierId: outcome === 'stuck' ? this.input.barrierIds.get(this.random.weighted(BARRIER_WEIGHTS))! : null,
    };
    this.rows.checkBack.push(check);
    const how = HOW_CHECKED[outcome];
    if (how)
      this.addUse(visit, id, {
        how,
        publicServiceId,
        usedOn: day,
        datePrecision: 'day',
        source: 'check_back',
        checkBackId: check.id,
      });
  }

  private rowOf(visit: Visit, residentId: string) {
    const { id: visitId, loggedBy: recordedBy, loggedAt: recordedAt } = visit;
    return { id: this.newId(), wardId: this.input.wardId, visitId: visitId!, residentId, recordedBy, recordedAt };
  }

  /** All rows of a table must have the same keys. */
  private addUse(
    visit: Visit,
    residentId: string,
    use: Pick<DemoRows['portalUse'][number], 'how' | 'publicServiceId' | 'usedOn' | 'datePrecision' | 'source'> &
      Partial<DemoRows['portalUse'][number]>,
  ): void {
    this.rows.portalUse.push({
      id: this.newId(),
      wardId: this.input.wardId,
      residentId,
      assistedProcedureId: null,
      portalQuestionId: null,
      checkBackId: null,
      recordedBy: visit.loggedBy,
      ...use,
    });
  }
}
