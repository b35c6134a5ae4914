import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { element } from './element';

/** A form that is sent before the answer is found waits at most this long; then it is sent without. */
const PATIENCE_MS = 20_000;

type Challenge = Parameters<typeof solveChallenge>[0]['challenge'];

/**
 * Does the proof of work of form[data-proof] while its owner fills it in, from the first field on. The form is sent
 * without an answer where the browser offers no cryptography (over plain HTTP), as without JavaScript.
 */
export function doProofOfWork(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-proof]');
  if (!form || !('subtle' in crypto)) return;
  const challenge = JSON.parse(form.dataset.proof!) as Challenge;
  let work: Promise<void> | null = null;
  let isOver = false;
  const start = () => (work ??= solveInto(form, challenge).finally(() => (isOver = true)));

  form.addEventListener('focusin', () => void start(), { once: true });
  form.addEventListener('submit', (event) => {
    if (isOver) return;
    event.preventDefault();
    form.querySelector('button[type=submit]')?.classList.add('is-sending');
    const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
    void Promise.race([start(), patience]).then(() => {
      isOver = true;
      form.requestSubmit();
    });
  });
}

async function solveInto(form: HTMLFormElement, challenge: Challenge): Promise<void> {
  const solution = await solveChallenge({ challenge, deriveKey }).catch(() => null);
  if (!solution) return;
  form.append(element('input', { type: 'hidden', name: 'proof', value: JSON.stringify({ challenge, solution }) }));
}
