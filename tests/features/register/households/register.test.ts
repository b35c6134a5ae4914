import { createGroup, createHousehold, createResident, createVisit } from '../../../support/factories';
import { fieldsOf, formOf } from '../../../support/forms';
import {
  expectRefused,
  expectWords,
  read,
  sharedAgent,
  sharedApp,
  testApp,
  textsOf,
  words,
  type TestAgent,
} from '../../../support/test-app';
import { createReadiness } from '../../../support/worlds/register';

describe('the register of households', () => {
  const app = sharedApp();
  const officer = sharedAgent(app, 'officer');
  let staff: TestAgent;
  beforeAll(async () => {
    staff = await app.as('staff');
  });

  const lastEvent = async () =>
    (await app.db.prisma.auditEvent.findFirst({
      where: { chainId: app.ward.id, isChange: true },
      orderBy: { seq: 'desc' },
    }))!;
  const newId = async (address: string) =>
    read(await staff.get(`/households/new?${new URLSearchParams({ address }).toString()}`))('input[name=id]').attr(
      'value',
    )!;
  const editForm = (id: string) => formOf(staff, `/households/${id}/edit`);

  describe('the list', () => {
    it('is in walking order, fifty per page, and continues on the next page', async () => {
      const fresh = await testApp();
      for (let number = 1; number <= 52; number += 1)
        await createHousehold(fresh.db, fresh.ward, { address: `${number} Trấn Vũ` });
      await createHousehold(fresh.db, fresh.otherWard, { address: '9 Trấn Vũ' });
      const agent = await fresh.as('officer');
      const first = read(await agent.get('/households'));
      const lines = (page: typeof first) => textsOf(page('.door-list strong'));
      expect(lines(first)).toHaveLength(50);
      expect(lines(first).slice(0, 3)).toEqual(['2 Trấn Vũ', '4 Trấn Vũ', '6 Trấn Vũ']);
      const next = read(await agent.get(first('a[rel=next]').attr('href')!));
      expect(lines(next)).toEqual(['3 Trấn Vũ', '1 Trấn Vũ']);
      expect(next('a[rel=next]').length).toBe(0);
      await fresh.close();
    });

    it('can be filtered by group, lane and occupancy', async () => {
      const group = await createGroup(app.db, app.ward, '21');
      const door = await createHousehold(app.db, app.ward, {
        address: '2 Nam Tràng',
        residentialGroupId: group.id,
        occupancy: 'vacant',
      });
      await createHousehold(app.db, app.ward, { address: '4 Nam Tràng' });
      for (const query of [`group=${group.id}`, `lane=${encodeURIComponent(door.laneKey)}&occupancy=vacant`]) {
        const page = await staff.get(`/households?${query}`);
        expect(words(page)).toContain('2 Nam Tràng');
        expect(words(page)).not.toContain('4 Nam Tràng');
      }
    });

    it('says what to do when there is nothing', async () => {
      const page = await staff.get('/households?group=0198c0de-0000-7000-8000-000000000001');
      expect(words(page)).toContain('Không có cửa nào như vậy');
      expect((await staff.get('/households?after=x&group=1&occupancy=y&q[]=1')).status).toBe(200);
    });
  });

  describe('a new household', () => {
    it('asks for the address first and shows similar doors', async () => {
      await createHousehold(app.db, app.ward, { address: '10 Lạc Chính' });
      const asked = await staff.get('/households/new');
      expect(read(asked)('form[method=post][action="/households"]').length).toBe(0);
      const page = await staff.get('/households/new?address=so+10+pho+lac+chinh');
      expect(words(page)).toContain('Đã có trong sổ, có phải cửa này không?');
      expect(read(page)('.door-list strong').text()).toBe('10 Lạc Chính');
      expect(words(await staff.get('/households/new?address=12345'))).toContain('Chưa đọc được phố');
    });

    it('is created with everything its address determines', async () => {
      const group = await createGroup(app.db, app.ward, '31');
      const id = await newId('ngách 12/8 Trúc Bạch số 5');
      const response = await staff.post('/households', {
        id,
        address: 'số 5 ngách 12/8 Trúc Bạch',
        residentialGroupId: group.id,
        howToFind: 'gọi cổng xanh',
        code: 'H-1',
      });
      expect([response.status, response.headers.location]).toEqual([303, `/households/${id}`]);
      expect(await app.db.prisma.household.findUnique({ where: { id } })).toMatchObject({
        wardId: app.ward.id,
        houseNumber: '5',
        ngach: '12/8',
        ngo: '12',
        street: 'Trúc Bạch',
        addressLine: '5 ngách 12/8 Trúc Bạch',
        laneLabel: 'Ngách 12/8 Trúc Bạch',
        howToFind: 'gọi cổng xanh',
        code: 'H-1',
        occupancy: 'occupied',
        residentialGroupId: group.id,
      });
      expect(await lastEvent()).toMatchObject({
        action: 'household.register',
        subjectId: id,
        actorId: app.users.staff.id,
      });
    });

    it('typed without accents gets the accents of its neighbours', async () => {
      await createHousehold(app.db, app.ward, { address: '2 Phó Đức Chính' });
      await createHousehold(app.db, app.ward, { address: '2 ngõ Trúc Lạc' });
      const asked = read(await staff.get('/households/new?address=44+pho+duc+chinh'));
      expect(asked('#street').attr('value')).toBe('Phó Đức Chính');
      await staff.post('/households', { id: await newId('44 pho duc chinh'), address: '44 pho duc chinh' });
      await staff.post('/households', { id: await newId('8 ngo truc lac'), address: '8 ngo truc lac' });
      expect(
        await app.db.prisma.household.count({ where: { addressLine: { in: ['44 Phó Đức Chính', '8 ngõ Trúc Lạc'] } } }),
      ).toBe(2);
    });

    it('is one household however often the form is sent', async () => {
      const id = await newId('11 Nguyễn Khắc Nhu');
      const answers = await Promise.all(
        [1, 2, 3].map(() => staff.post('/households', { id, address: '11 Nguyễn Khắc Nhu' })),
      );
      expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303]);
      expect(await app.db.prisma.household.count({ where: { addressLine: '11 Nguyễn Khắc Nhu' } })).toBe(1);
      expect(await app.db.prisma.auditEvent.count({ where: { action: 'household.register', subjectId: id } })).toBe(1);
    });

    it('at a registered address needs a confirmation for that address', async () => {
      await createHousehold(app.db, app.ward, { address: '12 Cửa Bắc' });
      const id = await newId('12 Cửa Bắc');
      const refused = await staff.post('/households', { id, address: 'Số 12 phố Cửa Bắc' });
      expect(refused.status).toBe(422);
      expect(words(refused)).toContain('Địa chỉ này đã có trong sổ');
      expect(read(refused)('#address').attr('value')).toBe('Số 12 phố Cửa Bắc');
      expect((await staff.post('/households', { id, address: '12 Cửa Bắc', confirmedFor: '14 Cửa Bắc' })).status).toBe(
        422,
      );
      expect((await staff.post('/households', { id, address: '12 Cửa Bắc', confirmedFor: '12 Cửa Bắc' })).status).toBe(
        303,
      );
      expect(await app.db.prisma.household.count({ where: { addressLine: '12 Cửa Bắc' } })).toBe(2);
    });

    it.each([
      ['no address', { address: '' }, 'Chưa đọc được phố'],
      ['an address that says nothing', { address: '???' }, 'Chưa đọc được phố'],
      [
        'an unknown group',
        { address: '1 Hàng Bún', residentialGroupId: '0198c0de-0000-7000-8000-000000000009' },
        'không có trong phường',
      ],
      ['a group that is not an id', { address: '1 Hàng Bún', residentialGroupId: 'x' }, 'Chọn tổ dân phố'],
      ['an unknown occupancy', { address: '1 Hàng Bún', occupancy: 'burnt' }, 'Chọn tình trạng ở'],
      ['a code of another household', { address: '1 Hàng Bún', code: 'TAKEN' }, 'Mã hộ này đã thuộc'],
    ])('with %s is refused with what was typed kept', async (_, given, message) => {
      if (given.address === '1 Hàng Bún' && 'code' in given)
        await createHousehold(app.db, app.ward, { address: '3 Hàng Bún', code: 'TAKEN' });
      const before = await app.db.prisma.household.count();
      const response = await staff.post('/households', {
        id: await newId('1 Hàng Bún'),
        howToFind: 'ngõ sau chợ',
        ...given,
      });
      expect(response.status).toBe(422);
      expect(read(response)('title').text()).toMatch(/^Lỗi: /);
      expect(words(response)).toContain(message);
      expect(read(response)('#howToFind').attr('value')).toBe('ngõ sau chợ');
      expect(await app.db.prisma.household.count()).toBe(before);
    });

    it('entered by five users at once is one, and the others see it', async () => {
      const forms = await Promise.all(
        [1, 2, 3, 4, 5].map(async () => ({
          id: await newId('30 Lạc Chính'),
          houseNumber: '30',
          street: 'Lạc Chính',
          occupancy: 'occupied',
        })),
      );
      const answers = await Promise.all(forms.map((form) => staff.post('/households', form)));
      expect(answers.map((answer) => answer.status).sort()).toEqual([303, 422, 422, 422, 422]);
      expect(words(answers.find((answer) => answer.status === 422)!)).toContain('Địa chỉ này đã có trong sổ');
      expect(await app.db.prisma.household.count({ where: { addressFolded: '30 lac chinh' } })).toBe(1);
      // Several households may share a dwelling: a user who confirms this for the address gets one.
      const shared = await staff.post('/households', {
        ...forms[0],
        id: await newId('30 Lạc Chính'),
        confirmedFor: '30 Lạc Chính',
      });
      expect(shared.status).toBe(303);
      expect(await app.db.prisma.household.count({ where: { addressFolded: '30 lac chinh' } })).toBe(2);
    });

    it('takes no group of another ward', async () => {
      const foreign = await createGroup(app.db, app.otherWard, '9');
      expect(
        (
          await staff.post('/households', {
            id: await newId('2 Hàng Bún'),
            address: '2 Hàng Bún',
            residentialGroupId: foreign.id,
          })
        ).status,
      ).toBe(422);
      expect(await app.db.prisma.household.count({ where: { addressLine: '2 Hàng Bún' } })).toBe(0);
    });
  });

  describe('one household', () => {
    it('shows its people, needs and visits, and logs that it was opened', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '20 Ngũ Xã', howToFind: 'nhà trong sân chung' });
      const head = await createResident(app.db, app.ward, {
        fullName: 'Phạm Thị Sáu',
        birthYear: 1945,
        household: home,
        vneidLevel: 'level_1',
      });
      await createReadiness(app, head.id, {
        recordedOn: new Date('2026-06-01'),
        vneidLevel: 'level_2',
        hardToMove: 'yes',
      });
      await createVisit(app.db, app.ward, { household: home, by: app.users.officer, outcome: 'met' });
      const page = await (await app.as('officer')).get(`/households/${home.id}`);
      expect(read(page)('h1').text()).toBe('20 Ngũ Xã');
      for (const text of [
        'Hộ Phạm Thị Sáu',
        '81 tuổi',
        'nhà trong sân chung',
        'VNeID: mức 2',
        'khó đi lại',
        'Đã gặp',
        'Nguyễn Thị Đội',
        'Ghi lượt thăm',
      ])
        expect(words(page)).toContain(text);
      expect(words(page)).not.toContain('Sửa hộ');
      expect(
        await app.db.prisma.auditEvent.findFirst({ where: { chainId: app.ward.id }, orderBy: { seq: 'desc' } }),
      ).toMatchObject({ action: 'household.open', isChange: false, subjectId: home.id, actorId: app.users.officer.id });
    });

    it('names what it has none of in one line, and offers first what it needs', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '22 Ngũ Xã' });
      const page = await (await app.as('staff')).get(`/households/${home.id}`);
      expect(words(page)).toContain(
        'Chưa có: người trong hộ, cách tìm cửa, diện ưu tiên, lượt thăm, đề nghị, cuộc gọi hẹn, lời dặn của đội, người giúp số, thay đổi trong sổ.',
      );
      expect(read(page)('main .btn-primary').text()).toBe('Thêm người');
      await createResident(app.db, app.ward, { household: home });
      const lived = await (await app.as('staff')).get(`/households/${home.id}`);
      expect(read(lived)('main .btn-primary').text()).toBe('Ghi lượt thăm');
      expect(read(lived)('.menu a').text()).toContain('Thêm người');
    });

    it('is read, and logged, by its edit form and by a failed pause too', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '24 Ngũ Xã' });
      const readings = () =>
        app.db.prisma.auditEvent.count({ where: { action: 'household.open', subjectId: home.id } });
      const staff = await app.as('staff');
      await staff.get(`/households/${home.id}/edit`);
      expect(await readings()).toBe(1);
      expect((await staff.post(`/households/${home.id}/pauses`, {})).status).toBe(422);
      expect(await readings()).toBe(2);
    });

    it('is found by a search that is logged without its text', async () => {
      const before = await app.db.prisma.auditEvent.count({
        where: { action: { in: ['household.search', 'household.list'] } },
      });
      await officer.get((await officer.post('/searches', { q: 'Ngũ Xã' })).headers.location!);
      await officer.get('/households');
      const events = await app.db.prisma.auditEvent.findMany({
        where: { action: { in: ['household.search', 'household.list'] } },
        orderBy: { seq: 'asc' },
        skip: before,
      });
      expect(events.map(({ action, actorId, isChange, details }) => ({ action, actorId, isChange, details }))).toEqual(
        ['household.search', 'household.list'].map((action) => ({
          action,
          actorId: app.users.officer.id,
          isChange: false,
          details: {},
        })),
      );
    });

    it('of another ward does not exist, and its opening is not logged', async () => {
      const foreign = await createHousehold(app.db, app.otherWard, { address: '1 Hàng Gai' });
      const before = await app.db.prisma.auditEvent.count();
      for (const path of [
        `/households/${foreign.id}`,
        `/households/${foreign.id}/edit`,
        '/households/1',
        '/households/0198c0de-0000-7000-8000-000000000001',
      ]) {
        expect((await staff.get(path)).status).toBe(404);
      }
      expect(await app.db.prisma.auditEvent.count()).toBe(before);
    });

    it('warns when it has people and no head', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '22 Ngũ Xã' });
      await createResident(app.db, app.ward, { household: home, relation: 'child' });
      expect(words(await staff.get(`/households/${home.id}`))).toContain('Hộ này chưa có chủ hộ');
    });
  });

  describe('correcting a household', () => {
    it('saves the change with what it was before', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '30 Ngũ Xã' });
      const response = await staff.post(`/households/${home.id}/edit`, {
        ...(await editForm(home.id)),
        houseNumber: '30b',
        howToFind: 'cổng xanh',
        occupancy: 'long_absent',
      });
      expect([response.status, response.headers.location]).toEqual([303, `/households/${home.id}`]);
      expect(await app.db.prisma.household.findUnique({ where: { id: home.id } }))
        // Whether it is lived in is recorded with its day, on a page of its own.
        .toMatchObject({
          addressLine: '30B Ngũ Xã',
          houseNumber: '30B',
          howToFind: 'cổng xanh',
          occupancy: 'occupied',
          version: 2,
        });
      expect((await lastEvent()).details).toEqual({
        changes: expect.arrayContaining([
          { field: 'addressLine', before: '30 Ngũ Xã', after: '30B Ngũ Xã' },
          { field: 'howToFind', before: '', after: 'cổng xanh' },
        ]),
      });
    });

    it('sent twice is saved once', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '32 Ngũ Xã' });
      const form = { ...(await editForm(home.id)), note: 'chó dữ' };
      expect((await staff.post(`/households/${home.id}/edit`, form)).status).toBe(303);
      expect((await staff.post(`/households/${home.id}/edit`, form)).status).toBe(303);
      expect(await app.db.prisma.household.findUnique({ where: { id: home.id } })).toMatchObject({ version: 2 });
    });

    it('by two users keeps the input of both', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '34 Ngũ Xã' });
      const form = await editForm(home.id);
      await (await app.as('admin')).post(`/households/${home.id}/edit`, { ...form, howToFind: 'cổng đỏ' });
      const conflict = await staff.post(`/households/${home.id}/edit`, { ...form, howToFind: 'cổng xanh' });
      expect(conflict.status).toBe(409);
      expectWords(conflict, 'cổng đỏ', 'cổng xanh', 'Lê Thị Quản', 'Cách tìm cửa');
      expect(await app.db.prisma.household.findUnique({ where: { id: home.id } })).toMatchObject({
        howToFind: 'cổng đỏ',
        version: 2,
      });
      const keep = fieldsOf(conflict);
      expect((await staff.post(`/households/${home.id}/edit`, keep)).status).toBe(303);
      expect(await app.db.prisma.household.findUnique({ where: { id: home.id } })).toMatchObject({
        howToFind: 'cổng xanh',
        addressLine: '34 Ngũ Xã',
        version: 3,
      });
    });

    it('with a wrong address changes nothing and keeps what was typed', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '36 Ngũ Xã' });
      const response = await staff.post(`/households/${home.id}/edit`, {
        ...(await editForm(home.id)),
        street: '',
        note: 'đã sửa',
      });
      expect(response.status).toBe(422);
      expect(read(response)('#note').text().trim()).toBe('đã sửa');
      expect(await app.db.prisma.household.findUnique({ where: { id: home.id } })).toMatchObject({
        street: 'Ngũ Xã',
        note: '',
        version: 1,
      });
    });
  });

  describe('a pause', () => {
    const pause = { kind: 'mourning', reason: 'cụ ông mất hôm qua', pausedUntil: '31/12/2026' };

    it('is not said to be saved while one of its kind runs', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '41 Ngũ Xã' });
      expect((await staff.post(`/households/${home.id}/pauses`, pause)).status).toBe(303);
      const again = await staff.post(`/households/${home.id}/pauses`, { ...pause, reason: 'giỗ đầu' });
      expectRefused(again, 'kind', 'đang tạm dừng vì đúng lý do này rồi');
      expect(read(again)('#reason').text().trim()).toBe('giỗ đầu');
      expect(await app.db.prisma.householdPause.count({ where: { householdId: home.id } })).toBe(1);
    });

    it('by an officer keeps the team away until the office lifts it', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '40 Ngũ Xã' });
      expect((await officer.post(`/households/${home.id}/pauses`, pause)).status).toBe(303);
      expect(words(await officer.get(`/households/${home.id}`))).toContain(
        'không vào buổi ra quân nào đến hết 31/12/2026',
      );
      expect((await officer.post(`/households/${home.id}/pauses`, pause)).status).toBe(303);
      const rows = await app.db.prisma.householdPause.findMany({ where: { householdId: home.id } });
      expect(rows).toMatchObject([
        { kind: 'mourning', reason: 'cụ ông mất hôm qua', pausedBy: app.users.officer.id, liftedAt: null },
      ]);
      expect(words(await staff.get('/households?q=40+ngu+xa'))).toContain('Tạm dừng');

      const lifting = `/households/${home.id}/pauses/${rows[0]!.id}/lifting`;
      expect((await staff.post(lifting)).status).toBe(303);
      expect((await staff.post(lifting)).status).toBe(303);
      expect(
        await app.db.prisma.auditEvent.count({ where: { action: 'household.lift-pause', subjectId: home.id } }),
      ).toBe(1);
      expect(words(await staff.get(`/households/${home.id}`))).toContain('Trần Văn Phòng bỏ lúc');
    });

    it.each([
      [{ ...pause, kind: 'holiday' }, 'Chọn vì sao tạm dừng'],
      [{ ...pause, reason: ' ' }, 'Ghi lý do'],
      [{ ...pause, pausedUntil: '31/02/2027' }, 'Tháng 2 không có ngày 31.'],
      [{ ...pause, pausedUntil: '25/11/2026' }, 'Ngày này đã qua'],
    ])('without sense is refused (%j)', async (form, message) => {
      const home = await createHousehold(app.db, app.ward);
      const response = await staff.post(`/households/${home.id}/pauses`, form);
      expect(response.status).toBe(422);
      expect(words(response)).toContain(message);
      expect(read(response)('#pausedUntil').attr('value')).toBe(form.pausedUntil);
      expect(await app.db.prisma.householdPause.count({ where: { householdId: home.id } })).toBe(0);
    });
  });
});
