import { addDays, type LocalDate } from '../../../shared/dates';
import { LEAST_ANSWERS } from '../../../shared/share-interval';

export type Block = Record<'from' | 'until', LocalDate>;

const WEEKS_SHOWN = 12;

/**
 * The weeks that are over in blocks of at least five faces, from the ward's first: so two looks at the page differ by
 * five faces or by none. The last blocks that fit into twelve weeks, at least one.
 * @param weeks of the ward, ascending, by their Mondays; their faces never change.
 * @param monday of the week that runs.
 */
export function shownBlocks(weeks: readonly { week: LocalDate; faces: number }[], monday: LocalDate): Block[] {
  const blocks: Block[] = [];
  let from: LocalDate | undefined;
  let faces = 0;
  for (const { week, faces: more } of weeks) {
    from ??= week;
    faces += more;
    if (faces < LEAST_ANSWERS) continue;
    const until = addDays(week, 6);
    blocks.push({ from, until });
    from = addDays(until, 1);
    faces = 0;
  }
  const since = addDays(monday, -7 * WEEKS_SHOWN);
  return blocks.filter((block, index) => block.from >= since || index === blocks.length - 1);
}

/** All their days; none without a block. */
export const spanOf = (blocks: readonly Block[]): Block => ({
  from: blocks[0]?.from ?? '2000-01-02',
  until: blocks.at(-1)?.until ?? '2000-01-01',
});
