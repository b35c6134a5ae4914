import fc from 'fast-check';
import { readCardCode, type CardFacts } from '../../../src/shared/card-code';
import { runs } from '../../support/runs';

// Made up, as in national-number.test.ts.
const SEVEN = ['003148000123', '012345678', 'Nguyễn Thị Vi', '24111948', 'Nữ', '48 Phạm Hồng Thái, Hà Nội', '01072021'];
const VI: CardFacts = {
  nationalNumber: '003148000123',
  fullName: 'Nguyễn Thị Vi',
  birth: '24/11/1948',
  birthYear: '1948',
  gender: 'female',
  cardIssuedOn: '01/07/2021',
};
const card = (given: Record<number, string> = {}, more: readonly string[] = []) =>
  [...Object.assign([...SEVEN], given), ...more].join('|');

describe('readCardCode', () => {
  test.each([
    ['seven fields', card()],
    ['seven without an old number', card({ 1: '' })],
    ['nine', card({}, ['Nguyễn Văn Cha', ''])],
    ['eleven', card({}, ['', 'Nguyễn Văn Cha', 'Trần Thị Mẹ', '012345678'])],
    ['decomposed letters', card().normalize('NFD')],
    ['spaces', card({ 0: ' 003148000123 ', 2: '  Nguyễn   Thị Vi', 3: '24111948 ', 4: ' Nữ' })],
    ['capitals', card({ 2: 'NGUYỄN THỊ VI', 4: 'NỮ' })],
    ['a line break at its end', `${card()}\r\n`],
  ])('takes five facts from %s', (_, text) => expect(readCardCode(text)).toEqual(VI));

  test.each(['1948', '00001948', '00111948'])('takes a year alone from %s, and no day', (birth) =>
    expect(readCardCode(card({ 3: birth }))).toEqual({ ...VI, birth: '1948' }),
  );

  test.each([
    ['nothing', ''],
    ['an address', 'https://dichvucong.gov.vn/a|b|c|d|e|f|g'],
    ['six fields', card().replace(/\|[^|]*$/, '')],
    ['eight', card({}, [''])],
    ['ten', card({}, ['', '', ''])],
    ['twelve', card({}, ['', '', '', '', ''])],
    ['a number with a digit missing', card({ 0: '00314800012' })],
    ['a number with a letter', card({ 0: '00314800012O' })],
    ['no name', card({ 2: ' ' })],
    ['a name of another encoding', card({ 2: 'Nguyá»…n Thá»‹ Vi' })],
    ['one of latin1, all letters', card({ 2: 'LÃª Nam' })],
    ['one of GBK', card({ 2: 'V玫 H霉ng' })],
    ['one of Shift_JIS', card({ 2: 'Tr蘯ｧn Vﾄハ An' })],
    ['a name with what could not be decoded', card({ 2: 'Nguy\uFFFDn Thị Vi' })],
    ['a day that is none', card({ 3: '31021948' })],
    ['a month that is none', card({ 3: '00131948' })],
    ['a birth with slashes', card({ 3: '24/11/1948' })],
    ['no birth', card({ 3: '' })],
    ['another sex', card({ 4: 'F' })],
    ['no day of issue', card({ 6: '' })],
    ['a year of issue alone', card({ 6: '00002021' })],
  ])('refuses %s', (_, text) => expect(readCardCode(text)).toBeNull());

  test('reads each card that can be drawn, and nothing else into it', () => {
    const name = fc.constantFrom('Lê Văn Ất', 'Đặng Thị Ngọc Ánh', 'H’Hen Niê', 'Ksor Y-Bhan', 'Trần Ưng');
    const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
    const other = fc.string().map((text) => text.replaceAll('|', ''));
    const day = fc.date({ min: new Date('1905-01-01'), max: new Date('2026-11-01'), noInvalidDate: true });
    const iso = (date: Date) => date.toISOString().slice(0, 10);
    const typed = (date: Date) => iso(date).split('-').toReversed().join('/');
    const written = (date: Date) => typed(date).replaceAll('/', '');
    fc.assert(
      fc.property(
        fc.record({ number: digits(12), name, born: day, issued: day, isMale: fc.boolean(), old: other, home: other }),
        fc.constantFrom(0, 2, 4).chain((length) => fc.array(other, { minLength: length, maxLength: length })),
        fc.constantFrom('NFC', 'NFD'),
        ({ number, name, born, issued, isMale, old, home }, more, form) => {
          const fields = [number, old, name, written(born), isMale ? 'Nam' : 'Nữ', home, written(issued), ...more];
          expect(readCardCode(fields.join('|').normalize(form))).toEqual({
            nationalNumber: number,
            fullName: name,
            birth: typed(born),
            birthYear: iso(born).slice(0, 4),
            gender: isMale ? 'male' : 'female',
            cardIssuedOn: typed(issued),
          });
        },
      ),
      { numRuns: runs(100) },
    );
  });

  test('refuses any other text without a throw', () => {
    const part = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...SEVEN, '', '|'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(part, { maxLength: 14 })), (given) => {
        const text = typeof given === 'string' ? given : given.join('|');
        const facts = readCardCode(text);
        // What is read stands in the text.
        if (facts) expect(text).toContain(facts.nationalNumber);
      }),
      { numRuns: runs(150) },
    );
  });
});
