import { openLaptop } from './laptop';
import { enableUnlock } from './officer';

/** The page that the service worker shows without network: it asks for the password of the officer with a round. */
export async function offerUnlockOffline(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>('form[data-unlock]');
  if (!form) return;
  const laptop = await openLaptop();
  const keyrings = await laptop.getAll('keyrings');
  const path = location.pathname;
  const carried: typeof keyrings = [];
  for (const keyring of keyrings) if (await laptop.getKey('pages', [keyring.person, path])) carried.push(keyring);
  const why = document.querySelector<HTMLElement>('[data-locked-why]')!;
  if (carried.length === 0) {
    if (keyrings.length > 0) why.textContent = WITHOUT_COPY;
    return;
  }
  why.textContent = 'Buổi mang theo nằm trên máy này, đang khóa.';
  form.querySelector('[data-unlock-who]')!.textContent = carried.map(({ displayName }) => displayName).join(', hoặc ');
  form.hidden = false;
  form.querySelector<HTMLElement>('#unlock-password')!.focus();
  enableUnlock(form, laptop, carried);
}

const WITHOUT_COPY =
  'Trang này không có trong buổi mang theo: cửa ấy đã ghi và gửi rồi, hoặc không thuộc buổi. Có mạng thì tải lại trang.';
