import type { OldName } from '../places/official-place';

/** The notice in a household's form about an old name in the address, with the available choices. */
export interface OldNameNotice {
  text: string;
  /** Choices of which name to write, for the form as it is. */
  buttons: { value: 'official' | 'typed'; label: string }[];
  /** Link that restores the typed name after the official one was filled in; null otherwise. */
  keep: { href: string; label: string } | null;
}

type Found = OldName & { isSure: boolean };

/**
 * After the address question: the official name was filled in, or the typed one was kept because the match is
 * uncertain.
 */
export function oldNameFilled(old: Found, asked: string, isKept: boolean): OldNameNotice {
  const keep = `/households/new?${new URLSearchParams({ address: asked, placeName: 'typed' }).toString()}`;
  if (isKept || !old.isSure) return { text: oldNameText(old), buttons: [], keep: null };
  return {
    text: `${oldNameText(old)} Đã điền tên đang dùng.`,
    buttons: [],
    keep: { href: keep, label: `Giữ “${old.typed}”` },
  };
}

/** Before saving: asks which of the two names to write. */
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
