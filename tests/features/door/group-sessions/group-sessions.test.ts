import { createResident, createService } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { read, sharedAgent, sharedApp, words } from '../../../support/test-app';

const app = sharedApp();
const officer = sharedAgent(app, 'officer');
let topicId: string;
let an: { id: string; fullName: string };

beforeAll(async () => {
  topicId = (
    await createService(app.db, app.ward, { name: 'Nhận ra cuộc gọi giả danh', kind: 'topic', topicArea: 'scam' })
  ).id;
  an = await createResident(app.db, app.ward, { fullName: 'Nguyễn Thị An', birthYear: 1950 });
});
afterEach(async () => {
  await app.db.prisma.groupSession.deleteMany();
});

const PATH = '/group-sessions';
const filled = async (given: object = {}): Promise<Record<string, string>> => ({
  ...(await formOf(officer, PATH)),
  heldOn: '20/11/2026',
  place: 'Nhà văn hóa tổ 3',
  services: topicId,
  othersCount: '24',
  ...given,
});
const stored = () => app.db.prisma.groupSession.findMany({ include: { services: true, attendees: true } });
const events = () => app.db.prisma.auditEvent.count({ where: { action: { startsWith: 'group-session.' } } });

async function held(): Promise<string> {
  const answer = await officer.post(PATH, await filled());
  expect(answer.status).toBe(303);
  return answer.headers.location!;
}

describe('a session at the culture house', () => {
  test('is recorded once although it is sent twice, and the chairman reads it apart from the doors', async () => {
    const form = await filled();
    const saved = await officer.post(PATH, form);
    const again = await officer.post(PATH, form);
    expect([saved.headers.location, again.headers.location]).toEqual(Array(2).fill(`${PATH}/${form.id}`));
    expect(await stored()).toMatchObject([
      { heldOn: new Date('2026-11-20'), othersCount: 24, services: [{ publicServiceId: topicId }], attendees: [] },
    ]);
    expect((await officer.post(PATH, { ...form, othersCount: '30' })).status).toBe(409);
    expect(await stored()).toMatchObject([{ othersCount: 24 }]);
    await officer.post(`${PATH}/${form.id}/attendees`, { residentId: an.id });
    const chairman = await app.as('chairman');
    expect(words(await chairman.get('/reports'))).toMatch(
      /Buổi tập trung trong tháng 1 buổi 1 lượt người có tên, 24 lượt người khác/,
    );
    const list = await chairman.get(`${PATH}?month=2026-11`);
    expect(words(list)).toMatch(/tháng 11\/2026: 1 buổi, 1 lượt người có tên và 24 lượt người khác/);
    expect(words(list)).not.toContain('Nguyễn Thị An');
    expect(words(await chairman.get(`${PATH}?month=2026-10`))).toContain('Chưa ghi buổi nào');
  });

  test.each([
    [{ heldOn: '31/12/2026' }, 'heldOn', 'Ngày này chưa đến.'],
    [{ place: '' }, 'place', 'Ghi nơi tổ chức, ví dụ nhà văn hóa tổ 3.'],
    [{ services: '' }, 'services', 'Chọn ít nhất một điều đã nói.'],
    [{ services: '0192f000-0000-7000-8000-000000000000' }, 'services', 'Chọn trong danh mục của phường.'],
    [{ serviceText: 'goi gia danh' }, 'services', '1 dịch vụ khớp “goi gia danh”: chọn dịch vụ ấy.'],
    [{ othersCount: 'nhiều' }, 'othersCount', 'Nhập số người, ví dụ 35. Không có ai khác thì ghi 0.'],
    [{ othersCount: '2001' }, 'othersCount', 'Nhiều quá 2.000 người.'],
    [{ note: 'bà An 001150000123' }, 'note', 'Có vẻ là số định danh'],
  ])('with %j is refused beside the field, and nothing typed is lost', async (given, field, message) => {
    const before = await events();
    const answer = await officer.post(PATH, await filled({ place: 'Sân <b>chung cư</b>', ...given }));
    expect(answer.status).toBe(422);
    const page = read(answer);
    expect(page(`#${field}-error`).text()).toContain(message);
    expect(page('[data-typed-choices]').data('text')).toBe('serviceText' in given ? given.serviceText : '');
    expect(page('#place').val()).toBe('place' in given ? '' : 'Sân <b>chung cư</b>');
    expect([await stored(), (await events()) - before]).toEqual([[], 0]);
  });

  test('before the first day of the team is refused beside the field, recorded or corrected; one that was keeps its day', async () => {
    const path = await held();
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { teamBeganOn: new Date('2026-11-21') } });
    const opened = { ...(await filled()), version: '1' };
    const tries = [
      await officer.post(PATH, await filled()),
      await officer.post(path, { ...opened, heldOn: '19/11/2026' }),
    ];
    for (const refused of tries)
      expect([refused.status, read(refused)('#heldOn-error').text()]).toEqual([
        422,
        expect.stringContaining('Trước ngày đầu của đội, 21/11/2026.'),
      ]);
    expect((await officer.post(path, { ...opened, place: 'Đình' })).status).toBe(303);
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { teamBeganOn: null } });
    expect(await stored()).toMatchObject([{ place: 'Đình', heldOn: new Date('2026-11-20') }]);
  });

  test('is corrected, and two people who correct it at once both keep their words', async () => {
    const path = await held();
    const opened = { ...(await filled()), version: '1' };
    expect((await officer.post(path, { ...opened, place: 'Đình làng' })).status).toBe(303);
    const late = await (await app.as('staff')).post(path, { ...opened, othersCount: '30' });
    expect(late.status).toBe(409);
    expect(words(late)).toMatch(/24[^]*30/);
    expect(await stored()).toMatchObject([{ place: 'Đình làng', othersCount: 24, version: 2 }]);
    const before = await events();
    await officer.post(path, { ...opened, version: '2', place: 'Đình làng' });
    expect((await events()) - before).toBe(0);
  });

  test('recorded by mistake is withdrawn, counts nowhere, and can be put back', async () => {
    const path = await held();
    await officer.post(`${path}/withdrawal`);
    const twice = await officer.post(`${path}/withdrawal`);
    expect(words(await officer.get(twice.headers.location!))).toContain('đã rút trước đó');
    expect(words(await officer.get(PATH))).toContain('0 buổi');
    expect(read(await officer.get(path))('#search-q')).toHaveLength(0);
    const { id: residentId } = await app.db.prisma.resident.findFirstOrThrow({ where: { wardId: app.ward.id } });
    const refused = await officer.post(`${path}/attendees`, { residentId });
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('bấm Hoàn tác rồi mới ghi tên');
    expect(await app.db.prisma.groupSessionAttendee.count()).toBe(0);
    await officer.post(`${path}/restoration`);
    expect(words(await officer.get(PATH))).toContain('1 buổi');
  });
});

describe('the list of who came', () => {
  test('is filled from a search, once a person, and a name put there by mistake comes off', async () => {
    const path = await held();
    const found = await officer.post(`${path}/people`, { q: 'an nguyen thi' });
    expect(words(found)).toContain('An76 tuổi, sinh 1950');
    expect(read(found)('main button[data-choose]').text()).toContain('Ghi tên');
    for (const said of ['Đã ghi tên.', 'Người này đã có tên.']) {
      const answer = await officer.post(`${path}/attendees`, { residentId: an.id });
      expect(words(await officer.get(answer.headers.location!))).toContain(said);
    }
    expect(await stored()).toMatchObject([{ attendees: [{ residentId: an.id }] }]);
    expect(words(await officer.post(`${path}/people-found`, { q: 'thi an' }))).toContain('Đã có tên');
    expect(words(await officer.get(`/residents/${an.id}`))).toContain(
      'Buổi tập trung đã dự: 20/11/2026, Nhà văn hóa tổ 3',
    );

    const removed = await officer.post(`${path}/attendees/${an.id}/removal`);
    const undo = read(await officer.get(removed.headers.location!))('.flash-actions form');
    expect(undo.attr('action')).toBe(`${path}/attendees`);
    expect(undo.find('[name=residentId]').val()).toBe(an.id);
    await officer.post(`${path}/attendees/${an.id}/removal`);
    expect(await stored()).toMatchObject([{ attendees: [] }]);
  });

  test('refuses a person who is not in the ward’s register', async () => {
    const path = await held();
    const elsewhere = await createResident(app.db, app.otherWard, { fullName: 'Người phường khác' });
    for (const residentId of [elsewhere.id, 'không phải mã']) {
      const answer = await officer.post(`${path}/attendees`, { residentId });
      expect(answer.status).toBe(422);
      expect(read(answer)('#residentId').text()).toMatch(/Tìm lại|Chọn một người/);
    }
    expect(await stored()).toMatchObject([{ attendees: [] }]);
  });

  test('of another ward is not found, and the log does not say that it was opened', async () => {
    const path = await held();
    const before = await events();
    expect((await (await app.as('officer', 'other')).get(path)).status).toBe(404);
    expect(await events()).toBe(before);
  });
});
