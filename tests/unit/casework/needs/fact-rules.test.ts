import {
  basisLabel,
  endAfter,
  isOverlapping,
  lastDayOf,
  mayBeOf,
  overlapMessage,
  periodText,
  rivalsOf,
  type StatedFact,
} from '../../../../src/features/casework/needs/fact-rules';
import { factText } from '../../../../src/features/casework/needs/fact-labels';

const poor: StatedFact = {
  kind: 'poor',
  validFrom: '2026-01-01',
  validTo: '2026-11-01',
  source: 'decision',
  sourceNote: 'QĐ 12/QĐ-UBND ngày 05/01/2026',
};

test('a fact holds until the end of the last day given', () => {
  expect(lastDayOf(poor)).toBe('2026-10-31');
  expect(endAfter('2026-10-31')).toBe('2026-11-01');
  expect([lastDayOf({ ...poor, validTo: null }), endAfter(null)]).toEqual([null, null]);
});

test.each([
  ['poor', 'household', true],
  ['poor', 'resident', false],
  ['near_poor', 'resident', false],
  ['policy_family', 'household', true],
  ['policy_family', 'resident', true],
  ['disabled', 'household', false],
  ['disabled', 'resident', true],
  ['social_protection', 'household', false],
] as const)('whether %s may belong to a %s: %s', (kind, subject, expected) => {
  expect(mayBeOf(kind, subject)).toBe(expected);
});

test('a household is poor or near-poor, never both', () => {
  expect(rivalsOf('poor')).toContain('near_poor');
  expect(rivalsOf('near_poor')).toContain('poor');
  expect(rivalsOf('disabled')).toEqual(['disabled']);
});

test.each([
  ['the day after it ended', { validFrom: '2026-11-01', validTo: null }, false],
  ['its last day', { validFrom: '2026-10-31', validTo: null }, true],
  ['the day before it began', { validFrom: '2025-01-01', validTo: '2026-01-01' }, false],
  ['the day it began', { validFrom: '2025-01-01', validTo: '2026-01-02' }, true],
  ['within it', { validFrom: '2026-03-01', validTo: '2026-04-01' }, true],
  ['around it', { validFrom: '2020-01-01', validTo: null }, true],
  ['no day, because it was withdrawn', { validFrom: '2026-03-01', validTo: '2026-03-01' }, false],
])('a fact that holds %s overlaps: %j', (_when, other, expected) => {
  expect(isOverlapping(poor, other)).toBe(expected);
  expect(isOverlapping(other, poor)).toBe(expected);
});

test('a refusal says why a fact cannot stand beside another, and what to do', () => {
  expect(overlapMessage(poor)).toBe(
    'Đã ghi hộ nghèo từ 01/01/2026 đến hết 31/10/2026, theo QĐ 12/QĐ-UBND ngày 05/01/2026. Chọn từ ngày 01/11/2026 trở đi, hoặc sửa diện đó trước.',
  );
  expect(overlapMessage({ ...poor, validTo: null })).toMatch(/từ 01\/01\/2026, theo QĐ.* Kết thúc diện đó trước\.$/);
});

test('a fact says when it holds and how it is known', () => {
  expect(periodText(poor)).toBe('từ 01/01/2026 đến hết 31/10/2026');
  expect(basisLabel({ source: 'list', sourceNote: 'người khuyết tật 2026' })).toBe(
    ', theo danh sách người khuyết tật 2026',
  );
  expect(basisLabel({ source: 'visit', sourceNote: '' })).toBe(', đội thấy khi đến nhà');
  expect(basisLabel({ source: 'office', sourceNote: 'tổ trưởng gọi điện' })).toBe(
    ', người dân, cán bộ báo: tổ trưởng gọi điện',
  );
});

describe('a recorded fact in one sentence', () => {
  const recorded = {
    ...poor,
    recordedBy: 'Trần Văn Phòng',
    recordedOn: '2026-01-06',
    endedBy: null,
    endedOn: null,
    withdrawnReason: '',
  };

  test('names its days, its basis and who recorded it', () => {
    expect(factText(recorded)).toBe(
      'Hộ nghèo từ 01/01/2026 đến hết 31/10/2026, theo QĐ 12/QĐ-UBND ngày 05/01/2026, ghi bởi Trần Văn Phòng 06/01/2026',
    );
  });

  test('names who ended it on a later day', () => {
    expect(factText({ ...recorded, endedBy: 'Lê Thị Quản', endedOn: '2026-10-30' })).toMatch(
      /, Lê Thị Quản ghi ngày kết thúc 30\/10\/2026$/,
    );
    expect(factText({ ...recorded, endedBy: 'Trần Văn Phòng', endedOn: '2026-01-06' })).not.toContain('kết thúc');
  });

  test('says that it was withdrawn, by whom and why', () => {
    const words = factText({
      ...recorded,
      validTo: recorded.validFrom,
      endedBy: 'Lê Thị Quản',
      endedOn: '2026-02-01',
      withdrawnReason: 'nhầm hộ bên cạnh',
    });
    expect(words).toBe(
      'Hộ nghèo từ 01/01/2026, theo QĐ 12/QĐ-UBND ngày 05/01/2026, ghi bởi Trần Văn Phòng 06/01/2026. Lê Thị Quản rút lại 01/02/2026 vì ghi nhầm: nhầm hộ bên cạnh',
    );
  });
});
