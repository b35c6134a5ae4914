import { sharedAgent, sharedApp } from '../../../support/test-app';

describe('a new service of the catalogue', () => {
  const app = sharedApp();
  const admin = sharedAgent(app, 'admin');

  it('without a code, sent six times at one moment, is added once', async () => {
    const form = { kind: 'utility', code: '', name: 'Tra cứu giờ thu rác', groupKey: 'tien_ich_so' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => admin.post('/public-services', form)));
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`)).size).toBe(1);
    expect(await app.db.prisma.publicService.count({ where: { name: form.name } })).toBe(1);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'public-service.create' } })).toBe(1);
  });

  it('may have the name of one that is no longer in use', async () => {
    const form = { kind: 'utility', code: '', name: 'Đóng tiền điện', groupKey: 'tien_ich_so' };
    const first = await admin.post('/public-services', form);
    await admin.post(`${first.headers.location}/retirement`, { retiredOn: '26/11/2026' });
    const second = await admin.post('/public-services', form);
    expect([second.status, second.headers.location]).toEqual([
      303,
      expect.not.stringContaining(first.headers.location!),
    ]);
  });
});
