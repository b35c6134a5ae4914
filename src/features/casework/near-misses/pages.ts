import { v7 as newId } from 'uuid';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { optionsOf, SCAM_CHANNELS, SCAM_PATTERNS, SCAM_STOPS } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, type PagePlace } from '../../../web/pager';
import { STOPS } from '../practice/fields';
import { nearMissForm } from './forms';
import { ALIKE_DAYS, NEAR_MISSES_A_PAGE, type NearMissRow, type PatternRow } from './queries';

/** A pattern as text to take along: no people, no doors. */
const textOf = ({ pattern, count, channels, groups }: PatternRow, wardName: string, today: LocalDate): string => {
  const ways = channels.map(({ channel, count: of }) => `${SCAM_CHANNELS[channel]} ${formatNumber(of)}`);
  return `${wardName}, ${ALIKE_DAYS} ngày đến ${formatDate(today)}: ${formatNumber(count)} lần suýt bị lừa (${uncapitalise(SCAM_PATTERNS[pattern])}), ở ${formatNumber(groups)} tổ dân phố; qua ${ways.join(', ')}.`;
};

export function nearMissListPage(
  { rows, patterns, place }: { rows: readonly NearMissRow[]; patterns: readonly PatternRow[]; place: PagePlace },
  { wardName, today, mayWarn }: { wardName: string; today: LocalDate; mayWarn: boolean },
) {
  const { shown, ...pager } = pageAfter(rows, { place, size: NEAR_MISSES_A_PAGE, path: '/near-misses' });
  return viewOf('casework/near-misses/index', {
    patterns: patterns.map((row) => ({
      name: SCAM_PATTERNS[row.pattern],
      text: textOf(row, wardName, today),
      isAlert: row.isAlert,
      mayWarn: mayWarn && !row.isAlert,
      pattern: row.pattern,
    })),
    mayRemove: mayWarn,
    rows: shown.map(({ id, pattern, channel, stoppedBy, happenedOn, groupName, note }) => ({
      id,
      on: formatDate(happenedOn),
      pattern: SCAM_PATTERNS[pattern],
      channel: SCAM_CHANNELS[channel],
      stoppedBy: SCAM_STOPS[stoppedBy],
      group: groupName ? shortGroupName(groupName) : '',
      note,
    })),
    ...pager,
  });
}

export function nearMissFormPage(groups: readonly { id: string; name: string }[], today: LocalDate, failed?: Failed) {
  const form = formView(nearMissForm(today), { id: newId(), happenedOn: formatDate(today) }, failed);
  const chosen = (name: string, labels: Record<string, string>) =>
    optionsOf({ '': 'Chọn', ...labels }, typed(form.values, name));
  return viewOf('casework/near-misses/form', {
    form,
    patterns: chosen('pattern', SCAM_PATTERNS),
    channels: chosen('channel', SCAM_CHANNELS),
    stops: chosen('stoppedBy', STOPS),
    groups: optionsOf(
      { '': 'Không rõ', ...Object.fromEntries(groups.map(({ id, name }) => [id, shortGroupName(name)])) },
      typed(form.values, 'residentialGroupId'),
    ),
  });
}
