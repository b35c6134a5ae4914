import type { Address } from './address';
import { numberIn, sideOf, type Side } from './door-number';
import { foldVietnamese } from './vietnamese-text';

// A door's position in the walk through a ward. The SQL function walk_order_path() holds the same rules; a test
// compares the two.

/** The path to a door: the blocks that contain it, outermost first, and its own place in the last of them. */
interface WalkPath {
  /** ['truc-bach ', '1 ', '999958 ~ 0 ']: the street Trúc Bạch, its odd side, the alley at number 41. */
  blocks: string[];
  door: string;
}

/** Direction of the walk: up by number, back down by number, or a place without sides, where numbers go up. */
type Direction = 'up' | 'back';

const SIDE_CODES: Record<Side, string> = { even: '0', odd: '1', none: '2' };
const NAMED_ALLEY = '3';
/** Sorts after every letter and digit: what is unknown comes last. */
const LAST = '~';
const HIGHEST_NUMBER = 999_999;
const LETTERS = '-0123456789abcdefghijklmnopqrstuvwxyz';
const FLOOR_WORDS: Readonly<Record<string, string>> = { ham: '000000', tret: '000001', lung: '000001-lung' };

/**
 * The walk that a team would take: street by street in the order of their names; up the even side, back down the odd
 * side; into each alley at its mouth, which is right after the door of the same number; in an alley by number, then by
 * letter (48, 48A, 50; 18-20 after 18; 'sau 48' after 48). In a house by building, floor, room. After the numbered
 * doors of a street come those whose side is unknown, then the named alleys. An address without a street comes with the
 * street of its alley's or estate's name, or after all streets.
 */
export function walkPath({ houseNumber, hem, ngach, ngo, street, building, floor, room }: Address): WalkPath {
  const alleys = alleyNumbers(ngo, ngach, hem);
  const named = isNamedAlley(ngo) ? ngo : '';
  const place = street || named || building.replace(/^.*tập thể /, '');
  const blocks = [`${words(place) || LAST} `];
  let direction: Direction = 'up';
  if (named) {
    blocks.push(`${NAMED_ALLEY} ${words(named)} `);
  } else {
    const side = sideOf(alleys[0] ?? houseNumber);
    blocks.push(`${SIDE_CODES[side]} `);
    if (side === 'odd') direction = 'back';
  }
  for (const number of named ? alleys.slice(1) : alleys) {
    blocks.push(`${position(number, direction, 'alley')} `);
    direction = 'up';
  }
  const at = position(houseNumber, direction, 'door');
  const inside = `${floorOrder(floor)} ${words(room)}`;
  if (building) return { blocks: [...blocks, `${at} ${words(building)} `], door: inside };
  return { blocks, door: `${at}  ${inside}` };
}

/** A key whose plain byte order is the walking order. ASCII: a–z, digits, '-', '~', parts separated by spaces. */
export function walkOrderKey(address: Address): string {
  const { blocks, door } = walkPath(address);
  return blocks.join('') + door;
}

/** The numbers on the way in, each counted from the alley before it: ngõ 41, hẻm 41/15/8 → ['41', '15/8']. */
function alleyNumbers(ngo: string, ngach: string, hem: string): string[] {
  const plates = [ngo, ngach, hem].filter(Boolean);
  return plates.map((plate, index) => {
    const outer = plates[index - 1];
    return outer !== undefined && plate.startsWith(`${outer}/`) ? plate.slice(outer.length + 1) : plate;
  });
}

const isNamedAlley = (ngo: string): boolean => ngo !== '' && !/^[a-z]{0,2}\d/.test(foldVietnamese(ngo));

/** An alley begins after the door of its number, so on the way back it comes before that door. */
function position(text: string, direction: Direction, kind: 'door' | 'alley'): string {
  const found = numberIn(text);
  if (!found) return `${LAST} ${words(text) || LAST} ${kind === 'alley' ? '1' : '0'}`;
  const { number } = found;
  const rest = words(found.rest) + (found.isBeside ? '-sau' : '');
  if (direction === 'up') return `${pad(number)} ${rest} ${kind === 'alley' ? '1' : '0'}`;
  return `${pad(HIGHEST_NUMBER - number)} ${backwards(rest)}${LAST} ${kind === 'alley' ? '0' : '1'}`;
}

/** Reverses the order once LAST follows it: on the way back 41A comes before 41. */
const backwards = (rest: string): string =>
  rest.replace(/./g, (letter) => LETTERS.charAt(LETTERS.length - 1 - LETTERS.indexOf(letter)));

/** The cellar, the ground floor, what lies between; then the floors by number. */
function floorOrder(floor: string): string {
  const folded = words(floor);
  return FLOOR_WORDS[folded] ?? folded;
}

/** '48A' → '000048a', 'Châu Long' → 'chau-long': numbers sort as numbers, nothing sorts below the separator. */
const words = (text: string): string =>
  foldVietnamese(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/\d+/g, pad);

const pad = (digits: string | number): string => String(digits).padStart(6, '0');
