import { forEachPart } from './added-parts';
import { button } from './element';

/** As many as are read at a glance. */
const FEW = 4;

/**
 * Keeps the lines of help short. In the home of many, a line offers only residents who are present, so that the officer
 * need not look for two people among twelve; a press shows the others. While none is ticked, all are offered.
 */
export function offerThosePresent(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  form?.addEventListener('click', (event) => {
    goOnToService(event);
    if ((event.target as HTMLElement).closest('[data-repeat-add]')) foldWhatIsDone(form);
  });
  if (!form || form.querySelectorAll('[name=presence]').length <= FEW) return;
  forEachPart<HTMLSelectElement>('form[data-visit-form] select[name$="[residentId]"]', (select) => {
    const tiles = select.previousElementSibling;
    if (!tiles?.matches('.tiles')) return;
    const more = button('Người khác trong nhà', 'link', () => {
      tiles.toggleAttribute('data-all', true);
      more.hidden = true;
      tiles.querySelector<HTMLElement>('[data-aside] input')?.focus();
    });
    tiles.append(more);
    const refresh = () => {
      const present = new Set(
        [...form.querySelectorAll<HTMLInputElement>('[name=presence]:checked')].map(({ value }) => value),
      );
      for (const tile of tiles.querySelectorAll('.choice')) {
        const { value } = tile.querySelector('input')!;
        // A new person is present, or hidden until there is a name.
        const isOffered =
          present.size === 0 || present.has(value) || value === select.value || value.startsWith('new-');
        tile.toggleAttribute('data-aside', !isOffered);
      }
      more.hidden = tiles.hasAttribute('data-all') || !tiles.querySelector('[data-aside]');
    };
    form.addEventListener('change', refresh);
    refresh();
  });
}

/** A tap on who was helped opens the services, if none is chosen. Keys go on by themselves (answer-keys.ts). */
function goOnToService({ target, detail }: MouseEvent): void {
  const row = (target as HTMLElement).closest('.tiles[id$="-residentId"]')?.closest('.assist');
  const service = row?.querySelector<HTMLInputElement>('.search-select input');
  if (detail === 0 || !service || service.value !== '') return;
  // After the label has passed the press on to its answer.
  setTimeout(() => {
    service.focus();
    service.click();
  });
}

/** With another line, those that have a service fold to one: 'Việc 1: Đăng ký tạm trú · Bà Phạm Thị Sáu · Đã nộp trên Cổng'. */
function foldWhatIsDone(form: HTMLFormElement): void {
  for (const row of form.querySelectorAll<HTMLElement>('.assist[data-repeat-row]:not(:has(.field-error))')) {
    const chosen = (part: string) => {
      const select = row.querySelector<HTMLSelectElement>(`select[name$="[${part}]"]`);
      return select?.value ? (select.selectedOptions[0]?.label ?? '') : '';
    };
    if (chosen('serviceId') === '') continue;
    const words = ['serviceId', 'residentId', 'result'].map(chosen).filter(Boolean).join(' · ');
    row.querySelector('[data-row-words]')!.textContent = `: ${words}`;
    row.querySelector('details')!.open = false;
  }
}
