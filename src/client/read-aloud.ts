/** Puts a button behind each [data-speak] that reads it aloud, where the browser has a Vietnamese voice. */
export function readAloud(): void {
  const texts = [...document.querySelectorAll<HTMLElement>('[data-speak]')];
  if (texts.length === 0 || !('speechSynthesis' in window)) return;
  const voice = () => speechSynthesis.getVoices().find(({ lang }) => lang.toLowerCase().startsWith('vi'));
  const offer = () => {
    if (!voice()) return;
    for (const text of texts.splice(0)) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'btn btn-outline-primary';
      button.textContent = 'Đọc to';
      const words = text.textContent;
      button.addEventListener('click', () => {
        speechSynthesis.cancel();
        const speech = new SpeechSynthesisUtterance(words);
        speech.lang = 'vi-VN';
        speech.voice = voice() ?? null;
        speechSynthesis.speak(speech);
      });
      text.after(button);
    }
  };
  offer();
  // Some browsers load their voices later.
  speechSynthesis.addEventListener?.('voiceschanged', offer);
}
