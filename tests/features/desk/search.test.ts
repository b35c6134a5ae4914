import { UserRole } from '../../../src/generated/prisma/enums';
import { pageOfOthers, pagesNamed } from '../../../src/features/desk/search/pages';
import { pagesFor } from '../../../src/web/navigation';
import { createHelp } from '../../support/casework-factories';
import { createHousehold, createResident, createRound, createService, createVisit } from '../../support/factories';
import { appForEach, attributesOf, read, words } from '../../support/test-app';
import { ask as invite, codeOn } from '../../support/worlds/public-requests';
import { at, eveningRound, createClosure } from '../../support/worlds/rounds';

const app = appForEach();

type Role = 'admin' | 'staff' | 'officer' | 'chairman';
const search = async (role: Role, q: string, ward?: 'other') => {
  const agent = await app.as(role, ward);
  return agent.get((await agent.post('/searches', { q })).headers.location!);
};
const links = async (role: Role, q: string, ward?: 'other') => {
  const page = read(await search(role, q, ward));
  return attributesOf(page('section[aria-label="Trang và mã"] a'), 'href');
};
const roundOf = (households: { id: string }[], given: object = {}) =>
  eveningRound(app, { households, startsAt: at('18:30', 30), code: 'BĐ-7K2', ...given });

describe('the search of the header', () => {
  it('stands on every page, of the chairman too, and says on its own page what was asked', async () => {
    const field = 'header form[action="/searches"] input[name=q]';
    for (const [role, path] of [
      ['officer', '/households'],
      ['officer', '/tonight'],
      ['staff', '/today'],
      ['chairman', '/reports'],
      ['chairman', '/settings'],
    ] as const)
      expect(read(await (await app.as(role)).get(path))(field)).toHaveLength(1);
    expect(read(await search('chairman', 'tong quan'))('header input[name=q]').val()).toBe('tong quan');
    expect(read(await (await app.as('chairman')).get('/reports'))('header input[name=q]').val()).toBe('');
  });

  it('finds pages by their name or by what stands on them, as far as the reader may open them', async () => {
    expect(await links('admin', 'nhat ky')).toContain('/audit');
    expect(await links('chairman', 'lịch nghỉ')).toEqual(['/calendar']);
    expect(await links('officer', 'xac minh')).toContain('/second-factor');
    expect(await links('officer', 'nhat ky')).toEqual([]);
  });

  it('takes the name of a page for no code, also where the reader may not open it', async () => {
    const said = words(await search('staff', 'nhat ky'));
    expect(said).toContain('Trang “Nhật ký” không dành cho tài khoản của bạn.');
    expect(said).not.toContain('Không có buổi nào mang mã');
    const roles = Object.values(UserRole);
    for (const { label } of roles.flatMap(pagesFor))
      for (const role of roles)
        expect([role, label, pagesNamed(role, label).length > 0 || pageOfOthers(role, label) === label]).toEqual([
          role,
          label,
          true,
        ]);
    // A code that no round has stays one.
    expect(words(await search('staff', 'BĐ-9QT'))).toContain('Không có buổi nào mang mã');
  });

  it('finds the file and the invitation of a code, for those who may read them, in their ward', async () => {
    const home = await createHousehold(app.db, app.ward, { address: '7 Ngũ Xã' });
    const { id: residentId } = await createResident(app.db, app.ward, { household: home, fullName: 'Phạm Thị Sáu' });
    const visit = await createVisit(app.db, app.ward, { household: home, by: app.users.officer });
    const { id: publicServiceId } = await createService(app.db, app.ward);
    const sentFile = { result: 'submitted', portalFileCode: 'H26.12.3-261126-0007' } as const;
    const file = await createHelp(app, { visitId: visit.id, residentId, publicServiceId, ...sentFile });
    for (const role of ['staff', 'officer'] as const)
      expect(await links(role, ' h26.12.3–261126–0007 ')).toEqual([`/assisted-procedures/${file.id}`]);
    expect(await links('chairman', 'H26.12.3-261126-0007')).toEqual([]);
    expect(await links('staff', 'H26.12.3-261126-0007', 'other')).toEqual([]);

    const code = codeOn(await invite(app, app.anonymous()));
    const sent = await app.db.prisma.publicRequest.findFirstOrThrow({ where: { code } });
    expect(await links('staff', `${code.slice(0, 3)} ${code.slice(3)}`)).toEqual([`/public-requests/${sent.id}`]);
    expect(await links('officer', code)).toEqual([]);
    expect(await links('staff', code, 'other')).toEqual([]);
  });
});

describe('looking up a check code', () => {
  const roundTonight = () => roundOf([], { startsAt: at('18:30'), endsAt: at('20:45') });
  const ask = (code: string, role: 'staff' | 'officer' | 'chairman' = 'staff') => search(role, code);

  beforeEach(async () => {
    await app.db.prisma.userAccount.update({ where: { id: app.users.officer.id }, data: { phone: '0912000111' } });
  });

  it('during the round, says who is going, when and where, however the code is read out', async () => {
    const round = await roundTonight();
    app.setNow(at('19:00'));
    for (const said of ['BĐ-7K2', 'bđ 7k2', '7K2']) {
      const text = words(await ask(said));
      for (const sentence of [
        'Đúng: đội đang đi buổi này',
        'Tối thứ Năm 26/11, 18:30–20:45',
        'Phố Phạm Hồng Thái',
        'Nguyễn Thị Đội · gọi 0912 000 111',
        'Phạm Minh Viên',
      ])
        expect(text).toContain(sentence);
    }
    const checks = { action: 'round.check-code', subjectId: round.id };
    expect(await app.db.prisma.auditEvent.count({ where: checks })).toBe(3);
  });

  it('warns about a code of another day, before its time, after it, or of a cancelled round', async () => {
    const round = await roundTonight();
    for (const [now, verdict] of [
      [at('09:00'), 'Chưa đến giờ'],
      [at('22:00'), 'Đã hết giờ'],
      [at('19:00', 25), 'Không phải hôm nay'],
    ] as const) {
      app.setNow(now);
      expect(words(await ask('7K2'))).toContain(verdict);
    }
    await createClosure(app, round.id, { closedAt: at('08:00') });
    app.setNow(at('19:00'));
    expect(words(await ask('7K2'))).toContain('Buổi đã hủy');
  });

  it('says that no round has the code, keeps the question in the log, and names codes of today that are one character off', async () => {
    await roundTonight();
    await roundOf([], { startsAt: at('18:30', 20), code: 'BĐ-7K4' });
    const text = words(await ask('7K3'));
    expect(text).toContain('Không có buổi nào mang mã');
    expect(text).toContain('BĐ-7K2 · Tối thứ Năm 26/11');
    expect(text).not.toContain('BĐ-7K4');
    const asked = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'round.check-code' } });
    expect(asked.details).toEqual({ code: '7K3' });
  });

  it('answers the chairman too, and nothing of people or doors', async () => {
    const round = await roundTonight();
    app.setNow(at('19:00'));
    const home = await createHousehold(app.db, app.ward, { address: '7 Ngũ Xã' });
    await createResident(app.db, app.ward, { household: home, fullName: 'Phạm Thị Sáu' });
    expect(words(await ask('BĐ-7K2', 'chairman'))).toContain('Đúng: đội đang đi buổi này');
    expect(read(await ask('7K2', 'chairman'))(`main a[href="/rounds/${round.id}"]`).length).toBe(1);
    for (const q of ['pham thi sau', '7 ngu xa']) {
      const page = words(await ask(q, 'chairman'));
      expect(page).toContain('Không thấy trang nào, mã nào');
      expect(page).not.toMatch(/Sáu|Ngũ Xã/);
    }
  });

  it('says that characters no code has were heard wrong', async () => {
    expect(words(await ask('BĐ-0000'))).toContain('không bao giờ có 0, 1, 5, B, I, L, O, S, Z');
  });

  it('keeps a house number that looks like a code below its doors, and a name that finds nobody out of the log', async () => {
    await createHousehold(app.db, app.ward, { address: '24A Ngũ Xã' });
    const page = read(await ask('24A'));
    expect(page('main').text()).toMatch(/24A.*Ngũ Xã[^]*Không có buổi nào mang mã 24A/);
    await ask('Huy');
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'round.check-code' } })).toBe(0);
  });

  it('finds no round of another ward', async () => {
    await createRound(app.db, app.otherWard, {
      by: app.otherUsers.staff,
      officers: [app.otherUsers.officer],
      startsAt: at('18:30'),
      code: 'HK-7K2',
    });
    expect(words(await ask('HK-7K2'))).toContain('Không có buổi nào mang mã');
    expect(words(await ask('7K2'))).toContain('Không có buổi nào mang mã');
  });
});
