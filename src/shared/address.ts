import { capitalise, foldVietnamese, normalisePersonName, normaliseText } from './vietnamese-text';

/**
 * A door in Hà Nội, phố → ngõ → ngách → hẻm → số nhà; '' where a part is absent. A numbered alley holds the whole path
 * on its plate (ngo '41', ngach '41/15', hem '41/15/8'); a named one its name (ngo 'Châu Long'), and the alleys inside
 * it count from there (ngach '3', hem '3/8'). `building` is a code ('C2'), a name ('Lancaster') or an estate with or
 * without a code ('C2 tập thể Hóa Chất'). House numbers are text: '12A', '18-20'. Form of an address: Quyết định
 * 05/2006/QĐ-BXD.
 */
export interface Address {
  houseNumber: string;
  hem: string;
  ngach: string;
  ngo: string;
  street: string;
  building: string;
  floor: string;
  room: string;
}

interface Lane {
  /** The label folded: equal for all doors of one lane however its name is accented. */
  key: string;
  /** For people: 'Ngách 12/8 Trúc Bạch', 'Phố Phạm Hồng Thái, bên số chẵn'. */
  label: string;
}

const LETTER = '[a-zđ]';
const END = '(?![\\p{L}\\d])';
const NUMBER = `${LETTER}{0,2}\\d+(?:\\s?(?:bis|${LETTER}\\d*))?${END}`;
const PATH = `${NUMBER}(?:-${NUMBER})?(?:/${NUMBER}(?:-${NUMBER})?)*`;
const DIGIT_CODE = `${LETTER}{0,2}\\d+(?:${LETTER}\\d*)?${END}`;
const FLOOR = `(?:${DIGIT_CODE}|(?:trệt|hầm|lửng)${END})`;
const BUILDING_CODE = `(?:${LETTER}{0,3}\\d+(?:${LETTER}\\d*)?|${LETTER})${END}`;

const startingWith = (pattern: string) => new RegExp(`^(?:${pattern})`, 'iu');
const wholeWord = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?!\\p{L})`, 'giu');

const STARTS_WITH_PATH = startingWith(PATH);
const STARTS_WITH_DIGIT_CODE = startingWith(DIGIT_CODE);
const STARTS_WITH_FLOOR = startingWith(FLOOR);
const STARTS_WITH_CODE = startingWith(BUILDING_CODE);
const IS_PATH = startingWith(`${PATH}$`);
const IS_CODE = startingWith(`${BUILDING_CODE}$`);
const IS_CODE_IN_ESTATE = startingWith(`${BUILDING_CODE} tập thể `);
const IS_ESTATE = startingWith('tập thể ');

/** Parts that say nothing of the door, up to the next comma. */
const OUTSIDE = new RegExp(
  wholeWord(
    '(?:tổ|to)\\s*(?:dân phố|dan pho|số|\\d+)|tdp|khu dân cư|kdc|cụm \\d+|phường|phuong|quận|quan(?= ba dinh)|q(?=\\.)' +
      '|thành phố|thanh pho|tp|[pq]\\.?\\s*(?:ba đình|ba dinh)',
  ).source + '[^,]*',
  'giu',
);
const KNOWN_PLACES_AT_END = /(?:(?:^|[\s,.-]+)(?:ba đình|ba dinh|hà nội|ha noi|hn|việt nam|viet nam|vn))+[\s,.-]*$/iu;

type Opening = 'số' | 'ngõ' | 'ngách' | 'hẻm' | 'phố' | 'phòng' | 'tầng' | 'tập thể' | 'tòa' | 'nhà' | 'p.';

/**
 * The words that open a part, as people write them, longest first. An unaccented spelling counts only when it is wholly
 * unaccented, so that 'Ngô', 'Phó Đức Chính' and 'Tô' are never taken for ngõ, phố and tổ.
 */
const OPENING_WORDS: readonly (readonly [Opening, RegExp])[] = [
  ['số', wholeWord(`(?:số nhà|so nha|nhà số|nha so|sn|số|so)(?=[\\s.]*${NUMBER})`)],
  ['ngõ', wholeWord('ngõ|ngỏ|ngo')],
  ['ngách', wholeWord('ngách|ngach')],
  ['hẻm', wholeWord('hẻm|hem')],
  ['phố', wholeWord('phố|pho(?! duc chinh)|đường|duong|đ(?=\\.)')],
  ['phòng', wholeWord(`(?:phòng|phong|căn hộ|can ho|căn|p)(?=[\\s.]*${DIGIT_CODE})`)],
  ['tầng', wholeWord(`(?:tầng|tang|lầu)(?=[\\s.]*${FLOOR})`)],
  ['tập thể', wholeWord('(?:khu )?(?:tập thể|tap the)|ktt|tt')],
  ['tòa', wholeWord('(?:tòa|toà) nhà|toa nha|tòa|toà|toa|chung cư|chung cu')],
  ['nhà', wholeWord(`(?:nhà|nha)(?=[\\s.]*${BUILDING_CODE})`)],
  ['p.', wholeWord('p(?=\\.)')],
];

/** What has been read so far; a name that no word introduced waits in `names`, one after 'P.' in `ambiguousName`. */
interface Draft {
  house: string;
  hem: string;
  ngach: string;
  ngo: string;
  namedAlley: string;
  street: string;
  names: string[];
  ambiguousName: string;
  building: string;
  estate: string;
  floor: string;
  room: string;
}

/**
 * Reads an address as people in Hà Nội write it (the unit test holds the table of forms). Tổ, phường, quận and city are
 * left out; names in one case become 'Trúc Bạch', letters of numbers capital; '12/8 Trúc Bạch' is house 8 in ngõ 12.
 * 'P.' before a number is a room; before a name it is the phố when no other is named, else the phường. null when the
 * text names no street, alley or building.
 */
export function parseAddress(text: string): Address | null {
  const draft: Draft = {
    house: '', hem: '', ngach: '', ngo: '', namedAlley: '', street: '', names: [], ambiguousName: '',
    building: '', estate: '', floor: '', room: '',
  };
  for (const part of partsOf(text)) {
    const [, opening, words] = /^(?:(.+):)?(.*)$/.exec(part)!;
    const rest = opening ? READERS[opening as Opening](draft, trimPart(words!)) : words!;
    readUnopened(draft, trimPart(rest));
  }
  const address = addressFrom(draft);
  return address.street || alleyOf(address) || address.building ? address : null;
}

/** Cuts a text before each opening word: 'ngõ 12 Trúc Bạch, số 5' → ['', 'ngõ: 12 Trúc Bạch', '', 'số: 5']. */
function partsOf(text: string): string[] {
  const tidied = normaliseText(text)
    .replace(/[:;()]/g, ',')
    .replace(/(?<!\d)\s[-–]\s|\s[-–]\s(?!\d)/g, ', ')
    .replace(/(?<=\d\p{L}?)\s*([-–/])\s*(?=\d)/gu, (_, sign: string) => (sign === '/' ? '/' : '-'))
    .replace(wholeWord('(ngõ|ngách|hẻm|phòng|tầng|tòa) số(?= \\d)'), '$1')
    .replace(OUTSIDE, '')
    .replace(KNOWN_PLACES_AT_END, '');
  return OPENING_WORDS.reduce((marked, [opening, words]) => marked.replace(words, `,${opening}:`), tidied).split(',');
}

/** What follows each opening word goes to the draft; the rest that does not belong to it is returned. */
const READERS: Record<Opening, (draft: Draft, words: string) => string> = {
  số: readHouse,
  ngõ: (draft, words) => {
    const [path, rest] = cut(words, STARTS_WITH_PATH);
    if (path) draft.ngo ||= path;
    else draft.namedAlley ||= normalisePersonName(words);
    return path ? rest : '';
  },
  ngách: (draft, words) => readStart(draft, 'ngach', words, STARTS_WITH_PATH),
  hẻm: (draft, words) => readStart(draft, 'hem', words, STARTS_WITH_PATH),
  phố: (draft, words) => readName(draft, 'street', words),
  phòng: (draft, words) => readStart(draft, 'room', words, STARTS_WITH_DIGIT_CODE),
  tầng: (draft, words) => readStart(draft, 'floor', words, STARTS_WITH_FLOOR),
  'tập thể': (draft, words) => readName(draft, 'estate', words),
  tòa: (draft, words) =>
    STARTS_WITH_CODE.test(words)
      ? readStart(draft, 'building', words, STARTS_WITH_CODE)
      : readName(draft, 'building', words),
  nhà: (draft, words) => {
    const isBuilding = /^\D/.test(words) || draft.room || draft.floor;
    if (!isBuilding) return readHouse(draft, words);
    if (draft.house && !draft.room) [draft.room, draft.house] = [draft.house, '']; // '304 nhà C2'
    return readStart(draft, 'building', words, STARTS_WITH_CODE);
  },
  'p.': (draft, words) => readName(draft, 'ambiguousName', words),
};

/** A part without an opening word: perhaps a number, then perhaps a name. */
function readUnopened(draft: Draft, words: string): void {
  const name = readUnopenedNumber(draft, words);
  if (/\p{L}/u.test(name)) draft.names.push(normalisePersonName(trimPart(name)));
}

function readUnopenedNumber(draft: Draft, words: string): string {
  const needsBuilding = draft.room && !draft.building && !draft.estate;
  if (needsBuilding && /^\p{L}/u.test(words)) return readStart(draft, 'building', words, STARTS_WITH_DIGIT_CODE); // 'P304-C2'
  return draft.house ? words : readHouse(draft, words);
}

function readHouse(draft: Draft, words: string): string {
  return readStart(draft, 'house', words, STARTS_WITH_PATH);
}

type TextField = Exclude<keyof Draft, 'names'>;

function readStart(draft: Draft, field: TextField, words: string, pattern: RegExp): string {
  const [start, rest] = cut(words, pattern);
  draft[field] ||= start;
  return rest;
}

function readName(draft: Draft, field: TextField, words: string): string {
  draft[field] ||= normalisePersonName(words);
  return '';
}

/** The start of the words that matches, in its printed form ('48 a' → '48A'), and the rest. */
function cut(words: string, pattern: RegExp): [string, string] {
  const start = pattern.exec(words)?.[0] ?? '';
  const printed = /^\p{L}+$/u.test(start) && start.length > 1 ? start.toLowerCase() : start.replace(/\s/g, '').toUpperCase();
  return [printed, words.slice(start.length)];
}

function trimPart(words: string): string {
  return words.replace(/^[\s.-]+|[\s.-]+$/g, '');
}

function addressFrom(draft: Draft): Address {
  const alleyPath = [draft.ngo, draft.ngach, draft.hem].map((path) => (path ? path.split('/') : [])).reduce(joinPaths);
  const doorPath = draft.house ? joinPaths(alleyPath, draft.house.split('/')) : alleyPath;
  const alleys = draft.house ? doorPath.slice(0, -1) : doorPath;

  const openedLevel = draft.hem ? 3 : draft.ngach ? 2 : draft.ngo ? 1 : 0;
  const level = Math.min(3, Math.max(openedLevel, alleys.length + (draft.namedAlley ? 1 : 0)));
  const pathAt = (depth: number) =>
    level < depth ? '' : alleys.slice(0, Math.max(0, alleys.length - (level - depth))).join('/');

  return {
    houseNumber: draft.house ? doorPath.at(-1)! : '',
    hem: pathAt(3),
    ngach: pathAt(2),
    ngo: draft.namedAlley || pathAt(1),
    street: draft.street || (draft.namedAlley ? '' : (draft.names[0] ?? draft.ambiguousName)),
    building: [draft.building, draft.estate && `tập thể ${draft.estate}`].filter(Boolean).join(' '),
    floor: draft.floor,
    room: draft.room,
  };
}

/** '41' and '15' make 41/15; '41' and '41/15' do too, because plates repeat the path. */
function joinPaths(outer: string[], inner: string[]): string[] {
  const repeatsOuter = inner.length > outer.length && outer.every((number, index) => inner[index] === number);
  return repeatsOuter ? inner : [...outer, ...inner];
}

/**
 * The address on one line, as the ward prints it: '6 hẻm 41/15/8 Trúc Bạch', '5 ngõ Châu Long', 'P304 nhà C2 Trúc Bạch'.
 * `parseAddress` reads it back to the same address.
 */
export function formatAddress(address: Address): string {
  const indoors = join(address.room && `P${address.room}`, address.floor && `tầng ${address.floor}`, buildingOf(address));
  const door = join(address.houseNumber, alleyOf(address));
  const isNamedAlley = address.ngo !== '' && !IS_PATH.test(address.ngo);
  const outdoors = isNamedAlley && address.street ? `${door}, phố ${address.street}` : join(door, address.street);
  const isBuildingNamed = address.building !== '' && !IS_CODE.test(address.building);
  return address.houseNumber || isBuildingNamed
    ? [indoors, outdoors].filter(Boolean).join(', ')
    : join(indoors, outdoors);
}

function join(...words: string[]): string {
  return words.filter(Boolean).join(' ');
}

/** 'nhà C2', 'tòa Lancaster', 'tập thể Hóa Chất'; a bare 'nhà 5' would read as a house number, hence 'tòa 5'. */
function buildingOf({ building, floor, room }: Address): string {
  if (!building || IS_ESTATE.test(building)) return building;
  const isCode = IS_CODE.test(building) || IS_CODE_IN_ESTATE.test(building);
  const readsAsBuilding = /^\D/.test(building) || floor !== '' || room !== '';
  return isCode && readsAsBuilding ? `nhà ${building}` : `tòa ${building}`;
}

/** The deepest numbered alley by its plate, then the named one around it: 'hẻm 41/15/8', 'ngách 3 ngõ Châu Long'. */
function alleyOf({ hem, ngach, ngo }: Address): string {
  const numbered = (hem && `hẻm ${hem}`) || (ngach && `ngách ${ngach}`);
  const isNgoOnPlate = numbered !== '' && IS_PATH.test(ngo);
  return join(numbered, ngo && !isNgoOnPlate ? `ngõ ${ngo}` : '');
}

/**
 * The lane a door stands in, the unit in which a team walks: one side of a street, an alley, or a building. A door
 * whose number does not begin with a digit has no side.
 */
export function laneOf(address: Address): Lane {
  const label = capitalise(laneLabelOf(address));
  return { key: foldVietnamese(label), label };
}

function laneLabelOf(address: Address): string {
  if (address.building) return formatAddress({ ...address, floor: '', room: '' });
  if (alleyOf(address)) return formatAddress({ ...address, houseNumber: '', floor: '', room: '' });
  const street = address.street ? `phố ${address.street}` : 'chưa rõ phố';
  const side = { even: ', bên số chẵn', odd: ', bên số lẻ', none: '' }[sideOf(address.houseNumber)];
  return street + side;
}

function sideOf(houseNumber: string): 'even' | 'odd' | 'none' {
  const number = /^\d+/.exec(houseNumber)?.[0];
  if (number === undefined) return 'none';
  return Number(number.slice(-1)) % 2 === 0 ? 'even' : 'odd';
}

/**
 * A key whose plain byte order is the walking order: street by street; first its own doors, even side then odd, then
 * alley after alley; inside each by number and letter (48, 48A, 50; 18-20 at 18), doors without a number last; then
 * building, floor, room. ASCII only; parts are parted by spaces, the lowest byte used, so that a shorter part sorts
 * before a longer one. An address without a street stands where the street of its alley's or estate's name would.
 */
export function walkOrderKey(address: Address): string {
  const { houseNumber, hem, ngach, ngo, street, building, floor, room } = address;
  const place = street || (IS_PATH.test(ngo) ? '' : ngo) || building.replace(/^.*tập thể /, '');
  const side = { even: '0', odd: '1', none: '2' }[sideOf(houseNumber)];
  const sideOrAlleyDoor = alleyOf(address) && side !== '2' ? '0' : side;
  return [place, ngo, ngach, hem, sideOrAlleyDoor, houseNumber, building, floor, room].map(naturalKey).join(' ');
}

/** '48A' → '000048a', 'Châu Long' → 'chau-long': numbers sort as numbers, nothing sorts below the separator. */
function naturalKey(text: string): string {
  return foldVietnamese(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/\d+/g, (digits) => digits.padStart(6, '0'));
}
