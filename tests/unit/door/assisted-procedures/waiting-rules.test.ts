import { fileWaiting, type FileFacts } from '../../../../src/features/door/assisted-procedures/waiting-rules';

const TODAY = '2026-11-26';
const fileOf = (given: Partial<FileFacts> = {}): FileFacts => ({
  result: 'submitted',
  visitedOn: '2026-11-10',
  submittedOn: null,
  latestStatus: null,
  barrierLabel: null,
  hasLaterAttempt: false,
  ...given,
});

describe('what a file waits for', () => {
  it('is the submission, when it was only prepared', () => {
    expect(fileWaiting(fileOf({ result: 'prepared' }), TODAY)).toMatchObject({
      kind: 'to_submit',
      since: '2026-11-10',
    });
  });

  it('is its barrier, by name', () => {
    expect(fileWaiting(fileOf({ result: 'blocked', barrierLabel: 'Quên mật khẩu' }), TODAY)).toMatchObject({
      kind: 'barrier',
      todo: 'Gỡ vướng: quên mật khẩu.',
    });
  });

  it('is nothing once a later visit took the matter up again', () => {
    expect(fileWaiting(fileOf({ result: 'prepared', hasLaterAttempt: true }), TODAY)).toBeNull();
    expect(fileWaiting(fileOf({ result: 'blocked', hasLaterAttempt: true }), TODAY)).toBeNull();
  });

  it('is the papers or the payment that the portal asked for, from that day on, whatever we did later', () => {
    expect(
      fileWaiting(fileOf({ latestStatus: { code: 5, on: '2026-11-20' }, hasLaterAttempt: true }), TODAY),
    ).toMatchObject({ kind: 'papers', since: '2026-11-20' });
    expect(fileWaiting(fileOf({ latestStatus: { code: 6, on: '2026-11-21' } }), TODAY)).toMatchObject({
      kind: 'payment',
      since: '2026-11-21',
    });
  });

  it.each([1, 2, 3, 4, 7, 8, 9, 10])('is nothing the ward can do at status %i', (code) => {
    expect(fileWaiting(fileOf({ latestStatus: { code, on: '2026-11-20' } }), TODAY)).toBeNull();
  });

  it('is news, when none came for more than seven days', () => {
    expect(fileWaiting(fileOf({ visitedOn: '2026-11-19' }), TODAY)).toBeNull();
    expect(fileWaiting(fileOf({ visitedOn: '2026-11-18' }), TODAY)).toMatchObject({
      kind: 'no_news',
      since: '2026-11-18',
    });
    expect(fileWaiting(fileOf({ visitedOn: '2026-11-01', submittedOn: '2026-11-24' }), TODAY)).toBeNull();
  });

  it('is nothing when nothing was to be submitted', () =>
    expect(fileWaiting(fileOf({ result: 'not_needed' }), TODAY)).toBeNull());
});
