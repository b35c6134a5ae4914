import {
  HOUSEHOLD_FILTERED,
  mapPlain,
  RESIDENT_FILTERED,
  type PlainEntries,
} from '../../../../src/shared/register-fields';
import { listFileHref } from '../../../../src/web/list-source';
import { createHousehold, createResident } from '../../../support/factories';
import { read, sharedAgent, sharedApp } from '../../../support/test-app';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');

/** What is stored for each option of the filter. */
function storedFor(entry: PlainEntries[string]): Record<string, string | null> {
  if (entry.kind !== 'choice') return entry.kind === 'text' ? { yes: 'Một', no: '' } : { yes: '2026-11-20', no: null };
  return { ...Object.fromEntries(Object.keys(entry.answers).map((answer) => [answer, answer])), unknown: null };
}

const FIELDS = (['residents', 'households'] as const).flatMap((subject) =>
  Object.values(
    mapPlain<PlainEntries, { subject: typeof subject; name: string; entry: PlainEntries[string] }>(
      subject === 'residents' ? RESIDENT_FILTERED : HOUSEHOLD_FILTERED,
      (entry, name) => ({ subject, name, entry }),
    ),
  ),
);

test.each(FIELDS)('the list of $subject is filtered by $name of the catalogue', async ({ subject, name, entry }) => {
  const stored = storedFor(entry);
  const ids: Record<string, string> = {};
  for (const [option, value] of Object.entries(stored)) {
    const { id } =
      subject === 'residents' ? await createResident(app.db, app.ward) : await createHousehold(app.db, app.ward);
    const table = subject.slice(0, -1);
    await app.db.pool.query(`UPDATE ${table} SET ${entry.columns[0]} = $1 WHERE id = $2`, [value, id]);
    ids[option] = id;
  }
  const form = read(await staff.get(`/lists/${subject}`));
  const options = form(`#filter-${name} option`).get();
  expect(options.map((option) => form(option).attr('value'))).toEqual(['', ...Object.keys(stored)]);

  for (const [option, id] of Object.entries(ids)) {
    const path = `/lists/${subject}?${name}=${option}`;
    const page = read(await staff.get(path));
    const hrefs = page('.list-table tbody tr td:first-child a').get();
    const others = Object.values(ids).filter((other) => other !== id);
    const shown = hrefs.map((link) => page(link).attr('href')!.split('/').pop()!);
    expect(shown).toContain(id);
    expect(shown.filter((each) => others.includes(each))).toEqual([]);
    expect(page('.chip').text()).toContain(`${entry.label}: `);
  }
  const [option] = Object.keys(stored);
  const shown = read(await staff.get(`/lists/${subject}?${name}=${option}`))('.list-table tbody tr').length;
  const file = await staff.download(listFileHref(`/lists/${subject}?${name}=${option}`), {
    usualReason: 'other',
    reasonText: 'thử bộ lọc',
    format: 'csv',
  });
  expect((file.body as Buffer).toString()).toContain(`${shown} dòng, lúc`);
});
