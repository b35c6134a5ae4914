import type { Gender, HouseholdRelation } from '../../../../generated/prisma/enums';
import { ageOn, type LocalDate } from '../../../../shared/dates';
import { RELATIONS } from '../../../../shared/labels';
import { uncapitalise } from '../../../../shared/vietnamese-text';
import type { HomeMember } from '../../events/queries';

/** A member of a household with the relation to its current head. */
export type Relative = Omit<HomeMember, 'membershipId' | 'status' | 'since'>;

/** With a note only for 'other': a description such as 'cháu ruột của Nguyễn Văn An'. */
export type Proposal = Pick<Relative, 'relation' | 'relationNote'>;

/** Minimum difference in years between a parent and a child. */
const PARENT_GAP = 15;

type Guess = HouseholdRelation | null;
type ByGender = (gender: Gender | null) => Guess;

const parent: ByGender = (gender) => pick(gender, 'father', 'mother');
const parentInLaw: ByGender = (gender) => pick(gender, 'father_in_law', 'mother_in_law');
const grandparent: ByGender = (gender) => pick(gender, 'grandfather', 'grandmother');
const childInLaw: ByGender = (gender) => pick(gender, 'son_in_law', 'daughter_in_law');
const spouse: ByGender = (gender) => pick(gender, 'husband', 'wife');

function pick(gender: Gender | null, male: HouseholdRelation, female: HouseholdRelation): Guess {
  if (gender === null) return null;
  return gender === 'male' ? male : female;
}

/** Relations that are independent of who is the head. */
const KEPT = new Set<HouseholdRelation>(['lodger']);

const CHILDREN = new Set<HouseholdRelation>(['child', 'adopted_child', 'step_child']);
const SPOUSES = new Set<HouseholdRelation>(['wife', 'husband']);
const PARENTS = new Set<HouseholdRelation>(['father', 'mother']);
const IN_LAWS = new Set<HouseholdRelation>(['son_in_law', 'daughter_in_law']);
const PARENTS_IN_LAW = new Set<HouseholdRelation>(['father_in_law', 'mother_in_law']);
const GRANDPARENTS = new Set<HouseholdRelation>(['grandfather', 'grandmother']);

/**
 * Relations that are simply inverted: the former head's relation to the new head, by the new head's relation to the
 * former.
 */
const HEAD_BECOMES: Partial<Record<HouseholdRelation, ByGender>> = {
  wife: () => 'husband',
  husband: () => 'wife',
  child: parent,
  adopted_child: (g) => pick(g, 'adoptive_father', 'adoptive_mother'),
  step_child: (g) => pick(g, 'step_father', 'step_mother'),
  father: () => 'child',
  mother: () => 'child',
  adoptive_father: () => 'adopted_child',
  adoptive_mother: () => 'adopted_child',
  step_father: () => 'step_child',
  step_mother: () => 'step_child',
  father_in_law: childInLaw,
  mother_in_law: childInLaw,
  son_in_law: parentInLaw,
  daughter_in_law: parentInLaw,
  grandfather: () => 'grandchild',
  grandmother: () => 'grandchild',
  grandchild: grandparent,
  great_grandparent: () => 'great_grandchild',
  great_grandchild: () => 'great_grandparent',
  sibling: () => 'sibling',
  half_sibling: () => 'half_sibling',
  sibling_in_law: () => 'sibling_in_law',
  nephew_or_niece: () => 'uncle_or_aunt',
  uncle_or_aunt: () => 'nephew_or_niece',
  guardian: () => 'under_guardianship',
  under_guardianship: () => 'guardian',
};

/**
 * The probable relation of a member to a new head, derived from both relations to the former head. It is a proposal for
 * an officer who knows the family. Where the relations are ambiguous (a grandchild of one of two children), it is
 * 'other' with the former relation as a note, so that nothing is lost.
 * @param household all members of the household until now, including the former head and those who leave.
 * @param on the day of the change, for ages.
 */
export function proposeRelation(
  member: Relative,
  newHead: Relative,
  household: readonly Relative[],
  on: LocalDate,
): Proposal {
  if (member.residentId === newHead.residentId) return { relation: 'head', relationNote: '' };
  // The current head moves with them and stays the head, so their relations do not change.
  if (newHead.relation === 'head') return { relation: member.relation, relationNote: member.relationNote };
  const guess = guessRelation(member, newHead, household, on);
  return guess
    ? { relation: guess, relationNote: '' }
    : { relation: 'other', relationNote: formerRelationNote(member, household) };
}

function formerRelationNote(member: Relative, household: readonly Relative[]): string {
  if (member.relation === 'other' || member.relation === 'head') return member.relationNote || 'chưa rõ';
  const oldHead = household.find(({ relation }) => relation === 'head');
  return [uncapitalise(RELATIONS[member.relation]), oldHead ? `của ${oldHead.fullName}` : 'của chủ hộ cũ']
    .join(' ')
    .slice(0, 100);
}

function guessRelation(member: Relative, newHead: Relative, household: readonly Relative[], on: LocalDate): Guess {
  const { relation } = member;
  if (KEPT.has(relation)) return relation;
  if (relation === 'head') {
    const others = household.filter(({ residentId }) => residentId !== member.residentId);
    if (newHead.relation === 'lodger') return others.every((other) => other.relation === 'lodger') ? 'lodger' : null;
    return HEAD_BECOMES[newHead.relation]?.(member.gender) ?? null;
  }
  const family = new Family(household, on);
  if (SPOUSES.has(newHead.relation)) return toSpouse(relation);
  if (CHILDREN.has(newHead.relation)) return toChild(member, newHead, family);
  if (PARENTS.has(newHead.relation)) return toParent(member, newHead);
  if (IN_LAWS.has(newHead.relation)) return toChildInLaw(member, newHead, family);
  if (PARENTS_IN_LAW.has(newHead.relation)) return toParentInLaw(member, newHead);
  if (newHead.relation === 'sibling') return toSibling(relation);
  if (newHead.relation === 'grandchild') return toGrandchild(member, family);
  return null;
}

/** What the household reveals about who is related to whom. */
class Family {
  constructor(
    private readonly members: readonly Relative[],
    private readonly on: LocalDate,
  ) {}

  all(relations: ReadonlySet<HouseholdRelation>): Relative[] {
    return this.members.filter(({ relation }) => relations.has(relation));
  }

  hasOne(relations: ReadonlySet<HouseholdRelation>): boolean {
    return this.all(relations).length === 1;
  }

  /** False only when both ages are known and too close to each other. */
  mayBeParent(older: Relative, younger: Relative): boolean {
    return !older.birth || !younger.birth || ageOn(older.birth, this.on) - ageOn(younger.birth, this.on) >= PARENT_GAP;
  }

  /** A child of the head and an in-law are a couple if no other combination is possible. */
  areCouple(child: Relative, inLaw: Relative): boolean {
    const isFit = child.gender !== null && child.gender !== (inLaw.relation === 'son_in_law' ? 'male' : 'female');
    const children = this.all(CHILDREN).filter(({ gender }) => gender === child.gender);
    return isFit && children.length === 1 && this.all(new Set([inLaw.relation])).length === 1;
  }
}

function toSpouse(relation: HouseholdRelation): Guess {
  if (PARENTS.has(relation)) return relation === 'father' ? 'father_in_law' : 'mother_in_law';
  if (PARENTS_IN_LAW.has(relation)) return relation === 'father_in_law' ? 'father' : 'mother';
  if (relation === 'step_child') return 'child';
  if (relation === 'sibling') return 'sibling_in_law';
  return relation === 'child' ||
    relation === 'adopted_child' ||
    relation === 'grandchild' ||
    relation === 'great_grandchild' ||
    IN_LAWS.has(relation)
    ? relation
    : null;
}

function toChild(member: Relative, newHead: Relative, family: Family): Guess {
  const { relation } = member;
  if (SPOUSES.has(relation)) {
    if (newHead.relation === 'adopted_child') return pick(member.gender, 'adoptive_father', 'adoptive_mother');
    return relation === 'wife' ? 'mother' : 'father';
  }
  if (newHead.relation !== 'child') return null;
  if (relation === 'child') return 'sibling';
  if (IN_LAWS.has(relation)) {
    if (family.areCouple(newHead, member)) return spouse(member.gender);
    const isOfOther = newHead.gender !== null && newHead.gender === (relation === 'son_in_law' ? 'male' : 'female');
    return isOfOther ? 'sibling_in_law' : null;
  }
  if (relation === 'grandchild') return family.hasOne(CHILDREN) && family.mayBeParent(newHead, member) ? 'child' : null;
  if (relation === 'great_grandchild') return family.hasOne(CHILDREN) ? 'grandchild' : null;
  if (PARENTS.has(relation) || PARENTS_IN_LAW.has(relation))
    return relation === 'father' || relation === 'father_in_law' ? 'grandfather' : 'grandmother';
  if (GRANDPARENTS.has(relation)) return 'great_grandparent';
  return relation === 'sibling' || relation === 'half_sibling' ? 'uncle_or_aunt' : null;
}

/** Two parents, or two parents-in-law, are a couple; nothing can be derived about two mothers. */
function toOtherParent(relation: HouseholdRelation, headRelation: HouseholdRelation): Guess {
  if (relation === headRelation) return null;
  return relation === 'mother' || relation === 'mother_in_law' ? 'wife' : 'husband';
}

function toParent({ relation }: Relative, newHead: Relative): Guess {
  if (SPOUSES.has(relation)) return relation === 'wife' ? 'daughter_in_law' : 'son_in_law';
  if (PARENTS.has(relation)) return toOtherParent(relation, newHead.relation);
  if (relation === 'child') return 'grandchild';
  if (relation === 'grandchild') return 'great_grandchild';
  if (relation === 'sibling') return 'child';
  return relation === 'nephew_or_niece' ? 'grandchild' : null;
}

function toChildInLaw(member: Relative, newHead: Relative, family: Family): Guess {
  const { relation } = member;
  if (SPOUSES.has(relation)) return relation === 'wife' ? 'mother_in_law' : 'father_in_law';
  if (CHILDREN.has(relation)) {
    if (family.areCouple(member, newHead)) return spouse(member.gender);
    const isOfOther =
      member.gender !== null && member.gender === (newHead.relation === 'son_in_law' ? 'male' : 'female');
    return isOfOther ? 'sibling_in_law' : null;
  }
  const isOnly = family.hasOne(CHILDREN) && family.hasOne(IN_LAWS);
  if (relation === 'grandchild') return isOnly && family.mayBeParent(newHead, member) ? 'child' : null;
  return relation === 'great_grandchild' && isOnly ? 'grandchild' : null;
}

function toParentInLaw({ relation }: Relative, newHead: Relative): Guess {
  if (SPOUSES.has(relation)) return 'child';
  if (PARENTS_IN_LAW.has(relation)) return toOtherParent(relation, newHead.relation);
  if (relation === 'child') return 'grandchild';
  return relation === 'grandchild' ? 'great_grandchild' : null;
}

function toSibling(relation: HouseholdRelation): Guess {
  if (SPOUSES.has(relation)) return 'sibling_in_law';
  if (relation === 'child' || relation === 'adopted_child') return 'nephew_or_niece';
  return PARENTS.has(relation) ||
    GRANDPARENTS.has(relation) ||
    relation === 'sibling' ||
    relation === 'uncle_or_aunt' ||
    relation === 'great_grandparent'
    ? relation
    : null;
}

function toGrandchild(member: Relative, family: Family): Guess {
  const { relation } = member;
  if (SPOUSES.has(relation)) return relation === 'wife' ? 'grandmother' : 'grandfather';
  if (PARENTS.has(relation)) return 'great_grandparent';
  const isOnly = family.all(CHILDREN).length <= 1;
  if (!isOnly) return null;
  if (relation === 'child') return parent(member.gender);
  if (IN_LAWS.has(relation)) {
    if (!family.hasOne(IN_LAWS)) return null;
    return relation === 'son_in_law' ? 'father' : 'mother';
  }
  return relation === 'grandchild' && family.hasOne(CHILDREN) ? 'sibling' : null;
}
