import { v7 as newId } from 'uuid';
import { fromDbDate } from '../../../db/dates';
import { formatDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { groupClosureForm, groupForm, newGroupForm } from './forms';
import type { GroupRow } from './queries';

export const groupsPage = (rows: GroupRow[], canManage: boolean, failed?: Failed) =>
  viewOf('register/households/group-list', {
    groups: rows.map((row) => ({
      name: row.name,
      code: row.code,
      leader: [row.leaderName, row.leaderPhone && formatPhoneNumber(row.leaderPhone)].filter(Boolean).join(' · '),
      households: householdsText(row),
      householdsHref: `/households?group=${row.id}`,
      time: row.validTo
        ? `${formatDate(fromDbDate(row.validFrom))} đến ${formatDate(fromDbDate(row.validTo))}`
        : `từ ${formatDate(fromDbDate(row.validFrom))}`,
      hasEnded: row.validTo !== null,
      hasLeftovers: row.validTo !== null && row._count.households > 0,
      editHref: `/residential-groups/${row.id}/edit`,
    })),
    form: formView(newGroupForm, { id: newId() }, failed),
    canManage,
  });

/** '120 hộ, 5 nhà trống hoặc vắng lâu'. */
const householdsText = ({ _count, households: empty }: GroupRow): string =>
  [
    `${formatNumber(_count.households)} hộ`,
    empty.length > 0 ? `${formatNumber(empty.length)} nhà trống hoặc vắng lâu` : '',
  ]
    .filter(Boolean)
    .join(', ');

export function groupPage(row: GroupRow, failed?: Failed) {
  const isCorrection = failed !== undefined && failed.values.version !== undefined;
  return viewOf('register/households/group-edit', {
    title: row.name,
    action: `/residential-groups/${row.id}/edit`,
    closureAction: `/residential-groups/${row.id}/closure`,
    form: formView(
      groupForm,
      { ...storedGroupValues(row), version: String(row.version) },
      isCorrection ? failed : undefined,
    ),
    ending: formView(groupClosureForm, {}, isCorrection ? undefined : failed),
    hasEnded: row.validTo !== null,
    endedLabel: row.validTo ? `Đã thôi hoạt động ngày ${formatDate(fromDbDate(row.validTo))}` : '',
    households: householdsText(row),
  });
}

const storedGroupValues = (row: GroupRow) => ({
  code: row.code,
  name: row.name,
  leaderName: row.leaderName,
  leaderPhone: row.leaderPhone ? formatPhoneNumber(row.leaderPhone) : '',
  validFrom: formatDate(fromDbDate(row.validFrom)),
});
