import { randomUUID } from 'node:crypto';
import { appForEach, read, type TestAgent, textsOf, words } from '../../../support/test-app';
import { formIn } from '../../../support/forms';
import { fullForm, openDoor, THURSDAY_EVENING, type OpenDoor } from '../../../support/worlds/door';

const t = appForEach();
let world: OpenDoor;
let staff: TestAgent;
let visitPath: string;
let path: string;

async function openFile(assist: object): Promise<void> {
  const officer = await t.as('officer');
  const assists = [{ residentId: world.sau.id, serviceId: world.pension.id, helpLevel: 'by_relative', ...assist }];
  const saved = await officer.post(`/round-doors/${world.door.id}/visit`, fullForm(world, { assists }));
  visitPath = saved.headers.location!;
  path = `/assisted-procedures/${(await file()).id}`;
  t.setNow(new Date('2026-11-30T02:00:00Z'));
  staff = await t.as('staff');
}

/** A later visit to the household, at which Mai was guided with the same procedure. */
async function helpMai(assist: object) {
  const officer = await t.as('officer');
  const help = { residentId: world.mai.id, serviceId: world.pension.id, helpLevel: 'guided', ...assist };
  const visit = { arrivedOn: '2026-11-30', arrivedTime: '08:00', nextStepDue: '', levels: {}, assists: [help] };
  return officer.post(`/households/${world.household.id}/visits/new`, fullForm(world, visit));
}

const file = () => t.db.prisma.assistedProcedure.findFirstOrThrow({ include: { fileStatuses: true, portalUse: true } });

beforeEach(async () => {
  t.setNow(THURSDAY_EVENING);
  world = await openDoor(t);
});

describe('the page of a file', () => {
  const readings = () =>
    t.db.prisma.auditEvent.count({
      where: { action: 'resident.open', subjectId: world.sau.id, isChange: false },
    });

  it('shows its owner, what it waits for and the next change, and logs the reading', async () => {
    await openFile({ result: 'prepared', note: 'Thiếu ảnh' });
    const page = await staff.get(path);
    expect(page.status).toBe(200);
    const text = words(page);
    for (const said of [
      'Trợ cấp hưu trí xã hội',
      'Phạm Thị Sáu',
      'Đang chuẩn bị, chưa nộp',
      'Thiếu ảnh',
      'Hồ sơ đã nộp trên Cổng?',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('Ghi trạng thái trên Cổng');
    expect(await readings()).toBe(1);
  });

  it('shown again after a failed form is logged as read again', async () => {
    await openFile({ result: 'prepared' });
    expect((await staff.post(`${path}/submission`, { submittedOn: '31/02/2026' })).status).toBe(422);
    expect(await readings()).toBe(1);
  });
});

describe('a prepared file that was submitted', () => {
  beforeEach(() => openFile({ result: 'prepared' }));

  it('gets its code, its day in the adoption ledger and an audit event', async () => {
    const typed = { fileCode: ' h26.12.3-261128-0009', submittedOn: '2026-11-28' };
    const response = await staff.post(`${path}/submission`, typed);
    expect([response.status, response.headers.location]).toEqual([303, path]);
    const saved = await file();
    expect(saved).toMatchObject({
      result: 'submitted',
      portalFileCode: 'H26.12.3-261128-0009',
      portalUse: { how: 'by_relative', residentId: world.sau.id, source: 'visit' },
    });
    expect(saved.portalUse!.usedOn.toISOString()).toContain('2026-11-28');
    const submitted = { action: 'assisted-procedure.submit', subjectId: saved.id, isChange: true };
    expect(await t.db.prisma.auditEvent.count({ where: submitted })).toBe(1);
    expect(words(await staff.get(path))).toContain('Ghi trạng thái trên Cổng');
  });

  it('is one portal use when the form is sent twice, and a different code is reported', async () => {
    const form = { fileCode: 'H26.12.3-261128-0009', submittedOn: '2026-11-28' };
    await staff.get(path);
    const responses = await Promise.all([1, 2, 3, 4].map(() => staff.post(`${path}/submission`, form)));
    expect(responses.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(await t.db.prisma.portalUse.count()).toBe(1);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'assisted-procedure.submit' } })).toBe(1);
    await staff.get(path);
    await staff.post(`${path}/submission`, { ...form, fileCode: 'H26.12.3-261128-0010' });
    expect(words(await staff.get(path))).toContain('Mã H26.12.3-261128-0010 của bạn chưa lưu');
    expect((await file()).portalFileCode).toBe('H26.12.3-261128-0009');
  });

  it('makes an earlier edit of the visit end on the 409 page, so that the code survives', async () => {
    const officer = await t.as('officer');
    const form = formIn(await officer.get(`${visitPath}/edit`), '/edit').fields;
    await staff.post(`${path}/submission`, { fileCode: 'H26.12.3-261128-0009', submittedOn: '2026-11-28' });
    expect((await officer.post(`${visitPath}/edit`, { ...form, note: 'cũ' })).status).toBe(409);
    expect(await file()).toMatchObject({ result: 'submitted', portalFileCode: 'H26.12.3-261128-0009' });
  });

  it.each([
    ['an invalid code', { fileCode: 'không!', submittedOn: '2026-11-28' }, 'fileCode'],
    ['a future day', { fileCode: '', submittedOn: '2026-12-01' }, 'submittedOn'],
    ['a day before the visit', { fileCode: '', submittedOn: '2026-11-25' }, 'submittedOn'],
    ['no day', { fileCode: '', submittedOn: '' }, 'submittedOn'],
  ])('%s is refused and nothing changes', async (_name, form, field) => {
    const response = await staff.post(`${path}/submission`, form);
    expect(response.status).toBe(422);
    expect(read(response)(`#${field}`).attr('aria-invalid')).toBe('true');
    expect(read(response)(`#${field}`).val()).toBe((form as Record<string, string>)[field]);
    expect(await file()).toMatchObject({ result: 'prepared', portalUse: null });
  });

  it('refuses the code of another file', async () => {
    await helpMai({ result: 'submitted', fileCode: 'H26.12.3-261128-0009' });
    const form = { fileCode: 'H26.12.3-261128-0009', submittedOn: '2026-11-28' };
    expect((await staff.post(`${path}/submission`, form)).status).toBe(422);
    expect(await t.db.prisma.assistedProcedure.count({ where: { result: 'prepared' } })).toBe(1);
  });

  it('names the owner of a file without a code', async () => {
    await staff.post(`${path}/submission`, { fileCode: '', submittedOn: '2026-11-28' });
    expect(words(await staff.get(path))).toContain(
      'Hồ sơ “Trợ cấp hưu trí xã hội” của bà Phạm Thị Sáu đã nộp nhưng chưa có mã.',
    );
  });

  it('has no status before its submission', async () => {
    const status = { statusKey: randomUUID(), status: '4', statusOn: '2026-11-28' };
    expect((await staff.post(`${path}/statuses`, status)).status).toBe(422);
    expect((await file()).fileStatuses).toHaveLength(0);
  });
});

describe('a file that the team only explained', () => {
  beforeEach(() => openFile({ helpLevel: 'explained', result: 'prepared' }));
  const submit = () => staff.post(`${path}/submission`, { fileCode: '', submittedOn: '2026-11-28' });
  const editForm = async () => formIn(await staff.get(`${visitPath}/edit`), '/edit').fields;

  it('is in the ledger once submitted, and its pages say that the team did not see who held the phone', async () => {
    expect(words(await staff.get(path))).toContain('sổ ghi lần nộp này là “chưa rõ ai bấm máy”');
    expect((await submit()).status).toBe(303);
    expect(await file()).toMatchObject({ helpLevel: 'explained', result: 'submitted', portalUse: { how: 'unknown' } });
    for (const page of [path, visitPath])
      expect(words(await staff.get(page))).toContain('Chỉ giải thích, chưa rõ ai bấm máy lúc nộp');
  });

  it('stays so in an edit of the visit that is about something else', async () => {
    await submit();
    expect((await staff.post(`${visitPath}/edit`, { ...(await editForm()), note: 'Nhà có chó dữ' })).status).toBe(303);
    expect(await file()).toMatchObject({ helpLevel: 'explained', result: 'submitted', portalUse: { how: 'unknown' } });
  });

  it('is asked about in an edit that gives it to another person, and nothing changes', async () => {
    await submit();
    const typed = { ...(await editForm()), 'assists[0][residentId]': world.mai.id };
    const response = await staff.post(`${visitPath}/edit`, typed);
    expect(response.status).toBe(422);
    expect(read(response)('#assists-0-helpLevel-error').text()).toContain('chọn ai đã bấm máy, hoặc kết quả khác');
    expect(await file()).toMatchObject({ residentId: world.sau.id, helpLevel: 'explained' });
    expect((await staff.post(`${visitPath}/edit`, { ...typed, 'assists[0][helpLevel]': 'watched' })).status).toBe(303);
    expect(await file()).toMatchObject({ residentId: world.mai.id, portalUse: { how: 'alone' } });
  });

  it('cannot be recorded as submitted on the evening itself', async () => {
    const response = await helpMai({ helpLevel: 'explained', result: 'submitted' });
    expect(response.status).toBe(422);
    expect(read(response)('#assists-0-helpLevel-error').text()).toContain('Chỉ giải thích thì tối nay chưa nộp gì');
    expect(await t.db.prisma.visit.count()).toBe(1);
  });
});

describe('a portal status', () => {
  beforeEach(() => openFile({ result: 'submitted', fileCode: 'H26.12.3-261126-0007' }));
  const form = (given: object = {}) => ({
    statusKey: randomUUID(),
    status: '5',
    statusOn: '2026-11-28',
    cause: world.barrier.id,
    statusNote: 'thiếu bản chụp',
    ...given,
  });

  it('is added as a dated row with an audit event, and updates what the file waits for', async () => {
    expect((await staff.post(`${path}/statuses`, form())).status).toBe(303);
    expect((await file()).fileStatuses).toMatchObject([
      { status: 5, note: 'thiếu bản chụp', recordedBy: t.users.staff.id, barrierId: world.barrier.id },
    ]);
    const added = { action: 'assisted-procedure.add-status', isChange: true };
    expect(await t.db.prisma.auditEvent.count({ where: added })).toBe(1);
    const text = words(await staff.get(path));
    expect(text).toContain('Cổng đòi bổ sung giấy tờ');
    expect(text).toContain('28/11/2026 Yêu cầu bổ sung giấy tờ');
  });

  it('is one row when the form is sent five times at once', async () => {
    await staff.get(path);
    const sent = form();
    const responses = await Promise.all(Array.from({ length: 5 }, () => staff.post(`${path}/statuses`, sent)));
    expect(responses.map(({ status }) => status)).toEqual(Array(5).fill(303));
    expect((await file()).fileStatuses).toHaveLength(1);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'assisted-procedure.add-status' } })).toBe(1);
  });

  it.each([
    ['a status the portal does not have', { status: '11' }, 'status'],
    ['no status', { status: '' }, 'status'],
    ['a future day', { statusOn: '2026-12-01' }, 'statusOn'],
    ['a day before the visit', { statusOn: '2026-11-01' }, 'statusOn'],
    ['no cause of coming back', { cause: '' }, 'cause'],
    ['a cause of a file that goes on', { status: '4' }, 'cause'],
  ])('%s is refused and nothing changes', async (_name, given, field) => {
    const response = await staff.post(`${path}/statuses`, form(given));
    expect(response.status).toBe(422);
    expect(read(response)(`#${field}`).attr('aria-invalid')).toBe('true');
    expect(read(response)('#statusNote').val()).toBe('thiếu bản chụp');
    expect((await file()).fileStatuses).toHaveLength(0);
  });

  it('that runs backwards needs a reason, which stays with it', async () => {
    await staff.post(`${path}/statuses`, form({ status: '9', cause: '', statusOn: '2026-11-27' }));
    const back = form({ status: '4', cause: '' });
    const refused = await staff.post(`${path}/statuses`, back);
    expect(refused.status).toBe(422);
    expect(read(refused)('#backwardReason-error').text()).toContain('đã ghi “Đã xử lý xong” ngày 27/11/2026');
    expect((await file()).fileStatuses).toHaveLength(1);
    await staff.post(`${path}/statuses`, { ...back, backwardReason: 'hôm trước ghi nhầm' });
    expect((await file()).fileStatuses.find(({ status }) => status === 4)?.backwardReason).toBe('hôm trước ghi nhầm');
    expect(words(await staff.get(path))).toContain('đi lùi: hôm trước ghi nhầm');
    const sentAgain = (backwardReason: string) => staff.post(`${path}/statuses`, { ...back, backwardReason });
    expect((await sentAgain('Cổng ghi sai')).status).toBe(409);
    expect((await sentAgain('hôm trước ghi nhầm')).status).toBe(303);
    expect((await file()).fileStatuses).toHaveLength(2);
  });

  it('makes a late file expected by the legal working days of its service', async () => {
    await t.db.prisma.publicService.update({ where: { id: world.pension.id }, data: { legalDays: 2 } });
    expect(words(await staff.get(path))).toContain('Hẹn trả kết quả30/11/2026 (2 ngày làm việc)');
  });
});

describe('pasted statuses', () => {
  const CODE = 'H26.12.3-261126-0007';
  beforeEach(() => openFile({ result: 'submitted', fileCode: CODE }));
  const paste = (text: string, given: object = {}) => ({ pasteKey: randomUUID(), text, asOf: '30/11/2026', ...given });

  it('are previewed line by line, then written whole, once', async () => {
    const sent = paste(`${CODE} 2 27/11/2026\n${CODE} 6\n${CODE} dang xu ly\nH26.12.3-261126-9999 4`);
    const preview = await staff.post('/portal-statuses/preview', sent);
    expect(preview.status).toBe(200);
    const text = words(preview);
    for (const said of [
      '3 dòng sẽ ghi, 1 mã không có trong sổ',
      'Phạm Thị Sáu',
      'chưa có trạng thái → Được tiếp nhận, ngày 27/11/2026',
      'Đang xử lý, ngày 30/11/2026',
      'Sổ không có mã này',
    ])
      expect(text).toContain(said);
    expect((await file()).fileStatuses).toEqual([]);
    const { fields } = formIn(preview, '/portal-statuses');
    for (const _twice of [1, 2]) expect((await staff.post('/portal-statuses', fields)).status).toBe(303);
    expect((await file()).fileStatuses.map(({ status }) => status).toSorted()).toEqual([2, 4, 6]);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'assisted-procedure.paste-statuses' } })).toBe(1);
    expect(words(await staff.get('/waiting'))).toContain('Đã ghi 3 trạng thái.');
    // Back in the browser, one more line.
    await staff.post('/portal-statuses', { ...fields, text: `${fields.text}\n${CODE} 9` });
    expect((await file()).fileStatuses.map(({ status }) => status).toSorted()).toEqual([2, 4, 6, 9]);
  });

  it('write nothing while a line needs a person, and keep what was answered', async () => {
    const sent = paste(`${CODE} 2\n261126-0007 5`);
    const refused = await staff.post('/portal-statuses', { ...sent, 'cause-2': world.barrier.id });
    expect(refused.status).toBe(422);
    const page = read(refused);
    expect(page('#file-2').attr('aria-invalid')).toBe('true');
    expect((await file()).fileStatuses).toEqual([]);
    const { id } = await file();
    expect(page(`#file-2 option[value="${id}"]`).text()).toContain('Phạm Thị Sáu');
    const answered = { ...sent, 'cause-2': world.barrier.id, 'file-2': id };
    expect((await staff.post('/portal-statuses', answered)).status).toBe(303);
    expect((await file()).fileStatuses).toHaveLength(2);
  });

  it('of another ward are unknown', async () => {
    const other = await t.as('staff', 'other');
    expect(words(await other.post('/portal-statuses/preview', paste(`${CODE} 4`)))).toContain('1 mã không có trong sổ');
    await other.post('/portal-statuses', paste(`${CODE} 4`));
    expect((await file()).fileStatuses).toEqual([]);
  });

  it.each([
    ['nothing', '', '30/11/2026', 'text'],
    ['too many lines', `${CODE} 4\n`.repeat(201), '30/11/2026', 'text'],
    ['a day to come', `${CODE} 4`, '01/12/2026', 'asOf'],
  ])('%s is refused, and the text is kept', async (_name, text, asOf, field) => {
    const response = await staff.post('/portal-statuses/preview', paste(text, { asOf }));
    expect(response.status).toBe(422);
    expect(read(response)(`#${field}`).attr('aria-invalid')).toBe('true');
    expect(read(response)('#text').text().trim()).toBe(text.trim());
  });
});

describe('why files get stuck', () => {
  it('is counted by service and cause, at the door and at the portal, and opens its files', async () => {
    await openFile({ result: 'submitted', fileCode: 'H26.12.3-261126-0007' });
    await helpMai({ result: 'blocked', barrierId: world.barrier.id });
    for (const [status, statusOn] of [
      ['5', '2026-11-27'],
      ['3', '2026-11-28'],
    ])
      await staff.post(`${path}/statuses`, { statusKey: randomUUID(), status, statusOn, cause: world.barrier.id });
    const numbers = async (month = '') =>
      read(await staff.get(`/stuck-files${month && `?month=${month}`}`))('tbody td.n a');
    const listed = async (href: string) => textsOf(read(await staff.get(href))('tbody b'));
    const [files, unsent] = (await numbers()).toArray().map((link) => link.attribs.href!);
    expect((await numbers()).text()).toMatch(/^1 hồ sơ đã nộp: Trợ cấp hưu trí xã hội.*1 việc chưa nộp: Trợ cấp/);
    expect(await listed(files!)).toEqual(['Phạm Thị Sáu']);
    expect(await listed(unsent!)).toEqual(['Phạm Thị Mai']);
    // A month shows that month only.
    expect([(await numbers('2026-11')).length, (await numbers('2026-10')).length]).toEqual([2, 0]);
    const chairman = await t.as('chairman');
    expect(read(await chairman.get(files!))('main').text()).not.toContain('Phạm Thị');
    expect(textsOf(read(await chairman.get('/stuck-files'))('tbody td.n'))[0]).toBe('1');
    const other = await t.as('staff', 'other');
    expect(words(await other.get(files!))).toContain('0 hồ sơ đã nộp');
    expect(words(await other.get('/stuck-files'))).toContain('Chưa có hồ sơ nào vướng');
  });
});
