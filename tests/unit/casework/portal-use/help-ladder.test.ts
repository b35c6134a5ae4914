import {
  lessonsToGoOn,
  nextHelp,
  nextHelpText,
  type LastHelp,
} from '../../../../src/features/casework/portal-use/help-ladder';

const lastHelp = (given: Partial<LastHelp> = {}): LastHelp => ({
  fullName: 'Phạm Thị Sáu',
  gender: 'female',
  birth: { date: '1945-01-01', precision: 'year' },
  serviceId: 'residence',
  serviceName: 'Đăng ký tạm trú',
  level: 'guided',
  reason: null,
  checked: null,
  ...given,
});

describe('the next smaller help', () => {
  test.each<[LastHelp['level'], LastHelp['checked'], string]>([
    ['done_for', null, 'guided'],
    ['by_relative', null, 'guided'],
    ['explained', null, 'guided'],
    ['guided', null, 'watched'],
    ['watched', null, 'asked'],
    ['watched', 'not_needed', 'asked'],
    ['guided', 'not_reached', 'watched'],
    ['guided', 'alone', 'alone'],
    ['watched', 'alone', 'alone'],
    ['watched', 'with_somebody', 'watched'],
    ['guided', 'with_somebody', 'watched'],
    ['done_for', 'with_somebody', 'guided'],
    // One step more, but never done for.
    ['watched', 'stuck', 'guided'],
    ['guided', 'stuck', 'guided'],
  ])('after %s, then %s at the check-back: %s', (level, checked, next) => {
    expect(nextHelp({ level, checked })).toBe(next);
  });

  test.each<[Partial<LastHelp>, string]>([
    [{}, 'Lần trước cầm tay: lần này để bà tự bấm, mình ngồi xem'],
    [{ reason: 'in_a_hurry' }, 'Lần trước cầm tay (đang vội): lần này để bà tự bấm, mình ngồi xem'],
    [{ level: 'done_for' }, 'Lần trước đội làm thay: lần này cầm tay, để bà bấm từng bước'],
    [{ level: 'watched' }, 'Lần trước tự bấm được: lần này không phải ngồi cùng, gọi hỏi là đủ'],
    [{ checked: 'stuck' }, 'Hỏi lại thì đã thử mà vướng: lần này cầm tay, để bà bấm từng bước'],
    [{ checked: 'alone' }, 'Hỏi lại thì tự làm lại được: lần này không phải dạy lại'],
  ])('%j is said as “%s”', (given, said) => {
    expect(nextHelpText(lastHelp(given), 'bà')).toBe(said);
  });

  test('at a door names what is still to be taught, a requested service first', () => {
    const known = lastHelp({ serviceName: 'Khai sinh', checked: 'alone' });
    const watched = lastHelp({ serviceName: 'Chứng thực', level: 'explained' });
    const go = lessonsToGoOn([known, watched, lastHelp()], ['Đăng ký tạm trú']);
    expect(go.map(({ serviceName, short }) => [serviceName, short])).toEqual([
      ['Đăng ký tạm trú', 'để tự bấm'],
      ['Chứng thực', 'cầm tay'],
    ]);
  });
});
