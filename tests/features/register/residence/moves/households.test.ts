import { fieldsOf, formOf } from '../../../../support/forms';
import { createGroup, createHousehold, createResident, createVisit } from '../../../../support/factories';
import { attributesOf, read, sharedAgent, sharedApp, textsOf, words } from '../../../../support/test-app';

describe('acts on whole households', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');

  const current = async (householdId: string) =>
    (
      await app.db.prisma.householdMembership.findMany({
        where: { householdId, validTo: null },
        include: { resident: true },
      })
    )
      .map(({ resident, relation, relationNote }) =>
        [resident.fullName, relation, relationNote].filter(Boolean).join(' · '),
      )
      .toSorted();
  const big = async (address?: string) => {
    const home = await createHousehold(app.db, app.ward, {
      ...(address && { address }),
      code: null,
      howToFind: 'cổng xanh',
    });
    const person = (
      fullName: string,
      relation: 'head' | 'wife' | 'child' | 'daughter_in_law' | 'grandchild',
      birthYear: number,
      gender: 'male' | 'female',
    ) => createResident(app.db, app.ward, { fullName, relation, birthYear, gender, household: home });
    return {
      home,
      head: await person('Phạm Hữu Tiến', 'head', 1944, 'male'),
      wife: await person('Ngô Thị Mận', 'wife', 1949, 'female'),
      son: await person('Phạm Văn Thắng', 'child', 1976, 'male'),
      hers: await person('Nguyễn Thị Giang', 'daughter_in_law', 1982, 'female'),
      child: await person('Phạm Đức Bảo', 'grandchild', 2013, 'male'),
    };
  };
  type Big = Awaited<ReturnType<typeof big>>;
  const young = ({ son, hers, child }: Big) => [son, hers, child].map(({ id }) => `leave=${id}`).join('&');

  describe('a split', () => {
    it('creates a household step by step, with the relations to its head', async () => {
      const family = await big('27A Hòe Nhai');
      const { home, son } = family;
      const visit = await createVisit(app.db, app.ward, { household: home, by: app.users.officer });
      const first = read(await staff.get(`/households/${home.id}/split`));
      expect(first('input[name=leave]')).toHaveLength(5);
      const second = read(await staff.get(`/households/${home.id}/split?${young(family)}&target=here`));
      expect(second('legend').text()).toBe('Ai làm chủ hộ mới lập?');
      const form = await formOf(
        staff,
        `/households/${home.id}/split?${young(family)}&target=here&leavingHeadId=${son.id}`,
      );
      const sent = { ...form, on: '01/11/2026', note: 'ra ở riêng tầng hai' };
      const answers = [
        await staff.post(`/households/${home.id}/split`, sent),
        await staff.post(`/households/${home.id}/split`, sent),
      ];
      expect(answers.map(({ status }) => status)).toEqual([303, 303]);
      const madeId = answers[0]!.headers.location!.split('/').at(-1)!;
      expect(answers[1]!.headers.location).toBe(`/households/${madeId}`);
      expect(await current(madeId)).toEqual([
        'Nguyễn Thị Giang · wife',
        'Phạm Văn Thắng · head',
        'Phạm Đức Bảo · child',
      ]);
      expect(await current(home.id)).toEqual(['Ngô Thị Mận · wife', 'Phạm Hữu Tiến · head']);
      expect(await app.db.prisma.household.findUnique({ where: { id: madeId } })).toMatchObject({
        addressLine: '27A Hòe Nhai',
        walkOrder: home.walkOrder,
        howToFind: 'cổng xanh',
        code: null,
      });
      expect(await app.db.prisma.visit.findUnique({ where: { id: visit.id } })).toMatchObject({ householdId: home.id });
      expect(words(await staff.get(`/households/${home.id}`))).toContain(
        '01/11/2026 Tách hộ: anh Phạm Văn Thắng, chị Nguyễn Thị Giang và cháu Phạm Đức Bảo sang 27A Hòe Nhai ra ở riêng tầng hai',
      );
      expect(words(await staff.get(`/households/${madeId}`))).toContain('Tách từ 27A Hòe Nhai: anh Phạm Văn Thắng');
      expect(await app.db.prisma.auditEvent.count({ where: { action: 'household.split', subjectId: home.id } })).toBe(
        1,
      );
    });

    it('to a registered address asks whether the people join a household, and for their relations there', async () => {
      const family = await big();
      const host = await createHousehold(app.db, app.ward, { address: '14 Ngũ Xã' });
      await createResident(app.db, app.ward, { fullName: 'Trần Văn Chủ', household: host });
      const path = `/households/${family.home.id}/split?${young(family)}&target=address&address=14+ngu+xa`;
      const asked = read(await staff.get(path));
      expect(asked('h2').text()).toContain('Chuyển vào hộ đang ở đó?');
      expect(attributesOf(asked('button[name=join]'), 'value')).toEqual([host.id, 'new']);
      const form = await formOf(staff, `${path}&join=${host.id}`);
      const unsaid = await staff.post(`/households/${family.home.id}/split`, { ...form, on: '01/11/2026' });
      expect(unsaid.status).toBe(422);
      expect(words(unsaid)).toContain('Chọn quan hệ với chủ hộ');
      const said = Object.fromEntries(
        [family.son, family.hers, family.child].flatMap(({ id }) => [
          [`relations[${id}][relation]`, 'other'],
          [`relations[${id}][relationNote]`, 'nhà con nuôi'],
        ]),
      );
      expect(
        (await staff.post(`/households/${family.home.id}/split`, { ...form, on: '01/11/2026', ...said })).headers
          .location,
      ).toBe(`/households/${host.id}`);
      expect(await current(host.id)).toEqual([
        'Nguyễn Thị Giang · other · nhà con nuôi',
        'Phạm Văn Thắng · other · nhà con nuôi',
        'Phạm Đức Bảo · other · nhà con nuôi',
        'Trần Văn Chủ · head',
      ]);
    });

    it('that includes the head asks who is the head of each side', async () => {
      const family = await big();
      const { home, head, wife, son } = family;
      const leave = `leave=${head.id}&leave=${wife.id}&target=address&address=31+Nam+Tr%C3%A0ng`;
      const heads = read(await staff.get(`/households/${home.id}/split?${leave}`));
      expect(textsOf(heads('legend'))).toEqual(['Chủ hộ chuyển đi. Ai làm chủ hộ ở lại?']);
      const form = await formOf(staff, `/households/${home.id}/split?${leave}&head=${son.id}`);
      const made = (await staff.post(`/households/${home.id}/split`, { ...form, on: '01/11/2026' })).headers
        .location!.split('/')
        .at(-1)!;
      expect(await current(made)).toEqual(['Ngô Thị Mận · wife', 'Phạm Hữu Tiến · head']);
      expect(await current(home.id)).toEqual([
        'Nguyễn Thị Giang · wife',
        'Phạm Văn Thắng · head',
        'Phạm Đức Bảo · child',
      ]);
      expect(await app.db.prisma.household.findUnique({ where: { id: made } })).toMatchObject({
        addressLine: '31 Nam Tràng',
        street: 'Nam Tràng',
      });
    });

    it('of all members out of the ward empties the door, and says so', async () => {
      const { home, head, wife, son, hers, child } = await big();
      const leave = [head, wife, son, hers, child].map(({ id }) => `leave=${id}`).join('&');
      const form = await formOf(staff, `/households/${home.id}/split?${leave}&target=outside`);
      expect(
        (
          await staff.post(`/households/${home.id}/split`, {
            ...form,
            on: '01/11/2026',
            place: 'Hưng Yên',
            vacates: '1',
          })
        ).headers.location,
      ).toBe(`/households/${home.id}`);
      expect(await current(home.id)).toEqual([]);
      expect(await app.db.prisma.household.findUnique({ where: { id: home.id } })).toMatchObject({
        occupancy: 'vacant',
      });
      expect(
        await app.db.prisma.resident.count({
          where: { id: { in: [head, wife, son, hers, child].map(({ id }) => id) }, residenceStatus: 'moved_out' },
        }),
      ).toBe(5);
      expect(words(await staff.get(`/households/${home.id}`))).toContain('chuyển đi khỏi phường, đến Hưng Yên');
    });

    it.each([
      ['no member', 'target=here&address=', 'Đánh dấu ít nhất một người'],
      ['no target', 'LEAVE&address=', 'Chọn nơi đến'],
      ['no address', 'LEAVE&target=address&address=', 'Chưa đọc được phố'],
    ])('with %s says what is missing', async (_, query, message) => {
      const { home, wife } = await big();
      const shown = await staff.get(`/households/${home.id}/split?${query.replace('LEAVE', `leave=${wife.id}`)}`);
      expect([shown.status, words(shown).includes(message)]).toEqual([422, true]);
    });

    it('stays inside the ward, and a stale form is shown with the changes, from where it can be saved', async () => {
      const family = await big();
      const { home, son, wife } = family;
      const foreign = await createHousehold(app.db, app.otherWard);
      const form: Record<string, string | string[]> = {
        ...(await formOf(staff, `/households/${home.id}/split?${young(family)}&target=here&leavingHeadId=${son.id}`)),
        on: '01/11/2026',
        note: 'ra riêng',
      };
      expect((await staff.post(`/households/${home.id}/split`, { ...form, joinId: foreign.id })).status).toBe(404);
      const stranger = await createResident(app.db, app.ward);
      const wrong = await staff.post(`/households/${home.id}/split`, {
        ...form,
        leave: [...[form.leave!].flat(), stranger.id],
      });
      expect([wrong.status, words(wrong).includes('Có người không còn ở trong hộ')]).toEqual([422, true]);
      await staff.post(`/residents/${wife.id}/departure`, {
        ...(await formOf(staff, `/residents/${wife.id}/departure`)),
        on: '20/11/2026',
      });
      const conflict = await staff.post(`/households/${home.id}/split`, form);
      expect(conflict.status).toBe(409);
      for (const text of ['ra riêng', '01/11/2026', 'Phạm Hữu Tiến (chủ hộ)']) expect(words(conflict)).toContain(text);
      const splits = () => app.db.prisma.registerEvent.count({ where: { householdId: home.id, kind: 'split' } });
      expect(await splits()).toBe(0);
      expect((await staff.post(`/households/${home.id}/split`, fieldsOf(conflict))).status).toBe(303);
      expect(await splits()).toBe(3);
    });
  });

  describe('a change of head', () => {
    it('gives each member the relation to the new head, once', async () => {
      const { home, head, wife, son, hers, child } = await big();
      const choose = read(await staff.get(`/households/${home.id}/head`));
      expect(textsOf(choose('.choice-card > b'))).toEqual([
        'Ngô Thị Mận',
        'Phạm Văn Thắng',
        'Nguyễn Thị Giang',
        'Phạm Đức Bảo',
      ]);
      const form = await formOf(staff, `/households/${home.id}/head?head=${son.id}`);
      expect(form).toMatchObject({
        [`relations[${head.id}][relation]`]: 'father',
        [`relations[${wife.id}][relation]`]: 'mother',
        [`relations[${hers.id}][relation]`]: 'wife',
        [`relations[${child.id}][relation]`]: 'child',
      });
      const sent = { ...form, on: '15/11/2026', [`relations[${child.id}][relation]`]: 'adopted_child' };
      for (const answer of [
        await staff.post(`/households/${home.id}/head`, sent),
        await staff.post(`/households/${home.id}/head`, sent),
      ])
        expect(answer.status).toBe(303);
      expect(await current(home.id)).toEqual([
        'Nguyễn Thị Giang · wife',
        'Ngô Thị Mận · mother',
        'Phạm Hữu Tiến · father',
        'Phạm Văn Thắng · head',
        'Phạm Đức Bảo · adopted_child',
      ]);
      expect(
        await app.db.prisma.householdMembership.count({
          where: { householdId: home.id, validTo: new Date('2026-11-15') },
        }),
      ).toBe(5);
      expect(words(await staff.get(`/residents/${head.id}`))).toContain(
        `Thôi làm chủ hộ ở ${home.addressLine}, anh Phạm Văn Thắng thay`,
      );
      expect(
        await app.db.prisma.auditEvent.findMany({ where: { action: 'household.change-head', subjectId: home.id } }),
      ).toMatchObject([
        {
          details: { on: '2026-11-15', changes: [{ field: 'head', before: 'Phạm Hữu Tiến', after: 'Phạm Văn Thắng' }] },
        },
      ]);
    });

    it.each([
      ['on a day to come', { on: '27/11/2026' }, 'Ngày này chưa đến'],
      ['before the present head became head', { on: '31/12/2019' }, 'không thể trước ngày đó'],
    ])('is refused %s, with what was chosen kept', async (_, wrong, message) => {
      const { home, son, child } = await big();
      const form = {
        ...(await formOf(staff, `/households/${home.id}/head?head=${son.id}`)),
        [`relations[${child.id}][relation]`]: 'adopted_child',
        ...wrong,
      };
      const refused = await staff.post(`/households/${home.id}/head`, form);
      expect([refused.status, words(refused).includes(message)]).toEqual([422, true]);
      expect(read(refused)(`#relations-${child.id}-relation option[selected]`).attr('value')).toBe('adopted_child');
      expect(await app.db.prisma.registerEvent.count({ where: { householdId: home.id } })).toBe(0);
    });

    it('needs each member’s relation, one head, and only members of the household', async () => {
      const { home, son, wife } = await big();
      const form = { ...(await formOf(staff, `/households/${home.id}/head?head=${son.id}`)), on: '15/11/2026' };
      const second = await staff.post(`/households/${home.id}/head`, {
        ...form,
        [`relations[${wife.id}][relation]`]: 'head',
      });
      expect([second.status, words(second).includes('Mỗi hộ có một chủ hộ')]).toEqual([422, true]);
      const unsaid = await staff.post(`/households/${home.id}/head`, {
        ...form,
        [`relations[${wife.id}][relation]`]: 'other',
        [`relations[${wife.id}][relationNote]`]: '',
      });
      expect(read(unsaid)(`#relations-${wife.id}-relationNote-error`).text()).toContain('Ghi rõ là quan hệ gì');
      expect(await current(home.id)).toContain('Phạm Hữu Tiến · head');
    });
  });

  it('a newly registered person is recorded as moved in, born, or only missing until now', async () => {
    const home = await createHousehold(app.db, app.ward, { address: '2 Nguyễn Trường Tộ' });
    await createGroup(app.db, app.ward, '77');
    await createResident(app.db, app.ward, { fullName: 'Lê Văn Chủ', household: home });
    const enter = async (given: Record<string, string>) => {
      const form = await formOf(staff, `/residents/new?household=${home.id}`);
      return staff.post('/residents', { ...form, relation: 'child', since: '10/11/2026', confirmedNew: '1', ...given });
    };
    expect((await enter({ fullName: 'Lê Thị Mới', arrival: 'moved_in', place: 'Đà Nẵng', birth: '1999' })).status).toBe(
      303,
    );
    expect((await enter({ fullName: 'Lê Văn Bé', arrival: 'born', birth: '09/11/2026', gender: 'male' })).status).toBe(
      303,
    );
    expect((await enter({ fullName: 'Lê Thị Thiếu', arrival: 'known', birth: '1980' })).status).toBe(303);
    const page = words(await staff.get(`/households/${home.id}`));
    for (const text of ['Lê Thị Mới chuyển đến từ Đà Nẵng', 'Mới sinh: cháu Lê Văn Bé']) expect(page).toContain(text);
    expect(await app.db.prisma.registerEvent.count({ where: { householdId: home.id } })).toBe(2);
    expect((await enter({ fullName: 'Lê Thị Sai', arrival: 'flown' })).status).toBe(422);
  });
});
