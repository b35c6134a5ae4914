import { randomUUID } from 'node:crypto';
import type { Database } from '../../../../src/db/database';
import {
  AssistResult,
  CheckBackOutcome,
  ConfirmationOutcome,
  DoorOutcome,
  HelpLevel,
  HouseholdOccupancy,
  PauseKind,
  PortalAnswer,
  PortalUseHow,
  ResidenceStatus,
  ScamPattern,
  SituationMoment,
  UseDatePrecision,
  VisitCompanion,
  VneidLevel,
  YesNoUnknown,
} from '../../../../src/generated/prisma/enums';
import type { Prisma } from '../../../../src/generated/prisma/client';
import { addDays, addMonths, daysBetween, quarterStartOf, type LocalDate } from '../../../../src/shared/dates';

// Random books of small wards: any enum value and any day that the database accepts, more often at the edges of windows
// than in between. The same seed gives the same book, ids apart.

interface Ward {
  id: string;
  /** Recorded everything. */
  userId: string;
}

type Table = (typeof TABLES)[number];
type Book = {
  [Name in Table]: Extract<
    Prisma.TypeMap['model'][Capitalize<Name>]['operations']['createMany']['args']['data'],
    readonly unknown[]
  >;
};

/** In the order in which their references allow them to be written. */
const TABLES = [
  'residentialGroup',
  'publicService',
  'barrier',
  'household',
  'resident',
  'householdMembership',
  'readiness',
  'priorityFact',
  'householdPause',
  'visit',
  'visitPresence',
  'topicTaught',
  'assistedProcedure',
  'fileStatus',
  'supportRequest',
  'supportRequestClosure',
  'supportRequestService',
  'portalQuestion',
  'checkBack',
  'checkDraw',
  'checkDrawMember',
  'surveySample',
  'sampleStratum',
  'sampleMember',
  'sampleAnswer',
  'portalUse',
  'confirmationDraw',
  'drawnUse',
  'confirmationCall',
  'officialCount',
  'groupSession',
  'groupSessionAttendee',
  'round',
  'roundOfficer',
  'roundClosure',
  'scamSituation',
  'situationAnswer',
  'briefing',
  'doorCall',
] as const;

export interface Dice {
  int(from: number, to: number): number;
  chance(share: number): boolean;
  one<Item>(items: readonly Item[]): Item;
}

/** Mulberry32. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  return { int, chance: (share) => random() < share, one: (items) => items[int(0, items.length - 1)]! };
}

const dated = (day: LocalDate) => new Date(`${day}T00:00:00Z`);
const any = <Value extends string>(dice: Dice, values: Record<string, Value>) => dice.one(Object.values(values));

/** Writes a book into each ward; `today` is the last day of every book. */
export async function writeBooks(
  db: Database,
  books: readonly { ward: Ward; dice: Dice; households: number }[],
  today: LocalDate,
): Promise<void> {
  const all = Object.fromEntries(TABLES.map((table) => [table, []])) as unknown as Book;
  for (const { ward, dice, households } of books) fill(all, { ward, dice, today }, households);
  for (const table of TABLES) {
    const model = db.prisma[table] as unknown as { createMany(rows: { data: object[] }): Promise<unknown> };
    await model.createMany({ data: all[table] });
  }
}

interface Pen {
  ward: Ward;
  dice: Dice;
  today: LocalDate;
}

function fill(book: Book, pen: Pen, households: number): void {
  const { ward, dice } = pen;
  const groups = Array.from({ length: dice.int(0, 3) }, (_, index) => ({
    id: randomUUID(),
    wardId: ward.id,
    code: String(index + 1),
    name: `Tổ dân phố số ${index + 1}`,
    validFrom: dated('2020-01-01'),
  }));
  book.residentialGroup.push(...groups);
  const services = Array.from({ length: 6 }, (_, index) => {
    const kind = index < 3 ? 'procedure' : dice.one(['procedure', 'utility', 'digital_account'] as const);
    return {
      id: randomUUID(),
      wardId: ward.id,
      kind,
      name: `Dịch vụ ${index + 1}`,
      groupKey: 'x',
      isEssential25: dice.chance(0.5),
      officeTripMinutes: dice.chance(0.5) ? dice.int(20, 120) : null,
      isRetired: dice.chance(0.1),
    };
  });
  const topics = [1, 2].map((index) => ({
    id: randomUUID(),
    wardId: ward.id,
    kind: 'topic' as const,
    topicArea: 'scam' as const,
    name: `Nội dung ${index}`,
    groupKey: 'x',
  }));
  book.publicService.push(...services, ...topics);
  const barriers = [1, 2, 3].map((position) => ({
    id: randomUUID(),
    wardId: ward.id,
    key: `b${position}`,
    label: `Điều vướng ${position}`,
    position,
  }));
  book.barrier.push(...barriers);
  const [serviceIds, topicIds, barrierIds] = [services, topics, barriers].map((rows) => rows.map(({ id }) => id)) as [
    string[],
    string[],
    string[],
  ];
  const known: Known = { serviceIds, topicIds, barrierIds, residents: [] };
  for (let index = 0; index < households; index += 1) {
    const groupId = groups.length > 0 && dice.chance(0.8) ? dice.one(groups).id : null;
    writeHousehold(book, pen, known, { index, groupId });
  }
  writeSamples(
    book,
    pen,
    known,
    groups.map(({ id }) => id),
  );
  writeConfirmations(book, pen);
  writeLateChecks(book, pen, known);
  for (let index = dice.int(0, 4); index > 0; index -= 1) {
    const received = dice.int(0, 50);
    const month = addMonths(`${pen.today.slice(0, 7)}-01`, -dice.int(0, 3));
    book.officialCount.push({
      wardId: ward.id,
      month: dated(month),
      publicServiceId: dice.chance(0.3) ? dice.one(serviceIds) : null,
      received,
      online: dice.int(0, received),
      source: 'Cổng',
      statedOn: dated(month),
      recordedBy: ward.userId,
      recordedAt: new Date(dated(pen.today).getTime() + index * 1000),
      ...(dice.chance(0.2) && { withdrawnBy: ward.userId, withdrawnAt: dated(pen.today) }),
    });
  }
  writeGroupSessions(book, pen);
  writeRounds(book, pen);
  writePractice(book, pen);
}

/** On different days: to come, over, closed or cancelled, at the edges of a day in Hà Nội. */
function writeRounds(book: Book, { dice, ward, today }: Pen): void {
  for (let index = dice.int(0, 6); index > 0; index -= 1) {
    const id = randomUUID();
    const day = addDays(today, 30 - index * 14 + dice.int(0, 12));
    const startsAt = new Date(dated(day).getTime() + dice.one([-7, 11, 12, 16]) * 3_600_000);
    const times = { wardId: ward.id, startsAt, endsAt: new Date(startsAt.getTime() + dice.int(20, 59) * 60_000) };
    book.round.push({ id, code: `R-${index}`, area: 'x', createdBy: ward.userId, ...times });
    book.roundOfficer.push({ roundId: id, userId: ward.userId, ...times });
    if (dice.chance(0.5))
      book.roundClosure.push({
        roundId: id,
        wardId: ward.id,
        kind: dice.chance(0.7) ? 'closed' : 'cancelled',
        closedBy: ward.userId,
        closedAt: times.endsAt,
      });
  }
}

function writeGroupSessions(book: Book, { dice, ward, today }: Pen): void {
  for (let index = dice.int(0, 3); index > 0; index -= 1) {
    const id = randomUUID();
    book.groupSession.push({
      id,
      wardId: ward.id,
      heldOn: dated(addDays(today, -dice.int(0, 90))),
      place: 'Nhà văn hóa',
      othersCount: dice.int(0, 40),
      recordedBy: ward.userId,
      recordedAt: dated(today),
      ...(dice.chance(0.2) && { withdrawnBy: ward.userId, withdrawnAt: dated(today) }),
    });
    for (const resident of book.resident.filter(({ wardId }) => wardId === ward.id && dice.chance(0.2)))
      book.groupSessionAttendee.push({ groupSessionId: id, residentId: resident.id!, wardId: ward.id });
  }
}

interface Known {
  serviceIds: string[];
  topicIds: string[];
  barrierIds: string[];
  /** With their group. */
  residents: { id: string; groupId: string | null }[];
}

/** A day of the last 800, often at the edge of a window. */
function someDay({ dice, today }: Pen): LocalDate {
  if (dice.chance(0.6)) return addDays(today, -dice.int(0, 800));
  const month = addMonths(`${today.slice(0, 7)}-01`, -dice.int(0, 13));
  const day = dice.one([today, addMonths(today, -12), addDays(addMonths(today, -12), 1), month, addDays(month, -1)]);
  return addDays(day, dice.chance(0.2) && day < today ? 1 : 0);
}

function writeHousehold(book: Book, pen: Pen, known: Known, given: { index: number; groupId: string | null }): void {
  const { ward, dice } = pen;
  const household = {
    id: randomUUID(),
    wardId: ward.id,
    residentialGroupId: given.groupId,
    houseNumber: String(given.index + 1),
    addressLine: `${given.index + 1} Trúc Bạch`,
    laneKey: 'trúc bạch',
    laneLabel: 'Phố Trúc Bạch',
    walkOrder: String(given.index).padStart(5, '0'),
    occupancy: dice.chance(0.75) ? ('occupied' as const) : any(dice, HouseholdOccupancy),
  };
  book.household.push(household);
  const members = Array.from({ length: dice.int(1, 3) }, (_, index) => {
    const id = randomUUID();
    writeResident(book, pen, { id, householdId: household.id, isHead: index === 0 });
    return id;
  });
  known.residents.push(...members.map((id) => ({ id, groupId: given.groupId })));
  if (dice.chance(0.15))
    book.priorityFact.push({
      wardId: ward.id,
      householdId: household.id,
      kind: dice.one(['poor', 'near_poor', 'policy_family']),
      validFrom: dated(someDay(pen)),
      source: 'list',
      recordedBy: ward.userId,
      recordedAt: dated(pen.today),
    });
  for (let count = dice.chance(0.2) ? dice.int(1, 2) : 0; count > 0; count -= 1) writePause(book, pen, household.id);
  for (let count = dice.int(0, 4); count > 0; count -= 1) writeVisit(book, pen, known, { id: household.id, members });
  for (let count = dice.chance(0.4) ? dice.int(1, 2) : 0; count > 0; count -= 1)
    writeRequest(book, pen, known, household.id);
  for (const residentId of members) writeAnswers(book, pen, known, residentId);
}

/** Open, withdrawn, done by a visit of the household (of two services maybe one alone), or reopened after that. */
function writeRequest(book: Book, pen: Pen, { serviceIds }: Known, householdId: string): void {
  const { ward, dice, today } = pen;
  const id = randomUUID();
  book.supportRequest.push({
    id,
    wardId: ward.id,
    householdId,
    channel: 'phone',
    what: 'x',
    receivedOn: dated(someDay(pen)),
    createdBy: ward.userId,
    createdAt: dated(today),
  });
  if (dice.chance(0.4)) return;
  const visits = book.visit.filter((visit) => visit.householdId === householdId);
  const visit = visits.length > 0 && dice.chance(0.6) ? dice.one(visits) : null;
  book.supportRequestClosure.push({
    wardId: ward.id,
    supportRequestId: id,
    kind: visit ? 'done' : 'withdrawn',
    visitId: visit?.id ?? null,
    closedBy: ward.userId,
    closedAt: new Date(dated(someDay(pen)).getTime() + dice.int(0, 24) * 3_600_000),
    ...(dice.chance(0.3) && { reopenedBy: ward.userId, reopenedAt: dated(today) }),
  });
  for (const [index, publicServiceId] of serviceIds.slice(0, visit ? dice.int(0, 2) : 0).entries()) {
    const result = index === 0 ? 'done' : dice.one(['done', 'declined', 'withdrawn'] as const);
    book.supportRequestService.push({
      wardId: ward.id,
      supportRequestId: id,
      position: index + 1,
      publicServiceId,
      result,
      visitId: result === 'done' ? visit!.id : null,
      endedAt: dated(today),
    });
  }
}

/** Without an end, with one, or lifted, on whatever day. */
function writePause(book: Book, pen: Pen, householdId: string): void {
  const { ward, dice, today } = pen;
  const pausedFrom = someDay(pen);
  const lifted = {
    liftedAt: new Date(dated(someDay(pen)).getTime() + dice.int(0, 24) * 3_600_000),
    liftedBy: ward.userId,
  };
  book.householdPause.push({
    wardId: ward.id,
    householdId,
    kind: any(dice, PauseKind),
    reason: 'x',
    pausedFrom: dated(pausedFrom),
    pausedUntil: dice.chance(0.5) ? null : dated(dice.one([today, addDays(pausedFrom, dice.int(0, 400))])),
    pausedBy: ward.userId,
    ...(dice.chance(0.3) && lifted),
  });
}

function writeResident(book: Book, pen: Pen, given: { id: string; householdId: string; isHead: boolean }): void {
  const { ward, dice, today } = pen;
  const common = { wardId: ward.id, residentId: given.id };
  const age = dice.one([17, 18, 19, 30, 45, 59, 60, 61, 75, 82]);
  const birth = dice.chance(0.1) ? null : addDays(addMonths(today, -12 * age), dice.int(-2, 2));
  const precision = dice.chance(0.2) ? 'year' : 'day';
  book.resident.push({
    id: given.id,
    wardId: ward.id,
    fullName: `Nguyễn Văn ${String.fromCharCode(65 + dice.int(0, 25))}`,
    birthDate: birth && dated(precision === 'year' ? `${birth.slice(0, 4)}-01-01` : birth),
    birthPrecision: birth === null ? null : precision,
    residenceStatus: dice.chance(0.8) ? 'permanent' : any(dice, ResidenceStatus),
  });
  book.householdMembership.push({
    ...common,
    householdId: given.householdId,
    relation: given.isHead ? 'head' : 'other',
    validFrom: dated('2020-01-01'),
    validTo: dice.chance(0.1) ? dated('2026-01-01') : null,
  });
  for (let count = dice.int(0, 2); count > 0; count -= 1)
    book.readiness.push({
      ...common,
      recordedOn: dated(addDays(someDay(pen), 0)),
      // Of one day the one written last is the latest.
      createdAt: new Date(dated(today).getTime() - 1000 * count),
      source: 'office',
      vneidLevel: any(dice, VneidLevel),
      livesAlone: any(dice, YesNoUnknown),
      hardToMove: any(dice, YesNoUnknown),
    });
}

function writeVisit(book: Book, pen: Pen, known: Known, household: { id: string; members: string[] }): void {
  const { ward, dice } = pen;
  const day = someDay(pen);
  const id = randomUUID();
  const outcome = dice.chance(0.5) ? 'met' : any(dice, DoorOutcome);
  const arrivedAt = new Date(dated(day).getTime() + dice.int(1, 16 * 60) * 60_000);
  const isMet = outcome === 'met' && dice.chance(0.9);
  book.visit.push({
    id,
    wardId: ward.id,
    householdId: household.id,
    clientKey: randomUUID(),
    outcome,
    metSomebody: isMet,
    arrivedAt,
    visitedOn: dated(day),
    accompaniedBy: dice.chance(0.3) ? any(dice, VisitCompanion) : null,
    loggedBy: ward.userId,
    loggedAt: arrivedAt,
  });
  if (outcome === 'nobody_home' && dice.chance(0.7)) {
    const calledOn = addDays(day, dice.int(0, 6));
    book.doorCall.push({
      id: randomUUID(),
      wardId: ward.id,
      householdId: household.id,
      calledOn: dated(calledOn),
      outcome: 'no_answer',
      times: [],
      calledBy: ward.userId,
      // Written on the day, or only after the next visits.
      createdAt: new Date(dated(calledOn).getTime() + dice.int(0, 30) * 3_600_000),
      ...(dice.chance(0.1) && { withdrawnAt: arrivedAt, withdrawnBy: ward.userId, withdrawnReason: 'ghi nhầm' }),
    });
  }
  if (outcome !== 'met' && outcome !== 'refused') return;
  for (const residentId of household.members)
    if (dice.chance(0.6)) book.visitPresence.push({ visitId: id, residentId, wardId: ward.id });
  for (const publicServiceId of known.topicIds)
    if (dice.chance(0.3)) book.topicTaught.push({ visitId: id, publicServiceId, wardId: ward.id });
  if (outcome === 'refused') return;
  for (let position = dice.int(0, 3); position > 0; position -= 1)
    writeLine(book, pen, known, { visitId: id, day, position, residentId: dice.one(household.members) });
}

function writeLine(
  book: Book,
  { ward, dice, today }: Pen,
  known: Known,
  given: { visitId: string; day: LocalDate; position: number; residentId: string },
): void {
  const { visitId, day, position, residentId } = given;
  const id = randomUUID();
  const result = dice.chance(0.7) ? 'submitted' : any(dice, AssistResult);
  const line = { wardId: ward.id, residentId, publicServiceId: dice.one(known.serviceIds) };
  book.assistedProcedure.push({
    id,
    visitId,
    position,
    helpLevel: any(dice, HelpLevel),
    result,
    barrierId: result === 'blocked' ? dice.one(known.barrierIds) : null,
    ...line,
  });
  if (result !== 'submitted') return;
  if (dice.chance(0.9))
    book.portalUse.push({
      ...line,
      usedOn: dated(dice.chance(0.2) ? addDays(day, dice.int(1, 60)) : day),
      how: any(dice, PortalUseHow),
      source: 'visit',
      assistedProcedureId: id,
    });
  for (let count = dice.int(0, 2); count > 0; count -= 1)
    book.fileStatus.push({
      wardId: ward.id,
      assistedProcedureId: id,
      status: dice.int(1, 10),
      statusOn: dated(addDays(day, Math.min(dice.int(0, 40), daysBetween(day, today)))),
      recordedBy: ward.userId,
      recordedAt: new Date(dated(today).getTime() + count * 1000),
    });
}

const USED: readonly PortalAnswer[] = ['alone', 'with_family', 'with_team'];

/** What a resident said on the telephone, and what came of checking back. */
function writeAnswers(book: Book, pen: Pen, known: Known, residentId: string): void {
  const { ward, dice, today } = pen;
  const common = { wardId: ward.id, residentId };
  for (let count = dice.int(0, 2); count > 0; count -= 1) {
    const askedOn = someDay(pen);
    const { not_reached: _never, ...answers } = PortalAnswer;
    const answer = any(dice, answers);
    const isUsed = USED.includes(answer);
    const id = randomUUID();
    const publicServiceId = isUsed && dice.chance(0.7) ? dice.one(known.serviceIds) : null;
    const month = isUsed && dice.chance(0.5) ? addMonths(`${askedOn.slice(0, 7)}-01`, -dice.int(0, 11)) : null;
    const usedMonth = month && dated(month);
    const recorded = { recordedBy: ward.userId, recordedAt: dated(today) };
    book.portalQuestion.push({
      id,
      ...common,
      askedOn: dated(askedOn),
      answer,
      publicServiceId,
      usedMonth,
      ...recorded,
    });
    if (isUsed)
      book.portalUse.push({
        ...common,
        publicServiceId,
        usedOn: usedMonth ?? dated(askedOn),
        datePrecision: usedMonth ? 'month' : 'year',
        how: any(dice, PortalUseHow),
        source: 'told',
        portalQuestionId: id,
      });
  }
  for (let count = dice.int(0, 2); count > 0; count -= 1) {
    const checkedOn = someDay(pen);
    const outcome = any(dice, CheckBackOutcome);
    const publicServiceId = dice.one(known.serviceIds);
    const id = randomUUID();
    book.checkBack.push({
      id,
      ...common,
      publicServiceId,
      taughtOn: dated(addDays(checkedOn, -dice.int(7, 30))),
      checkedOn: dated(checkedOn),
      outcome,
      barrierId: outcome === 'stuck' ? dice.one(known.barrierIds) : null,
      recordedBy: ward.userId,
      recordedAt: new Date(dated(today).getTime() + count * 1000),
    });
    if (outcome === 'alone' || outcome === 'with_somebody')
      book.portalUse.push({
        ...common,
        publicServiceId,
        usedOn: dated(checkedOn),
        how: outcome === 'alone' ? 'alone' : 'unknown',
        source: 'check_back',
        checkBackId: id,
      });
  }
}

/** Lessons that were asked about in all waves, and the draws of some months. */
function writeLateChecks(book: Book, { ward, dice, today }: Pen, known: Known): void {
  const dayOf = new Map(book.visit.map(({ id, visitedOn }) => [id, visitedOn as Date]));
  for (const [index, lesson] of book.assistedProcedure.entries()) {
    if (lesson.wardId !== ward.id || !['watched', 'guided', 'explained'].includes(lesson.helpLevel)) continue;
    const taughtOn = dayOf.get(lesson.visitId)!;
    for (let count = dice.int(0, 5); count > 0; count -= 1) {
      const checkedOn = addDays(taughtOn.toISOString().slice(0, 10), dice.int(7, 250));
      if (checkedOn > today) continue;
      const outcome = dice.chance(0.5) ? 'not_reached' : any(dice, CheckBackOutcome);
      book.checkBack.push({
        wardId: ward.id,
        residentId: lesson.residentId,
        publicServiceId: lesson.publicServiceId,
        taughtOn,
        checkedOn: dated(checkedOn),
        outcome,
        barrierId: outcome === 'stuck' ? dice.one(known.barrierIds) : null,
        recordedBy: ward.userId,
        recordedAt: new Date(dated(today).getTime() + index * 10_000 + count * 100),
      });
    }
  }
  let dueFrom = addDays(today, -dice.int(100, 400));
  for (let number = dice.int(0, 4); number > 0; number -= 1) {
    const dueUntil = addDays(dueFrom, dice.int(0, 120));
    const id = randomUUID();
    const month = dated(addMonths(`${today.slice(0, 7)}-01`, 1 - number));
    const days = { dueFrom: dated(dueFrom), dueUntil: dated(dueUntil) };
    const drawn = { population: 99, drawnBy: ward.userId, drawnAt: new Date(month.getTime() + 20 * 3_600_000) };
    book.checkDraw.push({ id, wardId: ward.id, month, ...days, seed: 1, ...drawn });
    const members = book.resident.filter(({ wardId }) => wardId === ward.id && dice.chance(0.5));
    for (const [index, { id: residentId }] of members.entries())
      book.checkDrawMember.push({ wardId: ward.id, checkDrawId: id, residentId: residentId!, callOrder: index + 1 });
    dueFrom = addDays(dueUntil, 1);
  }
}

/** Who wrote each use, and the uses that were drawn to be confirmed, with their calls. */
function writeConfirmations(book: Book, { ward, dice, today }: Pen): void {
  const uses = book.portalUse.filter(({ wardId }) => wardId === ward.id);
  for (const use of uses) Object.assign(use, { id: randomUUID(), recordedBy: dice.chance(0.9) ? ward.userId : null });
  const callable = uses.filter(({ source, how }) => source !== 'sample' && how !== 'done_for');
  for (const monthsAgo of [1, 2, 5]) {
    const drawn = callable.filter(() => dice.chance(0.3));
    if (drawn.length === 0) continue;
    const [id, month] = [randomUUID(), addMonths(`${today.slice(0, 7)}-01`, -monthsAgo)];
    const population = callable.length;
    const draw = { id, wardId: ward.id, month: dated(month), seed: 1, population, drawnBy: ward.userId };
    book.confirmationDraw.push({ ...draw, drawnAt: dated(addMonths(month, 1)) });
    for (const [index, { id: portalUseId, residentId, usedOn, how }] of drawn.entries()) {
      const drawnUseId = randomUUID();
      const said = { portalUseId: portalUseId!, residentId, usedOn, datePrecision: any(dice, UseDatePrecision), how };
      book.drawnUse.push({ id: drawnUseId, wardId: ward.id, confirmationDrawId: id, callOrder: index + 1, ...said });
      for (let count = dice.int(0, 4); count > 0; count -= 1)
        book.confirmationCall.push({
          wardId: ward.id,
          drawnUseId,
          calledOn: dated(addDays(month, 31 + dice.int(0, 3))),
          outcome: any(dice, ConfirmationOutcome),
          recordedBy: ward.userId,
          recordedAt: new Date(dated(today).getTime() + count * 1000),
        });
    }
  }
}

/** Samples of this quarter and of the one before, of the people who were drawn. */
function writeSamples(book: Book, pen: Pen, known: Known, groupIds: string[]): void {
  const { ward, dice, today } = pen;
  for (const quarter of [quarterStartOf(today), addMonths(quarterStartOf(today), -3)]) {
    if (known.residents.length === 0 || dice.chance(0.4)) continue;
    const surveySampleId = randomUUID();
    const common = { wardId: ward.id, surveySampleId };
    book.surveySample.push({
      id: surveySampleId,
      wardId: ward.id,
      quarter: dated(quarter),
      seed: 1,
      drawnBy: ward.userId,
      drawnAt: dated(quarter),
    });
    let callOrder = 0;
    for (const residentialGroupId of [...groupIds, null]) {
      const people = known.residents.filter(({ groupId }) => groupId === residentialGroupId);
      if (people.length === 0) continue;
      const sampleStratumId = randomUUID();
      book.sampleStratum.push({ id: sampleStratumId, ...common, residentialGroupId, population: people.length });
      for (const { id: residentId } of people) {
        if (dice.chance(0.4)) continue;
        const id = randomUUID();
        callOrder += 1;
        book.sampleMember.push({ id, ...common, sampleStratumId, residentId, callOrder });
        for (let count = dice.int(0, 3); count > 0; count -= 1)
          book.sampleAnswer.push({
            wardId: ward.id,
            sampleMemberId: id,
            answeredOn: dated(addDays(quarter, dice.int(0, 4))),
            answer: any(dice, PortalAnswer),
            recordedBy: ward.userId,
            recordedAt: new Date(dated(today).getTime() + count * 1000),
          });
        if (dice.chance(0.4))
          book.portalUse.push({
            wardId: ward.id,
            residentId,
            publicServiceId: dice.chance(0.6) ? dice.one(known.serviceIds) : null,
            usedOn: dated(someDay(pen)),
            datePrecision: any(dice, UseDatePrecision),
            how: any(dice, PortalUseHow),
            source: 'sample',
            sampleMemberId: id,
          });
      }
    }
  }
}

/** Situations, some in two versions, answers to them with and without a name, and alerts around the days of visits. */
function writePractice(book: Book, pen: Pen): void {
  const { ward, dice, today } = pen;
  const [people, visits, strata] = [book.resident, book.visit, book.sampleStratum].map((rows) =>
    (rows as { id?: string; wardId: string }[]).filter(({ wardId }) => wardId === ward.id).map(({ id }) => id!),
  ) as [string[], string[], string[]];
  const about = { title: 'x', story: 'x', answers: ['a', 'b', 'c'], pictures: ['x', 'x', 'x'], why: 'x', source: '' };
  const versions = Array.from({ length: dice.int(0, 4) }, () => randomUUID()).flatMap((originId) =>
    [1, 2].slice(0, dice.int(1, 2)).map((number) => ({ id: number === 1 ? originId : randomUUID(), originId, number })),
  );
  for (const version of versions) {
    const rest = { pattern: any(dice, ScamPattern), rightAnswer: dice.int(1, 3), isDraft: true, savedAt: dated(today) };
    book.scamSituation.push({ ...version, wardId: ward.id, ...about, ...rest });
  }
  for (let count = versions.length > 0 ? dice.int(0, 80) : 0; count > 0; count -= 1) {
    const moment = any(dice, SituationMoment);
    const isSample = moment === 'sample';
    if (isSample && strata.length === 0) continue;
    const named = people.length > 0 &&
      dice.chance(0.7) && {
        residentId: dice.one(people),
        visitId: !isSample && visits.length > 0 ? dice.one(visits) : null,
        recordedBy: ward.userId,
        recordedAt: new Date(dated(today).getTime() + dice.int(0, 20) * 1000),
      };
    book.situationAnswer.push({
      wardId: ward.id,
      situationId: dice.one(versions).id,
      moment,
      answer: dice.int(1, 3),
      answeredOn: dated(someDay(pen)),
      ...(isSample && { sampleStratumId: dice.one(strata), wasTaught: dice.chance(0.5) }),
      ...named,
    });
  }
  const days = book.visit.filter(({ wardId }) => wardId === ward.id).map(({ visitedOn }) => visitedOn as Date);
  for (const day of days.filter(() => dice.chance(0.1)))
    book.briefing.push({
      id: randomUUID(),
      wardId: ward.id,
      scamPattern: any(dice, ScamPattern),
      approach: 'x',
      writtenBy: ward.userId,
      writtenAt: new Date(day.getTime() + (24 * dice.int(-15, 1) + dice.int(0, 23)) * 3_600_000),
    });
}
