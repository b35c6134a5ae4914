import type { Browser, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../prisma/seed/demo-accounts';
import type { AppContext } from '../../src/context';
import { features } from '../../src/features';
import type { UserRole } from '../../src/generated/prisma/enums';
import { isPermitted } from '../../src/permissions';
import { navigationFor } from '../../src/web/navigation';
import type { Route } from '../../src/web/route';
import { workbook } from '../fixtures/lists';
import { follow, launchBrowser, openWindow, type Window } from '../support/browser';
import { DEMO_ACCOUNTS, runningApp, runningDemoWard, signIn } from '../support/running-app';
import { read, type BareApp } from '../support/test-app';
import { slowDescribe, slowTest, someOf } from '../support/runs';
import { ACCOUNTS, PASSWORD } from '../support/two-wards';
import { bringAxe, graveViolations, problemsOf, unreadableColours, type Screen } from './page-checks';

/** A walk through the pages of a role, on a machine that does other things too. */
const WALK_MS = 480_000;

/** Who looks at a page that several roles may open; each role looks at the pages in its own menu. */
const ROLES: readonly UserRole[] = ['staff', 'officer', 'chairman', 'admin'];
/** Answers that are no pages: files, and what a script asks for. */
const FILES = new Set([
  '/imports/template',
  '/imports/:id/wrong-rows',
  '/imports/:id/report',
  '/carried-rounds/:id',
  '/drafts',
  '/visit-guides',
  '/reports/paper.docx',
  '/reports/paper.xlsx',
]);
const EVENING = new Date('2026-11-26T12:00:00Z');
const LONG_NAME = 'Công Tằng Tôn Nữ Nguyễn Phúc Trần Hoàng Thị Bảo Ngọc Minh Khuê Thanh Nhàn';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** The pages that `role` looks at: those in its menu, and every other page that no earlier role may open. */
function pagesOf(context: BareApp['context'], role: UserRole): string[] {
  const before = ROLES.slice(0, ROLES.indexOf(role));
  const may = (reader: UserRole, { permission }: Route) =>
    permission !== 'public' && (permission === 'signed-in' || isPermitted(reader, permission));
  const routes = features
    .flatMap((feature) => feature.routes(context as AppContext))
    .filter(({ method, path }) => method === 'get' && !FILES.has(path));
  const own = routes
    .filter((route) => may(role, route) && !before.some((earlier) => may(earlier, route)))
    .map(({ path }) => (path === '/list-files' ? '/list-files?page=/rounds' : path));
  return [...new Set([...navigationFor(role, '').items.map(({ href }) => href), ...own])];
}

async function signedIn(address: string, username: string, password: string): Promise<Window> {
  const window = await openWindow(browser, address);
  await bringAxe(window.context);
  await signIn(window.page, username, password);
  return window;
}

/**
 * Opens each page and reports everything that is wrong with them at once.
 * @param screens styles change at no width between a zoomed screen and a narrow phone ($narrow-screen): what is too wide
 *   for one of those is too wide for the narrow phone.
 */
async function expectSound({ page, context, troubles }: Window, paths: string[], screens: Screen[]): Promise<void> {
  const problems: string[] = [];
  for (const path of paths) {
    const answer = await page.goto(path);
    if (answer?.status() !== 200) problems.push(`${path} answered ${answer?.status()}`);
    problems.push(...(await problemsOf(page, screens)));
  }
  await context.close();
  expect([...problems, ...troubles]).toEqual([]);
}

slowTest('the checks of this file detect what is wrong', async () => {
  const { page, context, troubles } = await openWindow(browser, 'http://127.0.0.1:1');
  await bringAxe(context);
  await page.goto(`data:text/html;charset=utf-8,<html lang="vi"><title>Sai</title>
    <style>
      :root { color-scheme: light dark }
      b { color: black; background: white }
      .small { width: 9px; height: 9px; padding: 0 }
      a:hover, a:focus { color: silver; background: white }
      @media (width < 400px) { h1 { color: silver; background: white } }
      @media (prefers-color-scheme: dark) { h2 { color: navy; background: black } }
    </style>
    <h1>Một</h1><h1>Hai</h1><h2>Ba</h2><input><p style="color:silver;background:white">mờ</p>
    <main><a href="x">mở</a> <b class="btn-primary">Lưu</b> <b class="btn-primary">Gửi</b></main>
    <div><button class="small" aria-label="trước"></button><button class="small" aria-label="sau"></button></div><div style="width:700px">rộng</div>`);
  await page.evaluate(() => console.error('hỏng'));
  const problems = (await problemsOf(page)).join('\n');
  expect(problems).toMatch(
    /2 main headings[^]*2 filled buttons, Lưu, Gửi[^]*on the zoomed: 7\d\d wide[^]*on the phone: 7\d\d wide/,
  );
  expect(problems).toMatch(/on the laptop: color-contrast.*<p/);
  expect(problems).toMatch(/on the laptop: label/);
  expect(problems).toMatch(/on the phone: target-size.*<button/);
  const unreadable = (await unreadableColours(page)).map((problem) => problem.replace(/^.* in the/, 'in the'));
  expect(unreadable).toEqual([
    expect.stringMatching(/^in the light: color-contrast.*<h1/), // on the phone
    expect.stringMatching(/^in the light: color-contrast.*<p/),
    'in the light: cannot be read when hovered: mở',
    'in the light: cannot be read when focused: mở',
    expect.stringMatching(/^in the dark: color-contrast.*<h1.*<h2/),
    expect.stringMatching(/^in the dark: color-contrast.*<h2/),
    'in the dark: cannot be read when hovered: mở',
    'in the dark: cannot be read when focused: mở',
  ]);
  expect(troubles).toEqual([expect.stringContaining('hỏng')]);
  await context.close();
});

describe('in a ward with months of rounds and the longest of names', () => {
  let app: Awaited<ReturnType<typeof runningDemoWard>>;
  let ids: Record<string, string>;

  beforeAll(async () => {
    app = await runningDemoWard();
    app.setNow(EVENING);
    ids = {
      ...(await idsOf(app)),
      ...(await pairUp(app)),
      ...(await drawSample(app)),
      ...(await referSomebody(app)),
      confirmedImport: await confirmList(app),
      ...(await proposeWeek(app)),
      imports: await sendList(app),
    };
    await lengthenNames(app);
  });
  afterAll(() => app?.close());

  /** '/households/:id/edit' → the address of a household. */
  const addressOf = (path: string) =>
    path
      .replace(':roundId', ids['proposed-round']!)
      .replace(/^\/lanes\/:key/, `/lanes/${encodeURIComponent(ids.lane!)}`)
      .replace(/^\/streets\/:key$/, `/streets/${ids.street!}`)
      .replace(/^\/residents\/:id\/check-backs$/, ids['check-back']!)
      .replace(/^\/residents\/new$/, `/residents/new?household=${ids.households}`)
      .replace(/^\/duplicates\/new$/, `/duplicates/new?resident=${ids.residents}`)
      .replace(/^\/([a-z-]+)(.*):id/, (_whole, kind: string, between: string) => {
        const id = ids[between ? between.split('/').filter(Boolean).pop()! : kind] ?? ids[kind];
        if (!id) throw new Error(`say in idsOf what :id is in ${path}`);
        return `/${kind}${between}${id}`;
      });

  /** The pages of searches: the search text is sealed in their addresses. */
  async function searchesFor(page: Page, texts: string[]): Promise<string[]> {
    const paths: string[] = [];
    for (const text of texts) {
      await page.goto('/households');
      await page.getByLabel('Tìm người, cửa, mã, trang').fill(text);
      paths.push((await follow(page, () => page.keyboard.press('Enter'))).path);
    }
    return paths;
  }

  slowTest.each(ROLES)(
    'every page of the %s is usable by all users, on a laptop and on phones',
    async (role) => {
      const more: Record<UserRole, string[]> = {
        admin: [],
        staff: [
          '/households/new?address=7+Ch%C3%A2u+Long',
          `/rounds/new?lanes=${encodeURIComponent(ids.lane!)}`,
          '/rounds?view=past',
          '/rounds?view=review',
          `/overtime?month=2026-10&officer=${ids.users!}`,
          '/coverage?need=lives_alone&since=90&group=none',
          '/waiting?kind=papers&state=late',
          '/residents/:id/death?head=none',
          '/residents/:id/departure?head=none',
          `/households/:id/split?target=here&leave=${ids.residents!}`,
          `/residents/:id/membership?household=${ids.target!}&head=none`,
          ...['new', 'changed', 'doubtful', 'wrong'].map((verdict) => `/imports/:id?verdict=${verdict}`),
          `/imports/${ids.confirmedImport!}`,
          `/imports/${ids.confirmedImport!}?outcome=wrong`,
          `/imports/${ids.confirmedImport!}/reversion`,
        ],
        officer: ['/rounds/:id', '/overtime?month=2026-10'],
        chairman: ['/reports/adults?use=all', '/reports/doors', '/reports/files', '/rounds/:id'],
      };
      const window = await signedIn(app.address, DEMO_ACCOUNTS[role], DEMO_PASSWORD);
      const searches = role === 'staff' ? await searchesFor(window.page, ['nguyen', 'khong co ai']) : [];
      await expectSound(window, [...pagesOf(app.context, role), ...more[role]].map(addressOf).concat(searches), [
        'laptop',
        'phone',
        'narrow',
      ]);
    },
    WALK_MS,
  );

  test.each(
    someOf([
      ['chairman', ['/reports', '/today']],
      [
        'staff',
        [
          '/coverage',
          '/duplicates',
          '/households',
          '/households/:id',
          '/imports/:id',
          '/residents/:id',
          '/rounds/new',
          '/settings',
          '/team-calendar',
          '/today',
          '/visits/:id/edit',
          '/waiting',
        ],
      ],
      ['officer', ['/tonight', '/rounds/:id', '/round-doors/:id/visit']],
    ] as const),
  )(
    'a page of each look that the %s opens fits every screen, and can be read by day and in the dark, also in use',
    async (role, paths) => {
      const { page, context, troubles } = await signedIn(app.address, DEMO_ACCOUNTS[role], DEMO_PASSWORD);
      const problems: string[] = [];
      for (const path of paths.map(addressOf)) {
        expect((await page.goto(path))?.status()).toBe(200);
        problems.push(...(await problemsOf(page)), ...(await unreadableColours(page)));
      }
      await context.close();
      expect([...problems, ...troubles]).toEqual([]);
    },
  );

  slowTest('public pages and error pages are usable too', async () => {
    const anonymous = await openWindow(browser, app.address);
    await bringAxe(anonymous.context);
    await anonymous.page.goto('/login');
    expect(await unreadableColours(anonymous.page)).toEqual([]);
    await expectSound(anonymous, ['/', '/login'], ['laptop', 'phone', 'narrow']);
    const chairman = await signedIn(app.address, DEMO_ACCOUNTS.chairman, DEMO_PASSWORD);
    const problems: string[] = [];
    for (const [path, status] of [
      ['/users', 403],
      ['/no-such-page', 404],
    ] as const) {
      expect((await chairman.page.goto(path))?.status()).toBe(status);
      problems.push(...(await problemsOf(chairman.page)));
    }
    expect([...problems, ...chairman.troubles]).toEqual([]);
  });

  slowTest('a table that is wider than its card scrolls by keyboard too', async () => {
    const { page, troubles } = await signedIn(app.address, DEMO_ACCOUNTS.officer, DEMO_PASSWORD);
    await page.setViewportSize({ width: 800, height: 600 });
    await page.goto('/answer-hours');
    const region = page.getByRole('region', { name: 'Bảng giờ gặp người' });
    expect(await region.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)).toBe(true);
    await region.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.activeElement!.scrollLeft > 0);
    expect([...(await graveViolations(page)), ...troubles]).toEqual([]);
  });

  slowTest.each([
    [
      'staff',
      [
        '/households/new?address=7+Ch%C3%A2u+Long',
        '/households/:id/edit',
        '/residents/new',
        '/rounds/new',
        '/round-proposals',
        '/imports/new',
        '/rounds/:id/edit',
        '/rounds/:id/replacement',
        '/absences/:id/edit',
        '/residential-groups',
        '/place-aliases',
        '/place-aliases/:id/edit',
        '/households/:id/priority-facts/new',
        '/priority-facts/:id/edit',
        '/residents/:id/national-number',
        '/households/:id/door-calls/new',
        '/door-calls/:id/edit',
      ],
    ],
    ['officer', ['/round-doors/:id/visit', '/availability', '/households/:id/digital-helpers/new']],
    ['admin', ['/users/new', '/public-services/new', '/ward', '/calendar']],
  ] as const)('a form that the %s sends empty comes back with its errors, and is usable', async (role, paths) => {
    const { page, troubles } = await signedIn(app.address, DEMO_ACCOUNTS[role], DEMO_PASSWORD);
    const problems: string[] = [];
    for (const path of paths.map(addressOf)) {
      await page.goto(path);
      const { status } = await follow(page, () => page.locator(FORM).first().evaluate(sendEmptied));
      if (status === 200) continue; // none of it is needed
      if (status !== 422) problems.push(`${path} sent empty answered ${status}`);
      if (!/^Lỗi: /.test(await page.title())) problems.push(`${path} sent empty has the title ${await page.title()}`);
      if (!(await page.evaluate(() => document.activeElement?.hasAttribute('data-error-summary'))))
        problems.push(`${path} sent empty does not bring the reader to the errors`);
      const lost = await page.evaluate(() =>
        [...document.querySelectorAll('[data-error-summary] a')]
          .map((link) => link.getAttribute('href') ?? '')
          .filter((href) => !href.startsWith('#') || !document.getElementById(href.slice(1))),
      );
      if (lost.length > 0) problems.push(`${path} sent empty: the summary leads nowhere with ${lost.join(' ')}`);
      problems.push(...(await problemsOf(page)));
      if (path === '/rounds/new') problems.push(...(await unreadableColours(page)));
    }
    expect([...problems, ...troubles]).toEqual([]);
  });
});

const FORM = 'main form[method=post]';

/** Runs in the page: sends the form as a user would who has filled in nothing. */
function sendEmptied(form: Element): void {
  if (!(form instanceof HTMLFormElement)) return;
  for (const control of form.querySelectorAll<HTMLInputElement>('input:not([type=hidden]), select, textarea')) {
    if (control.type === 'checkbox' || control.type === 'radio') control.checked = false;
    else if (control.type !== 'file') control.value = '';
  }
  form.noValidate = true;
  setTimeout(() => form.requestSubmit());
}

/** Pages that need a household or a resident in their address; a new ward has none. */
const ABOUT_SOMEBODY = new Set(['/residents/new', '/duplicates/new']);

slowDescribe('in a ward that was opened this morning', () => {
  let app: Awaited<ReturnType<typeof runningApp>>;

  beforeAll(async () => {
    app = await runningApp();
  });
  afterAll(() => app?.close());

  test.each(ROLES)('every page of the %s says what to do next and can be used', async (role) => {
    const window = await signedIn(app.address, ACCOUNTS[role], PASSWORD);
    await expectSound(
      window,
      pagesOf(app.context, role).filter((path) => !path.includes(':') && !ABOUT_SOMEBODY.has(path)),
      ['laptop', 'narrow'],
    );
  });
});

/** A record for each kind of address, one with much to show. */
async function idsOf({ db }: BareApp): Promise<Record<string, string>> {
  const { rows } = await db.pool.query<Record<string, string>>(`
    WITH tonight AS (
      SELECT round.id FROM round JOIN round_officer ON round_officer.round_id = round.id JOIN user_account ON user_account.id = user_id
      WHERE username = 'doivien1' AND round.starts_at::date = '2026-11-26' LIMIT 1
    ), visited AS (
      SELECT visit.id, visit.household_id, assist.id AS assist_id, assist.resident_id FROM visit JOIN assisted_procedure AS assist ON assist.visit_id = visit.id
      WHERE EXISTS (SELECT FROM step_taught WHERE assisted_procedure_id = assist.id) ORDER BY visit.arrived_at DESC LIMIT 1
    )
    SELECT household_id AS households, resident_id AS residents, visited.id AS visits, assist_id AS "assisted-procedures", tonight.id AS rounds,
      (SELECT id FROM round_door WHERE round_id = tonight.id AND is_open ORDER BY position DESC LIMIT 1) AS "round-doors",
      (SELECT lane_key FROM household WHERE household.id = household_id) AS lane,
      (SELECT split_part(walk_order, ' ', 1) FROM household WHERE household.id = household_id) AS street,
      (SELECT '/residents/' || taught.resident_id || '/check-backs'
        FROM assisted_procedure AS taught JOIN visit AS lesson ON lesson.id = taught.visit_id JOIN public_service AS service ON service.id = taught.public_service_id
        WHERE taught.help_level = 'guided' AND service.kind = 'procedure' ORDER BY lesson.visited_on > '2026-11-19', lesson.visited_on DESC LIMIT 1) AS "check-back",
      (SELECT id FROM place_alias LIMIT 1) AS "place-aliases",
      (SELECT id FROM household WHERE household.id <> household_id LIMIT 1) AS target,
      (SELECT id FROM residential_group LIMIT 1) AS "residential-groups",
      (SELECT id FROM register_act WHERE reverted_at IS NULL AND id IN (SELECT act_id FROM register_event) ORDER BY seq DESC LIMIT 1) AS "register-acts",
      (SELECT id FROM public_service WHERE kind = 'procedure' LIMIT 1) AS "public-services",
      (SELECT id FROM service_guide LIMIT 1) AS guides,
      (SELECT id FROM barrier LIMIT 1) AS barriers,
      (SELECT id FROM scam_situation LIMIT 1) AS situations,
      (SELECT id FROM drawn_use LIMIT 1) AS "drawn-uses",
      (SELECT id FROM privacy_notice LIMIT 1) AS "privacy-notices",
      (SELECT id FROM consent WHERE data_request_id IS NULL ORDER BY id LIMIT 1) AS consents,
      (SELECT id FROM calendar_day ORDER BY date DESC LIMIT 1) AS "calendar-days",
      (SELECT id FROM absence WHERE ends_at > '2026-11-27' ORDER BY starts_at LIMIT 1) AS absences,
      (SELECT id FROM indicator_target LIMIT 1) AS targets,
      (SELECT id FROM due_rule LIMIT 1) AS "due-rules",
      (SELECT id FROM saved_view WHERE subject = 'residents') AS "saved-views",
      (SELECT id FROM priority_fact WHERE valid_to IS NULL LIMIT 1) AS "priority-facts",
      (SELECT id FROM digital_helper LIMIT 1) AS "digital-helpers",
      (SELECT b.id FROM briefing b JOIN user_account u ON u.id = b.written_by WHERE username = 'doivien1' AND b.household_id IS NOT NULL LIMIT 1) AS briefings,
      (SELECT id FROM group_session ORDER BY held_on DESC LIMIT 1) AS "group-sessions",
      (SELECT id FROM support_request ORDER BY created_at LIMIT 1) AS requests,
      (SELECT id FROM public_request WHERE is_waiting LIMIT 1) AS "public-requests",
      (SELECT id FROM door_call WHERE outcome = 'agreed' LIMIT 1) AS "door-calls",
      (SELECT id FROM user_account WHERE username = 'doivien2') AS users
    FROM visited, tonight`);
  return rows[0]!;
}

/** A random sample with one answer. */
async function drawSample({ db, anonymous }: BareApp): Promise<Record<string, string>> {
  const staff = anonymous();
  await staff.signIn(DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  await staff.post('/samples', { size: '40' });
  const { rows } = await db.pool.query<{ id: string; sampleId: string }>(
    'SELECT id, survey_sample_id AS "sampleId" FROM sample_member ORDER BY call_order LIMIT 2',
  );
  const answer = { id: crypto.randomUUID(), answer: 'with_family', answeredOn: '26/11/2026' };
  await staff.post(`/sample-members/${rows[0]!.id}/answers`, answer);
  return { samples: rows[0]!.sampleId, 'sample-members': rows[0]!.id };
}

/** A referral whose answer is awaited, a question of a resident about their data, and a breach notified too late. */
async function referSomebody({ db, anonymous }: BareApp): Promise<Record<string, string>> {
  const staff = anonymous();
  await staff.signIn(DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  const { residentId } = await db.prisma.householdMembership.findFirstOrThrow({ where: { validTo: null } });
  const dataRequests = crypto.randomUUID();
  await staff.post(`/residents/${residentId}/data-requests`, {
    id: dataRequests,
    kind: 'erase',
    askedBy: `con gái ${LONG_NAME}`,
    receivedOn: '10/11/2026',
  });
  const breaches = crypto.randomUUID();
  await staff.post('/breaches', {
    id: breaches,
    discoveredOn: '10/11/2026',
    discoveredTime: '09:00',
    what: `Gửi nhầm danh sách cho ${LONG_NAME}`,
  });
  const referrals = crypto.randomUUID();
  await staff.post(`/residents/${residentId}/referrals`, {
    id: referrals,
    recipient: 'police',
    purpose: 'làm VNeID mức 2',
    answerBy: '03/12/2026',
  });
  return { referrals, breaches, 'data-requests': dataRequests };
}

/** A list with new, changed, doubtful and wrong rows, read and waiting for confirmation. */
async function sendList({ db, anonymous, runJob }: BareApp): Promise<string> {
  const { rows: known } = await db.pool.query<{ name: string; year: string; address: string }>(`
    SELECT resident.full_name AS name, to_char(birth_date, 'DD/MM/YYYY') AS year, address_line AS address
    FROM resident JOIN household_membership ON resident_id = resident.id JOIN household ON household.id = household_id
    WHERE relation = 'head' AND valid_to IS NULL AND birth_precision = 'day' ORDER BY address_line LIMIT 2`);
  const staff = anonymous();
  await staff.signIn(DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  const sent = await staff.upload('/imports', 'list', {
    content: await workbook([
      [
        'Họ và tên',
        'Ngày sinh',
        'Giới tính',
        'Số CCCD',
        'Điện thoại',
        'Quan hệ với chủ hộ',
        'Địa chỉ',
        'Ghi chú riêng',
      ],
      [known[0]!.name, known[0]!.year, '', '', '0912345678', 'Chủ hộ', known[0]!.address, ''],
      [known[1]!.name, known[1]!.year, '', '', '', 'Chủ hộ', '999 Châu Long', ''],
      [LONG_NAME, '24/11/1948', 'Nữ', '', '', 'Chủ hộ', 'Số 1048A ngách 12/345 ngõ 678 Trần Hưng Đạo kéo dài', 'x'],
      ['Người Sai Số', '31/02/1950', 'Nữ', '00314800', '', 'Chủ hộ', '9 Châu Long', ''],
    ]),
    name: 'Danh sách nhân khẩu tổ dân phố số 12 rà soát lần thứ ba tháng 11 năm 2026 (bản đã sửa).xlsx',
  });
  await runJob('imports');
  return sent.headers.location!.split('/').pop()!;
}

/** The rounds of next week, proposed to the office. */
async function proposeWeek({ db, anonymous }: BareApp): Promise<Record<string, string>> {
  const staff = anonymous();
  await staff.signIn(DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  const id = '019a0000-0000-7000-8000-000000000001';
  await staff.post('/round-proposals', { id, from: '2026-11-30', to: '2026-12-06' });
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT output #>> '{rounds,0,id}' AS id FROM round_proposal WHERE id = $1`,
    [id],
  );
  return { 'round-proposals': id, 'proposed-round': rows[0]!.id };
}

/** People and households that may be duplicates, and two that were merged. */
async function pairUp({ db, anonymous }: BareApp): Promise<Record<string, string>> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT resident_id AS id FROM household_membership WHERE valid_to IS NULL AND relation = 'child' ORDER BY id LIMIT 4`,
  );
  const households = await db.pool.query<{ id: string }>(`
    INSERT INTO duplicate_household_pair (id, ward_id, one_id, other_id, score, found_at)
    SELECT gen_random_uuid(), ward_id, min(id::text)::uuid, max(id::text)::uuid, 950, now() FROM household GROUP BY ward_id RETURNING id`);
  const staff = anonymous();
  await staff.signIn(DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  const pair = async (one: number, other: number) =>
    (await staff.post('/duplicates', { oneId: rows[one]!.id, otherId: rows[other]!.id })).headers.location!;
  const merged = await pair(2, 3);
  const page = read(await staff.get(merged));
  const hidden = Object.fromEntries(
    ['keptId', 'removedId', 'seen'].map((name) => [name, page(`input[name=${name}]`).first().attr('value')!]),
  );
  await staff.post(`${merged}/merge`, { ...hidden, confirmed: 'yes' });
  const idOf = (path: string) => path.split('/').pop()!;
  return {
    duplicates: idOf(await pair(0, 1)),
    'household-duplicates': households.rows[0]!.id,
    merges: idOf((await staff.get(merged)).headers.location!),
  };
}

/** A confirmed list with a wrong row, about people who appear on no other of these pages. */
async function confirmList({ anonymous, runJob }: BareApp): Promise<string> {
  const staff = anonymous();
  await staff.signIn(DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  const sent = await staff.upload('/imports', 'list', {
    content: await workbook([
      ['Họ và tên', 'Ngày sinh', 'Quan hệ với chủ hộ', 'Địa chỉ', 'Hộ nghèo'],
      ['Người Ở Cuối Phố', '24/11/1948', 'Chủ hộ', 'Số 990 Châu Long', 'x'],
      ['Người Sai Ngày', '31/02/1950', 'Chủ hộ', '991 Châu Long', ''],
    ]),
    name: 'Danh sách hộ nghèo rà soát cuối năm 2026 (bản đã sửa lần thứ hai).xlsx',
  });
  await runJob('imports');
  await staff.post(`${sent.headers.location!}/confirmation`, { leaveOutWrong: '1' });
  await runJob('imports');
  return sent.headers.location!.split('/').pop()!;
}

async function lengthenNames({ db }: BareApp): Promise<void> {
  await db.pool.query(
    "UPDATE resident SET full_name = $1 WHERE id IN (SELECT resident_id FROM household_membership WHERE relation = 'head')",
    [LONG_NAME],
  );
  await db.pool.query('UPDATE user_account SET display_name = $1', [LONG_NAME]);
  await db.pool.query(
    "UPDATE household SET address_line = 'Căn hộ A1204-B tầng 12 tòa nhà Vạn Phúc, 1048A/12 ngách 345 ngõ 678 ' || address_line",
  );
}
