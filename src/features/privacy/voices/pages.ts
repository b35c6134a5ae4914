import { v7 as newId } from 'uuid';
import { formatDate, formatDayMonth, type LocalDate } from '../../../shared/dates';
import { cardsOf, keysOf } from '../../../shared/labels';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { LEAST_ANSWERS } from '../../../shared/share-interval';
import { errorSummary, formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, type PagePlace } from '../../../web/pager';
import { listHref } from '../../adoption/figures/figure-labels';
import { INDICATORS } from '../../adoption/indicators/indicators';
import { frameOf } from '../../casework/public-requests/pages';
import type { PublicFailed } from '../../casework/public-requests/public-form-routes';
import type { PublicWard } from '../../casework/public-requests/queries';
import { spanOf, type Block } from './blocks';
import { DEMANDS, FACES, slipsForm, voiceForm, type TypedVoice } from './forms';
import { VOICES_A_PAGE, type Sentence, type Voices } from './queries';

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

/** What residents said in the blocks of weeks, if there are any. */
export function voicesPage(
  { blocks, voices, sentences }: { blocks: readonly Block[]; voices: Voices; sentences: readonly Sentence[] },
  { place, mayWrite }: { place: PagePlace; mayWrite: boolean },
) {
  const { shown, ...pager } = pageAfter(sentences, { place, size: VOICES_A_PAGE, path: '/voices' });
  const share = (label: string, [part, whole]: readonly [number, number], of: string) => {
    const denominator = `${formatNumber(part)} trên ${formatNumber(whole)} ${of}`;
    return { label, figure: formatPercent(part, whole), denominator, change: '', href: '' };
  };
  const span = spanOf(blocks);
  const isEmpty = blocks.length === 0;
  const answers = voices.glad + voices.fair + voices.sad;
  const safety = voices.asked + voices.not_asked;
  const answered = share(INDICATORS.voices.name, [answers, voices.met], 'hộ đã gặp');
  const weekText = ({ from, until }: Block) => `${formatDayMonth(from)}–${formatDate(until)}`;
  return viewOf('privacy/voices/index', {
    context: `${isEmpty ? '' : `Những tuần đã hết, ${weekText(span)}. `}Ai có mã cũng trả lời được, không biết là ai.`,
    mayWrite,
    tooFew: isEmpty ? `Chưa đủ ${LEAST_ANSWERS} câu trả lời của những tuần đã hết, nên chưa nêu gì.` : '',
    kpis: [
      {
        ...answered,
        // Several people of a household may answer.
        ...(answers > voices.met && {
          figure: formatNumber(answers),
          denominator: `${formatNumber(voices.met)} hộ đã gặp`,
        }),
        change: `${formatNumber(voices.slips)} từ tờ rời, ${formatNumber(voices.unchecked)} chưa qua kiểm tra máy`,
        href: listHref('visits', span.until, { reached: 'yes', from: formatDate(span.from) }),
      },
      ...keysOf(FACES).map((face) => share(FACES[face], [voices[face], answers], 'câu trả lời')),
      ...(safety >= LEAST_ANSWERS
        ? [share('Có người đòi tiền, mật khẩu, OTP', [voices.asked, safety], 'câu có trả lời')]
        : []),
    ],
    removed: voices.removed > 0 ? formatNumber(voices.removed) : '',
    rows: shown.map((row) => ({ ...row, weeks: weekText(blocks.find(({ from }) => from === row.from)!) })),
    ...pager,
  });
}

export const slipsPage = (failed?: Failed) =>
  viewOf('privacy/voices/slips', { form: formView(slipsForm, { id: newId() }, failed) });
