import { giverText, problemsOf, currentAnswerFor, type Said } from '../../../../src/features/casework/consents/consent';

const NOTHING: Said = {
  readAloud: null,
  contact: null,
  survey: null,
  photo: null,
  givenBy: null,
  representativeName: '',
  representativeRelation: '',
  channel: null,
};
const AGREED: Said = { ...NOTHING, readAloud: true, survey: true, givenBy: 'self', channel: 'spoken' };
const unrestricted = (said: Said) => ({ ...said, restricts: false });
const ADULT = { hasNotice: true, childUnder: null };
const MAI = { givenBy: 'representative', representativeName: 'Nguyễn Thị Mai', representativeRelation: 'mẹ' } as const;

test('an agreement needs a text that was heard or signed, who agreed and how', () => {
  expect(problemsOf(AGREED, ADULT)).toEqual({});
  expect(problemsOf({ ...AGREED, readAloud: false, channel: 'signed' }, ADULT)).toEqual({});
  expect(Object.keys(problemsOf({ ...AGREED, readAloud: false }, ADULT))).toEqual(['readAloud']);
  expect(Object.keys(problemsOf({ ...NOTHING, photo: true }, ADULT))).toEqual(['readAloud', 'givenBy', 'channel']);
  expect(Object.keys(problemsOf(AGREED, { ...ADULT, hasNotice: false }))).toEqual(['survey']);
});

test('a refusal, a reading and an objection need nothing else', () => {
  for (const said of [{ survey: false }, { photo: false }, { contact: false }, { readAloud: true }])
    expect(problemsOf({ ...NOTHING, ...said }, { hasNotice: false, childUnder: 18 })).toEqual({});
});

test('of a child a representative agrees, with name and relation', () => {
  expect(problemsOf(AGREED, { ...ADULT, childUnder: 18 }).givenBy).toContain('Chưa đủ 18 tuổi');
  expect(problemsOf({ ...AGREED, ...MAI }, { ...ADULT, childUnder: 18 })).toEqual({});
  const nameless = problemsOf({ ...AGREED, ...MAI, representativeName: '', representativeRelation: '' }, ADULT);
  expect(Object.keys(nameless)).toEqual(['representativeName', 'representativeRelation']);
  expect(Object.keys(problemsOf({ ...AGREED, representativeName: 'Mai' }, ADULT))).toEqual(['representativeName']);
});

test('the latest answer to a purpose stands, whatever was said about the others', () => {
  const rows = [{ ...NOTHING, photo: false }, AGREED, { ...NOTHING, survey: false, contact: true }].map(unrestricted);
  expect(currentAnswerFor(rows, 'survey')).toBe(rows[1]);
  expect(currentAnswerFor(rows, 'photo')).toBe(rows[0]);
  expect(currentAnswerFor(rows, 'contact')).toBe(rows[2]);
  expect(currentAnswerFor([unrestricted(AGREED)], 'photo')).toBeNull();
  const restriction = { ...NOTHING, contact: false, survey: false, photo: false, restricts: true };
  expect(currentAnswerFor([...rows, restriction], 'contact')).toBe(restriction);
});

test('says who agreed and how', () => {
  expect(giverText(AGREED)).toBe('chính người ấy, bằng lời nói');
  expect(giverText({ ...AGREED, ...MAI, channel: 'signed' })).toBe('mẹ Nguyễn Thị Mai, ký trên giấy');
  expect(giverText(NOTHING)).toBe('');
});
