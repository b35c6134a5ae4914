import { callText, timesText } from '../../../../src/features/casework/door-calls/call-labels';
import { formatDate } from '../../../../src/shared/dates';
import { newCallHref, readListPlace, wayBack } from '../../../../src/features/casework/door-calls/list-place';

const ID = '01930000-0000-7000-8000-000000000000';

describe('the outcome of a call', () => {
  it('is given in a few words, with the day', () => {
    expect(callText({ calledOn: '2026-11-24', outcome: 'no_answer', times: [] })).toBe(
      'Đã gọi 24/11: không nghe máy hoặc chưa hẹn được',
    );
    expect(
      callText({
        calledOn: '2026-11-24',
        outcome: 'agreed',
        times: [{ weekdays: [6, 7], from: '08:00', to: '11:00' }],
      }),
    ).toBe('Đã gọi 24/11: ở nhà thứ Bảy, Chủ nhật 8:00–11:00');
    expect(callText(null)).toBe('');
    const agreed = { outcome: 'agreed', times: [{ dates: ['2026-11-30'], from: '19:00', to: '20:00' }] } as const;
    expect(callText({ calledOn: '2026-11-24', ...agreed, times: [...agreed.times] }, formatDate)).toBe(
      'Đã gọi 24/11/2026: ở nhà thứ Hai 30/11/2026, 19:00–20:00',
    );
  });

  it('names an hour that holds every day as such', () => {
    expect(
      timesText([
        { from: '19:00', to: '20:00' },
        { dates: ['2026-11-30'], from: '00:00', to: '23:59' },
      ]),
    ).toBe('mọi ngày 19:00–20:00, hoặc thứ Hai 30/11');
  });
});

describe('the way back to the list of doors to call', () => {
  it('leads to the same page of the list, at the door that was called', () => {
    const place = readListPlace({ list: 'doors-to-call', after: ID });
    expect(newCallHref(ID, place)).toBe(`/households/${ID}/door-calls/new?list=doors-to-call&after=${ID}`);
    expect(wayBack(ID, place)).toBe(`/doors-to-call?after=${ID}&called=${ID}#door-${ID}`);
    expect(wayBack(ID, readListPlace({ list: 'doors-to-call' }))).toBe(`/doors-to-call?called=${ID}#door-${ID}`);
  });

  it("leads to the household's page for a visitor from elsewhere and for nonsense", () => {
    expect(wayBack(ID, readListPlace({}))).toBe(`/households/${ID}#door-calls`);
    expect(readListPlace({ list: 'doors-to-call', after: '//evil' })).toEqual({ after: null });
  });
});
