import fc from 'fast-check';
import {
  addDays,
  addMonths,
  ageOn,
  daysBetween,
  formatBirth,
  formatDate,
  formatDateTime,
  formatDayMonth,
  monthName,
  formatPartOfDay,
  formatRoundTime,
  instantOf,
  isRealDate,
  localDateOf,
  localTimeOf,
  calendarProblem,
  dateText,
  misdated,
  nameOfWeekday,
  parseBirthText,
  parseDateText,
  parseTimeText,
  weekdayName,
  weekdayOf,
  monthEndOf,
  monthStartOf,
  weekStartOf,
} from '../../../src/shared/dates';

const anyInstant = fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

describe('instants and local time', () => {
  test('an evening in UTC is already tomorrow in Việt Nam', () => {
    const instant = new Date('2026-11-24T17:00:00Z');
    expect(localDateOf(instant)).toBe('2026-11-25');
    expect(localTimeOf(instant)).toBe('00:00');
  });

  test('agree with the time zone database', () => {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Ho_Chi_Minh',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    fc.assert(
      fc.property(anyInstant, (instant) => {
        expect(`${localDateOf(instant)} ${localTimeOf(instant)}`).toBe(format.format(instant));
      }),
    );
  });

  test('instantOf reverses localDateOf and localTimeOf to the minute', () => {
    expect(instantOf('2026-11-24', '19:42')).toEqual(new Date('2026-11-24T12:42:00Z'));
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const minute = Math.floor(instant.getTime() / 60_000) * 60_000;
        expect(instantOf(localDateOf(instant), localTimeOf(instant)).getTime()).toBe(minute);
      }),
    );
  });

  test.each([
    ['2026-02-31', '10:00'],
    ['2026-02-28', '25:00'],
    ['24/11/2026', '10:00'],
  ])('instantOf refuses %s %s', (date, time) => {
    expect(() => instantOf(date, time)).toThrow(RangeError);
  });
});

describe('calendar arithmetic', () => {
  test('addDays crosses months, years and leap days', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });

  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-11-24', 2, '2027-01-24'],
    ['2026-11-24', -11, '2025-12-24'],
  ])('addMonths: %s and %d months is %s', (date, count, expected) => {
    expect(addMonths(date, count)).toBe(expected);
  });

  test('weeks begin on Monday', () => {
    expect(weekdayOf('2026-11-23')).toBe(1);
    expect(weekdayOf('2026-11-29')).toBe(7);
    expect(weekStartOf('2026-11-23')).toBe('2026-11-23');
    expect(weekStartOf('2026-11-29')).toBe('2026-11-23');
  });

  test('months end on their last day, also in February', () => {
    expect([monthStartOf('2028-02-10'), monthEndOf('2028-02-10'), monthEndOf('2026-12-31')]).toEqual([
      '2028-02-01',
      '2028-02-29',
      '2026-12-31',
    ]);
  });

  test.each(['2026-02-31', '2026-13-01', '2026-1-1', '', '2026-11-24T00:00'])('%j is not a date', (text) => {
    expect(isRealDate(text)).toBe(false);
    expect(() => addDays(text, 1)).toThrow(RangeError);
  });
});

describe('parseDateText', () => {
  test.each([
    ['24/11/2026', '2026-11-24'],
    ['24112026', '2026-11-24'],
    ['24 11 2026', '2026-11-24'],
    ['4/1/2026', '2026-01-04'],
    ['24-11-2026', '2026-11-24'],
    ['24.11.2026', '2026-11-24'],
    [' 2026-11-24 ', '2026-11-24'],
    ['29/2/2028', '2028-02-29'],
  ])('reads %j', (text, date) => {
    expect(parseDateText(text)).toBe(date);
  });

  test.each([
    '31/2/2026',
    '29/2/2026',
    '11/24/2026',
    '24/11/26',
    '24/11-2026',
    '24/11/0948',
    '0000-01-01',
    '0001-01-01',
    '24/11/2200',
    '9999-12-31',
    '1948',
    '45000',
    'hôm qua',
    '',
  ])('refuses %j', (text) => {
    expect(parseDateText(text)).toBeNull();
  });

  test('reads every date as formatDate writes it', () => {
    fc.assert(
      fc.property(anyInstant.map(localDateOf), (date) => {
        expect(parseDateText(formatDate(date))).toBe(date);
      }),
    );
  });
});

test('formatPartOfDay names a day and its part, as people say it', () => {
  expect(formatPartOfDay('2026-11-28', '09:00')).toBe('sáng thứ Bảy 28/11');
  expect(formatPartOfDay('2026-11-29', '19:00')).toBe('tối Chủ nhật 29/11');
});

describe('parseDateText with a day to be near', () => {
  test.each([
    ['7/12', '2026-12-07'],
    ['07.12', '2026-12-07'],
    ['0712', '2026-12-07'],
    ['7/12/26', '2026-12-07'],
    ['071226', '2026-12-07'],
    ['20/2', '2027-02-20'],
    ['29/2/28', '2028-02-29'],
    ['12/7', '2026-07-12'],
    ['7/12/2025', '2025-12-07'],
    ['2025-12-07', '2025-12-07'],
  ])('reads %j, day first, as %s', (text, date) => {
    expect(parseDateText(text, '2026-11-26')).toBe(date);
  });

  test('takes the year before in January, and refuses 29/2 of years without one', () => {
    expect(parseDateText('28/12', '2027-01-05')).toBe('2026-12-28');
    expect(parseDateText('29/2', '2026-11-26')).toBeNull();
    expect(calendarProblem('29/2', '2026-11-26')).toBe('Tháng 2 năm 2026 không có ngày 29.');
  });

  test.each(['7/12', '0712', '7/12/26', '071226'])('without such a day %j has no year', (text) => {
    expect(parseDateText(text)).toBeNull();
  });
});

test('dateText shows a date day first, and other text as it was typed', () => {
  expect(['2026-12-07', '7/12', '2026-02-31', ''].map(dateText)).toEqual(['07/12/2026', '7/12', '2026-02-31', '']);
});

test.each([
  ['1905', '19:05'],
  ['905', '09:05'],
  ['19:05', '19:05'],
  ['19h05', '19:05'],
  ['19.05', '19:05'],
  ['19', '19:00'],
  ['8h', '08:00'],
  [' 19 g 30 ', '19:30'],
  ['7 giờ 30', '07:30'],
  ['', null],
  ['chiều', null],
  ['24:00', null],
  ['19:60', null],
  ['190512', null],
])('parseTimeText reads %j as %j', (text, time) => {
  expect(parseTimeText(text)).toBe(time);
});

describe('misdated', () => {
  test.each(['24/11/0948', '24/11/2206', '2206-11-24', '29/2/2206', '0000-01-01', ' 1.1.1899 '])(
    '%j is a typo in the year',
    (text) => {
      expect(misdated(text)).toBe('year');
    },
  );

  test.each(['31/2/2026', '31/2/2206', '29/2/2026', '11/24/2026', '24/11/26', '1948', 'hôm qua', ''])(
    '%j names no day',
    (text) => {
      expect(misdated(text)).toBe('day');
    },
  );

  test('a date is not one', () => {
    expect(misdated('29/2/2028')).toBeNull();
  });
});

describe('calendarProblem', () => {
  test.each([
    ['31/02/1950', 'Tháng 2 không có ngày 31.'],
    ['1950-02-30', 'Tháng 2 không có ngày 30.'],
    ['31.4.1950', 'Tháng 4 không có ngày 31.'],
    ['45/3/1950', 'Tháng 3 không có ngày 45.'],
    ['29/02/2025', 'Tháng 2 năm 2025 không có ngày 29.'],
    ['29/2/1900', 'Tháng 2 năm 1900 không có ngày 29.'],
    ['11/24/1948', 'Không có tháng 24.'],
  ])('%j: %s', (text, sentence) => {
    expect(calendarProblem(text)).toBe(sentence);
  });

  test.each(['29/02/2024', '00/03/1948', '31/00/1948', '1948', 'hôm qua', ''])(
    '%j names no day that the calendar lacks',
    (text) => {
      expect(calendarProblem(text)).toBeNull();
    },
  );
});

describe('parseBirthText', () => {
  test('reads a full date with day precision', () => {
    expect(parseBirthText('24/11/1948')).toEqual({ date: '1948-11-24', precision: 'day' });
  });

  test.each(['1948', ' 1948 ', '00/00/1948', '0/0/1948', '00/03/1948', '03/1948', '3-1948', '00/1948'])(
    'keeps only the year of %j',
    (text) => {
      expect(parseBirthText(text)).toEqual({ date: '1948-01-01', precision: 'year' });
    },
  );

  test.each(['31/2/1948', '13/1948', '0948', '48', '24/00/1948', ''])('refuses %j', (text) => {
    expect(parseBirthText(text)).toBeNull();
  });
});

describe('ageOn', () => {
  test.each([
    ['1948-11-24', '2026-11-23', 77],
    ['1948-11-24', '2026-11-24', 78],
    ['2024-02-29', '2026-02-28', 1],
    ['2024-02-29', '2026-03-01', 2],
  ])('born %s, on %s is %d', (date, on, age) => {
    expect(ageOn({ date, precision: 'day' }, on)).toBe(age);
  });

  test('with only the year, it counts the difference of the years', () => {
    expect(ageOn({ date: '1948-01-01', precision: 'year' }, '2026-01-01')).toBe(78);
  });
});

describe('dates as people say them', () => {
  test('dates, instants and births', () => {
    expect(formatDate('2026-11-24')).toBe('24/11/2026');
    expect(formatDayMonth('2026-11-24')).toBe('24/11');
    expect(formatDateTime(new Date('2026-11-24T12:42:59Z'))).toBe('19:42 24/11/2026');
    expect(formatBirth({ date: '1948-11-24', precision: 'day' })).toBe('24/11/1948');
    expect(formatBirth({ date: '1948-01-01', precision: 'year' })).toBe('1948');
  });

  test('weekdays', () => {
    expect(weekdayName('2026-11-24')).toBe('thứ Ba');
    expect(weekdayName('2026-11-29')).toBe('Chủ nhật');
    expect([1, 7].map(nameOfWeekday)).toEqual(['thứ Hai', 'Chủ nhật']);
  });

  test.each([
    ['18:30', '20:45', 'tối thứ Ba 24/11, 18:30–20:45'],
    ['17:30', '20:00', 'tối thứ Ba 24/11, 17:30–20:00'],
    ['17:29', '20:00', 'chiều thứ Ba 24/11, 17:29–20:00'],
    ['14:00', '16:00', 'chiều thứ Ba 24/11, 14:00–16:00'],
    ['11:30', '13:00', 'trưa thứ Ba 24/11, 11:30–13:00'],
    ['08:00', '11:00', 'sáng thứ Ba 24/11, 08:00–11:00'],
  ])('a round from %s to %s', (start, end, text) => {
    expect(formatRoundTime(instantOf('2026-11-24', start), instantOf('2026-11-24', end))).toBe(text);
  });
});

describe('daysBetween', () => {
  it('counts days over months and years, and backwards', () => {
    expect(daysBetween('2026-11-24', '2026-11-24')).toBe(0);
    expect(daysBetween('2026-12-31', '2027-01-02')).toBe(2);
    expect(daysBetween('2028-03-01', '2028-02-28')).toBe(-2);
  });
});

test('a month has a name, and any other text stays as it was typed', () => {
  expect(['2026-11', '2026-01-31', 'xyz-ab', ''].map(monthName)).toEqual([
    'tháng 11/2026',
    'tháng 1/2026',
    'xyz-ab',
    '',
  ]);
});
