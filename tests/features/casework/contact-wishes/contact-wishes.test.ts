import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { formOf } from '../../../support/forms';
import { actionsOn, oldMotherAndDaughter } from '../../../support/worlds/casework';

describe('how a resident wants to be notified', () => {
  let app: TestApp;
  let officer: TestAgent;
  beforeAll(async () => {
    app = await testApp();
    officer = await app.as('officer');
  });
  afterAll(() => app.close());

  const MAI = { way: 'relative', name: 'con gái Mai', phone: '0912 345 678' };
  const wishOf = async (id: string) =>
    (await app.db.prisma.resident.findUniqueOrThrow({ where: { id } })).contactWish as unknown;
  const addressOf = (id: string) => `/residents/${id}/contact-wish`;

  it('is stated by an officer, once, and taken back', async () => {
    const { mother } = await oldMotherAndDaughter(app);
    const url = addressOf(mother.id);
    const form = { ...(await formOf(officer, url)), ...MAI };
    for (let sending = 0; sending < 2; sending += 1) expect((await officer.post(url, form)).status).toBe(303);
    expect(await wishOf(mother.id)).toEqual({ way: 'relative', name: 'con gái Mai', phone: '0912345678' });
    expect(await actionsOn(app, mother.id)).toEqual(['resident.state-contact-wish']);
    expect(words(await officer.get(`/residents/${mother.id}`))).toContain(
      'Muốn được báoQua người thân: con gái Mai, 0912 345 678',
    );
    const again = await formOf(officer, url);
    expect(again).toMatchObject(MAI);
    await officer.post(url, { ...again, way: 'none', name: '', phone: '' });
    expect(await wishOf(mother.id)).toBeNull();
  });

  it.each([
    [{ ...MAI, name: '' }, 'name', 'Ghi người thân là ai'],
    [{ ...MAI, name: 'con gái 001085012345' }, 'name', 'Có vẻ là số định danh'],
    [{ ...MAI, phone: '' }, 'phone', 'Ghi số điện thoại'],
    [{ ...MAI, phone: '12345' }, 'phone', 'Số điện thoại chưa đúng'],
    [{ ...MAI, way: 'paper' }, 'name', 'chỉ ghi khi chọn'],
    [{ ...MAI, way: 'pigeon' }, 'way', 'Chọn một ý'],
  ])('with %j the form comes back with its words', async (given, field, message) => {
    const { mother } = await oldMotherAndDaughter(app);
    const response = await officer.post(addressOf(mother.id), { shown: '', ...given });
    expect(response.status).toBe(422);
    expect(read(response)(`#${field}-error`).text()).toContain(message);
    expect(read(response)('#name').attr('value')).toBe(given.name);
    expect(await wishOf(mother.id)).toBeNull();
  });

  it('shows both wishes when two people state one at the same time', async () => {
    const { mother } = await oldMotherAndDaughter(app);
    const url = addressOf(mother.id);
    const mine = await formOf(officer, url);
    await (await app.as('staff')).post(url, { ...mine, way: 'paper' });
    const response = await officer.post(url, { ...mine, ...MAI });
    expect(response.status).toBe(409);
    expect(words(response)).toMatch(/Nhận giấy.*Qua người thân.*con gái Mai/);
    expect(await wishOf(mother.id)).toEqual({ way: 'paper' });
  });
});
