import { createResident } from '../../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { fieldsOf, formOf } from '../../../support/forms';

describe('readiness', () => {
  let app: TestApp;
  let staff: TestAgent;
  beforeAll(async () => {
    app = await testApp();
    staff = await app.as('staff');
  });
  afterAll(() => app.close());

  const facts = {
    recordedOn: '25/11/2026',
    vneidLevel: 'level_2',
    simInOwnName: 'yes',
    smartphone: 'own',
    livesAlone: 'no',
    hardToMove: 'unknown',
    needsHelper: 'no',
  };
  const rowsOf = (residentId: string) =>
    app.db.prisma.readiness.findMany({ where: { residentId }, orderBy: [{ recordedOn: 'asc' }, { createdAt: 'asc' }] });

  it('is stored as dated rows, the newest being the current one, and shown as changes', async () => {
    const resident = await createResident(app.db, app.ward, { fullName: 'Lên Mức Hai', vneidLevel: 'level_1' });
    const url = `/residents/${resident.id}/readiness`;
    const form = { ...(await formOf(staff, url)), ...facts };
    for (const answer of [await staff.post(url, form), await staff.post(url, form)]) expect(answer.status).toBe(303);
    expect(await rowsOf(resident.id)).toMatchObject([
      { vneidLevel: 'level_1', isLatest: false },
      { vneidLevel: 'level_2', livesAlone: 'no', isLatest: true, source: 'office', recordedBy: app.users.staff.id },
    ]);
    const page = words(await staff.get(`/residents/${resident.id}`));
    for (const text of ['2 lần ghi', '25/11/2026Mức VNeID: mức 1 → mức 2', 'ghi tại phường, Trần Văn Phòng'])
      expect(page).toContain(text);
  });

  it('of an earlier day leaves the current row alone, and takes only what was changed from its form', async () => {
    const resident = await createResident(app.db, app.ward, { vneidLevel: 'level_2' });
    const url = `/residents/${resident.id}/readiness`;
    expect(
      (await staff.post(url, { ...(await formOf(staff, url)), recordedOn: '01/03/2025', livesAlone: 'yes' })).status,
    ).toBe(303);
    expect(await rowsOf(resident.id)).toMatchObject([
      { vneidLevel: 'unknown', livesAlone: 'yes', isLatest: false },
      { vneidLevel: 'level_2', isLatest: true },
    ]);
  });

  it('recorded by two people at the same time keeps the answers of both', async () => {
    const resident = await createResident(app.db, app.ward, { vneidLevel: 'level_1' });
    const url = `/residents/${resident.id}/readiness`;
    const mine = await formOf(staff, url);
    const admin = await app.as('admin');
    await admin.post(url, { ...(await formOf(admin, url)), vneidLevel: 'level_2' });
    expect((await staff.post(url, { ...mine, livesAlone: 'yes' })).status).toBe(303);
    expect((await rowsOf(resident.id)).at(-1)).toMatchObject({
      vneidLevel: 'level_2',
      livesAlone: 'yes',
      isLatest: true,
    });
  });

  it('with different answers from two people shows both, and saves the chosen one', async () => {
    const resident = await createResident(app.db, app.ward, { vneidLevel: 'level_1' });
    const url = `/residents/${resident.id}/readiness`;
    const mine = await formOf(staff, url);
    const admin = await app.as('admin');
    await admin.post(url, { ...(await formOf(admin, url)), vneidLevel: 'level_2', smartphone: 'own' });
    const conflict = await staff.post(url, { ...mine, vneidLevel: 'locked', livesAlone: 'yes' });
    expect(conflict.status).toBe(409);
    for (const text of ['Lê Thị Quản', 'Mức 2', 'Bị khóa, quên mật khẩu']) expect(words(conflict)).toContain(text);
    expect(await rowsOf(resident.id)).toHaveLength(2);
    const keep = fieldsOf(conflict);
    expect((await staff.post(url, keep)).status).toBe(303);
    expect((await rowsOf(resident.id)).at(-1)).toMatchObject({
      vneidLevel: 'locked',
      livesAlone: 'yes',
      smartphone: 'own',
      isLatest: true,
    });
  });

  it.each([
    [{ recordedOn: '27/11/2026' }, 'Ngày này chưa đến'],
    [{ vneidLevel: 'level_9' }, 'Chọn một ý'],
    [{ smartphone: '' }, 'Chọn một ý'],
    [{ shownId: 'x' }, 'Tải lại trang'],
  ])('is refused with %j', async (wrong, message) => {
    const resident = await createResident(app.db, app.ward, { fullName: 'Chưa Ghi' });
    const response = await staff.post(`/residents/${resident.id}/readiness`, { ...facts, ...wrong });
    expect(response.status).toBe(422);
    expect(words(response)).toContain(message);
    expect(read(response)('#livesAlone option[selected]').attr('value')).toBe('no');
    expect(await rowsOf(resident.id)).toEqual([]);
  });
});
