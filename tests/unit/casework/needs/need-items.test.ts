import { helperName, helperText } from '../../../../src/features/casework/needs/helper-labels';
import { needItems } from '../../../../src/features/casework/needs/need-items';
import type { ReadinessRow } from '../../../../src/features/casework/needs/readiness-history';
import { NOTHING_ASKED, type ReadinessFacts } from '../../../../src/shared/readiness-fields';

const TODAY = '2026-11-26';
const row = (recordedOn: string, facts: Partial<ReadinessFacts>, given: Partial<ReadinessRow> = {}): ReadinessRow => ({
  ...NOTHING_ASKED,
  ...facts,
  id: recordedOn,
  recordedOn,
  source: 'office',
  visitId: null,
  by: 'Trần Văn Phòng',
  ...given,
});
const lines = (person: Parameters<typeof needItems>[0]) =>
  needItems(person, TODAY, 18).map(({ label, words }) => `${label} ${words}`);

test('only the highest of the three age groups is shown, from the birthday on', () => {
  expect(lines({ birth: { date: '1945-05-03', precision: 'day' }, readiness: [], facts: [] })).toEqual([
    'Từ 80 tuổi từ 03/05/2025, tính theo ngày sinh',
  ]);
  expect(lines({ birth: { date: '1951-01-01', precision: 'year' }, readiness: [], facts: [] })).toEqual([
    'Từ 75 tuổi từ năm 2026, tính theo ngày sinh',
  ]);
  expect(lines({ birth: { date: '1948-02-29', precision: 'day' }, readiness: [], facts: [] })).toEqual([
    'Từ 75 tuổi từ 01/03/2023, tính theo ngày sinh',
  ]);
  expect(lines({ birth: { date: '1970-02-28', precision: 'day' }, readiness: [], facts: [] })).toEqual([]);
});

test('a readiness need says how long it has held and who reported it first', () => {
  const readiness = [
    row('2026-01-05', { livesAlone: 'no', vneidLevel: 'none' }, { source: 'import', by: null }),
    row('2026-06-10', { livesAlone: 'yes', vneidLevel: 'level_1' }, { source: 'visit', by: 'Nguyễn Thị Đội' }),
    row('2026-09-01', { livesAlone: 'yes', vneidLevel: 'level_1' }),
  ];
  expect(lines({ birth: null, readiness, facts: [] })).toEqual([
    'Sống một mình từ 10/06/2026, ghi khi đến nhà, Nguyễn Thị Đội',
    'Chưa có VNeID mức 2 từ 05/01/2026, danh sách nhập',
  ]);
});

test('a fact shows its first day, its last day and its decision; facts of other days are left out', () => {
  const facts = [
    {
      kind: 'poor' as const,
      validFrom: '2026-01-01',
      validTo: '2027-01-01',
      source: 'decision' as const,
      sourceNote: 'QĐ 12/QĐ-UBND',
    },
    {
      kind: 'poor' as const,
      validFrom: '2025-01-01',
      validTo: '2026-01-01',
      source: 'decision' as const,
      sourceNote: 'QĐ 9/QĐ-UBND',
    },
    { kind: 'disabled' as const, validFrom: '2026-12-01', validTo: null, source: 'office' as const, sourceNote: '' },
  ];
  expect(lines({ birth: null, readiness: [], facts })).toEqual([
    'Hộ nghèo từ 01/01/2026 đến hết 31/12/2026, theo QĐ 12/QĐ-UBND',
  ]);
});

describe('a helper', () => {
  const mai = {
    name: 'Nguyễn Thị Mai',
    gender: 'female' as const,
    phone: '0533123456',
    relation: 'child' as const,
    relationNote: '',
  };

  test('is called by their relation to the household', () => {
    expect(helperName(mai)).toBe('con gái Nguyễn Thị Mai');
    expect(helperName({ ...mai, relation: null, relationNote: 'cháu ngoại' })).toBe('cháu ngoại Nguyễn Thị Mai');
    expect(helperName({ ...mai, relation: null, relationNote: 'con gái, ở Cầu Giấy' })).toBe(
      'Nguyễn Thị Mai (con gái, ở Cầu Giấy)',
    );
    expect(helperName({ ...mai, relation: null })).toBe('Nguyễn Thị Mai');
  });

  test('is listed with the number to call, one per line', () => {
    expect(helperText([mai, { ...mai, name: 'Lê Văn Nam', phone: null, relation: 'son_in_law', gender: 'male' }])).toBe(
      'con gái Nguyễn Thị Mai, 0533 123 456; con rể Lê Văn Nam',
    );
    expect(helperText([])).toBe('');
  });
});
