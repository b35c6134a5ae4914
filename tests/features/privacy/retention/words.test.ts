import { randomUUID } from 'node:crypto';
import { findAlteredClosings } from '../../../../src/features/adoption/month-closings/digest-queries';
import { FORGOTTEN_AFTER_DAYS } from '../../../../src/features/casework/follow-ups/follow-up';
import { LAST_CHECK_DAYS } from '../../../../src/features/casework/portal-use/waves';
import { PARTS } from '../../../../src/features/privacy/retention/rules';
import { createHousehold, createRequest, createResident, createVisit } from '../../../support/factories';
import { appForEach, expectRefused, read, words, type TestAgent } from '../../../support/test-app';
import { openDoor, type OpenDoor } from '../../../support/worlds/door';

// The words of visits and requests of people who still live in the ward go after the years that it chose.

const t = appForEach();
let world: OpenDoor;
let admin: TestAgent;

beforeEach(async () => {
  world = await openDoor(t);
  admin = await t.as('admin');
});

const OLD = new Date('2023-11-14T12:00:00Z');
const NONE = {
  goneYears: '',
  refusedMonths: '',
  voiceMonths: '',
  leftoverDays: '',
  readingMonths: '',
  unusedDays: '',
  warnedDays: '',
};
const choose = (wordsYears = '2', confirmed = 'yes') => admin.post('/retention', { ...NONE, wordsYears, confirmed });
const night = async () => {
  t.setNow(new Date(t.context.now().getTime() + 24 * 3_600_000));
  await t.runJob('retention');
  admin = await t.as('admin');
};
const insert = (statement: string, values: unknown[]) => t.db.pool.query(statement, values);

/** A home in whose old visit, closed request and briefing something was written at every place for words. */
async function oldHome(address: string, at = OLD) {
  const { prisma } = t.db;
  const [wardId, by] = [t.ward.id, t.users.staff];
  const household = await createHousehold(t.db, t.ward, { address });
  const resident = await createResident(t.db, t.ward, { fullName: 'Trần Văn Còn', household });
  const visit = await createVisit(t.db, t.ward, { household, by, arrivedAt: at });
  const said = { refusalReason: 'chữ cũ', othersPresent: 'chữ cũ', nextStepNote: 'chữ cũ', note: 'chữ cũ' };
  await prisma.visit.update({ where: { id: visit.id }, data: { ...said, lateReason: 'chữ cũ' } });
  await prisma.visitPresence.create({ data: { wardId, visitId: visit.id, residentId: resident.id } });
  const help = { wardId, visitId: visit.id, position: 1, residentId: resident.id, publicServiceId: world.pension.id };
  const file = await prisma.assistedProcedure.create({
    data: {
      ...{ ...help, helpLevel: 'done_for', result: 'submitted', doneForReason: 'chữ cũ', note: 'chữ cũ' },
      portalFileCode: `G22.${address.length}-${household.id.slice(-6)}`,
    },
  });
  const status = { wardId, assistedProcedureId: file.id, status: 4, statusOn: at, recordedBy: by.id, recordedAt: at };
  await prisma.fileStatus.create({ data: { ...status, note: 'chữ cũ', backwardReason: 'chữ cũ' } });
  const request = await createRequest(t.db, t.ward, {
    ...{ household, by, resident, createdAt: at, receivedOn: at.toISOString().slice(0, 10), promisedBy: null },
    ...{ what: 'chữ cũ', contactName: 'chữ cũ', contactPhone: '0912000333', closed: { kind: 'declined' } },
    publicServiceIds: [world.pension.id],
  });
  await prisma.supportRequest.update({ where: { id: request.id }, data: { isOpen: false } });
  await prisma.supportRequestClosure.updateMany({ data: { reason: 'chữ cũ' } });
  await prisma.supportRequestService.updateMany({ data: { reason: 'chữ cũ' } });
  const sent = { wardId, sendKey: randomUUID(), code: household.id.slice(-6).toUpperCase(), isChecked: true };
  const { id: publicRequestId } = await prisma.publicRequest.create({
    data: {
      ...{ ...sent, senderName: 'chữ cũ', addressText: 'chữ cũ', what: 'chữ cũ' },
      ...{ receivedAt: at, isWaiting: false },
    },
  });
  const decided = { kind: 'matched', supportRequestId: request.id, decidedBy: by.id, decidedAt: at } as const;
  await prisma.publicRequestOutcome.create({ data: { wardId, publicRequestId, note: 'chữ cũ', ...decided } });
  const about = { id: randomUUID(), wardId, householdId: household.id, approach: 'chữ cũ', reluctance: 'chữ cũ' };
  await prisma.briefing.create({ data: { ...about, writtenBy: by.id, writtenAt: at } });
  return { household, resident, visit, file, request };
}

const TABLES = `visit assisted_procedure file_status support_request support_request_service support_request_closure
  public_request public_request_outcome`.split(/\s+/);
/** Every row of these tables, and how many hold the old words. */
const rows = async () => {
  const all = TABLES.map((table) => t.db.pool.query(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY 1`));
  return (await Promise.all(all)).map(({ rows: found }) => found.map(({ row }) => JSON.stringify(row)));
};
const worded = async () => (await rows()).map((found) => found.filter((row) => row.includes('chữ cũ')).length);
const WORDS = /"(chữ cũ|\(đã xóa\)|0912000333)"|null/g;

it('goes no further back than anything still reads', () => {
  expect(PARTS.wordsYears.min * 365).toBeGreaterThan(Math.max(FORGOTTEN_AFTER_DAYS, LAST_CHECK_DAYS));
});

it('names the homes, empties the words in the night, once, and no figure changes', async () => {
  const at = new Date('2024-12-10T12:00:00Z');
  const { household, visit, file, request, resident } = await oldHome('7 Hàng Than', at);
  let staff = await t.as('staff');
  expect((await staff.post('/month-closings', { month: '2024-12-01', revision: '1' })).status).toBe(303);
  t.setNow(new Date('2027-01-05T02:00:00Z'));
  [admin, staff] = [await t.as('admin'), await t.as('staff')];
  const figures = async () => {
    const pages = ['/reports?month=2024-12', '/reports', '/month-closings', '/lists/visits?month=2024-12'];
    const closings = await t.db.pool.query('SELECT to_jsonb(c) FROM month_closing c');
    return [closings.rows, ...(await Promise.all(pages.map((page) => staff.get(page)))).map(words)];
  };
  const [figuresBefore, rowsBefore] = [await figures(), await rows()];
  expect(await worded()).toEqual(TABLES.map(() => 1));

  const asked = await choose('2', '');
  expect(words(asked)).toContain('1 nhà có lời ghi cũ: 7 Hàng Than.');
  expect((await choose()).status).toBe(303);
  expect(words(await admin.get('/retention'))).toContain('1 nhà có lời ghi cũ: 7 Hàng Than.');
  expect(words(await (await t.as('chairman')).get('/retention'))).not.toContain('7 Hàng Than');
  expect(await worded()).toEqual(TABLES.map(() => 1));

  await t.runJob('retention');
  expect(await worded()).toEqual(TABLES.map(() => 0));
  expect(await t.db.prisma.briefing.count()).toBe(0);
  expect(await t.db.prisma.supportRequest.findFirst()).toMatchObject({ contactPhone: null, what: '(đã xóa)' });
  expect(await t.db.prisma.assistedProcedure.findFirst()).toMatchObject({ portalFileCode: file.portalFileCode });
  const bare = (found: string[][]) => found.map((list) => list.map((row) => row.replaceAll(WORDS, '_')));
  expect(bare(await rows())).toEqual(bare(rowsBefore));
  expect(await figures()).toEqual(figuresBefore);
  expect(await findAlteredClosings(t.db)).toEqual([]);
  const [event] = await t.db.prisma.auditEvent.findMany({ where: { action: 'retention.apply' } });
  expect(event!.details).toMatchObject({ wordsYears: 1 });
  expect(JSON.stringify(event!.details)).not.toMatch(/Than|chữ/);

  const emptied = await rows();
  await night();
  staff = await t.as('staff');
  expect(await rows()).toEqual(emptied);
  const runs = await t.db.prisma.retentionRun.findMany({ orderBy: { ranAt: 'asc' } });
  expect(runs.map(({ counts }) => (counts as { wordsYears: number }).wordsYears)).toEqual([1, 0]);
  // What they belong to is still read, and the request can still be opened again.
  for (const path of [`/visits/${visit.id}`, `/requests/${request.id}`, `/households/${household.id}`])
    expect([path, (await staff.get(path)).status]).toEqual([path, 200]);
  expect((await admin.get(`/residents/${resident.id}/data-file`)).status).toBe(200);
  expect((await staff.post(`/requests/${request.id}/reopening`, {})).status).toBe(303);
  expect(await t.db.prisma.supportRequest.findFirst()).toMatchObject({ isOpen: true });
});

it('waits while the home is visited, asked for, promised something or asks about its data, and for what is younger', async () => {
  const { prisma } = t.db;
  await choose();
  await oldHome('1 Hàng Bún', new Date('2025-11-14T12:00:00Z'));
  const open = await oldHome('2 Đề Nghị');
  await createRequest(t.db, t.ward, { household: open.household, by: t.users.staff });
  const planned = await oldHome('3 Xếp Buổi');
  await insert('UPDATE round_door SET household_id = $1 WHERE id = $2', [planned.household.id, world.door.id]);
  const promised = await oldHome('4 Còn Hẹn');
  await prisma.visit.update({ where: { id: promised.visit.id }, data: { nextStep: 'revisit' } });
  await prisma.supportRequestClosure.updateMany({
    where: { supportRequestId: promised.request.id },
    data: { closedAt: new Date('2026-01-02T02:00:00Z') },
  });
  await prisma.briefing.deleteMany({ where: { householdId: promised.household.id } });
  const asks = await oldHome('5 Hỏi Dữ Liệu');
  const id = randomUUID();
  const asked = { id, kind: 'view', askedBy: '', what: '', receivedOn: '26/11/2026' };
  expect((await admin.post(`/residents/${asks.resident.id}/data-requests`, asked)).status).toBe(303);
  const before = await rows();
  await night();
  expect(await rows()).toEqual(before);
  expect(words(await admin.get('/retention'))).not.toContain('nhà có lời ghi cũ');

  // The promise is kept by a later visit, the door is done, and the person has the answer.
  await createVisit(t.db, t.ward, { household: promised.household, by: t.users.staff });
  await insert('UPDATE round_door SET is_open = false WHERE id = $1', [world.door.id]);
  await insert(
    "UPDATE data_request SET ended_on = '2026-11-27', ended_as = 'fulfilled', ended_by = recorded_by WHERE id = $1",
    [id],
  );
  expect(words(await admin.get('/retention'))).toContain('3 nhà có lời ghi cũ: ');
  await night();
  expect(await worded()).toEqual([2, 2, 2, 3, 3, 3, 3, 3]);
});

it('is empty until the ward chooses, and refuses less than two years', async () => {
  await oldHome('7 Hàng Than');
  await choose('');
  await night();
  expect(await worded()).toEqual(TABLES.map(() => 1));
  const refused = await choose('1');
  expectRefused(refused, 'wordsYears', 'Nhập từ 2 đến 50');
  expect(read(refused)('#wordsYears').val()).toBe('1');
});
