// What has to hold when several processes of the program share a database behind a balancer. Each story gives a line;
// one that does not hold throws.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSignIn, signIn } from '../browser.mjs';
import { FORM, visitBody } from '../pages.mjs';

const WRONG_TRIES = 30;

/** @param world { bases (of each process), front (of the balancer), client (pg, the owner's), samples, password } */
export const STORIES = {
  'who signs in at one process is known to the others, and who signs out, to none': async ({ bases, password }) => {
    const { headers, token } = await signIn(bases[0], 'vanphong', password, '10.3.0.1');
    for (const base of bases) assert.equal((await get(base, '/households', headers)).status, 200);
    const out = await fetch(`${bases.at(-1)}/logout`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, ...FORM },
      body: new URLSearchParams({ _csrf: token }),
    });
    assert.equal(out.status, 303);
    for (const base of bases) assert.notEqual((await get(base, '/households', headers)).status, 200);
  },

  'a form that one process showed is taken by another, and sent to both it is one visit': async ({
    bases,
    client,
    samples,
    password,
  }) => {
    const { headers, token } = await signIn(bases[0], 'doivien1', password, '10.3.0.2');
    const key = randomUUID();
    const answers = await Promise.all(bases.map((base) => saveVisit(base, { headers, token }, samples, { key })));
    for (const answer of answers) assert.equal(answer.status, 303);
    assert.equal(await countVisits(client, [key]), 1);
  },

  'the rate limit on guessing passwords counts the guesses of all processes': async ({ bases }) => {
    const guesses = async (among, username, address) => {
      for (let tries = 1; tries <= WRONG_TRIES; tries += 1) {
        const base = among[tries % among.length];
        const { cookie, token } = await openSignIn(base, address);
        const answer = await fetch(`${base}/login`, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie, 'x-forwarded-for': address },
          body: new URLSearchParams({ _csrf: token, username, password: 'sai-mat-khau' }),
        });
        if (answer.status === 429) return tries;
      }
      return null;
    };
    const alone = await guesses([bases[0]], 'doivien3', '10.3.0.3');
    assert.ok(alone);
    assert.equal(await guesses(bases, 'doivien4', '10.3.0.4'), alone);
  },

  'figures that a process keeps follow a change that another one saved': async ({ bases, samples, password }) => {
    const chairman = await signIn(bases[0], 'chutich', password, '10.3.0.5');
    const officer = await signIn(bases[0], 'doivien1', password, '10.3.0.6');
    const read = async (base) => {
      for (;;) {
        const text = await (await get(base, '/reports', chairman.headers)).text();
        if (!text.includes('số mới đang được tính')) return figuresIn(text);
        await sleep(50);
      }
    };
    const before = await Promise.all(bases.map(read));
    for (const figures of before) assert.equal(figures, before[0]);
    assert.equal((await saveVisit(bases[0], officer, samples, { turn: 1 })).status, 303);
    const after = await Promise.all(bases.toReversed().map(read));
    for (const figures of after) assert.equal(figures, after[0]);
    assert.notEqual(after[0], before[0]);
  },

  'every process plans with a thread of its own': async ({ bases, password }) => {
    const staff = await signIn(bases[0], 'vanphong', password, '10.3.0.7');
    for (const base of bases) assert.equal((await get(base, '/answer-hours', staff.headers)).status, 200);
  },

  'a due job runs once, though every process starts with it': async ({ client, restartAll }) => {
    await client.query(`
      CREATE TABLE bench_begun (ward_id uuid, at timestamptz);
      GRANT INSERT ON bench_begun TO PUBLIC;
      CREATE FUNCTION bench_begin() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO bench_begun VALUES (NEW.ward_id, clock_timestamp()); RETURN NULL; END $$;
      CREATE TRIGGER bench_begin AFTER INSERT OR UPDATE OF began_at ON duplicate_search FOR EACH ROW EXECUTE FUNCTION bench_begin();
      UPDATE duplicate_search SET finished_at = NULL, book_changes = -1;
      TRUNCATE bench_begun`);
    await restartAll();
    for (let waited = 0; waited < 120; waited += 1) {
      const { rows } = await client.query(
        'SELECT count(*)::int AS left FROM duplicate_search WHERE finished_at IS NULL',
      );
      if (rows[0].left === 0) break;
      await sleep(500);
    }
    await sleep(1000);
    const { rows } = await client.query('SELECT count(*)::int AS begun FROM bench_begun');
    await client.query(
      'DROP TRIGGER bench_begin ON duplicate_search; DROP FUNCTION bench_begin; DROP TABLE bench_begun',
    );
    assert.equal(rows[0].begun, 1);
  },

  'a process that is killed while visits are saved loses none that was acknowledged': async ({
    front,
    client,
    samples,
    password,
    killOne,
    startOne,
  }) => {
    const officer = await signIn(front, 'doivien1', password, '10.3.0.8');
    const acknowledged = [];
    const statuses = {};
    let isOver = false;
    const write = async (offset) => {
      for (let turn = offset; !isOver; turn += 10) {
        const key = randomUUID();
        // A browser's queue sends a form again with the same key until it is acknowledged.
        for (let isSaved = false; !isSaved;) {
          const answer = await saveVisit(front, officer, samples, { key, turn }).catch(() => null);
          const status = answer?.status ?? 'none';
          statuses[status] = (statuses[status] ?? 0) + 1;
          isSaved = status === 303;
          if (isSaved) acknowledged.push(key);
          else await sleep(50);
        }
      }
    };
    const writers = Array.from({ length: 10 }, (_, index) => write(index));
    await sleep(1500);
    await killOne();
    await sleep(2500);
    isOver = true;
    await Promise.all(writers);
    await startOne();
    assert.equal(await countVisits(client, acknowledged), acknowledged.length);
    return `${acknowledged.length} visits; answers ${JSON.stringify(statuses)}`;
  },

  'a pooler that dies is answered with 503, and recovered from': async ({
    front,
    password,
    killPooler,
    startPooler,
  }) => {
    const staff = await signIn(front, 'vanphong', password, '10.3.0.9');
    await killPooler();
    const away = await get(front, '/households', staff.headers);
    assert.equal(away.status, 503);
    await startPooler();
    for (let tries = 0; (await get(front, '/households', staff.headers)).status !== 200; tries += 1) {
      assert.ok(tries < 50);
      await sleep(200);
    }
  },
};

const get = (base, address, headers) => fetch(base + address, { headers, redirect: 'manual' });

function saveVisit(base, { headers, token }, { households, serviceId }, { key = randomUUID(), turn = 0 } = {}) {
  return fetch(`${base}/households/${households[turn % households.length].id}/visits/new`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...headers, ...FORM },
    body: visitBody(token, households[turn % households.length], serviceId, key),
  });
}

async function countVisits(client, keys) {
  const { rows } = await client.query('SELECT count(*)::int AS saved FROM visit WHERE client_key = ANY ($1::uuid[])', [
    keys,
  ]);
  return rows[0].saved;
}

/** What the page shows, without its token, its links and the minute of reading. */
function figuresIn(html) {
  return html
    .replace(/^[\s\S]*<main/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\d{1,2}:\d{2}/g, '')
    .replace(/\s+/g, ' ');
}
