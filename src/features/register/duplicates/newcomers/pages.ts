import { ageOn, formatDate, formatBirth, type LocalDate } from '../../../../shared/dates';
import { RESIDENCE_STATUSES } from '../../../../shared/labels';
import { viewOf } from '../../../../web/page';
import { tabsOf } from '../merging/pages';
import type { ListHead } from '../pairs/queries';
import { newcomerText } from '../../newcomers/newcomer';
import { NEWCOMER_PAGE_SIZE, type WaitingNewcomer } from './queries';

/** People reported from doors, each with the residents who may be the same person. */
export function newcomersPage(rows: readonly WaitingNewcomer[], head: ListHead, today: LocalDate) {
  const shown = rows.slice(0, NEWCOMER_PAGE_SIZE);
  return viewOf('register/duplicates/newcomers/list', {
    tabs: tabsOf('newcomers', head),
    newcomers: shown.map(({ id, said, person, likelySame, ...row }) => ({
      id,
      residentId: person.id,
      residentHref: `/residents/${person.id}`,
      fullName: person.fullName,
      said: newcomerText(said),
      place: person.addressLine ?? `${RESIDENCE_STATUSES[person.status]}, gặp ở ${row.metAt}`,
      reported: `${row.reportedBy} ghi khi đến ngày ${formatDate(row.visitedOn)}`,
      visitHref: `/visits/${row.visitId}`,
      matches: likelySame.map((known) => ({
        id: known.id,
        href: `/residents/${known.id}`,
        fullName: known.fullName,
        facts: factsOf(known, today),
        reasons: known.reasons.join('; '),
      })),
      /** '' for a person without a household, who is recorded in one first. */
      confirmHref: person.householdId ? `/newcomers/${id}/confirmation` : '',
      elsewhereHref: `/newcomers/${id}/residence-elsewhere`,
      membershipHref: `/residents/${person.id}/membership`,
      partnerHref: `/duplicates/new?resident=${person.id}`,
    })),
    more:
      rows.length > NEWCOMER_PAGE_SIZE
        ? `Còn người khác chờ: trang này hiện ${NEWCOMER_PAGE_SIZE} người báo trước nhất.`
        : '',
  });
}

function factsOf(known: WaitingNewcomer['person'], today: LocalDate): string {
  const { birth } = known;
  return [
    birth ? `sinh ${formatBirth(birth)}, ${ageOn(birth, today)} tuổi` : 'chưa rõ năm sinh',
    known.addressLine ?? RESIDENCE_STATUSES[known.status],
    known.last4 && `CCCD …${known.last4}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
