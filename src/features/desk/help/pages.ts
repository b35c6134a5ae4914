import { chapterOf, userGuide } from '../../../web/user-guide';
import { viewOf } from '../../../web/page';

/** The chapters of the guide that are printed alone, on one sheet each. */
export const HELP_SHEETS = [
  { title: 'Một ngày ở bàn', href: '/help/desk-day' },
  { title: 'Một buổi ở cửa', href: '/help/door-round' },
] as const;

export function guidePage() {
  const { html, headings } = userGuide();
  return viewOf('desk/help/guide', {
    title: 'Hướng dẫn dùng Gõ Cửa',
    sheets: HELP_SHEETS,
    chapters: headings.filter(({ depth }) => depth === 2),
    guideHtml: html,
  });
}

export const sheetPage = (title: string) =>
  viewOf('desk/help/sheet', { title, guideHtml: chapterOf(userGuide(), title) });
