import { proposeRelation, type Relative } from '../../../../../src/features/register/residence/moves/relation-rules';
import type { Gender, HouseholdRelation } from '../../../../../src/generated/prisma/enums';

const DAY = '2026-11-26';
let count = 0;
const person = (
  relation: HouseholdRelation,
  gender: Gender | null = 'female',
  year = 1980,
  given: Partial<Relative> = {},
): Relative => ({
  residentId: `r${(count += 1)}`,
  fullName: relation === 'head' ? 'Nguyễn Văn An' : `Người ${count}`,
  gender,
  birth: { date: `${year}-01-01`, precision: 'year' },
  relation,
  relationNote: '',
  ...given,
});
const proposals = (newHead: Relative, household: Relative[]) =>
  household.map((member) => proposeRelation(member, newHead, household, DAY).relation);

describe('relations to a new head', () => {
  it('reverse when the wife succeeds her husband', () => {
    const household = [
      person('head', 'male', 1950),
      person('wife', 'female', 1954),
      person('child', 'male', 1978),
      person('daughter_in_law', 'female', 1980),
      person('grandchild', 'female', 2008),
      person('mother', 'female', 1928),
      person('mother_in_law', 'female', 1930),
      person('step_child', 'male', 1975),
      person('sibling', 'male', 1955),
      person('lodger', 'male', 1999),
    ];
    expect(proposals(household[1]!, household)).toEqual([
      'husband',
      'head',
      'child',
      'daughter_in_law',
      'grandchild',
      'mother_in_law',
      'mother',
      'child',
      'sibling_in_law',
      'lodger',
    ]);
  });

  it('shift by one generation when an only son succeeds', () => {
    const household = [
      person('head', 'male', 1950),
      person('wife', 'female', 1954),
      person('child', 'male', 1978),
      person('daughter_in_law', 'female', 1980),
      person('grandchild', 'female', 2008),
      person('great_grandchild', 'male', 2025),
      person('mother', 'female', 1928),
      person('sibling', 'female', 1955),
      person('grandmother', 'female', 1905),
    ];
    expect(proposals(household[2]!, household)).toEqual([
      'father',
      'mother',
      'head',
      'wife',
      'child',
      'grandchild',
      'grandmother',
      'uncle_or_aunt',
      'great_grandparent',
    ]);
  });

  it('leave a grandchild open if two children could be the parent, and keep the old words', () => {
    const household = [
      person('head', 'female', 1950),
      person('child', 'male', 1978),
      person('child', 'female', 1980),
      person('grandchild', 'female', 2008),
    ];
    expect(proposals(household[1]!, household)).toEqual(['mother', 'head', 'sibling', 'other']);
    expect(proposeRelation(household[3]!, household[1]!, household, DAY)).toEqual({
      relation: 'other',
      relationNote: 'cháu nội, cháu ngoại của Nguyễn Văn An',
    });
  });

  it('do not make a parent of a member of the same age', () => {
    const household = [
      person('head', 'female', 1930),
      person('child', 'male', 1995),
      person('grandchild', 'female', 2001),
    ];
    expect(proposals(household[1]!, household)[2]).toBe('other');
    const unknown = [household[0]!, household[1]!, person('grandchild', 'female', 2001, { birth: null })];
    expect(proposals(household[1]!, unknown)[2]).toBe('child');
  });

  it('make an in-law the wife only if no other member could be her husband', () => {
    const one = [
      person('head', 'male', 1950),
      person('child', 'male', 1978),
      person('daughter_in_law', 'female', 1980),
    ];
    expect(proposals(one[1]!, one)).toEqual(['father', 'head', 'wife']);
    const two = [...one, person('child', 'male', 1982)];
    expect(proposals(one[1]!, two)).toEqual(['father', 'head', 'other', 'sibling']);
    const sister = [
      person('head', 'male', 1950),
      person('child', 'female', 1978),
      person('daughter_in_law', 'female', 1980),
    ];
    expect(proposals(sister[1]!, sister)[2]).toBe('sibling_in_law');
  });

  it('adapt when the daughter-in-law, a parent, a brother or a grandchild becomes the head', () => {
    const household = [
      person('head', 'male', 1950),
      person('wife', 'female', 1954),
      person('child', 'male', 1978),
      person('daughter_in_law', 'female', 1980),
      person('grandchild', 'female', 2008),
    ];
    expect(proposals(household[3]!, household)).toEqual(['father_in_law', 'mother_in_law', 'husband', 'head', 'child']);
    expect(proposals(household[4]!, household)).toEqual(['grandfather', 'grandmother', 'father', 'mother', 'head']);
    const elders = [
      person('head', 'male', 1978),
      person('wife', 'female', 1980),
      person('child', 'male', 2008),
      person('father', 'male', 1950),
      person('mother', 'female', 1954),
      person('sibling', 'female', 1985),
    ];
    expect(proposals(elders[3]!, elders)).toEqual(['child', 'daughter_in_law', 'grandchild', 'head', 'wife', 'child']);
    expect(proposals(elders[5]!, elders)).toEqual([
      'sibling',
      'sibling_in_law',
      'nephew_or_niece',
      'father',
      'mother',
      'head',
    ]);
    const hers = [
      person('head', 'male', 1978),
      person('wife', 'female', 1980),
      person('child', 'male', 2008),
      person('mother_in_law', 'female', 1954),
    ];
    expect(proposals(hers[3]!, hers)).toEqual(['son_in_law', 'child', 'grandchild', 'head']);
  });

  it('of an adopted child or a stepchild stay what they are', () => {
    const household = [
      person('head', 'male', 1950),
      person('wife', 'female', 1954),
      person('adopted_child', 'male', 1990),
      person('step_child', 'male', 1985),
    ];
    expect(proposals(household[2]!, household)).toEqual(['adoptive_father', 'adoptive_mother', 'head', 'other']);
    expect(proposals(household[3]!, household)).toEqual(['step_father', 'mother', 'other', 'head']);
  });

  it('are not guessed if the gender is not known', () => {
    const household = [person('head', null, 1950), person('child', 'male', 1978)];
    expect(proposals(household[1]!, household)).toEqual(['other', 'head']);
  });

  it('of lodgers to each other stay lodger', () => {
    const lodgers = [person('head', 'male', 1999), person('lodger', 'male', 2000), person('lodger', 'male', 2001)];
    expect(proposals(lodgers[1]!, lodgers)).toEqual(['lodger', 'head', 'lodger']);
    const family = [...lodgers, person('wife', 'female', 2000)];
    expect(proposals(lodgers[1]!, family)[0]).toBe('other');
  });

  it('stay the same to a head who remains the head', () => {
    const household = [
      person('head', 'male', 1950),
      person('wife', 'female', 1954),
      person('other', 'female', 1990, { relationNote: 'Bạn' }),
    ];
    expect(household.map((member) => proposeRelation(member, household[0]!, household, DAY))).toEqual([
      { relation: 'head', relationNote: '' },
      { relation: 'wife', relationNote: '' },
      { relation: 'other', relationNote: 'Bạn' },
    ]);
  });

  it('keep an existing note', () => {
    const household = [
      person('head', 'male', 1950),
      person('wife', 'female', 1954),
      person('other', 'female', 1990, { relationNote: 'Bạn của con gái' }),
    ];
    expect(proposeRelation(household[2]!, household[1]!, household, DAY)).toEqual({
      relation: 'other',
      relationNote: 'Bạn của con gái',
    });
  });
});
