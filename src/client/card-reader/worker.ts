import { decodeQR } from 'qr/decode.js';
import { readCardCode, type CardFacts } from '../../shared/card-code';

// Reads the code of a card. The picture, and the fields that no form needs, never leave this worker.

/** A photograph is worth more time than a frame of the camera, which the next one follows. */
export type Picture = { bitmap: ImageBitmap; isStill: boolean };
/** What a picture shows: a card, a code that no card has, or neither. */
export type CardReading = CardFacts | 'other' | 'none';

type Detector = { detect(image: ImageBitmap): Promise<{ rawValue: string }[]> };
const { BarcodeDetector } = self as { BarcodeDetector?: new (options: { formats: string[] }) => Detector };
const detector = BarcodeDetector && new BarcodeDetector({ formats: ['qr_code'] });
const STILL = { effort: Infinity, timeLimit: 3000 };

self.addEventListener('message', ({ data, ports }: MessageEvent<Picture>) => {
  void readPicture(data).then((reading) => ports[0]!.postMessage(reading));
});

async function readPicture({ bitmap, isStill }: Picture): Promise<CardReading> {
  // A browser may have the detector without being able to use it.
  const detected = (await detector?.detect(bitmap).catch(() => [])) ?? [];
  // The browser's own may take the bytes of a Vietnamese name for another encoding.
  const texts = [...decode(bitmap, isStill), ...detected.map(({ rawValue }) => rawValue)];
  bitmap.close();
  return texts.map(readCardCode).find(Boolean) ?? (texts.length > 0 ? 'other' : 'none');
}

function decode(bitmap: ImageBitmap, isStill: boolean): string[] {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height).getContext('2d')!;
  canvas.drawImage(bitmap, 0, 0);
  try {
    return [decodeQR(canvas.getImageData(0, 0, width, height), isStill ? STILL : {})];
  } catch {
    return []; // no code
  }
}
