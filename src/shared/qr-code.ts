import { encode } from 'uqr';

/** A QR code as the outline of its dark squares in a drawing of `size` × `size`, quiet zone included. */
export interface QrCode {
  size: number;
  path: string;
}

/** @param text what a phone reads: an address. */
export function qrCode(text: string): QrCode {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: squares.join('') };
}
