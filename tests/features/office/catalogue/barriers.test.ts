import { createBarrier } from '../../../support/factories';
import { expectRefused, expectWords, read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';

describe('barriers', () => {
  const app = sharedApp();
  const admin = sharedAgent(app, 'admin');

  const get = (id: string) => app.db.prisma.barrier.findUniqueOrThrow({ where: { id } });
  const labelled = (label: string) => app.db.prisma.barrier.findMany({ where: { wardId: app.ward.id, label } });

  test('are listed for all users in the order of the visit form', async () => {
    await createBarrier(app.db, app.ward, 'Quên mật khẩu');
    await createBarrier(app.db, app.ward, 'Sợ bị lừa đảo');
    await createBarrier(app.db, app.otherWard, 'Của phường khác');
    const page = await (await app.as('officer')).get('/barriers');
    expect(textsOf(read(page)('tbody th'))).toEqual(['Quên mật khẩu', 'Sợ bị lừa đảo']);
    expect(read(page)('main form').length).toBe(0);
  });

  test('are added at the end, and the same one twice is added once', async () => {
    expect((await admin.post('/barriers', { label: '  Mạng yếu ' })).status).toBe(303);
    const twice = await admin.post('/barriers', { label: 'Mạng yếu' });
    expect(twice.status).toBe(422);
    expect(words(twice)).toContain('Đã có rào cản này');
    expect(await labelled('Mạng yếu')).toHaveLength(1);
    const empty = await admin.post('/barriers', { label: '' });
    expectRefused(empty, 'label', 'Nhập tên rào cản');
    const positions = (
      await app.db.prisma.barrier.findMany({ where: { wardId: app.ward.id }, orderBy: { position: 'asc' } })
    ).map((barrier) => barrier.label);
    expect(positions.at(-1)).toBe('Mạng yếu');
  });

  test('added by two users at the same moment get two places', async () => {
    const answers = await Promise.all(['Một', 'Hai', 'Ba'].map((label) => admin.post('/barriers', { label })));
    expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303]);
    const positions = (
      await app.db.prisma.barrier.findMany({ where: { wardId: app.ward.id, label: { in: ['Một', 'Hai', 'Ba'] } } })
    ).map((barrier) => barrier.position);
    expect(new Set(positions).size).toBe(3);
  });

  test('are renamed, and if two people rename one at once, both see both versions', async () => {
    const { id } = await createBarrier(app.db, app.ward, 'Tên cũ');
    const { position } = await get(id);
    const form = (label: string, version: number) => ({ label, position: String(position), version: String(version) });
    expect((await admin.post(`/barriers/${id}/edit`, form('Tên mới', 1))).status).toBe(303);
    expect((await admin.post(`/barriers/${id}/edit`, form('Tên mới', 1))).status).toBe(303);
    expect(await get(id)).toMatchObject({ label: 'Tên mới', version: 2 });
    const conflict = await admin.post(`/barriers/${id}/edit`, form('Tên khác', 1));
    expect(conflict.status).toBe(409);
    expectWords(conflict, 'Tên mới', 'Tên khác');
    const wrong = await admin.post(`/barriers/${id}/edit`, { label: '', position: 'một', version: '2' });
    expect(wrong.status).toBe(422);
    expect(read(wrong)('#position').val()).toBe('một');
    expect(await get(id)).toMatchObject({ label: 'Tên mới', version: 2 });
  });

  test('are retired from today on, once', async () => {
    const { id } = await createBarrier(app.db, app.ward, 'Hết gặp');
    await admin.post(`/barriers/${id}/retirement`);
    await admin.post(`/barriers/${id}/retirement`);
    expect(await get(id)).toMatchObject({ retiredOn: new Date('2026-11-26'), version: 2 });
    expect(await app.db.prisma.auditEvent.count({ where: { subjectId: id, action: 'barrier.retire' } })).toBe(1);
    expect(words(await admin.get('/barriers'))).toContain('Ngừng từ 26/11/2026');
  });
});
