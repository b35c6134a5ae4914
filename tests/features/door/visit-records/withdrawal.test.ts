import { createFileStatus } from '../../../support/casework-factories';
import { createRequest } from '../../../support/factories';
import { formIn } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { blankForm, officerAtDoor, THURSDAY_EVENING, type OpenDoor, lineOf } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;
let visitPath: string;

beforeEach(async () => {
  ({ t, world, officer, path } = await officerAtDoor());
});
afterEach(() => t.close());

/** A visit with a person, a procedure, her VNeID level and her answer about the portal, saved at the wrong door. */
async function saveVisit(): Promise<void> {
  const { sau, household, pension } = world;
  await createRequest(t.db, t.ward, { household, by: t.users.staff, resident: sau, publicServiceId: pension.id });
  const [request] = await t.db.prisma.supportRequest.findMany();
  const form = blankForm({
    outcome: 'met',
    presence: [sau.id],
    assists: [lineOf(sau, pension, { result: 'submitted', fileCode: 'H26.1-261126-0001' })],
    levels: { [sau.id]: 'level_2' },
    answers: { [sau.id]: { answer: 'not_used' } },
    requests: { [request!.id]: 'done' },
    note: 'bán hoa cả ngày',
  });
  const saved = await officer.post(path, form);
  expect([saved.status, read(saved)('.error-summary, .field-error').text().slice(0, 400)]).toEqual([303, '']);
  const { id } = await t.db.prisma.visit.findFirstOrThrow();
  visitPath = `/visits/${id}`;
}

const rows = async () => ({
  visits: await t.db.prisma.visit.count(),
  assists: await t.db.prisma.assistedProcedure.count(),
  uses: await t.db.prisma.portalUse.count(),
  questions: await t.db.prisma.portalQuestion.count(),
  levels: await t.db.prisma.readiness.count({ where: { vneidLevel: 'level_2', isLatest: true } }),
  openRequests: await t.db.prisma.supportRequest.count({ where: { isOpen: true } }),
  openDoors: await t.db.prisma.roundDoor.count({ where: { id: world.door.id, isOpen: true } }),
});
const SAVED = { visits: 1, assists: 1, uses: 1, questions: 1, levels: 1, openRequests: 0, openDoors: 0 };
const WITHDRAWN = { visits: 0, assists: 0, uses: 0, questions: 0, levels: 0, openRequests: 1, openDoors: 1 };
const nextMorning = () => t.setNow(new Date(THURSDAY_EVENING.getTime() + 14 * 3_600_000));
const events = () => t.db.prisma.auditEvent.findMany({ where: { action: 'visit.withdraw' } });

describe('a visit saved at the wrong house', () => {
  beforeEach(saveVisit);

  it('is withdrawn by its officer on the same day, with all that it told, and the door is open again', async () => {
    expect(await rows()).toEqual(SAVED);
    const { action, fields } = formIn(await officer.get(visitPath), '/withdrawal');
    expect(fields).not.toHaveProperty('reason');
    const answer = await officer.post(action, fields);
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    expect(words(await officer.get(path))).toContain('Ghi chú đã gõ: “bán hoa cả ngày”.');
    expect(await rows()).toEqual(WITHDRAWN);
    expect(await events()).toMatchObject([{ actorId: t.users.officer.id, subjectId: world.household.id }]);
  });

  it('twice, and it is withdrawn once', async () => {
    for (const answer of [await officer.post(`${visitPath}/withdrawal`), await officer.post(`${visitPath}/withdrawal`)])
      expect(answer.status).toBe(303);
    expect(await rows()).toEqual(WITHDRAWN);
    expect(await events()).toHaveLength(1);
  });

  it('is withdrawn by the office later, with a reason; without one the page asks for it and nothing changes', async () => {
    nextMorning();
    officer = await t.as('officer');
    expect(read(await officer.get(visitPath))('form[action$=withdrawal]')).toHaveLength(0);
    await officer.post(`${visitPath}/withdrawal`);
    expect(words(await officer.get(visitPath))).toContain('lượt này ghi từ hôm trước, nhờ văn phòng rút');
    const staff = await t.as('staff');
    const { action, fields } = formIn(await staff.get(visitPath), '/withdrawal');
    const asked = await staff.post(action, fields);
    expect(asked.status).toBe(422);
    expect(read(asked)('#reason-error').text()).toContain('Ghi vì sao rút');
    expect(await rows()).toEqual(SAVED);
    expect((await staff.post(action, { ...fields, reason: 'ghi nhầm sang số 52' })).status).toBe(303);
    expect(await rows()).toEqual(WITHDRAWN);
    expect(await events()).toMatchObject([{ details: { reason: 'ghi nhầm sang số 52' } }]);
  });

  it('stays once its file has a status on the portal, and the page says why', async () => {
    const file = await t.db.prisma.assistedProcedure.findFirstOrThrow();
    await createFileStatus(t, file.id, 2);
    await officer.post(`${visitPath}/withdrawal`);
    expect(words(await officer.get(visitPath))).toContain('hồ sơ làm trong lượt này đã có trạng thái trên Cổng');
    expect(await rows()).toEqual(SAVED);
  });
});
