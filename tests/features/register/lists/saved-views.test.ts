import { randomUUID } from 'node:crypto';
import { createGroup, createHousehold, createResident } from '../../../support/factories';
import { agentForEach, appForEach, expectWords, read, words } from '../../../support/test-app';

const app = appForEach();
const staff = agentForEach(app, 'staff');
const admin = agentForEach(app, 'admin');

const QUERY = 'ageFrom=75&need=lives_alone&columns=name&columns=age&sort=walk';
const views = () => app.db.prisma.savedView.findMany({ orderBy: { name: 'asc' } });
const events = async () =>
  (
    await app.db.prisma.auditEvent.findMany({
      where: { action: { startsWith: 'saved-view.' } },
      orderBy: { seq: 'asc' },
    })
  ).map(({ action, actorName }) => `${action} ${actorName}`);

async function save(given: Record<string, string> = {}, agent = staff) {
  const form = { id: randomUUID(), subject: 'residents', query: QUERY, name: 'Cụ sống một mình', ...given };
  return { id: form.id, form, answer: await agent.post('/saved-views', form) };
}

describe('saving a list', () => {
  it('keeps its filter, columns and order, and opens as that list', async () => {
    const form = read(await staff.get(`/saved-views/new?subject=residents&${QUERY}`));
    expect(form('input[name=query]').attr('value')).toBe(QUERY);
    expect(form('aside').text()).toContain('từ 75 tuổi; Sống một mình');

    const { id, answer } = await save({
      query: form('input[name=query]').attr('value')!,
      id: form('input[name=id]').attr('value')!,
    });
    expect([answer.status, answer.headers.location]).toEqual([303, `/saved-views/${id}`]);
    expect(await views()).toMatchObject([
      {
        subject: 'residents',
        filter: { ageFrom: ['75'], need: ['lives_alone'] },
        columns: ['name', 'age'],
        sort: 'walk',
        sharedAt: null,
        version: 1,
      },
    ]);
    expect(await events()).toEqual(['saved-view.create Trần Văn Phòng']);

    const opened = await staff.get(`/saved-views/${id}`);
    expect(opened.headers.location).toBe(`/lists/residents?${QUERY}&view=${id}`);
    expect(read(await staff.get(opened.headers.location!))('h1').text()).toBe('Cụ sống một mình');
    expect(words(await staff.get('/lists'))).toContain('Cụ sống một mình');
  });

  it('sent twice is one view', async () => {
    const { form } = await save();
    expect((await staff.post('/saved-views', form)).status).toBe(303);
    expect((await staff.post('/saved-views', { ...form, name: 'Tên khác' })).status).toBe(409);
    expect(await views()).toHaveLength(1);
    expect(await events()).toHaveLength(1);
  });

  it('asks for a name, and keeps what was typed', async () => {
    const { answer } = await save({ name: ' ', isShared: '1' });
    expect(answer.status).toBe(422);
    expect(words(answer)).toContain('Đặt tên cho danh sách.');
    const $ = read(answer);
    expect($('input[name=query]').attr('value')).toBe(QUERY);
    expect($('input[name=isShared]').attr('checked')).toBeDefined();
    expect(await views()).toEqual([]);
  });

  it('refuses a name that is taken, even if only its accents or case differ', async () => {
    await save();
    const again = await save({ name: 'CU SONG mot minh' });
    expect(again.answer.status).toBe(422);
    expect(words(again.answer)).toContain('Bạn đã có một danh sách mang tên này.');
    // Another person may use the name for a list of their own, but not share a second list under it.
    expect((await save({}, admin)).answer.status).toBe(303);
    expect((await save({ name: 'Chung', isShared: '1' })).answer.status).toBe(303);
    const shared = await save({ name: 'chung', isShared: '1' }, admin);
    expect([
      shared.answer.status,
      words(shared.answer).includes('Văn phòng đã dùng chung một danh sách mang tên này.'),
    ]).toEqual([422, true]);
    expect((await views()).map(({ name }) => name)).toEqual(['Chung', 'Cụ sống một mình', 'Cụ sống một mình']);
  });

  it('ignores unknown values, and accepts no other list', async () => {
    const { answer } = await save({ query: 'ageFrom=75&password=x&columns=password_hash&sort=1;drop' });
    expect(answer.status).toBe(303);
    expect(await views()).toMatchObject([{ filter: { ageFrom: ['75'] }, sort: 'name' }]);
    expect((await save({ name: 'Khác', subject: 'users' })).answer.status).toBe(422);
    expect(await views()).toHaveLength(1);
  });

  it('can be opened by an officer when it is shared', async () => {
    const { id } = await save({ isShared: '1' });
    const officer = await app.as('officer');
    expect((await officer.get(`/saved-views/${id}`)).status).toBe(303);
    expect(words(await officer.get('/lists'))).toContain('Cụ sống một mình');
  });
});

describe('the owner of a view', () => {
  it('hides one’s own view from other users', async () => {
    const { id } = await save();
    for (const agent of [admin, await app.as('officer'), await app.as('staff', 'other')]) {
      expect((await agent.get(`/saved-views/${id}`)).status).toBe(404);
      expect(words(await agent.get('/lists'))).not.toContain('Cụ sống một mình');
    }
    expect((await admin.post(`/saved-views/${id}/removal`, { version: '1' })).status).toBe(404);
    // Its address does not reveal its name either.
    expect(words(await admin.get(`/lists/residents?view=${id}`))).not.toContain('Cụ sống một mình');
    expect(await views()).toHaveLength(1);
  });

  it('shows a shared one to the office', async () => {
    const { id } = await save({ isShared: '1' });
    expect((await admin.get(`/saved-views/${id}`)).status).toBe(303);
  });

  it('lets its maker or an administrator change a shared view, and others copy it', async () => {
    const { id } = await save({ isShared: '1' }, admin);
    expect((await staff.get(`/saved-views/${id}/edit`)).status).toBe(403);
    expect((await staff.post(`/saved-views/${id}/edit`, { name: 'Đổi', version: '1' })).status).toBe(403);
    expect((await staff.post(`/saved-views/${id}/removal`, { version: '1' })).status).toBe(403);
    const page = await staff.get(`/lists/residents?${QUERY}&gender=female&view=${id}`);
    expect(words(page)).toContain('Lưu thành danh sách khác');
    expect(words(page)).not.toContain('Lưu thay đổi vào danh sách');
    expect(await views()).toMatchObject([{ name: 'Cụ sống một mình', version: 1 }]);

    const own = await save({ isShared: '1', name: 'Của văn phòng' });
    expect(
      (await admin.post(`/saved-views/${own.id}/edit`, { name: 'Quản trị đặt', isShared: '1', version: '1' })).status,
    ).toBe(303);
    expect((await views()).map(({ name }) => name)).toContain('Quản trị đặt');
  });
});

describe('changing a view', () => {
  it('renames, shares and unshares, each once in the audit', async () => {
    const { id } = await save();
    expect(
      (await staff.post(`/saved-views/${id}/edit`, { name: 'Cụ ở một mình', isShared: '1', version: '1' })).status,
    ).toBe(303);
    expect(await views()).toMatchObject([{ name: 'Cụ ở một mình', sharedAt: expect.any(Date), version: 2 }]);
    // The same words again change nothing, whatever the version.
    expect(
      (await staff.post(`/saved-views/${id}/edit`, { name: 'Cụ ở một mình', isShared: '1', version: '1' })).status,
    ).toBe(303);
    expect((await staff.post(`/saved-views/${id}/edit`, { name: 'Cụ ở một mình', version: '2' })).status).toBe(303);
    expect(await views()).toMatchObject([{ sharedAt: null, version: 3 }]);
    expect(await events()).toEqual([
      'saved-view.create Trần Văn Phòng',
      'saved-view.change Trần Văn Phòng',
      'saved-view.change Trần Văn Phòng',
    ]);
  });

  it('offers to keep a changed filter, and keeps it', async () => {
    const { id } = await save();
    const changed = read(await staff.get(`/lists/residents?${QUERY}&gender=female&view=${id}`));
    const form = changed('form[action$="/list"]');
    expect(form.attr('action')).toBe(`/saved-views/${id}/list`);
    const fields = Object.fromEntries(
      form
        .find('input')
        .map((_, input) => [[changed(input).attr('name'), changed(input).attr('value')]])
        .get(),
    ) as Record<string, string>;
    const { _csrf: _, ...sent } = fields;
    expect((await staff.post(`/saved-views/${id}/list`, sent)).status).toBe(303);
    expect(await views()).toMatchObject([
      { filter: { ageFrom: ['75'], need: ['lives_alone'], gender: ['female'] }, version: 2 },
    ]);
    expect((await staff.post(`/saved-views/${id}/list`, sent)).status).toBe(303);
    expect(await views()).toMatchObject([{ version: 2 }]);
    expect(await events()).toEqual(['saved-view.create Trần Văn Phòng', 'saved-view.replace-list Trần Văn Phòng']);
    expect(
      (await staff.post(`/saved-views/${id}/list`, { subject: 'households', query: '', version: '2' })).status,
    ).toBe(404);
  });

  it('shows both people’s words when two change one view, and lets either version stand', async () => {
    const { id } = await save({ isShared: '1' });
    await admin.post(`/saved-views/${id}/edit`, { name: 'Quản trị đặt', isShared: '1', version: '1' });
    for (const [path, form] of [
      ['edit', { name: 'Văn phòng đặt', isShared: '1', version: '1' }],
      ['list', { subject: 'residents', query: 'ageFrom=80', version: '1' }],
      ['removal', { version: '1' }],
    ] as const) {
      const stale = await staff.post(`/saved-views/${id}/${path}`, form);
      expect([path, stale.status]).toEqual([path, 409]);
      expect(words(stale)).toContain('Quản trị đặt');
      expect(words(stale)).toContain({ edit: 'Văn phòng đặt', list: 'từ 80 tuổi', removal: 'Xóa danh sách này' }[path]);
    }
    expect(await views()).toMatchObject([{ name: 'Quản trị đặt', version: 2 }]);
    const stale = read(await staff.post(`/saved-views/${id}/edit`, { name: 'Văn phòng đặt', version: '1' }));
    const keep = stale(`form[action="/saved-views/${id}/edit"] input`)
      .map((_, input) => [[stale(input).attr('name'), stale(input).attr('value')]])
      .get() as [string, string][];
    expect(
      (await staff.post(`/saved-views/${id}/edit`, Object.fromEntries(keep.filter(([name]) => name !== '_csrf'))))
        .status,
    ).toBe(303);
    expect(await views()).toMatchObject([{ name: 'Văn phòng đặt', sharedAt: null, version: 3 }]);
  });

  it('gives a clear answer to a name that is taken, and changes nothing', async () => {
    await save();
    const { id } = await save({ name: 'Khác' });
    const refused = await staff.post(`/saved-views/${id}/edit`, { name: 'cụ sống một mình', version: '1' });
    expect([refused.status, words(refused).includes('Bạn đã có một danh sách mang tên này.')]).toEqual([422, true]);
    expect((await views()).map(({ name }) => name)).toEqual(['Cụ sống một mình', 'Khác']);
  });

  it('removes a view and nothing else; a second time there is nothing to remove', async () => {
    const home = await createHousehold(app.db, app.ward);
    await createResident(app.db, app.ward, { household: home });
    const { id } = await save();
    expect((await staff.post(`/saved-views/${id}/removal`, { version: '1' })).headers.location).toBe('/lists');
    expect((await staff.post(`/saved-views/${id}/removal`, { version: '1' })).status).toBe(404);
    expect(await views()).toEqual([]);
    expect(await app.db.prisma.resident.count()).toBe(1);
    expect(await events()).toEqual(['saved-view.create Trần Văn Phòng', 'saved-view.remove Trần Văn Phòng']);
  });
});

describe('a view that names something that is gone', () => {
  it('opens with a closed group and says so', async () => {
    const group = await createGroup(app.db, app.ward, '12');
    const home = await createHousehold(app.db, app.ward, { residentialGroupId: group.id });
    await createResident(app.db, app.ward, { fullName: 'Còn Ở Tổ', household: home });
    const { id } = await save({ query: `group=${group.id}` });
    await app.db.prisma.residentialGroup.update({ where: { id: group.id }, data: { validTo: new Date('2026-11-01') } });
    const page = await staff.get((await staff.get(`/saved-views/${id}`)).headers.location!);
    expect(page.status).toBe(200);
    expectWords(page, 'Tổ dân phố số 12 đã thôi hoạt động từ 01/11/2026.', 'Còn Ở Tổ');
    expect(read(page)('select[name=group] option[selected]').text()).toBe('Tổ dân phố số 12 (đã thôi hoạt động)');
  });

  it('opens without a filter, column or order that no longer exists, and names them', async () => {
    await createResident(app.db, app.ward, { fullName: 'Vẫn Mở Được' });
    const { id } = await save();
    await app.db.prisma.savedView.update({
      where: { id },
      data: { filter: { need: ['was_once_a_need'], ageFrom: ['60'] }, columns: ['name', 'gone'], sort: 'gone' },
    });
    const page = await staff.get((await staff.get(`/saved-views/${id}`)).headers.location!);
    expectWords(page, 'Danh sách này dùng điều không còn chọn được', 'Vẫn Mở Được');
  });

  it('says when its lane has no door any more', async () => {
    const { id } = await save({ query: 'lane=khong-con' });
    const page = await staff.get((await staff.get(`/saved-views/${id}`)).headers.location!);
    expect(words(page)).toContain('không còn cửa nào');
  });
});
