import { formatDateTime } from '../../../shared/dates';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { noticeForm } from './forms';
import { draftNotice, MAX_SYLLABLES, syllablesOf } from './notice-text';
import type { Notice } from './queries';

export const noticesPage = ([current, ...older]: readonly Notice[], mayWrite: boolean) =>
  viewOf('office/privacy-notices/index', {
    writeHref: mayWrite ? '/privacy-notices/new' : '',
    current: current ? noticeView(current) : null,
    older: older.map(noticeView),
  });

const noticeView = ({ id, version, body, hash, writtenAt, writtenBy }: Notice) => ({
  href: `/privacy-notices/${id}`,
  name: `Bản ${version}`,
  written: `${writtenBy} soạn lúc ${formatDateTime(writtenAt)}`,
  paragraphs: paragraphsOf(body),
  // In parts, so that a narrow page may break it.
  hash: hash.match(/.{1,16}/g)!,
});

/** The paragraphs of a notice, as pages print them. */
export const paragraphsOf = (body: string): string[] => body.split(/\n+/).filter(Boolean);

export const noticeSheet = (notice: Notice, wardName: string) =>
  viewOf('office/privacy-notices/sheet', { ...noticeView(notice), wardName });

export function noticeFormPage(latest: Notice | null, wardName: string, failed?: Failed) {
  const stored = { body: latest?.body ?? draftNotice(wardName), version: String(latest?.version ?? 0) };
  const form = formView(noticeForm, stored, failed);
  return viewOf('office/privacy-notices/form', {
    form,
    isFirst: latest === null,
    length: `Nay dài ${syllablesOf(typed(form.values, 'body'))} chữ, nhiều nhất ${MAX_SYLLABLES}.`,
  });
}
