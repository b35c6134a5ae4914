import { doorsOnly, readSearchText } from '../../../../src/features/register/households/search-text';

const NOTHING = {
  residentPrefixes: [],
  residentText: [],
  writtenWords: [],
  birthYear: null,
  nationalNumber: null,
  doorPrefixes: [],
  doorText: [],
  openWord: '',
};

describe('the search box', () => {
  it('reads a name without its accents, composed or not', () => {
    expect(readSearchText('Nguyễn Thị Vi').residentPrefixes).toEqual(['nguyen thi vi']);
    expect(readSearchText('Đặng'.normalize('NFD')).residentPrefixes).toEqual(['dang']);
  });

  it.each(['0912 345 678', '0912.345.678', '+84912345678', '0084 912-345-678', '84912345678'])(
    'reads %s as one phone',
    (typed) => {
      expect(readSearchText(typed).residentPrefixes[0]).toBe('0912345678');
    },
  );

  it('searches for the first or last digits of a number, but not for fewer than three', () => {
    expect(readSearchText('5678').residentPrefixes).toEqual(['5678']);
    expect(readSearchText('09123').residentPrefixes).toEqual(['09123']);
    expect(readSearchText('48').residentPrefixes).toEqual([]);
  });

  it('takes twelve digits for a whole national number', () => {
    expect(readSearchText('001 148 000 123').nationalNumber).toBe('001148000123');
    expect(readSearchText('00114800012').nationalNumber).toBeNull();
  });

  it.each([
    ['48 pham hong thai', '48 pham hong thai'],
    ['so 48 pho pham hong thai', '48 pham hong thai'],
    ['Số nhà 48, phố Phạm Hồng Thái', '48 pham hong thai'],
    ['phố Phạm Hồng Thái', 'pham hong thai'],
    ['duong thanh nien', 'thanh nien'],
    ['pho duc chinh', 'pho duc chinh'],
    ['12/8 truc bach', '8 ngo 12 truc bach'],
    ['48', '48'],
  ])('finds the door of "%s" under "%s"', (typed, key) => {
    expect(readSearchText(typed).doorPrefixes).toContain(key);
  });

  it('searches for words that stand apart, starting with those in the fewest names', () => {
    expect(readSearchText('nguyen vi').residentText).toEqual(['vi', 'nguyen']);
    expect(readSearchText('vi nguyen').residentText).toEqual(['vi', 'nguyen']);
    expect(readSearchText('nguyen thi tran').residentText).toEqual(['tran', 'thi', 'nguyen']);
    expect(readSearchText('nguyen t vi').residentText).toEqual(['vi', 'nguyen', 't']);
    expect(readSearchText('vi vi nguyen').residentText).toEqual(['vi', 'nguyen']);
    expect(readSearchText('48 pham hong thai').doorText).toEqual(['48', 'thai', 'hong', 'pham']);
    expect(readSearchText('vi').residentText).toEqual([]);
  });

  it('searches for the words of an address apart only in an address', () => {
    expect(readSearchText('ngo chau long').doorText).not.toEqual([]);
    expect(readSearchText('p304 hoa chat').doorText).not.toEqual([]);
    expect(readSearchText('tran thi vi').doorText).toEqual([]);
    expect(readSearchText('0912 345 678').doorText).toEqual([]);
  });

  it.each([
    ['bà Lan 1952', ['lan'], 1952],
    ['ba lan 1952', ['ba lan', 'lan'], 1952],
    ['Lan, 1952', ['lan'], 1952],
    ['cụ Nguyễn Thị Lan', ['nguyen thi lan'], null],
    ['anh Thư', ['anh thu', 'thu'], null],
    ['Ánh Thư', ['anh thu'], null],
    ['Anh', ['anh'], null],
    ['Cô', ['co'], null],
    ['cụ 2001', ['cu'], 2001],
    ['lan 1852', [], null],
    ['1952', ['1952'], null],
    ['48 hàng than 1952', [], null],
    ['48 hàng than', [], null],
  ])('reads the person in "%s"', (typed, residentPrefixes, birthYear) => {
    expect(readSearchText(typed)).toMatchObject({ residentPrefixes, birthYear });
  });

  it('keeps the marks of a name, but not of how the person is addressed', () => {
    expect(readSearchText('bà Lan').writtenWords).toEqual([]);
    expect(readSearchText('bà Trần Lan').writtenWords).toEqual(['trần', 'lan']);
    expect(readSearchText('LÀN'.normalize('NFD')).writtenWords).toEqual(['làn']);
  });

  it('can be limited to doors', () => {
    expect(doorsOnly(readSearchText('001148000123'))).toEqual({
      ...NOTHING,
      doorPrefixes: ['001148000123'],
      openWord: '001148000123',
    });
  });

  it.each(['%', '_', '\\', "'", '"', 'a%b_c', "o'brien", '🏠', '|', '%_\'"'])('treats %j literally', (typed) => {
    expect(readSearchText(typed).residentPrefixes).toEqual([typed]);
    expect(readSearchText(typed).doorPrefixes).toContain(typed);
  });

  it.each(['', ' ', '   ', '\t\n', '\u00a0\u3000'])('searches for nothing with %j', (typed) => {
    expect(readSearchText(typed)).toEqual(NOTHING);
  });
});
