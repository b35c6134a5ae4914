import {
  HouseholdGrouper,
  type GroupingOptions,
} from '../../../../../src/features/register/imports/reading/group-households';
import type { ListedPerson, ListedPlace } from '../../../../../src/features/register/imports/reading/listed-person';
import type { NormalisedRow } from '../../../../../src/features/register/imports/reading/normalise-row';
import type { HouseholdRelation } from '../../../../../src/generated/prisma/enums';
import { parseAddress } from '../../../../../src/shared/address';

let next = 0;
beforeEach(() => {
  next = 1;
});

function row(
  fullName: string,
  relation: HouseholdRelation | null,
  place: { code?: string; at?: string } = {},
  more: Partial<ListedPerson> = {},
): NormalisedRow {
  const address: ListedPlace = {
    code: place.code ?? null,
    address: place.at ? parseAddress(place.at) : null,
    groupCode: null,
    formerWard: '',
    size: null,
  };
  return {
    place: address,
    person: {
      rowNumber: next++,
      fullName,
      birth: null,
      gender: null,
      phone: null,
      nationalNumber: null,
      relation,
      relationNote: '',
      residenceStatus: null,
      readiness: {},
      facts: { kinds: [], basis: '', from: null },
      note: '',
      problems: [],
      warnings: [],
      ...more,
    },
  };
}
function groupHouseholds(rows: NormalisedRow[], options: Partial<GroupingOptions> = {}) {
  const grouper = new HouseholdGrouper({ isFirstHead: false, isOfPeople: false, ...options });
  for (const row of rows) grouper.add(row);
  return [...grouper.households()];
}
const shape = (rows: NormalisedRow[], options: Partial<GroupingOptions> = {}) =>
  groupHouseholds(rows, options).map(({ people }) => people.map(({ fullName }) => fullName).join(' '));
const problems = (rows: NormalisedRow[]) =>
  groupHouseholds(rows).flatMap(({ people }) =>
    people.flatMap((person) => person.problems.map(({ message }) => `${person.rowNumber}: ${message}`)),
  );

it('carries the household down to rows without a code', () => {
  expect(
    shape([
      row('An', 'head', { code: 'H1' }),
      row('Ba', 'wife'),
      row('Cu', 'child'),
      row('Du', 'head', { code: 'H2' }),
      row('Em', 'child'),
    ]),
  ).toEqual(['An Ba Cu', 'Du Em']);
});

it('starts a household at a head if the list has no codes', () => {
  expect(
    shape([
      row('An', 'head', { at: '1 Châu Long' }),
      row('Ba', 'wife'),
      row('Cu', 'head', { at: '1 Châu Long' }),
      row('Du', 'child'),
    ]),
  ).toEqual(['An Ba', 'Cu Du']);
});

it('starts a household where the address changes, and recognises an address it has seen', () => {
  expect(
    shape([
      row('An', null, { at: '1 Châu Long' }),
      row('Ba', null, { at: '2 Châu Long' }),
      row('Cu', null, { at: '1 Châu Long' }),
    ]),
  ).toEqual(['An Cu', 'Ba']);
});

it('collects the rows of a code wherever they stand, ignoring case and lost zeros', () => {
  expect(
    shape([
      row('An', 'head', { code: '0012' }),
      row('Ba', 'head', { code: 'h2' }),
      row('Cu', 'child', { code: '12' }),
      row('Du', 'child', { code: 'H2' }),
    ]),
  ).toEqual(['An Cu', 'Ba Du']);
});

it('lets a head listed after the members join them', () => {
  expect(shape([row('Ba', 'wife', { at: '1 Châu Long' }), row('An', 'head', { at: '1 Châu Long' })])).toEqual([
    'Ba An',
  ]);
});

it('finds two heads, two addresses and a repeated person', () => {
  expect(problems([row('An', 'head', { code: 'H1' }), row('Ba', 'head', { code: 'H1' })])).toEqual([
    '2: Hộ này đã có chủ hộ ở dòng 1. Mỗi hộ chỉ có một chủ hộ.',
  ]);
  expect(
    problems([
      row('An', 'head', { code: 'H1', at: '1 Châu Long' }),
      row('Ba', 'wife', { code: 'H1', at: '2 Châu Long' }),
    ])[0],
  ).toContain('địa chỉ khác: “2 Châu Long”');
  next = 1;
  const number = '003148000001';
  expect(
    problems([
      row('An', 'head', { code: 'H1' }, { nationalNumber: number }),
      row('An', 'head', { code: 'H2' }, { nationalNumber: number }),
    ]),
  ).toEqual(['2: Số định danh này đã có ở dòng 1.']);
  next = 1;
  expect(
    problems([
      row('An', 'head', { code: 'H1' }, { nationalNumber: number }),
      row('Ba', 'head', { code: 'H2' }, { nationalNumber: number }),
    ]),
  ).toHaveLength(2);
  next = 1;
  expect(problems([row('An', 'head', { code: 'H1' }), row('An', 'child', { code: 'H1' })])[0]).toContain(
    'một người ghi hai lần',
  );
});

it('asks about two rows of one household whose names are a tone or a letter apart', () => {
  const birth = { date: '1950-03-12', precision: 'day' as const };
  const asked = (one: [string, Partial<ListedPerson>?], other: [string, Partial<ListedPerson>?]) => {
    next = 1;
    const [household] = groupHouseholds([
      row(one[0], 'head', { code: 'H1' }, { birth, ...one[1] }),
      row(other[0], 'sibling', { code: 'H1' }, { birth, ...other[1] }),
    ]);
    expect(household!.people.map((person) => person.problems)).toEqual([[], []]);
    return household!.people[1]!.mayRepeat;
  };
  expect(asked(['Nguyễn Thị Vi'], ['Nguyễn Thị Vị'])).toBe(
    'Cùng ngày sinh và hộ với dòng 1, tên chỉ khác dấu: một người ghi sai tên, hay hai người?',
  );
  expect(asked(['Lê Thị Hiền', { phone: '0912345678' }], ['Lê Thị Hiềm'])).toContain('tên khác một chữ cái');
  expect(asked(['Nguyễn Thị Vi', { birth: null }], ['Nguyễn Thị Vị', { birth: null }])).toContain('Cùng hộ với dòng 1');
  expect(asked(['Nguyễn Thị Vi', { phone: '0912345678' }], ['Nguyễn Thị Vị', { phone: '0987654321' }])).toBeUndefined();
  expect(asked(['Nguyễn Văn Anh', { gender: 'male' }], ['Nguyễn Vân Anh', { gender: 'female' }])).toBeUndefined();
  expect(
    asked(['Nguyễn Thị Vi', { nationalNumber: '003150000001' }], ['Nguyễn Thị Vị', { nationalNumber: '003150000002' }]),
  ).toBeUndefined();
  expect(
    asked(
      ['Lê Thị Hiền', { birth: { date: '1950-01-01', precision: 'day' } }],
      ['Lê Thị Hiềm', { birth: { date: '1950-01-01', precision: 'day' } }],
    ),
  ).toBeUndefined();
  expect(asked(['Nguyễn Thị Hoa'], ['Nguyễn Thị Mai'])).toBeUndefined();
});

it('makes the first person the head only if the reviewer said so, and never a second one', () => {
  expect(
    groupHouseholds([row('An', null, { code: 'H1' }), row('Ba', null)], { isFirstHead: true })[0]!.people.map(
      ({ relation }) => relation,
    ),
  ).toEqual(['head', null]);
  expect(
    groupHouseholds([row('An', null, { code: 'H1' }), row('Ba', 'head')], { isFirstHead: true })[0]!.people[0]!
      .relation,
  ).toBeNull();
  expect(groupHouseholds([row('An', null, { code: 'H1' })], { isFirstHead: false })[0]!.people[0]!.relation).toBeNull();
});

it('puts a row without a place in no household in a list about people', () => {
  expect(
    shape([row('An', null, { at: '1 Châu Long' }), row('Ba', null), row('Cu', null)], { isOfPeople: true }),
  ).toEqual(['An', 'Ba', 'Cu']);
  expect(
    shape([row('An', null, { at: '1 Châu Long' }), row('Ba', null)], { isOfPeople: true, isFirstHead: true }),
  ).toEqual(['An Ba']);
});
