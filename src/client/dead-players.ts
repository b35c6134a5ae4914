/** Says so in place of each player whose sound this browser cannot play. */
export function replaceDeadPlayers(): void {
  const replace = ({ target }: Event) =>
    target instanceof HTMLAudioElement && target.replaceWith('Máy này không phát được bản ghi âm này.');
  document.addEventListener('error', replace, true); // the event does not bubble
}
