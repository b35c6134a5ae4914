import {
  addDays,
  daysBetween,
  formatDate,
  formatDayMonth,
  formatRoundTime,
  type LocalDate,
  localDateOf,
  weekdayName,
} from '../../../shared/dates';
import { CARDS_A_PAGE } from '../../../shared/cut-cards';
import { shortGroupName } from '../../../shared/group-name';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { qrCode } from '../../../shared/qr-code';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import { askPath, voicePath } from '../../casework/public-requests/pages';
import type { RoundDetail } from '../round/queries';
import type { GroupOfRound, PaperWard } from './queries';

// ---------------------------------------------------------------- the papers of a round

interface DoorsOfRound {
  groups: readonly GroupOfRound[];
  doorsWithoutGroup: number;
}

const doorsOf = ({ groups, doorsWithoutGroup }: DoorsOfRound): number =>
  groups.reduce((sum, group) => sum + group.doors, doorsWithoutGroup);

/** What is printed of several rounds at once. */
export const PAPERS = { notices: 'Thông báo cho tổ trưởng', sheets: 'Phiếu đi cửa', cards: 'Giấy báo đã đến' };

/** What can be printed for a round, and who must be notified before it. */
export function papersPage(
  round: RoundDetail,
  given: DoorsOfRound & { ward: PaperWard; canManageWard: boolean },
  today: LocalDate,
) {
  const on = localDateOf(round.startsAt);
  const doors = doorsOf(given);
  return viewOf('rounds/papers/index', {
    isAhead: on >= today,
    id: round.id,
    code: round.code,
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    phoneHint: given.ward.phone
      ? null
      : {
          text: 'Cài đặt chưa có số điện thoại của phường. Giấy in ra để trống chỗ ấy; viết tay số vào trước khi phát.',
          href: given.canManageWard ? '/ward' : null,
        },
    announcement: announcementText(on, today),
    groups: given.groups.map((group) => ({
      name: shortGroupName(group.name),
      leader: group.leaderName || 'Chưa ghi tên tổ trưởng',
      phone: group.leaderPhone ? formatPhoneNumber(group.leaderPhone) : '',
      lanes: group.lanes.join(', '),
      doors: `${group.doors} cửa`,
    })),
    doorsWithoutGroup:
      given.doorsWithoutGroup === 0
        ? ''
        : `${given.doorsWithoutGroup} cửa chưa xếp vào tổ nào, nên không có thông báo cho tổ trưởng. Xếp tổ ở trang của hộ.`,
    cards: `${cardsFor(doors)} tấm, ${cardsFor(doors) / CARDS_A_PAGE} tờ A4, cho ${doors} cửa`,
  });
}

function announcementText(on: LocalDate, today: LocalDate): string {
  const { by, daysLeft, isInTime } = announcementOf(on, today);
  if (isInTime) return `Đưa tổ trưởng chậm nhất ${weekdayName(by)} ${formatDayMonth(by)}, trước buổi ba ngày.`;
  if (daysLeft < 0) return 'Buổi đã qua.';
  return daysLeft === 0
    ? 'Buổi ngay hôm nay: gọi điện cho tổ trưởng.'
    : `Chỉ còn ${daysLeft} ngày, chưa đủ ba ngày báo trước: gọi điện cho tổ trưởng rồi đưa giấy.`;
}

// ---------------------------------------------------------------- shared by all papers

export const paperOf = (title: string, { code }: RoundDetail, ward: Pick<PaperWard, 'name' | 'phone'>) => ({
  title: `${title} ${code}`,
  wardName: ward.name,
  // '' leaves a line to write the number on.
  wardPhone: ward.phone ? formatPhoneNumber(ward.phone) : '',
  code,
});

// ---------------------------------------------------------------- the notice for a group's leader

/** One notice per residential group. It is read out and put up before the round, so it names lanes and no household. */
export const noticesPage = (round: RoundDetail, groups: readonly GroupOfRound[], ward: PaperWard, today: LocalDate) =>
  viewOf('rounds/papers/notices', {
    ...paperOf('Thông báo', round, ward),
    when: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    officers: round.officers.map((officer) => officer.displayName),
    notices: groups.map((group) => ({ group: uncapitalise(group.name), leader: group.leaderName, lanes: group.lanes })),
    printedOn: `Ngày ${formatDate(today)}`,
  });

// ---------------------------------------------------------------- the card left at a door

/** Number of cards for this many doors: whole pages, at least one. */
export const cardsFor = (doors: number): number => Math.max(1, Math.ceil(doors / CARDS_A_PAGE)) * CARDS_A_PAGE;

/**
 * Cards for every door of the round. They say nothing about residents, because a passer-by may find one.
 * @param origin of the site, for the QR code.
 */
export function cardsPage(round: RoundDetail, given: DoorsOfRound, ward: PaperWard, origin: string) {
  const on = localDateOf(round.startsAt);
  const numbers = Array.from({ length: CARDS_A_PAGE }, (_, index) => index + 1);
  return viewOf('rounds/papers/cards', {
    ...paperOf('Giấy báo đã đến', round, ward),
    on: `${capitalise(weekdayName(on))}, ngày ${formatDate(on)}`,
    qr: qrCode(`${origin}${askPath(ward)}`),
    voiceQr: qrCode(`${origin}${voicePath(ward)}`),
    slips: numbers,
    pages: Array.from({ length: cardsFor(doorsOf(given)) / CARDS_A_PAGE }, () => numbers),
  });
}

/** A round is announced three days ahead. */
const DAYS_AHEAD = 3;

/** The last day to hand a notice to the group's leader, and the number of whole days until the round. */
export function announcementOf(roundOn: LocalDate, today: LocalDate) {
  const by = addDays(roundOn, -DAYS_AHEAD);
  return { by, daysLeft: daysBetween(today, roundOn), isInTime: today <= by };
}
