import {
  BARRIERS,
  CALENDAR_DAYS,
  PUBLIC_SERVICES,
  TARGETS,
} from '../../../../src/features/office/reference-data/entries';
import { DEFAULT_OUTREACH_POLICY } from '../../../../src/features/office/reference-data/outreach-policy';
import { SERVICE_GROUP_NAMES } from '../../../../src/features/office/reference-data/service-groups';
import { CALENDAR_DAY_STATUSES } from '../../../../src/shared/labels';
import { PORTAL_STATUSES } from '../../../../src/shared/portal-status';

/** The 25 items of Quyết định 06/QĐ-TTg; an item with several codes has several entries. */
const ESSENTIAL_ITEMS: Record<number, string[]> = {
  1: ['xac-nhan-so-cmnd-cap-tinh', 'xac-nhan-so-cmnd-trung-uong'],
  2: ['doi-the-can-cuoc', 'cap-lai-the-can-cuoc-cap-tinh', 'cap-lai-the-can-cuoc'],
  3: ['dang-ky-thuong-tru'],
  4: ['dang-ky-tam-tru'],
  5: ['khai-bao-tam-vang'],
  6: ['thong-bao-luu-tru'],
  7: ['dang-ky-xe-may-cap-xa', 'dang-ky-xe-may-trong-nuoc', 'dang-ky-xe-may-nhap-khau', 'dang-ky-xe-may-cap-tinh'],
  8: ['nop-phat-nguoi'],
  9: ['dang-ky-khai-sinh'],
  10: ['dang-ky-khai-tu'],
  11: ['dang-ky-ket-hon'],
  12: ['ho-chieu-pho-thong-cap-tinh', 'ho-chieu-pho-thong-trung-uong'],
  13: ['lam-con-dau-moi'],
  14: ['lam-con-dau-thu-nho-noi-xi'],
  15: ['lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc'],
  16: ['lien-thong-khai-tu-xoa-thuong-tru-mai-tang'],
  17: ['giam-tru-muc-dong-bhyt-ho-gia-dinh'],
  18: ['dang-ky-thue-ho-gia-dinh-ca-nhan'],
  19: ['dang-ky-bien-dong-dat-dai'],
  20: ['cap-phieu-ly-lich-tu-phap'],
  21: ['dang-ky-thi-tot-nghiep-thpt'],
  22: ['cap-dien-moi-ha-ap'],
  23: ['thay-doi-chu-the-hop-dong-dien'],
  24: ['huong-tro-cap-that-nghiep'],
  25: ['cap-doi-cap-lai-giay-phep-lai-xe'],
};

const NATIONAL_CODE = /^\d\.\d{6}$/;
const POLICE_INTERNAL_CODE = /^C\d{2}_[A-Z]+$/;

const byKey = new Map(PUBLIC_SERVICES.map((service) => [service.key, service]));

/** Returns the keys that break the rule, so that a reader can check the expectation by eye. */
function keysWhere(breaksRule: (service: (typeof PUBLIC_SERVICES)[number]) => boolean): string[] {
  return PUBLIC_SERVICES.filter(breaksRule).map((service) => service.key);
}

function isRealDate(text: string): boolean {
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function repeated(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** Every calendar day from one ISO date to another, both included. */
function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += 86_400_000) {
    days.push(new Date(time).toISOString().slice(0, 10));
  }
  return days;
}

function datesOf(kind: (typeof CALENDAR_DAYS)[number]['kind']): string[] {
  return CALENDAR_DAYS.filter((day) => day.kind === kind).map((day) => day.date);
}

describe('public services', () => {
  test('keys are unique slugs', () => {
    expect(repeated(PUBLIC_SERVICES.map((service) => service.key))).toEqual([]);
    expect(keysWhere((service) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(service.key))).toEqual([]);
  });

  test('codes have the form of a national or police code, or are unknown, and none is used twice', () => {
    const codes = PUBLIC_SERVICES.flatMap((service) => service.code ?? []);

    expect(codes.filter((code) => !NATIONAL_CODE.test(code) && !POLICE_INTERNAL_CODE.test(code))).toEqual([]);
    expect(repeated(codes)).toEqual([]);
  });

  test('a code comes with its confidence, and confidence never without a code', () => {
    expect(keysWhere((service) => (service.code === null) !== (service.codeConfidence === null))).toEqual([]);
  });

  test('services in use cover all 25 essential items, and nothing else is called essential', () => {
    const essentialInUse = keysWhere((service) => service.isEssential25 && !service.isRetired);

    expect(Object.keys(ESSENTIAL_ITEMS)).toHaveLength(25);
    expect(essentialInUse.sort()).toEqual(Object.values(ESSENTIAL_ITEMS).flat().sort());
  });

  test('a replacement exists, is in use, and is named only by a retired service', () => {
    const replaced = PUBLIC_SERVICES.filter((service) => service.replacedByKey !== null);

    expect(replaced.length).toBeGreaterThan(0);
    expect(
      replaced
        .filter((service) => byKey.get(service.replacedByKey ?? '')?.isRetired !== false || !service.isRetired)
        .map((service) => service.key),
    ).toEqual([]);
  });

  test('the old combined birth and death codes lead to the new ones', () => {
    const codeAfter = (oldCode: string): string | null | undefined =>
      byKey.get(PUBLIC_SERVICES.find((service) => service.code === oldCode)?.replacedByKey ?? '')?.code;

    expect(codeAfter('2.000986')).toBe('3.000722');
    expect(codeAfter('2.002622')).toBe('2.002913');
  });

  test('a level has a date and a source, and a missing level has neither', () => {
    expect(
      keysWhere(
        ({ level, levelDate, levelSource }) =>
          new Set([level === null, levelDate === null, levelSource === null]).size !== 1,
      ),
    ).toEqual([]);
    expect(keysWhere(({ levelDate }) => levelDate !== null && !isRealDate(levelDate))).toEqual([]);
    expect(keysWhere(({ retiredOn }) => retiredOn !== null && !isRealDate(retiredOn))).toEqual([]);
  });

  test('every group has a label, and every label a service', () => {
    const used = new Set(PUBLIC_SERVICES.map((service) => service.groupKey));

    expect([...used].sort()).toEqual(Object.keys(SERVICE_GROUP_NAMES).sort());
  });

  test('a topic has an area and a message to say; nothing else has an area', () => {
    expect(keysWhere((service) => (service.kind === 'topic') !== (service.topicArea !== null))).toEqual([]);
    expect(keysWhere((service) => service.kind === 'topic' && service.note === '')).toEqual([]);
  });

  test('names and notes carry no marks of the source tables', () => {
    expect(
      keysWhere(
        ({ name, note }) => name.trim() !== name || name === '' || /\*\*|~~|\[[FP]\d|\(…\)|[{}<>|]/.test(name + note),
      ),
    ).toEqual([]);
  });

  test('texts are in composed Unicode, as the rest of the application expects', () => {
    expect(keysWhere(({ name, note }) => (name + note).normalize('NFC') !== name + note)).toEqual([]);
  });
});

describe('barriers and portal statuses', () => {
  test('barrier keys are unique and end with "other"', () => {
    expect(repeated(BARRIERS.map((barrier) => barrier.key))).toEqual([]);
    expect(BARRIERS.at(-1)).toMatchObject({ key: 'khac', label: 'Khác (ghi rõ)' });
  });

  test('outcomes at the door are not barriers', () => {
    expect(BARRIERS.map((barrier) => barrier.key)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(vang_nha|hen_lai)$/)]),
    );
  });

  test('the portal has statuses 1 to 10; 3, 7, 8, 9 and 10 stop the clock', () => {
    expect(PORTAL_STATUSES.map((status) => status.code)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(PORTAL_STATUSES.filter((status) => status.isFinal).map((status) => status.code)).toEqual([3, 7, 8, 9, 10]);
  });
});

describe('calendar', () => {
  test('the source of a day never repeats its status, which stands before it on the page', () => {
    expect(CALENDAR_DAYS.filter((day) => day.source.startsWith(CALENDAR_DAY_STATUSES[day.status]))).toEqual([]);
  });

  test('days are real dates', () => {
    expect(CALENDAR_DAYS.map((day) => day.date).filter((date) => !isRealDate(date))).toEqual([]);
  });

  test('a day has at most one row of each kind', () => {
    expect(repeated(CALENDAR_DAYS.map((day) => `${day.date} ${day.kind}`))).toEqual([]);
  });

  test('the long breaks of 2026 have no gap', () => {
    expect(datesOf('holiday')).toEqual(
      expect.arrayContaining([
        ...daysBetween('2026-01-01', '2026-01-04'),
        ...daysBetween('2026-02-14', '2026-02-22'),
        ...daysBetween('2026-04-30', '2026-05-03'),
        ...daysBetween('2026-08-29', '2026-09-02'),
      ]),
    );
  });

  test('swapped working days are Saturdays and not days off', () => {
    expect(datesOf('swapped_working_day')).toEqual(['2026-01-10', '2026-08-22']);
    expect(datesOf('swapped_working_day').map((date) => new Date(date).getUTCDay())).toEqual([6, 6]);
    expect(datesOf('holiday')).not.toEqual(expect.arrayContaining(['2026-01-10']));
    expect(datesOf('holiday')).not.toEqual(expect.arrayContaining(['2026-08-22']));
  });

  test('no team knocks from 23 tháng Chạp to mùng 10, at rằm tháng 7 or at Trung thu', () => {
    expect(datesOf('no_knock').sort()).toEqual(
      [
        ...daysBetween('2026-02-10', '2026-02-26'),
        '2026-08-27',
        '2026-09-25',
        ...daysBetween('2027-01-30', '2027-02-15'),
        '2027-08-16',
        '2027-09-15',
      ].sort(),
    );
  });

  test('2027 is only expected because its official notice was not found', () => {
    expect(CALENDAR_DAYS.filter((day) => day.date.startsWith('2027') && day.status !== 'expected')).toEqual([]);
  });
});

describe('outreach policy', () => {
  const { windows, latestKnock, lunchRest, notBefore, notAfter } = DEFAULT_OUTREACH_POLICY;
  const allWindows = Object.values(windows).flat();

  test('windows stay within the day and outside the lunch rest', () => {
    expect(
      allWindows.filter(
        ({ from, to }) =>
          from >= to || from < notBefore || to > notAfter || (from < lunchRest.to && to > lunchRest.from),
      ),
    ).toEqual([]);
    expect(windows.holiday).toEqual([]);
  });

  test.each(['weekday', 'saturday', 'sunday'] as const)('the latest knock of a %s lies in its last window', (kind) => {
    const last = windows[kind].at(-1);

    expect(last).toBeDefined();
    expect(latestKnock[kind] >= (last?.from ?? '') && latestKnock[kind] < (last?.to ?? '')).toBe(true);
  });
});

describe('targets', () => {
  test('a target is a percentage of one indicator in one period, with its basis', () => {
    expect(repeated(TARGETS.map((target) => `${target.indicator} ${target.period}`))).toEqual([]);
    expect(TARGETS.filter(({ value, legalBasis }) => value <= 0 || value > 100 || legalBasis === '')).toEqual([]);
  });
});
