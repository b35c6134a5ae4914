import { compareHousehold } from '../../../../../src/features/register/imports/comparing/compare-rows';
import { Claims } from '../../../../../src/features/register/imports/comparing/comparison';
import type { ListedHousehold, ListedPerson } from '../../../../../src/features/register/imports/reading/listed-person';
import {
  indexRegister,
  type RegisterHousehold,
  type RegisterPerson,
} from '../../../../../src/features/register/imports/comparing/register-match';
import { formatAddress, laneOf, parseAddress } from '../../../../../src/shared/address';
import type { BirthDate } from '../../../../../src/shared/dates';
import { foldVietnamese } from '../../../../../src/shared/vietnamese-text';
import { listedPerson, listedPlace, NOTHING_OF_DOOR, NOTHING_OF_PERSON } from '../listed';

const born = (text: string): BirthDate =>
  text.length === 4 ? { date: `${text}-01-01`, precision: 'year' } : { date: text, precision: 'day' };

function listed(fullName: string, more: Partial<ListedPerson> = {}): ListedPerson {
  const number = more.nationalNumber;
  return listedPerson(fullName, {
    birth: born('1948-11-24'),
    relation: 'head',
    sealed: number ? { cipher: 'c', hash: `h${number}`, last4: number.slice(-4) } : null,
    ...more,
  });
}
function home(id: string, at: string, more: Partial<RegisterHousehold> = {}): RegisterHousehold {
  const address = parseAddress(at)!;
  const addressLine = formatAddress(address);
  return {
    id,
    version: 1,
    code: null,
    laneKey: laneOf(address).key,
    addressLine,
    addressFolded: foldVietnamese(addressLine),
    groupCode: null,
    ...NOTHING_OF_DOOR,
    headId: null,
    headName: null,
    memberCount: 1,
    facts: [],
    ...more,
  };
}
const member = (relation: 'mother' | 'sibling' | 'other' | 'child', id = 'm2') =>
  ({ id, householdId: 'h1', relation, relationNote: '' }) as const;
function known(
  id: string,
  fullName: string,
  householdId: string | null,
  more: Partial<RegisterPerson> = {},
): RegisterPerson {
  return {
    ...NOTHING_OF_PERSON,
    id,
    version: 1,
    fullName,
    nameFolded: foldVietnamese(fullName),
    birth: born('1948-11-24'),
    gender: 'female',
    phone: null,
    numberHash: null,
    last4: null,
    residenceStatus: 'permanent',
    readiness: null,
    membership: householdId ? { id: `m-${id}`, householdId, relation: 'head', relationNote: '' } : null,
    facts: [],
    ...more,
  };
}
interface Place {
  unread?: string;
  code?: string;
  at?: string;
  group?: string;
}
function compare(
  people: ListedPerson[],
  place: Place,
  register: { people: RegisterPerson[]; homes: RegisterHousehold[] },
  options: { isOfPeople?: boolean; isOfHeads?: boolean; claims?: Claims } = {},
) {
  const { code = null, at, group: groupCode = null, unread = null } = place;
  const household: ListedHousehold = {
    key: people[0]!.rowNumber,
    ...listedPlace({ code, at, groupCode, unread }),
    people,
  };
  let id = 0;
  return compareHousehold(household, {
    register: indexRegister(register.people, register.homes),
    claims: options.claims ?? new Claims(),
    isOfPeople: options.isOfPeople ?? false,
    isOfHeads: options.isOfHeads ?? false,
    newId: () => `new-${(id += 1)}`,
  });
}
const NUMBER = { nationalNumber: '003148000001' };
/** What the register keeps of that number. */
const HELD = { numberHash: 'h003148000001', last4: '0001' };
const AT_48 = { at: '48 Phạm Hồng Thái' };
const ELSEWHERE = { at: '3 Châu Long' };
const lan = known('lan', 'Trần Thị Lan', 'h1');
const at48 = home('h1', '48 Phạm Hồng Thái', { headId: 'lan', headName: 'Trần Thị Lan' });
const register = { people: [lan], homes: [at48] };

describe('matching a row with a person', () => {
  it.each<[string, ListedPerson, { code?: string; at?: string }, string]>([
    ['the same name and birth at the same address', listed('Trần Thị Lan'), { at: '48 pham hong thai' }, 'same'],
    ['the year only, at the same address', listed('Trần Thị Lan', { birth: born('1948') }), AT_48, 'same'],
    ['no birth date, at the same address', listed('Trần Thị Lan', { birth: null }), AT_48, 'same'],
    ['an unaccented name', listed('Tran Thi Lan'), AT_48, 'same'],
    ['the same name and birth elsewhere', listed('Trần Thị Lan'), ELSEWHERE, 'doubtful'],
    ['the same name, another year, elsewhere', listed('Trần Thị Lan', { birth: born('1950') }), ELSEWHERE, 'new'],
    ['the same name without a birth date, elsewhere', listed('Trần Thị Lan', { birth: null }), ELSEWHERE, 'new'],
    [
      'another family name with the same given name and birthday, at home',
      listed('Lê Thị Lan', { relation: 'mother' }),
      AT_48,
      'doubtful',
    ],
    ['the same family name only', listed('Trần Thị Mai', { relation: 'child' }), AT_48, 'new'],
  ])('%s', (_, person, place, verdict) => {
    expect(compare([person], place, register)[0]!.verdict).toBe(verdict);
  });

  it('recognises a person by national number wherever they live, and shows the move', () => {
    const numbered = known('lan', 'Trần Thị Lan', 'h1', {
      numberHash: 'h003148000001',
      last4: '0001',
      membership: member('mother', 'm'),
    });
    const [row] = compare([listed('Trần Thị Lan', NUMBER)], ELSEWHERE, { people: [numbered], homes: [at48] });
    expect(row).toMatchObject({
      verdict: 'changed',
      changes: [{ field: 'Nơi ở', before: '48 Phạm Hồng Thái', after: '3 Châu Long' }],
    });
    expect(row!.content.writing!.membership).toMatchObject({ closes: 'm', relation: 'head' });
  });

  it('treats a head found at another address as a household that moved', () => {
    const numbered = known('lan', 'Trần Thị Lan', 'h1', { ...HELD });
    const [row] = compare([listed('Trần Thị Lan', NUMBER)], ELSEWHERE, { people: [numbered], homes: [at48] });
    expect(row!.changes).toEqual([{ field: 'Địa chỉ của hộ', before: '48 Phạm Hồng Thái', after: '3 Châu Long' }]);
  });

  it('leaves out a number that belongs to a quite different person, and writes the person', () => {
    const other = known('x', 'Phạm Văn Đức', null, { numberHash: 'h003148000001', birth: born('1990') });
    const [row] = compare([listed('Trần Thị Lan', NUMBER)], ELSEWHERE, { people: [other], homes: [] });
    expect(row).toMatchObject({
      verdict: 'new',
      number: null,
      problems: [{ value: '•••• 0001', message: expect.stringContaining('Phạm Văn Đức') }],
      content: { last4: '', writing: { resident: { fullName: 'Trần Thị Lan' } } },
    });
    expect(row!.content.writing!.resident).not.toHaveProperty('nationalNumber');
  });

  it('tells two people apart who share a name but not a number, and questions it within one household', () => {
    const numbered = { ...lan, numberHash: 'h001', last4: '0001' };
    const person = listed('Trần Thị Lan', { nationalNumber: '002' });
    expect(compare([person], ELSEWHERE, { people: [numbered], homes: [at48] })[0]!.verdict).toBe('new');
    expect(compare([person], AT_48, { people: [numbered], homes: [at48] })[0]!.verdict).toBe('doubtful');
  });

  it('asks when two rows are the same person of the register', () => {
    const numbered = { ...lan, ...HELD };
    const rows = compare(
      [listed('Trần Thị Lan', NUMBER), listed('Trần Thị Lan', { rowNumber: 3, birth: born('1948'), relation: null })],
      AT_48,
      { people: [numbered], homes: [at48] },
    );
    expect(rows.map(({ verdict }) => verdict)).toEqual(['same', 'doubtful']);
    expect(rows[1]!.content).toMatchObject({ candidates: [], repeat: { row: 2, name: 'Trần Thị Lan' } });
  });
});

describe('a name one tone or letter apart', () => {
  const vi = known('vi', 'Nguyễn Thị Vi', 'h1', { phone: '0912345678' });
  const home48 = [home('h1', '48 Phạm Hồng Thái', { headId: 'vi', headName: 'Nguyễn Thị Vi' })];
  const judged = (person: ListedPerson, knownPerson = vi, options: { isOfPeople?: boolean } = {}) =>
    compare([person], AT_48, { people: [knownPerson], homes: home48 }, options)[0]!;
  const reason = 'Cùng ngày sinh và hộ, tên chỉ khác dấu: một người ghi sai tên, hay hai người?';

  it('is questioned in one home with one birthday, in every kind of list', () => {
    for (const isOfPeople of [false, true]) {
      const asked = judged(listed('Nguyễn Thị Vị', { phone: '0912345678', relation: null }), vi, { isOfPeople });
      expect(asked).toMatchObject({
        verdict: 'doubtful',
        content: { candidates: [{ residentId: 'vi', reason }], writing: null },
      });
      expect(asked.content.asNew).not.toBeNull();
    }
    expect(judged(listed('Nguyễn Thị Vì', { birth: born('1948') })).content.candidates[0]!.reason).toContain(
      'Cùng hộ, tên chỉ khác dấu',
    );
    const hien = { ...vi, fullName: 'Nguyễn Thị Hiền', nameFolded: 'nguyen thi hien' };
    expect(judged(listed('Nguyễn Thị Hiềm', { phone: '0912345678' }), hien).content.candidates[0]!.reason).toContain(
      'tên khác một chữ cái',
    );
    expect(judged(listed('Nguyễn Thị Hiềm'), hien).verdict).toBe('doubtful');
  });

  it('is not questioned with another birthday, another number, or another letter and another phone', () => {
    const verdicts = [
      judged(listed('Nguyễn Thị Vị', { birth: born('1948-11-25'), relation: 'sibling' })),
      judged(listed('Nguyễn Thị Vị', { nationalNumber: '003148000009', relation: 'sibling' }), {
        ...vi,
        numberHash: 'h003148000001',
        last4: '0001',
      }),
      judged(listed('Nguyễn Thị Vin', { phone: '0987654321', relation: 'sibling' })),
    ].map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['new', 'new', 'new']);
  });

  it('is not questioned when both the list and the register hold both names', () => {
    const twins = {
      people: [
        vi,
        known('vi-2', 'Nguyễn Thị Vị', 'h1', {
          membership: member('sibling'),
        }),
      ],
      homes: home48,
    };
    const rows = compare(
      [listed('Nguyễn Thị Vị', { relation: 'sibling' }), listed('Nguyễn Thị Vi', { rowNumber: 3 })],
      AT_48,
      twins,
    );
    expect(rows.map(({ verdict, residentId }) => [verdict, residentId])).toEqual([
      ['same', 'vi-2'],
      ['same', 'vi'],
    ]);
  });

  it('says how the names differ when the person is elsewhere', () => {
    const [row] = compare([listed('Nguyễn Thị Vị')], ELSEWHERE, { people: [vi], homes: home48 });
    expect(row).toMatchObject({
      verdict: 'doubtful',
      content: { candidates: [{ reason: 'Tên chỉ khác dấu, cùng ngày sinh, ở hộ khác trong phường.' }] },
    });
    const [phoned] = compare([listed('Trần Thị Vị', { phone: '0912345678' })], ELSEWHERE, {
      people: [vi],
      homes: home48,
    });
    expect(phoned!.content.candidates[0]!.reason).toBe('Tên chỉ khác dấu, cùng năm sinh và số điện thoại.');
  });

  it.each<[string, [string, Partial<ListedPerson>?], [string, Partial<ListedPerson>?], string | null]>([
    ['another tone', ['Nguyễn Thị Vi'], ['Nguyễn Thị Vị'], 'Cùng ngày sinh và hộ, tên chỉ khác dấu'],
    ['other phones', ['Lê Thị Thuý', { phone: '0912345678' }], ['Lê Thị Thuỷ', { phone: '0987654321' }], 'khác dấu'],
    [
      'only years',
      ['Lê Thị Thuý', { birth: born('1950') }],
      ['Lê Thị Thuỷ', { birth: born('1950') }],
      'Cùng hộ, tên chỉ',
    ],
    ['no births', ['Nguyễn Thị Vi', { birth: null }], ['Nguyễn Thị Vị', { birth: null }], 'Cùng hộ, tên chỉ khác dấu'],
    ['another letter', ['Lê Thị Hiền', { phone: '0912345678' }], ['Lê Thị Hiềm'], 'tên khác một chữ cái'],
    [
      'a year apart',
      ['Đỗ Thị Bưởi', { birth: born('1940') }],
      ['Đỗ Thị Bưởi', { birth: born('1941') }],
      'năm sinh lệch một năm',
    ],
    ['the same twice', ['Đỗ Thị Bưởi'], ['Đỗ Thị Bưởi'], 'Cùng họ tên và hộ.'],
    ['the same name, once without a birth', ['Đỗ Thị Bưởi'], ['Đỗ Thị Bưởi', { birth: null }], 'Cùng họ tên và hộ.'],
    ['a man and a woman', ['Lê Văn Anh', { gender: 'male' }], ['Lê Vân Anh', { gender: 'female' }], null],
    ['two numbers', ['Lê Thị Vi', { nationalNumber: '1' }], ['Lê Thị Vị', { nationalNumber: '2' }], null],
    ['two years apart', ['Đỗ Thị Bưởi', { birth: born('1940') }], ['Đỗ Thị Bưởi', { birth: born('1942') }], null],
    ['other names', ['Nguyễn Thị Hoa'], ['Nguyễn Thị Mai'], null],
  ])('of a row above, in one household or in two at one address: %s', (_, one, other, expected) => {
    const nobody = { people: [], homes: [] };
    const first = () => listed(one[0], one[1]);
    const second = () => listed(other[0], { rowNumber: 3, relation: null, ...other[1] });
    const claims = new Claims();
    compare([first()], { ...AT_48, code: 'H1' }, nobody, { claims });
    const apart = compare(
      [listed('Bà Chủ', { rowNumber: 9, birth: null }), second()],
      { ...AT_48, code: 'H2' },
      nobody,
      {
        claims,
      },
    );
    for (const [, row] of [compare([first(), second()], AT_48, nobody), apart]) {
      expect(row!.verdict).toBe(expected === null ? 'new' : 'doubtful');
      if (expected !== null)
        expect(row!.content).toMatchObject({
          candidates: [],
          writing: null,
          asNew: { residentVersion: null },
          repeat: { row: 2, name: one[0], reason: expect.stringContaining(expected) },
        });
    }
  });

  it('is questioned against a registered person whom another row has taken', () => {
    for (const [one, other] of [
      ['Nguyễn Thị Vi', 'Nguyễn Thị Vị'],
      ['Nguyễn Thị Vị', 'Nguyễn Thị Vi'],
    ]) {
      const rows = compare([listed(one!), listed(other!, { rowNumber: 3, relation: null })], AT_48, {
        people: [vi],
        homes: home48,
      });
      expect(rows.map(({ verdict }) => verdict).sort()).toEqual(['doubtful', 'same']);
    }
  });

  it('of one year apart is questioned against the register too', () => {
    const buoi = known('buoi', 'Đỗ Thị Bưởi', 'h1', { birth: born('1941') });
    expect(judged(listed('Đỗ Thị Bưởi', { birth: born('1940'), relation: null }), buoi)).toMatchObject({
      verdict: 'doubtful',
      content: { candidates: [{ residentId: 'buoi', reason: expect.stringContaining('lệch một năm') }] },
    });
  });

  it('is the same name if only the tone mark stands elsewhere', () => {
    const hoa = { ...vi, fullName: 'Nguyễn Thị Hòa', nameFolded: 'nguyen thi hoa' };
    expect(judged(listed('Nguyễn Thị Hoà'.normalize('NFD')), hoa)).toMatchObject({
      verdict: 'same',
      residentId: 'vi',
      changes: [],
    });
  });
});

describe('what changes', () => {
  it('never lets an empty or vaguer cell overwrite anything', () => {
    const rich = known('lan', 'Trần Thị Lan', 'h1', {
      phone: '0912345678',
      note: 'cũ',
      readiness: { vneidLevel: 'level_2' },
    });
    const [row] = compare([listed('TRAN THI LAN', { birth: born('1948'), relation: null })], AT_48, {
      people: [rich],
      homes: [at48],
    });
    expect(row).toMatchObject({ verdict: 'same', changes: [] });
  });

  it('adds what was not known', () => {
    const bare = known('lan', 'Tran Thi Lan', 'h1', { birth: born('1948'), gender: null });
    const [row] = compare(
      [listed('Trần Thị Lan', { gender: 'female', phone: '0912345678', readiness: { vneidLevel: 'level_1' } })],
      AT_48,
      { people: [bare], homes: [at48] },
    );
    expect(row!.changes.map(({ field }) => field)).toEqual([
      'Họ tên',
      'Ngày sinh',
      'Giới tính',
      'Điện thoại',
      'Mức VNeID',
    ]);
  });

  it('starts a separate household beside a neighbour with another head', () => {
    const [row] = compare([listed('Lê Văn Hùng', { birth: born('1970') })], AT_48, register);
    expect(row).toMatchObject({ verdict: 'new', householdId: null });
    expect(row!.content.writing!.household).toMatchObject({
      version: null,
      fields: { addressLine: '48 Phạm Hồng Thái' },
    });
  });

  it('does not let a second head into a known household', () => {
    const coded = { ...at48, code: 'H1' };
    expect(
      compare([listed('Lê Văn Hùng', { birth: born('1970') })], { code: 'H1' }, { people: [lan], homes: [coded] })[0],
    ).toMatchObject({
      verdict: 'new',
      problems: [{ value: 'Chủ hộ', message: expect.stringContaining('chủ hộ này là Trần Thị Lan') }],
      content: { writing: { membership: { relation: 'other' } } },
    });
    const both = compare(
      [listed('Lê Văn Hùng', { birth: born('1970') }), listed('Trần Thị Lan', { rowNumber: 3, relation: 'wife' })],
      { code: 'H1' },
      { people: [lan], homes: [coded] },
    );
    expect(both.map(({ verdict }) => verdict)).toEqual(['new', 'changed']);
  });

  it('writes a new household whose head is wrong or missing, and says that it has none', () => {
    const wrongHead = listed('A2', {
      problems: [{ cell: 'C2', column: '', value: '', message: 'sai', stopsRow: true }],
    });
    const nobody = { people: [], homes: [] };
    const rows = compare([wrongHead, listed('Ba', { rowNumber: 3, relation: 'wife' })], { at: '9 Châu Long' }, nobody);
    expect(rows.map(({ verdict }) => verdict)).toEqual(['wrong', 'new']);
    expect(rows[1]).toMatchObject({
      problems: [{ message: expect.stringContaining('chưa rõ ai là chủ hộ') }],
      content: { writing: { household: { version: null }, membership: { relation: 'wife' } } },
    });
    expect(compare([listed('Ba', { relation: 'wife' })], { at: '9 Châu Long' }, nobody)[0]!.verdict).toBe('new');
  });

  it('writes a person whose address cannot be read without a household, if they can be recognised again', () => {
    const nobody = { people: [], homes: [] };
    const unread = { unread: 'Số 5' };
    const [row] = compare([listed('An', { facts: { kinds: ['poor'], basis: '', from: null } })], unread, nobody);
    expect(row).toMatchObject({
      verdict: 'new',
      problems: [{ value: 'Số 5', message: expect.stringContaining('quan hệ “Chủ hộ”, diện Hộ nghèo cũng chưa ghi') }],
      content: { writing: { household: null, membership: null, facts: [] } },
    });
    const an = known('an', 'An', null);
    expect(compare([listed('An')], unread, { people: [an], homes: [] })[0]).toMatchObject({
      verdict: 'same',
      residentId: 'an',
    });
    expect(compare([listed('An', { birth: null })], unread, nobody)[0]!.verdict).toBe('wrong');
  });

  it('refuses a new person whose home is not known', () => {
    expect(compare([listed('An')], {}, register)[0]!.problems[0]!.message).toContain('không ghi rõ ở đâu');
    expect(compare([listed('An')], { code: 'H9' }, register)[0]!.problems[0]!.message).toContain(
      'Mã hộ này chưa có trong sổ',
    );
  });
});

describe('a list about people', () => {
  const people = { isOfPeople: true };
  const alone = (fullName: string, more: Partial<ListedPerson> = {}) => listed(fullName, { relation: null, ...more });

  it('enriches a resident found by name and birthday if phone, group or street agrees, or the list gives no place', () => {
    const phoned = { people: [{ ...lan, phone: '0912345678' }], homes: [{ ...at48, groupCode: '012' }] };
    expect(compare([alone('Trần Thị Lan', { phone: '0912345678' })], ELSEWHERE, phoned, people)[0]!.residentId).toBe(
      'lan',
    );
    expect(compare([alone('Trần Thị Lan')], { at: '3 Châu Long', group: '12' }, phoned, people)[0]!.verdict).toBe(
      'same',
    );
    expect(compare([alone('Trần Thị Lan')], { at: '52 Phạm Hồng Thái' }, phoned, people)[0]!.verdict).toBe('same');
    expect(compare([alone('Trần Thị Lan')], {}, phoned, people)[0]!.verdict).toBe('same');
  });

  it('asks if only the name and the birthday agree, or only the year', () => {
    const [row] = compare([alone('Trần Thị Lan')], ELSEWHERE, register, people);
    expect(row).toMatchObject({ verdict: 'doubtful', content: { asNew: null } });
    expect(compare([alone('Trần Thị Lan', { birth: born('1948') })], {}, register, people)[0]!.verdict).toBe(
      'doubtful',
    );
  });

  it('asks if two people of the ward have that name and birthday', () => {
    const twins = { people: [lan, known('lan-2', 'Trần Thị Lan', 'h2')], homes: [at48, home('h2', '9 Ngũ Xã')] };
    expect(compare([alone('Trần Thị Lan')], {}, twins, people)[0]!.verdict).toBe('doubtful');
  });

  it('moves no resident and corrects no address, and says where the list puts the person', () => {
    const numbered = known('lan', 'Trần Thị Lan', 'h1', { ...HELD });
    const [row] = compare(
      [alone('Trần Thị Lan', { nationalNumber: '003148000001', phone: '0912345678' })],
      ELSEWHERE,
      { people: [numbered], homes: [at48] },
      people,
    );
    expect(row!.changes.map(({ field }) => field)).toEqual(['Điện thoại']);
    expect(row!.content.writing).toMatchObject({ membership: null, household: null });
    expect(row!.content.warnings.map(({ message }) => message)).toEqual([
      'Danh sách ghi nơi ở 3 Châu Long; sổ giữ 48 Phạm Hồng Thái.',
    ]);
  });

  it('adds an unknown person to the household at the address, with an unknown relation', () => {
    const [row] = compare([alone('Lê Văn Hùng')], AT_48, register, people);
    expect(row).toMatchObject({
      verdict: 'new',
      content: { writing: { membership: { householdId: 'h1', relation: 'other' }, household: null } },
    });
    expect(row!.content.warnings[0]!.message).toContain('Chưa rõ quan hệ');
  });

  it('makes no second head if there is one', () => {
    const coded = { people: [lan], homes: [{ ...at48, code: 'H1' }] };
    const [row] = compare([listed('Lê Văn Hùng')], { code: 'H1' }, coded, people);
    expect(row).toMatchObject({ verdict: 'new', content: { writing: { membership: { relation: 'other' } } } });
  });

  it('gives a head their own household if their place in another was a guess, and keeps everyone else where they are', () => {
    const guest = known('hung', 'Lê Văn Hùng', 'h1', {
      membership: member('other'),
    });
    const heads = { isOfPeople: true, isOfHeads: true };
    const [row] = compare([listed('Lê Văn Hùng')], AT_48, { people: [lan, guest], homes: [at48] }, heads);
    expect(row).toMatchObject({
      verdict: 'changed',
      content: { writing: { household: { version: null }, membership: { closes: 'm2', relation: 'head' } } },
    });
    const son = known('hung', 'Lê Văn Hùng', 'h1', {
      membership: member('child'),
    });
    expect(compare([listed('Lê Văn Hùng')], AT_48, { people: [lan, son], homes: [at48] }, heads)[0]!.verdict).toBe(
      'same',
    );
    expect(compare([listed('Lê Văn Hùng')], AT_48, { people: [lan, guest], homes: [at48] }, people)[0]!.verdict).toBe(
      'same',
    );
  });

  it('starts a household only with a head among those who enter', () => {
    expect(compare([alone('Lê Văn Hùng')], { at: '9 Ngũ Xã' }, register, people)[0]!.verdict).toBe('wrong');
    expect(compare([listed('Lê Văn Hùng')], { at: '9 Ngũ Xã' }, register, people)[0]!.verdict).toBe('new');
  });
});

describe('differences between register and list', () => {
  it('marks what only one of the two can be right about, and keeps it apart from what is certain', () => {
    const rich = known('lan', 'Trần Thị Lan', 'h1', {
      phone: '0912345678',
      gender: null,
      readiness: { vneidLevel: 'level_2' },
    });
    const [row] = compare(
      [
        listed('Trần Thị Lan', {
          gender: 'female',
          phone: '0987654321',
          readiness: { vneidLevel: 'level_1', livesAlone: 'yes' },
        }),
      ],
      AT_48,
      { people: [rich], homes: [at48] },
    );
    expect(row!.changes.map(({ field, differs }) => [field, differs])).toEqual([
      ['Giới tính', undefined],
      ['Điện thoại', 'phone'],
      ['Mức VNeID', 'readiness'],
      ['Sống một mình', undefined],
    ]);
    expect(row!.content.writing).toMatchObject({
      resident: { gender: 'female' },
      differing: { phone: { phone: '0987654321' } },
      readiness: { vneidLevel: 'level_2', livesAlone: 'yes' },
      readinessOfList: { vneidLevel: 'level_1', livesAlone: 'yes' },
    });
  });

  it('never changes the status of the dead, and never sets anyone to dead', () => {
    const dead = { ...lan, residenceStatus: 'deceased' as const };
    expect(
      compare([listed('Trần Thị Lan')], AT_48, { people: [dead], homes: [at48] })[0]!.problems[0]!.message,
    ).toContain('đã mất');
    const [row] = compare([listed('Trần Thị Lan', { residenceStatus: 'deceased' })], AT_48, register);
    expect(row).toMatchObject({
      verdict: 'same',
      content: { warnings: [{ message: expect.stringContaining('ghi việc này ở hồ sơ') }] },
    });
    expect(
      compare([listed('Lê Văn Hùng', { residenceStatus: 'deceased' })], { at: '9 Ngũ Xã' }, register)[0]!.verdict,
    ).toBe('wrong');
  });

  it.each(['moved_out', 'elsewhere'] as const)('a list of households brings in a person who was %s', (was) => {
    const gone = known('lan', 'Trần Thị Lan', null, { residenceStatus: was, numberHash: 'h003148000001' });
    const [row] = compare([listed('Trần Thị Lan', NUMBER)], { at: '9 Ngũ Xã' }, { people: [gone], homes: [] });
    expect(row!.content.writing!.resident).toMatchObject({ residenceStatus: 'permanent' });
    expect(row!.changes.map(({ field, after }) => `${field} ${after}`)).toEqual([
      'Cư trú Thường trú',
      'Nơi ở 9 Ngũ Xã',
    ]);
  });

  it('lets only one household of a list be a household of the register', () => {
    const both = {
      people: [
        lan,
        known('hung', 'Lê Văn Hùng', 'h1', {
          membership: member('other'),
        }),
      ],
      homes: [at48],
    };
    const claims = new Claims();
    const first = compare([listed('Trần Thị Lan')], { code: 'H1', at: '48 Phạm Hồng Thái' }, both, { claims });
    const second = compare([listed('Lê Văn Hùng', { rowNumber: 3 })], { code: 'H2', at: '48 Phạm Hồng Thái' }, both, {
      claims,
    });
    expect(first[0]!.householdId).toBe('h1');
    expect(second[0]).toMatchObject({
      verdict: 'changed',
      householdId: null,
      changes: [{ field: 'Nơi ở', after: '48 Phạm Hồng Thái (hộ riêng)' }],
    });
    expect(second[0]!.content.writing!.membership).toMatchObject({ closes: 'm2', relation: 'head' });
  });

  it('prefers, of two matches, the one spelled exactly like the row', () => {
    const twice = {
      people: [
        lan,
        known('lan-2', 'Tran Thi Lan', 'h1', {
          birth: born('1948'),
          membership: member('other'),
        }),
      ],
      homes: [at48],
    };
    expect(compare([listed('Trần Thị Lan')], AT_48, twice)[0]!.residentId).toBe('lan');
    expect(
      compare([listed('Tran Thi Lan', { birth: born('1948'), relation: null })], AT_48, twice)[0]!.residentId,
    ).toBe('lan-2');
  });
});
