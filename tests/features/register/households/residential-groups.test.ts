import { createGroup, createHousehold } from '../../../support/factories';
import { read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';

describe('residential groups', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');

  const newId = async () => read(await staff.get('/residential-groups'))('input[name=id]').attr('value')!;
  const form = {
    name: 'Tổ dân phố số 7',
    validFrom: '01/07/2025',
    leaderName: 'Ông Vũ Văn Tổ',
    leaderPhone: '0912 345 678',
  };
  const edited = { code: '8', name: 'Tổ dân phố số 8', validFrom: '01/01/2020', leaderName: '', leaderPhone: '' };

  it('are listed by number, with their households', async () => {
    const twelve = await createGroup(app.db, app.ward, '12');
    await createGroup(app.db, app.ward, '2');
    await createGroup(app.db, app.otherWard, '99');
    for (const occupancy of ['occupied', 'occupied', 'vacant', 'long_absent'] as const)
      await createHousehold(app.db, app.ward, { residentialGroupId: twelve.id, occupancy });
    const page = await (await app.as('officer')).get('/residential-groups');
    const rows = textsOf(read(page)('tbody tr'));
    expect(rows[0]).toContain('Tổ dân phố số 2');
    expect(rows[1]).toMatch(/Tổ dân phố số 12 .*4 hộ, 2 nhà trống hoặc vắng lâu/);
    expect(words(page)).not.toContain('số 99');
    expect(words(page)).not.toContain('Thêm tổ');
  });

  it('are opened once, however often the form is sent', async () => {
    const given = { ...form, id: await newId(), code: '7' };
    for (const answer of [
      await staff.post('/residential-groups', given),
      await staff.post('/residential-groups', given),
    ])
      expect(answer.status).toBe(303);
    expect(await app.db.prisma.residentialGroup.findMany({ where: { code: '7' } })).toMatchObject([
      {
        id: given.id,
        wardId: app.ward.id,
        name: 'Tổ dân phố số 7',
        leaderPhone: '0912345678',
        validFrom: new Date('2025-07-01'),
      },
    ]);
    expect(
      await app.db.prisma.auditEvent.count({ where: { action: 'residential-group.open', subjectId: given.id } }),
    ).toBe(1);
  });

  it.each([
    [{ code: '' }, 'Nhập số hoặc mã tổ'],
    [{ name: '' }, 'Nhập tên'],
    [{ validFrom: '31/02/2025' }, 'Tháng 2 không có ngày 31.'],
    [{ leaderPhone: '12' }, 'Số điện thoại chưa đúng'],
    [{ code: '2' }, 'đang có một tổ dân phố khác mang mã này'],
  ])('are not opened with %j', async (wrong, message) => {
    const before = await app.db.prisma.residentialGroup.count();
    const response = await staff.post('/residential-groups', { ...form, id: await newId(), code: '77', ...wrong });
    expect(response.status).toBe(422);
    expect(words(response)).toContain(message);
    expect(read(response)('#leaderName').attr('value')).toBe('Ông Vũ Văn Tổ');
    expect(await app.db.prisma.residentialGroup.count()).toBe(before);
  });

  it('are corrected only in the version shown, once', async () => {
    const group = await createGroup(app.db, app.ward, '8');
    const url = `/residential-groups/${group.id}/edit`;
    const given = { ...edited, leaderName: 'Bà Lê', version: '1' };
    expect((await staff.post(url, given)).status).toBe(303);
    expect((await staff.post(url, given)).status).toBe(303);
    expect(await app.db.prisma.residentialGroup.findUnique({ where: { id: group.id } })).toMatchObject({
      leaderName: 'Bà Lê',
      version: 2,
    });
    const conflict = await staff.post(url, { ...edited, leaderName: 'Ông Trần', version: '1' });
    expect(conflict.status).toBe(409);
    for (const text of ['Bà Lê', 'Ông Trần']) expect(words(conflict)).toContain(text);
    expect((await staff.post(url, { ...edited, name: '', version: '2' })).status).toBe(422);
    expect(await app.db.prisma.residentialGroup.findUnique({ where: { id: group.id } })).toMatchObject({
      leaderName: 'Bà Lê',
      version: 2,
    });
  });

  it('end on a day after their beginning, once, and keep their households', async () => {
    const group = await createGroup(app.db, app.ward, '9');
    await createHousehold(app.db, app.ward, { residentialGroupId: group.id });
    const url = `/residential-groups/${group.id}/closure`;
    for (const validTo of ['01/01/2020', '27/11/2026', 'mai', '']) {
      const refused = await staff.post(url, { validTo });
      expect(refused.status).toBe(422);
      expect(read(refused)('#validTo').attr('value')).toBe(validTo);
    }
    expect((await staff.post(url, { validTo: '30/06/2026' })).status).toBe(303);
    expect((await staff.post(url, { validTo: '01/07/2026' })).status).toBe(303);
    expect(await app.db.prisma.residentialGroup.findUnique({ where: { id: group.id } })).toMatchObject({
      validTo: new Date('2026-06-30'),
    });
    expect(
      await app.db.prisma.auditEvent.count({ where: { action: 'residential-group.close', subjectId: group.id } }),
    ).toBe(1);
    expect(words(await staff.get('/residential-groups'))).toContain('cần chuyển tổ');
    expect((await staff.post('/residential-groups', { ...form, id: await newId(), code: '9' })).status).toBe(303);
  });
});
