import { formIn } from '../../../support/forms';
import { appForEach, read, type TestAgent, words } from '../../../support/test-app';
import {
  blankForm,
  countRows,
  fullForm,
  NOTHING,
  openDoor,
  THURSDAY_EVENING,
  type OpenDoor,
} from '../../../support/worlds/door';

const QUESTION = 'Ai của đội đã đến cửa này?';

const t = appForEach();
let world: OpenDoor;
let staff: TestAgent;
let path: string;

beforeEach(async () => {
  t.setNow(THURSDAY_EVENING);
  world = await openDoor(t);
  staff = await t.as('staff');
  path = `/round-doors/${world.door.id}/visit`;
});

const both = () => [t.users.officer.id, t.users.officer2.id];
const named = async () => (await t.db.prisma.visitOfficer.findMany()).map(({ userId }) => userId).sort();
const offered = async (agent: TestAgent, address: string) =>
  read(await agent.get(address))('[name=officers]')
    .toArray()
    .map((input) => input.attribs.value)
    .sort();

describe('a user outside the team logs a visit', () => {
  it('and says who was there, which the page and the audit log keep', async () => {
    const form = read(await staff.get(path));
    expect(form('legend').first().text()).toBe(QUESTION);
    expect(form('[name=officers][checked]').length).toBe(0);

    const answer = await staff.post(path, fullForm(world, { officers: both() }));
    expect(answer.status).toBe(303);
    expect(await named()).toEqual(both().sort());
    const { officer, officer2 } = t.users;
    const names = [officer.displayName, officer2.displayName].sort().join(', ');
    expect(words(await staff.get(answer.headers.location!))).toContain(
      `Người đến cửa${names}; ghi: ${t.users.staff.displayName}`,
    );
    const event = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'visit.record' } });
    expect(event.details).toMatchObject({ officers: 2 });
  });

  it('but names no officer, or a user of no team: the words are kept and nothing is saved', async () => {
    const unsaid = await staff.post(path, fullForm(world));
    expect(unsaid.status).toBe(422);
    expect(words(unsaid)).toContain('Chọn ai của đội đã đến cửa này.');
    expect(read(unsaid)('#note').text()).toContain('Nhà có chó');
    expect(read(unsaid)('a[href="#officers"]').length).toBe(1);

    const stranger = t.otherUsers.officer.id;
    for (const id of [stranger, t.users.staff.id]) {
      const refused = await staff.post(path, fullForm(world, { officers: [t.users.officer.id, id] }));
      expect(refused.status).toBe(422);
      expect(words(refused)).toContain('Có người không thuộc đội của cửa này.');
      expect(read(refused)(`[name=officers][value="${t.users.officer.id}"][checked]`).length).toBe(1);
    }
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('with one tap: it is asked first, and then one tap saves', async () => {
    const tap = { ...blankForm(), oneTap: 'nobody_home' };
    expect((await staff.post(path, tap)).status).toBe(422);
    expect((await staff.post(path, { ...tap, officers: [t.users.officer.id] })).status).toBe(303);
    expect(await named()).toEqual([t.users.officer.id]);
  });

  it('by script: the same question is answered by field', async () => {
    const sent = { ...fullForm(world), path, author: t.users.staff.id };
    const refused = await staff.asScript('/visits', sent);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: { officers: 'Chọn ai của đội đã đến cửa này.' } });
    expect((await staff.asScript('/visits', { ...sent, officers: both() })).status).toBe(200);
    expect(await named()).toEqual(both().sort());
  });

  it('twice is one visit; with other officers a person looks at both versions', async () => {
    const form = fullForm(world, { officers: both() });
    for (let time = 0; time < 2; time += 1) expect((await staff.post(path, form)).status).toBe(303);
    expect(await t.db.prisma.visit.count()).toBe(1);

    const other = await staff.post(path, { ...form, officers: [t.users.officer.id] });
    expect(other.status).toBe(409);
    expect(words(other)).toContain(`Người đến cửa${t.users.officer.displayName}`);
    expect(await named()).toEqual(both().sort());
  });
});

describe('who was at the door', () => {
  it('is not asked of the team, whose logger was there', async () => {
    const officer = await t.as('officer');
    expect(await offered(officer, path)).toEqual([]);
    await officer.post(path, fullForm(world));
    expect([await t.db.prisma.visit.count(), await named()]).toEqual([1, []]);
  });

  it('outside a round is one of the active officers of the ward, and is asked of the office only', async () => {
    const address = `/households/${world.household.id}/visits/new`;
    expect(await offered(staff, address)).toEqual(both().sort());
    await t.db.prisma.userAccount.update({
      where: { id: t.users.officer2.id },
      data: { disabledAt: THURSDAY_EVENING },
    });
    expect(await offered(staff, address)).toEqual([t.users.officer.id]);
    expect(await offered(await t.as('officer'), address)).toEqual([]);
  });

  it('may be an officer of another team who stood in', async () => {
    await t.db.prisma.roundOfficer.deleteMany({ where: { userId: t.users.officer.id } });
    const officer = await t.as('officer');
    expect(await offered(officer, path)).toEqual(both().sort());
    expect((await officer.post(path, fullForm(world, { officers: [t.users.officer.id] }))).status).toBe(303);
    expect(await named()).toEqual([t.users.officer.id]);
  });

  it('can be corrected by the user who edits the visit, but not left out', async () => {
    const { location } = (await staff.post(path, fullForm(world, { officers: both() }))).headers;
    const officer = await t.as('officer');
    const edit = formIn(await officer.get(`${location}/edit`), '/edit').fields;
    expect([edit.officers].flat().sort()).toEqual(both().sort());

    expect((await officer.post(`${location}/edit`, { ...edit, officers: [] })).status).toBe(422);
    expect(await named()).toEqual(both().sort());

    expect((await officer.post(`${location}/edit`, { ...edit, officers: [t.users.officer2.id] })).status).toBe(303);
    expect(await named()).toEqual([t.users.officer2.id]);
    const event = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'visit.edit' } });
    expect(event.details).toMatchObject({ before: { officers: 2 }, after: { officers: 1 } });
  });
});
