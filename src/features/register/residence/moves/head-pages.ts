import { v7 as newId } from 'uuid';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import { shortGroupName } from '../../../../shared/group-name';
import { capitalise } from '../../../../shared/vietnamese-text';
import { formView, type Failed } from '../../../../web/form';
import { viewOf } from '../../../../web/page';
import { pageAfter, type PagePlace } from '../../../../web/pager';
import { headOf, type Home, type HomeMember } from '../../events/queries';
import { headForm } from './forms';
import { headQuestion } from './pages';
import { HEADLESS_PAGE_SIZE, type HeadlessHousehold } from './queries';
import { headCards, relationsTo } from './relation-pages';
import { homesStamp } from './state-stamp';

// ------------------------------------------------------------ change of head

export function chooseNewHeadPage(home: Home, today: LocalDate, isAsked: boolean) {
  const old = headOf(home);
  return viewOf('register/residence/moves/choose-head', {
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
    form: headQuestion(isAsked),
  });
}

export const headPage = (home: Home, newHead: HomeMember, today: LocalDate, failed?: Failed) =>
  viewOf('register/residence/moves/head', {
    form: formView(
      headForm(today),
      { actId: newId(), stamp: homesStamp(home), newHeadId: newHead.residentId, on: formatDate(today) },
      failed,
    ),
    addressLine: home.addressLine,
    backHref: `/households/${home.id}`,
    action: `/households/${home.id}/head`,
    oldHeadName: headOf(home)?.fullName ?? '',
    newHeadName: newHead.fullName,
    relations: relationsTo(newHead, home.members, { home, today }, failed),
  });

// ------------------------------------------------------------ households without a head

export function headlessPage(rows: readonly HeadlessHousehold[], place: PagePlace, canManage: boolean) {
  const { shown, ...pager } = pageAfter(rows, { place, size: HEADLESS_PAGE_SIZE, path: '/headless-households' });
  return viewOf('register/residence/moves/headless', {
    households: shown.map(({ id, addressLine, groupName, members }) => ({
      href: `/households/${id}`,
      addressLine: capitalise(addressLine),
      groupName: shortGroupName(groupName ?? ''),
      members: members.join(', '),
      headHref: `/households/${id}/head`,
    })),
    canManage,
    ...pager,
  });
}
