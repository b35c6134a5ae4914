import { createResident } from '../../../support/factories';
import { createSealer } from '../../../../src/shared/sealer';
import { expectRefused, read, sharedAgent, sharedApp, words, type TestAgent } from '../../../support/test-app';

const NUMBER = '001046012345';
const SPACED = '001 046 012 345';

describe('showing a whole national number', () => {
  const app = sharedApp();
  const officer = sharedAgent(app, 'officer');
  let residentId: string;
  beforeAll(async () => {
    residentId = (
      await createResident(app.db, app.ward, { fullName: 'Phạm Thị Sáu', birthYear: 1946, nationalNumber: NUMBER })
    ).id;
  });
  beforeEach(() => app.db.pool.query('DELETE FROM rate_limit'));

  const disclose = (agent: TestAgent, form: object, id = residentId) =>
    agent.post(`/residents/${id}/national-number/disclosure`, form);
  const disclosures = async () =>
    (
      await app.db.prisma.auditEvent.findMany({
        where: { action: 'resident.disclose-number' },
        orderBy: { seq: 'asc' },
      })
    ).map(({ actorId, subjectId, details, isChange }) => ({ actorId, subjectId, details, isChange }));

  it('is requested on a page with four digits, and shown once, spaced for reading, with the reason logged', async () => {
    const page = await officer.get(`/residents/${residentId}/national-number`);
    expect(words(page)).toContain('•••• •••• 2345');
    expect(page.text).not.toMatch(/001\s?046/);
    const shown = await disclose(officer, { reason: 'portal', reasonNote: 'nộp hồ sơ hưu trí xã hội' });
    expect(shown.status).toBe(200);
    for (const text of [
      SPACED,
      'Phạm Thị Sáu',
      'sinh 1946',
      'Điền hồ sơ trên Cổng cùng người dân: nộp hồ sơ hưu trí xã hội',
    ])
      expect(words(shown)).toContain(text);
    expect(await disclosures()).toEqual([
      {
        actorId: app.users.officer.id,
        subjectId: residentId,
        isChange: false,
        details: { reason: 'Điền hồ sơ trên Cổng cùng người dân', note: 'nộp hồ sơ hưu trí xã hội' },
      },
    ]);
  });

  it('appears in no cache, URL, log or event', async () => {
    const shown = await disclose(officer, { reason: 'compare' });
    expect(shown.headers['cache-control']).toBe('no-store');
    expect(
      read(shown)('a[href], form[action]')
        .toArray()
        .map((element) => element.attribs.href ?? element.attribs.action)
        .join(' ')
        .replace(/%20|\+/g, ''),
    ).not.toContain(NUMBER.slice(-8));
    const kept = [
      app.logLines().join('\n'),
      ...(
        await app.db.pool.query<{ text: string }>(
          'SELECT details::text AS text FROM audit_event UNION ALL SELECT sess::text FROM user_session',
        )
      ).rows.map(({ text }) => text),
    ].join('\n');
    expect(kept.replace(/\s/g, '')).not.toContain(NUMBER);
    expect((await officer.get(`/residents/${residentId}/national-number/disclosure`)).status).toBe(404);
  });

  it.each([
    [{}, 'reason', 'Chọn vì sao cần xem cả số'],
    [{ reason: 'curious' }, 'reason', 'Chọn vì sao cần xem cả số'],
    [{ reason: 'other' }, 'reasonNote', 'Ghi rõ việc gì'],
    [{ reason: 'other', reasonNote: 'việc' }, 'reasonNote', 'Ghi rõ việc gì'],
    [{ reason: 'other', reasonNote: 'a b c' }, 'reasonNote', 'Ghi rõ việc gì'],
  ])('with %j is refused, and no number appears on the page', async (form, field, message) => {
    const before = (await disclosures()).length;
    const refused = await disclose(officer, form);
    expectRefused(refused, field, message);
    expect(words(refused)).not.toContain(SPACED);
    expect(await disclosures()).toHaveLength(before);
  });

  it('of a file without one says so', async () => {
    const { id } = await createResident(app.db, app.ward);
    expect(words(await disclose(officer, { reason: 'portal' }, id))).toContain('Hồ sơ này chưa có số định danh');
    expect(words(await officer.get(`/residents/${id}/national-number`))).toContain('Hồ sơ chưa có số định danh');
  });

  it('is limited to twenty per quarter of an hour and user, and the refusal is logged once', async () => {
    for (let count = 0; count < 20; count += 1) expect((await disclose(officer, { reason: 'list' })).status).toBe(200);
    for (let count = 0; count < 3; count += 1) {
      const refused = await disclose(officer, { reason: 'list' });
      expect(refused.status).toBe(429);
      expect(words(refused)).not.toContain(SPACED);
    }
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'resident.refuse-number' } })).toBe(1);
    expect((await disclose(await app.as('staff'), { reason: 'list' })).status).toBe(200);
  });

  it('that no key can open any more says what to do, and logs no reading', async () => {
    const { id } = await createResident(app.db, app.ward, {
      fullName: 'Khóa Đã Mất',
      nationalNumber: '003160009999',
      sealer: createSealer({ sealingKey: Buffer.alloc(32, 9), lookupKey: Buffer.alloc(32, 9) }),
    });
    const before = (await disclosures()).length;
    const refused = await disclose(officer, { reason: 'portal' }, id);
    expect([refused.status, words(refused)]).toEqual([422, expect.stringContaining('Báo quản trị máy chủ')]);
    expect(await disclosures()).toHaveLength(before);
  });

  it.each([
    ['with another person’s value', ['national_number_cipher']],
    [
      'with another person’s value, hash and last digits',
      ['national_number_cipher', 'national_number_hash', 'national_number_last4'],
    ],
  ])('that was swapped in the database %s is not shown, and says so', async (_, columns) => {
    const one = await createResident(app.db, app.ward, { nationalNumber: '003150001111' });
    const other = await createResident(app.db, app.ward, { nationalNumber: '003150002222' });
    await app.db.pool.query('DROP INDEX IF EXISTS resident_national_number');
    await app.db.pool.query(
      `UPDATE resident AS r SET ${columns.map((column) => `${column} = t.${column}`).join(', ')} FROM resident t WHERE (r.id, t.id) IN (($1::uuid, $2::uuid), ($2, $1))`,
      [one.id, other.id],
    );
    for (const { id } of [one, other]) {
      const refused = await disclose(officer, { reason: 'portal' }, id);
      expectRefused(refused, 'reason', 'đã bị đổi hoặc chuyển chỗ');
      expect(words(refused)).not.toMatch(/003 150 00[12]/);
    }
  });
});
