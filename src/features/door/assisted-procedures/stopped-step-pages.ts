import { formatNumber } from '../../../shared/numbers';
import { shareOfAsked } from '../../../shared/share-interval';
import { hrefWith } from '../../../web/pager';
import type { GuideCount, LessonNumber } from './stopped-step-queries';

/** How many of the steps at which most lessons stopped are named. */
const STOPS_SHOWN = 3;
/** Fewer answers would say who gave them, and nothing about a guide. */
const FEWEST_ASKED = 5;

/** A row for each version of a guide. @param month '2026-11'; '' for the last 12 months. */
export const lessonRows = (
  counts: readonly GuideCount[],
  { month, canReadFiles }: { month: string; canReadFiles: boolean },
) =>
  counts.map((guide) => {
    const number = (value: number, kind: LessonNumber['kind'], step = '') => ({
      value: formatNumber(value),
      href:
        canReadFiles && value > 0 ? hrefWith('/stuck-files', { month, guide: guide.guideId, lessons: kind, step }) : '',
    });
    const isShown = guide.asked >= FEWEST_ASKED;
    const share = shareOfAsked(guide.alone, guide.asked);
    return {
      guide: titleOf(guide),
      numbers: [
        { label: 'Lần dạy', ...number(guide.lessons, 'all') },
        { label: 'Bấm hết các bước', ...number(guide.finished, 'finished') },
      ],
      stops: guide.stops
        .slice(0, STOPS_SHOWN)
        .map((stop) => ({ step: stepText(stop), ...number(stop.lessons, 'stopped', String(stop.position)) })),
      alone: isShown ? number(guide.alone, 'alone') : null,
      asked: number(guide.asked, 'asked'),
      range: isShown && share ? `${Math.round(share.low * 100)}–${Math.round(share.high * 100)} %` : '',
    };
  });

const titleOf = ({ serviceName, number }: GuideCount) => `${serviceName}, bản ${number}`;
const stepText = ({ position, action }: GuideCount['stops'][number]) => `${position}. ${action}`;

const KIND_NAMES: Record<LessonNumber['kind'], string> = {
  all: 'lần dạy',
  finished: 'lần bấm hết các bước',
  stopped: 'lần dừng ở bước này',
  asked: 'lần đã hỏi lại',
  alone: 'lần hỏi lại thì tự làm được',
};

/** What the list of the lessons behind a number says. */
export function lessonWords({ kind, step }: LessonNumber, guide: GuideCount | undefined) {
  const stop = guide?.stops.find(({ position }) => position === step);
  return {
    title: guide ? [titleOf(guide), stop && stepText(stop)].filter(Boolean).join(': ') : 'Không có lần dạy nào',
    counted: KIND_NAMES[kind],
    dayLabel: 'Dạy ngày',
  };
}
