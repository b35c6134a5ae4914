import { v7 as newId } from 'uuid';
import { formatDate, localDateOf, type LocalDate } from '../../../shared/dates';
import { keysOf, optionsOf, SCAM_PATTERNS } from '../../../shared/labels';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { savedBy } from '../audit/conflict';
import { PICTURES } from '../reference-data/entries';
import { situationForm } from './forms';
import type { Situation, SituationVersion } from './queries';

const WRITTEN_BEFORE = 'Gõ Cửa soạn sẵn';

/** 'https://znews.vn/…, xem ngày 01/12/2026'; or that there is none. */
const sourceText = ({ source, checkedOn }: Pick<Situation, 'source' | 'checkedOn'>): string =>
  source === ''
    ? 'chưa có nguồn'
    : [source, checkedOn && `xem ngày ${formatDate(checkedOn)}`].filter(Boolean).join(', ');

/** 'znews.vn, 01/12/2026' */
const shortSource = ({ source, checkedOn }: Pick<Situation, 'source' | 'checkedOn'>): string =>
  URL.canParse(source)
    ? [new URL(source).hostname.replace(/^(?:www|amp)\./, ''), checkedOn && formatDate(checkedOn)]
        .filter(Boolean)
        .join(', ')
    : sourceText({ source, checkedOn });

export const situationListPage = (situations: readonly Situation[], mayWrite: boolean) =>
  viewOf('office/situations/index', {
    actions: mayWrite ? [{ label: 'Thêm tình huống', href: '/situations/new', kind: 'primary' }] : [],
    patterns: keysOf(SCAM_PATTERNS).map((pattern) => ({
      name: SCAM_PATTERNS[pattern],
      situations: situations
        .filter((situation) => situation.pattern === pattern)
        .map((situation) => ({
          href: `/situations/${situation.originId}`,
          title: situation.title,
          pattern: SCAM_PATTERNS[pattern],
          version: String(situation.number),
          draft: situation.isDraft ? 'bản nháp, không đem hỏi' : '',
          source: sourceText(situation),
          site: shortSource(situation),
        })),
    })),
  });

/** One situation with all its versions, the newest first. */
export function situationPage(versions: readonly [SituationVersion, ...SituationVersion[]], mayWrite: boolean) {
  const [{ originId, title, pattern }] = versions;
  return viewOf('office/situations/show', {
    title,
    context: SCAM_PATTERNS[pattern],
    actions: mayWrite ? [{ label: 'Soạn bản mới', href: `/situations/${originId}/edit`, kind: 'primary' }] : [],
    versions: versions.map((version) => ({
      heading: `Bản ${version.number}, lưu ngày ${formatDate(localDateOf(version.savedAt))}, ${version.savedBy ?? WRITTEN_BEFORE}`,
      draft: version.isDraft ? 'bản nháp, không đem hỏi' : '',
      story: version.story,
      answers: version.answers.map((text, index) => ({
        text,
        picture: version.pictures[index]!,
        isRight: index + 1 === version.rightAnswer,
      })),
      why: version.why,
      source: sourceText(version),
    })),
  });
}

/** The form of the next version of a situation, or of a new one (null). */
export function situationFormPage(newest: SituationVersion | null, today: LocalDate, failed?: Failed) {
  const stored = {
    ...newest,
    id: newest?.originId ?? newId(),
    version: String(newest?.number ?? 0),
    ...Object.fromEntries(
      [1, 2, 3].flatMap((place) => [
        [`answer${place}`, newest?.answers[place - 1] ?? ''],
        [`picture${place}`, newest?.pictures[place - 1] ?? ''],
      ]),
    ),
    right: newest ? String(newest.rightAnswer) : '',
    checkedOn: newest?.checkedOn ? formatDate(newest.checkedOn) : '',
    isDraft: newest?.isDraft ? '1' : '',
  };
  const form = formView(situationForm(today), stored, failed);
  const chosen = (name: string, labels: Record<string, string>) =>
    optionsOf({ '': 'Chọn', ...labels }, typed(form.values, name));
  return viewOf('office/situations/form', {
    form,
    heading: newest ? 'Soạn bản mới' : 'Thêm tình huống',
    back: newest
      ? { href: `/situations/${newest.originId}`, label: newest.title }
      : { href: '/situations', label: 'Tình huống lừa đảo' },
    action: newest ? `/situations/${newest.originId}/edit` : '/situations',
    patterns: chosen('pattern', SCAM_PATTERNS),
    answers: ([1, 2, 3] as const).map((place) => ({
      label: `Câu trả lời ${place}`,
      answer: `answer${place}` as const,
      picture: `picture${place}` as const,
      pictures: chosen(`picture${place}`, PICTURES),
    })),
    rights: chosen('right', { 1: 'Câu 1', 2: 'Câu 2', 3: 'Câu 3' }),
  });
}

/** Who wrote the situation meanwhile, for the 409 page. */
export const changedSituation = (newest: SituationVersion | null) => ({
  ...savedBy({ by: newest?.savedBy ?? WRITTEN_BEFORE, at: newest!.savedAt }),
  what: 'Tình huống này vừa được người khác sửa.',
});
