import {
  promiseText,
  requestReason,
  servicesText,
  subjectText,
  preferredTimesText,
  preferredTimeWithin,
  type PreferredTime,
} from '../../../../src/features/casework/requests/request-labels';

/** Thursday 26 November 2026, evening. */
const round = { date: '2026-11-26', from: '18:30', to: '20:45' };

describe('a preferred time', () => {
  it.each<[PreferredTime[], string]>([
    [[], 'lúc nào cũng được'],
    [[{ weekdays: [6, 7], from: '08:00', to: '11:00' }], 'thứ Bảy, Chủ nhật 8:00–11:00'],
    [[{ weekdays: [1, 2, 3, 4, 5], from: '19:00', to: '20:30' }], 'thứ Hai đến thứ Sáu 19:00–20:30'],
    [[{ weekdays: [7], from: '00:00', to: '23:59' }], 'Chủ nhật'],
    [[{ dates: ['2026-11-30'], from: '19:00', to: '20:00' }], 'thứ Hai 30/11, 19:00–20:00'],
    [[{ dates: ['2026-11-30'], from: '00:00', to: '23:59' }], 'thứ Hai 30/11'],
    [[{ from: '19:00', to: '20:00' }], 'ngày nào cũng được, 19:00–20:00'],
    [
      [
        { weekdays: [6], from: '08:00', to: '09:00' },
        { from: '19:00', to: '20:00' },
      ],
      'thứ Bảy 8:00–9:00, hoặc ngày nào cũng được, 19:00–20:00',
    ],
  ])('%j reads as people say it: %s', (wishes, said) => {
    expect(preferredTimesText(wishes)).toBe(said);
  });

  it.each<[string, PreferredTime[], { from: string; to: string } | null]>([
    [
      'on that weekday, within the round',
      [{ weekdays: [4], from: '19:00', to: '20:00' }],
      { from: '19:00', to: '20:00' },
    ],
    [
      'on that date, partly before the round',
      [{ dates: ['2026-11-26'], from: '17:00', to: '19:00' }],
      { from: '18:30', to: '19:00' },
    ],
    ['on any day', [{ from: '20:00', to: '22:00' }], { from: '20:00', to: '20:45' }],
    ['on another day', [{ weekdays: [6], from: '19:00', to: '20:00' }], null],
    ['at another hour', [{ weekdays: [4], from: '08:00', to: '18:30' }], null],
    ['none at all', [], null],
  ])('%s', (_name, wishes, kept) => {
    expect(preferredTimeWithin(wishes, round)).toEqual(kept);
  });
});

it.each([
  [{ wishes: [{ dates: ['2026-11-26'], from: '19:00', to: '20:00' }] }, 'Đã hẹn 19:00–20:00'],
  [{ wishes: [{ weekdays: [4], from: '19:00', to: '20:00' }] }, 'Đề nghị 23/11, muốn thứ Năm 19:00–20:00'],
  [{ wishes: [{ from: '19:00', to: '20:00' }] }, 'Đề nghị 23/11, muốn ngày nào cũng được, 19:00–20:00'],
  [{ wishes: [{ weekdays: [6], from: '08:00', to: '11:00' }] }, 'Đề nghị 23/11, muốn thứ Bảy 8:00–11:00'],
  [{ promisedBy: '2026-11-25' }, 'Đề nghị 23/11, quá hạn 25/11'],
  [{}, 'Đề nghị 23/11'],
])('a request with %j is described on a round as %s', (given, told) => {
  expect(requestReason({ receivedOn: '2026-11-23', promisedBy: '2026-11-30', wishes: [], ...given }, round)).toBe(told);
});

it.each([
  [null, ''],
  ['2026-11-23', 'quá hạn 3 ngày (23/11)'],
  ['2026-11-26', 'hạn hôm nay'],
  ['2026-12-02', 'hạn 02/12'],
])('a promise by %s reads "%s" on 26/11', (promisedBy, said) => {
  expect(promiseText({ receivedOn: '2026-11-20', promisedBy }, '2026-11-26')).toBe(said);
});

it("a request is named in the household's own words, otherwise by its services", () => {
  const ended = { reason: '', endedAt: '2026-11-26T12:00:00Z', endedBy: 'Trần Văn Phòng' };
  const service = { id: '1', serviceId: '1', name: 'Đăng ký tạm trú', result: 'done', visitId: '1', ...ended } as const;
  const services = [service, { ...service, name: 'Cấp thẻ', result: null, visitId: null }];
  expect(subjectText({ what: 'Làm tạm trú cho cháu', services })).toBe('Làm tạm trú cho cháu');
  expect(subjectText({ what: '', services })).toBe('Đăng ký tạm trú, Cấp thẻ');
  expect(servicesText(services)).toBe('Đăng ký tạm trú: đã xong; Cấp thẻ');
});
