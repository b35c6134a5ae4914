import { formatDate, localDateOf, type LocalDate } from '../../../shared/dates';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { savedBy } from '../audit/conflict';
import { guideForm } from './forms';
import { confirmationBlocker, textOfSteps } from './guide-text';
import type { Guide, GuidedService } from './queries';

/** The mark of a version that the ward has not tried. */
const DRAFT_MARK = 'bản nháp, phường chưa thử';

/** 'bản 2, lưu ngày 26/11/2026, Nguyễn Thị Hoa'. */
const versionText = ({ number, savedAt, savedBy }: Pick<Guide, 'number' | 'savedAt' | 'savedBy'>): string =>
  `bản ${number}, lưu ngày ${formatDate(localDateOf(new Date(savedAt)))}, ${savedBy ?? 'Gõ Cửa soạn sẵn'}`;

/** A source as it is shown: each address by the name of its site. */
const sourcesOf = (source: string) =>
  source
    .split('; ')
    .map((text) =>
      /^https?:/.test(text) && URL.canParse(text)
        ? { text: new URL(text).hostname.replace(/^(?:www|amp|m)\./, ''), href: text }
        : { text, href: '' },
    );

/** 'Đã làm thử và xác nhận: Nguyễn Thị Hoa, ngày 26/11/2026.'; '' for a draft. */
const confirmedText = ({ confirmed }: Guide): string =>
  confirmed ? `Đã làm thử và xác nhận: ${confirmed.by}, ngày ${formatDate(localDateOf(new Date(confirmed.at)))}.` : '';

/** One version, ready to print. */
export function guideView(guide: Guide, kind: GuidedService['kind']) {
  const words = versionText(guide);
  return {
    heading: words[0]!.toUpperCase() + words.slice(1),
    isTopic: kind === 'topic',
    draft: guide.confirmed ? '' : DRAFT_MARK,
    confirmed: confirmedText(guide),
    title: guide.title,
    steps: guide.steps.map(({ action, detail }) => ({ action, detail })),
    prerequisites: [
      ...(guide.firstTask ? [`VNeID mức 2 (chưa có thì làm trước: ${guide.firstTask.name})`] : []),
      ...guide.prerequisites,
    ],
    papers: guide.papers,
    papersFromData: guide.papersFromData,
    facts: [
      { label: 'Ai phải có mặt', value: guide.mustBePresent },
      { label: 'Phí, lệ phí', value: guide.fee },
    ].filter(({ value }) => value !== ''),
    trouble: guide.trouble,
    troubleAnswer: guide.troubleAnswer,
    sources: guide.source ? sourcesOf(guide.source) : [],
    checkedOn: guide.sourceCheckedOn ? `xem ngày ${formatDate(guide.sourceCheckedOn)}` : '',
  };
}

/** The button that confirms the newest version, or why it cannot be; null if there is nothing to confirm. */
export function confirmationOf(guide: Guide | undefined, mayWrite: boolean) {
  if (!guide || guide.confirmed || !mayWrite) return null;
  const blocker = confirmationBlocker(guide);
  return { action: blocker ? '' : `/guides/${guide.id}/confirmation`, blocker };
}

/** Every version of a service's guide, newest first. */
export const guidesPage = ({ id, name, kind, guides }: GuidedService, mayWrite: boolean) =>
  viewOf('office/guides/index', {
    name,
    backHref: `/public-services/${id}`,
    writeHref: mayWrite ? `/public-services/${id}/guides/new` : '',
    guides: guides.map((guide) => guideView(guide, kind)),
  });

/** Before the first version. */
const EMPTY = {
  ...{ number: 0, title: '', mustBePresent: '', fee: '', trouble: '', troubleAnswer: '', source: '' },
  ...{ steps: [], prerequisites: [], papers: [], papersFromData: [], sourceCheckedOn: null, firstTask: null },
};

/** The form of the next version: as the newest one says, or as typed. */
export function guideFormPage(
  { id, name, kind, guides }: GuidedService,
  firstTasks: { id: string; name: string }[],
  today: LocalDate,
  failed?: Failed,
) {
  const latest = guides[0] ?? EMPTY;
  const isTopic = kind === 'topic';
  const stored = {
    ...latest,
    steps: textOfSteps(latest.steps),
    prerequisites: latest.prerequisites.join('\n'),
    papers: latest.papers.join('\n'),
    papersFromData: latest.papersFromData.join('\n'),
    sourceCheckedOn: latest.sourceCheckedOn ? formatDate(latest.sourceCheckedOn) : '',
    firstTaskId: latest.firstTask?.id ?? '',
    version: String(latest.number),
  };
  const form = formView(guideForm(isTopic, today), stored, failed);
  const firstTaskId = typed(form.values, 'firstTaskId');
  return viewOf('office/guides/form', {
    form,
    heading: isTopic ? 'Soạn lời nói' : 'Soạn các bước',
    name,
    isTopic,
    action: `/public-services/${id}/guides/new`,
    backHref: `/public-services/${id}`,
    firstTasks: [
      { value: '', label: 'Không cần mức 2', selected: firstTaskId === '' },
      ...firstTasks
        .filter((task) => task.id !== id)
        .map((task) => ({ value: task.id, label: task.name, selected: task.id === firstTaskId })),
    ],
  });
}

/** Who wrote the guide meanwhile, for the 409 page. */
export const changedGuide = ({ kind, guides: [latest] }: GuidedService) => ({
  ...savedBy({ by: latest!.savedBy ?? 'Gõ Cửa soạn sẵn', at: new Date(latest!.savedAt) }),
  what: kind === 'topic' ? 'Lời nói này vừa được người khác sửa.' : 'Các bước này vừa được người khác sửa.',
});
