import { readSearchText } from '../../../src/features/households/search-text';

describe('what the one search box asks for', () => {
  it('reads a name without its accents, composed or not', () => {
    expect(readSearchText('Nguyễn Thị Vi').residentPrefixes).toEqual(['nguyen thi vi']);
    expect(readSearchText('Đặng'.normalize('NFD')).residentPrefixes).toEqual(['dang']);
  });

  it.each(['0912 345 678', '0912.345.678', '+84912345678', '0084 912-345-678', '84912345678'])('reads %s as one phone', (typed) => {
    expect(readSearchText(typed).residentPrefixes[0]).toBe('0912345678');
  });

  it('asks for the first or last digits of a number, but not for fewer than three', () => {
    expect(readSearchText('5678').residentPrefixes).toEqual(['5678']);
    expect(readSearchText('09123').residentPrefixes).toEqual(['09123']);
    expect(readSearchText('48').residentPrefixes).toEqual([]);
  });

  it('takes twelve digits as a whole national number', () => {
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

  it('looks for scattered words by the rarest of them', () => {
    expect(readSearchText('nguyen vi').residentWords).toEqual({ rarest: 'vi', others: ['nguyen'] });
    expect(readSearchText('vi nguyen').residentWords).toEqual({ rarest: 'vi', others: ['nguyen'] });
    expect(readSearchText('tran thi').residentWords).toEqual({ rarest: 'thi', others: ['tran'] });
    expect(readSearchText('48 pham hong thai').doorWords).toEqual({ rarest: '48', others: ['pham', 'hong', 'thai'] });
    expect(readSearchText('vi').residentWords).toBeNull();
  });

  it('takes signs of a pattern language as plain letters', () => {
    expect(readSearchText('%_\'"').residentPrefixes).toEqual(['%_\'"']);
  });
});
