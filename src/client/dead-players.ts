/** Says so in place of each player whose sound this browser cannot play. */
export function replaceDeadPlayers(): void {
  const replace = ({ target }: Event) =>
    target instanceof HTMLAudioElement &&
    target.replaceWith('Chưa phát được bản ghi âm này: tải lại trang, hoặc mở bằng máy khác.');
  document.addEventListener('error', replace, true); // the event does not bubble
}
