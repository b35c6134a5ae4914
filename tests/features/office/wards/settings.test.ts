import { openFurtherWard } from '../../../../src/features/office/wards/service';
import { createGroup, createRound } from '../../../support/factories';
import { fieldsOf } from '../../../support/forms';
import { attributesOf, expectWords, read, sharedAgent, sharedApp, words } from '../../../support/test-app';

const SETTINGS = {
  name: 'Phường Ba Đình',
  formerWards: 'Trúc Bạch, Quán Thánh',
  phone: '024 3715 0000',
  adultAge: '18',
  teamSize: '3',
  bufferMinutes: '8',
  triesAfterRefusal: '0',
  complaintDays: '7',
  roundsAWeek: '4',
  hoursAMonth: '40',
  windows: {
    weekday: [
      { from: '17:30', to: '20:30' },
      { from: '', to: '' },
    ],
    saturday: [
      { from: '08:00', to: '11:30' },
      { from: '14:00', to: '17:30' },
    ],
    sunday: [{ from: '14:00', to: '17:30' }],
    holiday: [{ from: '', to: '' }],
  },
  latestKnock: { weekday: '20:00', saturday: '17:00', sunday: '17:00' },
  lunchRest: { from: '11:30', to: '14:00' },
  notBefore: '07:30',
  notAfter: '21:00',
  version: '1',
};

describe('the settings of the ward', () => {
  const app = sharedApp();
  const admin = sharedAgent(app, 'admin');

  const wardRow = () => app.db.prisma.ward.findUniqueOrThrow({ where: { id: app.ward.id } });

  it('come back with the typed words and nothing saved if a window is impossible', async () => {
    await admin.get('/ward');
    const windows = {
      ...SETTINGS.windows,
      weekday: [{ from: '18:00', to: '17:00' }],
      sunday: [{ from: '06:00', to: '08:00' }],
    };
    const response = await admin.post('/ward', { ...SETTINGS, windows });
    expect(response.status).toBe(422);
    const page = read(response);
    expect(page('.error-summary a').first().attr('href')).toBe('#windows-weekday-0-to');
    expect(page('#windows-weekday-0-to').val()).toBe('17:00');
    expect(page('#windows-weekday-0-to').attr('aria-invalid')).toBe('true');
    expect((await wardRow()).version).toBe(1);
  });

  it('say beside the typed row that a window is too early, even if a later window is listed above it', async () => {
    const windows = {
      ...SETTINGS.windows,
      weekday: [
        { from: '18:00', to: '20:00' },
        { from: '', to: '' },
        { from: '05:00', to: '06:00' },
      ],
    };
    const page = read(await admin.post('/ward', { ...SETTINGS, windows }));
    expect(attributesOf(page('.error-summary a'), 'href')).toEqual(['#windows-weekday-2-from']);
    expect((await wardRow()).version).toBe(1);
  });

  it('refuse a last knock before the first hour of a day that has one', async () => {
    const latestKnock = { weekday: '17:30', saturday: '08:30', sunday: '20:00' };
    const page = read(await admin.post('/ward', { ...SETTINGS, latestKnock }));
    expect(attributesOf(page('.error-summary a'), 'href')).toEqual(['#latestKnock-weekday']);
    expect(page('#latestKnock-weekday').val()).toBe('17:30');
    expect(page('.error-summary').text()).toContain('Phải sau 17:30, lúc khung giờ đầu tiên của ngày này bắt đầu.');
    expect((await wardRow()).version).toBe(1);
  });

  it('are saved with the hours in order and empty pairs left out', async () => {
    const form = read(await admin.get('/ward'));
    expect(form('#windows-weekday-0-from').val()).toBe('18:00');
    const response = await admin.post('/ward', SETTINGS);
    expect(response.status).toBe(303);
    const ward = await wardRow();
    expect(ward).toMatchObject({ formerWards: ['Trúc Bạch', 'Quán Thánh'], phone: '02437150000', version: 2 });
    expect(ward.outreachPolicy).toMatchObject({
      windows: { weekday: [{ from: '17:30', to: '20:30' }], saturday: SETTINGS.windows.saturday, holiday: [] },
      teamSize: 3,
      bufferMinutes: 8,
      triesAfterRefusal: 0,
      complaintDays: 7,
      roundsAWeek: 4,
      hoursAMonth: 40,
      notAfter: '21:00',
    });
    const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'ward.update' } });
    expect(JSON.stringify(event.details)).toContain('17:30–20:30');
    expect(words(await admin.get('/ward'))).toContain('Đã lưu cài đặt của phường.');
  });

  it('show both versions if another administrator was faster, and can be saved over', async () => {
    const { version } = await wardRow();
    const response = await admin.post('/ward', {
      ...SETTINGS,
      name: 'Phường Ba Đình mới',
      version: String(version - 1),
    });
    expect(response.status).toBe(409);
    expect(words(response)).toContain('Phường Ba Đình mới');
    expect((await wardRow()).name).toBe('Phường Ba Đình');

    const kept = fieldsOf(response, 'form[action="/ward"]');
    expect((await admin.post('/ward', kept)).status).toBe(303);
    expect(await wardRow()).toMatchObject({ name: 'Phường Ba Đình mới', version: version + 1 });
  });

  it('do not change when they are saved unchanged', async () => {
    const { version, name } = await wardRow();
    expect((await admin.post('/ward', { ...SETTINGS, name, version: String(version) })).status).toBe(303);
    expect((await wardRow()).version).toBe(version);
  });

  it('ask before a change of hours that does not fit planned rounds, and then list those rounds for review', async () => {
    const officers = [app.users.officer, app.users.officer2];
    const early = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers,
      startsAt: new Date('2026-12-01T11:00:00Z'),
      endsAt: new Date('2026-12-01T12:30:00Z'),
    });
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers,
      startsAt: new Date('2026-12-02T12:00:00Z'),
      endsAt: new Date('2026-12-02T13:00:00Z'),
    });
    const { version, name } = await wardRow();
    // Three officers per team, before: both rounds were already one short, so nothing new is asked.
    const later = {
      ...SETTINGS,
      name,
      windows: { ...SETTINGS.windows, weekday: [{ from: '18:30', to: '20:30' }] },
      version: String(version),
    };
    const asked = await admin.post('/ward', later);
    expect([asked.status, read(asked)('h1').text()]).toEqual([200, '1 buổi ra quân đã lập không hợp với cài đặt mới']);
    expect(words(asked)).toContain(
      `Buổi ${early.code}, tối thứ Ba 01/12, 18:00–19:30. Thứ Ba 01/12 là ngày làm việc; chỉ ra quân 18:30–20:30.`,
    );
    expect((await wardRow()).version).toBe(version);

    const again = fieldsOf(asked, 'form[action="/ward"]');
    const edited = await admin.post('/ward', { ...again, confirmed: 'edit' });
    expect([edited.status, read(edited)('#windows-weekday-0-from').val()]).toEqual([200, '18:30']);
    expect((await wardRow()).version).toBe(version);

    expect((await admin.post('/ward', { ...again, confirmed: 'yes' })).status).toBe(303);
    expect((await wardRow()).version).toBe(version + 1);
    expect(words(await admin.get('/ward'))).toContain('1 buổi ra quân đã lập cần xem lại');
    expect(words(await admin.get('/rounds?view=review'))).toContain(
      'Thứ Ba 01/12 là ngày làm việc; chỉ ra quân 18:30–20:30.',
    );
    const event = await app.db.prisma.auditEvent.findFirstOrThrow({
      where: { action: 'ward.update' },
      orderBy: { seq: 'desc' },
    });
    expect(event.details).toMatchObject({ roundsHit: 1 });
  });

  it('make a second step of signing in required, and no longer, once each', async () => {
    const events = async () =>
      (
        await app.db.prisma.auditEvent.findMany({
          where: { chainId: app.ward.id, action: { endsWith: '-factor' } },
          orderBy: { seq: 'asc' },
        })
      ).map(({ action }) => action);
    const form = async () => read(await admin.get('/ward'))('form[action^="/ward/factor"]').attr('action');
    expect(await form()).toBe('/ward/factor-requirement');
    for (const said of ['Từ nay bắt buộc', 'đã bắt buộc từ trước']) {
      expect((await admin.post('/ward/factor-requirement')).headers.location).toBe('/ward');
      expect(words(await admin.get('/ward'))).toContain(said);
      expect((await wardRow()).requiresSecondFactor).toBe(true);
    }
    expect(await form()).toBe('/ward/factor-requirement/removal');
    for (const said of ['không còn bắt buộc', 'đã không bắt buộc từ trước']) {
      await admin.post('/ward/factor-requirement/removal');
      expect(words(await admin.get('/ward'))).toContain(said);
      expect((await wardRow()).requiresSecondFactor).toBe(false);
    }
    expect(await events()).toEqual(['ward.require-factor', 'ward.waive-factor']);
  });

  describe('and its targets', () => {
    const target = { period: '2027', value: '72,5', legalBasis: 'Kế hoạch của phường năm 2027', note: '' };
    let id: string;
    const createTarget = (given: {
      indicator: string;
      period: string;
      value: number;
      startOn?: Date;
      startValue?: number;
    }) =>
      app.db.prisma.indicatorTarget.create({ data: { ...given, wardId: app.ward.id, legalBasis: 'phường tự đặt' } });

    beforeAll(async () => {
      ({ id } = await createTarget({ indicator: 'Tỷ lệ hồ sơ nộp trực tuyến', period: '2026', value: 60 }));
    });

    it('can be edited', async () => {
      expect(words(await admin.get('/ward'))).toContain('Tỷ lệ hồ sơ nộp trực tuyến');
      const { version } = await wardRow();
      expect((await admin.post(`/ward/targets/${id}/edit`, { ...target, version: String(version) })).status).toBe(303);
      expect(Number((await app.db.prisma.indicatorTarget.findUniqueOrThrow({ where: { id } })).value)).toBe(72.5);
    });

    it('say so when control characters of a pasted text were dropped', async () => {
      const { version } = await wardRow();
      const pasted = { ...target, legalBasis: 'Kế hoạch\u0001 của phường', version: String(version) };
      expect((await admin.post(`/ward/targets/${id}/edit`, pasted)).status).toBe(303);
      const page = words(await admin.get('/ward'));
      expectWords(page, 'Kế hoạch của phường', 'có ký tự điều khiển không nhìn thấy');
    });

    it('refuse a share above 100', async () => {
      const { version } = await wardRow();
      const response = await admin.post(`/ward/targets/${id}/edit`, {
        ...target,
        value: '120',
        version: String(version),
      });
      expect(response.status).toBe(422);
      expect(read(response)('#value').val()).toBe('120');
    });

    it('are set for a group, once, with a line from today’s share', async () => {
      const group = await createGroup(app.db, app.ward, '7');
      const sent = {
        id: '01990000-0000-7000-8000-000000000001',
        indicator: 'knownUsers',
        residentialGroupId: group.id,
        period: 'quý 4/2026',
        value: '20',
        legalBasis: 'phường tự đặt',
        note: '',
      };
      const set = (given: object) => admin.post('/ward/targets', { ...sent, ...given });
      const refusals: [field: string, given: object][] = [
        ['legalBasis', { legalBasis: ' ' }],
        ['value', { value: '101' }],
        ['period', { period: '2025' }],
        ['period', { period: 'sang năm' }],
        ['period', { period: 'Tháng 13/2026' }],
        ['residentialGroupId', { residentialGroupId: '01990000-0000-7000-8000-00000000000f' }],
      ];
      for (const [field, given] of refusals) {
        const page = await set(given);
        expect(page.status).toBe(422);
        expect(read(page)(`#${field}-error`).length).toBe(1);
      }
      const stored = () => app.db.prisma.indicatorTarget.findMany({ where: { residentialGroupId: group.id } });
      expect(await stored()).toEqual([]);
      expect((await set({})).status).toBe(303);
      expect((await set({})).status).toBe(303);
      expect((await set({ value: '30' })).status).toBe(409);
      expect(await stored()).toEqual([
        expect.objectContaining({ period: 'Quý 4/2026', startOn: new Date('2026-11-26') }),
      ]);
      // Any indicator may have one, for a month too.
      const doors = { id: '01990000-0000-7000-8000-000000000003', indicator: 'doorsReached', period: 'tháng 12/2026' };
      expect((await set(doors)).status).toBe(303);
      expect((await stored()).map(({ period }) => period)).toEqual(['Quý 4/2026', 'Tháng 12/2026']);
      const again = await set({ id: '01990000-0000-7000-8000-000000000002' });
      expect(words(again)).toContain('Kỳ này đã có mục tiêu.');
      expect(words(await admin.get('/ward'))).toContain('Đường đi tới mục tiêu bắt đầu từ 0 % ngày 26/11/2026.');
    });

    it('begin again with another level, and may not be moved to the past', async () => {
      const { id: own } = await createTarget({
        indicator: 'Tỷ lệ cửa đã gặp',
        period: '2027',
        value: 50,
        startOn: new Date('2026-10-01'),
        startValue: 12,
      });
      const edit = async (given: object) =>
        admin.post(`/ward/targets/${own}/edit`, {
          ...target,
          value: '50',
          ...given,
          version: String((await wardRow()).version),
        });
      const start = async () =>
        (await app.db.prisma.indicatorTarget.findUniqueOrThrow({ where: { id: own } })).startOn
          ?.toISOString()
          .slice(0, 10);
      expect((await edit({ legalBasis: 'Kế hoạch 1' })).status).toBe(303);
      expect(await start()).toBe('2026-10-01');
      expect((await edit({ period: '2025' })).status).toBe(422);
      expect((await edit({ value: '60' })).status).toBe(303);
      expect(await start()).toBe('2026-11-26');
    });

    it('are deleted from today on, once, and a deletion is taken back unless its period has another target', async () => {
      const { id: own } = await createTarget({ indicator: 'Tỷ lệ cửa đã gặp', period: '2028', value: 50 });
      const press = (what: string) => admin.post(`/ward/targets/${own}/${what}`);
      const endedOn = async () =>
        (await app.db.prisma.indicatorTarget.findUniqueOrThrow({ where: { id: own } })).endedOn;
      expect(words(await admin.get(`/ward/targets/${own}/edit`))).toContain('Xóa mục tiêu');
      expect((await press('removal')).status).toBe(303);
      expect(words(await admin.get('/ward'))).toContain('Đã xóa mục tiêu.');
      expect(await endedOn()).toEqual(new Date('2026-11-26'));
      expect((await admin.get(`/ward/targets/${own}/edit`)).status).toBe(404);
      await press('removal');
      expect(words(await admin.get('/ward'))).toContain('đã xóa trước đó');
      await press('restoration');
      expect(await endedOn()).toBeNull();
      await press('removal');
      await createTarget({ indicator: 'Tỷ lệ cửa đã gặp', period: '2028', value: 60 });
      await press('restoration');
      expect(words(await admin.get('/ward'))).toContain('Chưa hoàn tác được. Kỳ này đã có mục tiêu.');
      expect(await endedOn()).not.toBeNull();
      expect(
        await app.db.prisma.auditEvent.count({
          where: { action: { in: ['ward.delete-target', 'ward.restore-target'] } },
        }),
      ).toBe(3);
    });

    it('show both versions if the settings changed meanwhile', async () => {
      const stale = await admin.post(`/ward/targets/${id}/edit`, { ...target, value: '80', version: '1' });
      expect(stale.status).toBe(409);
      expect(words(stale)).toContain('Bản của Lê Thị Quản đã được lưu lúc');
    });
  });

  it('further wards open beside it, each code and username only once', async () => {
    const ward = {
      code: '00099',
      name: 'Phường Mới',
      province: 'Thành phố Hà Nội',
      formerWards: [],
      phone: null,
      admin: { username: 'moi', displayName: 'Quản trị' },
    };
    expect(await openFurtherWard(app.context, ward)).toMatchObject({
      kind: 'done',
      password: expect.stringMatching(/-/),
    });
    expect(
      await openFurtherWard(app.context, { ...ward, admin: { username: 'moi2', displayName: 'Quản trị' } }),
    ).toEqual({ kind: 'invalid', errors: { code: 'Đã có phường mang mã 00099.' } });
    expect(await openFurtherWard(app.context, { ...ward, code: '00098' })).toEqual({
      kind: 'invalid',
      errors: { username: 'Tên đăng nhập moi đã có người dùng.' },
    });
    expect(await app.db.prisma.ward.count()).toBe(3);
  });
});
