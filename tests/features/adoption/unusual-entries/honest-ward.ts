import { randomUUID } from 'node:crypto';
import { DemoRandom } from '../../../../prisma/seed/demo-random';
import type { Database } from '../../../../src/db/database';
import type { Prisma } from '../../../../src/generated/prisma/client';
import type { HelpLevel } from '../../../../src/generated/prisma/enums';
import { addDays, instantOf, localDateOf, type LocalDate } from '../../../../src/shared/dates';

const FIRST: LocalDate = '2026-11-01';
/** The evening on which the simulated month ends. */
export const LAST = instantOf('2026-11-30', '23:30');
const MINUTE = 60_000;
const DOORS = 60;

const dateOf = (day: LocalDate) => new Date(`${day}T00:00:00Z`);
const later = (at: Date, minutes: number) => new Date(at.getTime() + minutes * MINUTE);

/** One invented month of a ward whose team writes what happened, as teams do: late, in a hurry, with slips. */
export class HonestWard {
  readonly wardId = randomUUID();
  private readonly random: DemoRandom;
  private readonly staff = randomUUID();
  private readonly officers: { id: string; alone: number; noCode: number }[];
  private readonly homes = Array.from({ length: DOORS }, () => ({ id: randomUUID(), residentId: randomUUID() }));
  private readonly serviceId = randomUUID();
  private readonly rounds: Array<Prisma.RoundCreateManyInput> = [];
  private readonly carried: Array<Prisma.CarriedRoundCreateManyInput> = [];
  private readonly visits: Array<Prisma.VisitCreateManyInput & { id: string; loggedAt: Date; loggedBy: string }> = [];
  private readonly lines: Array<Prisma.AssistedProcedureCreateManyInput & { id: string }> = [];
  private readonly statuses: Array<Prisma.FileStatusCreateManyInput> = [];
  private readonly checks: Array<Prisma.CheckBackCreateManyInput> = [];
  private readonly questions: Array<Prisma.PortalQuestionCreateManyInput> = [];
  private readonly answers: Array<Prisma.SampleAnswerCreateManyInput> = [];
  private readonly requests: Array<Prisma.SupportRequestCreateManyInput> = [];
  private readonly sessions: Array<Prisma.GroupSessionCreateManyInput> = [];
  private readonly counts: Array<Prisma.OfficialCountCreateManyInput> = [];
  private readonly events: Array<Prisma.AuditEventCreateManyInput> = [];
  private readonly members: {
    id: string;
    residentId: string;
    hasPhone: boolean;
    calls: number;
    calledOn: LocalDate;
    isHeard: boolean;
  }[];

  constructor(readonly seed: number) {
    const random = new DemoRandom(seed);
    this.random = random;
    const [alone, noCode] = [0.15 + 0.2 * random.fraction(), 0.25 * random.fraction()];
    // One of them is truly better than the others.
    this.officers = Array.from({ length: 2 + (seed % 5) }, (_, place) => ({
      id: randomUUID(),
      alone: alone + 0.1 * (random.fraction() - 0.5) + (place === 0 ? 0.12 : 0),
      noCode: noCode + 0.1 * random.fraction(),
    }));
    this.members = this.homes.map(({ residentId }) => ({
      ...{ id: randomUUID(), residentId, hasPhone: random.chance(0.85), calls: 0, calledOn: '', isHeard: false },
    }));
    const days = Array.from({ length: 30 }, (_, index) => addDays(FIRST, index));
    for (const day of days) if (random.chance(0.45)) this.goOut(day);
    for (const day of days.filter((_, index) => index % 9 === 4)) this.checkBack(day);
    for (const day of days.filter((_, index) => index % 4 === 2)) this.callSample(day);
    for (let call = 0; call < 12; call += 1) this.askByTelephone(random.pick(days));
    this.correct();
    this.takeRequests(days);
    this.typeCounts();
    this.sessions.push({
      ...{ wardId: this.wardId, heldOn: dateOf('2026-11-08'), place: 'Nhà văn hóa', othersCount: 30 },
      ...{ recordedBy: this.staff, recordedAt: instantOf('2026-11-09', '09:00') },
    });
  }

  // ---------------------------------------------------------------- rounds of an evening

  private goOut(day: LocalDate): void {
    const { random } = this;
    const startsAt = instantOf(day, '18:45');
    const round = {
      id: randomUUID(),
      wardId: this.wardId,
      code: `B${this.rounds.length}`,
      area: 'Phố',
      createdBy: this.staff,
    };
    this.rounds.push({ ...round, startsAt, endsAt: later(startsAt, 135) });
    const [writer, other] = [random.pick(this.officers), random.pick(this.officers)];
    const way = random.byWeight({ atDoor: 55, sheet: 15, evening: 10, morning: 8, carried: 12 });
    if (way === 'carried')
      this.carried.push({
        ...{ id: randomUUID(), wardId: this.wardId, roundId: round.id, officerId: writer.id, laptopName: 'Máy đội' },
        ...{ carriedAt: startsAt, expiresAt: LAST },
      });
    let arrivedAt = startsAt;
    // The sheet of a weekend is typed on Monday.
    const typedOn = addDays(day, random.int(1, 2));
    let typedAt = { evening: instantOf(day, '21:50'), morning: instantOf(typedOn, '08:10') }[
      way as 'evening' | 'morning'
    ];
    for (let door = 0; door < 11; door += 1) {
      arrivedAt = later(arrivedAt, random.int(5, 14));
      if (!random.chance(0.55)) continue;
      const by = way === 'atDoor' && random.chance(0.2) ? other : writer;
      typedAt = typedAt && later(typedAt, random.int(60, 240) / 60);
      const loggedAt = {
        ...{ atDoor: later(arrivedAt, random.int(4, 25)), sheet: instantOf(typedOn, '08:30') },
        ...{ evening: typedAt, morning: typedAt, carried: new Date(instantOf(day, '21:20').getTime() + door * 400) },
      }[way]!;
      this.meet({
        by,
        arrivedAt,
        loggedAt,
        roundId: round.id,
        typedAt: way === 'carried' ? later(arrivedAt, 4) : null,
      });
    }
  }

  private meet(given: {
    by: HonestWard['officers'][number];
    arrivedAt: Date;
    loggedAt: Date;
    roundId: string;
    /** On the laptop that carried the round. */
    typedAt: Date | null;
  }): void {
    const { random, wardId } = this;
    const { by, arrivedAt, loggedAt, roundId, typedAt } = given;
    const home = random.pick(this.homes);
    const visitId = randomUUID();
    const visitedOn = dateOf(localDateOf(arrivedAt));
    this.visits.push({
      ...{
        id: visitId,
        wardId,
        householdId: home.id,
        roundId,
        clientKey: randomUUID(),
        outcome: 'met',
        metSomebody: true,
      },
      ...{ arrivedAt, visitedOn, loggedBy: by.id, loggedAt },
    });
    this.events.push({
      ...{ chainId: wardId, at: loggedAt, actorId: by.id, actorName: 'Người ghi', action: 'visit.record' },
      ...{ isChange: true, subjectType: 'visit', subjectId: visitId, details: { typedAt } },
    });
    for (let position = 0; position < random.int(0, 3); position += 1) {
      const id = randomUUID();
      const helpLevel: HelpLevel = random.chance(by.alone)
        ? 'watched'
        : random.pick(['guided', 'guided', 'by_relative', 'done_for']);
      const isSubmitted = random.chance(0.75);
      const hasCode = isSubmitted && !random.chance(by.noCode);
      this.lines.push({
        ...{ id, wardId, visitId, position, residentId: home.residentId, publicServiceId: this.serviceId, helpLevel },
        ...{
          result: isSubmitted ? 'submitted' : 'prepared',
          portalFileCode: hasCode ? `H26.12.3-261105-${id.slice(0, 8)}` : null,
        },
      });
      if (hasCode && random.chance(0.8))
        this.statuses.push({
          ...{
            wardId,
            assistedProcedureId: id,
            status: 2,
            statusOn: visitedOn,
            recordedBy: this.staff,
            recordedAt: LAST,
          },
        });
    }
  }

  // ---------------------------------------------------------------- calls

  /** Calls of an afternoon; of some, the notes are typed the next morning. @returns when each is written down. */
  private callTimes(day: LocalDate, count: number): Date[] {
    const { random } = this;
    const isOnPaper = random.chance(0.25);
    let at = isOnPaper ? instantOf(addDays(day, 1), '08:05') : instantOf(day, random.pick(['14:00', '14:30', '19:15']));
    return Array.from({ length: count }, () => {
      at = later(at, isOnPaper ? random.int(25, 70) / 60 : random.int(90, 420) / 60);
      return at;
    }).filter((when) => when < LAST);
  }

  private checkBack(day: LocalDate): void {
    const { random, wardId } = this;
    const by = random.pick([this.staff, ...this.officers.map(({ id }) => id)]);
    for (const recordedAt of this.callTimes(day, random.int(12, 26)))
      this.checks.push({
        ...{
          wardId,
          residentId: random.pick(this.homes).residentId,
          publicServiceId: this.serviceId,
          recordedBy: by,
          recordedAt,
        },
        ...{ taughtOn: dateOf('2026-10-20'), checkedOn: dateOf(day) },
        outcome: random.byWeight({ alone: 35, with_somebody: 15, not_needed: 25, not_reached: 25 }),
      });
  }

  /** In the order of the draw, without those who have no telephone; on some days two people call, the second from the middle. */
  private callSample(day: LocalDate): void {
    const { random, wardId, members } = this;
    for (const caller of random.chance(0.2) ? [0, 1] : [0]) {
      const list = members
        .slice(caller * 30)
        .filter(({ hasPhone, isHeard, calls }) => hasPhone && !isHeard && calls < 3);
      const recordedBy = caller === 0 ? this.staff : this.officers[0]!.id;
      for (const [index, recordedAt] of this.callTimes(day, random.int(8, 14)).entries()) {
        const member = list[index];
        if (!member) break;
        const answer = random.byWeight({ alone: 25, with_family: 25, not_used: 20, not_reached: 30 });
        if (member.calledOn === day) continue; // the list shows the other caller that
        member.calledOn = day;
        member.calls += 1;
        member.isHeard = answer !== 'not_reached';
        this.answers.push({
          wardId,
          sampleMemberId: member.id,
          answeredOn: dateOf(day),
          answer,
          recordedBy,
          recordedAt,
        });
      }
    }
  }

  private askByTelephone(day: LocalDate): void {
    const { random, wardId } = this;
    const recordedAt = later(instantOf(day, '08:00'), random.int(0, 790));
    this.questions.push({
      ...{
        wardId,
        residentId: random.pick(this.homes).residentId,
        askedOn: dateOf(day),
        recordedBy: this.staff,
        recordedAt,
      },
      answer: random.byWeight({ alone: 40, with_family: 30, not_used: 30 }),
    });
  }

  // ---------------------------------------------------------------- slips, and what the office writes

  /** An officer puts right what they typed; a colleague of the round or the office adds what was forgotten. */
  private correct(): void {
    const { random } = this;
    for (let slip = 0; slip < 10 && this.visits.length > 0; slip += 1) {
      const visit = random.pick(this.visits);
      const isOwn = random.chance(0.7);
      const actorId = isOwn ? visit.loggedBy : random.pick([this.staff, ...this.officers.map(({ id }) => id)]);
      const raised = random.chance(0.6);
      const [low, high] = ['guided', 'watched'];
      const change = { field: 'helpLevel', before: raised ? low : high, after: raised ? high : low };
      this.events.push({
        ...{
          chainId: this.wardId,
          at: later(visit.loggedAt, isOwn ? random.int(5, 6000) : random.int(60, 3000)),
          actorId,
        },
        ...{ actorName: 'Người sửa', action: 'visit.edit', isChange: true, subjectType: 'visit', subjectId: visit.id },
        details: { changes: Array.from({ length: random.int(1, 2) }, () => change) },
      });
    }
  }

  private takeRequests(days: readonly LocalDate[]): void {
    const { random, wardId } = this;
    for (let asked = 0; asked < 10; asked += 1) {
      const day = random.pick(days);
      // The first two homes refused in October.
      const home = this.homes[random.chance(0.1) ? random.int(0, 1) : random.int(2, DOORS - 1)]!;
      this.requests.push({
        ...{ wardId, householdId: home.id, channel: 'officer', what: 'Cài VNeID', receivedOn: dateOf(day) },
        ...{ createdBy: random.pick(this.officers).id, createdAt: instantOf(day, '19:40') },
      });
    }
  }

  private typeCounts(): void {
    const times = this.random.chance(0.15) ? 2 : 1;
    for (let time = 0; time < times; time += 1)
      this.counts.push({
        ...{ wardId: this.wardId, month: dateOf('2026-10-01'), received: 1200, online: 700 + time, source: 'Cổng' },
        ...{
          statedOn: dateOf('2026-11-05'),
          recordedBy: this.staff,
          recordedAt: later(instantOf('2026-11-05', '10:00'), time),
        },
      });
  }

  /** The rows of each table, in an order in which they can be inserted. */
  private rowsOf() {
    const { wardId, staff, homes } = this;
    const accounts = [staff, ...this.officers.map(({ id }) => id)];
    const sample = { id: randomUUID(), wardId, quarter: dateOf('2026-10-01'), seed: 1, drawnBy: staff };
    const stratum = { id: randomUUID(), wardId, surveySampleId: sample.id, population: DOORS };
    const code = `9${String(this.seed).padStart(4, '0')}`;
    return {
      ward: [{ id: wardId, code, name: 'Phường thử', province: 'Hà Nội', outreachPolicy: {} }],
      userAccount: accounts.map((id, place) => ({
        ...{ id, wardId, username: `thu-${this.seed}-${place}`, displayName: 'Lê Văn Ngay', passwordHash: '' },
        role: place === 0 ? ('staff' as const) : ('officer' as const),
      })),
      household: homes.map(({ id }) => ({
        id,
        wardId,
        laneKey: 'x',
        laneLabel: 'x',
        walkOrder: 'x',
        addressLine: 'Phố',
      })),
      resident: homes.map(({ residentId }) => ({ id: residentId, wardId, fullName: 'Lê Thị Dân' })),
      householdMembership: homes.map(({ id, residentId }) => ({
        ...{ wardId, householdId: id, residentId, relation: 'head' as const, validFrom: dateOf('2020-01-01') },
      })),
      householdPause: homes.slice(0, 2).map(({ id }) => ({
        ...{ wardId, householdId: id, kind: 'refusal' as const, reason: '', pausedFrom: dateOf('2026-10-01') },
        ...{ pausedUntil: dateOf('2026-10-20'), pausedBy: staff },
      })),
      publicService: [
        {
          id: this.serviceId,
          wardId,
          kind: 'procedure' as const,
          name: 'Đăng ký',
          code: '1.004194',
          groupKey: 'cu_tru',
        },
      ],
      surveySample: [{ ...sample, drawnAt: instantOf('2026-10-05', '09:00') }],
      sampleStratum: [stratum],
      sampleMember: this.members.map(({ id, residentId }, index) => ({
        ...{ id, wardId, surveySampleId: sample.id, sampleStratumId: stratum.id, residentId, callOrder: index + 1 },
      })),
      round: this.rounds,
      carriedRound: this.carried,
      visit: this.visits,
      assistedProcedure: this.lines,
      fileStatus: this.statuses,
      checkBack: this.checks,
      portalQuestion: this.questions,
      sampleAnswer: this.answers,
      supportRequest: this.requests,
      officialCount: this.counts,
      groupSession: this.sessions,
      auditEvent: this.events,
    };
  }

  /** Saves several wards at once, as plain rows: no client would write so many in a second. */
  static async save({ pool }: Database, wards: readonly HonestWard[]): Promise<void> {
    const rows = wards.map((ward) => ward.rowsOf());
    for (const table of Object.keys(rows[0]!) as (keyof (typeof rows)[0])[]) {
      const all = rows.flatMap((of): object[] => of[table]);
      const withId = table === 'auditEvent' ? all : all.map((row) => ({ id: randomUUID(), ...row }));
      const columns = Object.keys(withId[0]!).map(snakeCase).join(', ');
      const json = JSON.stringify(withId, (_, value: unknown) =>
        isPlain(value)
          ? Object.fromEntries(Object.entries(value).map(([name, held]) => [snakeCase(name), held]))
          : value,
      );
      await pool.query(
        `INSERT INTO ${snakeCase(table)} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${snakeCase(table)}, $1)`,
        [json],
      );
    }
  }
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
