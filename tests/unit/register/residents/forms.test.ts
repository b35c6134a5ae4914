import { newResidentForm } from '../../../../src/features/register/residents/forms';
import { parseForm } from '../../../../src/web/form';

const TODAY = '2026-11-26';
const filled = {
  id: '0198c0de-0000-7000-8000-000000000001',
  householdId: '0198c0de-0000-7000-8000-000000000002',
  fullName: 'NGUYỄN THỊ VI',
  birth: '24/11/1948',
  gender: 'female',
  relation: 'head',
};
const parse = (given: object) => parseForm(newResidentForm(TODAY), { ...filled, ...given });

describe('the form of a new resident', () => {
  it('tidies the name and parses the birth date', () => {
    expect(parse({})).toMatchObject({
      ok: true,
      value: {
        fullName: 'Nguyễn Thị Vi',
        birth: { date: '1948-11-24', precision: 'day' },
        since: TODAY,
        nationalNumber: null,
      },
    });
  });

  it('accepts a year as the birth date', () => {
    expect(parse({ birth: '1948' })).toMatchObject({
      ok: true,
      value: { birth: { date: '1948-01-01', precision: 'year' } },
    });
  });

  it.each([
    ['birth', '31/2/1950'],
    ['birth', '27/11/2026'],
    ['birth', '01/01/1905'],
    ['birth', 'hôm qua'],
    ['phone', '12345'],
    ['gender', 'x'],
    ['relation', 'boss'],
    ['relation', ''],
    ['since', '27/11/2026'],
    ['since', '31/4/2026'],
    ['fullName', '  '],
    ['nationalNumber', '123456789'],
    ['nationalNumber', '000000000000'],
    ['nationalNumber', '003227000123'],
    ['nationalNumber', '003948000123'],
    ['residenceStatus', 'deceased'],
    ['householdId', '1'],
    ['cardIssuedOn', '27/11/2026'],
    ['cardIssuedOn', '23/11/1948'],
    ['temporaryUntil', '23/11/1948'],
  ])('refuses %s "%s" beside the field', (field, typed) => {
    const form = parse({ [field]: typed });
    expect(form.ok).toBe(false);
    if (!form.ok) expect(Object.keys(form.errors)).toEqual([field]);
  });

  it('accepts a card of today and a temporary stay that ends later', () => {
    expect(parse({ cardIssuedOn: '26/11/2026', temporaryUntil: '01/12/2027' })).toMatchObject({
      ok: true,
      value: { cardIssuedOn: TODAY, temporaryUntil: '2027-12-01' },
    });
  });

  it('accepts a national number that does not fit its holder, with a warning', () => {
    const form = parse({ nationalNumber: '003148000123', gender: 'male' });
    expect(form).toMatchObject({ ok: true, value: { nationalNumber: '003148000123' } });
    if (form.ok) expect(form.value.warnings.join(' ')).toMatch(/giới tính/);
  });

  it('asks what relation "other" means', () => {
    expect(parse({ relation: 'other' })).toMatchObject({
      ok: false,
      errors: { relationNote: 'Ghi rõ là quan hệ gì.' },
    });
    expect(parse({ relation: 'other', relationNote: 'bạn' }).ok).toBe(true);
  });
});
