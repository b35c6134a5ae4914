import { agentForEach, appForEach, expectWords, read, words } from '../../../support/test-app';
import { openDoor, type OpenDoor } from '../../../support/worlds/door';

const t = appForEach();
const admin = agentForEach(t, 'admin');
const staff = agentForEach(t, 'staff');
let world: OpenDoor;

beforeEach(async () => {
  world = await openDoor(t);
});

test('the press lists whom an account read, and the reading is logged', async () => {
  await staff.get(`/residents/${world.sau.id}`);
  const { actorId } = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'resident.open' } });
  const page = await admin.get(`/account-traces?account=${actorId}`);
  expectWords(page, '1 người', 'xem 1 lần');
  expect(read(page)(`a[href="/residents/${world.sau.id}"]`).length).toBe(1);
  expect(words(await admin.get(`/account-traces?account=${actorId}&to=01/01/2026`))).toContain('0 người');
  expect(await t.db.prisma.auditEvent.count({ where: { action: 'account-trace.open', subjectId: actorId } })).toBe(2);
  expect((await admin.get('/account-traces?account=x&from=31/31/2026')).status).toBe(200);

  await t.db.pool.query("UPDATE audit_event SET salt = NULL WHERE action = 'resident.open'");
  expect(words(await admin.get(`/account-traces?account=${actorId}`))).toContain(
    '1 dòng nhật ký đã bỏ nội dung, không biết về ai',
  );
});

test('opening a household counts its residents', async () => {
  await staff.get(`/households/${world.household.id}`);
  const { actorId } = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'household.open' } });
  expect(words(await (await t.as('admin')).get(`/account-traces?account=${actorId}`))).toContain('Phạm Thị Sáu');
});

test('an account of another ward is neither looked up nor in the log', async () => {
  const page = await admin.get(`/account-traces?account=${t.otherUsers.staff.id}`);
  expect(words(page)).toContain('0 người');
  expect(await t.db.prisma.auditEvent.count({ where: { action: 'account-trace.open' } })).toBe(0);
});
