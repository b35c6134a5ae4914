/** A sound, read from its bytes. */
export interface Sound {
  /** As it is stored and served: without the metadata (place, title) that a phone writes. */
  bytes: Buffer;
  type: 'audio/webm' | 'audio/ogg' | 'audio/mp4';
  seconds: number;
}

/** Reads what a browser records or a telephone saves: Opus in WebM or Ogg, sound in MP4; null for anything else. */
export function readSound(given: Buffer): Sound | null {
  const bytes = Buffer.from(given);
  try {
    const type = typeOf(bytes);
    const seconds = type && LENGTHS[type](bytes);
    return type && seconds !== null && seconds > 0 ? { bytes, type, seconds } : null;
  } catch (error) {
    if (error instanceof RangeError) return null; // cut off
    throw error;
  }
}

function typeOf(bytes: Buffer): Sound['type'] | null {
  if (bytes.readUInt32BE(0) === 0x1a45dfa3) return 'audio/webm';
  if (bytes.toString('latin1', 0, 4) === 'OggS') return 'audio/ogg';
  return bytes.toString('latin1', 4, 8) === 'ftyp' ? 'audio/mp4' : null;
}

/** Seconds of a sound; null if it holds a picture too, or no length. */
const LENGTHS: Record<Sound['type'], (bytes: Buffer) => number | null> = {
  'audio/webm': secondsOfWebm,
  'audio/ogg': secondsOfOgg,
  'audio/mp4': secondsOfMp4,
};

/** WebM elements that hold others, whose size a recorder leaves unknown. RFC 9559. */
const MASTERS = new Set([0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0x1f43b675, 0xa0]);
/** Tags, attachments, chapters, the names of title, track and files. */
const METADATA = new Set([0x1254c367, 0x1941a469, 0x1043a770, 0x7ba9, 0x536e, 0x7384, 0x3c83ab, 0x3e83bb]);
const VIDEO_TRACK = 1;

function secondsOfWebm(bytes: Buffer): number | null {
  let [at, scale, cluster, last, written] = [0, 1_000_000, 0, 0, 0];
  while (at < bytes.length) {
    const element = at;
    const id = vint(bytes, at);
    const size = vint(bytes, at + id.length);
    const begin = at + id.length + size.length;
    at = MASTERS.has(id.value) ? begin : begin + (size.value - 2 ** (7 * size.length));
    if (at > bytes.length) throw new RangeError('cut off');
    const length = at - begin;
    if (METADATA.has(id.value)) makeVoid(bytes.subarray(element, at));
    else if (id.value === 0x2ad7b1) scale = bytes.readUIntBE(begin, length);
    else if (id.value === 0x4489) written = length === 4 ? bytes.readFloatBE(begin) : bytes.readDoubleBE(begin);
    else if (id.value === 0xe7) cluster = bytes.readUIntBE(begin, length);
    else if (id.value === 0x83 && bytes.readUInt8(begin) === VIDEO_TRACK) return null;
    else if (id.value === 0xa3 || id.value === 0xa1)
      last = Math.max(last, cluster + bytes.readInt16BE(begin + vint(bytes, begin).length));
  }
  return (Math.max(last, written) * scale) / 1e9;
}

/** Makes an element of at least three bytes one that says nothing, of the same length. */
function makeVoid(element: Buffer): void {
  element.fill(0)[0] = 0xec;
  if (element.length < 9) element[1] = 0x80 + element.length - 2;
  else element.fill(1, 1, 2).writeUIntBE(element.length - 9, 3, 6);
}

/** A number of EBML with its marker bit, and its length in bytes. */
function vint(bytes: Buffer, at: number): { value: number; length: number } {
  const length = Math.clz32(bytes.readUInt8(at)) - 23;
  if (length > 8) throw new RangeError('no EBML');
  const high = length > 6 ? bytes.readUIntBE(at, length - 6) * 2 ** 48 : 0;
  return { value: high + bytes.readUIntBE(at + Math.max(0, length - 6), Math.min(6, length)), length };
}

/** Opus counts 48,000 samples a second, whatever was recorded. One page has the head, the next the comments. RFC 7845. */
function secondsOfOgg(bytes: Buffer): number | null {
  if (bytes.toString('latin1', 28, 36) !== 'OpusHead') return null;
  let [last, comments] = [0n, 1];
  for (let [at, index] = [0, 0]; at < bytes.length; index += 1) {
    if (bytes.toString('latin1', at, at + 4) !== 'OggS') return null;
    const granule = bytes.readBigInt64LE(at + 6);
    if (granule > last) last = granule;
    const [page, body] = [at, at + 27 + bytes.readUInt8(at + 26)];
    at = bytes.subarray(page + 27, body).reduce((end, length) => end + length, body);
    if (at > bytes.length) throw new RangeError('cut off');
    if (index === 0 || index > comments) continue;
    if (index === 1 && bytes.toString('latin1', body, body + 8) !== 'OpusTags') return null;
    bytes.fill(0, index === 1 ? body + 8 : body, at);
    if (bytes[body - 1] === 255) comments += 1;
    writeChecksum(bytes.subarray(page, at));
  }
  return (Number(last) - bytes.readUInt16LE(28 + 10)) / 48_000;
}

/** Writes the checksum of an Ogg page. RFC 3533. */
function writeChecksum(page: Buffer): void {
  page.writeUInt32LE(0, 22);
  let sum = 0;
  for (const byte of page) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? 0x04c11db7 : 0);
  }
  page.writeUInt32LE(sum >>> 0, 22);
}

/** MP4 boxes that hold others. ISO/IEC 14496-12. */
const BOXES = new Set(['moov', 'trak', 'mdia', 'mvex', 'moof', 'traf']);
const UNKNOWN = 0xffffffff;

function secondsOfMp4(bytes: Buffer): number | null {
  let [scale, length, usual, ofFragment, base, end] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < bytes.length;) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    const size = bytes.readUInt32BE(at) || bytes.length - at;
    if (size < 8) throw new RangeError('no box');
    const u32 = (place: number) => bytes.readUInt32BE(at + 8 + place);
    const isLong = bytes.readUInt8(at + 8) === 1;
    if (name === 'hdlr' && bytes.toString('latin1', at + 16, at + 20) === 'vide') return null;
    else if (name === 'mdhd') [scale, length] = isLong ? [u32(20), u32(28)] : [u32(12), u32(16)];
    else if (name === 'trex') usual = u32(12);
    else if (name === 'tfhd') {
      const flags = u32(0);
      ofFragment = flags & 8 ? u32(8 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0)) : usual;
    } else if (name === 'tfdt') base = isLong ? u32(4) * 2 ** 32 + u32(8) : u32(4);
    else if (name === 'trun') {
      const [flags, samples] = [u32(0), u32(4)];
      const first = 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
      const each = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
      if (flags & 0x100) for (let sample = 0; sample < samples; sample += 1) base += u32(first + sample * each);
      else base += samples * ofFragment;
      end = Math.max(end, base);
    } else if (name === 'udta' || name === 'meta') {
      bytes.fill(0, at + 8, at + size).write('free', at + 4, 'latin1');
    }
    at += BOXES.has(name) ? 8 : size;
    if (at > bytes.length) throw new RangeError('cut off');
  }
  return scale === 0 ? null : Math.max(length === UNKNOWN ? 0 : length, end) / scale;
}
