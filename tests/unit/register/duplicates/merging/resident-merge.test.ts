import fc from 'fast-check';
import {
  differingFields,
  namesOf,
  proposedChoices,
  type Choice,
} from '../../../../../src/features/register/duplicates/merging/merged-fields';
import {
  chooseKept,
  PERSON_MERGE,
  type PersonChoices,
  type PersonSide,
} from '../../../../../src/features/register/duplicates/merging/person-fields';
import {
  mergePairs,
  mergeResidents,
  type ReferringRows,
} from '../../../../../src/features/register/duplicates/merging/resident-merge';
import { overlaps } from '../../../../../src/features/register/duplicates/merging/timeline';
import { addDays } from '../../../../../src/shared/dates';
import type { RowSnapshot } from '../../../../../src/shared/row-snapshot';

const KEPT = {
  id: 'kept',
  full_name: 'Nguyễn Thị Vi',
  birth_date: '1950-01-01',
  birth_precision: 'year',
  gender: 'female',
  phone: null,
  residence_status: 'permanent',
  note: 'đã hỏi',
  version: 3,
  created_at: '2026-01-01T00:00:00+00:00',
  updated_at: '2026-01-01T00:00:00+00:00',
};
const REMOVED = {
  ...KEPT,
  id: 'removed',
  full_name: 'Nguyễn Vi',
  birth_date: '1950-03-12',
  birth_precision: 'day',
  phone: '0912345678',
  note: 'con gái ở Cầu Giấy',
  version: 1,
};
const ALL_KEPT = Object.fromEntries(namesOf(PERSON_MERGE).map((field) => [field, 'kept'])) as Record<
  string,
  Choice
> as PersonChoices;

function merge(rows: ReferringRows, choices: Partial<PersonChoices> = {}) {
  let made = 0;
  return mergeResidents({
    kept: KEPT,
    removed: REMOVED,
    rows,
    choices: { ...ALL_KEPT, ...choices },
    today: '2026-11-26',
    now: new Date('2026-11-26T02:00:00Z'),
    actorId: 'staff',
    newId: () => `new-${(made += 1)}`,
  });
}

interface Days {
  from: string;
  to?: string | null;
  relation?: string;
}

const stay = (
  id: string,
  resident: string,
  household: string,
  { from, to = null, relation = 'child' }: Days,
): RowSnapshot => ({
  id,
  resident_id: resident,
  household_id: household,
  relation,
  relation_note: '',
  valid_from: from,
  valid_to: to,
});

describe('merging two records of one person', () => {
  it('takes the chosen value of each field, and both notes', () => {
    const { kept } = merge({}, { birth: 'removed', phone: 'removed', note: 'both' });
    expect(kept).toMatchObject({
      id: 'kept',
      full_name: 'Nguyễn Thị Vi',
      birth_date: '1950-03-12',
      birth_precision: 'day',
      phone: '0912345678',
      note: 'đã hỏi\ncon gái ở Cầu Giấy',
      version: 4,
    });
  });
});

describe('where the person lived', () => {
  it('is one stay if both records have the same household, from the earlier day, as head if either was', () => {
    const { rows, leftAsHead } = merge({
      household_membership: [
        stay('a', 'kept', 'h1', { from: '2020-01-01' }),
        stay('b', 'removed', 'h1', { from: '2012-05-01', relation: 'head' }),
      ],
    });
    expect(rows.household_membership).toEqual([stay('a', 'kept', 'h1', { from: '2012-05-01', relation: 'head' })]);
    expect(leftAsHead).toEqual([]);
  });

  it('is a move if the other record has an older household', () => {
    const { rows, leftAsHead } = merge(
      {
        household_membership: [
          stay('a', 'kept', 'h1', { from: '2010-01-01', relation: 'head' }),
          stay('b', 'removed', 'h2', { from: '2024-03-01' }),
        ],
      },
      { residence: 'removed' },
    );
    expect(rows.household_membership).toEqual([
      stay('b', 'kept', 'h2', { from: '2024-03-01' }),
      stay('a', 'kept', 'h1', { from: '2010-01-01', to: '2024-03-01', relation: 'head' }),
    ]);
    expect(leftAsHead).toEqual(['h1']);
  });

  it('keeps the first day of a stay that has no day left', () => {
    const { rows } = merge({
      household_membership: [
        stay('a', 'kept', 'h1', { from: '2010-01-01' }),
        stay('b', 'removed', 'h2', { from: '2024-03-01' }),
      ],
    });
    expect(rows.household_membership).toContainEqual(stay('b', 'kept', 'h2', { from: '2024-03-01', to: '2024-03-01' }));
  });

  it('ends with the record that says the person left', () => {
    const { rows } = merge({
      household_membership: [
        stay('a', 'kept', 'h1', { from: '2010-01-01', to: '2023-06-01' }),
        stay('b', 'removed', 'h2', { from: '2012-01-01' }),
      ],
    });
    expect(rows.household_membership!.filter((row) => row.valid_to === null)).toEqual([]);
  });

  it('never overlaps and has at most one household today, whatever the two records said', () => {
    const anyStays = (resident: string) =>
      fc
        .array(
          fc.tuple(
            fc.integer({ min: 0, max: 2000 }),
            fc.integer({ min: 0, max: 900 }),
            fc.constantFrom('h1', 'h2', 'h3'),
          ),
          { maxLength: 4 },
        )
        .chain((drawn) =>
          fc.boolean().map((isOpen) => {
            let from = '2010-01-01';
            return drawn.map(([gap, length, household], index) => {
              from = addDays(from, gap);
              const to = isOpen && index === drawn.length - 1 ? null : addDays(from, length);
              const row = stay(`${resident}-${index}`, resident, household, { from, to });
              from = to ?? from;
              return row;
            });
          }),
        );
    fc.assert(
      fc.property(
        anyStays('kept'),
        anyStays('removed'),
        fc.constantFrom<Choice>('kept', 'removed'),
        (own, others, residence) => {
          const stays = merge({ household_membership: [...own, ...others] }, { residence }).rows.household_membership!;
          const spans = stays.map((row) => ({ from: String(row.valid_from), to: row.valid_to as string | null }));
          spans.forEach((one, index) =>
            spans.slice(index + 1).forEach((other) => expect(overlaps(one, other)).toBe(false)),
          );
          expect(stays.filter((row) => row.valid_to === null).length).toBeLessThanOrEqual(1);
          expect(stays.every((row) => row.resident_id === 'kept')).toBe(true);
          // A resident of a household by the chosen record still lives there.
          const chosen = (residence === 'kept' ? own : others).find((row) => row.valid_to === null);
          expect(stays.find((row) => row.valid_to === null)?.household_id).toBe(chosen?.household_id);
        },
      ),
    );
  });
});

describe('rows from two records of one person', () => {
  it('are present once at a visit that had both', () => {
    const { rows } = merge({
      visit_presence: [
        { visit_id: 'v1', resident_id: 'kept' },
        { visit_id: 'v1', resident_id: 'removed' },
        { visit_id: 'v2', resident_id: 'removed' },
      ],
    });
    expect(rows.visit_presence).toEqual([
      { visit_id: 'v1', resident_id: 'kept' },
      { visit_id: 'v2', resident_id: 'kept' },
    ]);
  });

  it('hold a fact from its first day to its last', () => {
    const fact = (id: string, resident: string, from: string, to: string | null) => ({
      id,
      resident_id: resident,
      household_id: null,
      kind: 'disabled',
      valid_from: from,
      valid_to: to,
      ended_by: to && 'staff',
      ended_at: to && 'then',
    });
    const { rows } = merge({
      priority_fact: [
        fact('f1', 'kept', '2020-01-01', '2022-01-01'),
        fact('f2', 'kept', '2024-01-01', '2025-01-01'),
        fact('f3', 'removed', '2021-01-01', null),
      ],
    });
    expect(rows.priority_fact).toEqual([fact('f1', 'kept', '2020-01-01', null)]);
  });

  it('have one latest readiness: the newest row, or a row of today if the reviewer chose otherwise', () => {
    const ready = (id: string, resident: string, on: string, level: string) => ({
      id,
      resident_id: resident,
      recorded_on: on,
      created_at: `${on}T00:00:00+00:00`,
      is_latest: true,
      source: 'import',
      visit_id: null,
      recorded_by: null,
      vneid_level: level,
      sim_in_own_name: 'unknown',
      smartphone: 'own',
      lives_alone: 'no',
      hard_to_move: 'no',
      needs_helper: 'no',
    });
    const given = {
      readiness: [ready('r1', 'kept', '2026-01-01', 'level_2'), ready('r2', 'removed', '2026-05-01', 'none')],
    };
    expect(
      merge(given, { vneid_level: 'removed' }).rows.readiness!.map(({ id, is_latest }) => [id, is_latest]),
    ).toEqual([
      ['r1', false],
      ['r2', true],
    ]);
    const chosen = merge(given).rows.readiness!;
    expect(chosen.map(({ id, is_latest }) => [id, is_latest])).toEqual([
      ['r1', false],
      ['r2', false],
      ['new-1', true],
    ]);
    expect(chosen[2]).toMatchObject({
      vneid_level: 'level_2',
      recorded_on: '2026-11-26',
      source: 'office',
      recorded_by: 'staff',
      resident_id: 'kept',
    });
  });

  it('keep one tie to a helper of both, with what either knew of it', () => {
    const tie = (id: string, helped: string, known: object) => ({
      ...{ id, helped_id: helped, resident_id: 'helper', household_id: null, name: '', phone: null, valid_to: null },
      ...{
        agreed_on: null,
        agreed_heard_by: null,
        agreed_visit_id: null,
        relation_note: '',
        told_at: ['v2'],
        told_only: true,
        ...known,
      },
    });
    const [agreed_on, agreed_heard_by, agreed_visit_id] = ['2026-11-20', 'officer', 'v1'];
    const removed = {
      ...{ valid_from: '2026-02-01', purposes: ['payment', 'portal'], relation_note: 'cháu', phone: '0912345678' },
    };
    const digital_helper = [
      tie('t2', 'removed', {
        ...removed,
        agreed_on,
        agreed_heard_by,
        agreed_visit_id,
        told_at: ['v1'],
        told_only: false,
      }),
      tie('t1', 'kept', {
        ...{ valid_from: '2026-05-01', purposes: ['portal'] },
        ...{ agreed_on: '2026-11-26', agreed_heard_by: 'staff' },
      }),
      tie('t3', 'removed', { resident_id: 'kept' }),
    ];
    expect(merge({ digital_helper }).rows.digital_helper).toMatchObject([
      {
        id: 't1',
        helped_id: 'kept',
        ...removed,
        purposes: ['portal', 'payment'],
        told_at: ['v2', 'v1'],
        told_only: false,
        agreed_on,
        agreed_heard_by,
        agreed_visit_id,
      },
    ]);
  });

  it('keep "two people" if it was said of either', () => {
    const pair = (id: string, one: string, other: string, distinct: boolean) => ({
      id,
      one_id: one,
      other_id: other,
      distinct_at: distinct ? 'then' : null,
      distinct_by: distinct ? 'staff' : null,
      distinct_note: '',
    });
    const merged = mergePairs(
      [
        pair('1', 'kept', 'removed', false),
        pair('2', 'a', 'removed', true),
        pair('3', 'a', 'kept', false),
        pair('4', 'removed', 'z', false),
      ],
      'kept',
      'removed',
    );
    expect(merged).toEqual([pair('3', 'a', 'kept', true), pair('4', 'kept', 'z', false)]);
  });
});

describe('the proposed choices', () => {
  const side = (person: object, given: Partial<PersonSide> = {}): PersonSide => ({
    person: { ...KEPT, ...person } as never,
    last4: null,
    readiness: null,
    memberships: [],
    ...given,
  });
  const membership = (from: string, to: string | null) => ({
    id: from,
    household_id: `h ${from}`,
    relation: 'child',
    relation_note: '',
    valid_from: from,
    valid_to: to,
  });

  it('take the more specific value', () => {
    const choices = proposedChoices(
      PERSON_MERGE,
      side({ full_name: 'Nguyen Vi', note: '' }),
      side(REMOVED, { last4: '1234' }),
    );
    expect(choices).toMatchObject({
      full_name: 'removed',
      birth: 'removed',
      gender: 'kept',
      phone: 'removed',
      national_number: 'removed',
      note: 'removed',
    });
  });

  it('keep the contact wish of the person who stated one', () => {
    const wish = { way: 'paper' } as const;
    expect(proposedChoices(PERSON_MERGE, side({}), side({ contact_wish: wish })).contact_wish).toBe('removed');
    expect(proposedChoices(PERSON_MERGE, side({ contact_wish: wish }), side({})).contact_wish).toBe('kept');
  });

  it('take the household of the latest membership', () => {
    expect(
      proposedChoices(
        PERSON_MERGE,
        side({}, { memberships: [membership('2010-01-01', null)] }),
        side({}, { memberships: [membership('2024-01-01', null)] }),
      ).residence,
    ).toBe('removed');
  });

  it('take the known relation, within one household', () => {
    const listed = (relation: string, from: string) =>
      side({}, { memberships: [{ ...membership(from, null), household_id: 'h', relation }] });
    expect(proposedChoices(PERSON_MERGE, listed('head', '2003-02-01'), listed('other', '2026-07-04')).residence).toBe(
      'kept',
    );
    expect(proposedChoices(PERSON_MERGE, listed('other', '2026-07-04'), listed('child', '2003-02-01')).residence).toBe(
      'removed',
    );
  });

  it('are asked for only if the two differ; two national numbers always do', () => {
    expect(differingFields(PERSON_MERGE, side({}), side({}))).toEqual([]);
    expect(
      differingFields(PERSON_MERGE, side({}, { last4: '1234' }), side({ phone: '0912345678' }, { last4: '1234' })),
    ).toEqual(['phone', 'national_number']);
  });

  it('keep the record with more references, then the older one', () => {
    expect(
      chooseKept([
        { id: 'a', references: 1, createdAt: '2026-01-01' },
        { id: 'b', references: 4, createdAt: '2026-02-01' },
      ]),
    ).toEqual({ keptId: 'b', removedId: 'a' });
    expect(
      chooseKept([
        { id: 'a', references: 1, createdAt: '2026-03-01' },
        { id: 'b', references: 1, createdAt: '2026-02-01' },
      ]),
    ).toEqual({ keptId: 'b', removedId: 'a' });
  });
});
