import { formatDate, type LocalDate } from '../../../shared/dates';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { formatNumber } from '../../../shared/numbers';
import { formView, type Failed, type FormValues } from '../../../web/form';
import type { Conflict } from '../../../web/errors';
import type { AskFirst } from '../../../web/form-route';
import { viewOf } from '../../../web/page';
import { PROVINCES, UNITS } from '../reference-data/entries';
import { fullName } from './listed-unit';
import { conflictOf, differingLines, sentFields } from '../audit/conflict';
import type { LastChange } from '../audit/last-change';
import {
  DAY_KINDS,
  firstDayForm,
  setupForm,
  wardForm,
  WINDOWS_PER_DAY,
  type DayKind,
  type WardSettings,
} from './forms';
import type { EarlierEntries, TargetRecord, WardRecord } from './queries';
import { DAY_KIND_LABELS, settingsText } from './settings-labels';

export const openedPage = (opened: { wardName: string; username: string; password: string }) =>
  viewOf('office/wards/opened', opened);

export const setupPage = (failed?: Failed) =>
  viewOf('office/wards/setup', {
    form: formView(setupForm, {}, failed),
    units: UNITS.map(fullName),
    provinces: PROVINCES,
    isUnlisted: Boolean(failed?.errors.code ?? failed?.errors.province),
  });

const DAY_HINTS: Record<DayKind, string> = {
  weekday: 'Thứ Hai đến thứ Sáu, và thứ Bảy làm bù.',
  saturday: 'Thứ Bảy không làm bù.',
  sunday: '',
  holiday: 'Để trống thì không ra quân vào ngày lễ.',
};

/** The settings as stored, or the typed values with their errors. */
export function wardPage(ward: WardRecord, targets: readonly TargetRecord[], failed?: Failed) {
  const form = formView(wardForm, {}, failed ?? { values: valuesOf(ward), errors: {} });
  const input = (path: readonly string[], label: string) => {
    const name = path.map((part, index) => (index === 0 ? part : `[${part}]`)).join('');
    return { name, id: path.join('-'), label, value: valueAt(form.values, path), error: form.errors[name] ?? '' };
  };
  return viewOf('office/wards/settings', {
    form,
    intro: `${ward.name}, ${ward.province}. Mã đơn vị hành chính ${ward.code}.`,
    days: DAY_KINDS.map((kind) => ({
      label: DAY_KIND_LABELS[kind],
      hint: DAY_HINTS[kind],
      windows: Array.from({ length: WINDOWS_PER_DAY }, (_, index) => ({
        label: `Khung ${index + 1}`,
        from: input(['windows', kind, String(index), 'from'], `${DAY_KIND_LABELS[kind]}, khung ${index + 1}, từ`),
        to: input(['windows', kind, String(index), 'to'], `${DAY_KIND_LABELS[kind]}, khung ${index + 1}, đến`),
      })),
    })),
    latestKnock: [
      input(['latestKnock', 'weekday'], 'Ngày làm việc'),
      input(['latestKnock', 'saturday'], 'Thứ Bảy'),
      input(['latestKnock', 'sunday'], 'Chủ nhật và ngày lễ'),
    ],
    lunchRest: [input(['lunchRest', 'from'], 'Nghỉ trưa từ'), input(['lunchRest', 'to'], 'Nghỉ trưa đến')],
    // Whether the office must have a second step, and what the button does.
    factor: factorOf(ward.requiresSecondFactor),
    targets: targets.map((target) => ({
      ...target,
      href: `/ward/targets/${target.id}/edit`,
      indicator: targetTitle(target),
      value: `${formatNumber(target.value)}\u00a0%`,
      start: target.start
        ? `Đường đi tới mục tiêu bắt đầu từ ${formatNumber(target.start.value)} % ngày ${formatDate(target.start.on)}.`
        : '',
    })),
  });
}

export const firstDayPage = ({ teamBeganOn, version }: WardRecord, today: LocalDate, failed?: Failed) =>
  viewOf('office/wards/first-day', {
    title: 'Ngày đầu của đội',
    form: formView(
      firstDayForm(today),
      { teamBeganOn: teamBeganOn === null ? '' : formatDate(teamBeganOn), version: String(version) },
      failed,
    ),
  });

/** Asks before a first day that leaves earlier entries out. */
export const askAboutEarlier = (day: LocalDate, { visits, sessions, answers }: EarlierEntries): AskFirst => {
  const counts = [
    [visits, 'lượt thăm'],
    [sessions, 'buổi tập trung'],
    [answers, 'câu trả lời'],
  ] as const;
  const named = counts.flatMap(([count, what]) => (count > 0 ? [`${formatNumber(count)} ${what}`] : []));
  return {
    ask: {
      title: `Sổ có ${named.join(', ')} trước ${formatDate(day)}. Vẫn lấy ngày này?`,
      sentences: ['Những điều ấy còn trong sổ, nhưng số liệu không tính từ trước ngày đầu của đội.'],
      changes: [],
      action: '/first-day',
      confirmLabel: 'Vẫn lấy ngày này',
    },
  };
};

const factorOf = (isRequired: boolean) =>
  isRequired
    ? {
        words:
          'Đang bắt buộc: quản trị và cán bộ văn phòng chưa bật xác minh hai bước thì từ lần đăng nhập sau phải bật rồi mới làm việc tiếp.',
        action: '/ward/factor-requirement/removal',
        button: 'Thôi bắt buộc',
      }
    : {
        words:
          'Đang không bắt buộc: ai biết mật khẩu của quản trị hay cán bộ văn phòng chưa bật xác minh hai bước thì đọc được cả sổ. Bắt buộc thì người chưa bật phải bật ở lần đăng nhập sau; người đang làm việc không bị ngắt.',
        action: '/ward/factor-requirement',
        button: 'Bắt buộc xác minh hai bước',
      };

/** The settings as the form would send them. */
function valuesOf({
  name,
  formerWards,
  phone,
  secondLanguage,
  adultAge,
  outreachPolicy,
  officersKeepToArea,
  version,
}: WardRecord): FormValues {
  const { teamSize, bufferMinutes, triesAfterRefusal, complaintDays, roundsAWeek, hoursAMonth, ...times } =
    outreachPolicy;
  return {
    name,
    formerWards: formerWards.join(', '),
    phone: phone === null ? '' : formatPhoneNumber(phone),
    secondLanguage,
    adultAge: String(adultAge),
    ...times,
    teamSize: String(teamSize),
    bufferMinutes: String(bufferMinutes),
    triesAfterRefusal: String(triesAfterRefusal),
    complaintDays: String(complaintDays),
    roundsAWeek: String(roundsAWeek),
    hoursAMonth: String(hoursAMonth),
    officersKeepToArea: officersKeepToArea ? '1' : undefined,
    version: String(version),
  };
}

function valueAt(values: unknown, path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (inner, part) =>
      inner instanceof Object && Object.hasOwn(inner, part) ? (inner as Record<string, unknown>)[part] : undefined,
    values,
  );
  return typeof found === 'string' ? found : '';
}

/** The page for two administrators who changed the settings: both versions, and a form that saves mine over theirs. */
export function wardConflict(ward: WardRecord, settings: WardSettings, last: LastChange | null): Conflict {
  const lines = (given: Omit<WardSettings, 'version'>) =>
    Object.entries(settingsText(given)).map(([label, value]) => ({ label, value }));
  return conflictOf({
    what: 'Cài đặt của phường',
    ...differingLines(lines(settings), lines(ward)),
    last,
    action: '/ward',
    version: ward.version,
    fields: sentFields(valuesOf({ ...ward, ...settings })),
  });
}

/** 'Tỷ lệ cửa đã gặp', with the group if it is one group's. */
export const targetTitle = ({ indicator, groupName }: TargetRecord) =>
  [indicator, groupName].filter(Boolean).join(', ');
