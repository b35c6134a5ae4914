import { createHash } from 'node:crypto';
import { formOf } from '../../../support/forms';
import { agentForEach, appForEach, expectRefused, read, words } from '../../../support/test-app';

describe('the notice about personal data', () => {
  const app = appForEach();
  const staff = agentForEach(app, 'staff');

  const FORM = '/privacy-notices/new';
  const write = async (body: string) => staff.post(FORM, { ...(await formOf(staff, FORM)), body });
  const versions = () => app.db.prisma.privacyNotice.findMany({ orderBy: { version: 'asc' } });

  it('starts from a text whose gaps the ward must fill in', async () => {
    const draft = (await formOf(staff, FORM)).body as string;
    expect(draft).toContain(app.ward.name);
    const refused = await write(draft);
    expectRefused(refused, 'body', 'Còn chỗ phải điền: [điền họ tên, số điện thoại]');
    expect(read(refused)('#body').text()).toContain('Điều 19 khoản 1 điểm c');
    expect((await write(draft.replaceAll(/\[[^\]]*\]/g, 'Bà Mai, 0912 345 678'))).status).toBe(303);
    expect(await versions()).toHaveLength(1);
  });

  it('is a version with a hash for each text, and old versions stay readable on paper', async () => {
    await write('Phường giữ dữ liệu để đến giúp.');
    await write('Phường giữ dữ liệu để đến giúp.');
    await write('Phường giữ dữ liệu để đến giúp.\nGọi bà Mai.');
    const [one, two] = await versions();
    expect([one!.version, two!.version]).toEqual([1, 2]);
    expect(one!.hash).toBe(createHash('sha256').update('Phường giữ dữ liệu để đến giúp.').digest('hex'));
    expect(words(await staff.get('/privacy-notices'))).toMatch(/Bản 2, đang dùng.*Gọi bà Mai.*Các bản cũ Bản 1/);
    const sheet = words(await (await app.as('chairman')).get(`/privacy-notices/${one!.id}`));
    expect(sheet).toContain(one!.hash);
    expect(sheet).not.toContain('Gọi bà Mai');
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'privacy-notice.write' } })).toBe(2);
  });

  it.each([
    ['', 'Soạn thông báo'],
    ['chữ '.repeat(401), 'quá dài để đọc ở cửa'],
    ['Số của tôi là 001085012345.', 'Có vẻ là số định danh'],
  ])('refuses %.20j', async (body, message) => {
    const response = await write(body);
    expectRefused(response, 'body', message);
    expect(await versions()).toEqual([]);
  });

  it('shows both texts when two people write one at the same time', async () => {
    const mine = { ...(await formOf(staff, FORM)), body: 'Bản của tôi.' };
    await (await app.as('admin')).post(FORM, { version: '0', body: 'Bản của họ.' });
    const response = await staff.post(FORM, mine);
    expect(response.status).toBe(409);
    expect(words(response)).toMatch(/Bản của tôi.*Bản của họ|Bản của họ.*Bản của tôi/);
    expect(await versions()).toHaveLength(1);
  });
});
