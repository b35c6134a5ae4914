import { randomUUID } from 'node:crypto';
import { formOf } from '../../../support/forms';
import { appForEach, read, words, type TestAgent } from '../../../support/test-app';

const t = appForEach();
let staff: TestAgent;

beforeEach(async () => {
  t.setNow(new Date('2026-11-26T01:30:00+07:00'));
  staff = await t.as('staff');
});

const filled = (given: object = {}) => ({
  id: randomUUID(),
  discoveredOn: '24/11/2026',
  discoveredTime: '09:00',
  what: 'Gửi nhầm danh sách cho người ngoài',
  ...given,
});
const breaches = () => t.db.prisma.dataBreach.findMany();
const events = () =>
  t.db.prisma.auditEvent.findMany({
    where: { action: { startsWith: 'breach.' }, isChange: true },
    orderBy: { seq: 'asc' },
    select: { action: true, details: true },
  });

/** A recorded breach; its page. */
async function record(given: object = {}): Promise<string> {
  const form = filled(given);
  await staff.post('/breaches', form);
  return `/breaches/${form.id}`;
}

describe('a breach', () => {
  it('is recorded once, with what is left of its 72 hours; the log holds no words of it', async () => {
    const { id } = await formOf(staff, '/breaches/new');
    const form = filled({ id });
    const answers = await Promise.all([staff.post('/breaches', form), staff.post('/breaches', form)]);
    for (const answer of answers) expect(answer.status).toBe(303);
    expect(await breaches()).toMatchObject([
      { id, discoveredAt: new Date('2026-11-24T09:00:00+07:00'), peopleCount: null },
    ]);
    expect(words(await staff.get('/breaches'))).toContain('Chưa gửi: còn 31 giờ');
    expect(await events()).toEqual([
      { action: 'breach.record', details: { discoveredAt: '2026-11-24T02:00:00.000Z' } },
    ]);
    t.setNow(new Date('2026-11-27T14:30:00+07:00'));
    expect(words(await (await t.as('chairman')).get(`/breaches/${String(id)}`))).toContain('Chưa gửi: quá 5 giờ');
  });

  it.each([
    ['nothing said', { what: ' ' }, 'what'],
    ['a time to come', { discoveredOn: '26/11/2026', discoveredTime: '01:31' }, 'discoveredTime'],
    ['a day of another year', { discoveredOn: '24/11/1926' }, 'discoveredOn'],
    ['people that are no number', { peopleCount: 'khoảng 40' }, 'peopleCount'],
    ['a national number', { measures: 'gọi 001045000123' }, 'measures'],
  ])('with %s is refused, and what was typed is kept', async (_name, given, field) => {
    const answer = await staff.post('/breaches', filled({ consequences: 'Có thể bị lừa', ...given }));
    expect(answer.status).toBe(422);
    expect(read(answer)(`#${field}`).attr('aria-invalid')).toBe('true');
    expect(read(answer)('#consequences').val()).toBe('Có thể bị lừa');
    expect(await breaches()).toEqual([]);
  });

  it('is written on as more is known; two at once see both versions', async () => {
    const page = await record();
    const form = { ...(await formOf(staff, `${page}/edit`)), peopleCount: '1.200', measures: 'Thu hồi tệp' };
    await staff.post(`${page}/edit`, form);
    await staff.post(`${page}/edit`, form);
    expect(await breaches()).toMatchObject([{ peopleCount: 1200, measures: 'Thu hồi tệp', version: 2 }]);
    const other = await staff.post(`${page}/edit`, { ...form, measures: 'Đổi mật khẩu' });
    expect(other.status).toBe(409);
    expect(words(other)).toContain('Thu hồi tệp');
    expect(await breaches()).toMatchObject([{ measures: 'Thu hồi tệp' }]);
    expect((await events()).at(-1)).toEqual({
      action: 'breach.edit',
      details: { fields: ['peopleCount', 'measures'] },
    });
  });

  it('ends once with the notice: when, to whom, its number; then its discovery is no later', async () => {
    const page = await record();
    const sent = { sentOn: '25/11/2026', sentTime: '10:00', sentTo: 'Cơ quan chuyên trách', letterNumber: '12/UBND' };
    const early = await staff.post(`${page}/notice`, { ...sent, sentOn: '23/11/2026' });
    expect([early.status, read(early)('#sentTo').val()]).toEqual([422, 'Cơ quan chuyên trách']);
    await staff.post(`${page}/notice`, sent);
    await staff.post(`${page}/notice`, { ...sent, letterNumber: '13/UBND' });
    await staff.post(`${page}/waiver`, { waivedReason: 'Không gây hại' });
    expect(await breaches()).toMatchObject([{ endedAs: 'notified', letterNumber: '12/UBND', waivedReason: '' }]);
    const form = { ...(await formOf(staff, `${page}/edit`)), discoveredOn: '25/11/2026', discoveredTime: '10:01' };
    expect((await staff.post(`${page}/edit`, form)).status).toBe(422);
    const sheet = words(await staff.get(`${page}/sheet`));
    for (const said of ['Mẫu số 08', 'Gửi nhầm danh sách', '12/UBND', '27/11/2026']) expect(sheet).toContain(said);
    await staff.post(`${page}/end/removal`, {});
    expect(await breaches()).toMatchObject([{ endedAs: null, sentAt: null, sentTo: '', letterNumber: '' }]);
    expect((await events()).map(({ action }) => action)).toEqual(['breach.record', 'breach.notify', 'breach.reopen']);
  });

  it('ends with a reason when no one need be notified', async () => {
    const page = await record();
    expect((await staff.post(`${page}/waiver`, { waivedReason: ' ' })).status).toBe(422);
    await staff.post(`${page}/waiver`, { waivedReason: 'Tệp đã mã hóa' });
    expect(await breaches()).toMatchObject([{ endedAs: 'waived', waivedReason: 'Tệp đã mã hóa', sentAt: null }]);
    expect(words(await staff.get('/breaches'))).toContain('Không phải thông báo');
  });

  it('is read, not changed, by the chairman', async () => {
    const page = await record();
    const chairman = await t.as('chairman');
    expect(read(await chairman.get(page))('main form').length).toBe(0);
  });
});
