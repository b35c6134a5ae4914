import { encode } from 'uqr';

/** Brightness of each pixel, 0 to 255, row by row. */
interface Drawing {
  width: number;
  height: number;
  pixels: Buffer;
}

/** How a card is held: turned by degrees, leaning away at its right side, and the pixels of one square of its code. */
interface Pose {
  turn?: number;
  lean?: number;
  square?: number;
  noise?: number;
}

const [WIDTH, HEIGHT] = [1280, 720];
const [TABLE, CARD, INK] = [90, 215, 30];

/** A card on a table as a camera sees it: lines of print, and the code of a text. Without a text, the table. */
export function drawCard(text: string | null, { turn = 0, lean = 0, square = 5, noise = 0 }: Pose = {}): Drawing {
  const { data, size } = encode(text ?? '', { ecc: 'M', border: 4 });
  const angle = (turn / 180) * Math.PI;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const half = (size * square) / 2;
  /** The brightness of the card at a place measured from the middle of its code. */
  const brightness = (x: number, y: number): number => {
    const isDark = data[Math.floor((y + half) / square)]?.[Math.floor((x + half) / square)];
    if (isDark !== undefined) return isDark ? INK : CARD;
    if (Math.abs(y) > half + 20 || x > half + 20 || x < -half - 480) return TABLE;
    return x < -half - 20 && Math.floor(y / 11) % 4 === 0 && Math.floor(x / 9) % 5 !== 0 ? INK + 30 : CARD;
  };
  const random = randomNumbers(size * 7919 + turn);
  const pixels = Buffer.alloc(WIDTH * HEIGHT);
  for (let top = 0; top < HEIGHT; top += 1)
    for (let left = 0; left < WIDTH; left += 1) {
      let sum = 0;
      // Four samples a pixel: the edge of a square is grey, as in a photograph.
      for (let sample = 0; text !== null && sample < 4; sample += 1) {
        const u = left + (sample & 1) / 2 - WIDTH * 0.62;
        const v = top + (sample >> 1) / 2 - HEIGHT / 2;
        const depth = 1 + lean * (u / WIDTH);
        sum += brightness((u * cos + v * sin) * depth, (v * cos - u * sin) * depth);
      }
      if (text === null) sum = 4 * TABLE;
      const light = 0.8 + 0.2 * (left / WIDTH);
      pixels[top * WIDTH + left] = Math.max(0, Math.min(255, (sum / 4) * light + (random() - 0.5) * noise));
    }
  return { width: WIDTH, height: HEIGHT, pixels };
}

/** A film of one drawing for Chromium's fake camera. */
export function filmOf({ pixels }: Drawing): Buffer {
  const grey = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420\nFRAME\n`), pixels, grey]);
}

/** A picture file of a drawing, as a phone's camera would give. */
export function pictureOf({ width, height, pixels }: Drawing): { name: string; mimeType: string; buffer: Buffer } {
  const head = Buffer.alloc(54 + 1024);
  head.write('BM');
  head.writeUInt32LE(head.length + pixels.length, 2);
  head.writeUInt32LE(head.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(-height, 22); // from the top
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(8, 28); // bits a pixel
  head.writeUInt32LE(256, 46);
  for (let shade = 0; shade < 256; shade += 1) head.fill(shade, 54 + shade * 4, 57 + shade * 4);
  return { name: 'the.bmp', mimeType: 'image/bmp', buffer: Buffer.concat([head, pixels]) };
}

function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
