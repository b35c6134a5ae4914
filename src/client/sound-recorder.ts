import { button, element } from './element';

/** Speech needs no more; thirty seconds are 120 kB. */
const BITS_PER_SECOND = 32_000;

/**
 * Puts a button before each input[type=file][data-records="most seconds"] that records from the microphone and sends the
 * form with what was said. Without a microphone, or without this, a file is chosen.
 */
export function recordSounds(): void {
  if (!('MediaRecorder' in window) || !('mediaDevices' in navigator)) return;
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-records]')) offer(input);
}

function offer(input: HTMLInputElement): void {
  const name = input.labels?.[0]?.textContent.trim() ?? '';
  let recorder: MediaRecorder | null = null;
  const press = button('Ghi âm', 'outline-primary', () => (recorder ? recorder.stop() : record()));
  const status = element('p', { class: 'form-text', role: 'status' });
  show('Ghi âm');
  input.before(press, status);

  function show(label: string): void {
    press.textContent = label;
    press.setAttribute('aria-label', `${label}: ${name}`);
  }

  async function record(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const parts: Blob[] = [];
      const recording = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_SECOND });
      recorder = recording;
      recording.addEventListener('dataavailable', ({ data }) => parts.push(data));
      recording.addEventListener('stop', () => {
        for (const track of stream.getTracks()) track.stop();
        recorder = null;
        send(new File(parts, 'ghi-am', { type: recording.mimeType }));
      });
      recording.start();
      show('Dừng và lưu');
      status.textContent = `Đang ghi, nhiều nhất ${input.dataset.records!} giây.`;
      // Stop early: the last chunk takes time.
      setTimeout(() => recording.state === 'recording' && recording.stop(), Number(input.dataset.records) * 1000 - 700);
    } catch {
      status.textContent = 'Máy không cho ghi âm: cho phép micrô rồi thử lại, hoặc chọn một tệp.';
    }
  }

  function send(file: File): void {
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    show('Ghi âm');
    status.textContent = 'Đang lưu…';
    input.form?.requestSubmit();
  }
}
