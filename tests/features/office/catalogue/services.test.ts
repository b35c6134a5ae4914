import { createHousehold, createResident, createService, createTopic, createUse } from '../../../support/factories';
import { fieldsOf, formOf } from '../../../support/forms';
import {
  expectRefused,
  expectWords,
  read,
  sharedAgent,
  sharedApp,
  textsOf,
  words,
  type TestAgent,
} from '../../../support/test-app';

describe('the catalogue of public services', () => {
  const app = sharedApp();
  const admin = sharedAgent(app, 'admin');

  const procedure = { kind: 'procedure', code: '1.009999', name: 'Xác nhận thông tin về cư trú', groupKey: 'cu_tru' };
  const get = (id: string) => app.db.prisma.publicService.findUniqueOrThrow({ where: { id } });
  const byCode = (code: string) => app.db.prisma.publicService.findFirst({ where: { wardId: app.ward.id, code } });
  const count = () => app.db.prisma.publicService.count();
  const events = (subjectId: string, action: string) =>
    app.db.prisma.auditEvent.findMany({ where: { subjectId, action }, orderBy: { seq: 'asc' } });
  const names = (response: Awaited<ReturnType<TestAgent['get']>>) => textsOf(read(response)('tbody th a'));
  const editForm = async (id: string, given: object = {}) => ({
    ...(await formOf(admin, `/public-services/${id}/edit`)),
    ...given,
  });

  describe('the list', () => {
    let listed: Record<'temporary' | 'birth' | 'ending' | 'ended' | 'old' | 'otp' | 'percent', { id: string }>;
    beforeAll(async () => {
      listed = {
        temporary: await createService(app.db, app.ward, {
          name: 'Đăng ký tạm trú',
          code: '1.004194',
          isEssential25: true,
          level: 'partial',
          levelDate: new Date('2026-09-25'),
          levelSource: 'Cổng',
        }),
        birth: await createService(app.db, app.ward, {
          name: 'Đăng ký khai sinh',
          code: '1.001193',
          groupKey: 'ho_tich',
          codeConfidence: 'C',
        }),
        ending: await createService(app.db, app.ward, {
          name: 'Công nhận hộ nghèo',
          code: '1.011606',
          groupKey: 'giam_ngheo',
          retiredOn: new Date('2027-01-01'),
        }),
        ended: await createService(app.db, app.ward, {
          name: 'Khai nhận di sản',
          code: '2.001009',
          groupKey: 'chung_thuc',
          retiredOn: new Date('2026-11-26'),
        }),
        old: await createService(app.db, app.ward, {
          name: 'Liên thông cũ',
          code: '2.000986',
          groupKey: 'lien_thong',
          isRetired: true,
        }),
        otp: await createTopic(app.db, app.ward),
        percent: await createService(app.db, app.ward, { name: 'Giảm 50% lệ phí', code: 'C08_X' }),
      };
      await createService(app.db, app.otherWard, { name: 'Của phường khác' });
    });

    test('shows services in use, with their marks in words, to every signed-in user', async () => {
      for (const role of ['admin', 'staff', 'officer', 'chairman'] as const) {
        const page = await (await app.as(role)).get('/public-services');
        expect(names(page).toSorted()).toEqual(
          [
            'Công nhận hộ nghèo',
            'Giảm 50% lệ phí',
            'Mã OTP, passcode, mật khẩu',
            'Đăng ký khai sinh',
            'Đăng ký tạm trú',
          ].toSorted(),
        );
        expectWords(page, '25 thiết yếu', 'chưa kiểm chứng', 'Sẽ ngừng từ 01/01/2027');
        expect(read(page)('a[href="/public-services/new"]').length).toBe(role === 'admin' ? 1 : 0);
      }
    });

    test.each([
      ['q=tam%20tru', ['Đăng ký tạm trú']],
      ['q=DANG%20KY', ['Đăng ký tạm trú', 'Đăng ký khai sinh']],
      [`q=${encodeURIComponent('tạm trú'.normalize('NFD'))}`, ['Đăng ký tạm trú']],
      ['q=1.0011', ['Đăng ký khai sinh']],
      ['q=c08_x', ['Giảm 50% lệ phí']],
      ['q=%25', ['Giảm 50% lệ phí']],
      ['q=_', ['Giảm 50% lệ phí']],
      ['q=%5C', []],
      ["q='%20OR%201=1", []],
      ['kind=topic', ['Mã OTP, passcode, mật khẩu']],
      ['group=ho_tich', ['Đăng ký khai sinh']],
      ['essential=1', ['Đăng ký tạm trú']],
      ['state=retired', ['Khai nhận di sản', 'Liên thông cũ']],
      ['state=all&group=chung_thuc', ['Khai nhận di sản']],
    ])('finds by %s', async (query, expected) => {
      expect(names(await admin.get(`/public-services?${query}`)).toSorted()).toEqual(expected.toSorted());
    });

    test('shows one with everything known, and links to its successor both ways', async () => {
      const page = await admin.get(`/public-services/${listed.temporary.id}`);
      expect(words(page)).toContain('Một phần, xem ngày 25/09/2026');
      const { id } = await createService(app.db, app.ward, { name: 'Liên thông mới', code: '3.000722' });
      await app.db.prisma.publicService.update({ where: { id: listed.old.id }, data: { replacedById: id } });
      expect(
        read(await admin.get(`/public-services/${listed.old.id}`))(`a[href="/public-services/${id}"]`).text(),
      ).toBe('3.000722 Liên thông mới');
      expect(
        read(await admin.get(`/public-services/${id}`))(`a[href="/public-services/${listed.old.id}"]`).text(),
      ).toBe('2.000986 Liên thông cũ');
      const asOfficer = await (await app.as('officer')).get(`/public-services/${listed.temporary.id}`);
      expect(read(asOfficer)('main form').length).toBe(0);
      expect(words(asOfficer)).not.toContain('Thay bằng mã mới');
    });
  });

  describe('adding one', () => {
    test('is saved with its event', async () => {
      const response = await admin.post('/public-services', {
        ...procedure,
        level: 'full',
        levelDate: '25/09/2026',
        levelSource: 'Cổng Bộ Công an',
        isEssential25: '1',
        legalDays: '7',
        officeTripMinutes: '90',
        portalUrl: 'https://dichvucong.gov.vn/x',
        codeConfidence: 'B',
      });
      expect(response.status).toBe(303);
      const service = (await byCode('1.009999'))!;
      expect(response.headers.location).toBe(`/public-services/${service.id}`);
      expect(service).toMatchObject({
        isEssential25: true,
        level: 'full',
        levelDate: new Date('2026-09-25'),
        legalDays: 7,
        officeTripMinutes: 90,
      });
      expect(await events(service.id, 'public-service.create')).toHaveLength(1);
      const page = read(await admin.get(`/public-services/${service.id}`));
      expect(page('a[href="https://dichvucong.gov.vn/x"]').attr('rel')).toContain('noreferrer');
    });

    test('without a code is fine: codes are nullable, and many services may have none', async () => {
      for (const name of ['Cài iHanoi', 'Cài VssID'])
        expect(
          (await admin.post('/public-services', { kind: 'utility', code: '', name, groupKey: 'tien_ich_so' })).status,
        ).toBe(303);
      expect(
        await app.db.prisma.publicService.count({ where: { name: { in: ['Cài iHanoi', 'Cài VssID'] }, code: null } }),
      ).toBe(2);
    });

    test('with a code that the ward already has says so beside the field; another ward may have it too', async () => {
      const before = await count();
      const response = await admin.post('/public-services', { ...procedure, name: 'Lần nữa' });
      expectRefused(response, 'code', 'đã có dịch vụ mang mã này');
      expect(read(response)('#name').val()).toBe('Lần nữa');
      expect(await count()).toBe(before);
      expect((await (await app.as('admin', 'other')).post('/public-services', procedure)).status).toBe(303);
    });

    test.each([
      ['name', { name: ' ' }, 'Nhập tên dịch vụ'],
      ['kind', { kind: 'x' }, 'Chọn loại'],
      ['groupKey', { groupKey: 'toString' }, 'Chọn nhóm'],
      ['code', { code: '1.00 4222' }, 'Mã chỉ gồm'],
      ['topicArea', { kind: 'topic' }, 'cần một mảng'],
      ['topicArea', { topicArea: 'scam' }, 'Chỉ nội dung tuyên truyền'],
      ['levelDate', { level: 'full', levelSource: 'Cổng' }, 'Ghi ngày'],
      ['levelSource', { level: 'full', levelDate: '25/09/2026' }, 'Ghi nguồn'],
      ['levelDate', { levelDate: '31/02/2026' }, 'Tháng 2 không có ngày 31.'],
      ['levelDate', { level: 'full', levelSource: 'Cổng', levelDate: '27/11/2026' }, 'Ngày này chưa đến.'],
      ['portalUrl', { portalUrl: 'http://dichvucong.gov.vn' }, 'https://'],
      ['portalUrl', { portalUrl: 'javascript:alert(1)' }, 'https://'],
      ['portalUrl', { portalUrl: 'https://' }, 'https://'],
      ['legalDays', { legalDays: '366' }, 'từ 1 đến 365'],
      ['officeTripMinutes', { officeTripMinutes: '-5' }, 'từ 1 đến 999'],
      ['officeTripMinutes', { officeTripMinutes: '1e3' }, 'từ 1 đến 999'],
    ])('with a wrong %s (%j) says what is wrong and writes nothing', async (field, given, message) => {
      const before = await count();
      const response = await admin.post('/public-services', { ...procedure, code: '1.008888', ...given });
      expectRefused(response, field, message);
      expect(read(response)(`.error-summary a[href="#${field}"]`).length).toBe(1);
      expect(await count()).toBe(before);
    });
  });

  describe('correcting one', () => {
    test('changes what was changed', async () => {
      const { id } = await createService(app.db, app.ward);
      expect(
        (await admin.post(`/public-services/${id}/edit`, await editForm(id, { note: 'Chỉ ghi chú' }))).status,
      ).toBe(303);
      expect(await get(id)).toMatchObject({ note: 'Chỉ ghi chú', version: 2 });
      expect((await events(id, 'public-service.update')).at(-1)!.details).toMatchObject({
        changes: [{ field: 'note', before: '', after: 'Chỉ ghi chú' }],
      });
    });

    test('sent unchanged changes nothing, sent twice changes once', async () => {
      const { id } = await createService(app.db, app.ward, {
        level: 'full',
        levelDate: new Date('2026-09-25'),
        levelSource: 'Cổng',
        isEssential25: true,
        note: 'Dòng một\nDòng hai',
      });
      await admin.post(`/public-services/${id}/edit`, await editForm(id));
      expect(await get(id)).toMatchObject({ version: 1, isEssential25: true, levelDate: new Date('2026-09-25') });
      const form = await editForm(id, { name: 'Tên mới' });
      expect((await admin.post(`/public-services/${id}/edit`, form)).status).toBe(303);
      expect((await admin.post(`/public-services/${id}/edit`, form)).status).toBe(303);
      expect((await get(id)).version).toBe(2);
    });

    test('that was recorded keeps what it counts as, so that no reported figure changes', async () => {
      const { id } = await createService(app.db, app.ward);
      const household = await createHousehold(app.db, app.ward);
      const { id: residentId } = await createResident(app.db, app.ward, { household });
      await createUse(app.db, app.ward, { residentId, serviceId: id, usedOn: '2026-11-10', how: 'alone' });
      for (const [field, value] of [
        ['kind', 'utility'],
        ['groupKey', 'tien_ich_so'],
      ] as const) {
        const refused = await admin.post(`/public-services/${id}/edit`, await editForm(id, { [field]: value }));
        expectRefused(refused, field, 'đã có việc ghi trong sổ');
      }
      expect(await get(id)).toMatchObject({ kind: 'procedure', version: 1 });
      expect((await admin.post(`/public-services/${id}/edit`, await editForm(id, { name: 'Tên mới' }))).status).toBe(
        303,
      );
    });

    test('by two people at once shows both versions, and saves mine if I choose so', async () => {
      const { id } = await createService(app.db, app.ward);
      const mine = await editForm(id, { name: 'Tên của tôi', note: 'Ghi chú "của tôi"' });
      await admin.post(`/public-services/${id}/edit`, await editForm(id, { name: 'Tên của họ' }));
      const conflict = await admin.post(`/public-services/${id}/edit`, mine);
      expect(conflict.status).toBe(409);
      expectWords(conflict, 'Tên của tôi', 'Tên của họ', 'Ghi chú "của tôi"', app.users.admin.displayName);
      expect((await get(id)).name).toBe('Tên của họ');
      const fields = fieldsOf(conflict, `form[action="/public-services/${id}/edit"]`);
      expect((await admin.post(`/public-services/${id}/edit`, fields)).status).toBe(303);
      expect(await get(id)).toMatchObject({ name: 'Tên của tôi', note: 'Ghi chú "của tôi"', version: 3 });
    });

    test('to a code of another service says so beside the field', async () => {
      const [one, other] = [await createService(app.db, app.ward), await createService(app.db, app.ward)];
      const response = await admin.post(
        `/public-services/${one.id}/edit`,
        await editForm(one.id, { code: other.code! }),
      );
      expectRefused(response, 'code', 'đã có');
      expect((await get(one.id)).code).toBe(one.code);
    });
  });

  describe('a new national code', () => {
    test('creates a successor with the same texts, links it and retires the old one from its day; sent twice, it does nothing more', async () => {
      const old = await createService(app.db, app.ward, {
        code: '2.002622',
        name: 'Liên thông khai tử',
        groupKey: 'lien_thong',
        isEssential25: true,
        level: 'full',
        levelDate: new Date('2026-01-01'),
        levelSource: 'Cổng',
        codeConfidence: 'A',
        note: 'Rất hay gặp',
      });
      const other = await createService(app.db, app.ward);
      const dueRule = await app.db.prisma.dueRule.create({
        data: { wardId: app.ward.id, key: 'card_40', publicServiceIds: [other.id, old.id], law: 'Luật', source: '' },
      });
      const form = { code: '2.002913', name: 'Liên thông điện tử: khai tử', retiredOn: '01/12/2026' };
      const response = await admin.post(`/public-services/${old.id}/replacement`, form);
      const successor = (await byCode('2.002913'))!;
      expect([response.status, response.headers.location]).toEqual([303, `/public-services/${successor.id}`]);
      expect(successor).toMatchObject({
        name: form.name,
        groupKey: 'lien_thong',
        isEssential25: true,
        note: 'Rất hay gặp',
        level: null,
        levelSource: '',
        codeConfidence: null,
      });
      expect(await get(old.id)).toMatchObject({
        replacedById: successor.id,
        retiredOn: new Date('2026-12-01'),
        isRetired: false,
      });
      // What falls due for the old service falls due for the new one.
      const moved = await app.db.prisma.dueRule.findUniqueOrThrow({ where: { id: dueRule.id } });
      expect(moved).toMatchObject({ publicServiceIds: [other.id, successor.id], version: 1 });

      const before = await count();
      const again = await admin.post(`/public-services/${old.id}/replacement`, { ...form, code: '2.009999' });
      expect(again.headers.location).toBe(`/public-services/${successor.id}`);
      expect(await count()).toBe(before);
      expect(await events(old.id, 'public-service.replace')).toHaveLength(1);
      expect(words(await admin.get(`/public-services/${old.id}`))).not.toContain('Thay bằng mã mới');
    });

    test('sent twice at the same moment creates one', async () => {
      const { id } = await createService(app.db, app.ward);
      const answers = await Promise.all(
        ['1.777001', '1.777002'].map((code) =>
          admin.post(`/public-services/${id}/replacement`, { code, name: 'Mới', retiredOn: '01/12/2026' }),
        ),
      );
      expect(answers.map((answer) => answer.status)).toEqual([303, 303]);
      expect(await app.db.prisma.publicService.count({ where: { code: { in: ['1.777001', '1.777002'] } } })).toBe(1);
    });

    test.each([
      ['code', { code: '' }, 'Nhập mã mới'],
      ['code', { code: '1.009999' }, 'đã có'],
      ['name', { name: '' }, 'Nhập tên'],
      ['retiredOn', { retiredOn: '30/02/2026' }, 'Tháng 2 không có ngày 30.'],
    ])('with a wrong %s (%j) changes nothing', async (field, given, message) => {
      const { id } = await createService(app.db, app.ward);
      const before = await count();
      const response = await admin.post(`/public-services/${id}/replacement`, {
        code: '1.666001',
        name: 'Mới',
        retiredOn: '01/12/2026',
        ...given,
      });
      expectRefused(response, field, message);
      expect(await count()).toBe(before);
      expect(await get(id)).toMatchObject({ replacedById: null, retiredOn: null });
    });
  });

  test('ends one from a day on, once', async () => {
    const { id } = await createService(app.db, app.ward, { name: 'Sắp ngừng' });
    const wrong = await admin.post(`/public-services/${id}/retirement`, { retiredOn: 'mai' });
    expect(wrong.status).toBe(422);
    expect(read(wrong)('#retiredOn').val()).toBe('mai');
    expect((await get(id)).retiredOn).toBeNull();
    expect((await admin.post(`/public-services/${id}/retirement`, { retiredOn: '26/11/2026' })).status).toBe(303);
    await admin.post(`/public-services/${id}/retirement`, { retiredOn: '01/01/2030' });
    expect((await get(id)).retiredOn).toEqual(new Date('2026-11-26'));
    expect(await events(id, 'public-service.retire')).toHaveLength(1);
    expect(names(await admin.get('/public-services'))).not.toContain('Sắp ngừng');
  });

  describe('what residents call a service', () => {
    let id: string;
    const path = () => `/public-services/${id}/names`;
    const typed = async (alsoCalled: string) => ({ ...(await formOf(admin, path())), alsoCalled });
    beforeEach(async () => {
      id = (await createService(app.db, app.ward, { name: 'Đăng ký biến động đất đai', groupKey: 'dat_dai' })).id;
    });

    it('is written by the office, and the catalogue finds it by it, with and without accents', async () => {
      const staff = await app.as('staff');
      const answer = await staff.post(path(), {
        ...(await formOf(staff, path())),
        alsoCalled: ' sổ  hồng\n\nSổ đỏ\nsổ Hồng',
      });
      expect([answer.status, answer.headers.location]).toEqual([303, `/public-services/${id}`]);
      expect((await get(id)).alsoCalled).toBe('sổ Hồng\nSổ đỏ');
      expect(await events(id, 'public-service.name')).toHaveLength(1);
      for (const q of ['sổ hồng', 'so do', 'hong so'])
        expect(names(await admin.get(`/public-services?${new URLSearchParams({ q }).toString()}`))).toEqual([
          'Đăng ký biến động đất đai',
        ]);
      expect(words(await staff.get(`/public-services/${id}`))).toContain('sổ Hồng, Sổ đỏ');
      await app.db.prisma.publicService.update({ where: { id }, data: { alsoCalled: '' } });
    });

    it('that is too long comes back as typed, and nothing changes', async () => {
      const answer = await admin.post(path(), await typed(`sổ hồng\n${'x'.repeat(61)}`));
      expectRefused(answer, 'alsoCalled', 'dài quá 60 ký tự');
      expect(read(answer)('#alsoCalled').val()).toContain('sổ hồng');
      expect(await get(id)).toMatchObject({ alsoCalled: '', version: 1 });
    });

    it('twice is written once, and if two people write, the second sees both', async () => {
      const first = await typed('sổ hồng');
      const second = await typed('giấy tờ nhà');
      for (const answer of [await admin.post(path(), first), await admin.post(path(), first)])
        expect(answer.status).toBe(303);
      expect(await events(id, 'public-service.name')).toHaveLength(1);
      const conflict = await admin.post(path(), second);
      expect(conflict.status).toBe(409);
      expect(words(conflict)).toContain('giấy tờ nhà');
      expect(await get(id)).toMatchObject({ alsoCalled: 'sổ hồng', version: 2 });
      await app.db.prisma.publicService.update({ where: { id }, data: { alsoCalled: '' } });
    });
  });
});
