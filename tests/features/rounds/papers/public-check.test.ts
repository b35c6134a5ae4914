import { createHousehold, createRound } from '../../../support/factories';
import { read, sharedApp, words } from '../../../support/test-app';
import { at } from '../../../support/worlds/rounds';

const app = sharedApp();

beforeAll(async () => {
  await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { phone: '02437150000' } });
  await app.db.prisma.userAccount.update({ where: { id: app.users.officer.id }, data: { phone: '0912000111' } });
  await createRound(app.db, app.ward, {
    by: app.users.staff,
    officers: [app.users.officer, app.users.officer2],
    households: [
      await createHousehold(app.db, app.ward, { address: '46 Phạm Hồng Thái' }),
      await createHousehold(app.db, app.ward, { address: '3 ngõ Châu Long' }),
    ],
    startsAt: at('18:30'),
    endsAt: at('20:45'),
    code: 'BĐ-7K2',
  });
});
afterEach(() => app.db.prisma.rateLimit.deleteMany());

const ask = (code: string, ward = '00004') => app.anonymous().post(`/check/${ward}`, { code });

describe('a resident asks about the code of a round', () => {
  it('and reads tonight’s team, hours and lanes and the ward’s telephone, however the code is typed', async () => {
    app.setNow(at('19:00'));
    for (const typed of ['BĐ-7K2', 'bd 7k2', '7K2']) {
      const page = words(await ask(typed));
      for (const part of [
        'Đúng là mã của đội',
        'Tối thứ Năm 26/11, 18:30–20:45',
        'Phố Phạm Hồng Thái, bên số chẵn',
        'Ngõ Châu Long',
        'Nguyễn Thị Đội',
        'Phạm Minh Viên',
        '024 3715 0000',
      ])
        expect(page).toContain(part);
      expect(page).not.toMatch(/0912|46 Phạm|3 ngõ/);
    }
  });

  it.each([
    [at('09:00'), 'Chưa đến giờ', true],
    [at('22:00'), 'Đã hết giờ', true],
    [at('19:00', 27), 'Không phải mã hôm nay', false],
  ])('at %s: %s', async (now, verdict, isTeamNamed) => {
    app.setNow(now);
    const page = words(await ask('7K2'));
    expect(page).toContain(verdict);
    expect(page.includes('Nguyễn Thị Đội')).toBe(isTeamNamed);
  });

  it('of another ward, of no round, or no code at all: nothing about any round', async () => {
    app.setNow(at('19:00'));
    for (const [code, ward, said] of [
      ['7K2', '00070', 'Không có buổi nào mang mã này'],
      ['7K4', '00004', 'Không có buổi nào mang mã này'],
      ['BĐ-5B0', '00004', 'Đừng mở cửa'],
      ['công an phường', '00004', 'Không có buổi nào mang mã này'],
      [' ', '00004', 'Chưa kiểm tra được'],
    ] as const) {
      const page = await ask(code, ward);
      expect(words(page)).toContain(said);
      expect(words(page)).not.toContain('Nguyễn Thị Đội');
    }
    expect((await app.anonymous().get('/check/99999')).status).toBe(404);
  });

  it('a thousand times: is throttled, and the right code between does not reset the count', async () => {
    app.setNow(at('19:00'));
    const guesser = app.anonymous();
    const answers: number[] = [];
    for (let n = 0; n < 30; n += 1) {
      if (n % 5 === 0) await guesser.post('/check/00004', { code: '7K2' });
      answers.push((await guesser.post('/check/00004', { code: '9X9' })).status);
    }
    expect(answers.filter((status) => status === 200)).toHaveLength(12);
    const limited = await guesser.post('/check/00004', { code: '7K2' });
    expect(limited.status).toBe(429);
    expect(read(limited)('.alert').text()).toContain('gọi phường ngay');
    expect(words(limited)).not.toContain('Nguyễn Thị Đội');
  });
});
