import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../../src/actor';
import { createResident, createVisit } from '../../../support/factories';
import { appForEach, expectRefused, read, words, type TestAgent } from '../../../support/test-app';
import { createImportRun } from '../../../support/worlds/register';
import { brokenPlace } from '../../../support/worlds/audit';
import { openDoor, type OpenDoor } from '../../../support/worlds/door';

const t = appForEach();
let world: OpenDoor;
let admin: TestAgent;

beforeEach(async () => {
  world = await openDoor(t);
  admin = await t.as('admin');
});

const PERIODS = {
  goneYears: '2',
  wordsYears: '',
  refusedMonths: '12',
  voiceMonths: '',
  leftoverDays: '30',
  readingMonths: '12',
  unusedDays: '',
  warnedDays: '',
};
const choose = (given: object = {}) => admin.post('/retention', { ...PERIODS, confirmed: 'yes', ...given });

/** A resident who moved away three years ago, a refused request and a cancelled list of two years ago. */
async function oldThings(): Promise<void> {
  const { pool, prisma } = t.db;
  await pool.query("UPDATE resident SET residence_status = 'moved_out' WHERE id = $1", [world.nam.id]);
  await pool.query(
    "UPDATE household_membership SET valid_from = '2020-01-01', valid_to = '2023-11-01' WHERE resident_id = $1",
    [world.nam.id],
  );
  const at = new Date('2024-11-01T02:00:00Z');
  const sent = await prisma.publicRequest.create({
    data: {
      wardId: t.ward.id,
      sendKey: 'k',
      code: 'ABC234',
      senderName: 'Lê Lạ',
      senderPhone: '0912000111',
      addressText: '1 Phố Lạ',
      isChecked: true,
      receivedAt: at,
    },
  });
  await prisma.publicRequestOutcome.create({
    data: {
      wardId: t.ward.id,
      publicRequestId: sent.id,
      kind: 'declined',
      refusal: 'outside_ward',
      decidedBy: t.users.staff.id,
      decidedAt: at,
    },
  });
  const run = await createImportRun(t, { status: 'cancelled', createdAt: at, finishedAt: at });
  await prisma.importRow.create({
    data: { importRunId: run.id, rowNumber: 2, wardId: t.ward.id, verdict: 'new', content: { name: 'Trần Thị Cũ' } },
  });
  // A list whose columns were asked about, without an answer.
  const asked = await createImportRun(t, {
    fileName: 'b.xlsx',
    status: 'waiting',
    options: { question: {} },
    createdAt: at,
  });
  await prisma.importFilePart.create({
    data: { importRunId: asked.id, position: 0, wardId: t.ward.id, cipher: Buffer.alloc(32) },
  });
}

const left = async () => ({
  nam: (await t.db.prisma.resident.findUniqueOrThrow({ where: { id: world.nam.id } })).fullName,
  requests: await t.db.prisma.publicRequest.count(),
  rows: await t.db.prisma.importRow.count(),
  files: await t.db.prisma.importFilePart.count(),
});
const ALL = { nam: 'Lê Văn Nam', requests: 1, rows: 1, files: 1 };

describe('retention', () => {
  it('deletes nothing until the ward has chosen', async () => {
    await oldThings();
    await t.runJob('retention');
    expect(await left()).toEqual(ALL);
    expect(await t.db.prisma.retentionRun.count()).toBe(0);
  });

  it('says beforehand what goes, and lets it go in the night, once', async () => {
    await oldThings();
    expect((await choose()).status).toBe(303);
    expect(words(await admin.get('/retention'))).toContain('1 người, 1 đề nghị, 2 dòng hoặc tệp danh sách');
    expect(await left()).toEqual(ALL);
    await t.runJob('retention');
    expect(await left()).toEqual({ nam: 'Đã xóa dữ liệu', requests: 0, rows: 0, files: 0 });
    expect(await t.db.prisma.importRun.count({ where: { status: 'waiting' } })).toBe(0);
    await t.runJob('retention');
    expect(await t.db.prisma.retentionRun.findMany()).toMatchObject([
      { wardId: t.ward.id, counts: { goneYears: 1, refusedMonths: 1, leftoverDays: 2 } },
    ]);
    expect(await t.db.prisma.dataErasure.findMany()).toMatchObject([{ erasedId: world.nam.id, erasedBy: null }]);
  });

  it('lets go of who was helped without living here, counted from the last time they were met', async () => {
    const guests = ['2023-11-01', '2026-11-01'].map(async (day, index) => {
      const household = index === 0 ? world.household : world.nextHousehold;
      const visit = await createVisit(t.db, t.ward, { household, by: t.users.staff });
      await t.db.pool.query('UPDATE visit SET visited_on = $2 WHERE id = $1', [visit.id, day]);
      const { id } = await createResident(t.db, t.ward, { fullName: 'Ngô Văn Hòa' });
      await t.db.pool.query("UPDATE resident SET residence_status = 'elsewhere' WHERE id = $1", [id]);
      await t.db.pool.query('INSERT INTO visit_presence (visit_id, resident_id, ward_id) VALUES ($1, $2, $3)', [
        visit.id,
        id,
        t.ward.id,
      ]);
      return id;
    });
    const ids = await Promise.all(guests);
    // Not while they help.
    const help = { wardId: t.ward.id, residentId: ids[0]!, helpedId: world.nam.id, recordedBy: t.users.staff.id };
    const { id } = await t.db.prisma.digitalHelper.create({
      data: { ...help, validFrom: new Date('2023-11-01'), recordedAt: t.context.now() },
    });
    expect((await choose()).status).toBe(303);
    await t.runJob('retention');
    expect(await t.db.prisma.dataErasure.count()).toBe(0);
    await t.db.prisma.digitalHelper.update({ where: { id }, data: { validTo: new Date('2023-12-01') } });
    t.setNow(new Date(t.context.now().getTime() + 24 * 3_600_000));
    await t.runJob('retention');
    expect(await t.db.prisma.dataErasure.findMany()).toMatchObject([{ erasedId: ids[0] }]);
  });

  it('names the people before it is saved, and saves nothing until the administrator has seen them', async () => {
    await oldThings();
    const asked = await admin.post('/retention', PERIODS);
    expect(asked.status).toBe(200);
    for (const said of [/1 người: Lê Văn Nam/, '1 đề nghị: Lê Lạ.', '2 dòng hoặc tệp danh sách: a.xlsx, b.xlsx.'])
      expect(words(asked)).toMatch(said);
    const { retention } = await t.db.prisma.ward.findUniqueOrThrow({ where: { id: t.ward.id } });
    expect(retention).not.toMatchObject({ goneYears: 2 });
    const events = (action: string) => t.db.prisma.auditEvent.count({ where: { chainId: t.ward.id, action } });
    expect([await events('retention.preview'), await events('retention.choose')]).toEqual([1, 0]);
    const edited = await choose({ confirmed: 'edit', goneYears: '3' });
    expect([edited.status, read(edited)('#goneYears').val()]).toEqual([200, '3']);
    await choose();
    expect(words(await admin.get('/retention'))).toContain('Lê Văn Nam');
    expect(words(await (await t.as('chairman')).get('/retention'))).not.toContain('Lê Văn Nam');
    expect(words(await (await t.as('admin')).get('/audit?group=retention'))).toContain('Xem trước đêm tới dọn gì');
    // Nothing is due, so nothing is asked.
    expect(
      (await admin.post('/retention', { ...PERIODS, goneYears: '9', refusedMonths: '', leftoverDays: '' })).status,
    ).toBe(303);
  });

  it('leaves a person whose request to be erased is open to the administrator', async () => {
    await oldThings();
    const id = randomUUID();
    await admin.post(`/residents/${world.nam.id}/data-requests`, {
      id,
      kind: 'erase',
      askedBy: '',
      what: '',
      receivedOn: '26/11/2026',
    });
    await choose();
    await t.runJob('retention');
    expect((await left()).nam).toBe(ALL.nam);
    await admin.post(`/residents/${world.nam.id}/erasure`, { confirmed: 'yes' });
    expect(await t.db.prisma.dataRequest.findMany()).toMatchObject([{ id, endedAs: 'fulfilled' }]);
  });

  it('empties readings that are older than chosen, and the log still verifies', async () => {
    const readings = () =>
      t.db.prisma.auditEvent.findMany({
        where: { chainId: t.ward.id, action: 'household.open' },
        select: { actorName: true, subjectId: true, details: true },
        orderBy: { seq: 'asc' },
      });
    const staff = t.users.staff as Actor;
    await t.context.accessLog.opened(
      staff,
      'household.open',
      { type: 'household', id: world.household.id },
      { for: 'edit' },
    );
    t.setNow(new Date('2027-12-01T02:00:00Z'));
    admin = await t.as('admin');
    await admin.get(`/households/${world.household.id}`);
    await choose();
    expect(words(await admin.get('/retention'))).toContain('1 lần mở hồ sơ');
    await t.runJob('retention');
    expect(await readings()).toMatchObject([
      { actorName: staff.displayName, subjectId: null, details: {} },
      { subjectId: world.household.id },
    ]);
    expect(await t.db.prisma.retentionRun.findMany()).toMatchObject([{ counts: { readingMonths: 1 } }]);
    expect(words(await admin.get('/audit'))).toContain('Nội dung đã bỏ');
    expect((await choose({ readingMonths: '11' })).status).toBe(422);
    expect(await brokenPlace(t)).toBeNull();
  });

  it('leaves what is younger, and what the ward chose to keep', async () => {
    await oldThings();
    await choose({ goneYears: '4', refusedMonths: '', leftoverDays: '3650' });
    await t.runJob('retention');
    expect(await left()).toEqual(ALL);
  });

  it.each([
    ['a word', 'hai', 'Nhập một số'],
    ['nothing at all', '0', 'Nhập từ 1 đến 50'],
    ['a century', '100', 'Nhập từ 1 đến 50'],
  ])('with %s is refused, and what was typed is kept', async (_name, goneYears, said) => {
    const answer = await choose({ goneYears });
    expectRefused(answer, 'goneYears', said);
    expect(read(answer)('#goneYears').val()).toBe(goneYears);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'retention.choose' } })).toBe(0);
  });
});
