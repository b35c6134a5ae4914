import { randomUUID } from 'node:crypto';
import { createHousehold } from '../../../support/factories';
import { agentForEach, appForEach, read, textsOf, words } from '../../../support/test-app';

// The old names are invented: no street of Hà Nội was ever called this.

const app = appForEach();
const staff = agentForEach(app, 'staff');

beforeEach(async () => {
  for (const address of [
    '12 Trúc Bạch',
    '5 ngõ 12 Trúc Bạch',
    '14 Châu Long',
    '7 ngõ Trúc Lạc',
    'P304 nhà C2 tập thể Châu Long',
  ]) {
    await createHousehold(app.db, app.ward, { address, formerWard: 'Trúc Bạch' });
  }
  await createHousehold(app.db, app.otherWard, { address: '12 Trúc Bạch' });
});

const note = (place: string, alias: string, agent = staff, id: string = randomUUID()) =>
  agent.post('/place-aliases', { id, place, alias, note: '' });
const aliases = async () =>
  (await app.db.prisma.placeAlias.findMany({ orderBy: { alias: 'asc' } })).map(
    ({ kind, name, alias }) => `${kind} ${name}: ${alias}`,
  );
const changes = () => app.db.prisma.auditEvent.count({ where: { action: { startsWith: 'place-alias.' } } });

async function found(q: string, agent = staff): Promise<string[]> {
  const answer = await agent.post('/searches', { q });
  const page = read(await agent.get(answer.headers.location!));
  return textsOf(page('.door-list strong'));
}

test('a door is found by all or part of its street’s old name, without accents, with number or alley', async () => {
  expect((await note('street:Trúc Bạch', 'Hàng Gió')).status).toBe(303);
  expect(await aliases()).toEqual(['street Trúc Bạch: Hàng Gió']);
  for (const q of ['12 Hàng Gió', '12 hang gio', 'số 12 phố Hàng Gió', '12 hang g'])
    expect(await found(q)).toContain('12 Trúc Bạch');
  for (const q of ['hàng gió', 'gió', 'hang gi'])
    expect((await found(q)).toSorted()).toEqual(['12 Trúc Bạch', '5 ngõ 12 Trúc Bạch']);
  expect(await found('5 ngõ 12 hàng gió')).toEqual(['5 ngõ 12 Trúc Bạch']);
  expect(await found('12 trúc bạch')).toContain('12 Trúc Bạch');
});

test('a result shows its old name', async () => {
  await note('street:Trúc Bạch', 'Hàng Gió');
  const answer = await staff.post('/searches', { q: '12 hang gio' });
  expect(words(await staff.get(answer.headers.location!))).toContain('tên cũ: Hàng Gió');
});

test('an alley is found by its old name, and a former ward by its own and the one before', async () => {
  await note('alley:Trúc Lạc', 'Giếng Đá');
  expect(await found('7 gieng da')).toEqual(['7 ngõ Trúc Lạc']);
  expect(await found('14 châu long trúc bạch')).toEqual(['14 Châu Long']);
  expect(await found('phường trúc bạch')).toHaveLength(5);
  await note('former_ward:Trúc Bạch', 'Nguyễn Trung Trực');
  expect(await found('phuong nguyen trung')).toHaveLength(5);
  expect(await found('14 chau long nguyen trung truc')).toEqual(['14 Châu Long']);
});

test('a door added later, or one whose address changes, is found by the old name too', async () => {
  await note('street:Trúc Bạch', 'Hàng Gió');
  const { id } = await createHousehold(app.db, app.ward, { address: '20 Trúc Bạch' });
  expect(await found('20 hàng gió')).toEqual(['20 Trúc Bạch']);
  await app.db.prisma.household.update({ where: { id }, data: { street: 'Châu Long', addressLine: '20 Châu Long' } });
  expect(await found('20 hàng gió')).toEqual([]);
});

test('another ward knows nothing of it', async () => {
  await note('street:Trúc Bạch', 'Hàng Gió');
  const others = await app.as('staff', 'other');
  expect(await found('12 hàng gió', others)).toEqual([]);
  expect(words(await others.get('/place-aliases'))).not.toContain('Hàng Gió');
  const { id } = await app.db.prisma.placeAlias.findFirstOrThrow();
  await others.post(`/place-aliases/${id}/removal`);
  expect(await aliases()).toEqual(['street Trúc Bạch: Hàng Gió']);
});

test('a corrected name is found, the previous one is not', async () => {
  await note('street:Trúc Bạch', 'Hàng Gió');
  const { id } = await app.db.prisma.placeAlias.findFirstOrThrow();
  const form = read(await staff.get(`/place-aliases/${id}/edit`));
  const saved = await staff.post(`/place-aliases/${id}/edit`, {
    version: form('input[name=version]').attr('value'),
    alias: 'Hàng Nắng',
    note: 'theo các cụ kể',
  });
  expect(saved.status).toBe(303);
  expect(await found('12 hàng nắng')).toContain('12 Trúc Bạch');
  expect(await found('12 hàng gió')).toEqual([]);
  const { details } = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'place-alias.correct' } });
  expect(details).toMatchObject({
    changes: [{ field: 'alias', before: 'Hàng Gió', after: 'Hàng Nắng' }, { field: 'note' }],
  });
});

test('a stale correction shows both versions', async () => {
  await note('street:Trúc Bạch', 'Hàng Gió');
  const { id } = await app.db.prisma.placeAlias.findFirstOrThrow();
  await staff.post(`/place-aliases/${id}/edit`, { version: '1', alias: 'Hàng Nắng', note: '' });
  const conflict = await staff.post(`/place-aliases/${id}/edit`, { version: '1', alias: 'Hàng Mây', note: '' });
  expect(conflict.status).toBe(409);
  expect(words(conflict)).toMatch(/Hàng Nắng.*Hàng Mây/);
  expect(await aliases()).toEqual(['street Trúc Bạch: Hàng Nắng']);
});

test('a removed name is no longer found; removing it twice does nothing', async () => {
  await note('street:Trúc Bạch', 'Hàng Gió');
  const { id } = await app.db.prisma.placeAlias.findFirstOrThrow();
  await staff.post(`/place-aliases/${id}/removal`);
  expect((await staff.post(`/place-aliases/${id}/removal`)).status).toBe(303);
  expect(await found('12 hàng gió')).toEqual([]);
  expect(await found('12 trúc bạch')).toContain('12 Trúc Bạch');
  expect(await changes()).toBe(2);
});

test('a form sent twice is one name; the same name noted again is refused', async () => {
  const id = randomUUID();
  await note('street:Trúc Bạch', 'Hàng Gió', staff, id);
  expect((await note('street:Trúc Bạch', 'Hàng Gió', staff, id)).status).toBe(303);
  const again = await note('street:Trúc Bạch', 'HÀNG GIÓ');
  expect(again.status).toBe(422);
  expect(words(again)).toContain('Nơi này đã có tên cũ ấy.');
  expect(await aliases()).toEqual(['street Trúc Bạch: Hàng Gió']);
  expect(await changes()).toBe(1);
});

test.each([
  ['street:Trúc Bạch', '', 'Ghi tên người ta vẫn gọi.'],
  ['street:Trúc Bạch', 'truc bach', 'Tên này trùng với tên đang dùng'],
  ['', 'Hàng Gió', 'Chọn phố, ngõ hay phường cũ.'],
  ['street:Phố Không Có', 'Hàng Gió', 'Chọn phố, ngõ hay phường cũ có trong sổ.'],
])('%s with the name %j is refused and nothing is saved', async (place, alias, message) => {
  const answer = await note(place, alias);
  expect(answer.status).toBe(422);
  expect(words(answer)).toContain(message);
  expect(await aliases()).toEqual([]);
  expect(await changes()).toBe(0);
});

test('an officer reads the names and is offered no change', async () => {
  await note('street:Trúc Bạch', 'Hàng Gió');
  const officer = await app.as('officer');
  const page = await officer.get('/place-aliases');
  expect(words(page)).toContain('Hàng Gió');
  expect(read(page)('form[action="/place-aliases"]')).toHaveLength(0);
});
