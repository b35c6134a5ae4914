// The measured pages: what the application is asked, and what the floor is asked for comparison.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { signIn } from './browser.mjs';
import { connect, DEMO_PASSWORD, startApp, startFloor } from './harness.mjs';
import { fire, gets, percentiles } from './load.mjs';
import { takeSamples } from './samples.mjs';

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/**
 * A program and its floor on a ward, and people who have signed in.
 * @returns { app, floor (programs), samples, staff, officer, chairman, officers (one for each connection) (sessions:
 * { headers, token }), client (pg), visits (counted by the saving of visits), stop }
 */
export async function openWorld({ running }, place, { residents, connections, args }) {
  const app = await startApp(place, residents, args);
  running.push(app);
  const client = await connect(place.url);
  const samples = await takeSamples(client);
  const floor = await startFloor(place, samples);
  running.push(floor);
  const session = (username, address) => signIn(app.base, username, DEMO_PASSWORD, address);
  const officers = [];
  for (let index = 0; index < connections; index += 1)
    officers.push(await session(samples.officers[index % samples.officers.length], `10.0.1.${index + 1}`));
  return {
    app,
    floor,
    samples,
    client,
    officers,
    staff: await session('vanphong', '10.0.0.1'),
    officer: await session('doivien1', '10.0.0.1'),
    chairman: await session('chutich', '10.0.0.1'),
    visits: { acknowledged: 0, saved: 0 },
    async stop() {
      await client.end();
      for (const one of [floor, app]) {
        running.splice(running.indexOf(one), 1);
        await one.stop();
      }
    },
  };
}

/** @returns [{ name, rows?, app(connections, seconds), floor(connections, seconds) }], in the order of measuring. */
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
    await signedInPage(world, 'search', world.staff, {
      paths: searchPaths,
      floorPaths: searches.map((q) => `/search?q=${encodeURIComponent(q)}`),
    }),
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
    const response = await fetch(`${base}/searches`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams({ _csrf: token, q }),
    });
    paths.push(response.headers.get('location'));
  }
  return paths;
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
 * The adoption page right after a visit was saved, when nothing cached is valid any more: one request at a time.
 * @returns percentiles (milliseconds), and under `waited` those of the reader's first page, perhaps with the last figures;
 * `readings`: each one, in their order.
 */
export async function measureColdAdoption({ app: { base }, samples, officer, chairman }, times) {
  const [readings, waited] = [[], []];
  const read = async () => (await fetch(`${base}/reports`, { headers: chairman.headers })).text();
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
    let page = await read();
    waited.push(performance.now() - startedAt);
    while (page.includes('số mới đang được tính')) {
      await sleep(20);
      page = await read();
    }
    readings.push(performance.now() - startedAt);
  }
  return { ...percentiles(readings), waited: percentiles(waited), readings };
}

/** Has the planner propose next week: the most that the program does at once. @returns how long it took, in seconds. */
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
  return (performance.now() - startedAt) / 1000;
}
