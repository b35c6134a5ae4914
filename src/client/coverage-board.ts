/**
 * Makes the cells of <div data-board> one stop for Tab; the arrow keys go from door to door, Home and End along the
 * lane.
 */
export function enableBoardKeys(): void {
  const board = document.querySelector<HTMLElement>('[data-board]');
  const cells = [...(board?.querySelectorAll<HTMLAnchorElement>('a.cell') ?? [])];
  if (!board || cells.length === 0) return;
  let current = cells[0]!;
  for (const cell of cells.slice(1)) cell.tabIndex = -1;

  const choose = (cell: HTMLAnchorElement): void => {
    current.tabIndex = -1;
    cell.tabIndex = 0;
    current = cell;
  };
  board.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLAnchorElement && event.target.classList.contains('cell')) choose(event.target);
  });
  board.addEventListener('keydown', (event) => {
    if (event.target !== current || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = neighbour(cells, current, event.key);
    if (!next) return;
    event.preventDefault();
    choose(next);
    next.focus();
  });
}

function neighbour(
  cells: readonly HTMLAnchorElement[],
  cell: HTMLAnchorElement,
  key: string,
): HTMLAnchorElement | undefined {
  const at = cells.indexOf(cell);
  const lane = [...cell.parentElement!.querySelectorAll<HTMLAnchorElement>('a.cell')];
  const cellAt: Record<string, () => HTMLAnchorElement | undefined> = {
    ArrowRight: () => cells[at + 1],
    ArrowLeft: () => cells[at - 1],
    Home: () => lane[0],
    End: () => lane.at(-1),
    ArrowDown: () => nearestInRow(cells.slice(at + 1), cell),
    ArrowUp: () => nearestInRow(cells.slice(0, at).reverse(), cell),
  };
  return cellAt[key]?.();
}

/** In the nearest row of cells away from this one, the cell closest to being above or below it. */
function nearestInRow(cells: readonly HTMLAnchorElement[], from: HTMLAnchorElement): HTMLAnchorElement | undefined {
  const first = cells.find((cell) => cell.offsetTop !== from.offsetTop);
  const row = first ? cells.filter((cell) => cell.offsetTop === first.offsetTop) : [];
  const distance = (cell: HTMLAnchorElement) => Math.abs(cell.offsetLeft - from.offsetLeft);
  return row.reduce<HTMLAnchorElement | undefined>(
    (best, cell) => (!best || distance(cell) < distance(best) ? cell : best),
    undefined,
  );
}
