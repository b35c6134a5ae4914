import {
  createGroup,
  createHousehold,
  createResident,
  createResidents,
  createService,
} from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { appForEach, read, type TestAgent, words } from '../../../support/test-app';

const app = appForEach();
let staff: TestAgent;

beforeEach(async () => {
  staff = await app.as('staff');
});

/** Two groups with 30 and 10 adults, a child, and a resident who moved away. */
async function people(): Promise<void> {
  for (const [code, adults] of [
    ['1', 30],
    ['2', 10],
  ] as const) {
    const group = await createGroup(app.db, app.ward, code);
    const household = await createHousehold(app.db, app.ward, { residentialGroupId: group.id });
    const names = Array.from({ length: adults }, (_, index) => `Nguyễn Văn ${code}${index}`);
    const rows = names.map((fullName) => ({ fullName, phone: '0912345678' }));
    await createResidents(app.db, app.ward, household, rows);
    await createResident(app.db, app.ward, { household, relation: 'child', birthDate: '2016-03-01' });
    await createResident(app.db, app.ward, { household, relation: 'child', residenceStatus: 'moved_out' });
  }
}

/** Signs in again, because a session does not last that long. */
const comeBack = async (instant: string) => {
  app.setNow(new Date(instant));
  staff = await app.as('staff');
};
const draw = (size: string) => staff.post('/samples', { size });
const members = () =>
  app.db.prisma.sampleMember.findMany({ orderBy: { callOrder: 'asc' }, include: { sampleStratum: true } });
const answers = () => app.db.prisma.sampleAnswer.findMany({ orderBy: { recordedAt: 'asc' } });
const events = (action: string) => app.db.prisma.auditEvent.count({ where: { action } });
const say = async (member: { id: string }, answer: string, given: object = {}) =>
  staff.post(`/sample-members/${member.id}/answers`, {
    ...(await formOf(staff, `/sample-members/${member.id}`)),
    answer,
    ...given,
  });
const page = async () => words(await staff.get(`/samples/${(await app.db.prisma.surveySample.findFirstOrThrow()).id}`));

describe('the office draws the sample of a quarter', () => {
  beforeEach(people);

  test('from the adults who live in the ward, each group in proportion', async () => {
    const drawn = await draw('32');
    const sample = await app.db.prisma.surveySample.findFirstOrThrow({ include: { strata: true } });
    expect([drawn.status, drawn.headers.location]).toEqual([303, `/samples/${sample.id}`]);
    expect(sample.quarter.toISOString().slice(0, 10)).toBe('2026-10-01');
    expect(sample.strata.map(({ population }) => population).sort()).toEqual([10, 30]);
    const found = await members();
    expect(found).toHaveLength(32);
    expect(new Set(found.map(({ residentId }) => residentId)).size).toBe(32);
    expect(found.filter(({ sampleStratum }) => sampleStratum.population === 30)).toHaveLength(24);
    expect(await events('sample.draw')).toBe(1);
    expect(await page()).toContain('bốc thăm 32 trong 40 người lớn ngày 26/11/2026');
  });

  test('so that the kept seed draws the same people again', async () => {
    await draw('32');
    const sample = await app.db.prisma.surveySample.findFirstOrThrow();
    // The rule in words: by the hash of 'seed:id', so many from each group.
    const { rows } = await app.db.pool.query<{ id: string }>(
      `SELECT id FROM (
         SELECT r.id, sha256(convert_to($1 || ':' || r.id, 'UTF8')) AS lot,
           row_number() OVER (PARTITION BY h.residential_group_id ORDER BY sha256(convert_to($1 || ':' || r.id, 'UTF8'))) AS place,
           (SELECT count(*) FROM sample_member m JOIN sample_stratum t ON t.id = m.sample_stratum_id WHERE t.residential_group_id = h.residential_group_id) AS drawn
         FROM resident r JOIN household_membership m ON m.resident_id = r.id JOIN household h ON h.id = m.household_id
         WHERE r.residence_status = 'permanent' AND r.birth_date < '2008-11-27') everybody
       WHERE place <= drawn ORDER BY lot`,
      [String(sample.seed)],
    );
    expect((await members()).map(({ residentId }) => residentId)).toEqual(rows.map(({ id }) => id));
  });

  test.each([
    ['41', 'Trong sổ chỉ có 40 người từ 18 tuổi.'],
    ['29', 'Bốc từ 30 đến 1.000 người.'],
    ['hai trăm', 'Nhập số người, ví dụ 200.'],
  ])('but not %s people', async (size, message) => {
    const refused = await draw(size);
    expect([refused.status, words(refused)]).toEqual([422, expect.stringContaining(message)]);
    expect(read(refused)('#size').val()).toBe(size);
    expect([await app.db.prisma.surveySample.count(), await events('sample.draw')]).toEqual([0, 0]);
  });

  test('once: a second draw says that it exists', async () => {
    await draw('32');
    const second = await draw('40');
    expect([second.status, second.headers.location]).toEqual([303, '/samples']);
    expect(words(await staff.get('/samples'))).toContain('đã bốc trước đó: mỗi quý một mẫu');
    expect([await app.db.prisma.surveySample.count(), (await members()).length]).toEqual([1, 32]);
  });

  test('again in the next quarter', async () => {
    await draw('32');
    await comeBack('2027-01-04T02:00:00Z');
    await draw('32');
    expect(await app.db.prisma.surveySample.count()).toBe(2);
  });
});

describe('the office calls the people of a sample', () => {
  const heard = async ({ surveySampleId }: { surveySampleId: string }, state = 'heard') =>
    read(await staff.get(`/samples/${surveySampleId}?state=${state}`));

  beforeEach(async () => {
    await people();
    await draw('40');
  });

  test('and goes from one answer to the next person', async () => {
    const [first, second] = await members();
    const saved = await say(first!, 'alone');
    expect([saved.status, saved.headers.location]).toEqual([303, `/sample-members/${second!.id}`]);
    expect(words(await staff.get(saved.headers.location!))).toContain('Đã ghi');
    expect(await answers()).toMatchObject([{ sampleMemberId: first!.id, answer: 'alone' }]);
    expect(await events('sample.answer')).toBe(1);
  });

  test('and is told below the field what is missing', async () => {
    const [first] = await members();
    const refused = await say(first!, '', { answeredOn: '25/11/2026' });
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('Chọn câu trả lời.');
    expect(words(refused)).toContain('Ngày này ở trước ngày bốc thăm.');
    expect(read(refused)('#answeredOn').val()).toBe('25/11/2026');
    expect(await answers()).toEqual([]);
  });

  test('and keeps whether they may be asked again, as their consent, once; a refusal takes them out', async () => {
    await staff.post('/privacy-notices/new', { version: '0', body: 'Phường giữ dữ liệu để đến giúp.' });
    const notice = await app.db.prisma.privacyNotice.findFirstOrThrow();
    const consents = () => app.db.prisma.consent.findMany({ orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }] });
    const [first, second, third] = await members();
    const unread = await say(first!, 'alone', { survey: 'yes' });
    expect(unread.status).toBe(422);
    expect(words(unread)).toContain('Đọc thông báo rồi mới hỏi đồng ý');
    const unmet = await say(first!, 'not_reached', { survey: 'no' });
    expect([unmet.status, (await answers()).length, (await consents()).length]).toEqual([422, 0, 0]);

    const agreed = { answer: 'alone', survey: 'yes', readAloud: 'yes' };
    const form = { ...(await formOf(staff, `/sample-members/${first!.id}`)), ...agreed };
    for (let times = 0; times < 2; times += 1)
      expect((await staff.post(`/sample-members/${first!.id}/answers`, form)).status).toBe(303);
    const way = { noticeId: notice.id, givenBy: 'self', channel: 'telephone' };
    expect(await consents()).toMatchObject([{ residentId: first!.residentId, survey: true, readAloud: true, ...way }]);
    expect([await events('consent.record'), await events('sample.answer')]).toEqual([1, 1]);

    // What was heard in the same call may still be put right.
    await say(second!, 'alone', { survey: 'no' });
    expect(words(await staff.get(`/sample-members/${second!.id}`))).not.toContain('không muốn trả lời khảo sát');
    expect((await say(second!, 'declined')).status).toBe(303);
    expect((await say(second!, 'with_family')).status).toBe(303);
    await say(third!, 'declined');
    const said = (await consents()).map(({ residentId, survey }) => [residentId, survey]);
    expect([said.length, said]).toEqual([2, expect.arrayContaining([[second!.residentId, false]])]);
    await comeBack('2027-01-04T02:00:00Z');
    await draw('40');
    const later = await app.db.prisma.surveySample.findFirstOrThrow({ orderBy: { quarter: 'desc' } });
    const name = async ({ residentId }: { residentId: string }) =>
      (await app.db.prisma.resident.findUniqueOrThrow({ where: { id: residentId } })).fullName;
    const called = words(await staff.get(`/samples/${later.id}?state=to_call`));
    expect(called).not.toContain(`${await name(second!)} `);
    expect(called).toContain(`${await name(third!)} `);
  });

  test('and a form sent twice is one call', async () => {
    const [first] = await members();
    const form = { ...(await formOf(staff, `/sample-members/${first!.id}`)), answer: 'alone' };
    for (let times = 0; times < 2; times += 1) await staff.post(`/sample-members/${first!.id}/answers`, form);
    expect([(await answers()).length, await events('sample.answer')]).toEqual([1, 1]);
    expect(await app.db.prisma.portalUse.count()).toBe(1);
  });

  test('and of two answers on one day the later stands, with both kept', async () => {
    const [first] = await members();
    const form = await formOf(staff, `/sample-members/${first!.id}`);
    for (const answer of ['alone', 'with_family']) {
      await staff.post(`/sample-members/${first!.id}/answers`, { ...form, answer });
      app.setNow(new Date('2026-11-26T03:00:00Z'));
    }
    expect((await answers()).map(({ answer }) => answer)).toEqual(['alone', 'with_family']);
    const list = (await heard(first!)).text();
    expect(list).toContain('Có, người nhà bấm máy, 26/11/2026');
    expect(list).not.toContain('Có, tự bấm máy, 26/11/2026');
  });

  test.each([
    ['and corrects an answer of the day that was not given', '2026-11-26T03:00:00Z', false],
    ['and an answer stays valid over later calls in vain', '2026-11-27T03:00:00Z', true],
  ])('%s', async (_what, calledAt, isKept) => {
    const [first] = await members();
    await say(first!, 'alone');
    await comeBack(calledAt);
    await say(first!, 'not_reached');
    expect(await answers()).toHaveLength(2);
    expect((await heard(first!)).text().includes('Có, tự bấm máy, 26/11/2026')).toBe(isKept);
  });

  test('and calls who was not reached on another day, three times at most', async () => {
    const [first] = await members();
    const isToCall = async () =>
      read(await staff.get(`/samples/${first!.surveySampleId}`))(`a[href="/sample-members/${first!.id}"]`).length > 0;
    for (const [day, isCalledLater] of [
      ['26', true],
      ['27', true],
      ['28', false],
    ] as const) {
      await comeBack(`2026-11-${day}T02:00:00Z`);
      expect(await isToCall()).toBe(true);
      await say(first!, 'not_reached');
      expect(await isToCall()).toBe(false);
      await comeBack(`2026-11-${day}T20:00:00Z`); // three in the morning of the next day
      expect(await isToCall()).toBe(isCalledLater);
    }
  });

  test('and each list of names is as long as the figure on it', async () => {
    const all = await members();
    const said = ['alone', 'not_used', 'does_not_know', 'does_not_know', 'declined', 'not_reached'];
    for (const [index, answer] of said.entries()) await say(all[index]!, answer);
    for (const [state, label, count] of [
      ['to_call', 'Còn phải gọi', 34],
      ['heard', 'Trả lời được', 2],
      ['does_not_know', 'Không nhớ, không rõ', 2],
      ['not_heard', 'Chưa hỏi được', 2],
      ['gone', 'Không còn ở phường', 0],
      ['all', 'Tất cả', 40],
    ] as const) {
      const list = await heard(all[0]!, state);
      expect(list('.filters [aria-current]').text()).toBe(`${label}: ${count}`);
      expect(list('a[href^="/sample-members/"]', 'tbody')).toHaveLength(count);
    }
  });

  describe('and the ledger holds the answer that stands', () => {
    let first: Awaited<ReturnType<typeof members>>[number];
    let residence: { id: string };
    beforeEach(async () => {
      residence = await createService(app.db, app.ward, { name: 'Đăng ký tạm trú', code: '1.004194' });
      first = (await members())[0]!;
    });

    const uses = () =>
      app.db.prisma.portalUse.findMany({
        select: { residentId: true, how: true, source: true, usedOn: true, datePrecision: true, publicServiceId: true },
      });

    test('with its service and month', async () => {
      await say(first, 'alone', { service: 'đăng ký tạm trú (1.004194)', month: '2026-09' });
      const month = { usedOn: new Date('2026-09-01'), datePrecision: 'month' };
      const use = { residentId: first.residentId, how: 'alone', source: 'sample', publicServiceId: residence.id };
      expect(await uses()).toEqual([{ ...use, ...month }]);
      expect(words(await staff.get(`/sample-members/${first.id}`))).toContain(
        '26/11/2026: Có, tự bấm máy, Đăng ký tạm trú, tháng 9/2026',
      );
    });

    test('or without, on the day of the answer', async () => {
      await say(first, 'with_family');
      expect(await uses()).toMatchObject([
        { how: 'by_relative', usedOn: new Date('2026-11-26'), datePrecision: 'year', publicServiceId: null },
      ]);
    });

    test('but not who held the phone when the team was there, which its own visits say', async () => {
      await say(first, 'with_team');
      expect(await uses()).toEqual([]);
    });

    test('which no list of the reports shows, because the sample speaks for itself', async () => {
      await say(first, 'alone', { service: '1.004194' });
      expect(words(await (await app.as('chairman')).get('/reports/adults?use=own'))).toContain('0 người từ 18 tuổi');
    });

    test('so a later answer of the day replaces it', async () => {
      await say(first, 'alone', { service: '1.004194' });
      await say(first, 'with_family');
      expect(await uses()).toMatchObject([{ how: 'by_relative', publicServiceId: null }]);
      await say(first, 'not_reached');
      expect(await uses()).toEqual([]);
      expect(await answers()).toHaveLength(3);
    });

    test('and a call in vain on another day leaves it', async () => {
      await say(first, 'alone');
      await comeBack('2026-11-27T03:00:00Z');
      await say(first, 'not_reached');
      expect(await uses()).toMatchObject([{ how: 'alone', usedOn: new Date('2026-11-26') }]);
      await say(first, 'not_used');
      expect(await uses()).toEqual([]);
    });

    test.each<[{ answer: string; service?: string; month?: string }, string, string]>([
      [{ answer: 'alone', service: 'Đăng ký gì đó' }, '#service', 'Danh mục không có dịch vụ này.'],
      [{ answer: 'not_used', service: '1.004194' }, '#service', 'bỏ trống dịch vụ, hoặc chọn lại'],
      [{ answer: 'alone', month: '2025-11' }, '#month', 'Tháng này ngoài 12 tháng gần nhất.'],
      [{ answer: 'alone', month: '2026-12' }, '#month', 'Tháng này ở sau ngày trả lời.'],
      [{ answer: 'declined', month: '2026-10' }, '#month', 'bỏ trống tháng, hoặc chọn lại'],
    ])('but not %j', async (given, field, message) => {
      const refused = await say(first, given.answer, given);
      expect(refused.status).toBe(422);
      expect(read(refused)(`${field}-error`).text()).toContain(message);
      if (given.service) expect(read(refused)('#service').val()).toBe(given.service);
      expect([await uses(), await answers()]).toEqual([[], []]);
    });
  });

  describe('and of those who died or left the ward since the draw', () => {
    let gone: Awaited<ReturnType<typeof members>>[number];
    beforeEach(async () => {
      const heads = await app.db.prisma.householdMembership.findMany({ where: { relation: 'head' } });
      gone = (await members()).find(({ residentId }) => !heads.some((head) => head.residentId === residentId))!;
    });

    /** On 29 November, with the day that is written down. */
    const leave = async (how: 'death' | 'departure', on: string) => {
      await comeBack('2026-11-29T02:00:00Z');
      const path = `/residents/${gone.residentId}/${how}`;
      const left = await staff.post(path, { ...(await formOf(staff, path)), on, confirmed: 'yes' });
      expect(left.status).toBe(303);
    };
    const shownIn = async (state: string) => {
      const list = await heard(gone, state);
      return list(`a[href="/sample-members/${gone.id}"]`).closest('tr').find('td').last().text();
    };
    const kept = () =>
      Promise.all([answers(), events('sample.answer'), app.db.prisma.portalUse.count(), shownIn('gone')]);

    test('they are not called: they are a list of their own', async () => {
      await leave('death', '28/11/2026');
      expect(await shownIn('gone')).toBe('Đã mất, 28/11/2026: không gọi nữa');
      expect([await shownIn('to_call'), await shownIn('not_heard')]).toEqual(['', '']);
      const list = await heard(gone, 'to_call');
      expect(list('.page-head-actions').text()).toContain('Gọi tiếp: còn 39 người');
      expect(list('.filters').text()).toMatch(/Còn phải gọi: 39\s.*Không còn ở phường: 1\s.*Tất cả: 40/s);
      expect(await page()).toContain('Chưa gọi39 người Đã mất hoặc không còn ở phường: không gọi nữa1 người');
      const own = await staff.get(`/sample-members/${gone.id}`);
      expect(words(own)).toContain(
        'Không gọi nữa. Sổ ghi người này đã mất từ ngày 28/11/2026: chỉ ghi được câu trả lời trước ngày đó.',
      );
      expect(read(own)('a[href^="tel:"]')).toHaveLength(0);
      const before = (await members()).filter(({ callOrder }) => callOrder < gone.callOrder).at(-1);
      if (before) expect((await say(before, 'alone')).headers.location).not.toContain(gone.id);
    });

    test.each<['death' | 'departure', string, string]>([
      ['death', '28/11/2026', 'Sổ ghi người này đã mất từ ngày 28/11/2026'],
      ['departure', '29/11/2026', 'Sổ ghi người này đã chuyển đi từ ngày 28/11/2026'],
    ])('no answer is taken from the day of the %s on', async (how, answeredOn, message) => {
      await leave(how, '28/11/2026');
      const before = await kept();
      const refused = await say(gone, 'alone', { answeredOn });
      expect(refused.status).toBe(422);
      expect(read(refused)('#answeredOn-error').text()).toContain(message);
      expect(read(refused)('#answeredOn').val()).toBe(answeredOn);
      expect(read(refused)('[name=answer][checked]').val()).toBe('alone');
      expect(await kept()).toEqual(before);
    });

    test('an answer of the day before can still be written down, once', async () => {
      await leave('death', '28/11/2026');
      const said = { answer: 'alone', answeredOn: '27/11/2026' };
      const form = { ...(await formOf(staff, `/sample-members/${gone.id}`)), ...said };
      for (let times = 0; times < 2; times += 1)
        expect((await staff.post(`/sample-members/${gone.id}/answers`, form)).status).toBe(303);
      expect(await answers()).toHaveLength(1);
      expect([await shownIn('heard'), await shownIn('gone')]).toEqual(['Có, tự bấm máy, 27/11/2026', '']);
    });

    test('an answer given before stands', async () => {
      await say(gone, 'not_used');
      await leave('departure', '26/11/2026');
      expect([await shownIn('heard'), await shownIn('gone')]).toEqual(['Không nộp lần nào, 26/11/2026', '']);
      expect(await page()).toContain('Trả lời được1 người');
    });

    test('calls in vain count no more, until they are back', async () => {
      await say(gone, 'not_reached');
      await leave('departure', '27/11/2026');
      expect(await shownIn('gone')).toBe('Đã chuyển đi, 27/11/2026: không gọi nữa');
      expect(await page()).toContain('Gọi mà chưa gặp0 người');
      const [home] = await app.db.prisma.household.findMany();
      const path = `/residents/${gone.residentId}/membership?household=${home!.id}`;
      const back = { relation: 'child', since: '28/11/2026', residenceStatus: 'permanent' };
      await staff.post(path.split('?')[0]!, { ...(await formOf(staff, path)), ...back });
      expect(await shownIn('to_call')).toBe('Chưa gặp được, 26/11/2026, gọi 1 lần');
    });

    test('no answer is taken at all where the register gives no day', async () => {
      const moved = { residenceStatus: 'moved_out' } as const;
      await app.db.prisma.resident.update({ where: { id: gone.residentId }, data: moved });
      const refused = await say(gone, 'alone', { answeredOn: '26/11/2026' });
      expect(refused.status).toBe(422);
      expect(read(refused)('#answeredOn-error').text()).toContain('đã chuyển đi, không rõ từ ngày nào');
      expect(await answers()).toEqual([]);
    });
  });

  test('and the share appears once thirty people have answered', async () => {
    const all = await members();
    const given = (count: number) =>
      all.slice(0, count).map(({ id: sampleMemberId }, index) => ({
        ...{ wardId: app.ward.id, sampleMemberId, answeredOn: new Date('2026-11-26') },
        ...{ recordedBy: app.users.staff.id, recordedAt: new Date('2026-11-26T02:00:00Z') },
        answer: index % 3 === 0 ? ('alone' as const) : ('not_used' as const),
      }));
    await app.db.prisma.sampleAnswer.createMany({ data: given(29) });
    expect(await page()).toContain('mới có 29 người trả lời, cần ít nhất 30');
    await say(all[29]!, 'with_family');
    expect(await page()).toMatch(/tin cậy 95 %; theo 30 người trả lời/);
  });
});

test('the chairman reads what a sample says, but not who said it', async () => {
  await people();
  await draw('40');
  const sample = await app.db.prisma.surveySample.findFirstOrThrow();
  const seen = words(await (await app.as('chairman')).get(`/samples/${sample.id}`));
  expect(seen).toContain('Mẫu hỏi quý 4/2026');
  expect(seen).not.toContain('Nguyễn Văn');
  expect(await events('sample.open')).toBe(0);
  await staff.get(`/samples/${sample.id}`);
  expect(await events('sample.open')).toBe(1);
});

test('the chairman finds the figure of the newest sample on the overview', async () => {
  const chairman = await app.as('chairman');
  const overview = async () => words(await chairman.get('/reports'));
  expect(await overview()).toContain('Cả phường, theo mẫu hỏi chưa biết');
  await people();
  await draw('40');
  expect(await overview()).toMatch(
    /theo mẫu hỏi chưa đủ .*hỏi được 0 người bốc thăm, quý 4\/2026.*Gọi tiếp mẫu quý 4\/2026: cần 30 câu trả lời, còn thiếu 30/,
  );
  const answer = (id: string, given: object) =>
    staff.post(`/sample-members/${id}/answers`, { id: crypto.randomUUID(), ...given });
  for (const { id } of await members()) await answer(id, { answer: 'declined', answeredOn: '26/11/2026' });
  expect(await overview()).toContain('Mẫu quý 4/2026 không còn ai để gọi: cần 30 câu trả lời, còn thiếu 30.');
  await app.db.prisma.sampleAnswer.updateMany({ data: { recordedAt: new Date('2026-11-26T01:00:00Z') } });
  for (const [index, { id }] of (await members()).entries())
    await answer(id, { answer: index < 10 ? 'alone' : 'not_used', answeredOn: '26/11/2026' });
  // All adults were asked, so nothing is uncertain.
  expect(await overview()).toMatch(
    /theo mẫu hỏi 25,0 % .*khoảng 25–25 %, tin cậy 95 %; tự bấm máy; hỏi được 40 người bốc thăm.*“Cứ bốn người lớn trong phường thì khoảng một người đã tự nộp/,
  );
});
