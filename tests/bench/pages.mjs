// The measured pages: what the application is asked, and what the floor is asked for comparison.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { tokenIn } from './browser.mjs';
import { fire, gets, percentiles } from './load.mjs';

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/**
 * @param world { app, floor (programs), samples, password, officer, staff, chairman, officers (a list) (sessions:
 * { headers, token }), client (pg), visits (counted here) }
 * @returns [{ name, rows?, isSlow? (not to be split into short turns), app(connections, seconds), floor(connections,
 * seconds) }], in the order in which they are measured.
 */
export async function pagesOf(world) {
  const {
    samples: { searches, households, roundId },
  } = world;
  const searchPaths = await searchAddresses(world.app.base, world.staff, searches);
  const householdPaths = households.map(({ id }) => `/households/${id}`);
  return [
    {
      name: 'sign-in page',
      app: got(world.app, ['/login'], {}),
      floor: got(world.floor, ['/sign-in'], {}),
    },
    { name: 'sign in', isSlow: true, ...signingIn(world) },
    await signedInPage(world, 'search', world.staff, {
      paths: searchPaths,
      floorPaths: searches.map((q) => `/search?q=${encodeURIComponent(q)}`),
    }),
    compressed(world, 'search', world.staff, searchPaths),
    await signedInPage(world, 'household', world.staff, {
      paths: householdPaths,
      floorPaths: households.map(({ id }) => `/household?audited=1&id=${id}`),
    }),
    await signedInPage(world, 'resident', world.staff, {
      paths: households.map(({ residentId }) => `/residents/${residentId}`),
      floorPaths: households.map(({ id }) => `/household?audited=1&id=${id}`),
    }),
    await signedInPage(world, 'tonight', world.officer, {
      paths: ['/tonight'],
      floorPaths: [`/tonight?audited=1&id=${roundId}`],
    }),
    await signedInPage(world, 'visit form', world.officer, {
      paths: householdPaths.map((path) => `${path}/visits/new`),
      floorPaths: households.map(({ id }) => `/household?audited=1&id=${id}`),
    }),
    compressed(
      world,
      'visit form',
      world.officer,
      householdPaths.map((path) => `${path}/visits/new`),
    ),
    await signedInPage(world, 'requests', world.staff, { paths: ['/requests'], floorPaths: ['/requests?audited=1'] }),
    await signedInPage(world, 'waiting', world.staff, { paths: ['/waiting'], floorPaths: ['/adoption?audited=1'] }),
    await signedInPage(world, 'today', world.staff, { paths: ['/today'], floorPaths: ['/requests?'] }),
    await signedInPage(world, 'adoption', world.chairman, { paths: ['/reports'], floorPaths: ['/adoption?'] }),
    { name: 'visit save', ...savingVisits(world) },
  ];
}

/** The page address of each search. The search text is sealed in it. */
export async function searchAddresses(base, { headers, token }, texts) {
  const paths = [];
  for (const q of texts) {
    const response = await fetch(`${base}/households/searches`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams({ _csrf: token, q }),
    });
    paths.push(response.headers.get('location'));
  }
  return paths;
}

/** A page as browsers ask for it, compared with the same page uncompressed, as all others are measured. */
function compressed({ app }, page, { headers }, paths) {
  return {
    name: `${page}, gzip`,
    app: got(app, paths, { ...headers, 'accept-encoding': 'gzip' }),
    floor: got(app, paths, headers),
  };
}

function got(program, paths, headers) {
  return (connections, seconds) => fire({ program, connections, seconds, requestsOf: gets(paths, headers) });
}

/**
 * A page for a signed-in user: the floor prints as many rows and sends as many bytes as the application does, averaged
 * over the paths.
 */
async function signedInPage({ app, floor }, name, { headers }, { paths, floorPaths }) {
  const average = async (program, sampled) => {
    const pages = await Promise.all(
      sampled.slice(0, 20).map(async (path) => {
        const response = await fetch(program.base + path, { headers, redirect: 'manual' });
        if (response.status !== 200) throw new Error(`${name}: ${path} answered ${response.status}`);
        return response.text();
      }),
    );
    const mean = (count) => Math.round(pages.reduce((sum, html) => sum + count(html), 0) / pages.length);
    return { rows: mean(rowsIn), bytes: mean((html) => Buffer.byteLength(html)) };
  };
  const { rows, bytes } = await average(app, paths);
  const signedIn = (path) => `/signed-in${path}&rows=${rows}`;
  const unfilled = await average(
    floor,
    floorPaths.map((path) => `${signedIn(path)}&filler=0`),
  );
  const filled = floorPaths.map((path) => `${signedIn(path)}&filler=${Math.max(0, bytes - unfilled.bytes)}`);
  return { name, rows, bytes, app: got(app, paths, headers), floor: got(floor, filled, headers) };
}

/** Rows of lists and of table bodies. */
function rowsIn(html) {
  const count = (pattern) => (html.match(pattern) ?? []).length;
  return count(/<tr[ >]/g) - count(/<thead/g) + count(/class="doors-what"/g);
}

/**
 * A visitor opens the form and sends it with the correct password, again and again; only the sending is timed. Every
 * connection has its own address, as behind a proxy, and rotates through the accounts.
 */
function signingIn({ app, floor, samples: { usernames }, password }) {
  const headersOf = (connection) => ({ 'x-forwarded-for': `10.1.0.${connection + 1}` });
  const body = (connection, turn, token = '') =>
    new URLSearchParams({
      _csrf: token,
      username: usernames[(connection + turn) % usernames.length],
      password,
    }).toString();
  return {
    app: (connections, seconds) =>
      fire({
        program: app,
        connections,
        seconds,
        countedStatus: 303,
        requestsOf(connection) {
          let turn = 0;
          let opened = {};
          return [
            {
              method: 'GET',
              path: '/login',
              headers: headersOf(connection),
              onResponse: (_status, html, _context, headers) => {
                opened = {
                  cookie: String(headers['Set-Cookie'] ?? headers['set-cookie']).split(';')[0],
                  token: tokenIn(html),
                };
              },
            },
            {
              method: 'POST',
              path: '/login',
              setupRequest: (request) => ({
                ...request,
                method: 'POST',
                path: '/login',
                headers: { ...headersOf(connection), ...FORM, cookie: opened.cookie },
                body: body(connection, turn++, opened.token),
              }),
            },
          ];
        },
      }),
    floor: (connections, seconds) =>
      fire({
        program: floor,
        connections,
        seconds,
        requestsOf: (connection) => [{ method: 'POST', path: '/sign-in', headers: FORM, body: body(connection, 0) }],
      }),
  };
}

/**
 * Each request is a new form (its own key) for the next household; afterwards the register is compared with the
 * answers.
 */
function savingVisits({ app, floor, samples, officers, client, visits }) {
  const requestsOf = (path, acknowledged) => (connection) => {
    const { headers, token } = officers[connection % officers.length];
    let turn = connection * 13;
    let key;
    return [
      {
        method: 'POST',
        setupRequest: (request) => {
          const household = samples.households[turn++ % samples.households.length];
          key = randomUUID();
          return {
            ...request,
            method: 'POST',
            path: path(household),
            headers: { ...headers, ...FORM },
            body: visitBody(token, household, samples.serviceId, key),
          };
        },
        onResponse: (status) => {
          if (status === 303) acknowledged.push(key);
        },
      },
    ];
  };
  const measure = (program, path) => async (connections, seconds) => {
    const acknowledged = [];
    const result = await fire({ program, connections, seconds, requestsOf: requestsOf(path, acknowledged) });
    await sleep(200); // requests in progress when the time was up
    const {
      rows: [{ saved }],
    } = await client.query('SELECT count(*)::int AS saved FROM visit WHERE client_key = ANY ($1::uuid[])', [
      acknowledged,
    ]);
    visits.acknowledged += acknowledged.length;
    visits.saved += saved;
    return result;
  };
  return {
    app: measure(app, ({ id }) => `/households/${id}/visits/new`),
    floor: measure(floor, () => '/signed-in/visit'),
  };
}

/** A door that was met: one resident present, one procedure submitted with the team's help, the level of the e-ID. */
export function visitBody(token, { id, residentId }, serviceId, clientKey) {
  return new URLSearchParams({
    _csrf: token,
    clientKey,
    householdId: id,
    outcome: 'met',
    arrivedOn: todayInHanoi(),
    arrivedTime: '00:00',
    presence: residentId,
    'assists[0][residentId]': residentId,
    'assists[0][serviceId]': serviceId,
    'assists[0][helpLevel]': 'guided',
    'assists[0][result]': 'submitted',
    [`levels[${residentId}]`]: 'level_2',
    nextStep: 'none',
    note: 'Đo tốc độ',
  }).toString();
}

function todayInHanoi() {
  return new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
}

/**
 * The adoption page right after a visit was saved, when nothing cached is valid any more: one request at a time, each
 * followed by one of the floor.
 * @returns percentiles (milliseconds), and those of the floor under `floor`; `readings`: each one, in their order.
 */
export async function measureColdAdoption({ app: { base }, floor, samples, officer, chairman }, times) {
  const [milliseconds, waited, ofFloor] = [[], [], []];
  const timed = async (address, options) => {
    const startedAt = performance.now();
    const page = await fetch(address, options);
    const text = await page.text();
    return { took: performance.now() - startedAt, text };
  };
  for (let index = 0; index < times; index += 1) {
    const household = samples.households[index % samples.households.length];
    const saved = await fetch(`${base}/households/${household.id}/visits/new`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...officer.headers, ...FORM },
      body: visitBody(officer.token, household, samples.serviceId, randomUUID()),
    });
    if (saved.status !== 303) throw new Error(`visit: ${saved.status}`);
    const startedAt = performance.now();
    let page = await timed(`${base}/reports`, { headers: chairman.headers });
    waited.push(page.took);
    while (page.text.includes('số mới đang được tính')) {
      await sleep(20);
      page = await timed(`${base}/reports`, { headers: chairman.headers });
    }
    milliseconds.push(performance.now() - startedAt);
    ofFloor.push((await timed(`${floor.base}/adoption?rows=${rowsIn(page.text)}`)).took);
  }
  return {
    ...percentiles(milliseconds),
    waited: percentiles(waited),
    floor: percentiles(ofFloor),
    readings: milliseconds,
  };
}

/** Links of one kind (a list with the same filters) that are opened. */
const LINKS_OF_A_KIND = 3;

/**
 * Every kind of list behind a figure of the chairman's pages, as their links name it, opened one by one.
 * @returns [{ path (without its query), links (how many lists there are), p50, max (milliseconds, the slowest link's)
 * }]
 */
export async function measureFigureLists({ app: { base }, chairman: { headers } }, times) {
  const read = async (address) => {
    const page = await fetch(base + address, { headers, redirect: 'manual' });
    if (page.status !== 200) throw new Error(`${address} answered ${page.status}`);
    return page.text();
  };
  const linksOn = async (address) =>
    [...(await read(address)).matchAll(/href="(\/reports\/[^"#]+)/g)].map(([, href]) => href.replaceAll('&amp;', '&'));
  const addresses = new Set([...(await linksOn('/reports')), ...(await linksOn('/reports/needs'))]);
  const opened = new Map();
  const isOpened = (address) => {
    const [path, query] = address.split('?');
    const kind = [path, ...new URLSearchParams(query).keys()].join(' ');
    opened.set(kind, (opened.get(kind) ?? 0) + 1);
    return opened.get(kind) <= LINKS_OF_A_KIND;
  };
  const lists = new Map();
  for (const address of [...addresses].filter(isOpened)) {
    const readings = [];
    for (let index = 0; index < times; index += 1) {
      const startedAt = performance.now();
      await read(address);
      readings.push(performance.now() - startedAt);
    }
    const { p50, max } = percentiles(readings);
    const [listPath] = address.split('?');
    const list = lists.get(listPath) ?? { path: listPath, links: 0, p50: 0, max: 0 };
    lists.set(listPath, { ...list, links: list.links + 1, p50: Math.max(list.p50, p50), max: Math.max(list.max, max) });
  }
  return [...lists.values()];
}

/** Has the planner propose next week: the most that the program does at once. @returns how long it took, in ms. */
export async function proposeWeek({ app: { base }, staff: { headers, token } }) {
  const fieldsOf = (html) =>
    ['id', 'from', 'to'].map((name) => [name, new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)[1]]);
  const form = await (await fetch(`${base}/round-proposals`, { headers })).text();
  const startedAt = performance.now();
  const answer = await fetch(`${base}/round-proposals`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...headers, ...FORM },
    body: new URLSearchParams([['_csrf', token], ...fieldsOf(form)]),
  });
  if (answer.status !== 303) throw new Error(`/round-proposals answered ${answer.status}`);
  return performance.now() - startedAt;
}
