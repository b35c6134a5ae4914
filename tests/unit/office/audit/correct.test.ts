import { correct } from '../../../../src/features/office/audit/correct';

const BEFORE = { name: 'Ngõ 12', note: '', version: 3 };
/** What is written and logged, or why nothing is. */
const corrected = (form: { name: string; note: string; version: number }) =>
  correct(BEFORE, form, async (data, changes) => ({ kind: 'done', data, changes }));

describe('a correction', () => {
  test('writes the columns with the next version, and logs the fields that differ', async () => {
    expect(await corrected({ name: 'Ngõ 14', note: '', version: 3 })).toEqual({
      kind: 'done',
      data: { name: 'Ngõ 14', note: '', version: { increment: 1 } },
      changes: [{ field: 'name', before: 'Ngõ 12', after: 'Ngõ 14' }],
    });
  });

  test('of a record changed since the form was opened is stale', async () => {
    expect(await corrected({ name: 'Ngõ 14', note: '', version: 2 })).toEqual({ kind: 'stale' });
  });

  test('to what the record says already changes nothing, whatever version the form was opened on', async () => {
    expect(await corrected({ name: 'Ngõ 12', note: '', version: 2 })).toEqual({ kind: 'unchanged' });
  });

  test('goes by the differences that the caller found, if it compares in its own way', async () => {
    const compared = (changes: { field: string; before: string; after: string }[]) =>
      correct(BEFORE, { version: 3, changes }, async (data, found) => ({ kind: 'done', data, found }));
    expect(await compared([])).toEqual({ kind: 'unchanged' });
    const times = [{ field: 'times', before: 'tối thứ Ba', after: 'tối thứ Tư' }];
    expect(await compared(times)).toEqual({ kind: 'done', data: { version: { increment: 1 } }, found: times });
  });
});
