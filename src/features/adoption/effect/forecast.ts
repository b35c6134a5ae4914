import { addMonths } from '../../../shared/dates';
import { allocate } from '../sample/estimate';
import type { SampleCellRow } from '../sample/queries';
import type { ReachDrawForm } from './forms';
import { measureEffect, quartersBetween, randomFrom } from './measured-effect';
import type { ReachRow } from './queries';
import { drawTurns } from './turns';

// What a draw that is not made yet can come to show: the whole course is played through with samples such as the ward
// had, and without any effect of the visits. Pure.

/** The samples that the ward can expect: each quarter as many people, with this share of answers and of yes. */
export interface ExpectedSamples {
  size: number;
  answered: number;
  alone: number;
  /** False if the ward has no sample yet, so that these are assumptions. */
  isKnown: boolean;
}

const ASSUMED: ExpectedSamples = { size: 200, answered: 0.4, alone: 0.25, isKnown: false };
const PLAYED = 5;

/** @param cells of all samples of the ward. */
export function expectedSamples(cells: readonly SampleCellRow[]): ExpectedSamples {
  const sum = (of: 'drawn' | 'answered' | 'alone') => cells.reduce((total, cell) => total + cell[of], 0);
  const quarters = new Set(cells.map(({ quarter }) => quarter)).size;
  if (sum('answered') === 0) return ASSUMED;
  return {
    size: Math.round(sum('drawn') / quarters),
    answered: sum('answered') / sum('drawn'),
    alone: sum('alone') / sum('answered'),
    isKnown: true,
  };
}

/**
 * The half-width of the interval, between 0 and 1, to expect at the end; null if the course ends without a
 * conclusion each time it is played. The samples are shared out by doors, over all groups of the ward.
 */
export function forecastWidth(
  reach: readonly Pick<ReachRow, 'groupId' | 'name' | 'doors'>[],
  { priorities, perQuarter, firstQuarter }: ReachDrawForm,
  { size, answered, alone }: ExpectedSamples,
): number | null {
  const inhabited = reach.filter(({ doors }) => doors > 0);
  const drawn = allocate(
    Math.max(size, inhabited.length),
    inhabited.map(({ doors }) => doors),
  );
  const widths = Array.from({ length: PLAYED }, (_, seed) => {
    const random = randomFrom(seed + 1);
    const count = (of: number, share: number) => Array.from({ length: of }, random).filter((lot) => lot < share).length;
    const turns = drawTurns(
      Object.entries(priorities).map(([groupId, priority]) => ({ groupId, priority })),
      { seed, perQuarter, firstQuarter },
    );
    const last = turns
      .map(({ quarter }) => quarter)
      .sort()
      .at(-1)!;
    const groups = turns.map(({ groupId, priority, quarter }) => {
      const place = inhabited.findIndex((group) => group.groupId === groupId);
      const samples = quartersBetween(addMonths(firstQuarter, -3), last).map((asked) => {
        const answers = count(drawn[place]!, answered);
        return { quarter: asked, drawn: drawn[place]!, answered: answers, alone: count(answers, alone), atVisit: 0 };
      });
      return { name: inhabited[place]!.name, priority, turn: quarter, reachedOn: quarter, samples };
    });
    const found = measureEffect({ seed, groups }, last);
    return found.kind === 'measured' ? (found.average.interval.high - found.average.interval.low) / 2 : null;
  });
  const known = widths.filter((width) => width !== null);
  if (known.length === 0) return null;
  return known.reduce((sum, width) => sum + width, 0) / known.length;
}
