import { element } from './element';
import { enableRowMoves } from './row-moves';

/**
 * A list to arrange by dragging its handles (mouse, pen and finger) or with Alt and the arrow keys:
 *
 *   <div data-walk="/lanes/…/moves">
 *     <form><input name="_csrf"><input name="version"><ol data-walk-list><li data-walk-item="id" tabindex="-1">
 *       <button type="button" data-walk-handle hidden>…
 *
 * A row moves at once; the move is sent as its buttons would send it, and the answer's page puts the list right. Without a
 * script the buttons do the same, one page a move.
 */
export function enableWalkOrder(): void {
  const section = document.querySelector<HTMLElement>('[data-walk]');
  if (!section?.querySelector('input[name=version]')) return;
  showScriptParts(section);
  enableRowMoves(section, {
    row: '[data-walk-item]',
    handle: '[data-walk-handle]',
    onMoved: (row) => send(section, row),
  });
  if (location.hash.startsWith('#at-')) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.focus();
}

function showScriptParts(section: HTMLElement): void {
  for (const part of [
    ...section.querySelectorAll<HTMLElement>('[data-walk-handle]'),
    ...document.querySelectorAll<HTMLElement>('[data-walk-script]'),
  ])
    part.hidden = false;
}

// ---------------------------------------------------------------- saving

let waiting = 0;
let sending: Promise<void> = Promise.resolve();

/** Sends moves one after the other, each with the version that the one before returned. */
function send(section: HTMLElement, row: HTMLElement): void {
  const next = row.nextElementSibling;
  const previous = row.previousElementSibling;
  const beside = previous instanceof HTMLElement ? previous : next;
  if (!(beside instanceof HTMLElement)) return;
  const move = `${row.dataset.walkItem!}>${beside === previous ? 'after' : 'before'}>${beside.dataset.walkItem!}`;
  waiting += 1;
  sending = sending
    .then(() => post(section, move, row.id))
    .finally(() => {
      waiting -= 1;
    });
}

async function post(section: HTMLElement, move: string, rowId: string): Promise<void> {
  const form = section.querySelector('form')!;
  const field = (name: string) => form.querySelector<HTMLInputElement>(`input[name=${name}]`)!;
  const body = new URLSearchParams({ _csrf: field('_csrf').value, version: field('version').value, move });
  let answer: Response;
  try {
    answer = await fetch(section.dataset.walk!, { method: 'POST', body });
  } catch {
    return sendAsPage(form, move);
  }
  // Another user was faster, or the session is over: that page says what to do.
  if (!answer.ok) return sendAsPage(form, move);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.querySelector('[data-walk]');
  if (!fresh) return sendAsPage(form, move);
  for (const version of section.querySelectorAll<HTMLInputElement>('input[name=version]'))
    version.value = fresh.querySelector<HTMLInputElement>('input[name=version]')!.value;
  if (waiting > 1) return;
  section.replaceChildren(...fresh.childNodes);
  showScriptParts(section);
  document.getElementById(rowId)?.focus();
  announce(page.querySelector('.alert')?.textContent.trim() ?? '');
}

function sendAsPage(form: HTMLFormElement, move: string): void {
  form.append(element('input', { type: 'hidden', name: 'move', value: move }));
  form.submit();
}

/** Announces the move to users of a screen reader. */
function announce(words: string): void {
  let line = document.querySelector<HTMLElement>('[data-walk-said]');
  if (!line) {
    line = element('p', { class: 'visually-hidden', role: 'status', 'data-walk-said': true });
    document.body.append(line);
  }
  line.textContent = words;
}
