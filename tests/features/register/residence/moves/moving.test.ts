import { fieldsOf, formOf } from '../../../../support/forms';
import {
  createBarrier,
  createHousehold,
  createResident,
  createService,
  createUse,
  createVisit,
} from '../../../../support/factories';
import { expectWords, read, sharedAgent, sharedApp, textsOf, words } from '../../../../support/test-app';

describe('moving, leaving and dying', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');

  const memberships = async (residentId: string) =>
    (
      await app.db.prisma.householdMembership.findMany({
        where: { residentId },
        orderBy: [{ validFrom: 'asc' }, { id: 'asc' }],
      })
    ).map(({ householdId, relation, validFrom, validTo }) => [
      householdId,
      relation,
      validFrom.toISOString().slice(0, 10),
      validTo?.toISOString().slice(0, 10) ?? null,
    ]);
  const statusOf = async (id: string) =>
    (await app.db.prisma.resident.findUniqueOrThrow({ where: { id } })).residenceStatus;
  const events = async (where: { residentId?: string; householdId?: string }) =>
    (await app.db.prisma.registerEvent.findMany({ where, orderBy: { id: 'asc' } })).map(
      ({ kind, happenedOn, householdId, otherHouseholdId }) => [
        kind,
        happenedOn.toISOString().slice(0, 10),
        householdId,
        otherHouseholdId,
      ],
    );
  const family = async (address?: string) => {
    const home = await createHousehold(app.db, app.ward, address ? { address } : {});
    const head = await createResident(app.db, app.ward, {
      fullName: 'Trần Văn Chủ',
      gender: 'male',
      birthYear: 1950,
      household: home,
    });
    const wife = await createResident(app.db, app.ward, {
      fullName: 'Lê Thị Vợ',
      birthYear: 1954,
      household: home,
      relation: 'wife',
    });
    const son = await createResident(app.db, app.ward, {
      fullName: 'Trần Văn Con',
      gender: 'male',
      birthDate: '1980-04-02',
      household: home,
      relation: 'child',
    });
    return { home, head, wife, son };
  };

  describe('to another household', () => {
    const move = { relation: 'child', since: '01/10/2026', residenceStatus: 'permanent' };

    it('closes the old membership on the day the new one begins, once', async () => {
      const { home, wife } = await family();
      const target = await createHousehold(app.db, app.ward, { address: '70 Hàng Than' });
      const found = await staff.get(`/residents/${wife.id}/membership?q=70+hang+than`);
      const choose = read(found)('.doors a').attr('href')!;
      expect(choose).toBe(`/residents/${wife.id}/membership?household=${target.id}`);
      const form = { ...(await formOf(staff, choose)), ...move, relation: 'head' };
      for (const answer of [
        await staff.post(`/residents/${wife.id}/membership`, form),
        await staff.post(`/residents/${wife.id}/membership`, form),
      ])
        expect(answer.status).toBe(303);
      const other = await staff.post(`/residents/${wife.id}/membership`, { ...form, since: '02/10/2026' });
      expect(other.status).toBe(409);
      expect(await memberships(wife.id)).toEqual([
        [home.id, 'wife', '2020-01-01', '2026-10-01'],
        [target.id, 'head', '2026-10-01', null],
      ]);
      expect(await events({ residentId: wife.id })).toEqual([['moved_within', '2026-10-01', target.id, home.id]]);
      expect(await app.db.prisma.auditEvent.count({ where: { action: 'resident.move', subjectId: wife.id } })).toBe(1);
      expect(words(await staff.get(`/residents/${wife.id}`))).toContain(
        `Chuyển sang 70 Hàng Than từ ${home.addressLine}`,
      );
      expect(words(await staff.get(`/households/${home.id}`))).toContain(
        '01/10/2026 Bà Lê Thị Vợ chuyển sang 70 Hàng Than',
      );
      expect(words(await staff.get(`/households/${home.id}`))).toMatch(
        /Từng ở hộ này Lê Thị Vợ, vợ ?01\/01\/2020 đến 01\/10\/2026/,
      );
      expect(words(await staff.get(`/households/${target.id}`))).toContain(
        `Bà Lê Thị Vợ chuyển đến từ ${home.addressLine}`,
      );
    });

    it('of the head asks for a successor and each member’s relation to the new head', async () => {
      const { home, head, wife, son } = await family();
      const target = await createHousehold(app.db, app.ward);
      const path = `/residents/${head.id}/membership?household=${target.id}`;
      const question = read(await staff.get(path));
      expect(textsOf(question('.choice-card > b'))).toEqual(['Lê Thị Vợ', 'Trần Văn Con', 'Chưa rõ ai']);
      const form = await formOf(staff, `${path}&head=${wife.id}`);
      expect(form).toMatchObject({ newHeadId: wife.id, [`relations[${son.id}][relation]`]: 'child' });
      expect(
        (await staff.post(`/residents/${head.id}/membership`, { ...form, ...move, relation: 'head' })).status,
      ).toBe(303);
      expect(await memberships(wife.id)).toEqual([
        [home.id, 'wife', '2020-01-01', '2026-10-01'],
        [home.id, 'head', '2026-10-01', null],
      ]);
      expect(await memberships(son.id)).toEqual([[home.id, 'child', '2020-01-01', null]]);
      expect(await events({ householdId: home.id })).toEqual([['head_changed', '2026-10-01', home.id, null]]);
      expect(words(await staff.get(`/households/${home.id}`))).toContain(
        'Bà Lê Thị Vợ làm chủ hộ thay ông Trần Văn Chủ',
      );
    });

    it('of the head asks again if the question is sent without an answer', async () => {
      const { head } = await family();
      const again = await staff.get(`/residents/${head.id}/departure?asked=1`);
      expect([again.status, read(again)('#head-error').text().includes('Chọn một người')]).toEqual([422, true]);
    });

    it('of the head without a successor is allowed, reported and listed', async () => {
      const { home, head } = await family('3 Yên Ninh');
      const target = await createHousehold(app.db, app.ward);
      const form = await formOf(staff, `/residents/${head.id}/membership?household=${target.id}&head=none`);
      await staff.post(`/residents/${head.id}/membership`, { ...form, ...move, relation: 'head' });
      expect(words(await staff.get(`/residents/${head.id}`))).toContain('không còn chủ hộ');
      expect(words(await staff.get(`/households/${home.id}`))).toContain('Hộ này chưa có chủ hộ');
      const list = await staff.get('/headless-households');
      expect(words(list)).toContain('3 Yên Ninh');
      expect(read(list)(`a[href="/households/${home.id}/head"]`).length).toBe(1);
      expect(words(await (await app.as('staff', 'other')).get('/headless-households'))).toContain(
        'Hộ nào cũng có chủ hộ',
      );
    });

    it.each([
      [
        'before the person came to the present household',
        { since: '31/12/2019' },
        'since',
        'ngày này không thể trước ngày đó',
      ],
      ['on a day to come', { since: '27/11/2026' }, 'since', 'Ngày này chưa đến'],
      ['on 31/2', { since: '31/2/2026' }, 'since', 'Tháng 2 không có ngày 31.'],
      ['without a relation', { relation: '' }, 'relation', 'Chọn quan hệ'],
      ['as a second head', { relation: 'head' }, 'relation', 'Hộ này đã có chủ hộ'],
      ['as something else that is not said', { relation: 'other' }, 'relationNote', 'Ghi rõ là quan hệ gì'],
    ])('is refused %s, with what was typed kept', async (_, wrong, field, message) => {
      const { wife } = await family();
      const target = (await family()).home;
      const form = {
        ...(await formOf(staff, `/residents/${wife.id}/membership?household=${target.id}`)),
        ...move,
        note: 'theo con gái',
        ...wrong,
      };
      const response = await staff.post(`/residents/${wife.id}/membership`, form);
      expect(response.status).toBe(422);
      expect(words(response)).toContain(message);
      expect(read(response)(`#${field}-error`).length).toBe(1);
      expect(read(response)('#note').attr('value')).toBe('theo con gái');
      if ('since' in wrong) expect(read(response)('#since').attr('value')).toBe(wrong.since);
      expect(await memberships(wife.id)).toHaveLength(1);
    });

    it('cannot overlap a former membership, and says where the person came from', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '80 Hàng Than' });
      const resident = await createResident(app.db, app.ward, { fullName: 'Về Lại', household: home });
      await staff.post(`/residents/${resident.id}/departure`, {
        ...(await formOf(staff, `/residents/${resident.id}/departure`)),
        on: '01/06/2026',
        place: 'phường Tây Hồ',
        vacates: '1',
      });
      expect(await app.db.prisma.household.findUnique({ where: { id: home.id } })).toMatchObject({
        occupancy: 'vacant',
      });
      const form = {
        ...(await formOf(staff, `/residents/${resident.id}/membership?household=${home.id}`)),
        ...move,
        relation: 'head',
        place: 'phường Tây Hồ',
      };
      const early = await staff.post(`/residents/${resident.id}/membership`, { ...form, since: '01/05/2026' });
      expect(early.status).toBe(422);
      expect(words(early)).toMatch(
        /Đến ngày 01\/06\/2026 người này còn ở 80 Hàng Than|không có người ở từ ngày 01\/06\/2026/,
      );
      expect(
        (
          await staff.post(`/residents/${resident.id}/membership`, {
            ...form,
            since: '01/08/2026',
            residenceStatus: 'temporary',
          })
        ).status,
      ).toBe(303);
      expect(await statusOf(resident.id)).toBe('temporary');
      expect(await memberships(resident.id)).toEqual([
        [home.id, 'head', '2020-01-01', '2026-06-01'],
        [home.id, 'head', '2026-08-01', null],
      ]);
      expect(await app.db.prisma.household.findUnique({ where: { id: home.id } })).toMatchObject({
        occupancy: 'occupied',
      });
      const page = words(await staff.get(`/households/${home.id}`));
      for (const line of [
        'Bà Về Lại chuyển đến từ phường Tây Hồ',
        'Bà Về Lại chuyển đi khỏi phường, đến phường Tây Hồ',
        'Lại có người ở',
        'Nhà để trống',
      ])
        expect(page).toContain(line);
    });

    it('stays inside the ward and inside the household that is left', async () => {
      const { head, home, son } = await family();
      const stranger = (await family()).wife;
      const foreign = await createHousehold(app.db, app.otherWard);
      const target = await createHousehold(app.db, app.ward);
      const form = {
        ...(await formOf(staff, `/residents/${head.id}/membership?household=${target.id}&head=${son.id}`)),
        ...move,
        relation: 'head',
      };
      expect((await staff.post(`/residents/${head.id}/membership`, { ...form, householdId: foreign.id })).status).toBe(
        404,
      );
      const wrong = await staff.post(`/residents/${head.id}/membership`, { ...form, newHeadId: stranger.id });
      expect(wrong.status).toBe(422);
      expect(words(wrong)).toContain('Người này không còn ở trong hộ');
      expect(await memberships(head.id)).toEqual([[home.id, 'head', '2020-01-01', null]]);
    });

    it('leaves visits with the household of their day, and portal use with the person', async () => {
      const { home, wife } = await family('5 Châu Long');
      const target = await createHousehold(app.db, app.ward, { address: '9 Lạc Chính' });
      const visit = await createVisit(app.db, app.ward, {
        household: home,
        by: app.users.officer,
        arrivedAt: new Date('2026-09-15T12:00:00Z'),
      });
      await app.db.prisma.visitPresence.create({
        data: { wardId: app.ward.id, visitId: visit.id, residentId: wife.id },
      });
      const service = await createService(app.db, app.ward, { name: 'Đăng ký tạm trú qua Cổng' });
      await createBarrier(app.db, app.ward);
      await createUse(app.db, app.ward, { residentId: wife.id, serviceId: service.id, usedOn: '2026-09-15' });
      const form = {
        ...(await formOf(staff, `/residents/${wife.id}/membership?household=${target.id}`)),
        ...move,
        relation: 'head',
      };
      await staff.post(`/residents/${wife.id}/membership`, form);

      expect(await app.db.prisma.visit.findUnique({ where: { id: visit.id } })).toMatchObject({ householdId: home.id });
      const old = read(await staff.get(`/households/${home.id}`));
      expect(old('section[aria-labelledby=visits] tbody a').attr('href')).toBe(`/visits/${visit.id}`);
      expect(
        read(await staff.get(`/households/${target.id}`))('section[aria-labelledby=visits] tbody tr'),
      ).toHaveLength(0);
      const person = words(await staff.get(`/residents/${wife.id}`));
      expect(person).toMatch(/Có mặt trong các lượt thăm .*5 Châu Long/);
      expect(person).toContain('Đăng ký tạm trú qua Cổng');
      // A visit from before the move that is recorded only now asks for that day's people.
      const late = words(await (await app.as('officer')).get(`/visits/${visit.id}/edit`));
      expect(late).toContain('Lê Thị Vợ');
    });
  });

  describe('another relation to the same head', () => {
    it('is dated, and the head is changed elsewhere', async () => {
      const { home, head, son } = await family();
      const form = {
        ...(await formOf(staff, `/residents/${son.id}/relation`)),
        relation: 'adopted_child',
        since: '01/10/2026',
      };
      for (const answer of [
        await staff.post(`/residents/${son.id}/relation`, form),
        await staff.post(`/residents/${son.id}/relation`, form),
      ])
        expect(answer.status).toBe(303);
      expect(await memberships(son.id)).toEqual([
        [home.id, 'child', '2020-01-01', '2026-10-01'],
        [home.id, 'adopted_child', '2026-10-01', null],
      ]);
      expect(
        await app.db.prisma.auditEvent.count({ where: { action: 'resident.change-relation', subjectId: son.id } }),
      ).toBe(1);
      expect(words(await staff.get(`/residents/${head.id}/relation`))).toContain('Người này đang là chủ hộ');
      const asHead = await staff.post(`/residents/${son.id}/relation`, { ...form, relation: 'head' });
      expect(asHead.status).toBe(422);
      expect(words(asHead)).toContain('Đổi chủ hộ');
    });
  });

  describe('out of the ward', () => {
    it('closes the membership, records the destination, and keeps the file, once', async () => {
      const { home, wife } = await family();
      const form = {
        ...(await formOf(staff, `/residents/${wife.id}/departure`)),
        on: '20/11/2026',
        place: 'phường Cửa Nam',
        note: 'về với con gái',
      };
      for (const answer of [
        await staff.post(`/residents/${wife.id}/departure`, form),
        await staff.post(`/residents/${wife.id}/departure`, form),
      ])
        expect(answer.status).toBe(303);
      expect(await statusOf(wife.id)).toBe('moved_out');
      expect(await memberships(wife.id)).toEqual([[home.id, 'wife', '2020-01-01', '2026-11-20']]);
      expect(await events({ residentId: wife.id })).toEqual([['moved_out', '2026-11-20', home.id, null]]);
      expect(words(await staff.get(`/residents/${wife.id}`))).toContain(
        `Chuyển đi khỏi phường từ ${home.addressLine}, đến phường Cửa Nam về với con gái`,
      );
    });

    it.each([
      [{ on: '27/11/2026' }, 'Ngày này chưa đến'],
      [{ on: '31/12/2019' }, 'không thể trước ngày đó'],
      [{ on: '31/11/2026' }, 'Tháng 11 không có ngày 31.'],
      [{ actId: 'x' }, 'Biểu mẫu thiếu mã'],
    ])('is refused with %j', async (wrong, message) => {
      const { wife } = await family();
      const response = await staff.post(`/residents/${wife.id}/departure`, {
        ...(await formOf(staff, `/residents/${wife.id}/departure`)),
        place: 'Huế',
        ...wrong,
      });
      expect(response.status).toBe(422);
      expect(words(response)).toContain(message);
      expect(read(response)('#place').attr('value')).toBe('Huế');
      expect(await statusOf(wife.id)).toBe('permanent');
    });
  });

  describe('a death', () => {
    it('asks for confirmation with the consequences, and is logged with both values', async () => {
      const { home, head, wife, son } = await family('11 Trấn Vũ');
      const form = {
        ...(await formOf(staff, `/residents/${head.id}/death?head=${wife.id}`)),
        on: '20/11/2026',
        isMourning: '1',
        mourningUntil: '31/12/2026',
      };
      const question = await staff.post(`/residents/${head.id}/death`, form);
      expect(question.status).toBe(200);
      for (const text of [
        'Ghi Trần Văn Chủ đã mất?',
        'sinh 1950',
        '11 Trấn Vũ',
        'Lê Thị Vợ làm chủ hộ',
        'tạm dừng gõ',
        'Thường trú',
        'Đã mất',
        '20/11/2026',
      ])
        expect(words(question)).toContain(text);
      expect(await statusOf(head.id)).toBe('permanent');
      const sure = { ...form, confirmed: 'yes' };
      for (const answer of [
        await staff.post(`/residents/${head.id}/death`, sure),
        await staff.post(`/residents/${head.id}/death`, sure),
      ])
        expect(answer.status).toBe(303);
      expect(await statusOf(head.id)).toBe('deceased');
      expect(await memberships(head.id)).toEqual([[home.id, 'head', '2020-01-01', '2026-11-20']]);
      expect((await memberships(wife.id)).at(-1)).toEqual([home.id, 'head', '2026-11-20', null]);
      expect((await memberships(son.id)).at(-1)).toEqual([home.id, 'child', '2020-01-01', null]);
      expect(await app.db.prisma.householdPause.findMany({ where: { householdId: home.id } })).toMatchObject([
        { kind: 'mourning', reason: 'Nhà có tang: Trần Văn Chủ.' },
      ]);
      const logged = await app.db.prisma.auditEvent.findMany({
        where: { action: 'resident.end-residence', subjectId: head.id },
      });
      expect(logged).toMatchObject([
        {
          details: {
            kind: 'deceased',
            on: '2026-11-20',
            changes: [{ field: 'residenceStatus', before: 'permanent', after: 'deceased' }],
          },
        },
      ]);
      expect(words(await staff.get(`/residents/${head.id}`))).toContain('Đã mất. Hồ sơ được giữ');
      expect(words(await staff.get(`/households/${home.id}`))).toContain('20/11/2026 Ông Trần Văn Chủ mất');
    });

    it('returns the form with all input if it is not confirmed', async () => {
      const { wife } = await family();
      const form = {
        ...(await formOf(staff, `/residents/${wife.id}/death`)),
        on: '1/11/2026',
        note: 'theo giấy báo tử',
      };
      const back = read(await staff.post(`/residents/${wife.id}/death`, { ...form, confirmed: 'edit' }));
      expect([back('#on').attr('value'), back('#note').attr('value')]).toEqual(['1/11/2026', 'theo giấy báo tử']);
      expect(await statusOf(wife.id)).toBe('permanent');
    });

    it('ends the help the person gave with the phone, and is not recorded twice for one person', async () => {
      const { home, wife } = await family();
      const other = await createHousehold(app.db, app.ward);
      await app.db.prisma.digitalHelper.create({
        data: {
          wardId: app.ward.id,
          householdId: other.id,
          residentId: wife.id,
          validFrom: new Date('2026-01-01'),
          recordedBy: app.users.staff.id,
          recordedAt: new Date(),
        },
      });
      const form = { ...(await formOf(staff, `/residents/${wife.id}/death`)), on: '20/11/2026', confirmed: 'yes' };
      const stale = { ...form, actId: '0198c0de-0000-7000-8000-00000000000a', on: '19/11/2026' };
      await staff.post(`/residents/${wife.id}/death`, form);
      const conflict = await (await app.as('admin')).post(`/residents/${wife.id}/death`, stale);
      expect(conflict.status).toBe(409);
      expectWords(conflict, 'Trần Văn Phòng', 'Đã mất ngày 20/11/2026', '19/11/2026');
      expect(await app.db.prisma.registerEvent.count({ where: { residentId: wife.id } })).toBe(1);
      expect((await app.db.prisma.digitalHelper.findFirstOrThrow({ where: { residentId: wife.id } })).validTo).toEqual(
        new Date('2026-11-20'),
      );
      const again = await staff.post(`/residents/${wife.id}/death`, {
        ...(await formOf(staff, `/residents/${wife.id}/death`)),
        on: '21/11/2026',
        confirmed: 'yes',
      });
      expect(again.status).toBe(422);
      expect(words(again)).toContain('Sổ ghi người này mất ngày 20/11/2026');
      const target = await staff.get(`/residents/${wife.id}/membership?household=${home.id}`);
      expect(words(target)).toContain('Sổ ghi người này mất ngày 20/11/2026');
    });

    it('is not recorded for the future', async () => {
      const { wife } = await family();
      const form = { ...(await formOf(staff, `/residents/${wife.id}/death`)), confirmed: 'yes' };
      const future = await staff.post(`/residents/${wife.id}/death`, { ...form, on: '27/11/2026' });
      expect([future.status, read(future)('#on').attr('value')]).toEqual([422, '27/11/2026']);
      expect(await statusOf(wife.id)).toBe('permanent');
    });
  });

  it('shows both versions when two users change one household at once', async () => {
    const { home, wife, son } = await family();
    const forms = await Promise.all([
      formOf(staff, `/residents/${wife.id}/departure`),
      formOf(staff, `/residents/${son.id}/departure`),
    ]);
    expect((await staff.post(`/residents/${wife.id}/departure`, { ...forms[0], on: '20/11/2026' })).status).toBe(303);
    const admin = await app.as('admin');
    const conflict = await admin.post(`/residents/${son.id}/departure`, {
      ...forms[1],
      on: '21/11/2026',
      place: 'Hải Phòng',
    });
    expect(conflict.status).toBe(409);
    expectWords(conflict, 'Hải Phòng', '21/11/2026', 'Trần Văn Phòng', 'Trần Văn Chủ (chủ hộ), Trần Văn Con (con đẻ)');
    expect(await statusOf(son.id)).toBe('permanent');
    const keep = fieldsOf(conflict, '.version-yours form');
    expect((await admin.post(`/residents/${son.id}/departure`, keep)).status).toBe(303);
    expect(await memberships(son.id)).toEqual([[home.id, 'child', '2020-01-01', '2026-11-21']]);
  });

  it('of many at once leaves each household with at most one head and each resident in one household', async () => {
    const { home, head, wife, son } = await family();
    const target = await createHousehold(app.db, app.ward);
    const forms = await Promise.all(
      [head, wife, son].map(({ id }) => formOf(staff, `/residents/${id}/membership?household=${target.id}&head=none`)),
    );
    const answers = await Promise.all(
      [head, wife, son].map(({ id }, index) =>
        staff.post(`/residents/${id}/membership`, {
          ...forms[index],
          relation: 'head',
          since: '01/10/2026',
          residenceStatus: 'permanent',
        }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409, 409]);
    const current = await app.db.prisma.householdMembership.findMany({
      where: { householdId: { in: [home.id, target.id] }, validTo: null },
    });
    expect(current).toHaveLength(3);
  });
});
