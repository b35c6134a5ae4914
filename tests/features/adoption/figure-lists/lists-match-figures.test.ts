import type { CheerioAPI } from 'cheerio';
import { FIGURE_LISTS } from '../../../../src/features/adoption/figure-lists/figure-lists';
import { attributesOf, read, sharedApp, type TestAgent, words } from '../../../support/test-app';
import { diceOf, writeBooks } from '../figures/random-book';

// Every number on the chairman's page that opens a list opens one of exactly that length.

const SEED = Number(process.env.BOOK_SEED ?? Math.floor(Math.random() * 1e9));

const app = sharedApp();
let staff: TestAgent;
let chairman: TestAgent;
beforeAll(async () => {
  [staff, chairman] = [await app.as('staff'), await app.as('chairman')];
  const ward = { id: app.ward.id, userId: app.users.staff.id };
  await writeBooks(app.db, [{ ward, dice: diceOf(SEED), households: 60 }], '2026-11-26');
});

const numberIn = (text: string) => Number(text.replaceAll('.', ''));

/**
 * The number that a link stands for. A share stands for its numerator, in the words beside it; hours stand for the files
 * they are counted from, which the next link names.
 */
function figureOf(link: ReturnType<CheerioAPI>): number | null {
  const text = link.contents().first().text().trim();
  const box = link.closest('.answer-figure, .month-cards .card').text();
  if (text.includes('%') || text === 'chưa có') {
    const numerator = /([\d.]+)\s+(?:người\s+)?trên\s/.exec(box);
    return numerator && numberIn(numerator[1]!);
  }
  if (text.endsWith('giờ')) return numberIn(/([\d.]+) hồ sơ/.exec(box)![1]!);
  const fraction = /^([\d.]+) ?\/ ?/.exec(text);
  if (fraction) return numberIn(fraction[1]!);
  const numbers = text.replace(/^.*\D(?=[\d.]+(?: người)?\)?$)/, '').match(/[\d.]+/);
  return numbers && numberIn(numbers[0]);
}

/** How many rows a list says that it has, and how many it has over all its pages. */
async function lengthOf(agent: TestAgent, href: string): Promise<{ said: number; rows: number }> {
  let [rows, next, said]: [number, string | undefined, number] = [0, href, -1];
  while (next) {
    const page = read(await agent.get(next));
    if (said === -1) said = numberIn(/^[\d.]+/.exec(page('.page-head-context').text())?.[0] ?? '-1');
    rows += page('tbody tr').length;
    next = page('a[rel=next]').attr('href');
  }
  return { said, rows };
}

async function expectListsOfFigures(address: string): Promise<void> {
  const page = read(await staff.get(address));
  const wrong: object[] = [];
  const kinds = new Set<string>();
  for (const element of page('main a[href^="/reports/"]').toArray()) {
    const href = element.attribs.href!;
    if (!FIGURE_LISTS.some(({ path }) => path === href.split('?')[0])) continue;
    // The names of groups where nobody was met open the doors of each.
    if (page(element).closest('.said').length > 0 && href.includes('group=')) continue;
    const figure = figureOf(page(element));
    const { said, rows } = await lengthOf(staff, href);
    if (figure !== said || figure !== rows) wrong.push({ SEED, href, text: page(element).text(), figure, said, rows });
    kinds.add(href.split('?')[0]!);
  }
  expect(wrong).toEqual([]);
  kinds.delete('/reports/requests'); // settled in some months only
  kinds.delete('/reports/lasting'); // from five lessons on
  expect([...kinds].toSorted()).toEqual(
    ['adults', 'doors', 'files', 'helped', 'needy', 'paused', 'refused', 'taught', 'visits'].map(
      (name) => `/reports/${name}`,
    ),
  );
}

test.each(['/reports', '/reports?month=2026-10', '/reports?month=2026-02'])(
  'every figure on %s opens a list of exactly its length',
  expectListsOfFigures,
);

test('the chairman reads the same page and lists as the office', async () => {
  const [own, theirs] = [await chairman.get('/reports'), await staff.get('/reports')];
  const linksOf = (page: CheerioAPI) => attributesOf(page('main a[href^="/reports/"]'), 'href');
  expect(linksOf(read(own))).toEqual(linksOf(read(theirs)));
  expect(linksOf(read(own)).filter((href) => href.includes('source=sample'))).toEqual([]);
});

test('a closed month keeps every figure and list, whatever is written later', async () => {
  const address = '/reports?month=2026-10';
  const figuresOf = async () =>
    words(await staff.get(address))
      .split('đang tính')[0]!
      .replace(/^.*Bao nhiêu người lớn/, '');
  const before = await figuresOf();
  expect((await staff.post('/month-closings', { month: '2026-10-01', revision: '1' })).status).toBe(303);
  await app.db.pool.query(`
    DELETE FROM portal_use; DELETE FROM readiness; DELETE FROM household_pause; DELETE FROM topic_taught; DELETE FROM file_status;
    UPDATE household SET occupancy = 'vacant'; UPDATE visit SET met_somebody = false; UPDATE resident SET residence_status = 'moved_out'`);
  expect(await figuresOf()).toBe(before);
  await expectListsOfFigures(address);
  expect(words(await staff.get('/reports?month=2026-09'))).not.toContain('đã chốt');
});
