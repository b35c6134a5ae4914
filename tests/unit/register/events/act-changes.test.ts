import {
  arrivalsOf,
  headsChangedBy,
  isUnchanged,
  insertedBy,
  affectedBy,
  type RowChange,
} from '../../../../src/features/register/events/act-changes';

const membership = (
  householdId: string,
  residentId: string,
  relation: string,
  [from, to]: [from: string, to: string | null],
) => ({
  household_id: householdId,
  resident_id: residentId,
  relation,
  relation_note: '',
  valid_from: from,
  valid_to: to,
});
const left: RowChange = {
  table: 'household_membership',
  id: 'm1',
  before: membership('old', 'an', 'head', ['2020-01-01', null]),
  after: membership('old', 'an', 'head', ['2020-01-01', '2026-11-01']),
};
const came: RowChange = {
  table: 'household_membership',
  id: 'm2',
  before: null,
  after: membership('new', 'an', 'child', ['2026-11-01', null]),
};
const promoted: RowChange[] = [
  {
    table: 'household_membership',
    id: 'm3',
    before: membership('old', 'vi', 'wife', ['2020-01-01', null]),
    after: membership('old', 'vi', 'wife', ['2020-01-01', '2026-11-01']),
  },
  {
    table: 'household_membership',
    id: 'm4',
    before: null,
    after: membership('old', 'vi', 'head', ['2026-11-01', null]),
  },
];
const status: RowChange = {
  table: 'resident',
  id: 'an',
  before: { residence_status: 'permanent', version: 1 },
  after: { residence_status: 'temporary', version: 2 },
};
const changes = [left, ...promoted, came, status];

describe('the rows of an act', () => {
  it('name the households and people it touched', () => {
    expect(affectedBy(changes)).toEqual({ householdIds: ['old', 'new'], residentIds: ['an', 'vi'] });
  });

  it('show whose head it changed, what it created, and who arrived where', () => {
    expect(headsChangedBy(changes)).toEqual(['old']);
    expect(insertedBy(changes, 'household_membership')).toEqual(['m4', 'm2']);
    // The new head stayed where she was.
    expect(arrivalsOf(changes)).toEqual([{ householdId: 'new', residentId: 'an', since: '2026-11-01' }]);
  });

  it('are as the act left them if only other facts were corrected later', () => {
    expect(isUnchanged(status, { residence_status: 'temporary', version: 9 })).toBe(true);
    expect(isUnchanged(status, { residence_status: 'permanent', version: 2 })).toBe(false);
    expect(isUnchanged(status, null)).toBe(false);
    // A person the act created has been corrected: reverting it would lose that.
    expect(isUnchanged({ ...status, before: null }, { residence_status: 'temporary', version: 3 })).toBe(false);
  });
});
