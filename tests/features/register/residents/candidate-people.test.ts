import { createHousehold, createResident } from '../../../support/factories';
import { read, sharedApp, textsOf, words, type TestAgent } from '../../../support/test-app';

describe('candidates while a person is being added', () => {
  const app = sharedApp();
  let staff: TestAgent;
  let home: { id: string };
  let other: { id: string };
  const asked = (typed: object, agent = staff) =>
    agent.post('/residents/candidate-people', { householdId: home.id, ...typed });
  const people = async (typed: object) => {
    const $ = read(await asked(typed));
    return textsOf($('li'));
  };

  beforeAll(async () => {
    const { db, ward, otherWard } = app;
    home = await createHousehold(db, ward, { address: '12 Châu Long' });
    other = await createHousehold(db, ward, { address: '48 Phạm Hồng Thái' });
    await createResident(db, ward, {
      fullName: 'Nguyễn Thị Vi',
      birthYear: 1948,
      phone: '0912345678',
      nationalNumber: '001148001234',
      household: other,
    });
    await createResident(db, ward, { fullName: 'Trần Thị Vi', birthYear: 1948 });
    await createResident(db, ward, { fullName: 'Nguyễn Thị Vinh', birthYear: 1990, household: home });
    const unknown = await createResident(db, ward, { fullName: 'Lê Văn Ất' });
    await db.prisma.resident.update({ where: { id: unknown.id }, data: { birthDate: null, birthPrecision: null } });
    await createResident(db, otherWard, { fullName: 'Nguyễn Thị Vi', birthYear: 1948, phone: '0912345678' });
    staff = await app.as('staff');
  });

  it('are shown from the second word of a name on, with age, address and last digits', async () => {
    expect(await people({ fullName: 'nguyen' })).toEqual([]);
    expect(await people({ fullName: 'nguyen thi v' })).toEqual([
      'Nguyễn Thị Vi (mở ở thẻ mới) 78 tuổi, sinh 1948 · 48 Phạm Hồng Thái · CCCD …1234',
      'Nguyễn Thị Vinh (mở ở thẻ mới) 36 tuổi, sinh 1990 · 12 Châu Long',
    ]);
  });

  it('are led, with the reason, by people born that year with the given name, whatever the family name', async () => {
    const found = await people({ fullName: 'Phạm Thị Vi', birth: '1948' });
    expect(found).toHaveLength(2);
    for (const line of found) expect(line).toContain('cùng tên, cùng năm sinh');
  });

  it('ignore a birth date not typed yet, and offer to move a likely duplicate', async () => {
    expect(await people({ fullName: 'Nguyễn Thị Vi' })).toContainEqual(
      'Nguyễn Thị Vi (mở ở thẻ mới) 78 tuổi, sinh 1948 · 48 Phạm Hồng Thái · CCCD …1234 Chuyển về hộ này',
    );
  });

  it('are found by phone alone, and by a whole name if no birth date is known', async () => {
    expect(await people({ phone: '0912.345.678' })).toEqual([expect.stringContaining('cùng số điện thoại')]);
    expect(await people({ fullName: 'Lê Văn Ất', birth: '1950' })).toEqual([
      expect.stringContaining('cùng họ tên, chưa rõ ngày sinh'),
    ]);
  });

  it('tolerate incomplete birth dates and phones, symbols and invalid input', async () => {
    for (const typed of [
      { fullName: 'nguyen thi', birth: '19', phone: '09' },
      { fullName: '% _' },
      { fullName: "' or 1=1" },
      { fullName: '👵 👴' },
      { fullName: 'x '.repeat(3000) },
      { householdId: 'x', fullName: 'a b' },
      {},
    ]) {
      const answer = await asked(typed);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain('<html');
    }
    expect(await people({ fullName: 'nguyen %' })).toEqual([]);
  });

  it('say how many there are, and that there are more than shown', async () => {
    const { db, ward } = app;
    for (let n = 0; n < 8; n += 1) await createResident(db, ward, { fullName: 'Hoàng Văn Đông' });
    const answer = await asked({ fullName: 'hoang van' });
    expect(read(answer)('[data-candidates-count]').data('candidates-count')).toBe(
      'Hơn 5 người trong sổ có thể là người này',
    );
    expect(read(answer)('li')).toHaveLength(5);
    expect(words(answer)).toContain('Còn nữa');
  });

  it('exclude people of other wards, and are logged like a search', async () => {
    const before = await app.db.prisma.auditEvent.count({ where: { action: 'household.search' } });
    const foreign = await app.as('staff', 'other');
    expect(read(await asked({ fullName: 'tran thi' }, foreign))('li')).toHaveLength(0);
    await asked({ fullName: 'tran thi v' }, foreign);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'household.search' } })).toBe(before + 1);
  });

  it('are offered by the form, which asks once more if it is sent without a script', async () => {
    const form = read(await staff.get(`/residents/new?household=${home.id}`))('form[data-candidates]');
    expect(form.data('candidates')).toBe('/residents/candidate-people');
    expect(form.find('[data-candidates-shown]')).toHaveLength(1);
    for (const name of String(form.data('candidates-fields')).split(' '))
      expect(form.find(`[name=${name}]`)).toHaveLength(1);
    expect(
      (
        await staff.postWithoutToken('/residents/candidate-people', {
          _csrf: form.data('candidates-token'),
          fullName: 'a b',
        })
      ).status,
    ).toBe(200);
  });
});

describe('candidate doors while a household is being registered', () => {
  const app = sharedApp();
  let staff: TestAgent;
  const doors = async (address: string, agent = staff) => {
    const $ = read(await agent.post('/households/candidate-doors', { address }));
    return textsOf($('strong'));
  };

  beforeAll(async () => {
    for (const address of ['48 Phạm Hồng Thái', '48A Phạm Hồng Thái', '5 ngách 12/8 Trúc Bạch'])
      await createHousehold(app.db, app.ward, { address });
    await createHousehold(app.db, app.otherWard, { address: '48B Phạm Hồng Thái' });
    staff = await app.as('staff');
  });

  it('are shown in whatever form the address is written', async () => {
    expect(await doors('48 pham hong th')).toEqual(['48 Phạm Hồng Thái', '48A Phạm Hồng Thái']);
    expect(await doors('Số 48A, phố Phạm Hồng Thái')).toEqual(['48A Phạm Hồng Thái']);
    expect(await doors('số 5 ngách 12/8 phố Trúc Bạch')).toEqual(['5 ngách 12/8 Trúc Bạch']);
    expect(await doors('99 Phạm Hồng Thái')).toEqual([]);
    expect(await doors('')).toEqual([]);
    expect(await doors('48%')).toEqual([]);
  });

  it('are logged as a reading, like a search', async () => {
    const before = await app.db.prisma.auditEvent.count({ where: { action: 'household.search' } });
    const admin = await app.as('admin');
    await doors('48', admin);
    await doors('48 p', admin);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'household.search' } })).toBe(before + 1);
  });

  it('are offered by the form', async () => {
    const form = read(await staff.get('/households/new'))('form[data-candidates]');
    expect(form.data('candidates')).toBe('/households/candidate-doors');
    expect(form.find('[data-candidates-shown]')).toHaveLength(1);
  });
});
