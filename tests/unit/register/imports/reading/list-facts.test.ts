import {
  type ListedFacts,
  type ListedPerson,
  withDeclaration,
} from '../../../../../src/features/register/imports/reading/listed-person';
import {
  newFacts,
  factKey,
  type FactSubject,
} from '../../../../../src/features/register/imports/comparing/row-writing';
import { listedPerson } from '../listed';

const said = (kinds: ListedFacts['kinds'], more: Partial<ListedFacts> = {}): ListedFacts => ({
  kinds,
  basis: '',
  from: null,
  ...more,
});
const subject = (more: Partial<FactSubject> = {}): FactSubject => ({
  residentId: 'lan',
  householdId: 'h1',
  ofPerson: [],
  ofHousehold: [],
  ...more,
});
const facts = (listed: ListedFacts, of: FactSubject, before = new Set<string>()) =>
  newFacts(listed, of, before, () => 'new');
const person = (more: Partial<ListedPerson> = {}) => listedPerson('Lan', more);

describe('priority facts that a row adds', () => {
  it('attach poverty to the household and the rest to the person', () => {
    expect(
      facts(said(['poor', 'disabled', 'policy_family']), subject()).facts.map(({ kind, householdId, residentId }) => [
        kind,
        householdId,
        residentId,
      ]),
    ).toEqual([
      ['poor', 'h1', null],
      ['disabled', null, 'lan'],
      ['policy_family', null, 'lan'],
    ]);
  });

  it('repeat nothing that already holds, for the person or the household', () => {
    expect(
      facts(
        said(['poor', 'disabled', 'policy_family']),
        subject({
          ofHousehold: [
            { id: 'a', kind: 'poor' },
            { id: 'b', kind: 'policy_family' },
          ],
          ofPerson: [{ id: 'c', kind: 'disabled' }],
        }),
      ),
    ).toEqual({ facts: [], changes: [] });
  });

  it('repeat nothing that a row above said about the same household', () => {
    const first = facts(said(['poor']), subject());
    const before = new Set(first.facts.map(factKey));
    expect(
      facts(said(['poor', 'disabled']), subject({ residentId: 'hung' }), before).facts.map(({ kind }) => kind),
    ).toEqual(['disabled']);
  });

  it('end near-poverty when poverty begins, and show both', () => {
    const {
      facts: [fact],
      changes,
    } = facts(
      said(['poor'], { basis: 'QĐ 15', from: '2026-07-01' }),
      subject({ ofHousehold: [{ id: 'near', kind: 'near_poor' }] }),
    );
    expect(fact).toMatchObject({ kind: 'poor', endsId: 'near', from: '2026-07-01' });
    expect(changes).toEqual([{ field: 'Diện', before: 'Hộ cận nghèo', after: 'Hộ nghèo, theo QĐ 15 từ 01/07/2026' }]);
  });

  it('leave out poverty for a resident who lives in no household', () => {
    expect(facts(said(['poor', 'disabled']), subject({ householdId: null })).facts.map(({ kind }) => kind)).toEqual([
      'disabled',
    ]);
  });
});

describe('what is said about a whole list', () => {
  it('holds for every row, with its grounds', () => {
    expect(
      withDeclaration(person(), { kinds: ['poor', 'lives_alone'], basis: 'QĐ 15', from: '2026-07-01' }),
    ).toMatchObject({
      facts: { kinds: ['poor'], basis: 'QĐ 15', from: '2026-07-01' },
      readiness: { livesAlone: 'yes' },
    });
  });

  it('yields to what a row says itself', () => {
    const row = person({ facts: said(['near_poor'], { basis: 'QĐ 9' }), readiness: { livesAlone: 'no' } });
    expect(
      withDeclaration(row, { kinds: ['poor', 'lives_alone', 'disabled'], basis: 'QĐ 15', from: null }),
    ).toMatchObject({ facts: { kinds: ['near_poor', 'disabled'], basis: 'QĐ 9' }, readiness: { livesAlone: 'no' } });
  });
});
