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
const GENDERS: Record<string, Gender | null> = { m: 'male', f: 'female', '?': null };
/** The members of a household: 'head m1950, wife f1954'. */
const family = (members: string): Relative[] =>
  members.split(', ').map((member) => {
    const [relation, born] = member.split(' ') as [HouseholdRelation, string];
    return person(relation, GENDERS[born[0]!], Number(born.slice(1)));
  });
const proposals = (newHead: Relative, household: Relative[]) =>
  household.map((member) => proposeRelation(member, newHead, household, DAY).relation);

describe('relations to a new head', () => {
  it('reverse when the wife succeeds her husband', () => {
    const household = family(
      'head m1950, wife f1954, child m1978, daughter_in_law f1980, grandchild f2008, mother f1928, mother_in_law f1930, step_child m1975, sibling m1955, lodger m1999',
    );
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
    const household = family(
      'head m1950, wife f1954, child m1978, daughter_in_law f1980, grandchild f2008, great_grandchild m2025, mother f1928, sibling f1955, grandmother f1905',
    );
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
    const household = family('head f1950, child m1978, child f1980, grandchild f2008');
    expect(proposals(household[1]!, household)).toEqual(['mother', 'head', 'sibling', 'other']);
    expect(proposeRelation(household[3]!, household[1]!, household, DAY)).toEqual({
      relation: 'other',
      relationNote: 'cháu nội, cháu ngoại của Nguyễn Văn An',
    });
  });

  it('do not make a parent of a member of the same age', () => {
    const household = family('head f1930, child m1995, grandchild f2001');
    expect(proposals(household[1]!, household)[2]).toBe('other');
    const unknown = [household[0]!, household[1]!, person('grandchild', 'female', 2001, { birth: null })];
    expect(proposals(household[1]!, unknown)[2]).toBe('child');
  });

  it('make an in-law the wife only if no other member could be her husband', () => {
    const one = family('head m1950, child m1978, daughter_in_law f1980');
    expect(proposals(one[1]!, one)).toEqual(['father', 'head', 'wife']);
    const two = [...one, person('child', 'male', 1982)];
    expect(proposals(one[1]!, two)).toEqual(['father', 'head', 'other', 'sibling']);
    const sister = family('head m1950, child f1978, daughter_in_law f1980');
    expect(proposals(sister[1]!, sister)[2]).toBe('sibling_in_law');
  });

  it('adapt when the daughter-in-law, a parent, a brother or a grandchild becomes the head', () => {
    const household = family('head m1950, wife f1954, child m1978, daughter_in_law f1980, grandchild f2008');
    expect(proposals(household[3]!, household)).toEqual(['father_in_law', 'mother_in_law', 'husband', 'head', 'child']);
    expect(proposals(household[4]!, household)).toEqual(['grandfather', 'grandmother', 'father', 'mother', 'head']);
    const elders = family('head m1978, wife f1980, child m2008, father m1950, mother f1954, sibling f1985');
    expect(proposals(elders[3]!, elders)).toEqual(['child', 'daughter_in_law', 'grandchild', 'head', 'wife', 'child']);
    expect(proposals(elders[5]!, elders)).toEqual([
      'sibling',
      'sibling_in_law',
      'nephew_or_niece',
      'father',
      'mother',
      'head',
    ]);
    const hers = family('head m1978, wife f1980, child m2008, mother_in_law f1954');
    expect(proposals(hers[3]!, hers)).toEqual(['son_in_law', 'child', 'grandchild', 'head']);
  });

  it('of an adopted child or a stepchild stay what they are', () => {
    const household = family('head m1950, wife f1954, adopted_child m1990, step_child m1985');
    expect(proposals(household[2]!, household)).toEqual(['adoptive_father', 'adoptive_mother', 'head', 'other']);
    expect(proposals(household[3]!, household)).toEqual(['step_father', 'mother', 'other', 'head']);
  });

  it('are not guessed if the gender is not known', () => {
    const household = family('head ?1950, child m1978');
    expect(proposals(household[1]!, household)).toEqual(['other', 'head']);
  });

  it('of lodgers to each other stay lodger', () => {
    const lodgers = family('head m1999, lodger m2000, lodger m2001');
    expect(proposals(lodgers[1]!, lodgers)).toEqual(['lodger', 'head', 'lodger']);
    const withWife = [...lodgers, person('wife', 'female', 2000)];
    expect(proposals(lodgers[1]!, withWife)[0]).toBe('other');
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
