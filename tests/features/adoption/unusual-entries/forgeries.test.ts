import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../../../src/features/office/audit/record';
import { actorOf } from '../../../support/worlds/office';
import { createHousehold, createResidents, createService, createVisit } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { read, sharedApp, type TestAgent, textsOf, words } from '../../../support/test-app';
import { blankForm } from '../../../support/worlds/door';

/** Thursday 26 November 2026, 14:00 in Hà Nội. */
const AFTERNOON = new Date('2026-11-26T07:00:00Z');
const AT_FIVE = new Date('2026-11-25T22:00:00Z');
const PATH = '/unusual-entries';

const app = sharedApp();
let staff: TestAgent;
let officer: TestAgent;
let people: { id: string; householdId: string }[];
let service: { id: string };

/** 120 adults at 24 doors. */
beforeAll(async () => {
  app.setNow(AFTERNOON);
  await app.db.prisma.ward.updateMany({ data: { teamBeganOn: new Date('2026-07-01') } });
  [staff, officer] = [await app.as('staff'), await app.as('officer')];
  for (let door = 0; door < 24; door += 1) {
    const household = await createHousehold(app.db, app.ward);
    const five = [0, 1, 2, 3, 4].map((place) => ({ fullName: `Lê Văn ${door} ${place}`, phone: '0912345678' }));
    await createResidents(app.db, app.ward, household, five);
  }
  const homes = await app.db.prisma.householdMembership.findMany({ orderBy: { residentId: 'asc' } });
  people = homes.map(({ residentId, householdId }) => ({ id: residentId, householdId }));
  service = await createService(app.db, app.ward);
});

/** Answers of the sample, as the office types one. */
const answer = (member: { id: string }, said: string, answeredOn = '26/11/2026') =>
  staff.post(`/sample-members/${member.id}/answers`, {
    ...{ id: randomUUID(), answer: said, answeredOn, service: '', month: '' },
  });

/** Sends forms at an even pace. */
async function sendAll(
  count: number,
  seconds: number,
  send: (index: number) => Promise<{ status: number }>,
  from = AFTERNOON,
) {
  const statuses = new Set<number>();
  for (let index = 0; index < count; index += 1) {
    app.setNow(new Date(from.getTime() + (seconds * 1000 * index) / count));
    statuses.add((await send(index)).status);
  }
  expect([...statuses]).toEqual([303]);
}

/** What the chairman's page names beyond what it named before, row by row: when, who, what. */
async function named(): Promise<string[]> {
  const $ = read(await (await app.as('chairman')).get(PATH));
  const rows = $('table.table-cards tbody tr')
    .toArray()
    .map((row) => textsOf($(row).find('td:nth-of-type(1), td:nth-of-type(2), td a')).join(' | '));
  const fresh = rows.filter((row) => !known.has(row));
  for (const row of rows) known.add(row);
  return fresh;
}
const known = new Set<string>();

const lines = (
  visitId: string,
  residents: { id: string }[],
  { service: of = service, hasCode = true, from = 0 } = {},
) =>
  app.db.prisma.assistedProcedure.createMany({
    data: residents.map(({ id }, index) => ({
      ...{ wardId: app.ward.id, visitId, position: from + index, residentId: id, publicServiceId: of.id },
      ...{ helpLevel: 'guided', result: 'submitted' },
      portalFileCode: hasCode ? `H26.12.3-${visitId.slice(-6)}-${id.slice(-8)}` : null,
    })),
  });

test('forty answers by telephone at five in the morning', async () => {
  const form = { answer: 'alone', service: '', month: '', askedOn: '26/11/2026' };
  const ask = (index: number) => officer.post(`/residents/${people[60 + index]!.id}/portal-answers`, form);
  await sendAll(40, 3600, ask, AT_FIVE);
  expect(await named()).toEqual(['đêm 25/11/2026 | Nguyễn Thị Đội | 40 câu trả lời qua điện thoại ghi ban đêm']);
});

test('sixty answers of the sample typed in ten seconds', async () => {
  await staff.post('/samples', { size: '100' });
  const members = await app.db.prisma.sampleMember.findMany({ orderBy: { callOrder: 'asc' } });
  await sendAll(60, 10, (index) => answer(members[index]!, 'alone'));
  expect(await named()).toEqual(['26/11/2026 | Trần Văn Phòng | 60 câu trả lời mẫu hỏi ghi dồn']);
});

test('three of them typed over to the better answer, which the log keeps with the worse one', async () => {
  const [first, ...others] = await app.db.prisma.sampleMember.findMany({ orderBy: { callOrder: 'desc' }, take: 3 });
  for (const [place, said] of ['not_used', 'alone'].entries()) {
    const from = new Date(AFTERNOON.getTime() + (1 + place) * 3_600_000);
    await sendAll(3, 900, (index) => answer([first!, ...others][index]!, said), from);
  }
  expect(await named()).toEqual(['26/11/2026 | Trần Văn Phòng | 3 câu trả lời mẫu hỏi được nâng lên']);
  const events = await app.db.prisma.auditEvent.findMany({ where: { action: 'sample.answer', subjectId: first!.id } });
  expect(events.at(-1)!.details).toMatchObject({
    changes: [{ field: 'portalAnswer', before: 'not_used', after: 'alone' }],
  });
});

test('six answers of the sample from here and there in the order of calls', async () => {
  const members = await app.db.prisma.sampleMember.findMany({ orderBy: { callOrder: 'asc' } });
  const places = [61, 73, 85, 97, 71, 95];
  const from = new Date(AFTERNOON.getTime() + 2.5 * 3_600_000);
  await sendAll(6, 1800, (index) => answer(members[places[index]! - 1]!, 'not_used'), from);
  // With the one of above, from the sixtieth to the last.
  expect(await named()).toEqual(['26/11/2026 | Trần Văn Phòng | 7 câu trả lời mẫu hỏi nhảy cóc thứ tự gọi']);
});

test('eighteen lines of another officer changed from guided to watched', async () => {
  const arrivedAt = new Date('2026-11-20T12:00:00Z');
  for (let door = 0; door < 3; door += 1) {
    const household = { id: people[door]!.householdId };
    const visit = await createVisit(app.db, app.ward, { household, by: app.users.officer2, arrivedAt });
    await lines(visit.id, people.slice(102 + door * 6, 108 + door * 6));
    const form = await formOf(staff, `/visits/${visit.id}/edit`);
    const watched = Object.keys(form).filter((name) => name.endsWith('[helpLevel]') && form[name] === 'guided');
    expect(watched).toHaveLength(6);
    const changed = { ...form, ...Object.fromEntries(watched.map((name) => [name, 'watched'])) };
    await sendAll(1, 1, () => staff.post(`/visits/${visit.id}/edit`, changed));
  }
  expect(await named()).toEqual(['26/11/2026 | Trần Văn Phòng | 18 việc sửa lại được nâng lên']);
});

test('twelve visits of last week entered within a minute', async () => {
  await sendAll(12, 50, (index) =>
    officer.post(
      `/households/${people[5 * index]!.householdId}/visits/new`,
      blankForm({
        ...{ arrivedOn: '19/11/2026', arrivedTime: `19:${10 + index}`, outcome: 'met', lateReason: 'quên' },
        ...{ presence: [people[5 * index]!.id] },
      }),
    ),
  );
  expect(await named()).toEqual([
    '26/11/2026 | Nguyễn Thị Đội | 12 lượt thăm ghi dồn',
    '26/11/2026 | Nguyễn Thị Đội | 12 lượt thăm ghi muộn',
  ]);
});

test('a hundred check-backs in sixteen seconds', async () => {
  const arrivedAt = new Date('2026-11-05T12:00:00Z');
  const visit = await createVisit(app.db, app.ward, {
    ...{ household: { id: people[0]!.householdId }, by: app.users.officer, arrivedAt },
  });
  await lines(visit.id, people.slice(0, 100));
  await sendAll(100, 16, (index) =>
    officer.post(`/residents/${people[index]!.id}/check-backs`, {
      [`answers[${service.id}][outcome]`]: 'alone',
      checkedOn: '26/11/2026',
    }),
  );
  expect(await named()).toEqual([
    '26/11/2026 | Nguyễn Thị Đội | 100 lần hỏi lại ghi dồn',
    // Whose lines were raised is above the others now.
    'tháng 11/2026 | Phạm Minh Viên | 18/18 việc ghi “tự bấm” (100,0 %; những người khác 0,0 %)',
  ]);
});

test('a hundred files without a code, but not a hundred payments, which have none', async () => {
  const payment = await createService(app.db, app.ward, { groupKey: 'tien_ich_so' });
  const visitOn = async (day: string) =>
    createVisit(app.db, app.ward, {
      ...{ household: { id: people[0]!.householdId }, by: app.users.officer, arrivedAt: new Date(`${day}T12:00:00Z`) },
    });
  await lines((await visitOn('2026-11-17')).id, people.slice(0, 100), { service: payment, hasCode: false });
  expect(await named()).toEqual([]);
  await lines((await visitOn('2026-11-18')).id, people.slice(0, 100), { hasCode: false });
  expect(await named()).toEqual([
    'tháng 11/2026 | Nguyễn Thị Đội | 100/200 việc nộp mà không có mã (50,0 %; những người khác 0,0 %)',
  ]);
});

test('a hundred codes that three weeks later have no status, where those of another officer have', async () => {
  const household = { id: people[0]!.householdId };
  const arrivedAt = new Date('2026-11-03T12:00:00Z');
  const visit = await createVisit(app.db, app.ward, { household, by: app.users.officer2, arrivedAt });
  await lines(visit.id, people.slice(0, 20));
  const sent = await app.db.prisma.assistedProcedure.findMany({ where: { visitId: visit.id } });
  await app.db.prisma.fileStatus.createMany({
    data: sent.map(({ id }) => ({
      ...{ wardId: app.ward.id, assistedProcedureId: id, status: 2, statusOn: new Date('2026-11-10') },
      ...{ recordedBy: app.users.officer2.id, recordedAt: arrivedAt },
    })),
  });
  expect(await named()).toContain(
    'tháng 11/2026 | Nguyễn Thị Đội | 100/100 việc có mã chưa thấy trên Cổng (100,0 %; những người khác 0,0 %)',
  );
});

test('twenty requests by the officer for homes that refused', async () => {
  const homes = [...new Set(people.map(({ householdId }) => householdId))];
  await app.db.prisma.householdPause.createMany({
    data: homes.map((householdId) => ({
      ...{ wardId: app.ward.id, householdId, kind: 'refusal', reason: 'Sợ lừa đảo', pausedBy: app.users.officer.id },
      ...{ pausedFrom: new Date('2026-11-25'), pausedUntil: new Date('2026-11-25') },
    })),
  });
  await sendAll(20, 600, (index) =>
    officer.post(`/households/${homes[index]!}/requests`, {
      ...{ id: randomUUID(), channel: 'officer', what: 'Cài VNeID', receivedOn: '26/11/2026' },
    }),
  );
  expect(await named()).toEqual(['tháng 11/2026 | Nguyễn Thị Đội | 20 đề nghị tự ghi cho nhà đã từ chối']);
});

test('an official count typed over, whose earlier value stays on its page', async () => {
  const form = await formOf(staff, '/official-counts');
  const typed = { ...form, received: '1.240', source: 'Cổng', statedOn: '05/11/2026' };
  await sendAll(2, 600, (index) =>
    staff.post('/official-counts', { ...typed, id: randomUUID(), online: index === 0 ? '712' : '930' }),
  );
  expect(words(await staff.get('/official-counts'))).toContain(
    'Trước khi ghi đè: 1.240, trực tuyến 712; Trần Văn Phòng ghi 14:00 26/11/2026',
  );
  expect(await named()).toEqual(['26/11/2026 | Trần Văn Phòng | 1 số Cổng bị ghi đè']);
});

test('one person who helps four people outside their home, a whole home counted once, and help that was paid for', async () => {
  const { officer2 } = app.users;
  const homes = [...new Set(people.map(({ householdId }) => householdId))];
  const inHome = (home: number) => people.filter(({ householdId }) => householdId === homes[home]).map(({ id }) => id);
  const [helper, brother] = inHome(0);
  const at = AFTERNOON;
  const tie = { wardId: app.ward.id, validFrom: at, recordedBy: officer2.id, recordedAt: at };
  const helped = [brother, ...inHome(1).slice(0, 3)];
  const CO = { name: 'Cò', phone: '0534000111' };
  await app.db.prisma.digitalHelper.createMany({
    data: [
      ...helped.map((helpedId) => ({ ...tie, helpedId, residentId: helper })),
      ...[...inHome(2).slice(0, 2), inHome(4)[0]].map((helpedId) => ({ ...tie, ...CO, helpedId })),
    ],
  });
  app.setNow(AFTERNOON);
  expect(await named()).toEqual([]);
  await app.db.prisma.digitalHelper.create({
    data: { ...tie, ...CO, householdId: homes[3]!, name: 'Anh Cò' },
  });
  app.setNow(new Date(AFTERNOON.getTime() + 1000));
  expect(await named()).toEqual([
    expect.stringContaining('| 4 lần ghi người giúp số đang giúp hơn 3 người ngoài nhà mình'),
  ]);
  const check = {
    ...{ wardId: app.ward.id, residentId: people[0]!.id, publicServiceId: service.id },
    ...{ outcome: 'with_somebody' as const, helper: 'acquaintance' as const },
    ...{ taughtOn: new Date('2026-11-01'), checkedOn: at, recordedBy: officer2.id, recordedAt: at },
  };
  await app.db.prisma.checkBack.createMany({
    data: [check, { ...check, paid: false }, { ...check, helper: null, paid: true }],
  });
  app.setNow(new Date(AFTERNOON.getTime() + 2000));
  expect(await named()).toEqual([expect.stringContaining('| 1 lần hỏi lại nghe người dân nói phải trả tiền')]);
});

test('an officer takes back on a visit that a resident had to pay', async () => {
  const { officer2 } = app.users;
  const visit = await app.db.prisma.visit.findFirstOrThrow({ orderBy: { id: 'asc' } });
  const change = { field: 'paid', before: 'paid', after: 'unpaid' };
  const edit = { action: 'visit.edit', subject: { type: 'visit', id: visit.id } } as const;
  await app.db.prisma.$transaction((tx) =>
    recordEvent(tx, { ...edit, actor: actorOf(app, officer2), details: { changes: [change] }, at: AFTERNOON }),
  );
  app.setNow(AFTERNOON);
  expect(await named()).toEqual([expect.stringContaining('| 1 lượt thăm bị ghi đè')]);
});

describe('a supervisor opens what is named, asks, and writes down the answer', () => {
  const linkTo = async (agent: TestAgent, words: string, path = PATH) =>
    read(await agent.get(path))(`td a:contains("${words}")`).attr('href')!;
  const inquiries = () => app.db.prisma.entryInquiry.findMany();

  test('the entries behind it, which only those who may read files can open', async () => {
    const href = await linkTo(staff, '12 lượt thăm ghi dồn');
    const page = await staff.get(href);
    expect(words(page)).toContain('Hỏi vì: từ 6 câu trả lời, buổi tập trung trong một phút');
    expect(words(page)).toContain('26/11/2026 14:00:45 19/11/2026');
    expect(read(page)('td a[href^="/visits/"]')).toHaveLength(12);
    const chairman = await app.as('chairman');
    const seen = await chairman.get(href);
    expect(read(seen)('tbody tr')).toHaveLength(12);
    expect(read(seen)('td a')).toHaveLength(0);
    const raised = words(await chairman.get(await linkTo(chairman, '18 việc sửa lại')));
    expect(raised).toContain('Người dân bấm máy, đội hướng dẫn → Người dân tự bấm máy, đội chỉ xem');
  });

  test('a hundred of them on two pages', async () => {
    const first = await staff.get(await linkTo(staff, '100 lần hỏi lại'));
    expect(read(first)('tbody tr')).toHaveLength(50);
    const second = await staff.get(read(first)('a[rel=next]').attr('href')!);
    expect(read(second)('tbody tr')).toHaveLength(50);
    expect(words(second)).toContain('14:00:15');
  });

  test('the answer is kept, and the same finding does not come back', async () => {
    const chairman = await app.as('chairman');
    const href = await linkTo(chairman, '20 đề nghị');
    const form = await formOf(chairman, href);
    expect((await chairman.post(PATH, { ...form, answer: '' })).status).toBe(422);
    const answer = 'Nhà gọi cho đội, đã nghe lại cuộc gọi';
    expect((await chairman.post(PATH, { ...form, answer })).status).toBe(303);
    expect((await chairman.post(PATH, { ...form, answer })).status).toBe(303);
    expect(await inquiries()).toMatchObject([{ rule: 'invited', entries: 20, answer, askedBy: app.users.chairman.id }]);
    const { details } = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'entry-inquiry.record' } });
    expect(details).toMatchObject({ rule: 'invited', answer, writerId: app.users.officer.id });
    expect(words(await chairman.get(PATH))).not.toContain('20 đề nghị');
    const asked = words(await chairman.get(`${PATH}?state=asked`));
    expect(asked).toContain(
      `Nguyễn Thị Đội 20 đề nghị tự ghi cho nhà đã từ chốitháng 11/2026, ghi 26/11/2026 ${answer} (Vũ Văn Tịch hỏi`,
    );
    expect(words(await chairman.get(href))).toContain(answer);
  });

  test('but comes back with what is written later', async () => {
    app.setNow(new Date('2026-11-27T07:00:00Z'));
    officer = await app.as('officer');
    await officer.post(`/households/${people[0]!.householdId}/requests`, {
      ...{ id: randomUUID(), channel: 'officer', what: 'Cài VNeID', receivedOn: '26/11/2026' },
    });
    expect(words(await (await app.as('chairman')).get(PATH))).toContain('21 đề nghị tự ghi');
  });

  test('the writer does not answer for themselves', async () => {
    staff = await app.as('staff');
    const href = await linkTo(staff, '60 câu trả lời mẫu hỏi');
    expect(words(await staff.get(href))).toContain('nhờ người khác hỏi');
    const { writerId, on } = Object.fromEntries(new URL(href, 'http://ours').searchParams);
    const form = { id: randomUUID(), rule: 'fast', kind: 'sample', writerId, on, lastAt: AFTERNOON.toISOString() };
    const refused = await staff.post(PATH, { ...form, answer: 'tôi gõ nhanh' });
    expect([refused.status, words(refused).includes('của chính mình')]).toEqual([422, true]);
    expect(await inquiries()).toHaveLength(1);
  });

  test('a share of a month comes back when it has grown by a finding', async () => {
    const chairman = await app.as('chairman');
    const href = await linkTo(chairman, '100/200 việc nộp mà không có mã');
    await chairman.post(PATH, { ...(await formOf(chairman, href)), answer: 'chưa tra mã' });
    const household = { id: people[0]!.householdId };
    const arrivedAt = new Date('2026-11-24T12:00:00Z');
    const visit = await createVisit(app.db, app.ward, { household, by: app.users.officer, arrivedAt });
    await lines(visit.id, people.slice(0, 4), { hasCode: false });
    expect(words(await chairman.get(PATH))).not.toContain('việc nộp mà không có mã');
    await lines(visit.id, people.slice(4, 5), { hasCode: false, from: 4 });
    expect(words(await chairman.get(PATH))).toContain('105/205 việc nộp mà không có mã');
  });

  test('another ward sees none of it', async () => {
    const other = await app.as('staff', 'other');
    expect(words(await other.get(PATH))).toContain('Không có gì đáng hỏi');
    expect((await other.get(await linkTo(await app.as('chairman'), '100 lần hỏi lại'))).status).toBe(404);
  });

  test('Hôm nay says how many wait', async () => {
    expect(words(await (await app.as('chairman')).get('/today'))).toMatch(/16 điều đáng hỏi lại/);
  });
});

describe('what is changed afterwards is named too', () => {
  test('doors where nobody was home, opened by edits within seconds', async () => {
    officer = await app.as('officer');
    const at = new Date('2026-11-27T08:00:00Z');
    app.setNow(at);
    const forms: [path: string, form: object][] = [];
    for (let door = 0; door < 6; door += 1) {
      const household = { id: people[door * 5]!.householdId };
      const arrivedAt = new Date(`2026-11-27T0${door}:30:00Z`);
      const visit = await createVisit(app.db, app.ward, {
        ...{ household, by: app.users.officer, arrivedAt, outcome: 'nobody_home' as const },
      });
      forms.push([`/visits/${visit.id}/edit`, await formOf(officer, `/visits/${visit.id}/edit`)]);
    }
    await named();
    const met = { outcome: 'met', othersPresent: 'người nhà' };
    await sendAll(6, 12, (index) => officer.post(forms[index]![0], { ...forms[index]![1], ...met }), at);
    expect(await named()).toEqual(['27/11/2026 | Nguyễn Thị Đội | 6 việc sửa lại ghi dồn']);
  });

  /** A visit of officer's with lines that were guided, and the form that says the residents did it alone. */
  async function raisedForm(by: 'officer' | 'officer2', arrivedAt: Date, residents: { id: string }[]) {
    const household = { id: people[0]!.householdId };
    const visit = await createVisit(app.db, app.ward, { household, by: app.users[by], arrivedAt });
    await lines(visit.id, residents);
    const form = await formOf(staff, `/visits/${visit.id}/edit`);
    const levels = Object.keys(form).filter((name) => name.endsWith('[helpLevel]') && form[name] === 'guided');
    return {
      path: `/visits/${visit.id}/edit`,
      form: { ...form, ...Object.fromEntries(levels.map((name) => [name, 'watched'])) },
    };
  }

  test('five of one’s own lines raised a week later, but not on the next day', async () => {
    [staff, officer] = [await app.as('staff'), await app.as('officer')];
    const soon = await raisedForm('officer', new Date('2026-11-26T12:00:00Z'), people.slice(20, 25));
    expect((await officer.post(soon.path, soon.form)).status).toBe(303);
    expect((await named()).filter((row) => row.includes('của mình'))).toEqual([]);
    const late = await raisedForm('officer', new Date('2026-11-19T12:00:00Z'), people.slice(25, 30));
    expect((await officer.post(late.path, late.form)).status).toBe(303);
    expect(await named()).toContainEqual('27/11/2026 | Nguyễn Thị Đội | 5 việc sửa lại của mình được nâng lên');
  });

  test('people whom another account adds to those present', async () => {
    const household = { id: people[10]!.householdId };
    const visit = await createVisit(app.db, app.ward, {
      ...{ household, by: app.users.officer2, arrivedAt: new Date('2026-11-25T03:00:00Z') },
    });
    const form = await formOf(staff, `/visits/${visit.id}/edit`);
    const presence = people.filter(({ householdId }) => householdId === household.id).map(({ id }) => id);
    expect((await staff.post(`/visits/${visit.id}/edit`, { ...form, presence })).status).toBe(303);
    expect(await named()).toEqual(['27/11/2026 | Trần Văn Phòng | 5 việc sửa lại được nâng lên']);
  });

  test('an answer of the sample taken back on its day, and more people at a session of another writer', async () => {
    const member = await app.db.prisma.sampleMember.findFirstOrThrow({ where: { callOrder: 99 } });
    for (const [minute, said] of ['not_used', 'declined'].entries()) {
      app.setNow(new Date(Date.UTC(2026, 10, 27, 8, 10 + minute)));
      expect((await answer(member, said, '27/11/2026')).status).toBe(303);
    }
    const topic = await createService(app.db, app.ward, { kind: 'topic', topicArea: 'scam' });
    const held = { heldOn: '26/11/2026', place: 'Đình', services: topic.id };
    const form = { ...(await formOf(officer, '/group-sessions')), ...held };
    const path = (await officer.post('/group-sessions', { ...form, othersCount: '20' })).headers.location!;
    expect((await staff.post(path, { ...form, version: '1', othersCount: '200' })).status).toBe(303);
    expect((await named()).sort()).toEqual([
      '27/11/2026 | Trần Văn Phòng | 1 buổi tập trung bị ghi đè',
      '27/11/2026 | Trần Văn Phòng | 1 câu trả lời mẫu hỏi bị ghi đè',
    ]);
  });

  test('visits typed at once on a laptop that carries the round, but not those that it only sent at once', async () => {
    const by = app.users.officer2;
    const sentAt = new Date('2026-11-27T09:00:00Z');
    const sendRound = async (code: string, hour: number, minutesApart: number) => {
      const startsAt = new Date(Date.UTC(2026, 10, 27, hour));
      const times = { startsAt, endsAt: sentAt };
      const round = await app.db.prisma.round.create({
        data: { wardId: app.ward.id, code, area: 'Phố', createdBy: by.id, ...times },
      });
      await app.db.prisma.carriedRound.create({
        data: {
          ...{ id: randomUUID(), wardId: app.ward.id, roundId: round.id, officerId: by.id, laptopName: 'Máy 1' },
          ...{ carriedAt: startsAt, expiresAt: sentAt },
        },
      });
      for (let door = 0; door < 12; door += 1) {
        const household = { id: people[door * 5]!.householdId };
        const visit = await createVisit(app.db, app.ward, { household, by, arrivedAt: startsAt, roundId: round.id });
        const loggedAt = new Date(sentAt.getTime() + door * 400);
        await app.db.prisma.visit.update({ where: { id: visit.id }, data: { loggedAt } });
        const typedAt = new Date(startsAt.getTime() + (10 + door * minutesApart) * 60_000);
        await app.db.prisma.auditEvent.create({
          data: {
            ...{ chainId: app.ward.id, at: loggedAt, actorId: by.id, actorName: 'Viên' },
            ...{ action: 'visit.record', isChange: true },
            ...{ subjectType: 'visit', subjectId: visit.id, details: { typedAt: typedAt.toISOString() } },
          },
        });
      }
    };
    app.setNow(new Date('2026-11-27T09:10:00Z'));
    await sendRound('B1', 5, 8);
    expect(await named()).toEqual([]);
    await sendRound('B2', 3, 1 / 12);
    expect(await named()).toEqual(['27/11/2026 | Phạm Minh Viên | 12 lượt thăm ghi dồn']);
  });

  test('and asked about twice, it shows both answers', async () => {
    const chairman = await app.as('chairman');
    const href = read(await chairman.get(PATH))('td a:contains("21 đề nghị")').attr('href')!;
    await chairman.post(PATH, { ...(await formOf(chairman, href)), answer: 'Hỏi lần hai, cũng thế' });
    const both = /đã nghe lại cuộc gọi \([^)]*\)[ ·]*Hỏi lần hai, cũng thế \(/;
    expect(words(await chairman.get(href))).toMatch(both);
    expect(words(await chairman.get(`${PATH}?state=asked`))).toMatch(both);
  });

  test('an answer to what is gone meanwhile is not written, and its words come back', async () => {
    const chairman = await app.as('chairman');
    const href = read(await chairman.get(PATH))('td a:contains("6 việc sửa lại ghi dồn")').attr('href')!;
    const form = await formOf(chairman, href);
    await app.db.prisma.visit.deleteMany({ where: { visitedOn: new Date('2026-11-27') } });
    const before = await app.db.prisma.entryInquiry.count();
    await chairman.post(PATH, { ...form, answer: 'Hôm ấy cả ngõ đi vắng' });
    expect(words(await chairman.get(PATH))).toContain('Chưa ghi: “Hôm ấy cả ngõ đi vắng”');
    expect(await app.db.prisma.entryInquiry.count()).toBe(before);
  });
});
