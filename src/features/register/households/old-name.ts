import type { OldName } from '../places/official-place';

/** What a household's form says of an old name in the address, and what can be done about it. */
export interface OldNameNotice {
  text: string;
  /** Ways to go on with the form as it is: the name to write. */
  buttons: { value: 'official' | 'typed'; label: string }[];
  /** The way back to the typed name, where the official one was filled in; null where it was not. */
  keep: { href: string; label: string } | null;
}

type Found = OldName & { isSure: boolean };

/** After the question "which address": the official name was filled in, or the typed one kept on doubt. */
export function oldNameFilled(old: Found, asked: string, isKept: boolean): OldNameNotice {
  const keep = `/households/new?${new URLSearchParams({ address: asked, placeName: 'typed' }).toString()}`;
  if (isKept || !old.isSure) return { text: oldNameText(old), buttons: [], keep: null };
  return {
    text: `${oldNameText(old)} Đã điền tên đang dùng.`,
    buttons: [],
    keep: { href: keep, label: `Giữ “${old.typed}”` },
  };
}

/** Before saving: which of the two names shall be written. */
export function oldNameAsked(old: Found): OldNameNotice {
  return {
    text: `${oldNameText(old)} Ghi tên nào vào sổ?`,
    keep: null,
    buttons: [
      { value: 'official', label: `Ghi ${old.official[0]!}` },
      { value: 'typed', label: `Giữ ${old.typed}` },
    ],
  };
}

function oldNameText({ typed, official, isSure }: Found): string {
  return isSure
    ? `“${typed}” là tên cũ của ${official[0]!}.`
    : `“${typed}” có thể là tên cũ của ${official.join(' hoặc ')}, nên vẫn giữ chữ đã gõ.`;
}
