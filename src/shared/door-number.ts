import { foldVietnamese } from './vietnamese-text';

export type Side = 'even' | 'odd' | 'none';

/**
 * The few characters on the door motif: the room in a building, otherwise the house number, '–' if neither is known.
 * Rooms lose a leading P ('P304' → '304'), so that they fit.
 */
export const doorNumberOf = ({ houseNumber, room }: { houseNumber: string; room: string }): string =>
  room.replace(/^P\.?\s?(?=\d)/i, '') || houseNumber || '–';

/** The side of a street by its number; 'none' without a number, or for an indirect one like 'đối diện 15'. */
export function sideOf(houseNumber: string): Side {
  const number = numberIn(houseNumber)?.number;
  if (number === undefined) return 'none';
  return number % 2 === 0 ? 'even' : 'odd';
}

/**
 * '48A' → { number: 48, rest: 'a' }; 'sau 48' and 'cạnh 48' count as beside the number; null if no number comes first.
 */
export function numberIn(text: string): { number: number; rest: string; isBeside: boolean } | null {
  const found = /^(?:(sau|canh) )?0*(\d{1,6})(?!\d)(.*)$/.exec(foldVietnamese(text));
  return found && { number: Number(found[2]), rest: found[3]!, isBeside: found[1] !== undefined };
}
