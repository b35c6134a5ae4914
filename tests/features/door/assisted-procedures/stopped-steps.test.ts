import { createHelp } from '../../../support/casework-factories';
import {
  createBarrier,
  createGuide,
  createHousehold,
  createResident,
  createService,
  createVisit,
} from '../../../support/factories';
import { read, sharedApp, words } from '../../../support/test-app';

const app = sharedApp();
let service: { id: string };
let guides: Awaited<ReturnType<typeof createGuide>>[];

beforeAll(async () => {
  app.setNow(new Date('2026-11-26T02:00:00Z'));
  service = await createService(app.db, app.ward, { name: 'Đăng ký tạm trú' });
  guides = [await createGuide(app.db, app.ward, service), await createGuide(app.db, app.ward, service)];
  const [first, second] = guides as [(typeof guides)[0], (typeof guides)[0]];
  // Which steps were ticked, and what the check-back found out.
  await teach(first, [1, 2, 3], 'alone');
  await teach(first, [1, 2, 3], 'alone');
  await teach(first, [1, 2, 3], 'stuck');
  await teach(first, [1], 'with_somebody');
  await teach(first, [1, 3], 'alone');
  await teach(first, [1, 2], 'not_needed');
  await teach(second, [1, 2, 3], 'alone');
});

async function teach(
  guide: (typeof guides)[0],
  ticked: number[],
  outcome: 'alone' | 'stuck' | 'with_somebody' | 'not_needed',
) {
  const wardId = app.ward.id;
  const by = app.users.officer;
  const household = await createHousehold(app.db, app.ward, {});
  const { id: residentId } = await createResident(app.db, app.ward, { household, fullName: 'Phạm Thị Sáu' });
  const visit = await createVisit(app.db, app.ward, { household, by, arrivedAt: new Date('2026-11-05T12:00:00Z') });
  const steps = guide.steps.filter(({ position }) => ticked.includes(position));
  const stepsTaught = { create: steps.map(({ id }) => ({ wardId, guideStepId: id })) };
  await createHelp(app, { visitId: visit.id, residentId, publicServiceId: service.id, stepsTaught });
  const barrier = outcome === 'stuck' ? await createBarrier(app.db, app.ward) : null;
  const days = { taughtOn: new Date('2026-11-05'), checkedOn: new Date('2026-11-13') };
  const recorded = { recordedBy: by.id, recordedAt: new Date('2026-11-13T02:00:00Z') };
  await app.db.prisma.checkBack.create({
    data: { wardId, residentId, publicServiceId: service.id, outcome, barrierId: barrier?.id, ...days, ...recorded },
  });
}

const page = async () => read(await (await app.as('staff')).get('/stuck-files'));

it('the page says at which step lessons stop, and how many can do it alone, a new version above the old one', async () => {
  const $ = await page();
  const rows = $('#lessons tbody tr')
    .toArray()
    .map((row) =>
      $(row)
        .find('td')
        .toArray()
        .map((cell) => $(cell).clone().find('.visually-hidden').remove().end().text().replace(/\s+/g, ' ').trim()),
    );
  expect(rows).toEqual([
    ['Đăng ký tạm trú, bản 2', '1', '1', '', 'đã hỏi 1'],
    ['Đăng ký tạm trú, bản 1', '6', '3', '2. Bấm “Đăng nhập”: 23. Bấm “Nộp hồ sơ”: 1', '3 trên 5 (16–92 %)'],
  ]);
});

it('each number opens as many lessons', async () => {
  const $ = await page();
  const numbers = $('#lessons a')
    .toArray()
    .map((link) => ({ href: $(link).attr('href')!, value: Number($(link).contents().first().text()) }));
  expect(numbers).toHaveLength(9);
  const staff = await app.as('staff');
  for (const { href, value } of numbers) {
    const list = read(await staff.get(href));
    expect([href, list('main tbody tr').length]).toEqual([href, value]);
  }
});

it('the chairman reads the numbers, without the people behind them', async () => {
  const chairman = await app.as('chairman');
  expect(read(await chairman.get('/stuck-files'))('#lessons a').length).toBe(0);
  expect(words(await chairman.get(`/stuck-files?guide=${guides[0]!.id}&lessons=all`))).not.toContain('Phạm Thị Sáu');
});
