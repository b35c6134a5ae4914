import { roundForecast } from '../../shared/round-forecast';
import { element } from '../element';
import { listCopies } from './laptop';
import type { Officer } from './officer';
import type { QueueState } from './queue';
import { outcomeText } from './queue-labels';

/**
 * Brings the list of the evening up to what this laptop knows: the doors logged here but not sent and, in a copy, those
 * sent since; how many are left, which is next, and when the round will be done.
 */
export async function updateTonight({ laptop, keyring }: Officer, { visits }: QueueState): Promise<void> {
  const rows = [...document.querySelectorAll<HTMLElement>('.doors > li:has(> .doors-what > a[href^="/round-doors/"])')];
  if (rows.length === 0) return;
  const copies = new Set(await listCopies(laptop, keyring.person));
  const waiting = new Map(visits.map((visit) => [visit.path, visit]));
  const { copiedAt } = document.body.dataset;
  const left = rows.filter((row) => {
    const path = new URL(linkOf(row).href).pathname;
    const visit = waiting.get(path);
    if (visit) row.dataset.hasWaited = '';
    const mayBeSent = copiedAt !== undefined || row.dataset.hasWaited !== undefined;
    const sent = mayBeSent && !copies.has(path) ? 'Đã gửi' : '';
    mark(row, visit ? `${outcomeText(visit)}, chưa gửi` : sent);
    return row.dataset.toKnock && !row.querySelector('[data-on-laptop]');
  });
  if (copiedAt || document.querySelector('.doors [data-on-laptop]')) tellProgress(rows, left);
}

const linkOf = (row: Element) => row.querySelector<HTMLAnchorElement>(':scope > .doors-what > a')!;

function mark(row: HTMLElement, words: string): void {
  row.querySelector('[data-on-laptop]')?.remove();
  if (words && !row.classList.contains('doors-done')) row.querySelector('details')?.removeAttribute('open');
  row.classList.toggle('doors-done', words !== '');
  if (words) row.querySelector('.why')?.prepend(element('li', { class: 'tag tag-try', 'data-on-laptop': true }, words));
}

function tellProgress(rows: readonly HTMLElement[], left: readonly HTMLElement[]): void {
  const [next] = left;
  for (const row of rows) {
    const link = linkOf(row);
    row.classList.toggle('doors-next', row === next);
    link.classList.toggle('btn', !row.classList.contains('doors-done'));
    link.classList.toggle('btn-primary', row === next);
    link.classList.toggle('btn-outline-primary', row !== next);
    link.firstChild!.textContent = row === next ? 'Ghi lượt thăm' : 'Mở';
  }
  const onward = document.querySelector<HTMLAnchorElement>('.next-door a')!;
  onward.parentElement!.hidden = !next;
  if (next) {
    onward.href = linkOf(next).href;
    onward.textContent = next.dataset.toKnock!;
  }
  const line = document.querySelector<HTMLElement>('.progress-line')!;
  const bar = line.querySelector('progress')!;
  bar.value = bar.max - left.length;
  line.querySelector('[data-progress]')!.textContent = `Đã ghi ${bar.value} cửa, còn ${left.length} cửa`;
  const { startsAt, endsAt, minutesPerDoor } = line.dataset;
  const round = { startsAt: new Date(startsAt!), endsAt: new Date(endsAt!), minutesPerDoor: Number(minutesPerDoor) };
  line.querySelector('[data-forecast]')!.textContent = roundForecast(round, left.length, new Date());
}
