import { v7 as newId } from 'uuid';
import { addDays, formatDate, formatDayMonth, type LocalDate } from '../../../shared/dates';
import { cardsOf, keysOf } from '../../../shared/labels';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { errorSummary, formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, type PagePlace } from '../../../web/pager';
import { listHref } from '../../adoption/figures/figure-labels';
import { INDICATORS } from '../../adoption/indicators/indicators';
import { LEAST_ANSWERS } from '../../adoption/practice/pages';
import { frameOf } from '../../casework/public-requests/pages';
import type { PublicFailed } from '../../casework/public-requests/public-form-routes';
import type { PublicWard } from '../../casework/public-requests/queries';
import { DEMANDS, FACES, slipsForm, voiceForm, type TypedVoice } from './forms';
import { VOICES_A_PAGE, WEEKS, type endedWeeks, type Sentence, type Voices } from './queries';

const ICONS: Record<string, string> = { glad: 'mood-smile', fair: 'mood-empty', sad: 'mood-sad' };

export function voicePage(ward: PublicWard, page: { ticket: string; challenge: string }, failed?: PublicFailed) {
  const form = formView(voiceForm, {}, failed);
  return viewOf('privacy/voices/say', {
    ...frameOf(ward),
    ...page,
    form,
    faces: cardsOf(FACES, form.values.face).map((card) => ({ ...card, icon: ICONS[card.value]! })),
    demands: cardsOf(DEMANDS, form.values.demand),
    isUnfolded: failed !== undefined,
    notice: failed?.notice ?? '',
    summary: errorSummary(form.errors),
  });
}

/** @param dueOn of the complaint that it became; null for a mere answer. */
export const voiceSentPage = (ward: PublicWard, dueOn: LocalDate | null, { demand, sender }: TypedVoice) =>
  viewOf('privacy/voices/sent', {
    ...frameOf(ward),
    title: 'Cảm ơn bà con',
    isAlarm: demand === 'asked',
    dueOn: dueOn ? formatDate(dueOn) : '',
    hasSender: sender !== '',
  });

/** What residents said in weeks that are over: nothing below five faces. */
export function voicesPage(
  voices: Voices,
  sentences: readonly Sentence[],
  { span, place, mayWrite }: { span: ReturnType<typeof endedWeeks>; place: PagePlace; mayWrite: boolean },
) {
  const answers = voices.glad + voices.fair + voices.sad;
  const isEnough = answers >= LEAST_ANSWERS;
  const { shown, ...pager } = pageAfter(isEnough ? sentences : [], { place, size: VOICES_A_PAGE, path: '/voices' });
  const share = (label: string, [part, whole]: readonly [number, number], of: string) => {
    const denominator = `${formatNumber(part)} trên ${formatNumber(whole)} ${of}`;
    return { label, figure: formatPercent(part, whole), denominator, change: '', href: '' };
  };
  const change = `${formatNumber(voices.slips)} từ tờ rời, ${formatNumber(voices.unchecked)} chưa qua kiểm tra máy`;
  const href = listHref('visits', span.until, { reached: 'yes', from: formatDate(span.from) });
  return viewOf('privacy/voices/index', {
    context: `${WEEKS} tuần đã hết, ${formatDayMonth(span.from)}–${formatDate(span.until)}. Ai có mã cũng trả lời được, không biết là ai.`,
    mayWrite,
    tooFew: isEnough ? '' : `Chưa đủ ${LEAST_ANSWERS} câu trả lời, nên chưa nêu gì.`,
    kpis: [
      { ...share(INDICATORS.voices.name, [answers, voices.met], 'hộ đã gặp'), change, href },
      ...keysOf(FACES).map((face) => share(FACES[face], [voices[face], answers], 'câu trả lời')),
      share('Có người đòi tiền, mật khẩu, OTP', [voices.asked, voices.asked + voices.not_asked], 'câu có trả lời'),
    ],
    removed: voices.removed > 0 ? formatNumber(voices.removed) : '',
    rows: shown.map((row) => ({ ...row, week: `${formatDayMonth(row.week)}–${formatDate(addDays(row.week, 6))}` })),
    ...pager,
  });
}

export const slipsPage = (failed?: Failed) =>
  viewOf('privacy/voices/slips', { form: formView(slipsForm, { id: newId() }, failed) });
