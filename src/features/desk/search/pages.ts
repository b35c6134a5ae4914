import { plainCode } from '../../../shared/spoken-code';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import type { UserRole } from '../../../generated/prisma/enums';
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
  const wanted = foldVietnamese(q).split(' ');
  return pagesFor(role)
    .filter(({ label, about }) => {
      const words = foldVietnamese(`${label} ${about}`).split(/[ ,:]+/);
      return wanted.every((word) => words.some((own) => own.startsWith(word)));
    })
    .slice(0, PAGES_LISTED);
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
  /** Null if the words cannot be the code of a round. */
  codes: ReturnType<typeof codeAnswers> | null;
}

/** @param found null if the address holds no words any more. */
export function searchPage(found: Found | null, { q, purpose }: { q: string; purpose: SearchPurpose }) {
  const { register = null, links = [], codes = null } = found ?? {};
  const hasRound = codes !== null && codes.answers.length > 0;
  const isRegisterEmpty = register?.isEmpty ?? true;
  return viewOf('desk/search/index', {
    q,
    purpose,
    isForgotten: found === null,
    links,
    codes: hasRound ? codes : null,
    // A house number may look like a code, so an unknown code stands below the doors.
    unknownCode:
      codes !== null && !hasRound && links.length === 0 && (codes.isCodeLike || isRegisterEmpty) ? codes : null,
    register: isRegisterEmpty && (links.length > 0 || codes !== null) ? null : register,
    // Perhaps a code with characters that none has.
    isMisheard: codes === null && isRegisterEmpty && /^(?=.*\d)[A-Z0-9]{3,8}$/.test(plainCode(q)),
    isEmpty: found !== null && register === null && links.length === 0 && codes === null,
    ...(purpose
      ? { title: 'Ghi đề nghị: cửa nào?', back: { href: '/requests', label: 'Đề nghị hỗ trợ' } }
      : { title: 'Tìm', back: null }),
  });
}
