import { scrubActSnapshots, withoutTexts } from '../../../../src/features/privacy/erasure/scrub';

test('an act keeps what it did to others, and of the person only what is no word', () => {
  const changes = [
    {
      table: 'resident_absence',
      id: 'a',
      before: null,
      after: { resident_id: 'p', reason: 'đi viện', absent_from: '2026-11-20' },
    },
    { table: 'resident_absence', id: 'b', before: { resident_id: 'q', reason: 'về quê' }, after: null },
    { table: 'resident', id: 'p', before: { full_name: 'Lê Văn Nam', phone: null, gender: 'male' }, after: null },
  ];
  expect(scrubActSnapshots(changes, new Set(['p']))).toEqual([
    { ...changes[0], after: { resident_id: 'p', reason: '(đã xóa)', absent_from: '2026-11-20' } },
    changes[1],
    { ...changes[2], before: { full_name: '(đã xóa)', phone: null, gender: 'male' } },
  ]);
});

test('a row of a list keeps its shape without its texts', () => {
  expect(withoutTexts({ name: 'Lê', n: 3, list: ['a', { b: 'c', d: null }], ok: true })).toEqual({
    name: '',
    n: 3,
    list: ['', { b: '', d: null }],
    ok: true,
  });
});
