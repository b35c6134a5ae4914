import { v7 as newId } from 'uuid';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import { shortGroupName } from '../../../../shared/group-name';
import { capitalise } from '../../../../shared/vietnamese-text';
import { errorSummary, typed, type FieldErrors, type Summary, type Failed } from '../../../../web/form';
import { definePage } from '../../../../web/page';
import { headOf, type Home, type HomeMember } from '../../events/queries';
import { NOTHING_FAILED } from './forms';
import { unanswered, type ChooseHeadModel } from './pages';
import { PAGE_SIZE, type HeadlessHousehold } from './queries';
import { headCards, relationsTo, type RelationsFieldset } from './relation-pages';
import { homesStamp } from './state-stamp';

// ------------------------------------------------------------ change of head

/** Asks who becomes the head. */
export function chooseNewHeadModel(home: Home, today: LocalDate, isAsked: boolean): ChooseHeadModel {
  const old = headOf(home);
  return {
    backHref: `/households/${home.id}`,
    backLabel: home.addressLine,
    title: 'Đổi chủ hộ',
    context: old ? `${old.fullName} đang là chủ hộ ở ${home.addressLine}.` : `Hộ ở ${home.addressLine} chưa có chủ hộ.`,
    action: `/households/${home.id}/head`,
    hidden: [],
    legend: 'Ai làm chủ hộ?',
    cards: headCards(
      home.members.filter((member) => member !== old),
      today,
      null,
    ),
    ...unanswered(isAsked),
  };
}

interface HeadModel {
  addressLine: string;
  backHref: string;
  action: string;
  chooseAgainHref: string;
  oldHeadName: string;
  newHeadId: string;
  newHeadName: string;
  relations: RelationsFieldset;
  actId: string;
  stamp: string;
  on: string;
  note: string;
  errors: FieldErrors;
  summary: Summary[];
}
export const headPage = definePage<HeadModel>('register/residence/moves/head');

export function headModel(
  home: Home,
  newHead: HomeMember,
  today: LocalDate,
  failed: Failed = NOTHING_FAILED,
): HeadModel {
  const { values, errors } = failed;
  return {
    addressLine: home.addressLine,
    backHref: `/households/${home.id}`,
    action: `/households/${home.id}/head`,
    chooseAgainHref: `/households/${home.id}/head`,
    oldHeadName: headOf(home)?.fullName ?? '',
    newHeadId: newHead.residentId,
    newHeadName: newHead.fullName,
    relations: relationsTo(newHead, home.members, { home, today }, failed),
    actId: typed(values, 'actId') || newId(),
    stamp: typed(values, 'stamp') || homesStamp(home),
    on: typed(values, 'on') || formatDate(today),
    note: typed(values, 'note'),
    errors,
    summary: errorSummary(errors),
  };
}

// ------------------------------------------------------------ households without a head

interface HeadlessModel {
  households: { href: string; addressLine: string; groupName: string; members: string; headHref: string }[];
  canManage: boolean;
  nextHref: string | null;
  firstHref: string | null;
}
export const headlessPage = definePage<HeadlessModel>('register/residence/moves/headless');

export function headlessModel(
  rows: readonly HeadlessHousehold[],
  after: string | null,
  canManage: boolean,
): HeadlessModel {
  const shown = rows.slice(0, PAGE_SIZE);
  return {
    households: shown.map(({ id, addressLine, groupName, members }) => ({
      href: `/households/${id}`,
      addressLine: capitalise(addressLine),
      groupName: shortGroupName(groupName ?? ''),
      members: members.join(', '),
      headHref: `/households/${id}/head`,
    })),
    canManage,
    nextHref: rows.length > PAGE_SIZE ? `/headless-households?after=${shown.at(-1)!.id}` : null,
    firstHref: after === null ? null : '/headless-households',
  };
}
