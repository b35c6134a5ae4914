import type { Gender } from '../generated/prisma/enums';
import type { BirthDate } from './dates';
import { formatPhoneNumber } from './phone-number';

/** How a resident wants to be notified: by telephone, on paper, through the household's helper, or a relative. */
export type ContactWish =
  | { way: 'telephone' | 'paper' | 'helper' }
  | {
      way: 'relative';
      /** Who it is: 'con gái Nguyễn Thị Mai'. */
      name: string;
      /** '0912345678', as stored. */
      phone: string;
    };

/** A person who can be notified, and how they want it. */
export interface NotifiedPerson {
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  phone: string | null;
  wish: ContactWish | null;
}

export type ContactWay = ContactWish['way'];

export const CONTACT_WAYS: Record<ContactWay, string> = {
  telephone: 'Gọi điện',
  paper: 'Nhận giấy',
  helper: 'Qua người giúp số của hộ',
  relative: 'Qua người thân',
};

/** 'Qua người thân: con gái Mai, 0912 345 678'; '' if nothing was said. */
export function contactWishSummary(wish: ContactWish | null): string {
  if (!wish) return '';
  return wish.way === 'relative'
    ? `${CONTACT_WAYS.relative}: ${wish.name}, ${formatPhoneNumber(wish.phone)}`
    : CONTACT_WAYS[wish.way];
}

/** The wish as one text, equal for equal wishes; '' if nothing was said. A form carries it, so that a second writer is noticed. */
export function contactWishText(wish: ContactWish | null): string {
  if (!wish) return '';
  return wish.way === 'relative' ? [wish.way, wish.name, wish.phone].join(' | ') : wish.way;
}
