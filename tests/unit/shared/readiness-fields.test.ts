import {
  answerText,
  isKnown,
  isSameAnswer,
  NOTHING_ASKED,
  READINESS_FIELDS,
  SEEN_FIELDS,
} from '../../../src/shared/readiness-fields';
import { readinessPairs, selectReadiness } from '../../../src/shared/readiness-sql';

describe('the fields of readiness', () => {
  const facts = { ...NOTHING_ASKED, vneidLevel: 'level_1', communication: ['hearing', 'sight'] } as const;
  const asked = { ...facts, communication: [...facts.communication] };

  test('say what was answered, and that nothing was asked', () => {
    expect(READINESS_FIELDS.filter((field) => isKnown(field, NOTHING_ASKED))).toEqual([]);
    expect(READINESS_FIELDS.filter((field) => isKnown(field, asked))).toEqual(['vneidLevel', 'communication']);
    expect(answerText('vneidLevel', asked)).toBe('Mức 1');
    expect(answerText('livesAlone', asked)).toBe('Chưa rõ');
    expect(answerText('communication', asked)).toBe('Nghe không rõ, nhìn không rõ');
    expect(answerText('communication', NOTHING_ASKED)).toBe('Chưa hỏi');
  });

  test('compare several answers as one', () => {
    expect(isSameAnswer('communication', asked, { ...asked, communication: ['hearing', 'sight'] })).toBe(true);
    expect(isSameAnswer('communication', asked, { ...asked, communication: ['hearing'] })).toBe(false);
  });

  test('stand in every statement, with an answer where there is no row', () => {
    expect(selectReadiness('k').text).toContain(`coalesce(k.lives_alone, 'unknown') AS "livesAlone"`);
    expect(readinessPairs('k').text).toContain(`'communication', coalesce(k.communication, '{}')`);
    for (const field of SEEN_FIELDS) expect(READINESS_FIELDS).toContain(field);
  });
});
