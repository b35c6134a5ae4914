import { z } from 'zod';
import { queryRows } from '../../../../src/db/query-rows';
import { countDue } from '../../../../src/features/adoption/due/queries';
import { openDue } from '../../../../src/features/casework/due/due-items';
import { dueReason, whyDue } from '../../../../src/features/casework/due/due-words';
import { loadWorkList } from '../../../../src/features/casework/follow-ups/queries';
import { addDays } from '../../../../src/shared/dates';
import { sql } from '../../../../src/shared/sql';
import { createFileStatus, createHelp } from '../../../support/casework-factories';
import { createGuide, createHousehold, createResident, createUse, createVisit } from '../../../support/factories';
import { shippedRules } from '../../../support/worlds/due';
import { testApp, type TestApp } from '../../../support/test-app';
import { createFact } from '../../../support/worlds/casework';

/** Each rule on the days before and after the days on which it begins, falls due and ends. */
describe('what falls due, day by day', () => {
  let app: TestApp;
  let services: Record<string, string>;
  beforeAll(async () => {
    app = await testApp();
    services = await shippedRules(app);
  });
  afterAll(() => app.close());

  const day = (date: string) => new Date(`${date}T00:00:00Z`);
  const OPEN = z.object({ key: z.string(), firstOn: z.string().nullable(), lastOn: z.string().nullable() });
  const openOn = (id: string, today: string) =>
    queryRows(app.db, 'due-boundary', OPEN)`
      SELECT due.key, due.first_on::text AS "firstOn", due.last_on::text AS "lastOn"
      FROM ${openDue({ wardId: app.ward.id, today, who: sql`r.id = ${id}` })} due ORDER BY due.key`;
  const openUntil = async (id: string, today: string) =>
    (await openOn(id, today)).map(({ key, lastOn }) => `${key} ${lastOn}`);
  const rule = (key: string, data: object) => app.db.prisma.dueRule.updateMany({ where: { key }, data });
  const keysOn = async (id: string, today: string) => (await openOn(id, today)).map(({ key }) => key);
  const person = (given: Parameters<typeof createResident>[2]) => createResident(app.db, app.ward, given);
  const change = (id: string, data: object) => app.db.prisma.resident.update({ where: { id }, data });

  test.each([
    // Who, the rule, the first day on which it can be done, the day, the last day on which it is shown.
    ['1952-01-15', 'social_pension_75', '2026-11-16', '2027-01-15', '2027-03-16'],
    // A card is late from the day after on, and shown for 60 days more.
    ['2012-12-01', 'card_14', '2026-10-02', '2026-12-01', '2027-01-30'],
    ['2001-12-01', 'card_25', '2026-10-02', '2026-12-01', '2027-01-30'],
    ['1986-12-01', 'card_40', '2026-10-02', '2026-12-01', '2027-01-30'],
    ['1966-12-01', 'card_60', '2026-10-02', '2026-12-01', '2027-01-30'],
    ['2026-11-01', 'birth', '2026-11-01', '2026-12-31', '2026-12-31'],
    // Born on 29 February: 1 March of a common year, 29 February of a leap year.
    ['1952-02-29', 'social_pension_75', '2026-12-31', '2027-03-01', '2027-04-30'],
    ['2004-02-29', 'card_40', '2043-12-31', '2044-02-29', '2044-04-29'],
  ])('born on %s: %s from %s, on %s, until %s', async (birthDate, key, ...[from, on, until]) => {
    const { id } = await person({ birthDate });
    for (const [today, isOpen] of [
      [addDays(from, -1), false],
      [from, true],
      [addDays(on, -1), true],
      [on, true],
      [until, true],
      [addDays(until, 1), false],
    ] as const) {
      // A rule is checked again within a year.
      await rule(key, { checkedOn: day(today) });
      expect([today, await keysOn(id, today)]).toEqual([today, isOpen ? [key] : []]);
    }
    await rule(key, { checkedOn: day(on) });
    expect(await openOn(id, on)).toEqual([{ key, firstOn: on, lastOn: on }]);
    await rule(key, { checkedOn: day('2026-12-01') });
  });

  test('only a year of birth gives a span, and falls due on its last day', async () => {
    const { id } = await person({ birthYear: 1952 });
    expect(await keysOn(id, '2026-11-01')).toEqual([]);
    expect(await openOn(id, '2026-11-02')).toEqual([
      { key: 'social_pension_75', firstOn: '2027-01-01', lastOn: '2027-12-31' },
    ]);
  });

  test('at 70 in a poor household, until 75; not in another household', async () => {
    const household = await createHousehold(app.db, app.ward);
    const other = await createHousehold(app.db, app.ward);
    const turns = await person({ birthDate: '1957-01-10', household });
    const older = await person({ birthDate: '1953-06-01', household, relation: 'wife' });
    const not = await person({ birthDate: '1957-01-10', household: other });
    await createFact(app, { householdId: household.id }, { kind: 'near_poor', validFrom: '2026-11-20' });
    expect(await keysOn(turns.id, '2026-11-10')).toEqual([]);
    expect(await openOn(turns.id, '2026-11-26')).toEqual([
      { key: 'social_pension_70', firstOn: '2027-01-10', lastOn: '2027-01-10' },
    ]);
    // Who is over 70 already: from the day of the decision.
    expect(await openOn(older.id, '2026-11-26')).toEqual([
      { key: 'social_pension_70', firstOn: '2026-11-20', lastOn: '2026-11-20' },
    ]);
    expect(await keysOn(older.id, '2027-01-20')).toEqual([]);
    expect(await keysOn(not.id, '2026-11-26')).toEqual([]);
  });

  test('who receives a pension is not asked again; a no is not a yes', async () => {
    const { id } = await person({ birthDate: '1952-01-15' });
    await change(id, { receivesBenefit: 'no' });
    expect(await keysOn(id, '2026-12-01')).toEqual(['social_pension_75']);
    await change(id, { receivesBenefit: 'yes' });
    expect(await keysOn(id, '2026-12-01')).toEqual(['an_sinh_account']);
  });

  test('what was done in time stays counted when the fact becomes known', async () => {
    const household = await createHousehold(app.db, app.ward);
    const { id } = await person({ birthDate: '1952-01-20', household });
    const serviceId = services['tro-cap-huu-tri-xa-hoi']!;
    await createUse(app.db, app.ward, { residentId: id, serviceId, usedOn: '2026-12-01' });
    const counts = () => countDue(app.db, app.ward.id, '2026-12-05');
    const before = await counts();
    expect(before).toContainEqual(expect.objectContaining({ key: 'social_pension_75', outcome: 'done' }));
    await change(id, { receivesBenefit: 'yes' });
    expect(await counts()).toEqual(before);
  });

  test.each([
    ['the last day before the two years', '2024-11-30', true],
    ['the first day of the two years', '2024-12-01', false],
    ['the day before the birthday', '2026-11-30', false],
    ['the birthday: it is the new card', '2026-12-01', false],
  ])('a card issued on %s', async (_, issued, isOpen) => {
    const { id } = await person({ birthDate: '1986-12-01' });
    await change(id, { cardIssuedOn: day(issued) });
    expect(await keysOn(id, '2026-12-01')).toEqual(isOpen ? ['card_40'] : []);
  });

  test.each([
    // The card, the day, and whether it is shown.
    ['2024-11-30', '2026-12-01', true],
    ['2024-11-30', '2027-01-31', true],
    ['2024-11-30', '2030-01-01', true],
    // From 60 days before the next age on it is due for that age.
    ['2024-11-30', '2046-10-01', true],
    ['2024-11-30', '2046-10-02', false],
    ['2024-12-01', '2027-01-30', false],
    ['2027-02-15', '2027-02-15', false],
    [null, '2027-01-30', true],
    [null, '2027-01-31', false],
  ])('who was 40 on 1 December 2026, with a card of %s, on %s: %s', async (issued, today, isOpen) => {
    const { id } = await person({ birthDate: '1986-12-01' });
    await change(id, { cardIssuedOn: issued && day(issued) });
    await rule('card_40', { checkedOn: day(today) });
    expect((await keysOn(id, today)).filter((key) => key === 'card_40')).toEqual(isOpen ? ['card_40'] : []);
    await rule('card_40', { checkedOn: day('2026-12-01') });
  });

  test('an old card renewed on the portal after the birthday is done late, and no longer shown', async () => {
    const { id } = await person({ birthDate: '1986-11-20' });
    await change(id, { cardIssuedOn: day('2016-05-01') });
    const counts = async () => {
      const found = (await countDue(app.db, app.ward.id, '2026-12-10')).filter(
        ({ key, isPast }) => key === 'card_40' && isPast,
      );
      return Object.fromEntries(found.map(({ outcome, all }) => [outcome, all]));
    };
    const before = await counts();
    const serviceId = services['doi-the-can-cuoc']!;
    await createUse(app.db, app.ward, { residentId: id, serviceId, usedOn: '2026-12-05', how: 'alone' });
    expect(await keysOn(id, '2026-12-10')).toEqual([]);
    expect(await counts()).toEqual({ ...before, late: before.late! - 1, settled: (before.settled ?? 0) + 1 });
  });

  test.each([
    ['2026-11-30', 'đủ 40 tuổi ngày 01/12/2026', 'tháng sau đủ 40 tuổi'],
    ['2026-12-01', 'đủ 40 tuổi ngày 01/12/2026', 'tháng này đủ 40 tuổi'],
    [
      '2026-12-02',
      'đủ 40 tuổi ngày 01/12/2026; thẻ cấp trước 01/12/2024 đã hết hạn',
      'đủ 40 tuổi từ 01/12/2026, xem thẻ còn hạn không',
    ],
  ])('on %s the words are: %s', (today, why, reason) => {
    const item = { key: 'card_40', firstOn: '2026-12-01', lastOn: '2026-12-01' };
    expect([whyDue(item, today), dueReason(item, today)]).toEqual([why, reason]);
  });

  test.each(['lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc', 'dang-ky-khai-sinh'])(
    'a birth registered with %s is done',
    async (key) => {
      const household = await createHousehold(app.db, app.ward);
      const mother = await person({ birthDate: '1996-03-01', household });
      const child = await person({ birthDate: '2026-11-10', household, relation: 'child' });
      expect(await keysOn(child.id, '2026-12-01')).toEqual(['birth']);
      await createUse(app.db, app.ward, { residentId: mother.id, serviceId: services[key]!, usedOn: '2026-11-25' });
      expect(await keysOn(child.id, '2026-12-01')).toEqual([]);
    },
  );

  test('the first service is suggested, or the first whose steps the ward confirmed', async () => {
    const { id } = await person({ birthDate: '2026-11-12' });
    const SUGGESTED = z.object({ serviceId: z.string() });
    const suggested = () =>
      queryRows(app.db, 'due-suggested', SUGGESTED)`
        SELECT due.service_id AS "serviceId" FROM ${openDue({ wardId: app.ward.id, today: '2026-12-01', who: sql`r.id = ${id}` })} due`;
    expect(await suggested()).toEqual([{ serviceId: services['lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc'] }]);
    const guide = await createGuide(app.db, app.ward, { id: services['dang-ky-khai-sinh']! });
    expect(await suggested()).toEqual([{ serviceId: services['lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc'] }]);
    const confirmed = { confirmedBy: app.users.staff.id, confirmedAt: day('2026-11-30') };
    await app.db.prisma.serviceGuide.update({ where: { id: guide.id }, data: confirmed });
    expect(await suggested()).toEqual([{ serviceId: services['dang-ky-khai-sinh'] }]);
    const draft = { confirmedBy: null, confirmedAt: null };
    await app.db.prisma.serviceGuide.update({ where: { id: guide.id }, data: draft });
  });

  test('who receives less than the social pension may still have a right to it, and to the account', async () => {
    const { id } = await person({ birthDate: '1952-01-16' });
    await change(id, { receivesBenefit: 'lower' });
    expect(await keysOn(id, '2026-12-01')).toEqual(['an_sinh_account', 'social_pension_75']);
  });

  test('an account that a person said to use is not due', async () => {
    const { id } = await person({ birthDate: '1950-06-01' });
    await change(id, { receivesBenefit: 'yes' });
    expect(await keysOn(id, '2026-12-01')).toEqual(['an_sinh_account']);
    const serviceId = services['lien-ket-an-sinh-vneid']!;
    await createUse(app.db, app.ward, { residentId: id, serviceId, usedOn: '2026-11-01', how: 'alone' });
    expect(await keysOn(id, '2026-12-01')).toEqual([]);
  });

  test('a newborn with a national number is registered', async () => {
    const { id } = await person({ birthDate: '2026-11-01', nationalNumber: '001226000123' });
    expect(await keysOn(id, '2026-12-01')).toEqual([]);
  });

  test('a temporary stay ends: within its last 15 days, while the person is a temporary resident', async () => {
    const { id } = await person({ residenceStatus: 'temporary' });
    // Neither a pension nor a card has to do with it.
    await change(id, { temporaryUntil: day('2026-12-20'), receivesBenefit: 'yes', cardIssuedOn: day('2026-12-31') });
    const open = () =>
      Promise.all(
        ['2026-12-04', '2026-12-05', '2026-12-20', '2026-12-21'].map(async (today) =>
          (await keysOn(id, today)).filter((key) => key !== 'an_sinh_account'),
        ),
      );
    expect(await open()).toEqual([[], ['residence_end'], ['residence_end'], []]);
    // Extended: it is due again before the new day.
    await change(id, { temporaryUntil: day('2026-12-24') });
    expect(await open()).toEqual([[], [], ['residence_end'], ['residence_end']]);
    await change(id, { temporaryUntil: day('2027-12-20') });
    expect(await open()).toEqual([[], [], [], []]);
    await change(id, { temporaryUntil: day('2026-12-20'), residenceStatus: 'permanent' });
    expect(await open()).toEqual([[], [], [], []]);
  });

  const atHome = async () => {
    const household = await createHousehold(app.db, app.ward);
    return { household, id: (await person({ household })).id };
  };
  const helped = async (
    residentId: string,
    household: { id: string },
    [arrivedAt, result, key = 'huong-tro-cap-that-nghiep']: [string, 'submitted' | 'prepared', string?],
  ) => {
    const by = app.users.officer;
    const visit = await createVisit(app.db, app.ward, { household, by, arrivedAt: new Date(arrivedAt) });
    return createHelp(app, { visitId: visit.id, residentId, publicServiceId: services[key]!, result });
  };

  test('the job-search notice falls due every month, five days ahead; a use of the portal settles the month', async () => {
    const { id, household } = await atHome();
    await helped(id, household, ['2026-10-31T12:00:00Z', 'submitted']);
    const open = (today: string) => openUntil(id, today);
    // 31 October and a month is 30 November.
    expect(await open('2026-11-24')).toEqual([]);
    expect(await open('2026-11-25')).toEqual(['job_notice 2026-11-30']);
    expect(await open('2026-11-30')).toEqual(['job_notice 2026-11-30']);
    expect(await open('2026-12-01')).toEqual([]);
    expect(await open('2026-12-26')).toEqual(['job_notice 2026-12-31']);
    const notice = await helped(id, household, ['2026-12-27T12:00:00Z', 'submitted', 'thong-bao-tim-kiem-viec-lam']);
    const use = { residentId: id, publicServiceId: notice.publicServiceId, assistedProcedureId: notice.id };
    const helpedOn = { usedOn: day('2026-12-27'), how: 'with_help', source: 'visit' } as const;
    await app.db.prisma.portalUse.create({
      data: { wardId: app.ward.id, ...use, ...helpedOn, recordedBy: app.users.officer.id },
    });
    expect(await open('2026-12-28')).toEqual([]);
    expect(await open('2027-01-26')).toEqual(['job_notice 2027-01-31']);
  });

  test('a benefit that was not filed: three months from the first help at most', async () => {
    const { id, household } = await atHome();
    await helped(id, household, ['2026-11-30T12:00:00Z', 'prepared']);
    const checked = (on: string) => rule('unemployment_limit', { checkedOn: day(on) });
    const open = (today: string) => openUntil(id, today);
    expect(await open('2026-11-30')).toEqual(['unemployment_limit 2027-02-28']);
    expect(await open('2027-02-28')).toEqual(['unemployment_limit 2027-02-28']);
    expect(await open('2027-03-01')).toEqual([]);
    // Helped again with the same file: the first help counts.
    await helped(id, household, ['2026-12-10T12:00:00Z', 'prepared']);
    expect(await open('2026-12-11')).toEqual(['unemployment_limit 2027-02-28']);
    // Filed, and out of work again years later.
    await helped(id, household, ['2026-12-20T12:00:00Z', 'submitted']);
    await helped(id, household, ['2029-03-01T12:00:00Z', 'prepared']);
    await checked('2029-03-01');
    expect(await open('2029-03-01')).toEqual(['unemployment_limit 2029-06-01']);
    // Never filed with the team, and out of work again.
    await helped(id, household, ['2030-01-10T12:00:00Z', 'prepared']);
    await checked('2030-01-10');
    expect(await open('2030-01-10')).toEqual(['unemployment_limit 2030-04-10']);
  });

  test('the follow-ups and the due items have the same notice, on each day on which it is in time', async () => {
    const { id, household } = await atHome();
    const file = await helped(id, household, ['2026-11-02T12:00:00Z', 'submitted']);
    const notices = async (today: string) => {
      const { open } = await loadWorkList(app.db, app.ward.id, new Date(`${today}T05:00:00Z`));
      return [
        open.filter((found) => found.kind === 'job_notice' && found.residentId === id).map(({ until }) => until),
        (await openOn(id, today)).filter(({ key }) => key === 'job_notice').map(({ lastOn }) => lastOn),
      ];
    };
    const both = (days: string[]) => [days, days];
    const status = (code: number, on: string) => createFileStatus(app, file.id, code, on);
    expect(await notices('2026-11-26')).toEqual(both([]));
    expect(await notices('2026-11-27')).toEqual(both(['2026-12-02']));
    expect(await notices('2026-12-02')).toEqual(both(['2026-12-02']));
    // Decided: the months run from that day.
    await status(10, '2026-11-20');
    expect(await notices('2026-12-16')).toEqual(both(['2026-12-20']));
    await status(7, '2026-12-18');
    expect(await notices('2026-12-18')).toEqual(both([]));
  });

  test('a rule without a source, or checked more than a year ago, is not applied', async () => {
    const { id } = await person({ birthDate: '1986-12-01' });
    await rule('card_40', { checkedOn: day('2025-12-01') });
    expect(await keysOn(id, '2026-12-01')).toEqual(['card_40']);
    await rule('card_40', { checkedOn: day('2025-11-30') });
    expect(await keysOn(id, '2026-12-01')).toEqual([]);
    await rule('card_40', { checkedOn: day('2026-12-01'), source: '' });
    expect(await keysOn(id, '2026-12-01')).toEqual([]);
  });
});
