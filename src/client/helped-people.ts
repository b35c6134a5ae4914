import { forEachPart } from './added-parts';
import { button } from './offline/element';

/** As many as are read at a glance. */
const FEW = 4;

/**
 * In the home of many, a line of help offers only residents who are present, so that the officer need not look for two
 * people among twelve in each line; a press shows the others. While none is ticked, all are offered.
 */
export function offerThosePresent(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
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
