import { LIMITS } from '../../../../src/config';
import { createHousehold, createResident } from '../../../support/factories';
import { ImportDesk, LIST } from '../../register/imports/import-desk';
import { appForEach, read, words, type TestAgent } from '../../../support/test-app';

describe('an account that reads more than any work needs', () => {
  const app = appForEach({}, { listsPerQuarterHour: 6, filesPerQuarterHour: 6 });
  let household: { id: string };
  let resident: { id: string };
  beforeEach(async () => {
    household = await createHousehold(app.db, app.ward);
    resident = await createResident(app.db, app.ward, { household, fullName: 'Đặng Thị Ánh' });
  });

  const statuses = async (agent: TestAgent, path: string, times: number) => {
    const found: number[] = [];
    for (let count = 1; count <= times; count += 1) found.push((await agent.get(path)).status);
    return found;
  };
  const readings = (action: string) => app.db.prisma.auditEvent.count({ where: { action } });

  it('gets no further list for a quarter of an hour, and is told why and until when', async () => {
    const staff = await app.as('staff');
    expect(await statuses(staff, '/lists/residents', 6)).toEqual(Array(6).fill(200));
    const refused = await staff.get('/lists/residents');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    expect(words(refused)).toContain(
      'Trong 15 phút tài khoản này đã mở danh sách 6 lần, nhiều hơn việc của đội cần. Lần vừa rồi chưa được thực hiện.',
    );
    expect(words(refused)).toContain('Hãy đợi đến 09:15 rồi tải lại trang này');
    expect(refused.text).not.toContain('Đặng Thị Ánh');
    expect(await readings('list.open')).toBe(6);
    expect((await staff.get('/households')).status).toBe(429);
  });

  it('watches the import of its own list for as long as that takes: the page shows no person meanwhile', async () => {
    const staff = await app.as('staff');
    const desk = new ImportDesk(app, staff);
    const path = (await desk.send(LIST)).headers.location!;
    expect(await statuses(staff, path, 8)).toEqual(Array(8).fill(200));
    await app.runJob('imports');
  });

  it('opens all tabs of a preview as one list, but each page of a report as one more', async () => {
    const staff = await app.as('staff');
    const desk = new ImportDesk(app, staff);
    const path = await desk.preview(LIST);
    for (const tab of ['wrong', 'doubtful', 'new', 'changed', 'same', 'passed_over', 'warned'])
      expect((await staff.get(`${path}?verdict=${tab}`)).status).toBe(200);
    expect(await readings('import.open')).toBe(7);
    expect(await statuses(staff, '/lists/residents', 5)).toEqual(Array(5).fill(200));
    expect((await staff.get('/lists/residents')).status).toBe(429);
    expect((await staff.get(path)).status).toBe(200);
    // Another preview is refused, however often it is asked for.
    const other = await desk.preview([...LIST, [4, 'H3', 'Vũ Thị Mai', '1955', 'Nữ', '', '', 'Chủ hộ', '9 Châu Long']]);
    expect(await statuses(staff, other, 2)).toEqual([429, 429]);
    expect(await desk.confirm(path, { createGroups: '1' })).toBe('confirmed');
    expect((await staff.get(path)).status).toBe(429);
  });

  it('still opens files, and no other account is limited', async () => {
    const staff = await app.as('staff');
    await statuses(staff, '/lists/residents', 7);
    expect((await staff.get(`/residents/${resident.id}`)).status).toBe(200);
    expect((await (await app.as('admin')).get('/lists/residents')).status).toBe(200);
  });

  it('gets no further file, of any resident', async () => {
    const staff = await app.as('staff');
    expect(await statuses(staff, `/residents/${resident.id}`, 4)).toEqual(Array(4).fill(200));
    expect(await statuses(staff, `/households/${household.id}`, 3)).toEqual([200, 200, 429]);
    expect((await staff.get('/lists/residents')).status).toBe(200);
  });

  it('has half the limits if it is an officer’s', async () => {
    const officer = await app.as('officer');
    expect(await statuses(officer, '/lists/residents', 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses(officer, `/residents/${resident.id}`, 4)).toEqual([200, 200, 200, 429]);
  });

  it('gets no further answers while typing a search', async () => {
    const staff = await app.as('staff');
    await staff.get('/households');
    const found: number[] = [];
    for (let count = 1; count <= 31; count += 1)
      found.push((await staff.post('/search-results', { q: `ánh ${count}` })).status);
    expect(found).toEqual([...Array<number>(30).fill(200), 429]);
  });

  it('keeps the input of a form that comes back with errors, but cannot read the register through such forms', async () => {
    const officer = await app.as('officer');
    await statuses(officer, `/households/${household.id}`, 4);
    const path = `/households/${household.id}/visits/new`;
    const back = await officer.post(path, { outcome: 'refused', note: 'Hẹn sau Tết' });
    expect([back.status, read(back)('textarea[name=note]').text()]).toEqual([422, 'Hẹn sau Tết']);
    for (let count = 1; count <= 3; count += 1) await officer.post(path, { outcome: 'refused' });
    expect((await officer.post(path, { outcome: 'refused' })).status).toBe(429);
  });

  it('is listed on the administrator’s page with the time, and once in the log', async () => {
    const staff = await app.as('staff');
    await statuses(staff, '/lists/residents', 9);
    expect(await readings('user.brake-reading')).toBe(1);
    const admin = await app.as('admin');
    const $ = read(await admin.get('/users'));
    expect(
      $('tbody tr')
        .filter((_, row) => $(row).text().includes('vanphong'))
        .text(),
    ).toContain('Bị chặn tạm vì đọc quá nhiều, lúc 09:00 26/11/2026');
    expect(words(await admin.get('/audit'))).toContain('Bị chặn tạm vì đọc quá nhiều');
    app.setNow(new Date(app.context.now().getTime() + 8 * 86_400_000));
    expect(words(await (await app.as('admin')).get('/users'))).not.toContain('Bị chặn tạm vì đọc quá nhiều');
  });
});

test('an evening and an office day stay far below the limits of an account', () => {
  const { listsPerQuarterHour, filesPerQuarterHour } = LIMITS;
  // A list worked through at ten seconds a person; 20 doors of an evening entered late by an officer, who has half the
  // limit.
  expect(listsPerQuarterHour).toBeGreaterThan(90);
  expect(filesPerQuarterHour / 2).toBeGreaterThan(80);
  // The register of a small ward, 7.200 people on pages of 50, cannot be read in one go.
  expect(listsPerQuarterHour).toBeLessThan(7_200 / 50);
});
