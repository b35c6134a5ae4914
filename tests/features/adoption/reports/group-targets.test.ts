import {
  createGroup,
  createHousehold,
  createResident,
  createService,
  createUse,
  createVisit,
} from '../../../support/factories';
import { read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';

// The table of the groups: against their targets, behind first, under both names when one was renamed within the month.

const app = sharedApp();
const chairman = sharedAgent(app, 'chairman');

const rows = async () => textsOf(read(await chairman.get('/reports'))('#group-targets tbody tr'));

test('groups stand behind first; a closed month keeps its targets', async () => {
  const { db, ward } = app;
  const service = await createService(db, ward, { name: 'Đăng ký tạm trú' });
  const group = async (code: string, adults: number, users: number, isMet = true) => {
    const { id } = await createGroup(db, ward, code);
    const household = await createHousehold(db, ward, { residentialGroupId: id });
    if (isMet) await createVisit(db, ward, { household, by: app.users.officer });
    for (let index = 0; index < adults; index++) {
      const relation = index > 0 ? 'child' : 'head';
      const { id: residentId } = await createResident(db, ward, { birthYear: 1980, household, relation });
      if (index < users)
        await createUse(db, ward, { residentId, serviceId: service.id, usedOn: '2026-10-05', how: 'alone' });
    }
    return id;
  };
  await group('1', 4, 4);
  const renamed = await group('2', 4, 0);
  await group('3', 4, 2);
  await group('4', 4, 0, false);
  const target = { wardId: ward.id, indicator: 'Tỷ lệ người trưởng thành đã dùng dịch vụ công trực tuyến' };
  const start = { startOn: new Date('2026-09-30'), startValue: 30 };
  await db.prisma.indicatorTarget.create({
    data: { ...target, ...start, period: '2026', value: 60, legalBasis: 'phường tự đặt' },
  });
  // The book does not cover twelve months yet.
  expect(
    (await rows()).map((row) => /^(Tổ \d+) .*?(chưa (?:so được|gặp cửa nào))/.exec(row)?.slice(1).join(' ')),
  ).toEqual(['Tổ 1 chưa so được', 'Tổ 2 chưa so được', 'Tổ 3 chưa so được', 'Tổ 4 chưa gặp cửa nào']);
  expect(words(await chairman.get('/reports'))).toContain('chưa so được, sổ chưa đủ 12 tháng.');

  const elder = await createHousehold(db, ward, { residentialGroupId: renamed });
  const { id: residentId } = await createResident(db, ward, { birthYear: 2015, household: elder });
  await createUse(db, ward, { residentId, serviceId: service.id, usedOn: '2025-10-05' });
  // The rows above were written past the services: one change through a service makes the figures recompute.
  await db.prisma
    .$executeRaw`INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type) VALUES (${ward.id}::uuid, now(), 'kiểm thử', 'test.change', true, 'ward')`;
  expect((await rows()).map((row) => row.replace(/^(Tổ \d+) .*?(vượt|đúng|chậm|chưa gặp)/, '$1 $2'))).toEqual([
    'Tổ 2 chậm 2 người còn 3 người đến mốc 31/12; chưa dùng: 4 người',
    'Tổ 3 đúng hướng còn 1 người đến mốc 31/12; chưa dùng: 2 người',
    'Tổ 1 vượt 1 người đã đến mốc 31/12; chưa dùng: 0 người',
    'Tổ 4 chưa gặp cửa nào còn 3 người đến mốc 31/12; chưa dùng: 4 người',
  ]);

  const staff = await app.as('staff');
  const ninth = { code: '9', name: 'Tổ dân phố số 9', leaderName: '', leaderPhone: '' };
  await staff.post(`/residential-groups/${renamed}/edit`, { ...ninth, validFrom: '01/01/2026', version: '1' });
  expect((await rows())[0]).toMatch(/^Tổ 9 \(trước 26\/11: Tổ 2\)/);

  await staff.post('/month-closings', { month: '2026-10-01', revision: '1' });
  await db.prisma.indicatorTarget.updateMany({ where: target, data: { value: 90 } });
  const closed = '/reports?month=2026-10';
  expect(words(await chairman.get(closed))).toContain('mục tiêu 60 % (2026; phường tự đặt)');

  const { id } = await db.prisma.indicatorTarget.findFirstOrThrow({ where: target });
  await (await app.as('admin')).post(`/ward/targets/${id}/removal`);
  expect(words(await chairman.get('/reports'))).toContain('Phường chưa đặt mục tiêu');
  expect(words(await chairman.get(closed))).toContain('mục tiêu 60 % (2026; phường tự đặt)');
});
