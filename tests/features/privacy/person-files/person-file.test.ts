import { createRequest, createUse, createService, createVisit } from '../../../support/factories';
import { agentForEach, appForEach, words } from '../../../support/test-app';
import { openDoor, type OpenDoor } from '../../../support/worlds/door';

const t = appForEach();
let world: OpenDoor;
const staff = agentForEach(t, 'staff');

beforeEach(async () => {
  world = await openDoor(t);
});

test('staff print everything that is kept about a person, in words, and the log knows', async () => {
  const visit = await createVisit(t.db, t.ward, { household: world.household, by: t.users.officer });
  await t.db.prisma.visitPresence.create({
    data: { visitId: visit.id, residentId: world.sau.id, wardId: t.ward.id },
  });
  const service = await createService(t.db, t.ward);
  await createUse(t.db, t.ward, {
    residentId: world.sau.id,
    serviceId: service.id,
    usedOn: '2026-10-05',
    how: 'alone',
  });
  await createRequest(t.db, t.ward, { household: world.household, by: t.users.staff });
  await t.db.prisma.supportRequest.updateMany({ data: { residentId: world.sau.id, what: 'nhờ xem lương hưu' } });
  await t.db.prisma.referral.create({
    data: {
      wardId: t.ward.id,
      residentId: world.sau.id,
      recipient: 'police',
      purpose: 'làm VNeID mức 2',
      referredOn: new Date('2026-11-20'),
      answerBy: new Date('2026-11-25'),
      referredBy: t.users.staff.id,
      createdAt: new Date('2026-11-20'),
    },
  });
  const started = performance.now();
  const page = words(await staff.get(`/residents/${world.sau.id}/data-file`));
  expect(performance.now() - started).toBeLessThan(10_000);
  for (const said of [
    'Dữ liệu phường giữ về Phạm Thị Sáu',
    'Ngày sinh: 02/03/1945',
    'Ngày: 05/10/2026',
    'Ai bấm máy: Tự bấm máy',
    'Nơi đến: Công an',
    'Để làm gì: làm VNeID mức 2',
    'Cần gì: nhờ xem lương hưu',
    'Điều 19.1.c',
  ])
    expect(page).toContain(said);
  expect(page).not.toMatch(/[a-z]_[a-z]/);
  expect(await t.db.prisma.auditEvent.findMany({ where: { action: 'person-file.print' } })).toMatchObject([
    { subjectType: 'resident', subjectId: world.sau.id, actorId: t.users.staff.id },
  ]);
});
