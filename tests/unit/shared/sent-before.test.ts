import { NotFoundError, SentBeforeError } from '../../../src/shared/errors';
import { sentBefore } from '../../../src/shared/sent-before';

const ACTOR = { wardId: 'ba-dinh' };
const STORED = { wardId: 'ba-dinh', name: 'Ngõ 12', since: new Date('2026-11-24'), phone: null, version: 3 };
const said = (name: string) => ({ name, since: new Date('2026-11-24'), phone: null });

test('a form whose id no record has was not sent before', () => {
  expect(sentBefore(null, ACTOR, said('Ngõ 12'))).toBe(false);
});

test('the same form sent twice was sent before', () => {
  expect(sentBefore(STORED, ACTOR, said('Ngõ 12'))).toBe(true);
});

test('the same id with other content is refused, because what was typed now is not saved', () => {
  expect(() => sentBefore(STORED, ACTOR, said('Ngõ 14'))).toThrow(SentBeforeError);
  expect(() => sentBefore(STORED, ACTOR, { ...said('Ngõ 12'), since: new Date('2026-11-25') })).toThrow(
    SentBeforeError,
  );
});

test('the record of another ward is not found', () => {
  expect(() => sentBefore({ ...STORED, wardId: 'hoan-kiem' }, ACTOR, said('Ngõ 12'))).toThrow(NotFoundError);
});
