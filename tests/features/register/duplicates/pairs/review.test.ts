import { createHousehold, createResident } from '../../../../support/factories';
import { fieldsOf } from '../../../../support/forms';
import { agentForEach, appForEach, expectWords, read, words, type TestAgent } from '../../../../support/test-app';

const TEN_MINUTES_LATER = new Date('2026-11-26T02:10:00Z');

describe('reviewing likely duplicates', () => {
  const app = appForEach();
  const staff = agentForEach(app, 'staff');

  const search = () => app.runJob('find-duplicates');
  const pairs = () => app.db.prisma.duplicatePair.findMany({ orderBy: { score: 'desc' } });

  type Person = Partial<Parameters<typeof createResident>[2]>;

  async function twice(given: { first?: Person; second?: Person } = {}) {
    const household = await createHousehold(app.db, app.ward);
    const one = await createResident(app.db, app.ward, {
      fullName: 'Nguyễn Thị Vi',
      birthDate: '1950-03-12',
      household,
      phone: '0912345678',
      ...given.first,
    });
    const other = await createResident(app.db, app.ward, {
      fullName: 'NGUYEN THI VI',
      birthYear: 1950,
      household,
      relation: 'other',
      ...given.second,
    });
    return { household, one, other };
  }

  /** The form of the merge on a pair's page, as a browser would send it. */
  async function mergeForm(agent: TestAgent, pairId: string, chosen: Record<string, string> = {}) {
    const page = read(await agent.get(`/duplicates/${pairId}`));
    const form = page(`form[action="/duplicates/${pairId}/merge"]`);
    const value = (name: string) => form.find(`input[name="${name}"]`).attr('value')!;
    const choose: Record<string, string> = {};
    form.find('input[type=radio]:checked').each((_, input) => {
      choose[page(input).attr('name')!.slice(7, -1)] = page(input).attr('value')!;
    });
    return {
      keptId: value('keptId'),
      removedId: value('removedId'),
      seen: value('seen'),
      choose: { ...choose, ...chosen },
    };
  }

  describe('the list', () => {
    it('shows who may be the same person, most likely first, and why', async () => {
      await twice();
      await createResident(app.db, app.ward, { fullName: 'Lê Văn Hùng', birthDate: '1980-01-02' });
      await search();
      const page = words(await staff.get('/duplicates'));
      expectWords(page, 'Nguyễn Thị Vi', 'NGUYEN THI VI', 'cùng năm sinh, cùng hộ', 'Người (1)');
      expect(page).not.toContain('Lê Văn Hùng');
    });

    it('suggests two people with one household, birthday and phone whose names differ by a tone or letter, only once', async () => {
      for (const [index, names] of [
        ['Nguyễn Thị Vi', 'Nguyễn Thị Vị'],
        ['Lê Thị Hiền', 'Lê Thị Hiềm'],
      ].entries()) {
        const household = await createHousehold(app.db, app.ward);
        for (const fullName of names)
          await createResident(app.db, app.ward, {
            fullName,
            birthDate: '1950-03-12',
            household,
            phone: `091234567${index}`,
            relation: 'other',
          });
      }
      await search();
      const page = words(await staff.get('/duplicates'));
      expect(page).toContain(
        'Có thể giống, 40 % Cùng ngày sinh, cùng hộ, cùng số điện thoại. Tên chỉ khác dấu, có thể là hai người sinh đôi.',
      );
      expect(page).toContain('Tên khác nhau một chữ cái, có thể là hai người sinh đôi.');
      const found = await pairs();
      expect(found).toHaveLength(2);
      for (const { id } of found) await staff.post(`/duplicates/${id}/distinction`, { note: 'sinh đôi' });
      await search();
      expect(words(await staff.get('/duplicates'))).toContain('Không có hồ sơ nào nghi trùng');
    });

    it('says what to do when there is nothing', async () => {
      await search();
      expect(words(await staff.get('/duplicates'))).toContain('Không có hồ sơ nào nghi trùng');
    });

    it('pages by key, and keeps its filter', async () => {
      for (let year = 1920; year < 1952; year += 1)
        await twice({ first: { birthDate: `${year}-03-12`, phone: `05400${year}0` }, second: { birthYear: year } });
      await search();
      const first = read(await staff.get('/duplicates?band=sure'));
      expect(first('.pair')).toHaveLength(30);
      const next = first('a[rel=next]').attr('href')!;
      expect(next).toContain('band=sure');
      expect(read(await staff.get(next))('.pair')).toHaveLength(2);
      expect(read(await staff.get('/duplicates?band=possible'))('.pair')).toHaveLength(0);
    });

    it('shows nothing of another ward', async () => {
      const household = await createHousehold(app.db, app.otherWard);
      await createResident(app.db, app.otherWard, { fullName: 'Hoàng Thị Kín', birthDate: '1950-03-12', household });
      await createResident(app.db, app.otherWard, {
        fullName: 'Hoàng Thị Kín',
        birthDate: '1950-03-12',
        household,
        relation: 'other',
      });
      await search();
      expect(words(await staff.get('/duplicates'))).not.toContain('Kín');
      expect(words(await (await app.as('staff', 'other')).get('/duplicates'))).toContain('Hoàng Thị Kín');
    });
  });

  describe('an immediate search', () => {
    it('finds a pair that was not there last night', async () => {
      await search();
      await twice();
      app.setNow(TEN_MINUTES_LATER);
      expect((await staff.post('/duplicates/searches')).headers.location).toBe('/duplicates');
      await search();
      expect(await pairs()).toHaveLength(1);
    });
  });

  describe('"two people"', () => {
    it('is never suggested again, even after a later edit', async () => {
      const { one } = await twice();
      await search();
      const [pair] = await pairs();
      await staff.post(`/duplicates/${pair!.id}/distinction`, { note: 'hai chị em' });
      await app.db.prisma.resident.update({ where: { id: one.id }, data: { phone: '0987654321' } });
      app.setNow(TEN_MINUTES_LATER);
      await staff.post('/duplicates/searches');
      await search();
      expect(await pairs()).toEqual([
        expect.objectContaining({ id: pair!.id, distinctNote: 'hai chị em', distinctBy: app.users.staff.id }),
      ]);
      expect(words(await staff.get('/duplicates'))).toContain('Không có hồ sơ nào nghi trùng');
      expect(words(await staff.get('/duplicates?state=distinct'))).toContain('hai chị em');
    });

    it('sent twice is one decision, and can be revoked', async () => {
      await twice();
      await search();
      const [pair] = await pairs();
      await staff.post(`/duplicates/${pair!.id}/distinction`, { note: 'lần một' });
      await staff.post(`/duplicates/${pair!.id}/distinction`, { note: 'lần hai' });
      expect((await pairs())[0]).toMatchObject({ distinctNote: 'lần một' });
      await staff.post(`/duplicates/${pair!.id}/reopening`);
      expect((await pairs())[0]).toMatchObject({ distinctAt: null, distinctBy: null });
      const events = await app.db.prisma.auditEvent.findMany({
        where: { action: { startsWith: 'duplicate.' }, isChange: true },
        orderBy: { seq: 'asc' },
      });
      expect(events.map((event) => event.action)).toEqual(['duplicate.distinguish', 'duplicate.reopen']);
    });

    it('takes no note longer than a page', async () => {
      await twice();
      await search();
      const [pair] = await pairs();
      expect((await staff.post(`/duplicates/${pair!.id}/distinction`, { note: 'x'.repeat(501) })).status).toBe(422);
      expect((await pairs())[0]).toMatchObject({ distinctAt: null });
    });
  });

  describe('a merge', () => {
    it('asks for confirmation, showing the changes, and then merges two people', async () => {
      const { one, other } = await twice({ second: { phone: '0987654321' } });
      await search();
      const [pair] = await pairs();
      const compare = words(await staff.get(`/duplicates/${pair!.id}`));
      expectWords(compare, 'Một người hay hai người?', '0912 345 678');
      const form = await mergeForm(staff, pair!.id, { phone: form0(one.id, await mergeForm(staff, pair!.id)) });
      const asked = await staff.post(`/duplicates/${pair!.id}/merge`, form);
      expect(asked.status).toBe(200);
      expect(words(asked)).toContain('Hoàn tác được đến hết 26/12/2026');
      expect(await app.db.prisma.resident.count()).toBe(2);

      const merged = await staff.post(`/duplicates/${pair!.id}/merge`, { ...form, confirmed: 'yes' });
      expect([merged.status, merged.headers.location]).toEqual([303, '/duplicates']);
      const people = await app.db.prisma.resident.findMany();
      expect(people).toEqual([
        expect.objectContaining({
          id: form.keptId,
          fullName: 'Nguyễn Thị Vi',
          birthPrecision: 'day',
          phone: '0987654321',
        }),
      ]);
      expect([one.id, other.id]).toContain(people[0]!.id);
      expect(await pairs()).toEqual([]);

      function form0(ofOne: string, { keptId }: { keptId: string }): string {
        return keptId === ofOne ? 'removed' : 'kept';
      }
    });

    it('sent twice is one merge', async () => {
      await twice();
      await search();
      const [pair] = await pairs();
      const form = { ...(await mergeForm(staff, pair!.id)), confirmed: 'yes' };
      const [first, second] = await Promise.all([
        staff.post(`/duplicates/${pair!.id}/merge`, form),
        staff.post(`/duplicates/${pair!.id}/merge`, form),
      ]);
      expect([first.status, second.status]).toEqual([303, 303]);
      expect((await staff.post(`/duplicates/${pair!.id}/merge`, form)).headers.location).toMatch(/^\/merges\//);
      expect(await app.db.prisma.registerMerge.count()).toBe(1);
      expect(await app.db.prisma.auditEvent.count({ where: { action: 'resident.merge' } })).toBe(1);
    });

    it('returns to the form with the choices made', async () => {
      await twice({ second: { phone: '0987654321' } });
      await search();
      const [pair] = await pairs();
      const form = await mergeForm(staff, pair!.id, { phone: 'removed' });
      const back = read(await staff.post(`/duplicates/${pair!.id}/merge`, { ...form, confirmed: 'edit' }));
      expect(back('input[name="choose[phone]"]:checked').attr('value')).toBe('removed');
      expect(await app.db.prisma.resident.count()).toBe(2);
    });

    it('is refused with both versions when one of the two was changed meanwhile', async () => {
      const { one } = await twice();
      await search();
      const [pair] = await pairs();
      const form = { ...(await mergeForm(staff, pair!.id, { phone: 'removed' })), confirmed: 'yes' };
      await app.db.prisma.resident.update({
        where: { id: one.id },
        data: { fullName: 'Nguyễn Thị Vy', version: { increment: 1 } },
      });
      const answer = await staff.post(`/duplicates/${pair!.id}/merge`, form);
      expect(answer.status).toBe(409);
      expect(words(answer)).toContain('Nguyễn Thị Vy');
      expect(await app.db.prisma.resident.count()).toBe(2);

      // and continues with what was chosen
      const page = read(answer);
      const fields = fieldsOf(answer);
      const back = await staff.post(page('main form').attr('action')!, fields);
      expect(back.status).toBe(200);
      expect(read(back)('input[name="choose[phone]"]:checked').attr('value')).toBe('removed');
    });

    it('is logged with both values, the national number by its last digits', async () => {
      const seal = (number: string) => ({ nationalNumber: number });
      const household = await createHousehold(app.db, app.ward);
      await createResident(app.db, app.ward, {
        fullName: 'Nguyễn Thị Vi',
        birthDate: '1950-03-12',
        household,
        ...seal('003150111234'),
      });
      await createResident(app.db, app.ward, {
        fullName: 'Nguyễn Thị Vi',
        birthDate: '1950-03-12',
        household,
        relation: 'other',
        ...seal('003150991234'),
      });
      await search();
      const [pair] = await pairs();
      await staff.post(`/duplicates/${pair!.id}/merge`, { ...(await mergeForm(staff, pair!.id)), confirmed: 'yes' });
      const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'resident.merge' } });
      expect(event.details).toMatchObject({ kept: { last4: '1234' }, removed: { last4: '1234' } });
      expect(JSON.stringify(event.details)).not.toMatch(/003150/);
    });

    it('with people who are not in the pair is a 404', async () => {
      const { one } = await twice();
      const stranger = await createResident(app.db, app.ward, { fullName: 'Lê Văn Hùng', birthDate: '1980-01-02' });
      await search();
      const [pair] = await pairs();
      const form = { ...(await mergeForm(staff, pair!.id)), confirmed: 'yes' };
      expect((await staff.post(`/duplicates/${pair!.id}/merge`, { ...form, removedId: stranger.id })).status).toBe(404);
      expect((await staff.post(`/duplicates/${pair!.id}/merge`, { ...form, removedId: form.keptId })).status).toBe(404);
      expect((await staff.post(`/duplicates/${pair!.id}/merge`, { ...form, seen: '' })).status).toBe(422);
      expect(await app.db.prisma.resident.count()).toBe(3);
      expect(one.id).toBeDefined();
    });
  });

  describe('two people paired manually', () => {
    it('are found by name, compared and merged like any others', async () => {
      const one = await createResident(app.db, app.ward, { fullName: 'Nguyễn Thị Vi', birthDate: '1950-03-12' });
      const other = await createResident(app.db, app.ward, { fullName: 'Bà Sáu Vi', birthYear: 1951 });
      expect(words(await staff.get(`/duplicates/new?resident=${one.id}`))).toContain('Gộp với người khác');
      const found = await staff.post('/duplicates/partners', { resident: one.id, q: 'sau vi' });
      expect(words(found)).toContain('Bà Sáu Vi');
      const paired = await staff.post('/duplicates', { oneId: one.id, otherId: other.id });
      expect(paired.headers.location).toMatch(/^\/duplicates\/[0-9a-f-]{36}$/);
      expect((await staff.post('/duplicates', { oneId: other.id, otherId: one.id })).headers.location).toBe(
        paired.headers.location,
      );
      expect(words(await staff.get(paired.headers.location!))).toContain('Trần Văn Phòng đặt cạnh nhau');
    });

    it('cannot be the same person, nor a resident of another ward', async () => {
      const one = await createResident(app.db, app.ward, { fullName: 'Nguyễn Thị Vi' });
      const foreign = await createResident(app.db, app.otherWard, { fullName: 'Nguyễn Thị Vi' });
      const same = await staff.post('/duplicates', { oneId: one.id, otherId: one.id });
      expect([same.status, words(same).includes('cùng một hồ sơ')]).toEqual([422, true]);
      expect((await staff.post('/duplicates', { oneId: one.id, otherId: foreign.id })).status).toBe(404);
      expect((await staff.post('/duplicates/partners', { resident: foreign.id, q: 'vi' })).status).toBe(404);
      expect(await pairs()).toEqual([]);
    });
  });
});
