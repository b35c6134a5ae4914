import { createHousehold, createResident, createRound } from '../../../support/factories';
import { fieldsOf } from '../../../support/forms';
import { appForEach, read, words, type TestAgent } from '../../../support/test-app';
import { blankForm, THURSDAY_EVENING } from '../../../support/worlds/door';
import { mergeDoors } from '../../../support/worlds/register';

const app = appForEach();
let officer: TestAgent;
let door: { id: string };

beforeEach(async () => {
  officer = await app.as('officer');
  door = await createHousehold(app.db, app.ward, { address: '9 ngõ 12 Trúc Bạch', howToFind: 'Cổng xanh' });
});

const stored = async (id = door.id) => (await app.db.prisma.household.findUniqueOrThrow({ where: { id } })).howToFind;
const changes = () => app.db.prisma.auditEvent.count({ where: { action: 'household.describe-way' } });
async function describeIt(howToFind: string, agent = officer) {
  const page = read(await agent.get(`/households/${door.id}`));
  const form = page(`form[action="/households/${door.id}/way-to-door"]`);
  return agent.post(`/households/${door.id}/way-to-door`, {
    howToFind,
    version: form.find('[name=version]').attr('value'),
    seen: form.find('[name=seen]').attr('value'),
  });
}

test('an officer describes the way to the door on the household’s page', async () => {
  expect((await describeIt('  Qua giếng cũ   rẽ trái ')).status).toBe(303);
  expect(await stored()).toBe('Qua giếng cũ rẽ trái');
  expect(words(await officer.get(`/households/${door.id}`))).toContain('Cách tìm cửa: Qua giếng cũ rẽ trái');
  const { details } = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'household.describe-way' } });
  expect(details).toEqual({ changes: [{ field: 'howToFind', before: 'Cổng xanh', after: 'Qua giếng cũ rẽ trái' }] });
});

test('the same text again changes nothing', async () => {
  await describeIt('Cổng xanh');
  expect(await changes()).toBe(0);
});

test('too long a text is refused with the input kept, and nothing changes', async () => {
  const answer = await describeIt('x'.repeat(301));
  expect(answer.status).toBe(422);
  expect(words(answer)).toContain('Dài quá 300 ký tự.');
  expect(read(answer)('#howToFind').text()).toContain('x'.repeat(301));
  expect(await stored()).toBe('Cổng xanh');
});

test('a description of a household that was merged in the meantime is shown, to be copied', async () => {
  const kept = await createHousehold(app.db, app.ward, { address: '11 ngõ 12 Trúc Bạch' });
  expect(await mergeDoors(app, kept.id, door.id)).toMatchObject({ kind: 'done' });
  const form = { version: '1', seen: 'Cổng xanh', howToFind: 'Hỏi nhà bà Tư' };
  const answer = await officer.post(`/households/${door.id}/way-to-door`, form);
  expect(answer.status).toBe(409);
  expect(words(answer)).toMatch(/vừa được gộp vào 11 ngõ 12 Trúc Bạch.*Đã nhập ?Hỏi nhà bà Tư/);
  expect(words(answer)).not.toContain('Cổng xanh');
});

test('conflicting descriptions are both shown; other changes do not block saving', async () => {
  const form = { version: '1', seen: 'Cổng xanh' };
  await app.db.prisma.household.update({ where: { id: door.id }, data: { note: 'khác', version: { increment: 1 } } });
  expect((await officer.post(`/households/${door.id}/way-to-door`, { ...form, howToFind: 'Chuông hỏng' })).status).toBe(
    303,
  );
  const conflict = await officer.post(`/households/${door.id}/way-to-door`, { ...form, howToFind: 'Cửa sau' });
  expect(conflict.status).toBe(409);
  expect(words(conflict)).toMatch(/Chuông hỏng.*Cửa sau/);
  expect(await stored()).toBe('Chuông hỏng');
  const page = read(conflict);
  const fields = fieldsOf(conflict, '.version-yours');
  await officer.post(page('.version-yours form').attr('action')!, fields);
  expect(await stored()).toBe('Cửa sau');
});

describe('wherever an officer looks for the door', () => {
  let round: Awaited<ReturnType<typeof createRound>>;
  let bare: { id: string };
  beforeEach(async () => {
    bare = await createHousehold(app.db, app.ward, { address: '11 ngõ 12 Trúc Bạch' });
    await createResident(app.db, app.ward, { household: bare });
    round = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer, app.users.officer2],
      households: [door, bare],
    });
    app.setNow(THURSDAY_EVENING);
    officer = await app.as('officer');
  });

  test('it is shown: tonight, on the sheet, on the round’s page, in the visit form, in the lane', async () => {
    const paths = [
      '/tonight',
      `/rounds/${round.id}/sheet`,
      `/rounds/${round.id}`,
      `/round-doors/${round.roundDoors[0]!.id}/visit`,
      `/households/${door.id}`,
      `/lanes/${encodeURIComponent('ngo 12 truc bach')}`,
    ];
    for (const path of paths)
      expect({ path, says: words(await officer.get(path)).includes('Cổng xanh') }).toEqual({ path, says: true });
  });

  test('the chairman reads the round without it', async () => {
    expect(words(await (await app.as('chairman')).get(`/rounds/${round.id}`))).not.toContain('Cổng xanh');
  });

  test('a visit form asks for a missing description and saves it with the visit', async () => {
    const path = `/round-doors/${round.roundDoors[1]!.id}/visit`;
    expect(words(await officer.get(path))).toContain('Ghi cách tìm nhà cho lần sau');
    expect(
      (await officer.post(path, blankForm({ outcome: 'nobody_home', howToFind: 'Cuối ngõ, cửa gỗ' }))).status,
    ).toBe(303);
    expect(await stored(bare.id)).toBe('Cuối ngõ, cửa gỗ');
    expect(await changes()).toBe(1);
    expect(words(await officer.get(`/households/${bare.id}/visits/new`))).not.toContain('Ghi cách tìm nhà cho lần sau');
  });

  test('a refused visit saves nothing and keeps the description typed', async () => {
    const path = `/round-doors/${round.roundDoors[1]!.id}/visit`;
    const answer = await officer.post(path, blankForm({ outcome: '', howToFind: 'Cuối ngõ' }));
    expect(answer.status).toBe(422);
    expect(read(answer)('#howToFind').attr('value')).toBe('Cuối ngõ');
    expect(await stored(bare.id)).toBe('');
  });

  test('a visit does not overwrite a description saved meanwhile, or save it twice', async () => {
    const path = `/round-doors/${round.roundDoors[1]!.id}/visit`;
    await app.db.prisma.household.update({ where: { id: bare.id }, data: { howToFind: 'Cổng đỏ' } });
    const form = blankForm({ outcome: 'nobody_home', howToFind: 'Cuối ngõ' });
    await officer.post(path, form);
    await officer.post(path, form);
    expect(await stored(bare.id)).toBe('Cổng đỏ');
    expect(await changes()).toBe(0);
  });
});
