import { briefingItem, briefingsOfNight, laneBriefings } from '../../../../src/features/casework/briefings/pages';
import { canCorrect, canWithdraw } from '../../../../src/features/casework/briefings/policy';
import type { BriefingRow } from '../../../../src/features/casework/briefings/queries';
import { holdsNationalNumber } from '../../../../src/shared/national-number';

const at = (time: string) => new Date(`2026-11-26T${time}:00+07:00`);
const row = (given: Partial<BriefingRow>): BriefingRow => ({
  id: 'b',
  roundId: null,
  laneKey: null,
  laneLabel: '',
  householdId: null,
  roundCode: null,
  roundStartsAt: null,
  roundEndsAt: null,
  addressLine: null,
  scamPattern: null,
  approach: 'gọi cổng',
  reluctance: '',
  whatWorked: '',
  writtenBy: 'vi',
  author: 'Lê Vi',
  writtenAt: at('17:00'),
  updatedAt: null,
  version: 1,
  withdrawnAt: null,
  withdrawnBy: null,
  withdrawnReason: '',
  ...given,
});
const round = { roundId: 'r', roundCode: 'BĐ-7K2', roundStartsAt: at('18:30'), roundEndsAt: at('20:45') };

describe('a briefing in words', () => {
  it.each([
    ['17:00', 'trước buổi'],
    ['19:00', 'trong buổi'],
    ['20:45', 'sau buổi'],
  ])('written at %s, it reads %s', (time, moment) => {
    expect(briefingItem(row({ ...round, writtenAt: at(time) })).byline).toBe(`Lê Vi, ${time} 26/11/2026, ${moment}`);
  });

  it('shows only the prompts that were answered, and nothing of a withdrawn briefing', () => {
    expect(briefingItem(row({ whatWorked: 'nhờ cháu' })).lines.map(({ label }) => label)).toEqual([
      'Cách tiếp cận',
      'Điều gì có hiệu quả',
    ]);
    const withdrawn = briefingItem(
      row({
        addressLine: '2 Trúc Bạch',
        withdrawnAt: at('18:00'),
        withdrawnBy: 'Trần Văn Phòng',
        withdrawnReason: 'ghi nhầm',
      }),
    );
    expect(withdrawn).toMatchObject({
      about: '2 Trúc Bạch',
      lines: [],
      withdrawn: 'Trần Văn Phòng đã rút lúc 18:00 26/11/2026. Lý do: ghi nhầm',
    });
  });
});

it('what is said about a lane stands where a round first reaches it', () => {
  const night = briefingsOfNight('r', [
    row({ laneKey: 'ngo', laneLabel: 'NGÕ, như ghi ngày trước' }),
    row({ ...round, roundId: 'r' }),
    row({ ...round, roundId: 'other' }),
    row({ householdId: 'h' }),
  ]);
  const lanes = [{ label: 'Phố' }, { label: 'Ngõ' }, { label: 'Phố' }, { label: 'Ngõ' }];
  expect(lanes.map((_, index) => laneBriefings(night, lanes, index).length)).toEqual([0, 1, 0, 0]);
  expect([night.ofRound.length, night.ofEarlierRounds.length, night.ofDoors.get('h')?.length]).toEqual([1, 1, 1]);
});

test.each([
  ['số 001045000123', true],
  ['001 045 000 123', true],
  ['001.045.000.123', true],
  ['001\u00a0045–000\t123', true],
  ['nhà 12\n0912345678', false],
  ['gọi 0912 345 678', false],
  ['hồ sơ 0010450001234', false],
  ['mã H26-261124-0007 và G09.1-261124-007', false],
  ['mã H26-261124-0007 của 001045000123', true],
  ['', false],
])('%j holds a national number: %s', (text, expected) => {
  expect(holdsNationalNumber(text)).toBe(expected);
});

test('only its author changes a briefing; the office may withdraw it; a withdrawn one cannot be changed', () => {
  const mine = { writtenBy: 'vi', withdrawnAt: null };
  expect([canCorrect({ id: 'vi' }, mine), canCorrect({ id: 'an' }, mine)]).toEqual([true, false]);
  const may = (id: string, role: 'admin' | 'staff' | 'officer' | 'chairman') => canWithdraw({ id, role }, mine);
  expect([
    may('vi', 'officer'),
    may('an', 'officer'),
    may('an', 'staff'),
    may('an', 'admin'),
    may('an', 'chairman'),
  ]).toEqual([true, false, true, true, false]);
  const gone = { ...mine, withdrawnAt: at('18:00') };
  expect([canCorrect({ id: 'vi' }, gone), canWithdraw({ id: 'vi', role: 'staff' }, gone)]).toEqual([false, false]);
});
