import type { NormalisedRow } from '../../../../../src/features/register/imports/reading/normalise-row';
import { PackedRows } from '../../../../../src/features/register/imports/reading/group-households';
import { listedPerson, listedPlace } from '../listed';

const bare: NormalisedRow = {
  person: listedPerson('Trần Thị Lan', { rowNumber: 5 }),
  place: listedPlace({ size: 4 }),
};
const full: NormalisedRow = {
  person: listedPerson('Nguyễn Phan Hoàng Phương Thảo', {
    rowNumber: 6,
    typedName: 'NGUYỄN PHAN HOÀNG PHƯƠNG THẢO',
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
    relatives: [{ name: 'Lê Thị Hà', tie: 'con gái', phone: '0987654321' }],
    problems: [{ cell: 'C6', column: 'Ngày sinh', value: '31/02/1950', message: 'sai' }],
    warnings: [{ cell: '', column: '', value: '', message: 'xem lại' }],
  }),
  place: listedPlace({
    code: 'H1',
    at: 'Số 6 ngách 41/15 phố Trúc Bạch',
    groupCode: '12',
    size: 4,
    formerWard: 'Trúc Bạch',
  }),
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
