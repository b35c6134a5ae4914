import { createService } from '../../../support/factories';
import { fieldsOf } from '../../../support/forms';
import { agentForEach, appForEach, read, words } from '../../../support/test-app';

describe('the administrator edits several services on one page', () => {
  const app = appForEach();
  const admin = agentForEach(app, 'admin');
  let services: { id: string; name: string }[];
  const path = '/public-services/bulk-edit?group=ho_tich';
  beforeEach(async () => {
    const names = ['Đăng ký khai sinh', 'Đăng ký khai tử', 'Đăng ký kết hôn'];
    services = await Promise.all(
      names.map((name, index) =>
        createService(app.db, app.ward, { name, code: `1.00119${index}`, groupKey: 'ho_tich' }),
      ),
    );
    await createService(app.db, app.ward, { name: 'Đăng ký tạm trú', groupKey: 'cu_tru', code: '1.004194' });
  });

  const input = (index: number, name: string) => `services[${services[index]!.id}][${name}]`;
  const rows = async () =>
    (await app.db.prisma.publicService.findMany({ where: { groupKey: 'ho_tich' }, orderBy: { code: 'asc' } })).map(
      ({ level, legalDays, officeTripMinutes, levelSource }) => [level, legalDays, officeTripMinutes, levelSource],
    );
  const events = () => app.db.prisma.auditEvent.count({ where: { action: 'public-service.update' } });
  const NOTHING = [null, null, null, ''];

  test('minutes, days and level of a group with one save, an event for each changed service', async () => {
    const page = read(await admin.get(path));
    expect(page('tbody th').length).toBe(3);
    expect(words(await admin.get('/public-services'))).toContain('Sửa nhiều dịch vụ');
    const form = {
      ...fieldsOf(await admin.get(path)),
      [input(0, 'legalDays')]: '1',
      [input(0, 'officeTripMinutes')]: '90',
      [input(1, 'level')]: 'full',
      levelDate: '26/11/2026',
      levelSource: 'Cổng',
    };
    const answer = await admin.post(path, form);
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    expect(await rows()).toEqual([[null, 1, 90, ''], ['full', null, null, 'Cổng'], NOTHING]);
    expect(await events()).toBe(2);
    // Sent twice.
    expect((await admin.post(path, form)).status).toBe(303);
    expect(await events()).toBe(2);
    // Without a level there is no day and no source.
    await admin.post(path, { ...fieldsOf(await admin.get(path)), [input(1, 'level')]: '' });
    expect((await rows())[1]).toEqual(NOTHING);
  });

  test('with something wrong: beside its field, all stays typed, nothing changes', async () => {
    const form = fieldsOf(await admin.get(path));
    const wrong = await admin.post(path, {
      ...form,
      [input(0, 'legalDays')]: 'ba',
      [input(2, 'officeTripMinutes')]: '45',
    });
    expect(wrong.status).toBe(422);
    const page = read(wrong);
    expect(page(`#services-${services[0]!.id}-legalDays-error`).text()).toContain('từ 1 đến 365');
    expect(page(`[name="${input(0, 'legalDays')}"]`).val()).toBe('ba');
    expect(page(`[name="${input(2, 'officeTripMinutes')}"]`).val()).toBe('45');
    const unsourced = await admin.post(path, { ...form, [input(1, 'level')]: 'partial' });
    expect(unsourced.status).toBe(422);
    expect(words(unsourced)).toContain('Ghi nguồn của mức vừa đổi.');
    expect(await rows()).toEqual([NOTHING, NOTHING, NOTHING]);
    expect(await events()).toBe(0);
  });

  test('while another user changes one: both versions, and theirs stays until mine is chosen', async () => {
    const mine = { ...fieldsOf(await admin.get(path)), [input(0, 'legalDays')]: '1' };
    await admin.post(path, { ...fieldsOf(await admin.get(path)), [input(0, 'legalDays')]: '5' });
    const conflict = await admin.post(path, mine);
    expect(conflict.status).toBe(409);
    expect(words(conflict)).toContain('Đăng ký khai sinh: ngày làm việc');
    const { displayName } = app.users.admin;
    expect(words(conflict)).toContain(`Vừa được sửa: “Đăng ký khai sinh” (${displayName}).`);
    expect(words(conflict)).toContain(`Bản của ${displayName} đã được lưu lúc`);
    expect((await rows())[0]).toEqual([null, 5, null, '']);
    expect((await admin.post(path, fieldsOf(conflict, `form[action="${path}"]`))).status).toBe(303);
    expect((await rows())[0]).toEqual([null, 1, null, '']);
  });

  test('who sets minutes only here: the office is offered no link', async () => {
    const staff = await app.as('staff');
    expect(words(await staff.get('/public-services'))).not.toContain('Sửa nhiều dịch vụ');
  });

  test("another ward's service is not found, and nothing changes", async () => {
    const other = await createService(app.db, app.otherWard, {
      name: 'Khai sinh',
      code: '1.00199',
      groupKey: 'ho_tich',
    });
    const form = { ...fieldsOf(await admin.get(path)), [`services[${other.id}][legalDays]`]: '3' };
    expect((await admin.post(path, form)).status).toBe(404);
    expect(await rows()).toEqual([NOTHING, NOTHING, NOTHING, NOTHING]);
  });
});
