import { createHousehold, createResident, storedNumber } from '../../../support/factories';
import { fieldsOf, formOf } from '../../../support/forms';
import { expectWords, read, sharedAgent, sharedApp, words } from '../../../support/test-app';

const NUMBER = '003148001234';

describe('entering and correcting residents', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');

  const open = async (household: { id: string }) => ({
    householdId: household.id,
    id: read(await staff.get(`/residents/new?household=${household.id}`))('main input[name=id]').attr('value')!,
  });
  const person = {
    fullName: 'Hoàng Thị Ngát',
    birth: '02/09/1950',
    gender: 'female',
    phone: '0987 654 321',
    relation: 'head',
  };
  const editForm = (id: string) => formOf(staff, `/residents/${id}/edit`);

  describe('a new resident', () => {
    it('is entered with a membership and a sealed national number', async () => {
      const home = await createHousehold(app.db, app.ward);
      const given = { ...(await open(home)), ...person, nationalNumber: '003 150 001 111' };
      const response = await staff.post('/residents', given);
      expect([response.status, response.headers.location]).toEqual([303, `/households/${home.id}`]);
      const row = await app.db.prisma.resident.findUniqueOrThrow({ where: { id: given.id } });
      expect(row).toMatchObject({
        fullName: 'Hoàng Thị Ngát',
        birthPrecision: 'day',
        phone: '0987654321',
        nationalNumberLast4: '1111',
        residenceStatus: 'permanent',
      });
      expect(storedNumber(app.context.sealer, row)).toBe('003150001111');
      expect(await app.db.prisma.householdMembership.findMany({ where: { residentId: given.id } })).toMatchObject([
        { householdId: home.id, relation: 'head', validTo: null },
      ]);
      const page = words(await staff.get(`/households/${home.id}`));
      expectWords(page, 'Đã thêm Hoàng Thị Ngát', 'không phải mã tỉnh');
      const event = await app.db.prisma.auditEvent.findFirstOrThrow({
        where: { subjectId: given.id, action: 'resident.register' },
      });
      expect(JSON.stringify(event.details)).not.toContain('003150001111');
      expect(event.details).toMatchObject({ last4: '1111', householdId: home.id });
    });

    it('is one person however often the form is sent', async () => {
      const home = await createHousehold(app.db, app.ward);
      const given = { ...(await open(home)), ...person, fullName: 'Mai Văn Một', phone: '' };
      const answers = await Promise.all([1, 2, 3].map(() => staff.post('/residents', given)));
      expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303]);
      expect(await app.db.prisma.resident.count({ where: { fullName: 'Mai Văn Một' } })).toBe(1);
      expect(
        await app.db.prisma.auditEvent.count({ where: { action: 'resident.register', subjectId: given.id } }),
      ).toBe(1);
    });

    it.each([
      ['number', { nationalNumber: '003150002222' }],
      ['relation', { relation: 'other', relationNote: 'cháu họ' }],
      ['day', { since: '02/02/2020' }],
      ['residence status', { residenceStatus: 'staying' }],
    ])('is not said to be saved when the form is sent again with another %s', async (what, change) => {
      const home = await createHousehold(app.db, app.ward);
      const given = { ...(await open(home)), ...person, fullName: `Mai Văn ${what}`, phone: '', nationalNumber: '' };
      expect((await staff.post('/residents', given)).status).toBe(303);
      expect((await staff.post('/residents', { ...given, ...change })).status).toBe(409);
      expect((await staff.post('/residents', given)).status).toBe(303);
    });

    it('is first compared with all residents of the ward', async () => {
      const known = await createResident(app.db, app.ward, {
        fullName: 'Trần Thị Sửu',
        birthYear: 1949,
        household: await createHousehold(app.db, app.ward, { address: '3 Yên Ninh' }),
      });
      await createResident(app.db, app.otherWard, { fullName: 'Lý Thị Sửu', birthYear: 1949 });
      const home = await createHousehold(app.db, app.ward);
      const given = { ...(await open(home)), ...person, fullName: 'nguyễn thị sửu', birth: '05/05/1949', phone: '' };
      const readings = () =>
        app.db.prisma.auditEvent.count({ where: { action: 'household.search', subjectId: app.ward.id } });
      const before = await readings();
      const asked = await staff.post('/residents', given);
      expect([asked.status, await readings()]).toEqual([422, before + 1]);
      expectWords(asked, 'Trần Thị Sửu', '3 Yên Ninh', 'cùng tên, cùng năm sinh');
      expect(words(asked)).not.toContain('Lý Thị Sửu');
      expect(read(asked)(`a[href="/residents/${known.id}/membership?household=${home.id}"]`).length).toBe(1);
      expect(read(asked)('#fullName').attr('value')).toBe('nguyễn thị sửu');
      expect(await app.db.prisma.resident.count({ where: { id: given.id } })).toBe(0);
      expect((await staff.post('/residents', { ...given, confirmedNew: '1' })).status).toBe(303);
      expect(await app.db.prisma.resident.findUnique({ where: { id: given.id } })).toMatchObject({
        fullName: 'Nguyễn Thị Sửu',
      });
    });

    it('with a national number of the register is refused with a link and without a name', async () => {
      const holder = await createResident(app.db, app.ward, { fullName: 'Cao Bá Bí Mật', nationalNumber: NUMBER });
      const home = await createHousehold(app.db, app.ward);
      const given = {
        ...(await open(home)),
        ...person,
        fullName: 'Tô Khác',
        birth: '1948',
        phone: '',
        nationalNumber: NUMBER,
      };
      for (const form of [given, { ...given, confirmedNew: '1' }]) {
        const response = await staff.post('/residents', form);
        expect(response.status).toBe(422);
        expect(words(response)).toContain('đã có trong sổ của phường');
        expect(words(response)).not.toContain('Bí Mật');
        expect(read(response)(`a[href="/residents/${holder.id}"]`).length).toBe(1);
      }
      expect(await app.db.prisma.resident.count({ where: { id: given.id } })).toBe(0);
    });

    it('may hold a number that another ward knows', async () => {
      await createResident(app.db, app.otherWard, { nationalNumber: '003150009999' });
      const home = await createHousehold(app.db, app.ward);
      const given = {
        ...(await open(home)),
        ...person,
        fullName: 'Tạ Hai Nơi',
        phone: '',
        nationalNumber: '003150009999',
      };
      expect((await staff.post('/residents', given)).status).toBe(303);
    });

    it.each([
      ['birth', '31/2/1950', 'Tháng 2 không có ngày 31.'],
      ['birth', '24/11/0948', 'Năm sinh chưa đúng'],
      ['birth', '1/1/2027', 'sau hôm nay'],
      ['birth', '1900', 'Hơn 120 tuổi'],
      ['fullName', '', 'Nhập họ tên'],
      ['phone', '0123', 'Số điện thoại chưa đúng'],
      ['nationalNumber', '12345678', '12 chữ số'],
      ['nationalNumber', '00115000123', 'Số này có 11 chữ số'],
      ['relation', '', 'Chọn quan hệ'],
      ['birth', '29/2/2025', 'Tháng 2 năm 2025 không có ngày 29.'],
      ['birth', 'hôm qua', 'Ngày sinh chưa đúng'],
      ['since', '30/2/2020', 'Tháng 2 không có ngày 30.'],
      ['since', 'hôm qua', 'Ngày chưa đúng'],
    ])('with %s "%s" is refused with what was typed kept', async (field, typed, message) => {
      const home = await createHousehold(app.db, app.ward);
      const given = { ...(await open(home)), ...person, note: 'điếc một tai', [field]: typed };
      const response = await staff.post('/residents', given);
      expect(response.status).toBe(422);
      expect(read(response)('title').text()).toMatch(/^Lỗi: /);
      expect(words(response)).toContain(message);
      expect(read(response)('#note').text().trim()).toBe('điếc một tai');
      if (field !== 'relation') expect(read(response)(`#${field}`).attr('value')).toBe(typed);
      expect(await app.db.prisma.resident.count({ where: { id: given.id } })).toBe(0);
    });

    it('may not have a national number in the note', async () => {
      const home = await createHousehold(app.db, app.ward);
      const given = { ...(await open(home)), ...person, note: 'số 001 045 000 123 của bà' };
      const response = await staff.post('/residents', given);
      expect([response.status, read(response)('#note-error').text(), read(response)('#note').text().trim()]).toEqual([
        422,
        expect.stringContaining('Có vẻ là số định danh'),
        given.note,
      ]);
      expect(await app.db.prisma.resident.count({ where: { id: given.id } })).toBe(0);
    });

    it('cannot be a second head', async () => {
      const home = await createHousehold(app.db, app.ward);
      await createResident(app.db, app.ward, { household: home, fullName: 'Chủ Cũ' });
      const given = { ...(await open(home)), ...person, fullName: 'Chủ Mới', phone: '' };
      const response = await staff.post('/residents', given);
      expect(response.status).toBe(422);
      expect(words(response)).toContain('Hộ này đã có chủ hộ');
    });

    it('is entered in a household of the ward', async () => {
      const home = await createHousehold(app.db, app.ward);
      const foreign = await createHousehold(app.db, app.otherWard);
      const given = { ...(await open(home)), ...person };
      expect((await staff.post('/residents', { ...given, householdId: foreign.id })).status).toBe(404);
      expect((await staff.get(`/residents/new?household=${foreign.id}`)).status).toBe(404);
      expect((await staff.get('/residents/new')).status).toBe(404);
      expect(await app.db.prisma.resident.count({ where: { id: given.id } })).toBe(0);
    });
  });

  describe('a file', () => {
    it('shows its histories, and its opening is logged', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '60 Quán Thánh' });
      const resident = await createResident(app.db, app.ward, {
        fullName: 'Vũ Thị Hồ Sơ',
        household: home,
        nationalNumber: '003160004321',
        vneidLevel: 'level_1',
      });
      const page = await (await app.as('officer')).get(`/residents/${resident.id}`);
      expectWords(page, 'Vũ Thị Hồ Sơ', '66 tuổi', '60 Quán Thánh', '•••• •••• 4321', 'Mức 1', 'từ 01/01/2020');
      expect(page.text).not.toContain('003160004321');
      expect(words(page)).not.toContain('Sửa hồ sơ');
      expect(
        await app.db.prisma.auditEvent.findFirst({ where: { chainId: app.ward.id }, orderBy: { seq: 'desc' } }),
      ).toMatchObject({ action: 'resident.open', isChange: false, subjectId: resident.id });
    });
  });

  describe('correcting', () => {
    it('saves the change with what it was before; the stored number stays when none is typed', async () => {
      const resident = await createResident(app.db, app.ward, { fullName: 'Sai Tên', nationalNumber: '003160005555' });
      const form = await editForm(resident.id);
      expect(form.nationalNumber).toBe('');
      expect(
        (await staff.post(`/residents/${resident.id}/edit`, { ...form, fullName: 'Đúng Tên', birth: '1960' })).status,
      ).toBe(303);
      expect(await app.db.prisma.resident.findUnique({ where: { id: resident.id } })).toMatchObject({
        fullName: 'Đúng Tên',
        birthPrecision: 'year',
        nationalNumberLast4: '5555',
        version: 2,
      });
      const event = await app.db.prisma.auditEvent.findFirstOrThrow({
        where: { action: 'resident.correct', subjectId: resident.id },
      });
      expect(event.details).toEqual({
        changes: [
          { field: 'fullName', before: 'Sai Tên', after: 'Đúng Tên' },
          { field: 'birthDate', before: '1960-05-20', after: '1960-01-01' },
          { field: 'birthPrecision', before: 'day', after: 'year' },
        ],
      });
    });

    it('sent twice is saved once; by two people keeps the words of both', async () => {
      const resident = await createResident(app.db, app.ward, { fullName: 'Hai Người Sửa' });
      const form = await editForm(resident.id);
      const url = `/residents/${resident.id}/edit`;
      const theirs = { ...form, note: 'bản thứ nhất' };
      expect((await (await app.as('admin')).post(url, theirs)).status).toBe(303);
      expect((await staff.post(url, theirs)).status).toBe(303);
      const conflict = await staff.post(url, { ...form, note: 'bản thứ hai', nationalNumber: '003160008888' });
      expect(conflict.status).toBe(409);
      expectWords(conflict, 'bản thứ nhất', 'bản thứ hai', 'Lê Thị Quản', '•••• •••• 8888');
      expect(words(conflict)).not.toContain('003160008888');
      expect(await app.db.prisma.resident.findUnique({ where: { id: resident.id } })).toMatchObject({
        note: 'bản thứ nhất',
        version: 2,
      });
      const keep = fieldsOf(conflict);
      expect((await staff.post(url, keep)).status).toBe(303);
      expect(await app.db.prisma.resident.findUnique({ where: { id: resident.id } })).toMatchObject({
        note: 'bản thứ hai',
        nationalNumberLast4: '8888',
        version: 3,
      });
    });

    it('with invalid input changes nothing and keeps the input', async () => {
      const resident = await createResident(app.db, app.ward, { fullName: 'Giữ Nguyên' });
      const form = await editForm(resident.id);
      const response = await staff.post(`/residents/${resident.id}/edit`, { ...form, birth: '31/2/1950', note: 'mới' });
      expect(response.status).toBe(422);
      expect(read(response)('#birth').attr('value')).toBe('31/2/1950');
      const taken = await createResident(app.db, app.ward, { nationalNumber: '003160001010' });
      const refused = await staff.post(`/residents/${resident.id}/edit`, { ...form, nationalNumber: '003160001010' });
      expect(refused.status).toBe(422);
      expect(read(refused)(`a[href="/residents/${taken.id}"]`).length).toBe(1);
      expect(await app.db.prisma.resident.findUnique({ where: { id: resident.id } })).toMatchObject({
        note: '',
        version: 1,
        nationalNumberLast4: null,
      });
    });

    it('touches nothing that is not on the form', async () => {
      const resident = await createResident(app.db, app.ward, { fullName: 'Không Cho' });
      const form = { ...(await editForm(resident.id)), note: 'lạ', wardId: app.otherWard.id, version: '1' };
      expect((await staff.post(`/residents/${resident.id}/edit`, form)).status).toBe(303);
      expect(await app.db.prisma.resident.findUnique({ where: { id: resident.id } })).toMatchObject({
        note: 'lạ',
        wardId: app.ward.id,
        version: 2,
      });
    });
  });
});
