/** Pause after the last change before the words are sent; the longest time between two sendings of a quick hand. */
const PAUSE_MS = 3_000;
/** Browsers refuse a longer request that is to outlive its page. */
const MAX_OUTLIVING = 60_000;

/**
 * Keeps what is typed into a form with the account (features/office/drafts): it survives the tab, and every device of the
 * account offers it. Until it is known what was kept there, and while the user has not answered the offer, nothing is
 * written over it. Without an answer of the server the words stay in this tab alone.
 * @param offer shows what was kept, unless the form shows it already; resolves once the user has taken or dropped it.
 */
export function keepWithAccount(form: HTMLFormElement, offer: (words: string) => Promise<void> | null) {
  const address = new URL(form.getAttribute('action')!, location.href).pathname;
  /** What is to be sent. */
  let due: string | null = null;
  /** What the server holds; null while it is unknown. */
  let held: string | null = null;
  let isOffered = false;
  let timer = 0;
  let request = new AbortController();

  async function look(): Promise<void> {
    const reply = await fetch(`/drafts?form=${encodeURIComponent(address)}`, { redirect: 'manual' });
    if (!reply.ok || held !== null) return;
    held = ((await reply.json()) as { content: string | null }).content ?? '';
    const answered = held === '' ? null : offer(held);
    if (!answered) return;
    isOffered = true;
    await answered;
    isOffered = false;
  }

  async function send(): Promise<void> {
    clearTimeout(timer);
    timer = 0;
    if (held === null) await look();
    const content = due;
    if (content === null || held === null || isOffered) return;
    due = null;
    if (content === held) return;
    request = new AbortController();
    const token = form.querySelector<HTMLInputElement>('input[name=_csrf]')!.value;
    const body = new URLSearchParams({ _csrf: token, form: address, content });
    const keepalive = document.visibilityState === 'hidden' && body.toString().length < MAX_OUTLIVING;
    const { signal } = request;
    const sent = fetch('/drafts', { method: 'POST', body, redirect: 'manual', keepalive, signal });
    if (await sent.then(({ ok }) => ok).catch(() => false)) held = content;
    else if (!signal.aborted) due ??= content;
  }

  const quietly = (work: Promise<void>) => void work.catch(() => {});
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && due !== null) quietly(send());
  });
  quietly(look());
  return {
    /** Keeps this text a little later; '': nothing is left to keep. */
    later(words: string) {
      due = words;
      timer ||= window.setTimeout(() => quietly(send()), PAUSE_MS);
    },
    /** The form is being sent: the server forgets the draft by itself. */
    stop() {
      clearTimeout(timer);
      timer = 0;
      due = null;
      request.abort();
    },
  };
}
