import { createService } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { appForEach, read, type TestAgent, words } from '../../../support/test-app';
import { actionsOn, oldMotherAndDaughter, portalLines } from '../../../support/worlds/casework';

const app = appForEach();
let staff: TestAgent;
let world: Awaited<ReturnType<typeof oldMotherAndDaughter>>;
let residence: { id: string };

beforeEach(async () => {
  staff = await app.as('staff');
  world = await oldMotherAndDaughter(app);
  residence = await createService(app.db, app.ward, { name: 'Đăng ký tạm trú', code: '1.004194' });
});

const path = () => `/residents/${world.mother.id}/portal-answers/new`;
const say = async (given: object, agent = staff) =>
  agent.post(`/residents/${world.mother.id}/portal-answers`, { ...(await formOf(agent, path())), ...given });
const questions = () => app.db.prisma.portalQuestion.findMany({ orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }] });
const uses = () => app.db.prisma.portalUse.findMany();
const recorded = async () =>
  (await actionsOn(app, world.mother.id)).filter((action) => action === 'resident.record-portal-answer').length;
const residentPage = async () => words(await staff.get(`/residents/${world.mother.id}`));
const comeBack = async (instant: string) => {
  app.setNow(new Date(instant));
  staff = await app.as('staff');
};

describe('the office asks a resident by telephone whether they used the portal', () => {
  test('and the answer is in the ledger and on the page of the resident', async () => {
    expect(read(await staff.get(`/residents/${world.mother.id}`))(`a[href="${path()}"]`).text()).toBe('Hỏi dùng Cổng');
    const saved = await say({ answer: 'alone', service: 'Đăng ký tạm trú (1.004194)', month: '2026-10' });
    expect([saved.status, saved.headers.location]).toEqual([303, `/residents/${world.mother.id}`]);
    expect(await questions()).toMatchObject([
      { answer: 'alone', publicServiceId: residence.id, usedMonth: new Date('2026-10-01'), visitId: null },
    ]);
    expect(await uses()).toMatchObject([
      {
        ...{ residentId: world.mother.id, publicServiceId: residence.id, how: 'alone', source: 'told' },
        ...{ usedOn: new Date('2026-10-01'), datePrecision: 'month' },
      },
    ]);
    expect(await recorded()).toBe(1);
    const page = await residentPage();
    expect(await portalLines(staff, world.mother.id)).toEqual([
      ['Đăng ký tạm trú', 'Đã tự làm được', 'tháng 10/2026', 'Lời kể'],
    ]);
    expect(page).toContain('Hỏi lần cuối 26/11/2026: Có, tự bấm máy, Đăng ký tạm trú, tháng 10/2026');
    expect(page).toContain('lần tới từ 24/02/2027');
    expect(page).not.toContain('Hỏi dùng Cổng');
  });

  test('the page says when the service is not known', async () => {
    await say({ answer: 'with_family' });
    expect(await uses()).toMatchObject([{ how: 'by_relative', datePrecision: 'year', publicServiceId: null }]);
    expect(await portalLines(staff, world.mother.id)).toEqual([
      ['Không rõ dịch vụ nào', 'Người nhà, người giúp bấm máy', 'trong 12 tháng trước 26/11/2026', 'Lời kể'],
    ]);
  });

  test.each(['not_used', 'does_not_know', 'declined'])('an answer without a use (%s) is kept, too', async (answer) => {
    await say({ answer });
    expect(await questions()).toMatchObject([{ answer }]);
    expect(await uses()).toEqual([]);
  });

  test.each<[object, string, string]>([
    [{ answer: '' }, 'answer', 'Chọn câu trả lời.'],
    [{ answer: 'not_reached' }, 'answer', 'Chọn câu trả lời.'],
    [{ answer: 'alone', service: 'làm hộ chiếu' }, 'service', 'Danh mục không có dịch vụ này.'],
    [{ answer: 'not_used', service: '1.004194' }, 'service', 'bỏ trống dịch vụ'],
    [{ answer: 'alone', month: '2026-11', askedOn: '30/10/2026' }, 'month', 'Tháng này ở sau ngày trả lời.'],
    [{ answer: 'alone', month: '2025-11', askedOn: '01/12/2026' }, 'askedOn', 'Ngày này chưa đến.'],
    [{ answer: 'alone', month: '2025-11' }, 'month', 'ngoài 12 tháng gần nhất'],
    [{ answer: 'alone', askedOn: 'hôm qua' }, 'askedOn', 'Nhập ngày hỏi, ví dụ 26/11/2026.'],
  ])('%j is refused beside the field, and nothing changes', async (given, field, message) => {
    const refused = await say(given);
    expect(refused.status).toBe(422);
    const page = read(refused);
    expect(page(`#${field}-error`).text()).toContain(message);
    for (const [name, typed] of Object.entries(given)) {
      if (name === 'service' || name === 'askedOn') expect(page(`#${name}`).val()).toBe(typed);
      if (name === 'answer' && field !== 'answer') expect(page(`[name=answer]:checked`).val()).toBe(typed);
    }
    expect([await questions(), await uses(), await recorded()]).toEqual([[], [], 0]);
  });

  test('sent twice, also at the same moment, it is one answer', async () => {
    const form = { ...(await formOf(staff, path())), answer: 'alone', service: '1.004194' };
    const send = () => staff.post(`/residents/${world.mother.id}/portal-answers`, form);
    expect((await Promise.all([send(), send()])).map(({ status }) => status)).toEqual([303, 303]);
    await send();
    expect([(await questions()).length, (await uses()).length, await recorded()]).toEqual([1, 1, 1]);
  });

  test('another answer of the day corrects the first: both are kept, the later stands', async () => {
    await say({ answer: 'alone', service: '1.004194' });
    app.setNow(new Date('2026-11-26T03:00:00Z'));
    await say({ answer: 'not_used' }, await app.as('officer'));
    expect((await questions()).map(({ answer }) => answer)).toEqual(['alone', 'not_used']);
    expect(await uses()).toEqual([]);
    await say({ answer: 'alone' });
    expect([(await questions()).length, (await uses()).length, await recorded()]).toEqual([3, 1, 3]);
  });

  test('within 90 days no resident is asked again, but the day of the answer can be corrected', async () => {
    await say({ answer: 'not_used', askedOn: '20/11/2026' });
    const refused = await say({ answer: 'alone' });
    expect(refused.status).toBe(422);
    expect(read(refused)('#askedOn-error').text()).toContain(
      'Hỏi lần cuối 20/11/2026: Không nộp lần nào (Trần Văn Phòng ghi). Mỗi người chỉ hỏi một lần trong 90 ngày: lần tới từ 18/02/2027. Nếu muốn sửa câu trả lời đó, ghi ngày hỏi là 20/11/2026.',
    );
    expect((await questions()).length).toBe(1);
    const link = read(await staff.get(`/residents/${world.mother.id}`))(`a[href^="${path()}"]`);
    expect(link.text()).toBe('Sửa câu trả lời ngày 20/11/2026');
    expect(read(await staff.get(link.attr('href')!))('#askedOn').val()).toBe('20/11/2026');
    await say({ answer: 'alone', askedOn: '20/11/2026' });
    expect(await uses()).toMatchObject([{ how: 'alone', usedOn: new Date('2026-11-20') }]);

    await comeBack('2027-02-17T03:00:00Z');
    expect((await say({ answer: 'not_used' })).status).toBe(422);
    await comeBack('2027-02-18T03:00:00Z');
    expect((await say({ answer: 'not_used' })).status).toBe(303);
    expect((await questions()).length).toBe(3);
  });

  test('an answer in a sample starts the 90 days too', async () => {
    const ward = { wardId: app.ward.id };
    const { id: surveySampleId, strata } = await app.db.prisma.surveySample.create({
      data: {
        ...{ ...ward, quarter: new Date('2026-10-01'), seed: 1, drawnBy: app.users.staff.id },
        ...{ drawnAt: new Date('2026-11-01T02:00:00Z'), strata: { create: { ...ward, population: 2 } } },
      },
      include: { strata: true },
    });
    const who = { residentId: world.mother.id, callOrder: 1 };
    const member = await app.db.prisma.sampleMember.create({
      data: { ...ward, ...who, surveySampleId, sampleStratumId: strata[0]!.id },
    });
    const form = await formOf(staff, `/sample-members/${member.id}`);
    await staff.post(`/sample-members/${member.id}/answers`, { ...form, answer: 'declined' });
    expect((await say({ answer: 'alone' })).status).toBe(422);
    expect(await residentPage()).toContain('Hỏi lần cuối 26/11/2026, trong mẫu hỏi: Không muốn trả lời');
  });
});

test('an answer of an earlier day is refused when a later one is known, and the page says which', async () => {
  await say({ answer: 'not_used', askedOn: '20/11/2026' });
  const refused = await say({ answer: 'alone', askedOn: '12/11/2026' });
  expect(read(refused)('#askedOn-error').text()).toContain('Hỏi lần cuối 20/11/2026: Không nộp lần nào');
  expect([(await questions()).length, await uses()]).toEqual([1, []]);
});

test.each<[string, object]>([
  ['has moved out', { residenceStatus: 'moved_out' }],
  ['has died', { residenceStatus: 'deceased' }],
  ['is a child', { birthDate: new Date('2018-05-01') }],
])('no resident is asked who %s', async (_why, data) => {
  const form = { ...(await formOf(staff, path())), answer: 'alone' };
  await app.db.prisma.resident.update({ where: { id: world.mother.id }, data });
  expect(await residentPage()).not.toContain('Hỏi dùng Cổng');
  const refused = await staff.post(`/residents/${world.mother.id}/portal-answers`, form);
  expect(read(refused)('#askedOn-error').text()).toContain('Chỉ hỏi người lớn đang ở phường.');
  expect([await questions(), await recorded()]).toEqual([[], 0]);
});
