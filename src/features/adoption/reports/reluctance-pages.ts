import { formatDate } from '../../../shared/dates';
import { PAUSE_KINDS } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { INDICATORS } from '../indicators/indicators';
import { PAUSES } from '../figures/figure-sql';
import type { Figures } from '../figures/figures';
import { linked, listHref, sentence, type Part } from '../figures/figure-labels';

// Households that did not want the team: how many asked for it later, and how many doors are paused now.

export function reluctanceModel(figures: Figures) {
  const { scope, invited, medianDays } = figures;
  const { on } = scope;
  const title = INDICATORS.invited.name;
  const paused = pausedSentence(figures);
  if (invited.denominator.value === 0)
    return { title, figure: null, words: sentence`Chưa hộ nào nói chưa muốn hay xin thôi gõ cửa.`, paused };
  return {
    title,
    figure: linked(invited.numerator, listHref('refused', on, { result: 'invited' })),
    words: sentence`trong ${linked(invited.denominator, listHref('refused', on))} từng chưa muốn, nay tự mời đội${medianDays === null ? '.' : `; một nửa trong vòng ${medianDays} ngày.`}`,
    paused,
  };
}

function pausedSentence({ scope: { on, today }, paused }: Figures): Part[] {
  const day = on === today ? 'Hôm nay' : `Ngày ${formatDate(on)}`;
  const kinds = PAUSES.filter((kind) => paused.kinds[kind].value > 0);
  const byKind = kinds.flatMap((kind, index) => {
    const count = { text: formatNumber(paused.kinds[kind].value), href: listHref('paused', on, { pause: kind }) };
    return sentence`${index === 0 ? ': ' : ' · '}${uncapitalise(PAUSE_KINDS[kind])} ${count}`;
  });
  return sentence`${day} có ${linked(paused.all, listHref('paused', on))} tạm dừng gõ cửa${byKind}.`;
}
