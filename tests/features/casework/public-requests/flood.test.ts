import { randomUUID } from 'node:crypto';
import {
  createSendingRateLimits,
  type Sending,
} from '../../../../src/features/casework/public-requests/sending-rate-limits';
import type { FormValues } from '../../../../src/web/form';
import { formOf } from '../../../support/forms';
import { agentForEach, appForEach, read, words } from '../../../support/test-app';
import { ask, solvedForm, ASK, typedRequest } from '../../../support/worlds/public-requests';

const app = appForEach();
const staff = agentForEach(app, 'staff');

describe('the limits of the public form', () => {
  const sending = (n: number, given: Partial<Sending> = {}): Sending => ({
    wardId: app.ward.id,
    address: '203.0.113.7',
    phone: `09${String(10_000_000 + n)}`,
    isChecked: true,
    ...given,
  });
  const admitted = async (count: number, given: (n: number) => Partial<Sending>) => {
    const rateLimits = createSendingRateLimits(app.context);
    let stored = 0;
    for (let n = 0; n < count; n += 1) if ((await rateLimits.admit(sending(n, given(n)))) === null) stored += 1;
    return stored;
  };

  test('an address sends 30 with proof of work, 6 without; then it waits, and a neighbour does not', async () => {
    expect(await admitted(300, () => ({}))).toBe(30);
    expect(await admitted(30, () => ({ address: '203.0.113.8', isChecked: false }))).toBe(6);
    expect(await admitted(1, () => ({ address: '203.0.113.9', phone: '0999999999' }))).toBe(1);
  });

  test('a telephone sends 15 or 3, from however many addresses', async () => {
    const from = (n: number) => ({ address: `198.51.100.${n}`, phone: '0912000222' });
    expect(await admitted(40, from)).toBe(15);
    expect(await admitted(40, (n) => ({ ...from(n + 100), phone: '0912000333', isChecked: false }))).toBe(3);
  });

  test('a ward takes 60 an hour without proof of work from all addresses; a sender who does the work still gets in', async () => {
    expect(await admitted(100, (n) => ({ address: `198.51.100.${n}`, isChecked: false }))).toBe(60);
    expect(await admitted(1, () => ({ address: '198.51.100.200' }))).toBe(1);
  });

  test('the work gets harder the more requests come, up to a limit', async () => {
    const rateLimits = createSendingRateLimits(app.context);
    expect(await rateLimits.hardnessFor(app.ward.id)).toBe(1);
    await admitted(85, (n) => ({ address: `198.51.100.${n}` }));
    expect(await rateLimits.hardnessFor(app.ward.id)).toBe(3);
    expect(await rateLimits.hardnessFor(app.otherWard.id)).toBe(1);
  });
});

/** Requests of one network, and of a thousand others, one a second since 25 November. */
const flood = (fromOne: number, all: number) =>
  app.db.pool.query(
    `INSERT INTO public_request (id, ward_id, send_key, code, sender_name, sender_phone, address_text, is_checked, origin, received_at)
     SELECT gen_random_uuid(), $1, n::text, lpad(n::text, 6, '0'), 'máy ' || n, '09' || (10000000 + n % 4000), n || ' phố Bịa', true,
       CASE WHEN n <= $2 THEN 'một' ELSE 'mạng ' || n % 1000 END, '2026-11-25T00:00:00Z'::timestamptz + n * interval '1 second'
     FROM generate_series(1, $3) n`,
    [app.ward.id, fromOne, all],
  );

describe('the desk with 10,000 requests from one address and 10,000 from 1,000 addresses', () => {
  beforeEach(() => flood(10_000, 20_000));

  test('shows the honest resident on its first page, with and without JavaScript, and the flood apart, by pages', async () => {
    await ask(app, app.anonymous(), { addressText: '5A ngõ Châu Long' });
    const young = app.anonymous();
    await young.post(ASK, {
      ...typedRequest({ addressText: '7 ngõ Châu Long', senderPhone: '0912000333' }),
      ...(await solvedForm(app, young)),
    });
    const list = await staff.get('/public-requests');
    const doors = read(list)('tbody b')
      .toArray()
      .map((door) => read(list)(door).text());
    expect(doors).toEqual(['5A ngõ Châu Long', '7 ngõ Châu Long']);
    expect(words(list)).toContain('Gửi dồn dập hơn 1.000');
    const flood = await staff.get('/public-requests?view=crowded');
    expect(read(flood)('tbody tr').length).toBe(40);
    expect(words(flood)).toContain('cùng nơi gửi: 10.000 đề nghị chờ');
    const next = await staff.get(read(flood)('a[rel=next]').attr('href')!);
    expect(read(next)('tbody b').first().text()).toBe('41 phố Bịa');
  });
});

describe('a crowd', () => {
  test('is declined with one press and a reason, except what came since; the press is one event, and can be undone', async () => {
    await flood(300, 300);
    await ask(app, app.anonymous(), { addressText: '5A ngõ Châu Long' });
    expect(words(await staff.get('/public-requests?view=crowded'))).toContain('Từ chối tất cả 300 đề nghị gửi dồn dập');
    const form: FormValues = await formOf(staff, '/public-requests?view=crowded');
    const outcomes = () => app.db.prisma.publicRequestOutcome.count({ where: { revertedAt: null } });
    const decline = (given: object) => staff.post('/public-requests/crowd-declines', { ...form, ...given });
    for (const [given, field] of [
      [{ refusal: '' }, 'refusal'],
      [{ refusal: 'other', note: '' }, 'note'],
    ] as const) {
      const refused = await decline(given);
      expect([refused.status, read(refused)(`#${field}-error`).length]).toEqual([422, 1]);
    }
    expect((await decline({ refusal: 'not_genuine', shownAt: 'hôm qua' })).status).toBe(422);
    expect(await outcomes()).toBe(0);
    await app.db.prisma.publicRequest.updateMany({
      where: { senderName: 'máy 1' },
      data: { receivedAt: new Date('2026-11-27') },
    });
    for (let n = 0; n < 2; n += 1) expect((await decline({ refusal: 'not_genuine' })).status).toBe(303);
    expect(await outcomes()).toBe(299);
    const events = (action: string) => app.db.prisma.auditEvent.count({ where: { action } });
    expect(await events('public-request.decline-crowd')).toBe(1);
    const list = words(await staff.get('/public-requests'));
    expect(list).toContain('5A ngõ Châu Long');
    expect(list).toMatch(/(Đã từ chối 299 đề nghị gửi dồn dập\. Hoàn tác ?){2}/); // of both answers one may be lost
    expect(words(await staff.get('/requests'))).toContain('2 đề nghị từ ngoài. Người');
    for (let n = 0; n < 2; n += 1) await staff.post('/public-requests/crowd-reversals', { crowdId: form.crowdId });
    expect([await outcomes(), await events('public-request.revert-crowd')]).toEqual([0, 1]);
    expect(words(await staff.get('/public-requests'))).toMatch(/Chờ ghép 2 Gửi dồn dập 299/);
    expect(words(await staff.get('/requests'))).toContain('2 đề nghị từ ngoài. Chưa kể 299 đề nghị gửi dồn dập.');
    expect(words(await staff.get('/today'))).toContain('Chưa kể 299 đề nghị gửi dồn dập');
  });

  test('of another ward is left alone', async () => {
    await flood(10, 10);
    const strangers = await app.as('staff', 'other');
    const press = { crowdId: randomUUID(), shownAt: '2026-11-26T02:00:00.000Z', refusal: 'not_genuine' };
    await strangers.post('/public-requests/crowd-declines', press);
    expect(await app.db.prisma.publicRequestOutcome.count()).toBe(0);
    await staff.post('/public-requests/crowd-declines', press);
    await strangers.post('/public-requests/crowd-reversals', { crowdId: press.crowdId });
    expect(await app.db.prisma.publicRequestOutcome.count({ where: { revertedAt: null } })).toBe(10);
  });
});
