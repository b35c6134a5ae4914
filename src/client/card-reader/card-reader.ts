import type { CardFacts } from '../../shared/card-code';
import { typedNewPeople } from '../new-people';
import type { CardReading, Picture } from './worker';

/** Between two frames, so that the page stays quick: reading one takes up to 43 ms. */
const PAUSE_MS = 100;
/** In the order of the boxes. */
const FACTS = ['fullName', 'birth', 'birthYear', 'gender', 'nationalNumber', 'cardIssuedOn'] as const;
/** Maximum wait for the register: the resident is standing at the door. */
const PATIENCE_MS = 5000;

/**
 * Shows button[data-card-reader="address of the worker"], which fills its form from the code on a citizen's card. The
 * camera's frames, or without a camera a picture, go to the worker, which gives back what the code says; nothing keeps or sends them. Only
 * the number is sent, in the body of a POST: if it is in the register, that person is offered. Otherwise the form is
 * filled with what is ticked.
 */
export function offerCardReader(): void {
  const button = document.querySelector<HTMLButtonElement>('button[data-card-reader]');
  const dialog = document.querySelector<HTMLDialogElement>('[data-card-dialog]');
  if (button?.form && dialog && 'OffscreenCanvas' in window) enable(button, dialog, button.form);
}

function enable(button: HTMLButtonElement, dialog: HTMLDialogElement, form: HTMLFormElement): void {
  const find = <Part extends HTMLElement>(selector: string) => dialog.querySelector<Part>(selector)!;
  const [video, status, known] = [find<HTMLVideoElement>('video'), find('[role=status]'), find('[data-card-known]')];
  const [facts, take] = [find<HTMLFieldSetElement>('fieldset'), find('[data-card-take]')];
  const [picture, picker] = [find('[data-card-picture]'), find<HTMLInputElement>('input[type=file]')];
  const tell = (words: string) => void (status.textContent = words);
  let worker: Worker;

  // Out of the form, so that nothing of it is sent, kept, or answered by a key.
  document.body.append(dialog);
  button.hidden = false;
  button.addEventListener('click', () => {
    worker = new Worker(button.dataset.cardReader!);
    worker.addEventListener('error', () => tell('Máy này không đọc được mã: đóng lại và gõ.'));
    dialog.showModal();
    void watch();
  });
  dialog.addEventListener('close', () => {
    stop();
    worker.terminate();
    facts.hidden = take.hidden = true;
    for (const place of [known, status]) place.textContent = '';
    for (const label of facts.querySelectorAll('label')) label.remove();
  });
  find('[data-card-close]').addEventListener('click', () => dialog.close());
  picker.addEventListener('change', () => void readFile());

  function read(bitmap: ImageBitmap, isStill: boolean): Promise<CardReading> {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ bitmap, isStill } satisfies Picture, [bitmap, port2]);
    return new Promise((resolve) => (port1.onmessage = ({ data }: MessageEvent<CardReading>) => resolve(data)));
  }

  function stop(): void {
    for (const track of (video.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    video.hidden = true;
  }

  /** Reads frames of the camera until one shows a card, a picture is chosen or the dialog is closed. */
  async function watch(): Promise<void> {
    const camera = await openCamera().catch(() => null);
    stop();
    picture.hidden = camera !== null;
    if (!camera) return tell('Không mở được máy ảnh: cho phép rồi quét lại, chọn ảnh chụp thẻ, hoặc đóng lại và gõ.');
    video.srcObject = camera;
    if (!dialog.open) return stop();
    video.hidden = false;
    tell('Đưa mã trên thẻ vào giữa hình.');
    await video.play().catch(() => {});
    while (video.srcObject === camera) {
      const bitmap = await createImageBitmap(video).catch(() => null);
      const reading = bitmap ? await read(bitmap, false) : 'none';
      if (video.srcObject === camera && reading !== 'none') await show(reading);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async function readFile(): Promise<void> {
    stop();
    const bitmap = await createImageBitmap(picker.files![0]!).catch(() => null);
    picker.value = '';
    const asked = worker;
    const reading = bitmap ? await read(bitmap, true) : 'none';
    if (worker !== asked) return;
    if (reading === 'none') tell('Không thấy mã trong ảnh: chụp gần hơn, rõ hơn, hoặc đóng lại và gõ.');
    else await show(reading);
  }

  async function show(card: Exclude<CardReading, 'none'>): Promise<void> {
    if (card === 'other') return tell('Mã này không phải mã trên thẻ căn cước.');
    stop();
    picture.hidden = true;
    const asked = worker;
    const holder = await askRegister(card.nationalNumber, dialog.dataset.token!);
    if (!dialog.open || worker !== asked) return;
    known.innerHTML = holder ?? '';
    const link = known.querySelector('a');
    if (link) tell('Số trên thẻ đã có trong sổ: mở hồ sơ ấy.');
    else if (holder === null)
      tell('Chưa tra được số này trong sổ: không có mạng, tra quá nhiều lần, hoặc số không đúng.');
    else tell('Số trên thẻ chưa có trong sổ.');
    facts.hidden = take.hidden = link !== null;
    if (!link) offer(card);
    (link ?? take).focus();
  }

  /** A box for each fact that the form has a field for; what would replace something typed is not ticked. */
  function offer(card: CardFacts): void {
    // A visit's form has several new people: the first without a name.
    const rows = [...form.querySelectorAll<HTMLElement>('[data-new-person]')];
    const named = typedNewPeople(form);
    const about = rows.find((row) => !named.includes(row.dataset.newPerson!)) ?? rows.at(-1) ?? form;
    const choices = FACTS.flatMap((name) => {
      const control = about.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"],[name$="[${name}]"]`);
      if (!control) return [];
      const value = card[name];
      const before = control.value === value ? '' : wordsOf(control, control.value);
      const label = facts.appendChild(document.createElement('label'));
      const box = label.appendChild(document.createElement('input'));
      Object.assign(box, { type: 'checkbox', className: 'form-check-input', checked: before === '' });
      const words = `${control.labels![0]!.firstChild!.textContent!.trim()}: ${wordsOf(control, value)}`;
      label.append(before ? `${words} (thay cho ${before})` : words);
      return [{ name, box, control, value }];
    });
    if (choices.some(({ name, box }) => name === 'fullName' && !box.checked)) {
      for (const { box } of choices) box.checked = false;
      tell('Tên trên thẻ khác tên trong biểu mẫu: xem lại có đúng người không.');
    }
    take.onclick = () => {
      dialog.close();
      const ticked = choices.filter(({ box }) => box.checked);
      for (const { control, value } of ticked) {
        control.value = value;
        for (const event of ['input', 'change']) control.dispatchEvent(new Event(event, { bubbles: true }));
      }
      ticked[0]?.control.focus();
    };
  }
}

/** Not there at all over plain HTTP. */
const openCamera = async () =>
  navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1920 } } });

const wordsOf = (control: HTMLInputElement | HTMLSelectElement, value: string): string =>
  (value && control.querySelector(`option[value="${CSS.escape(value)}"]`)?.textContent) || value;

/** The holder of the number as an HTML fragment; '' if nobody has it, null without an answer. */
async function askRegister(nationalNumber: string, token: string): Promise<string | null> {
  try {
    const body = new URLSearchParams({ nationalNumber, _csrf: token });
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch('/card-readings', { method: 'POST', body, signal, redirect: 'manual' });
    return response.ok ? (await response.text()).trim() : null;
  } catch {
    return null;
  }
}
