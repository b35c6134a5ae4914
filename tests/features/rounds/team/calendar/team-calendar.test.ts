import { createRound } from '../../../../support/factories';
import { read, sharedApp, words } from '../../../../support/test-app';
import { createAbsence, createAvailability, createDay } from '../../../../support/worlds/rounds';

const app = sharedApp();

test('the month shows rounds, who is absent, who is free, and the days without knocking by name', async () => {
  const { officer, officer2, staff } = app.users;
  const round = await createRound(app.db, app.ward, {
    by: staff,
    officers: [officer],
    startsAt: new Date('2026-11-27T11:30:00Z'),
    endsAt: new Date('2026-11-27T13:30:00Z'),
  });
  await createAbsence(app, officer2.id, {
    startsAt: new Date('2026-11-27T17:00:00Z'),
    endsAt: new Date('2026-11-28T17:00:00Z'),
  });
  await createDay(app, new Date('2026-11-24'), { kind: 'no_knock', name: 'Ngày rằm tháng Mười', status: 'expected' });
  for (const userId of [officer.id, officer2.id]) {
    await createAvailability(app, userId, 6, ['08:30', '11:00']);
    await createAvailability(app, userId, 5, ['18:00', '21:00']);
  }

  const page = read(await (await app.as('officer')).get('/team-calendar'));
  expect(page('h1').text()).toBe('Lịch của đội, tháng 11/2026');
  const cell = (label: string) =>
    page('td')
      .filter((_, day) => page(day).find('.month-label').text() === label)
      .text()
      .replace(/\s+/g, ' ');
  expect(cell('Thứ Sáu 27/11')).toContain(`18:30–20:30 ${round.code}`);
  expect(cell('Thứ Sáu 27/11')).toContain(officer.displayName);
  // The officer on the round is not free, the other one is.
  expect(cell('Thứ Sáu 27/11')).toContain('1 người rảnh');
  expect(cell('Thứ Sáu 27/11')).toContain(`${officer2.displayName} 18:00–21:00`);
  expect(cell('Thứ Bảy 28/11')).toContain(`Vắng: ${officer2.displayName}`);
  expect(cell('Thứ Bảy 28/11')).toContain('1 người rảnh');
  expect(cell('Thứ Ba 24/11')).toContain('Ngày rằm tháng Mười (dự kiến)');
  expect(page('[aria-current="date"]').text()).toContain('Thứ Năm 26/11');
});

test('another month is a link away; an unreadable one is this month', async () => {
  const staff = await app.as('staff');
  expect(read(await staff.get('/team-calendar'))('a[rel="next"]').attr('href')).toBe('/team-calendar?month=2026-12');
  expect(words(await staff.get('/team-calendar?month=2027-02'))).toContain('tháng 2/2027');
  for (const month of ['', '2026-13', '1999-01', 'x'])
    expect(words(await staff.get(`/team-calendar?month=${month}`))).toContain('tháng 11/2026');
});

test('another ward’s rounds are not on it', async () => {
  await createRound(app.db, app.otherWard, {
    by: app.otherUsers.staff,
    officers: [app.otherUsers.officer],
    startsAt: new Date('2026-11-20T11:30:00Z'),
    code: 'HK-XYZ',
  });
  expect(words(await (await app.as('staff')).get('/team-calendar'))).not.toContain('HK-XYZ');
});
