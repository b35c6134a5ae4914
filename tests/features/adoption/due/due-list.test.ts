import { DEMO_PASSWORD } from '../../../../prisma/seed/demo-accounts';
import { addDays, addMonths, ageOn, birthOf, type BirthDate } from '../../../../src/shared/dates';
import { formOf } from '../../../support/forms';
import { demoApp, read, words, type BareApp, type TestAgent, attributesOf } from '../../../support/test-app';

const TODAY = '2026-11-26';
const iso = (date: Date | null) => date && date.toISOString().slice(0, 10);

const signedIn = async (app: BareApp, username: string): Promise<TestAgent> => {
  const agent = app.anonymous();
  await agent.signIn(username, DEMO_PASSWORD);
  return agent;
};

/** The same lists computed again, person by person, from the tables as they are. */
describe('what falls due in the demo ward', () => {
  let app: BareApp;
  let staff: TestAgent;
  let expected: { key: string; on: string; residentId: string; isOut?: boolean; reached: boolean; done: boolean }[];

  /** The first day on which a person is of an age, found by trying; the last day of the year if only the year is known. */
  const reaches = (birth: BirthDate, years: number): string => {
    const year = Number(birth.date.slice(0, 4)) + years;
    if (birth.precision === 'year') return `${year}-12-31`;
    for (let day = `${year}-01-01`; ; day = addDays(day, 1)) if (ageOn(birth, day) >= years) return day;
  };

  beforeAll(async () => {
    app = await demoApp();
    staff = await signedIn(app, 'vanphong');
    const { prisma } = app.db;
    const [people, homes, facts, visits, uses, rules, said, benefits, notNeeded] = await Promise.all([
      prisma.resident.findMany(),
      prisma.householdMembership.findMany({ where: { validTo: null } }),
      prisma.priorityFact.findMany(),
      prisma.visit.findMany({ where: { metSomebody: true } }),
      prisma.portalUse.findMany({ where: { source: { not: 'sample' } } }),
      prisma.dueRule.findMany(),
      prisma.consent.findMany({ where: { undoneAt: null, OR: [{ contact: false }, { restricts: true }] } }),
      prisma.assistedProcedure.findMany({
        where: { result: { not: 'not_needed' }, publicService: { code: '1.014748' } },
        include: { visit: true, portalUse: true, fileStatuses: { orderBy: { statusOn: 'asc' } } },
        orderBy: [{ visit: { arrivedAt: 'asc' } }, { position: 'asc' }],
      }),
      prisma.followUpEnd.findMany({ where: { kind: 'job_notice', outcome: 'not_needed', undoneAt: null } }),
    ]);
    const homeOf = new Map(homes.map((home) => [home.residentId, home.householdId]));
    expected = people.flatMap((person) => {
      if (!['permanent', 'temporary', 'staying'].includes(person.residenceStatus)) return [];
      // Of the demo ward nobody who objected took it back.
      if (said.some(({ residentId }) => residentId === person.id)) return [];
      const birth = birthOf({ birthDate: iso(person.birthDate), birthPrecision: person.birthPrecision });
      const card = iso(person.cardIssuedOn);
      const home = homeOf.get(person.id);
      const found: { key: string; on: string; first: string; lead: number; grace: number; isOut?: boolean }[] = [];
      for (const years of [14, 25, 40, 60]) {
        if (!birth) continue;
        const on = reaches(birth, years);
        const first = birth.precision === 'year' ? `${on.slice(0, 4)}-01-01` : on;
        const twoYearsBefore = `${Number(first.slice(0, 4)) - 2}${first.slice(4)}`;
        const isOut = card !== null && card >= twoYearsBefore && card < addDays(first, -60);
        found.push({ key: `card_${years}`, on, first, lead: 60, grace: 0, isOut });
      }
      const isOut = person.receivesBenefit === 'yes';
      if (birth) {
        const at = (years: number) => ({
          on: reaches(birth, years),
          first: birth.precision === 'year' ? `${reaches(birth, years).slice(0, 4)}-01-01` : reaches(birth, years),
        });
        found.push({ key: 'social_pension_75', ...at(75), lead: 60, grace: 60, isOut });
        const since = facts
          .filter((fact) => fact.householdId === home && ['poor', 'near_poor'].includes(fact.kind))
          .filter(({ validTo }) => validTo === null || iso(validTo)! > TODAY)
          .map(({ validFrom }) => iso(validFrom)!)
          .sort()[0];
        if (since) {
          const day = at(70);
          const on = day.on > since ? day.on : since;
          const first = day.first > since ? day.first : since;
          if (on < reaches({ ...birth, precision: 'day' }, 75))
            found.push({ key: 'social_pension_70', on, first, lead: 60, grace: 60, isOut });
        }
      }
      if (birth) {
        const last = birth.precision === 'year' ? `${birth.date.slice(0, 4)}-12-31` : birth.date;
        found.push({ key: 'birth', on: addDays(last, 60), first: addDays(birth.date, 60), lead: 60, grace: 0 });
      }
      if (person.temporaryUntil && person.residenceStatus === 'temporary')
        found.push({
          key: 'residence_end',
          on: iso(person.temporaryUntil)!,
          first: iso(person.temporaryUntil)!,
          lead: 15,
          grace: 0,
        });
      // Each month from the day of the result, or of the submission; a refused or withdrawn file asks for none.
      const own = benefits.filter(({ residentId }) => residentId === person.id);
      const begun = own
        .filter(({ id, result }) => result === 'submitted' && !notNeeded.some(({ subjectId }) => subjectId === id))
        .filter(({ fileStatuses }) => ![3, 7, 8].includes(fileStatuses.at(-1)?.status ?? 0))
        .map(({ visit, portalUse, fileStatuses }) => {
          const decided = fileStatuses.find(({ status }) => status === 9 || status === 10);
          return iso(decided?.statusOn ?? portalUse?.usedOn ?? visit.visitedOn)!;
        })
        .sort()
        .at(-1);
      for (let month = 1; begun && month <= 12; month += 1) {
        const on = addMonths(begun, month);
        found.push({ key: 'job_notice', on, first: on, lead: 5, grace: 0 });
      }
      // Three months from the first help that ended without a file.
      for (const [index, { result, visit }] of own.entries()) {
        const before = own[index - 1];
        const helpedOn = iso(visit.visitedOn)!;
        const isFirst =
          !before || before.result === 'submitted' || addMonths(iso(before.visit.visitedOn)!, 3) < helpedOn;
        const on = addMonths(helpedOn, 3);
        if (result !== 'submitted' && isFirst)
          found.push({ key: 'unemployment_limit', on, first: on, lead: 92, grace: 0 });
      }
      const items = found.map(({ key, on, first, lead, grace, isOut }) => {
        const [from, until] = [addDays(first, -lead), addDays(on, grace)];
        const services = rules.find((rule) => rule.key === key)!.publicServiceIds;
        const together =
          key === 'birth'
            ? homes.filter(({ householdId }) => householdId === home).map(({ residentId }) => residentId)
            : [person.id];
        return {
          key,
          on,
          residentId: person.id,
          isOut,
          reached: visits.some(
            ({ householdId, visitedOn }) => householdId === home && iso(visitedOn)! >= from && iso(visitedOn)! <= on,
          ),
          done: uses.some(
            ({ residentId, publicServiceId, usedOn }) =>
              together.includes(residentId) &&
              services.includes(publicServiceId!) &&
              iso(usedOn)! >= from &&
              iso(usedOn)! <= until,
          ),
        };
      });
      return items.filter((item) => item.done || !item.isOut);
    });
  });
  afterAll(() => app.close());

  const inWindow = (from: number, until: number) =>
    expected.filter(({ on }) => on >= addDays(TODAY, from) && on <= addDays(TODAY, until));

  test.each([
    ['', 0, 59],
    ['?view=past', -60, -1],
  ])('/due%s lists the people of an independent computation', async (query, from, until) => {
    const window = inWindow(from, until);
    // The ward shows the rules at work.
    expect(window.length).toBeGreaterThan(3);
    const listed: string[] = [];
    for (let href: string | undefined = `/due${query}`; href;) {
      const $ = read(await staff.get(href));
      listed.push(
        ...$('th a[href^="/residents/"]')
          .get()
          .map((link) => `${$(link).closest('tr').find('td').first().text()} ${$(link).attr('href')}`),
      );
      href = $('a[rel=next]').attr('href');
    }
    const wanted = window.map(
      ({ on, residentId }) => `${on.slice(8)}/${on.slice(5, 7)}/${on.slice(0, 4)} /residents/${residentId}`,
    );
    expect(listed.sort()).toEqual(wanted.sort());
  });

  test('and its figures are those of the lists', async () => {
    const past = inWindow(-60, -1);
    const reached = past.filter((item) => item.reached).length;
    const done = past.filter((item) => item.done).length;
    const text = words(await staff.get('/due'));
    expect(text).toContain(`Sắp cần Cổng${inWindow(0, 59).length}việc đến hạn trong 60 ngày tới`);
    expect(text).toContain(`${reached} trên ${past.length} việc đến hạn 60 ngày qua`);
    expect(text).toContain(`${done} trên ${past.length} việc đến hạn 60 ngày qua;`);
  });

  test('officers see no rule about poverty or benefits; the chairman sees no names', async () => {
    const officer = await signedIn(app, 'doivien1');
    const page = read(await officer.get('/due'));
    expect(page('main th a').text()).toContain('Đổi thẻ căn cước');
    expect(page('main table').text()).not.toContain('hộ nghèo');
    expect(page('main').text()).not.toContain('Thông báo tìm kiếm việc làm');
    expect(page('a[href^="/rounds/new"]')).toHaveLength(0);
    const chairman = await signedIn(app, 'chutich');
    const shown = read(await chairman.get('/due'));
    expect(shown('a[href^="/residents/"]')).toHaveLength(0);
    expect(shown('main').text()).toContain('việc đến hạn trong 60 ngày tới');
  });

  test('only the office takes the list along, as its other lists of names', async () => {
    const links = async (agent: TestAgent) => read(await agent.get('/due'))('a[href^="/list-files"]').length;
    const file = '/list-files?page=%2Fdue';
    for (const username of ['doivien1', 'chutich']) {
      const agent = await signedIn(app, username);
      expect([await links(agent), (await agent.get(file)).status]).toEqual([0, 403]);
    }
    expect([await links(staff), (await staff.get(file)).status]).toEqual([1, 200]);
  });

  test('one rule at a time, by the sums: said above the list', async () => {
    const page = read(await staff.get('/due?rule=card_40'));
    expect(page('main p b').text()).toBe('Đổi thẻ căn cước: đủ 40 tuổi');
    expect(page('a[href="/due"]:contains("Mọi việc")')).toHaveLength(1);
    const href = page('main th a[href*="rule=card_25"]').attr('href')!;
    expect(read(await staff.get(href))('main p b').text()).toBe('Đổi thẻ căn cước: đủ 25 tuổi');
  });

  test('a list is filtered by what can be done now, for people and for doors', async () => {
    const [, rule] = ['', 'card_40'];
    const open = expected.filter(({ key, on }) => key === rule && on >= TODAY && addDays(on, -60) <= TODAY);
    const $ = read(await staff.get(`/lists/residents?due=${rule}`));
    const shown = $('tbody a[href^="/residents/"]')
      .get()
      .map((link) => $(link).attr('href')!.split('/')[2]!);
    for (const { residentId } of open) expect(shown).toContain(residentId);
    expect((await staff.get(`/lists/households?due=${rule}`)).status).toBe(200);
  });

  test('the office plans a round with the doors of a page: those that fit, in walking order; the others are named', async () => {
    // More doors than an evening has room for.
    await app.db.pool
      .query(`UPDATE resident SET birth_date = '1986-11-27', birth_precision = 'day', card_issued_on = NULL
      WHERE id IN (SELECT DISTINCT ON (household_id) resident_id FROM household_membership WHERE valid_to IS NULL)`);
    app.setNow(new Date('2026-11-26T02:03:00Z'));
    const href = read(await staff.get('/due'))('a[href^="/rounds/new"]').attr('href')!;
    const ids = new URLSearchParams(href.split('?')[1]).getAll('doors');
    const order = (
      await app.db.prisma.household.findMany({ where: { id: { in: ids } }, orderBy: { walkOrder: 'asc' } })
    ).map(({ id }) => id);
    const opened = async () => {
      const answer = await staff.get(href);
      const page = read(answer);
      const boxes = (checked: string) => attributesOf(page(`input[name=doors]${checked}`), 'value');
      return { answer, page, going: boxes('[checked]'), left: boxes(':not([checked])') };
    };
    const first = await opened();
    expect(Math.min(first.going.length, first.left.length)).toBeGreaterThan(1);
    expect(first.page('.evening-spare')).toHaveLength(0);
    expect(first.going).toEqual(order.filter((id) => first.going.includes(id)));
    expect([...first.going, ...first.left].toSorted()).toEqual(ids.toSorted());
    expect(words(first.answer)).toContain(
      `Danh sách có ${ids.length} cửa; buổi này đi ${first.going.length} cửa, lấy từ đầu danh sách, vừa giờ, theo thứ tự đi bộ.`,
    );
    expect(words(first.answer)).toContain(`${first.left.length} cửa để lại đứng ở cuối mục 3`);

    const officers = first
      .page('input[name=officers]')
      .toArray()
      .slice(0, 2)
      .map(({ attribs }) => attribs.value!);
    const planned = await staff.post('/rounds', {
      ...(await formOf(staff, href)),
      officers,
      doors: first.going,
      outOfHoursReason: 'Theo lịch hẹn của tổ trưởng',
    });
    expect(planned.status).toBe(303);
    const second = await opened();
    expect(second.going.some((id) => first.going.includes(id))).toBe(false);
    const id = planned.headers.location!.split('/').at(-1)!;
    const { code } = await app.db.prisma.round.findUniqueOrThrow({ where: { id } });
    expect(words(second.answer).split(`đang ở buổi ${code}`).length - 1).toBe(first.going.length);
  });

  test('a rule without a source is not applied, and waits on Hôm nay', async () => {
    await app.db.prisma.dueRule.updateMany({ where: { key: 'card_40' }, data: { source: '' } });
    app.setNow(new Date('2026-11-26T02:05:00Z'));
    expect(words(await staff.get('/due-rules'))).toContain('không áp dụng');
    expect(words(await staff.get('/due'))).not.toContain('Đổi thẻ căn cước: đủ 40 tuổi 1');
    expect(words(await staff.get('/due'))).toContain('Chưa áp dụng nên chưa tính: Đổi thẻ căn cước: đủ 40 tuổi.');
    expect(words(await staff.get('/today'))).toContain('1 quy tắc sắp cần Cổng không áp dụng');
  });
});
