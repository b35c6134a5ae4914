import { createHousehold, createVisit } from '../../../support/factories';
import { read, sharedAgent, sharedApp, type TestAgent, THURSDAY_MORNING, words } from '../../../support/test-app';
import { ask, ASK, codeOn } from '../../../support/worlds/public-requests';
import { eveningRound } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
let resident: TestAgent;

beforeEach(() => {
  resident = app.anonymous();
});
afterEach(async () => {
  await app.db.prisma.publicRequestOutcome.deleteMany();
  await app.db.prisma.publicRequest.deleteMany();
  await app.db.prisma.rateLimit.deleteMany();
});

const PHONE = '0912 000 222';
const state = (code: string, senderPhone = PHONE) => resident.post(`${ASK}/state`, { code, senderPhone });
const withdraw = (code: string) => resident.post(`${ASK}/withdrawal`, { code, senderPhone: PHONE });
const only = () => app.db.prisma.publicRequest.findFirstOrThrow();
const title = async (code: string) => read(await state(code))('h1').text();

async function sentAndMatched(accept = '1') {
  const code = codeOn(await ask(app, resident));
  const household = await createHousehold(app.db, app.ward, {});
  await staff.post(`/public-requests/${(await only()).id}/match`, { householdId: household.id, accept });
  return { code, household };
}

describe('with code and telephone the sender', () => {
  it('reads that the request was received, before and after it was matched: it does not tell who is known', async () => {
    const code = codeOn(await ask(app, resident));
    const before = words(await state(`${code.slice(0, 3)} ${code.slice(3).toLowerCase()}`));
    expect(before).toContain('Phường đã nhận đề nghị');
    const household = await createHousehold(app.db, app.ward, {});
    await staff.post(`/public-requests/${(await only()).id}/match`, { householdId: household.id });
    expect(words(await state(code))).toBe(before);
  });

  it('reads the evening once a round is planned for an accepted request, and that it is done after the visit', async () => {
    const { code, household } = await sentAndMatched();
    expect(await title(code)).toBe('Đã nhận');
    const round = await eveningRound(app, { endsAt: new Date('2026-11-26T14:00:00Z'), households: [household] });
    const planned = await state(code);
    expect(words(planned)).toContain('Tối thứ Năm 26/11, 18:30–21:00');
    expect(words(planned)).not.toContain(round.code);
    const request = await app.db.prisma.supportRequest.findFirstOrThrow({ where: { householdId: household.id } });
    const visit = await createVisit(app.db, app.ward, { household, by: app.users.officer });
    const closed = { kind: 'done', closedBy: app.users.officer.id, closedAt: THURSDAY_MORNING } as const;
    await app.db.prisma.supportRequestClosure.create({
      data: { wardId: app.ward.id, supportRequestId: request.id, visitId: visit.id, ...closed },
    });
    expect(await title(code)).toBe('Đã làm xong');
    expect(read(await state(code))('form[action$=withdrawal]').length).toBe(0);
  });

  it('reads a sentence fit for outside when the office declines, never its note', async () => {
    const code = codeOn(await ask(app, resident));
    const declined = { refusal: 'other', note: 'Con trai bà Tám phá, gọi công an' };
    await staff.post(`/public-requests/${(await only()).id}/decline`, declined);
    const page = words(await state(code));
    expect(page).toContain('Phường không đến được lần này');
    expect(page).not.toMatch(/Tám|công an/);
  });

  it('withdraws before it was matched, twice the same', async () => {
    const code = codeOn(await ask(app, resident));
    for (let n = 0; n < 2; n += 1) expect(read(await withdraw(code))('h1').text()).toBe('Đã rút');
    expect(await app.db.prisma.publicRequestOutcome.findMany()).toMatchObject([{ kind: 'withdrawn', decidedBy: null }]);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'public-request.withdraw' } })).toBe(1);
    expect(await only()).toMatchObject({ isWaiting: false, origin: null });
  });

  it('withdraws after it was matched: the support request says who did', async () => {
    const { code, household } = await sentAndMatched();
    for (let n = 0; n < 2; n += 1) expect(read(await withdraw(code))('h1').text()).toBe('Đã rút');
    const request = await app.db.prisma.supportRequest.findFirstOrThrow({
      where: { householdId: household.id },
      include: { closures: true },
    });
    expect(request).toMatchObject({ isOpen: false, closures: [{ kind: 'withdrawn', closedBy: null }] });
    expect(words(await staff.get(`/requests/${request.id}`))).toContain('Đã rút: người gửi');
  });
});

describe('without both', () => {
  it('gets one answer for a wrong code, a wrong telephone and another ward, and keeps what was typed', async () => {
    const code = codeOn(await ask(app, resident));
    const answers = [
      await state('AAAAAA'),
      await state(code, '0912 000 333'),
      await resident.post('/ask/00070/state', { code, senderPhone: PHONE }),
    ];
    for (const page of answers) {
      expect(page.status).toBe(422);
      expect(read(page)('#code-error').text()).toContain('không khớp đề nghị nào');
    }
    expect(read(await state('abc'))('#code-error').text()).toContain('Mã có 6 chữ và số');
    expect(read(await state(code, '12'))('#senderPhone-error').text()).toContain('chưa đúng');
    expect((await only()).isWaiting).toBe(true);
  });

  it('may guess ten times, then waits; the page of another sender stays open', async () => {
    const code = codeOn(await ask(app, resident));
    const answers: number[] = [];
    for (let n = 0; n < 40; n += 1) answers.push((await state('AAAAAA')).status);
    expect(answers.filter((status) => status === 422)).toHaveLength(10);
    const limited = await state(code);
    expect(limited.status).toBe(429);
    expect(read(limited)('.alert').text()).toContain('Đợi 15 phút');
    expect(read(limited)('h1').text()).toBe('Xem đề nghị đã gửi');
    expect((await state('AAAAAA', '0912 000 444')).status).toBe(422);
  });
});
