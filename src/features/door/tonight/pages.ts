import {
  ageOn,
  formatDayMonth,
  formatRoundTime,
  isEvening,
  localDateOf,
  localTimeOf,
  weekdayName,
  type LocalDate,
} from '../../../shared/dates';
import { doorNumberOf } from '../../../shared/door-number';
import { addressedName, honorificOf } from '../../../shared/honorific';
import { DOOR_OUTCOMES, NEXT_STEPS, VNEID_LEVELS } from '../../../shared/labels';
import { personalNeedLabels } from '../../../shared/needs';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { promisedDayAndHours } from '../../../shared/promise-labels';
import { roundForecast } from '../../../shared/round-forecast';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import { laneBriefings, type BriefingItem, type BriefingsOfNight } from '../../casework/briefings/pages';
import { roundTimeOf, type RoundTime } from '../../office/calendar/outreach-time';
import { callText } from '../../casework/door-calls/call-labels';
import { helperText } from '../../casework/needs/helper-labels';
import { lessonsToGoOn, thisTimeText } from '../../casework/portal-use/help-ladder';
import { secondTryText } from '../../casework/requests/second-try';
import { requestLine } from '../../casework/requests/request-labels';
import { currentReasons, OLD_AGE } from '../../rounds/doors/door-reason';
import { byLane, doorFill, doorStateTag, isToKnock, type Tag } from '../../rounds/doors/door-status';
import { reasonTags, reasonText, topicOf } from '../../rounds/planner/reasons';
import { expectedText } from '../../rounds/round/expected-time';
import type { RoundDetail } from '../../rounds/round/queries';
import { writtenReason } from '../../rounds/round/stated-hours';
import { doorTitle } from '../visit-rules/people';
import type { getSheets, SheetDoor, SheetResident, TonightDoor, TonightRound } from './queries';

// ---------------------------------------------------------------- the list on the screen

/** The page of a day without a round; names the next round when there is one. */
export const noRoundPage = ([next]: readonly TonightRound[], today: LocalDate) =>
  viewOf('door/tonight/none', {
    title: `Hôm nay, ${weekdayName(today)} ${formatDayMonth(today)}`,
    upcoming: next
      ? {
          time: formatRoundTime(next.startsAt, next.endsAt),
          area: next.area,
          officers: next.officers,
          code: next.code,
          href: `/rounds/${next.roundId}`,
        }
      : null,
  });

/** @param tonight result of loadTonight: the doors are those of the round that is shown. */
export function tonightPage(
  { rounds, doors }: { rounds: readonly TonightRound[]; doors: readonly TonightDoor[] },
  briefings: BriefingsOfNight,
  now: Date,
) {
  const today = localDateOf(now);
  const round = rounds.find(({ isShown }) => isShown)!;
  const next = doors.find(isToKnock);
  const time = roundTimeOf(round);
  const { ofRound, ofEarlierRounds } = briefings;
  const said = ofRound.length + ofEarlierRounds.length;
  return viewOf('door/tonight/index', {
    roundId: round.roundId,
    title: `${isEvening(localTimeOf(round.startsAt)) ? 'Tối nay' : 'Hôm nay'}, ${weekdayName(today)} ${formatDayMonth(today)} · ${spanOf(round)}`,
    area: round.area,
    code: round.code,
    officers: round.officers,
    escort: round.escort,
    note: round.note,
    writtenReason: writtenReason(round.outOfHoursReason, round.answeredObjections),
    tabs: tabsOf(rounds),
    sheetHref: `/rounds/${round.roundId}/sheet`,
    progress: progressOf(doors, round, now),
    /** Asked after the last door, or after the end. */
    asksIfBack: !round.isBack && (next ? round.endsAt : round.startsAt) <= now,
    /** Fixed at the foot of a narrow screen; null when every door is done. */
    next: next ? { href: `/round-doors/${next.doorId}/visit`, label: nextLabel(next) } : null,
    lanes: byLane(
      doors.map((door) => ({
        label: door.laneLabel,
        item: {
          ...tonightDoor(door, door === next, time),
          briefings: foldable(briefings.ofDoors.get(door.householdId) ?? [], door.outcome === null),
        },
      })),
    ).map(({ label, items }, index, all) => ({
      label,
      briefings: foldable(
        laneBriefings(briefings, all, index),
        items.some(({ isDone }) => !isDone),
      ),
      doors: items,
    })),
    more: [round.note ? 'ghi chú' : '', said > 0 ? `lời dặn (${said})` : '', 'in phiếu', 'nhà bên mời đội']
      .filter(Boolean)
      .join(', '),
    briefings: { ofRound, ofEarlierRounds, newHref: `/rounds/${round.roundId}/briefings/new` },
  });
}

/** Null if nothing was said. */
function foldable(items: readonly BriefingItem[], isOpen: boolean) {
  const [first] = items;
  return first ? { label: `Lời dặn (${items.length})`, first: first.lines[0]?.text ?? '', items, isOpen } : null;
}

const nextLabel = ({ addressLine }: TonightDoor) => `Cửa kế tiếp: ${uncapitalise(doorTitle(addressLine))}`;

const spanOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): string =>
  `${localTimeOf(startsAt)}–${localTimeOf(endsAt)}`;

/** One tab per round; no tabs when there is only one round. */
function tabsOf(rounds: readonly TonightRound[]) {
  const tabs = rounds.map((round) => ({
    label: `${spanOf(round)} · ${round.code}`,
    officers: round.officers,
    href: `/tonight?round=${round.roundId}`,
    isCurrent: round.isShown,
  }));
  return tabs.length > 1 ? tabs : [];
}

/** Outcomes that the progress line mentions only when they occurred. */
const OTHER_OUTCOMES = ['refused', 'come_back_later', 'cannot_reach', 'moved_or_vacant'] as const;
/** Outcome labels short enough for one line. */
const SHORT_OUTCOMES: typeof DOOR_OUTCOMES = { ...DOOR_OUTCOMES, moved_or_vacant: 'Chuyển đi' };

function progressOf(doors: readonly TonightDoor[], round: TonightRound, now: Date) {
  const count = (isCounted: (door: TonightDoor) => boolean) => doors.filter(isCounted).length;
  const done = count((door) => door.outcome !== null);
  const open = count(isToKnock);
  const others = OTHER_OUTCOMES.map((outcome) => ({
    words: uncapitalise(SHORT_OUTCOMES[outcome]),
    doors: count((door) => door.outcome === outcome),
  }));
  const parts = [
    `Đã gặp ${count((door) => door.metSomebody)}`,
    `vắng ${count((door) => door.outcome === 'nobody_home')}`,
    ...[...others, { words: 'chưa ghi gặp ai', doors: count((door) => door.outcome === 'met' && !door.metSomebody) }]
      .filter(({ doors: found }) => found > 0)
      .map(({ words, doors: found }) => `${words} ${found}`),
    `còn ${open} cửa`,
  ];
  return {
    text: parts.join(', '),
    // With what a laptop without network needs for the forecast.
    forecast: roundForecast(round, open, now),
    startsAt: round.startsAt.toISOString(),
    endsAt: round.endsAt.toISOString(),
    minutesPerDoor: round.minutesPerDoor,
    done,
    all: Math.max(done + open, 1),
  };
}

/** What happened at a door that is finished, or why to knock at one that is not. */
function tagsOf(door: TonightDoor, state: Tag, round: RoundTime): Tag[] {
  const { reasons, requests, last, outcome, isOpen, pauseKind } = door;
  if (outcome !== null) return [state, ...visitTags(door)];
  if (pauseKind || !isOpen || door.closedFor) return [state];
  const [lesson] = lessonsOf(door);
  const current = currentReasons({ reasons, requests, last, call: null }, round, round.date);
  const goingOn = door.goingOn.map(({ fullName, serviceName, on }) => ({
    text: `Hẹn làm tiếp ${formatDayMonth(on)}: ${serviceName}, ${fullName}`,
    kind: 'ask' as const,
  }));
  if (!lesson || lesson.isRequested) return [...goingOn, ...reasonTags(current)];
  // What to do now says more than that the team was here.
  return [
    ...goingOn,
    ...reasonTags(current.filter(({ kind }) => kind !== 'met')),
    { text: `Nay ${lesson.short}`, kind: 'plain' as const },
  ];
}

const lessonsOf = ({ lastHelp, requests }: Pick<TonightDoor, 'lastHelp' | 'requests'>) =>
  lessonsToGoOn(
    lastHelp,
    requests.flatMap(({ services }) => services.flatMap(({ name, result }) => (result === null ? [name] : []))),
  );

/** What the household asked for, and how much help its resident needs now. */
function requestLines(door: TonightDoor): string[] {
  const lessons = lessonsOf(door);
  return door.requests.map((request) => {
    const lesson = lessons.find(({ serviceName }) => request.services.some(({ name }) => name === serviceName));
    return [requestLine(request, 'with-phone'), lesson && `nay ${lesson.short}`].filter(Boolean).join(', ');
  });
}

function tonightDoor(door: TonightDoor, isNext: boolean, round: RoundTime) {
  const others = (door.members ?? 1) - 1;
  const { outcome } = door;
  const fill = doorFill({ ...door, wasHelped: door.assists > 0 });
  const number = doorNumberOf(door);
  const state = doorStateTag(door);
  return {
    number,
    doorClass: `door door-${fill}${number.length > 4 ? ' door-long' : ''}`,
    state: state.text,
    name: door.name
      ? addressedName({ fullName: door.name, gender: door.gender, birth: door.birth }, round.date)
      : 'Chưa rõ ai ở',
    note: [others > 0 ? `và ${others} người nhà` : '', door.howToFind].filter(Boolean).join(' · '),
    /** 'Dự kiến 19:05', 'Nếu còn giờ'; '' when unknown or when the team should not knock. */
    expected: isToKnock(door) ? capitalise(expectedText(door)) : '',
    tags: tagsOf(door, state, round),
    helpers: outcome === null ? helperText(door.helpers) : '',
    requests: outcome === null ? requestLines(door) : [],
    call: outcome === null ? callText(door.call) : '',
    isNext,
    /** What the button at the foot says while this door is the next; '' where the team should not knock. */
    nextLabel: isToKnock(door) ? nextLabel(door) : '',
    /** On a narrow screen a door that is done takes one line. */
    isDone: outcome !== null,
    action: actionOf(door, isNext),
    address: door.addressLine,
  };
}

/** What the visit left behind: '2 dịch vụ, 1 hồ sơ đã nộp', 'Quay lại nhà 29/11, 19:30'. */
function visitTags(door: TonightDoor): Tag[] {
  const { assists, submitted, nextStep } = door;
  const helped = assists > 0 ? `${assists} dịch vụ${submitted > 0 ? `, ${submitted} hồ sơ đã nộp` : ''}` : '';
  const promised =
    nextStep === null || nextStep === 'none'
      ? ''
      : [NEXT_STEPS[nextStep], promisedDayAndHours(door)].filter(Boolean).join(' ');
  return [
    helped && { text: helped, kind: 'plain' as const },
    promised && { text: promised, kind: 'ask' as const },
  ].filter((tag) => tag !== '');
}

/** Null at a door where the team should not knock. */
function actionOf(door: TonightDoor, isNext: boolean) {
  if (door.visitId) return { label: 'Sửa', href: `/visits/${door.visitId}/edit`, buttonClass: '' };
  if (door.pauseKind) return null;
  const href = `/round-doors/${door.doorId}/visit`;
  return isNext
    ? { label: 'Ghi lượt thăm', href, buttonClass: 'btn btn-primary' }
    : { label: 'Mở', href, buttonClass: 'btn btn-outline-primary' };
}

// ---------------------------------------------------------------- the list on paper

export const sheetPage = (round: RoundDetail, { doors, ward }: Awaited<ReturnType<typeof getSheets>>[number]) =>
  viewOf('door/tonight/sheet', {
    title: `Phiếu đi cửa ${round.code}`,
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    area: round.area,
    code: round.code,
    officers: round.officers.map((officer) => officer.displayName).join(', '),
    escort: round.escort,
    note: round.note,
    writtenReason: writtenReason(round.outOfHoursReason, round.answeredObjections),
    wardPhone: ward.phone && formatPhoneNumber(ward.phone),
    doorCount: `${doors.length} cửa`,
    lanes: byLane(
      doors.map((door) => ({ label: door.laneLabel, item: sheetDoor(door, roundTimeOf(round), ward.adultAge) })),
    ).map(({ label, items }) => ({ label, doors: items })),
    outcomes: Object.values(SHORT_OUTCOMES),
  });

function sheetDoor(door: SheetDoor, round: RoundTime, adultAge: number) {
  const on = round.date;
  const [first, ...others] = door.residents;
  const number = doorNumberOf(door);
  return {
    number,
    doorClass: `door door-${doorFill(door)}${number.length > 4 ? ' door-long' : ''}`,
    state: doorStateTag(door).text,
    address: door.addressLine,
    howToFind: door.howToFind,
    expected: isToKnock(door) ? expectedText(door) : '',
    name: first ? addressedName(first, on) : 'Chưa rõ ai ở',
    others: others.length > 0 ? `và ${others.length} người nhà` : '',
    // What each person needs is printed below, by name; facts about the household are printed only here.
    reasons: currentReasons({ ...door, call: null }, round, on)
      .filter((reason) => topicOf(reason) !== 'need')
      .map(reasonText)
      .join(' · '),
    needs: door.residents.map((resident) => needOf(resident, on, adultAge)).filter((need) => need !== ''),
    promise: promiseText(door),
    helpers: helperText(door.helpers),
    requests: door.requests.map((request) => requestLine(request, 'without-phone')),
    lessons: lessonsOf(door)
      .slice(0, 2)
      .map((lesson) => {
        const you = uncapitalise(honorificOf(lesson.gender, lesson.birth, on)) || 'bác';
        return `${addressedName(lesson, on)}, ${lesson.serviceName}: ${thisTimeText(lesson, you)}`;
      }),
    call: callText(door.call),
    secondTry: secondTryText(door.secondTry, door.requests, on),
    standing: isToKnock(door) ? null : doorStateTag(door).text,
  };
}

/** The promise made at the last visit, in its own words: 'Quay lại nhà 26/11, 19:30: mang mẫu giấy ủy quyền'. */
function promiseText({ last }: SheetDoor): string {
  if (!last || last.nextStep === 'none') return last?.nextStepNote ?? '';
  const when = [NEXT_STEPS[last.nextStep], promisedDayAndHours(last)].filter(Boolean).join(' ');
  return [when, last.nextStepNote].filter(Boolean).join(': ');
}

/** 'Bà Phạm Thị Sáu: 81 tuổi, khó đi lại, VNeID mức 1' for the people the visit is for; '' for the others. */
function needOf(resident: SheetResident, on: LocalDate, adultAge: number): string {
  const age = resident.birth && ageOn(resident.birth, on);
  const isAdult = age === null || age >= adultAge;
  const lacksLevel2 = isAdult && ['none', 'level_1', 'level_2_inactive', 'locked'].includes(resident.vneidLevel);
  const needs = [
    ...personalNeedLabels(resident),
    lacksLevel2 ? `VNeID ${uncapitalise(VNEID_LEVELS[resident.vneidLevel])}` : '',
  ].filter(Boolean);
  if (needs.length === 0 && (age ?? 0) < OLD_AGE) return '';
  return `${addressedName(resident, on)}: ${[age === null ? '' : `${age} tuổi`, ...needs].filter(Boolean).join(', ')}`;
}
