import { formatDate, formatDateTime } from '../../../shared/dates';
import { REGISTER_EVENTS } from '../../../shared/labels';
import { relationText } from '../../../shared/relation-labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { revertForm } from './forms';
import { eventSentence, type Viewpoint } from './event-labels';
import { LINES_SHOWN, HISTORY_PAGE_SIZE, type FormerMember, type HistoryLine } from './queries';

/** The lines of a history, ready to print. An act with several lines can be reverted from the first of them. */
const historyItems = (lines: readonly HistoryLine[], viewpoint: Viewpoint, canManage: boolean) =>
  lines.map((line, index) => ({
    when: formatDate(line.happenedOn),
    parts: eventSentence(line, viewpoint),
    note: line.note,
    recorded: `${line.recordedBy} ghi ${formatDateTime(line.recordedAt)}`,
    /** Who reverted it and why; '' while it is valid. */
    reverted: line.reverted
      ? `${line.reverted.by} hoàn tác ${formatDateTime(line.reverted.at)}: ${line.reverted.reason}`
      : '',
    revertHref:
      canManage && line.actId && !line.reverted && lines.findIndex(({ actId }) => actId === line.actId) === index
        ? `/register-acts/${line.actId}/reversion`
        : null,
  }));

const formerItems = (former: readonly FormerMember[]) =>
  former.map((person) => ({
    href: `/residents/${person.residentId}`,
    fullName: person.fullName,
    relation: uncapitalise(relationText(person)),
    time: `${formatDate(person.from)} đến ${formatDate(person.to)}`,
  }));

/** The history section of a household's or person's page. */
export const historySection = (
  viewpoint: Viewpoint,
  lines: readonly HistoryLine[],
  former: readonly FormerMember[],
  canManage: boolean,
) => ({
  hasAny: lines.length > 0 || former.length > 0,
  items: historyItems(lines.slice(0, LINES_SHOWN), viewpoint, canManage),
  former: formerItems(former.slice(0, LINES_SHOWN)),
  moreHref: lines.length > LINES_SHOWN || former.length > LINES_SHOWN ? historyHref(viewpoint) : null,
});

function historyHref({ of, id }: Viewpoint, query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `/${of}s/${id}/history${search ? `?${search}` : ''}`;
}

interface HistoryContent {
  title: string;
  lines: readonly HistoryLine[];
  former: readonly FormerMember[];
  isFirstPage: boolean;
  canManage: boolean;
}

export const historyPage = (viewpoint: Viewpoint, { title, lines, former, isFirstPage, canManage }: HistoryContent) =>
  viewOf('register/events/history', {
    backHref: `/${viewpoint.of}s/${viewpoint.id}`,
    title,
    items: historyItems(lines.slice(0, HISTORY_PAGE_SIZE), viewpoint, canManage),
    nextHref:
      lines.length > HISTORY_PAGE_SIZE ? historyHref(viewpoint, { after: lines[HISTORY_PAGE_SIZE - 1]!.id }) : null,
    hasFormer: viewpoint.of === 'household',
    former: formerItems(former.slice(0, HISTORY_PAGE_SIZE)),
    formerNextHref:
      former.length > HISTORY_PAGE_SIZE
        ? historyHref(viewpoint, { formerAfter: former[HISTORY_PAGE_SIZE - 1]!.id })
        : null,
    firstHref: isFirstPage ? null : historyHref(viewpoint),
  });

export function revertPage(actId: string, lines: readonly HistoryLine[], blockers: readonly string[], failed?: Failed) {
  const [first] = lines;
  return viewOf('register/events/revert', {
    backHref: recordHref(first!),
    action: `/register-acts/${actId}/reversion`,
    items: historyItems(lines, { of: 'household', id: first!.household?.id ?? '' }, false),
    isReverted: first!.reverted !== null,
    blockers,
    reason: typed(failed?.values ?? {}, 'reason'),
    form: formView(revertForm, {}, failed),
  });
}

/** The page of the record that a line is mainly about. */
export function recordHref({ household, people }: HistoryLine): string {
  if (household) return `/households/${household.id}`;
  return people[0] ? `/residents/${people[0].id}` : '/households';
}

/** The name of an act in titles and flash messages: 'tách hộ'. */
export const actName = (lines: readonly HistoryLine[]): string =>
  [...new Set(lines.toReversed().map(({ kind }) => uncapitalise(REGISTER_EVENTS[kind])))].join(', ');
