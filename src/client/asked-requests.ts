/**
 * Ticks in the visit form whether each request of the household is done, in sight and before anything is saved: done
 * once every line of its service was sent or needs nothing, otherwise still to do. A request that
 * was answered already stays as it is.
 */
export function proposeRequestAnswers(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  const asked = [...(form?.querySelectorAll<HTMLElement>('[data-asked-service]') ?? [])];
  const unanswered = new Set(asked.filter((request) => !request.querySelector('input:checked')));
  if (!form || unanswered.size === 0) return;
  const propose = ({ target }: Event) => {
    unanswered.delete((target as HTMLElement).closest<HTMLElement>('[data-asked-service]')!);
    if (!form.querySelector('[name=outcome][value=met]:checked')) return;
    const services = [...form.querySelectorAll<HTMLSelectElement>('select[name$="[serviceId]"]')];
    for (const request of unanswered) {
      const lines = services.filter(({ value }) => value !== '' && value === request.dataset.askedService);
      const isDone = lines.length > 0 && lines.every((line) => ['submitted', 'not_needed'].includes(resultOf(line)));
      request.querySelector<HTMLInputElement>(`input[value=${isDone ? 'done' : 'open'}]`)!.checked = true;
    }
  };
  const resultOf = ({ name }: HTMLSelectElement) =>
    form.querySelector<HTMLSelectElement>(`[name="${name.replace('serviceId', 'result')}"]`)!.value;
  form.addEventListener('change', propose);
  // A line that was removed.
  form.addEventListener('click', (event) => {
    if ((event.target as HTMLElement).closest('[data-repeat-remove]')) queueMicrotask(() => propose(event));
  });
}
