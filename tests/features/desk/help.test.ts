import { read, testApp, type TestApp } from '../../support/test-app';

// The guide, where it is needed.

let app: TestApp;

beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const ROLES = ['admin', 'staff', 'officer', 'chairman'] as const;

test.each(ROLES)('%s opens the guide from every page, at what it says about that page', async (role) => {
  const agent = await app.as(role);
  const guide = read(await agent.get('/help'));
  expect(guide('h1').text()).toBe('Hướng dẫn dùng Gõ Cửa');
  const links = read(await agent.get('/today'))('.top-nav a')
    .toArray()
    .map((link) => link.attribs.href!);
  for (const path of links) {
    const href = read(await agent.get(path))('.top-help').attr('href')!;
    expect([path, href]).toEqual([path, expect.stringMatching(/^\/help/)]);
    const [, anchor] = href.split('#');
    if (anchor) expect(guide(`[id="${anchor}"]`)).toHaveLength(1);
  }
});

test('a day at the desk and an evening at the doors are each a sheet of eight jobs', async () => {
  const agent = await app.as('officer');
  const guide = read(await agent.get('/help'));
  const sheets = guide('.page-head-actions a').toArray();
  expect(sheets).toHaveLength(2);
  for (const link of sheets) {
    const sheet = read(await agent.get(link.attribs.href!));
    expect(sheet('h1').text()).toBe(guide(link).text());
    expect(sheet('.guide-sheet > ol > li')).toHaveLength(8);
  }
});

test('a reader who has not signed in is sent to the door', async () => {
  expect((await app.anonymous().get('/help')).headers.location).toMatch(/^\/login/);
});
