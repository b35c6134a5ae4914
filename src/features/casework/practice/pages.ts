import { formatPhoneNumber } from '../../../shared/phone-number';
import { SCAM_PATTERNS } from '../../../shared/labels';
import { viewOf } from '../../../web/page';
import type { Situation } from '../../office/situations/queries';
import { askPath } from '../public-requests/pages';
import type { PublicWard } from '../public-requests/queries';

/** The address at which anybody practises, on paper and behind the card's QR code. */
export const practicePath = ({ code }: Pick<PublicWard, 'code'>): string => `/practice/${encodeURIComponent(code)}`;

/** A situation for any phone: three links instead of a form, because nothing is kept. @param chosen 1, 2, 3; 0 for none. */
export function publicPracticePage(ward: PublicWard, situation: Situation | null, chosen: number) {
  const path = practicePath(ward);
  return viewOf('casework/practice/public', {
    wardName: ward.name,
    askHref: askPath(ward),
    wardPhone: ward.phone === null ? null : { number: ward.phone, words: formatPhoneNumber(ward.phone) },
    situation: situation && {
      pattern: SCAM_PATTERNS[situation.pattern],
      story: situation.story,
      answers: situation.answers.map((text, index) => ({
        text,
        picture: situation.pictures[index]!,
        href: `${path}?${new URLSearchParams({ of: situation.id, answer: String(index + 1) }).toString()}#answer`,
        isChosen: chosen === index + 1,
      })),
      verdict: verdictOf(situation, chosen),
      why: situation.why,
      source: situation.source,
    },
  });
}

function verdictOf({ answers, rightAnswer }: Situation, chosen: number): string {
  if (chosen === 0) return '';
  return chosen === rightAnswer ? 'Đúng rồi.' : `Chưa đúng. Nên: ${answers[rightAnswer - 1]!}.`;
}
