import { createHousehold, createResident } from '../../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp, attributesOf, textsOf } from '../../../support/test-app';
import { blankForm, THURSDAY_EVENING } from '../../../support/worlds/door';
import { shippedRules } from '../../../support/worlds/due';
import { eveningRound } from '../../../support/worlds/rounds';

describe('an officer asks what a rule needs to know', () => {
  let t: TestApp;
  let officer: TestAgent;
  let old: { id: string };
  let forty: { id: string };
  let younger: { id: string };
  let path: string;
  beforeEach(async () => {
    t = await testApp();
    t.setNow(THURSDAY_EVENING);
    await shippedRules(t);
    const household = await createHousehold(t.db, t.ward);
    old = await createResident(t.db, t.ward, { fullName: 'Phạm Thị Sáu', birthDate: '1952-01-10', household });
    const nam = { fullName: 'Lê Văn Nam', birthDate: '1986-12-20', gender: 'male' } as const;
    forty = await createResident(t.db, t.ward, { ...nam, household, relation: 'child' });
    const na = { fullName: 'Lê Thị Na', birthDate: '1990-12-20' };
    younger = await createResident(t.db, t.ward, { ...na, household, relation: 'child' });
    const round = await eveningRound(t, { households: [household] });
    path = `/round-doors/${round.roundDoors[0]!.id}/visit`;
    officer = await t.as('officer');
  });
  afterEach(() => t.close());

  const people = () =>
    t.db.prisma.resident.findMany({
      where: { id: { in: [old.id, forty.id] } },
      orderBy: { birthDate: 'asc' },
      select: { receivesBenefit: true, cardIssuedOn: true, version: true },
    });
  const met = (given: object) => blankForm({ outcome: 'met', presence: [old.id, forty.id], ...given });
  const facts = () => ({ [old.id]: { receivesBenefit: 'no' }, [forty.id]: { cardIssuedOn: '05/06/2020' } });

  test('and only of the people whom a rule asks about; their services come first', async () => {
    const $ = read(await officer.get(path));
    const asked = attributesOf($('template[data-people]'), 'data-people').filter(
      (people) => people.includes('_receivesBenefit') || people.includes('_cardIssuedOn'),
    );
    expect(asked.join()).toContain(`${old.id}_receivesBenefit`);
    expect(asked.join()).toContain(`${forty.id}_cardIssuedOn`);
    expect(asked.join()).not.toContain(younger.id);
    expect($('main').text()).toContain(
      'bà Phạm Thị Sáu có thể thuộc diện trợ cấp hưu trí xã hội: đủ 75 tuổi ngày 10/01/2027',
    );
    expect($('optgroup').first().attr('label')).toBe('Sắp cần ở nhà này');
    expect($('optgroup').first().text()).toContain('Đổi thẻ căn cước');
  });

  test('and the register keeps them, with an event for each person; sent twice they are kept once', async () => {
    const form = met({ facts: facts() });
    for (const answer of [await officer.post(path, form), await officer.post(path, form)])
      expect(answer.status).toBe(303);
    expect(await people()).toEqual([
      { receivesBenefit: 'no', cardIssuedOn: null, version: 2 },
      { receivesBenefit: null, cardIssuedOn: new Date('2020-06-05'), version: 2 },
    ]);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'resident.correct' } })).toBe(2);
    // What is known is not asked again.
    const household = `/households/${(await t.db.prisma.visit.findFirstOrThrow()).householdId}`;
    expect((await officer.get(`${household}/visits/new`)).text).not.toContain('_receivesBenefit');
  });

  test('“Không rõ” is the answer unless another is given, and clears nothing', async () => {
    const $ = read(await officer.get(path));
    const part = read({ text: $('template[data-people*="_receivesBenefit"]').html()! } as never);
    const answers = textsOf(part('label'));
    expect(answers).toEqual(['Không rõ', 'Có', 'Không', 'Có, dưới mức trợ cấp hưu trí xã hội']);
    await t.db.prisma.resident.update({ where: { id: old.id }, data: { receivesBenefit: 'lower' } });
    const answer = await officer.post(path, met({ facts: { [old.id]: { receivesBenefit: '' } } }));
    expect(answer.status).toBe(303);
    expect((await people())[0]).toEqual({ receivesBenefit: 'lower', cardIssuedOn: null, version: 1 });
  });

  test('what the office saved meanwhile stays', async () => {
    await t.db.prisma.resident.update({ where: { id: old.id }, data: { receivesBenefit: 'yes' } });
    expect((await officer.post(path, met({ facts: facts() }))).status).toBe(303);
    expect((await people())[0]).toEqual({ receivesBenefit: 'yes', cardIssuedOn: null, version: 1 });
  });

  test.each([
    [
      'of a person who was not met',
      { presence: [] as string[], newPeople: [{ fullName: 'Khách', relation: 'guest' }] },
      { cardIssuedOn: '05/06/2020' },
      'Chỉ ghi cho người có mặt',
    ],
    ['of a day that has not come', {}, { cardIssuedOn: '27/11/2026' }, 'Ngày cấp ở sau ngày đến'],
    ['of a day before the birth', {}, { cardIssuedOn: '19/12/1986' }, 'Ngày này trước ngày sinh'],
    ['that is no day', {}, { cardIssuedOn: '31/02/2026' }, 'Tháng 2 không có ngày 31'],
  ])('a fact %s: the form says so, keeps the words, and nothing is saved', async (_, given, told, message) => {
    const answer = await officer.post(path, met({ ...given, facts: { [forty.id]: told } }));
    expect(answer.status).toBe(422);
    expect(words(answer)).toContain(message);
    expect(answer.text).toContain(told.cardIssuedOn);
    expect(await t.db.prisma.visit.count()).toBe(0);
    expect((await people()).map(({ version }) => version)).toEqual([1, 1]);
  });

  test('the pages of the person and the household say it; who receives a benefit only to those who plan', async () => {
    const staff = await t.as('staff');
    await t.db.prisma.resident.update({ where: { id: old.id }, data: { receivesBenefit: 'yes' } });
    const seen = [await staff.get(`/residents/${old.id}`), await officer.get(`/residents/${old.id}`)].map(words);
    expect(seen[0]).toContain('liên kết tài khoản hưởng an sinh trên VNeID: đang hưởng lương hưu, trợ cấp');
    expect(seen[0]).toContain('Hưởng lương hưu, trợ cấpCó');
    for (const hidden of ['an sinh', 'lương hưu']) expect(seen[1]).not.toContain(hidden);
    const { householdId } = await t.db.prisma.householdMembership.findFirstOrThrow({ where: { residentId: old.id } });
    expect(words(await officer.get(`/households/${householdId}`))).toContain(
      'Lê Văn Nam có thể cần đổi thẻ căn cước: đủ 40 tuổi ngày 20/12/2026',
    );
  });
});
