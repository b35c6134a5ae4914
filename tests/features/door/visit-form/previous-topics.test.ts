import { createTopic } from '../../../support/factories';
import { read, type TestAgent, type TestApp } from '../../../support/test-app';
import { blankForm, fullForm, officerAtDoor, type OpenDoor } from '../../../support/worlds/door';

const NEXT_EVENING = new Date('2026-11-27T12:40:00Z');

let t: TestApp;
let world: OpenDoor;
let other: { id: string; name: string };
let officer: TestAgent;

beforeEach(async () => {
  ({ t, world, officer } = await officerAtDoor());
  other = await createTopic(t.db, t.ward, 'Giả danh công an');
});
afterEach(() => t.close());

/** The topics as an officer's form at the next door shows them. */
async function topicsShown(agent = officer) {
  const $ = read(await agent.get(`/households/${world.nextHousehold.id}/visits/new`));
  return {
    heading: $('.visit-topics legend').first().text(),
    first: $('.visit-topics [name=topics]').first().val(),
    all: $('.visit-topics [name=topics]').length,
    ticked: $('.visit-topics [name=topics][checked]').length,
    folded: $('.visit-topics details:not(.topic-script) [name=topics]').length,
    button: $('[data-tick-all]').text().trim(),
  };
}
const atFirstDoor = (form: object) => officer.post(`/round-doors/${world.door.id}/visit`, form);

describe('the topics of the previous door', () => {
  it('stand first at the next one, each once, with a button for all, and none is ticked', async () => {
    await atFirstDoor(fullForm(world, { topics: [world.topic.id, other.id] }));
    const shown = await topicsShown();
    expect(shown).toMatchObject({ heading: 'Vừa nói ở cửa trước', all: 2, ticked: 0 });
    expect(shown.button).toMatch(/^Như cửa trước: .+; .+$/);
  });

  it('need no button if there is only one', async () => {
    await atFirstDoor(fullForm(world, { topics: [other.id] }));
    expect(await topicsShown()).toMatchObject({ heading: 'Vừa nói ở cửa trước', first: other.id, all: 2, button: '' });
  });

  it('are not those of a colleague, of another evening, or of a door where nothing was said', async () => {
    expect((await topicsShown()).heading).toBe('Đã nói chuyện gì?');
    await atFirstDoor(blankForm({ outcome: 'nobody_home' }));
    expect((await topicsShown()).heading).toBe('Đã nói chuyện gì?');
    await officer.post(`/households/${world.household.id}/visits/new`, fullForm(world));
    expect((await topicsShown()).heading).toBe('Vừa nói ở cửa trước');
    expect((await topicsShown(await t.as('officer2'))).heading).toBe('Đã nói chuyện gì?');
    t.setNow(NEXT_EVENING);
    expect((await topicsShown(await t.as('officer'))).heading).toBe('Đã nói chuyện gì?');
  });
});

describe('the topics shown at once', () => {
  it('are three, those said last first, on another evening too; the others are behind “Điều khác”', async () => {
    const [last] = await Promise.all(['Chuyện bốn', 'Chuyện năm'].map((name) => createTopic(t.db, t.ward, name)));
    await atFirstDoor(fullForm(world, { topics: [last!.id] }));
    t.setNow(NEXT_EVENING);
    officer = await t.as('officer');
    expect(await topicsShown()).toMatchObject({ first: last!.id, all: 4, folded: 1 });
  });

  it('hold every ticked one when a visit is edited', async () => {
    const more = await Promise.all(
      ['Chuyện ba', 'Chuyện bốn', 'Chuyện năm'].map((name) => createTopic(t.db, t.ward, name)),
    );
    const topics = [world.topic, other, ...more].slice(1).map(({ id }) => id);
    const saved = await atFirstDoor(fullForm(world, { topics }));
    const $ = read(await officer.get(`${saved.headers.location!}/edit`));
    expect($('.visit-more:has([name=topics])').is('[open]')).toBe(true);
    expect($('.visit-topics details:not(.topic-script) [name=topics][checked]')).toHaveLength(0);
    expect($('[name=topics][checked]')).toHaveLength(4);
  });
});
