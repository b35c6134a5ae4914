interface Rows {
  /** Selectors of a row, and of the handle in it by which it is dragged. */
  row: string;
  handle: string;
  onMoved(row: HTMLElement): void;
}

/**
 * Lets users move the rows of a list by dragging their handles (mouse, pen and finger), or with Alt and the arrow keys
 * while anything in the row has the focus. Also applies to rows added later.
 */
export function enableRowMoves(section: HTMLElement, rows: Rows): void {
  section.addEventListener('pointerdown', (event) => beginDrag(section, rows, event));
  section.addEventListener('keydown', (event) => moveByKey(rows, event));
}

// ---------------------------------------------------------------- keyboard

function moveByKey({ row: selector, onMoved }: Rows, event: KeyboardEvent): void {
  const isUp = event.key === 'ArrowUp';
  if (!event.altKey || (!isUp && event.key !== 'ArrowDown')) return;
  const row = (event.target as HTMLElement).closest<HTMLElement>(selector);
  const beside = isUp ? row?.previousElementSibling : row?.nextElementSibling;
  if (!row || !(beside instanceof HTMLElement)) return;
  event.preventDefault();
  // The other row moves, so that this one keeps the focus.
  if (isUp) row.after(beside);
  else row.before(beside);
  row.scrollIntoView({ block: 'nearest' });
  onMoved(row);
}

// ---------------------------------------------------------------- pointer

/** Within this distance of the window's edge, the page scrolls. */
const EDGE = 60;

function beginDrag(
  section: HTMLElement,
  { row: selector, handle: handleSelector, onMoved }: Rows,
  event: PointerEvent,
): void {
  const handle = (event.target as HTMLElement).closest<HTMLElement>(handleSelector);
  const row = handle?.closest<HTMLElement>(selector);
  if (!handle || !row || event.button !== 0) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  const before = row.nextElementSibling;
  row.classList.add('is-dragged');

  const follow = ({ clientY }: PointerEvent): void => {
    if (clientY < EDGE) scrollBy(0, -12);
    if (clientY > innerHeight - EDGE) scrollBy(0, 12);
    const rows = [...section.querySelectorAll<HTMLElement>(selector)];
    const over = rows.find((other) => other !== row && clientY < middleOf(other));
    putBefore(row, over ?? null);
  };
  const end = (isKept: boolean) => (): void => {
    handle.removeEventListener('pointermove', follow);
    row.classList.remove('is-dragged');
    if (!isKept) putBefore(row, before instanceof HTMLElement ? before : null);
    else if (row.nextElementSibling !== before) onMoved(row);
  };
  handle.addEventListener('pointermove', follow);
  handle.addEventListener('pointerup', end(true), { once: true });
  handle.addEventListener('pointercancel', end(false), { once: true });
}

/** Moves the rows in between instead of the row itself: a row removed from the page would lose the pointer. */
function putBefore(row: HTMLElement, target: HTMLElement | null): void {
  const rows = [...row.parentElement!.children];
  const from = rows.indexOf(row);
  const to = target ? rows.indexOf(target) : rows.length;
  if (to < from) row.after(...rows.slice(to, from));
  else if (to > from + 1) row.before(...rows.slice(from + 1, to));
}

function middleOf(row: HTMLElement): number {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
