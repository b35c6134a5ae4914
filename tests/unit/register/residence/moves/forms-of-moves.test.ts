import { homesStamp, personStamp } from '../../../../../src/features/register/residence/moves/state-stamp';
import {
  checkOthers,
  checkRelations,
  needsNewHead,
} from '../../../../../src/features/register/residence/moves/succession-rules';

const member = (residentId: string, relation: 'head' | 'wife' | 'child') => ({
  residentId,
  membershipId: `m-${residentId}`,
  fullName: residentId.toUpperCase(),
  relation,
  relationNote: '',
  status: 'permanent' as const,
});
const family = [member('an', 'head'), member('vi', 'wife'), member('be', 'child')];
const home = { id: 'h', occupancy: 'occupied' as const, members: family };

describe('the successor of the head', () => {
  it('is asked for if the head leaves and other members stay', () => {
    expect(needsNewHead(family, ['an'])).toBe(true);
    expect(needsNewHead(family, ['vi'])).toBe(false);
    expect(needsNewHead(family, ['an', 'vi', 'be'])).toBe(false);
  });

  it('is one of those who stay, and each of the others has another relation', () => {
    const stayers = family.slice(1);
    const child = { be: { relation: 'child' as const, relationNote: '' } };
    expect(checkRelations(stayers, 'vi', child, 'newHeadId')).toEqual({});
    expect(checkRelations(stayers, 'an', child, 'newHeadId')).toEqual({ newHeadId: 'Người này không còn ở trong hộ.' });
    expect(checkRelations(stayers, 'vi', {}, 'newHeadId')).toEqual({
      'relations[be][relation]': 'Chọn quan hệ của BE với chủ hộ.',
    });
    expect(checkOthers(stayers, { ...child, vi: { relation: 'head', relationNote: '' } })).toEqual({
      'relations[vi][relation]': 'Mỗi hộ có một chủ hộ; chọn quan hệ khác.',
    });
  });
});

describe('the form stamp', () => {
  it('is the same for any order of the members, and differs if anything that matters changes', () => {
    const stamp = homesStamp(home);
    expect(homesStamp({ ...home, members: family.toReversed() })).toBe(stamp);
    for (const changed of [
      { ...home, members: family.slice(1) },
      { ...home, occupancy: 'vacant' as const },
      { ...home, members: [{ ...family[0]!, status: 'absent' as const }, ...family.slice(1)] },
      { ...home, members: [{ ...family[0]!, relationNote: 'cụ' }, ...family.slice(1)] },
    ])
      expect(homesStamp(changed)).not.toBe(stamp);
    expect(homesStamp(home, home)).not.toBe(stamp);
  });

  it('of a person holds the status and the household the person moves to', () => {
    const stamp = personStamp({ home, status: 'permanent' });
    expect(personStamp({ home, status: 'deceased' })).not.toBe(stamp);
    expect(personStamp({ home: null, status: 'permanent' })).not.toBe(stamp);
    expect(personStamp({ home, status: 'permanent' }, { ...home, id: 'other' })).not.toBe(stamp);
  });
});
