import { randomUUID } from 'node:crypto';
import type { CheckedVisit } from '../../../src/features/door/visit-rules/visit-rules';
import { localDateOf } from '../../../src/shared/dates';
import { createBarrier, createHousehold, createResident, createRound, createService, createTopic } from '../factories';
import { testApp, type TestApp } from '../test-app';

/** Thursday 26 November 2026, 19:40 in Hà Nội, while a round is out. */
export const THURSDAY_EVENING = new Date('2026-11-26T12:40:00Z');

/** A household of three with a planned door in tonight's round, the door after it, and a catalogue. */
export async function openDoor(t: TestApp) {
  const household = await createHousehold(t.db, t.ward, { address: '52 Phạm Hồng Thái', howToFind: 'Cổng xanh' });
  const sau = await createResident(t.db, t.ward, {
    fullName: 'Phạm Thị Sáu',
    birthDate: '1945-03-02',
    household,
    vneidLevel: 'level_1',
  });
  const mai = await createResident(t.db, t.ward, {
    fullName: 'Phạm Thị Mai',
    birthDate: '1974-08-11',
    household,
    relation: 'child',
  });
  const nam = await createResident(t.db, t.ward, {
    fullName: 'Lê Văn Nam',
    birthDate: '1972-01-20',
    gender: 'male',
    household,
    relation: 'son_in_law',
  });
  const nextHousehold = await createHousehold(t.db, t.ward, { address: '3 ngõ Châu Long' });
  const round = await createRound(t.db, t.ward, {
    by: t.users.staff,
    officers: [t.users.officer, t.users.officer2],
    households: [household, nextHousehold],
  });
  const pension = await createService(t.db, t.ward, { name: 'Trợ cấp hưu trí xã hội', groupKey: 'bao_tro_xh' });
  const residence = await createService(t.db, t.ward, { name: 'Đăng ký tạm trú' });
  const account = await createService(t.db, t.ward, {
    kind: 'digital_account',
    name: 'Kích hoạt VNeID mức 2',
    code: null,
    groupKey: 'tai_khoan_so',
  });
  const topic = await createTopic(t.db, t.ward);
  const barrier = await createBarrier(t.db, t.ward);
  return {
    household,
    sau,
    mai,
    nam,
    nextHousehold,
    round,
    door: round.roundDoors[0]!,
    nextDoor: round.roundDoors[1]!,
    pension,
    residence,
    account,
    topic,
    barrier,
  };
}

/** An officer, signed in on that evening, before the open door: the form of the round, and the one outside it. */
export async function officerAtDoor() {
  const t = await testApp();
  t.setNow(THURSDAY_EVENING);
  const world = await openDoor(t);
  const officer = await t.as('officer');
  const path = `/round-doors/${world.door.id}/visit`;
  const unplanned = `/households/${world.household.id}/visits/new`;
  return { t, world, officer, path, unplanned };
}

export type OpenDoor = Awaited<ReturnType<typeof openDoor>>;

/** The minimum a form holds: when, and its key. */
export const blankForm = (given: object = {}) => ({
  clientKey: randomUUID(),
  arrivedOn: '2026-11-26',
  arrivedTime: '19:31',
  ...given,
});

/** A line of help: a resident of the door was guided through a service, and the file is prepared. */
export const lineOf = (resident: { id: string }, service: { id: string }, given: object = {}) => ({
  residentId: resident.id,
  serviceId: service.id,
  helpLevel: 'guided',
  result: 'prepared',
  ...given,
});

/** A whole visit: two people present, one helped with the pension, a topic, a level, a next step. */
export const fullForm = (world: OpenDoor, given: object = {}) =>
  blankForm({
    outcome: 'met',
    presence: [world.sau.id, world.mai.id],
    othersPresent: 'Bác tổ trưởng',
    assists: [
      lineOf(world.sau, world.pension, {
        helpLevel: 'by_relative',
        result: 'submitted',
        fileCode: 'H26.12.3-261126-0007',
        note: 'Chị Mai nộp',
      }),
    ],
    topics: [world.topic.id],
    levels: { [world.sau.id]: 'level_2' },
    nextStep: 'bring_papers',
    nextStepDue: '2026-11-30',
    nextStepNote: 'mẫu giấy ủy quyền',
    note: 'Nhà có chó',
    ...given,
  });

/** How many rows each table of the door log holds. */
export async function countRows(t: TestApp): Promise<Record<string, number>> {
  const { prisma } = t.db;
  const [visit, presence, assists, topics, uses, readiness, questions, checks] = await Promise.all([
    prisma.visit.count(),
    prisma.visitPresence.count(),
    prisma.assistedProcedure.count(),
    prisma.topicTaught.count(),
    prisma.portalUse.count(),
    prisma.readiness.count({ where: { source: 'visit' } }),
    prisma.portalQuestion.count(),
    prisma.checkBack.count(),
  ]);
  return { visit, presence, assists, topics, uses, readiness, questions, checks };
}

export const NOTHING = {
  visit: 0,
  presence: 0,
  assists: 0,
  topics: 0,
  uses: 0,
  readiness: 0,
  questions: 0,
  checks: 0,
};

/** A checked visit without an answer. */
export const nobodyHome = (at: Date): CheckedVisit => ({
  outcome: 'nobody_home',
  metSomebody: false,
  refusalReason: '',
  arrivedAt: at,
  leftAt: null,
  visitedOn: localDateOf(at),
  officerIds: [],
  presentIds: [],
  newPeople: [],
  othersPresent: '',
  assists: [],
  topicIds: [],
  leftAtDoor: [],
  accompaniedBy: null,
  levels: [],
  seen: [],
  answers: [],
  checkBacks: [],
  promises: [],
  nextStep: 'none',
  nextStepDue: null,
  nextStepFrom: null,
  nextStepTo: null,
  nextStepNote: '',
  note: '',
  lateReason: null,
});
