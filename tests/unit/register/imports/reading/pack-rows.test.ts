import type { NormalisedRow } from '../../../../../src/features/register/imports/reading/normalise-row';
import { PackedRows } from '../../../../../src/features/register/imports/reading/pack-rows';
import { parseAddress } from '../../../../../src/shared/address';

const bare: NormalisedRow = {
  person: {
    rowNumber: 5,
    fullName: 'Trần Thị Lan',
    birth: null,
    gender: null,
    phone: null,
    nationalNumber: null,
    relation: null,
    relationNote: '',
    residenceStatus: null,
    readiness: {},
    facts: { kinds: [], basis: '', from: null },
    note: '',
    problems: [],
    warnings: [],
  },
  place: { code: null, address: null, groupCode: null, size: 4, formerWard: '' },
};
const full: NormalisedRow = {
  person: {
    rowNumber: 6,
    fullName: 'Nguyễn Phan Hoàng Phương Thảo',
    birth: { date: '1948-11-24', precision: 'day' },
    gender: 'female',
    phone: '0912345678',
    nationalNumber: '003148000001',
    relation: 'other',
    relationNote: 'bạn',
    residenceStatus: 'temporary',
    readiness: { vneidLevel: 'level_1', livesAlone: 'yes' },
    facts: { kinds: ['poor', 'disabled'], basis: 'QĐ 15', from: '2026-07-01' },
    note: 'ghi chú “dài”',
    problems: [{ cell: 'C6', column: 'Ngày sinh', value: '31/02/1950', message: 'sai' }],
    warnings: [{ cell: '', column: '', value: '', message: 'xem lại' }],
  },
  place: {
    code: 'H1',
    address: parseAddress('Số 6 ngách 41/15 phố Trúc Bạch'),
    groupCode: '12',
    size: 4,
    formerWard: 'Trúc Bạch',
  },
};

it('every row comes back as it was added, even across chunk ends', () => {
  const packed = new PackedRows();
  const rows = Array.from({ length: 6_000 }, (_, index) => {
    const row = index % 2 === 0 ? bare : full;
    return { ...row, person: { ...row.person, rowNumber: index } };
  });
  const indexes = rows.map((row) => packed.add(row));
  expect(
    indexes
      .reverse()
      .map((index) => packed.at(index))
      .reverse(),
  ).toEqual(rows);
});

it('readers get copies: a change by one reader does not reach the next', () => {
  const packed = new PackedRows();
  const index = packed.add(bare);
  packed.at(index).person.facts.kinds.push('poor');
  expect(packed.at(index)).toEqual(bare);
});
