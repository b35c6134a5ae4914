import {
  numbersOfPerson,
  numbersToCall,
  type CallMember,
} from '../../../../src/features/casework/door-calls/whom-to-call';

const ON = '2026-11-26';
const member = (given: Partial<CallMember>): CallMember => ({
  id: given.fullName ?? '',
  fullName: 'Nguyễn Văn An',
  gender: 'male',
  relation: 'head',
  birth: { date: '1960-01-01', precision: 'year' },
  phone: '0911000111',
  wish: null,
  ...given,
});
const ask = (given: Partial<Parameters<typeof numbersToCall>[0]>) =>
  numbersToCall({ members: [], helpers: [], requests: [], ...given }, 18, ON);

describe('whom to call', () => {
  it('is the head first, then the other adults, with how to address them', () => {
    const members = [
      member({}),
      member({
        fullName: 'Trần Thị Ba',
        gender: 'female',
        relation: 'wife',
        birth: { date: '1971-05-02', precision: 'day' },
        phone: '0922000111',
      }),
    ];
    expect(ask({ members })).toEqual([
      { phone: '0911000111', name: 'Ông Nguyễn Văn An', about: 'chủ hộ, 66 tuổi' },
      { phone: '0922000111', name: 'Chị Trần Thị Ba', about: 'vợ, 55 tuổi' },
    ]);
  });

  it('is never a child; a member without a date of birth counts as an adult', () => {
    const members = [
      member({ relation: 'child', birth: { date: '2010-01-01', precision: 'day' } }),
      member({ fullName: 'Lê Không Ngày', gender: null, birth: null, phone: '0933000111' }),
    ];
    expect(ask({ members })).toEqual([{ phone: '0933000111', name: 'Lê Không Ngày', about: 'chủ hộ' }]);
  });

  it('names a number once, with the person it was first given for', () => {
    const members = [member({}), member({ fullName: 'Trần Thị Ba', phone: '0911000111' })];
    expect(ask({ members }).map(({ name }) => name)).toEqual(['Ông Nguyễn Văn An']);
  });

  it('is the relative instead of a resident who wants that, and last a resident who wants paper', () => {
    const members = [
      member({ wish: { way: 'paper' } }),
      member({ fullName: 'Trần Thị Ba', wish: { way: 'relative', name: 'con gái Mai', phone: '0944000111' } }),
      member({ fullName: 'Nguyễn Văn Tư', phone: '0955000111' }),
    ];
    expect(ask({ members }).map(({ phone, about }) => `${phone} ${about}`)).toEqual([
      '0944000111 người thân của Ông Trần Thị Ba',
      '0955000111 chủ hộ, 66 tuổi',
      '0911000111 chủ hộ, 66 tuổi, muốn nhận giấy',
    ]);
  });

  it('is the helper of the household instead of a person who wants that, if there is one to call', () => {
    const helper = {
      id: 'helper',
      residentId: null,
      name: 'Lê Văn Nam',
      gender: null,
      phone: '0966000111',
      relation: null,
      relationNote: 'cháu',
      since: ON,
      helpedId: null,
      helpedName: null,
      purposes: [],
      agreedOn: null,
      handedOver: null,
    };
    const person = member({ wish: { way: 'helper' } });
    const called = (helpers: (typeof helper)[]) =>
      numbersOfPerson(person, { members: [person], helpers, ward: { adultAge: 18 } }, ON).map(({ phone }) => phone);
    expect(called([helper])).toEqual(['0966000111']);
    expect(called([])).toEqual(['0911000111']);
  });

  it('is null if no one has a number', () => {
    expect(ask({ members: [member({ phone: null })] })).toEqual([]);
  });
});
