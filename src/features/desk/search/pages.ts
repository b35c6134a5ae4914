import { plainCode } from '../../../shared/spoken-code';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { UserRole } from '../../../generated/prisma/enums';
import { pagesFor } from '../../../web/navigation';
import { viewOf } from '../../../web/page';
import type { SearchResults } from '../../register/households/search-pages';
import type { codeAnswers } from '../../rounds/papers/code-pages';
import type { SearchPurpose } from './forms';
import type { CodedRecord } from './queries';

/** Maximum number of pages listed by name. */
const PAGES_LISTED = 5;

/** The pages of the reader's menus with words, in their name or content, that begin like each word typed. */
export function pagesNamed(role: UserRole, q: string) {
  const wordsOf = (text: string) => foldVietnamese(text).split(/[ ,:]+/);
  const wanted = wordsOf(q);
  return pagesFor(role)
    .filter(({ label, about }) => {
      const words = wordsOf(`${label} ${about}`);
      return wanted.every((word) => words.some((own) => own.startsWith(word)));
    })
    .slice(0, PAGES_LISTED);
}

/** A page that has this name for other roles only: 'Nhật ký'; '' if there is none. */
export function pageOfOthers(role: UserRole, q: string): string {
  const name = foldVietnamese(q).trim();
  const isNamed = ({ label }: { label: string }) => foldVietnamese(label) === name;
  if (pagesFor(role).some(isNamed)) return '';
  return Object.values(UserRole).flatMap(pagesFor).find(isNamed)?.label ?? '';
}

const CODED = {
  file: { label: 'Hồ sơ mang mã này', path: '/assisted-procedures' },
  invitation: { label: 'Đề nghị mang mã này', path: '/public-requests' },
} satisfies Record<CodedRecord['kind'], { label: string; path: string }>;

export const codedLinks = (records: readonly CodedRecord[]) =>
  records.map(({ kind, id }) => ({ label: CODED[kind].label, href: `${CODED[kind].path}/${id}` }));

/** Everything that was found; `register` is null for a reader who may not read it. */
export interface Found {
  register: SearchResults | null;
  /** Pages and records that have what was typed as their name or code. */
  links: readonly { label: string; href: string }[];
  /** A page of that name which the reader may not open; '' if there is none. */
  closedPage: string;
  /** Null if the words cannot be the code of a round. */
  codes: ReturnType<typeof codeAnswers> | null;
}

/** @param found null if the address holds no words any more. */
export function searchPage(found: Found | null, { q, purpose }: { q: string; purpose: SearchPurpose }) {
  const { register = null, links = [], closedPage = '' } = found ?? {};
  // The name of a page is no code, though it may look like one: 'nhat ky'.
  const codes = closedPage && found?.codes?.answers.length === 0 ? null : (found?.codes ?? null);
  const hasRound = codes !== null && codes.answers.length > 0;
  const isRegisterEmpty = register?.isEmpty ?? true;
  return viewOf('desk/search/index', {
    q,
    purpose,
    isForgotten: found === null,
    links,
    closedPage,
    codes: hasRound ? codes : null,
    // A house number may look like a code, so an unknown code stands below the doors.
    unknownCode:
      codes !== null && !hasRound && links.length === 0 && (codes.isCodeLike || isRegisterEmpty) ? codes : null,
    register: isRegisterEmpty && (links.length > 0 || codes !== null || closedPage) ? null : register,
    // Perhaps a code with characters that none has.
    isMisheard: codes === null && !closedPage && isRegisterEmpty && /^(?=.*\d)[A-Z0-9]{3,8}$/.test(plainCode(q)),
    isEmpty: found !== null && register === null && links.length === 0 && codes === null && !closedPage,
    ...(purpose
      ? { title: 'Ghi đề nghị: cửa nào?', back: { href: '/requests', label: 'Đề nghị hỗ trợ' } }
      : { title: 'Tìm', back: null }),
  });
}
