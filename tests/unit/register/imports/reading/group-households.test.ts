import {
  HouseholdGrouper,
  type GroupingOptions,
} from '../../../../../src/features/register/imports/reading/group-households';
import type { ListedPerson } from '../../../../../src/features/register/imports/reading/listed-person';
import type { NormalisedRow } from '../../../../../src/features/register/imports/reading/normalise-row';
import type { HouseholdRelation } from '../../../../../src/generated/prisma/enums';
import { listedPerson, listedPlace } from '../listed';

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
  return { place: listedPlace(place), person: listedPerson(fullName, { rowNumber: next++, relation, ...more }) };
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

it('finds two heads, two addresses and a repeated number', () => {
  expect(problems([row('An', 'head', { code: 'H1' }), row('Ba', 'head', { code: 'H1' })])).toEqual([
    '2: Hộ này đã có chủ hộ ở dòng 1. Mỗi hộ chỉ có một chủ hộ.',
  ]);
  expect(
    problems([
      row('An', 'head', { code: 'H1', at: '1 Châu Long' }),
      row('Ba', 'wife', { code: 'H1', at: '2 Châu Long' }),
    ])[0],
  ).toContain('địa chỉ khác');
  next = 1;
  const number = '003148000001';
  const numbers = (other: string) =>
    groupHouseholds([
      row('An', 'head', { code: 'H1' }, { nationalNumber: number }),
      row(other, 'head', { code: 'H2' }, { nationalNumber: number }),
    ]).map(({ people: [person] }) => [person!.nationalNumber, person!.repeatsNumberOf, person!.problems[0]?.message]);
  expect(numbers('An')).toEqual([
    [number, null, undefined],
    [null, 1, 'Số định danh này đã có ở dòng 1.'],
  ]);
  next = 1;
  expect(numbers('Ba')).toEqual([
    [null, null, 'Số định danh này có thêm ở dòng 2, với tên khác.'],
    [null, null, 'Số định danh này đã có ở dòng 1.'],
  ]);
});

it('leaves out the second head of a household, and puts no person with an unreadable address into the one above', () => {
  const [household] = groupHouseholds([row('An', 'head', { code: 'H1' }), row('Ba', 'head', { code: 'H1' })]);
  expect(household!.people.map(({ relation }) => relation)).toEqual(['head', null]);
  const unread = (fullName: string, relation: HouseholdRelation) => {
    const read = row(fullName, relation);
    return { ...read, place: { ...read.place, unread: 'Số 5' } };
  };
  expect(shape([row('An', 'head', { at: '1 Châu Long' }), unread('Ba', 'wife'), unread('Cu', 'child')])).toEqual([
    'An',
    'Ba Cu',
  ]);
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
