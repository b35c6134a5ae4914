import type { UseDatePrecision } from '../../../generated/prisma/enums';
import { formatDate, type LocalDate, monthName } from '../../../shared/dates';
import { PORTAL_STATES, PORTAL_USE_HOW, PORTAL_USE_SOURCES } from '../../../shared/labels';
import { askAgainText, lastAskedText } from './asking-labels';
import { checkPath } from './check-pages';
import type { Asking, PortalFile } from './queries';
import { serviceStates } from './states';

/** "Dùng Cổng Dịch vụ công" on the resident's page: views/casework/portal-use/section.ejs. */
export type PortalSection = ReturnType<typeof portalSection>;

const NO_CHECK = { stuck: '', checkHref: '' };

/** @param isToBeAsked lives in the ward, and the user may record answers. */
export function portalSection(residentId: string, file: PortalFile, isToBeAsked: boolean) {
  const { facts, asking, dueServiceIds } = file;
  const ofServices = serviceStates(facts).map(({ service, state, stuck, ...known }) => ({
    ...known,
    service: service.name,
    state: PORTAL_STATES[state],
    // Where they got stuck later; '' if they did not.
    stuck: stuck ? `Bị vướng ngày ${formatDate(stuck.on)}: ${stuck.barrier}` : '',
    // The page to ask back; '' unless it is due.
    checkHref: isToBeAsked && dueServiceIds.includes(service.id) ? checkPath(residentId) : '',
  }));
  const others = facts.flatMap((fact) =>
    fact.kind === 'use' && fact.service === null
      ? { ...fact, since: fact.on, service: 'Không rõ dịch vụ nào', state: PORTAL_USE_HOW[fact.how], ...NO_CHECK }
      : [],
  );
  const asked = [lastAskedText(asking), asking.mayBeAsked ? '' : askAgainText(asking)].filter(Boolean).join(' ');
  return {
    hasAny: facts.length > 0 || file.sessions.length > 0 || asked !== '',
    rows: [...ofServices, ...others]
      .sort((a, b) => (a.since < b.since ? 1 : -1))
      .map(({ since, precision, source, ...row }) => ({
        ...row,
        since: sinceText(since, precision),
        source: PORTAL_USE_SOURCES[source],
      })),
    // Group sessions attended, which change no state.
    sessions: file.sessions.map(({ id, on, place }) => ({
      href: `/group-sessions/${id}`,
      words: `${formatDate(on)}, ${place}`,
    })),
    asked,
    // Null for users who may only read, and while nothing is to be asked or corrected.
    ask: isToBeAsked ? askLink(residentId, asking) : null,
  };
}

function askLink(residentId: string, { isAdultHere, mayBeAsked, last }: Asking) {
  if (!isAdultHere) return null;
  const href = `/residents/${residentId}/portal-answers/new`;
  if (mayBeAsked) return { href, label: 'Hỏi dùng Cổng' };
  if (!last || last.isSample) return null;
  return { href: `${href}?on=${last.on}`, label: `Sửa câu trả lời ngày ${formatDate(last.on)}` };
}

function sinceText(since: LocalDate, precision: UseDatePrecision): string {
  if (precision === 'month') return monthName(since);
  return precision === 'year' ? `trong 12 tháng trước ${formatDate(since)}` : formatDate(since);
}
