import { createHousehold, createResident, createService, createUse, createVisit } from '../../../support/factories';
import { appForEach, read, textsOf, words } from '../../../support/test-app';

// Compared windows are equally long: days of a month with the same days, twelve months with twelve months.

const app = appForEach();

const overviewOn = async (date: string) => {
  app.setNow(new Date(`${date}T09:00:00+07:00`));
  return (await app.as('chairman')).get('/reports');
};
const visitsOn = async (...days: string[]) => {
  const household = await createHousehold(app.db, app.ward);
  for (const day of days)
    await createVisit(app.db, app.ward, {
      household,
      by: app.users.officer,
      outcome: 'nobody_home',
      arrivedAt: new Date(`${day}T12:00:00Z`),
    });
};
/** The figure of visits and the words beside it. */
const visitsLine = (page: ReturnType<typeof read>) => page('.activity dd').first().text().replace(/\s+/g, ' ').trim();

test('the month so far is compared with the same days of the month before', async () => {
  await visitsOn('2026-11-03', '2026-11-26', '2026-10-01', '2026-10-20', '2026-10-26', '2026-10-27', '2026-10-31');
  const page = read(await overviewOn('2026-11-26'));
  expect(visitsLine(page)).toBe('2 lượt · từ 01/10 đến 26/10: 3');
});

test('if the previous month is shorter, both spans end with its last day, and the page says so', async () => {
  await visitsOn('2026-03-28', '2026-03-29', '2026-03-31', '2026-02-01', '2026-02-28');
  const page = read(await overviewOn('2026-03-31'));
  expect(visitsLine(page)).toBe('3 lượt · từ 01/03 đến 28/03: 1; từ 01/02 đến 28/02: 2');
});

describe('the line of the year', () => {
  const usedOn = async (...days: string[]) => {
    const household = await createHousehold(app.db, app.ward);
    const resident = await createResident(app.db, app.ward, { household, birthYear: 1950 });
    const service = await createService(app.db, app.ward);
    for (const day of days)
      await createUse(app.db, app.ward, { residentId: resident.id, serviceId: service.id, usedOn: day });
  };
  const pointsOf = (page: ReturnType<typeof read>) => textsOf(page('#trend tbody tr td:first-child'));

  test('is not drawn while the ledger is younger than a year, and the page names the first day of the ledger', async () => {
    await usedOn('2026-06-03', '2026-11-20');
    const response = await overviewOn('2026-11-26');
    const page = read(response);
    expect(page('#trend').text()).toContain(
      'Chưa đủ số liệu để vẽ. Mỗi điểm cần đủ 12 tháng; sổ có số liệu từ 03/06/2026.',
    );
    expect(page('#trend img, #trend table')).toHaveLength(0);
    expect(words(response)).toContain('sổ mới có số liệu từ 03/06/2026, chưa đủ 12 tháng');
    expect(page('.answer-figure').text()).not.toContain('điểm so với');
  });

  test('is not drawn for an empty ledger', async () => {
    expect(read(await overviewOn('2026-11-26'))('#trend').text()).toContain('Chưa đủ số liệu để vẽ.');
  });

  test('starts at the first full window', async () => {
    await usedOn('2025-11-10', '2026-11-20');
    const page = read(await overviewOn('2026-11-26'));
    expect(pointsOf(page)).toEqual(['đến 26/11/2026', 'đến 22/11/2026', 'đến 15/11/2026']);
    expect(page('#trend img')).toHaveLength(1);
    expect(page('#trend').text()).toContain('ngày 15/11/2026 đến');
  });

  test('shows half a year of weeks for an older ledger, and the figure names the day it is compared with', async () => {
    await usedOn('2024-01-10', '2026-11-20');
    const response = await overviewOn('2026-11-26');
    expect(pointsOf(read(response))).toHaveLength(26);
    expect(words(response)).toContain('+100 điểm phần trăm so với 12 tháng tính đến 01/11');
  });
});
