import type { Address } from '../../../shared/address';
import { typed, type FieldErrors, type FormValues } from '../../../web/form';
import { withOfficialName, type OldName } from '../places/official-place';

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

/** The field whose error asks about an old name, unless the whole address was typed into one field. */
const NAME_FIELDS = { street: 'street', alley: 'ngo' } as const;

/** The address with the chosen name in it. Fails when it contains an old name and no choice has been made. */
export function readChosenName(
  old: Found | null,
  address: Address,
  values: FormValues,
): { ok: true; value: Address } | { ok: false; errors: FieldErrors; oldName: OldNameNotice } {
  const chosen = typed(values, 'placeName');
  if (!old?.isSure || chosen === 'typed') return { ok: true, value: address };
  const official = old.official[0]!;
  if (chosen === 'official') return { ok: true, value: withOfficialName(address, old, official) };
  const field = typed(values, 'address') ? 'address' : NAME_FIELDS[old.kind];
  return {
    ok: false,
    errors: { [field]: `“${old.typed}” là tên cũ của ${official}. Chọn tên ghi vào sổ.` },
    oldName: oldNameAsked(old),
  };
}

/** Before saving: asks which of the two names to write. */
const oldNameAsked = (old: Found): OldNameNotice => ({
  text: `${oldNameText(old)} Ghi tên nào vào sổ?`,
  keep: null,
  buttons: [
    { value: 'official', label: `Ghi ${old.official[0]!}` },
    { value: 'typed', label: `Giữ ${old.typed}` },
  ],
});

const oldNameText = ({ typed, official, isSure }: Found): string =>
  isSure
    ? `“${typed}” là tên cũ của ${official[0]!}.`
    : `“${typed}” có thể là tên cũ của ${official.join(' hoặc ')}, nên vẫn giữ chữ đã gõ.`;
