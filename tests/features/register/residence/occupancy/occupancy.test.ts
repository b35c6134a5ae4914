import { formOf } from '../../../../support/forms';
import { createHousehold, createResident } from '../../../../support/factories';
import { expectWords, read, sharedAgent, sharedApp, words } from '../../../../support/test-app';

describe('absences and unoccupied homes', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');

  const family = async (address?: string) => {
    const home = await createHousehold(app.db, app.ward, address ? { address } : {});
    const head = await createResident(app.db, app.ward, {
      fullName: 'Đỗ Văn Hùng',
      gender: 'male',
      birthYear: 1950,
      household: home,
    });
    const wife = await createResident(app.db, app.ward, {
      fullName: 'Lê Thị Hòa',
      birthYear: 1954,
      household: home,
      relation: 'wife',
      residenceStatus: 'temporary',
    });
    return { home, head, wife };
  };
  const statusOf = async ({ id }: { id: string }) =>
    (await app.db.prisma.resident.findUniqueOrThrow({ where: { id } })).residenceStatus;
  const occupancyOf = async ({ id }: { id: string }) =>
    (await app.db.prisma.household.findUniqueOrThrow({ where: { id } })).occupancy;
  const send = async (path: string, given: object) => staff.post(path, { ...(await formOf(staff, path)), ...given });

  describe('one person', () => {
    it('is away from a day, with what is expected, and comes back as before', async () => {
      const { home, wife } = await family('6 Quán Thánh');
      const form = {
        ...(await formOf(staff, `/residents/${wife.id}/absence`)),
        from: '01/03/2026',
        expectedUntil: '01/01/2027',
        reason: 'vào Nam ở với con',
      };
      for (const answer of [
        await staff.post(`/residents/${wife.id}/absence`, form),
        await staff.post(`/residents/${wife.id}/absence`, form),
      ])
        expect(answer.status).toBe(303);
      expect(await statusOf(wife)).toBe('absent');
      expect(await app.db.prisma.residentAbsence.findMany({ where: { residentId: wife.id } })).toMatchObject([
        { statusBefore: 'temporary', endedOn: null, reason: 'vào Nam ở với con' },
      ]);
      const page = words(await staff.get(`/residents/${wife.id}`));
      expectWords(page, 'Vắng lâu ngày từ 01/03/2026 · vào Nam ở với con · dự kiến về 01/01/2027', 'Đã về');
      expect(words(await staff.get(`/households/${home.id}`))).toContain(
        '01/03/2026 Bà Lê Thị Hòa vắng lâu ngày, dự kiến đến 01/01/2027 vào Nam ở với con',
      );
      expect(words(await staff.get(`/residents/${wife.id}/edit`))).toContain('Cư trú: Tạm vắng');

      const back = await formOf(staff, `/residents/${wife.id}/return`);
      expect(back.residenceStatus).toBe('temporary');
      const early = await staff.post(`/residents/${wife.id}/return`, { ...back, on: '28/02/2026' });
      expect([early.status, words(early).includes('vắng từ ngày 01/03/2026')]).toEqual([422, true]);
      for (const answer of [
        await staff.post(`/residents/${wife.id}/return`, { ...back, on: '20/11/2026' }),
        await staff.post(`/residents/${wife.id}/return`, { ...back, on: '20/11/2026' }),
      ])
        expect(answer.status).toBe(303);
      expect(await statusOf(wife)).toBe('temporary');
      expect(await app.db.prisma.residentAbsence.findFirst({ where: { residentId: wife.id } })).toMatchObject({
        endedOn: new Date('2026-11-20'),
      });
      expect(await app.db.prisma.registerEvent.count({ where: { residentId: wife.id } })).toBe(2);
      expect(
        await app.db.prisma.auditEvent.findMany({ where: { subjectId: wife.id, action: 'resident.end-absence' } }),
      ).toMatchObject([{ details: { changes: [{ before: 'absent', after: 'temporary' }] } }]);
    });

    it.each([
      [{ from: '27/11/2026' }, 'Ngày này chưa đến'],
      [{ from: '30/02/2026' }, 'Tháng 2 không có ngày 30.'],
      [{ from: '01/06/2026', expectedUntil: '31/05/2026' }, 'phải sau ngày bắt đầu'],
    ])('is not recorded as away with %j', async (wrong, message) => {
      const { wife } = await family();
      const refused = await send(`/residents/${wife.id}/absence`, { reason: 'đi xa', ...wrong });
      expect([refused.status, words(refused).includes(message), read(refused)('#reason').attr('value')]).toEqual([
        422,
        true,
        'đi xa',
      ]);
      expect(await statusOf(wife)).toBe('temporary');
    });

    it('is not away twice at one time', async () => {
      const { wife } = await family();
      await send(`/residents/${wife.id}/absence`, { from: '01/03/2026' });
      await send(`/residents/${wife.id}/return`, { on: '01/06/2026' });
      const refused = await send(`/residents/${wife.id}/absence`, { from: '01/05/2026' });
      expect([refused.status, words(refused).includes('hai lần vắng không chồng lên nhau')]).toEqual([422, true]);
    });

    it("goes away again although a list recorded the person's return without a day", async () => {
      const { wife } = await family();
      await send(`/residents/${wife.id}/absence`, { from: '01/03/2026' });
      await app.db.prisma.resident.update({ where: { id: wife.id }, data: { residenceStatus: 'permanent' } });
      expect((await send(`/residents/${wife.id}/absence`, { from: '01/10/2026' })).status).toBe(303);
      expect(
        await app.db.prisma.residentAbsence.findMany({
          where: { residentId: wife.id },
          orderBy: { absentFrom: 'asc' },
        }),
      ).toMatchObject([{ endedOn: new Date('2026-10-01') }, { absentFrom: new Date('2026-10-01'), endedOn: null }]);
    });
  });

  describe('a whole household', () => {
    it('is away and comes back, and the door shows it', async () => {
      const { home, head, wife } = await family('8 Quán Thánh');
      const form = {
        ...(await formOf(staff, `/households/${home.id}/absence`)),
        from: '01/09/2026',
        expectedUntil: '01/12/2026',
        reason: 'sang Úc thăm con',
      };
      for (const answer of [
        await staff.post(`/households/${home.id}/absence`, form),
        await staff.post(`/households/${home.id}/absence`, form),
      ])
        expect(answer.status).toBe(303);
      expect([await occupancyOf(home), await statusOf(head), await statusOf(wife)]).toEqual([
        'long_absent',
        'absent',
        'absent',
      ]);
      const page = words(await staff.get(`/households/${home.id}`));
      expect(page).toContain('Vắng lâu ngày từ 01/09/2026 · sang Úc thăm con · dự kiến về 01/12/2026');
      expect(page).toContain('01/09/2026 Cả hộ vắng lâu ngày, dự kiến đến 01/12/2026');
      expect(words(await staff.get(`/residents/${wife.id}`))).toContain('Vắng lâu ngày từ 01/09/2026');

      const back = await formOf(staff, `/households/${home.id}/reoccupation`);
      expect([back.returning].flat().toSorted()).toEqual([head.id, wife.id].toSorted());
      const nobody = await staff.post(`/households/${home.id}/reoccupation`, { ...back, returning: undefined });
      expect([nobody.status, words(nobody).includes('ít nhất một người')]).toEqual([422, true]);
      expect((await staff.post(`/households/${home.id}/reoccupation`, { ...back, on: '20/11/2026' })).status).toBe(303);
      expect([await occupancyOf(home), await statusOf(head), await statusOf(wife)]).toEqual([
        'occupied',
        'permanent',
        'temporary',
      ]);
      expect(words(await staff.get(`/households/${home.id}`))).toContain('20/11/2026 Cả hộ đã về');
    });

    it('lives there again when one of them is back', async () => {
      const { home, head, wife } = await family();
      await send(`/households/${home.id}/absence`, { from: '01/09/2026' });
      await send(`/residents/${wife.id}/return`, { on: '10/11/2026' });
      expect([await occupancyOf(home), await statusOf(head), await statusOf(wife)]).toEqual([
        'occupied',
        'absent',
        'temporary',
      ]);
      expect(await app.db.prisma.unoccupiedPeriod.findFirst({ where: { householdId: home.id } })).toMatchObject({
        endedOn: new Date('2026-11-10'),
      });
    });
  });

  describe('an empty door', () => {
    it('asks what became of its people', async () => {
      const { home, head, wife } = await family('10 Quán Thánh');
      const unsaid = await send(`/households/${home.id}/vacancy`, { from: '01/10/2026', reason: 'nhà đang sửa' });
      expect([unsaid.status, read(unsaid)('#reason').attr('value')]).toEqual([422, 'nhà đang sửa']);
      const form = {
        ...(await formOf(staff, `/households/${home.id}/vacancy`)),
        from: '01/10/2026',
        people: 'absent',
        reason: 'nhà đang sửa',
      };
      for (const answer of [
        await staff.post(`/households/${home.id}/vacancy`, form),
        await staff.post(`/households/${home.id}/vacancy`, form),
      ])
        expect(answer.status).toBe(303);
      expect([await occupancyOf(home), await statusOf(head), await statusOf(wife)]).toEqual([
        'vacant',
        'absent',
        'absent',
      ]);
      expect(words(await staff.get(`/households/${home.id}`))).toContain('Nhà trống từ 01/10/2026 · nhà đang sửa');
      expect(await app.db.prisma.householdMembership.count({ where: { householdId: home.id, validTo: null } })).toBe(2);

      await send(`/households/${home.id}/reoccupation`, { on: '15/11/2026', returning: [head.id] });
      expect([await occupancyOf(home), await statusOf(head), await statusOf(wife)]).toEqual([
        'occupied',
        'permanent',
        'absent',
      ]);
      expect(words(await staff.get(`/households/${home.id}`))).toContain('15/11/2026 Lại có người ở');
    });

    it('of a family that left the ward closes their memberships', async () => {
      const { home, head, wife } = await family();
      const early = await send(`/households/${home.id}/vacancy`, { from: '31/12/2019', people: 'moved_out' });
      expect([early.status, words(early).includes('không thể trước ngày đó')]).toEqual([422, true]);
      await send(`/households/${home.id}/vacancy`, { from: '01/10/2026', people: 'moved_out', place: 'Hải Phòng' });
      expect([await occupancyOf(home), await statusOf(head), await statusOf(wife)]).toEqual([
        'vacant',
        'moved_out',
        'moved_out',
      ]);
      expect(
        await app.db.prisma.householdMembership.count({
          where: { householdId: home.id, validTo: new Date('2026-10-01') },
        }),
      ).toBe(2);
      expect(words(await staff.get(`/households/${home.id}`))).toContain(
        'Ông Đỗ Văn Hùng và bà Lê Thị Hòa chuyển đi khỏi phường, đến Hải Phòng',
      );
      const arrival = await staff.post('/residents', {
        ...(await formOf(staff, `/residents/new?household=${home.id}`)),
        fullName: 'Người Mới',
        relation: 'head',
        arrival: 'moved_in',
        since: '30/09/2026',
        confirmedNew: '1',
      });
      expect([arrival.status, words(arrival).includes('không có người ở từ ngày 01/10/2026')]).toEqual([422, true]);
      await staff.post('/residents', {
        ...(await formOf(staff, `/residents/new?household=${home.id}`)),
        fullName: 'Người Mới',
        relation: 'head',
        arrival: 'moved_in',
        since: '05/11/2026',
        confirmedNew: '1',
      });
      expect(await occupancyOf(home)).toBe('occupied');
    });

    it('shows a stale form beside what changed', async () => {
      const { home, wife } = await family();
      const form = {
        ...(await formOf(staff, `/households/${home.id}/vacancy`)),
        from: '01/10/2026',
        people: 'absent',
        reason: 'chờ bán',
      };
      await send(`/residents/${wife.id}/departure`, { on: '20/11/2026' });
      const conflict = await staff.post(`/households/${home.id}/vacancy`, form);
      expect([
        conflict.status,
        words(conflict).includes('chờ bán'),
        words(conflict).includes('Đỗ Văn Hùng (chủ hộ)'),
      ]).toEqual([409, true, true]);
      expect(await occupancyOf(home)).toBe('occupied');
    });

    it('entered as empty begins on the day it was entered', async () => {
      const page = read(await staff.get('/households/new?address=90+Qu%C3%A1n+Th%C3%A1nh'));
      const id = page('input[name=id]').attr('value')!;
      expect((await staff.post('/households', { id, address: '90 Quán Thánh', occupancy: 'vacant' })).status).toBe(303);
      expect(words(await staff.get(`/households/${id}`))).toContain('Nhà trống từ 26/11/2026');
    });
  });
});
