import type { HelpLevel } from '../../../generated/prisma/enums';
import { ageOn, formatDate, localDateOf, localTimeOf } from '../../../shared/dates';
import { honorificAt } from '../../../shared/honorific';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { practicePath } from '../../casework/practice/pages';
import { askPath, voicePath } from '../../casework/public-requests/pages';
import { viewOf } from '../../../web/page';
import { qrCode } from '../../../shared/qr-code';
import type { GuideStep } from '../../office/guides/queries';
import { languageTag } from '../../office/guides/language-tag';
import { soundPath } from '../../office/guides/spoken-pages';
import { spokenWords } from '../../office/guides/spoken-queries';
import type { PublicGuide, TaughtLine, TaughtVisit } from './queries';

/** A card for each person and service taught on a visit. @param origin of the site, for the QR codes. */
export function cardsPage(visit: TaughtVisit, origin: string) {
  const askQr = qrCode(`${origin}${askPath({ code: visit.wardCode })}`);
  return viewOf('door/teaching/cards', {
    backHref: `/visits/${visit.id}`,
    /** The card leaves a line to write the telephone on. */
    isPhoneMissing: visit.wardPhone === null,
    cards: visit.lines.map((line) => {
      const address = `${origin}/guides/${line.guideId}?steps=${line.steps.map(({ position }) => position).join('-')}`;
      return {
        team: `Đội hỗ trợ dịch vụ công tại nhà · ${visit.wardName} · ${whenText(visit.arrivedAt)}`,
        title: line.title,
        done: `${doneText(line, visit.arrivedAt)} ${draftText(line) || 'Lần sau làm lại như sau:'}`,
        steps: numbered(line.steps),
        wardPhone: visit.wardPhone ? formatPhoneNumber(visit.wardPhone) : '',
        fileCode: line.fileCode ?? '',
        qr: qrCode(address),
        /** Leads to the public page on which a resident asks the team to come. */
        askQr,
        address,
      };
    }),
  });
}

/**
 * The steps of a version that the address names, or all of them, to read and to hear.
 * @param asked '1-2-4', as a card's QR code says it.
 * @param isSecond in the ward's second language, as far as the office wrote or recorded it.
 */
export function publicGuidePage(guide: PublicGuide, asked: string, isSecond: boolean) {
  const positions = new Set(asked.split('-').map(Number));
  const named = guide.steps.filter(({ position }) => positions.has(position));
  const steps = named.length > 0 ? named : guide.steps;
  const saidIn = (step: GuideStep, language: string) =>
    guide.spoken.find((said) => said.language === language && said.words === spokenWords(step));
  const hasSecond = guide.secondLanguage !== '' && steps.some((step) => saidIn(step, guide.secondLanguage));
  const query = (language: string) =>
    new URLSearchParams({ ...(named.length > 0 && { steps: asked }), ...(language && { language }) }).toString();
  return viewOf('door/teaching/guide', {
    wardName: guide.wardName,
    wardPhone: guide.wardPhone === null ? null : { number: guide.wardPhone, words: formatPhoneNumber(guide.wardPhone) },
    title: guide.title,
    practiceHref: practicePath({ code: guide.wardCode }),
    voiceHref: voicePath({ code: guide.wardCode }),
    otherLanguage: hasSecond
      ? { label: isSecond ? 'Tiếng Việt' : guide.secondLanguage, href: `?${query(isSecond ? '' : '2')}` }
      : null,
    steps: numbered(steps).map((shown, index) => {
      const step = steps[index]!;
      const second = isSecond ? saidIn(step, guide.secondLanguage) : undefined;
      // A text in the other language is not read aloud in Vietnamese.
      const heard = second?.seconds || second?.text ? second : saidIn(step, '');
      return {
        ...shown,
        ...(second?.text && { action: second.text, detail: '', lang: languageTag(guide.secondLanguage) }),
        sound: heard?.seconds ? soundPath(heard.id) : '',
      };
    }),
    draft: draftText(guide),
    version: `bản ${guide.number}, ${formatDate(localDateOf(guide.savedAt))}`,
  });
}

/** Said before the steps of a version that the office has not confirmed. */
const draftText = ({ isDraft }: { isDraft: boolean }): string => (isDraft ? 'Bản nháp, phường chưa làm thử:' : '');

const numbered = (steps: readonly GuideStep[]) =>
  steps.map(({ action, detail }, index) => ({ number: index + 1, action, detail, lang: 'vi', sound: '' }));

/** 'Bà Sáu đã tự bấm được 4 bước.' Only what the line says: no steps if it was only explained. */
function doneText({ fullName, gender, birth, helpLevel, steps }: TaughtLine, arrivedAt: Date): string {
  const age = birth && ageOn(birth, localDateOf(arrivedAt));
  const name = [uncapitalise(honorificAt(age, gender)), fullName.split(' ').at(-1)].filter(Boolean).join(' ');
  const count = `${formatNumber(steps.length)} bước`;
  const words: Record<HelpLevel, string> = {
    watched: `${capitalise(name)} đã tự bấm được ${count}.`,
    guided: `${capitalise(name)} đã bấm được ${count}, có Đội hướng dẫn.`,
    by_relative: `Người nhà đã bấm cùng ${name} ${count}.`,
    handed_over: `Người giúp đã bấm cùng ${name} ${count}.`,
    done_for: `Đội đã làm cùng ${name} ${count}.`,
    explained: `Đội đã chỉ ${name} ${count}.`,
  };
  return words[helpLevel];
}

/** 'tối 26/11/2026'. */
function whenText(at: Date): string {
  const time = localTimeOf(at);
  const parts = [
    ['11:00', 'sáng'],
    ['13:00', 'trưa'],
    ['18:00', 'chiều'],
  ] as const;
  const part = parts.find(([end]) => time < end)?.[1] ?? 'tối';
  return `${part} ${formatDate(localDateOf(at))}`;
}
