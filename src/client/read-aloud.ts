import { button } from './element';

/** Puts a button behind each [data-speak] that reads it aloud, where the browser has a Vietnamese voice. */
export function readAloud(): void {
  const texts = [...document.querySelectorAll<HTMLElement>('[data-speak]')];
  if (texts.length === 0 || !('speechSynthesis' in window)) return;
  const voice = () => speechSynthesis.getVoices().find(({ lang }) => lang.toLowerCase().startsWith('vi'));
  const offer = () => {
    if (!voice()) return;
    for (const text of texts.splice(0)) {
      const words = text.textContent;
      const speak = () => {
        speechSynthesis.cancel();
        const speech = new SpeechSynthesisUtterance(words);
        speech.lang = 'vi-VN';
        speech.voice = voice() ?? null;
        speechSynthesis.speak(speech);
      };
      text.after(button('Đọc to', 'outline-primary', speak));
    }
  };
  offer();
  // Some browsers load their voices later.
  speechSynthesis.addEventListener?.('voiceschanged', offer);
}
