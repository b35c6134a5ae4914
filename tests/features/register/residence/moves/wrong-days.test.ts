import { randomUUID } from 'node:crypto';
import { formOf } from '../../../../support/forms';
import { createHousehold, createResident } from '../../../../support/factories';
import { expectRefused, read, sharedAgent, sharedApp } from '../../../../support/test-app';

describe('the register refuses', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');

  const membershipsOf = (residentId: string) => app.db.prisma.householdMembership.count({ where: { residentId } });

  it('a new person who came before being born', async () => {
    const home = await createHousehold(app.db, app.ward);
    const path = `/residents/new?household=${home.id}`;
    const opened = await formOf(staff, path);
    const form = { ...opened, fullName: 'Trần Bé Na', birth: '05/03/2005', relation: 'head' };
    const refused = await staff.post('/residents', { ...form, since: '04/03/2005' });
    expectRefused(refused, 'since', 'sinh ngày 05/03/2005; ngày này không thể trước đó');
    expect(await membershipsOf(String(opened.id))).toBe(0);
    expect((await staff.post('/residents', { ...form, since: '05/03/2005' })).status).toBe(303);
  });

  it('moving in, leaving or dying before being born', async () => {
    const home = await createHousehold(app.db, app.ward);
    const person = await createResident(app.db, app.ward, {
      fullName: 'Ở Xa',
      birthYear: 1980,
      residenceStatus: 'moved_out',
    });
    const move = await formOf(staff, `/residents/${person.id}/membership?household=${home.id}`);
    const moved = await staff.post(`/residents/${person.id}/membership`, {
      ...move,
      relation: 'head',
      residenceStatus: 'permanent',
      since: '31/12/1979',
    });
    expectRefused(moved, 'since', 'sinh năm 1980');
    for (const act of ['departure', 'death']) {
      const path = `/residents/${person.id}/${act}`;
      const refused = await staff.post(path, { ...(await formOf(staff, path)), on: '31/12/1979', confirmed: 'yes' });
      expect([act, refused.status, read(refused)('#on-error').text()]).toEqual([
        act,
        422,
        expect.stringContaining('sinh năm 1980'),
      ]);
    }
    expect(await membershipsOf(person.id)).toBe(0);
    expect((await app.db.prisma.resident.findUniqueOrThrow({ where: { id: person.id } })).residenceStatus).toBe(
      'moved_out',
    );
  });

  it('a new household that already exists, whichever ward has it', async () => {
    const home = await createHousehold(app.db, app.ward);
    await createResident(app.db, app.ward, { household: home });
    const son = await createResident(app.db, app.ward, { household: home, relation: 'child' });
    const form = await formOf(staff, `/households/${home.id}/split?leave=${son.id}&target=here`);
    for (const ward of [app.ward, app.otherWard]) {
      const there = await createHousehold(app.db, ward);
      const answer = await staff.post(`/households/${home.id}/split`, {
        ...form,
        on: '20/11/2026',
        actId: randomUUID(),
        newHouseholdId: there.id,
      });
      expect(answer.status).toBe(404);
    }
    expect(await membershipsOf(son.id)).toBe(1);
  });
});
