import {
  addDays,
  formatDate,
  formatDayMonth,
  localDateOf,
  parseDateText,
  parseTimeText,
  weekdayOf,
  type LocalDate,
} from '../shared/dates';
import { tileFor } from './choice-tiles';

const today = () => localDateOf(new Date());

/**
 * Writes a day or a time in full when its field, input[data-reads], is left: '7/12' becomes '07/12/2026', the nearest
 * such day, and '19' becomes '19:00'. Text that cannot be read stays for the server to refuse.
 */
export function completeTypedDates(): void {
  const complete = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return;
    const full = inFull(target.value, target.dataset.reads);
    if (full) target.value = full;
  };
  // Capturing, so that other listeners see the full text.
  document.addEventListener('change', complete, { capture: true });
}

function inFull(text: string, reads: string | undefined): string | null {
  if (reads === 'time') return parseTimeText(text);
  const date = reads === 'date' ? parseDateText(text, today()) : null;
  return date && formatDate(date);
}

/** Fills fieldset[data-day-tiles="id of a date field"] with the days on which officers usually come again. */
export function offerUsualDays(): void {
  for (const tiles of document.querySelectorAll<HTMLElement>('[data-day-tiles]')) {
    const field = document.querySelector<HTMLInputElement>(`#${tiles.dataset.dayTiles}`)!;
    const visitedOn = field.form!.querySelector<HTMLInputElement>('[name=arrivedOn]')!;
    const showChosen = () => {
      for (const tile of tiles.querySelectorAll('input')) tile.checked = tile.value === field.value;
    };
    const offer = () => {
      const days = usualDays(parseDateText(visitedOn.value) ?? today());
      const words = days.map(([word, day]) => ({ value: formatDate(day), label: `${word} ${formatDayMonth(day)}` }));
      tiles.querySelector('.choices')!.replaceChildren(...words.map((tile) => tileFor(tile, field.id)));
      showChosen();
    };
    offer();
    tiles.hidden = false;
    visitedOn.addEventListener('change', offer);
    field.addEventListener('change', showChosen);
    tiles.addEventListener('change', ({ target }) => {
      field.value = (target as HTMLInputElement).value;
      for (const event of ['input', 'change']) field.dispatchEvent(new Event(event, { bubbles: true }));
    });
  }
}

/** Tomorrow, the next Saturday and Sunday, and the same weekday a week later, seen from a day. */
function usualDays(day: LocalDate): [word: string, day: LocalDate][] {
  const next = (weekday: number) => addDays(day, ((weekday - weekdayOf(day) + 6) % 7) + 1);
  return [
    ['Mai', addDays(day, 1)],
    ['T7', next(6)],
    ['CN', next(7)],
    ['1 tuần', addDays(day, 7)],
  ];
}
