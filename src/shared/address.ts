import { sideOf } from './door-number';
import { capitalise, foldVietnamese, normalisePersonName, normaliseText } from './vietnamese-text';

/**
 * A door in Hà Nội, phố → ngõ → ngách → hẻm → số nhà; '' where a part is absent. A numbered alley holds the whole path
 * on its plate (ngo '41', ngach '41/15', hem '41/15/8'); a named one holds its name (ngo 'Châu Long'), and the alleys
 * inside it count from there (ngach '3', hem '3/8'). `building` is a code ('C2'), a name ('Lancaster') or an estate
 * with or without a code ('C2 tập thể Hóa Chất', 'B chung cư Vườn Đào'). House numbers are text: '12A', '18-20'. Form
 * of an address: Quyết định 05/2006/QĐ-BXD. A door without a number of its own may be described by its neighbour's:
 * 'sau 48A', 'đối diện 15'.
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

export const ADDRESS_PARTS = [
  'houseNumber',
  'hem',
  'ngach',
  'ngo',
  'street',
  'building',
  'floor',
  'room',
] as const satisfies readonly (keyof Address)[];

/** The columns in the database that change with an address. */
export const ADDRESS_COLUMNS = [
  ...ADDRESS_PARTS.map((part) => (part === 'houseNumber' ? 'house_number' : part)),
  'address_line',
  'lane_key',
  'lane_label',
  'hand_order',
];

interface Lane {
  /** The folded label: equal for all doors of one lane, however its name is accented. */
  key: string;
  /** For people: 'Ngách 12/8 Trúc Bạch', 'Phố Phạm Hồng Thái, bên số chẵn'. */
  label: string;
}

const LETTER = '[a-zđ]';
const END = '(?![\\p{L}\\d])';
const NUMBER = `${LETTER}{0,2}\\d+(?:\\s?(?:bis|${LETTER}\\d*))?${END}`;
const RANGE = `${NUMBER}(?:-${NUMBER})*`;
const PATH = `${RANGE}(?:/${RANGE})*`;
const DIGIT_CODE = `${LETTER}{0,2}\\d+(?:${LETTER}\\d*)?${END}`;
const FLOOR = `(?:${DIGIT_CODE}|(?:trệt|hầm|lửng)${END})`;
const BUILDING_CODE = `(?:${LETTER}{0,3}\\d+(?:${LETTER}\\d*)?|${LETTER})${END}`;
const NUMBER_WORDS = '(?:số nhà|so nha|nhà số|nha so|nhà|nha|sn|số|so)';

const startingWith = (pattern: string) => new RegExp(`^(?:${pattern})`, 'iu');
const wholeWord = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?!\\p{L})`, 'giu');

const STARTS_WITH_PATH = startingWith(PATH);
const STARTS_WITH_DIGIT_CODE = startingWith(DIGIT_CODE);
const STARTS_WITH_FLOOR = startingWith(FLOOR);
const STARTS_WITH_CODE = startingWith(BUILDING_CODE);
const IS_PATH = startingWith(`${PATH}$`);
const IS_CODE = startingWith(`${BUILDING_CODE}$`);
const IS_CODE_IN_ESTATE = startingWith(`${BUILDING_CODE} (?:tập thể|chung cư) `);
const IS_ESTATE = startingWith('tập thể ');
/** '304 C2', '304-C2': a room in a building, without a word that says so. */
const ROOM_THEN_BUILDING = startingWith(`(\\d{3,4})(?:\\s+|-)(${LETTER}{1,2}\\d+)${END}`);
const BUILDING_THEN_ROOM = startingWith(`(${LETTER}{1,2}\\d+)-(\\d{3,4})${END}`);
const IS_LETTER_CODE = startingWith(`${LETTER}{1,2}\\d+$`);
/** 'Phạm Hồng Thái 48A': the number follows the name. */
const NUMBER_BEHIND_NAME = new RegExp(`^(\\p{L}[^\\d]*\\p{L})\\s+(${PATH})$`, 'iu');

/** Parts that tell nothing about the door: some by themselves, some up to the next comma. */
const GROUP_NUMBERS = wholeWord(
  '(?:tổ|to)(?:\\s*(?:dân phố|dan pho))?(?:\\s*(?:số|so))?\\s*\\d+\\p{L}?|(?:tdp|kdc|cụm|đơn nguyên|don nguyen)(?:\\s*(?:số|so))?\\s*\\d+',
);
const OUTSIDE = new RegExp(
  wholeWord(
    '(?:tổ|to)\\s*(?:dân phố|dan pho|số)|tdp|khu dân cư|kdc|phường|phuong|quận|quan(?= ba dinh)|q(?=\\.)' +
      '|thành phố|thanh pho|tp|[pq]\\.?\\s*(?:ba đình|ba dinh)',
  ).source + '[^,]*',
  'giu',
);
const KNOWN_PLACES_AT_END = /(?:(?:^|[\s,.-]+)(?:ba đình|ba dinh|hà nội|ha noi|hn|việt nam|viet nam|vn))+[\s,.-]*$/iu;
const NO_NUMBER = wholeWord('(?:nhà |nha )?(?:không|khong|chưa có|chua co) (?:số|so)(?: nhà| nha)?');
/** A number that was replaced by another one: 'số cũ 10', '(cũ: 10)'. */
const OLD_NUMBER = wholeWord(`(?:(?:số|so) )?(?:nhà |nha )?(?:cũ|cu)(?:(?: là)? (?:số|so))?[\\s,]*(?:${PATH})`);

type Opening =
  | 'sau'
  | 'đối diện'
  | 'cạnh'
  | 'gần'
  | 'nhà sau'
  | 'số'
  | 'ngõ'
  | 'ngách'
  | 'hẻm'
  | 'phố'
  | 'phòng'
  | 'tầng'
  | 'tập thể'
  | 'tòa'
  | 'nhà'
  | 'p.';

/**
 * The words that open a part, as people write them, longest first. An unaccented spelling counts only if it is entirely
 * unaccented, so that 'Ngô', 'Phó Đức Chính' and 'Tô' are never taken for ngõ, phố and tổ.
 */
const OPENING_WORDS: readonly (readonly [Opening, RegExp])[] = [
  ['sau', besideNumber('(?:nhà |nha )?(?:ở |phía |phia |đằng )?sau(?: lưng)?')],
  ['đối diện', besideNumber('(?:nhà |nha )?(?:đối diện|doi dien)(?: với)?')],
  ['cạnh', besideNumber('(?:nhà |nha )?(?:bên |ben )?(?:cạnh|canh)')],
  ['gần', besideNumber('(?:nhà |nha )?(?:gần|gan)')],
  ['nhà sau', wholeWord('(?:nhà|nha) (?:phía |phia |đằng )?(?:sau|trong)(?! \\p{L})')],
  ['số', wholeWord(`(?:số nhà|so nha|nhà số|nha so|sn|số mới|số|so|no\\.)(?=[\\s.]*${NUMBER})`)],
  ['ngõ', wholeWord('ngõ|ngỏ|ngo|ng(?=\\.?\\s*\\d)')],
  ['ngách', wholeWord('ngách|ngach|ngh(?=\\.?\\s*\\d)')],
  ['hẻm', wholeWord('hẻm|hem')],
  // At the end it belongs to a name: 'Hàng Đường'.
  ['phố', wholeWord('(?:phố|pho(?! duc chinh)|đường|duong)(?! *(?:,|$))|đ(?=\\.)')],
  ['phòng', wholeWord(`(?:phòng|phong|căn hộ|can ho|căn|p)(?=[\\s.]*${DIGIT_CODE})`)],
  ['tầng', wholeWord(`(?:tầng|tang|lầu|gác)(?=[\\s.]*${FLOOR})|t(?=\\d{1,2}[\\s,]+(?:số|so|sn|\\d))`)],
  ['tập thể', wholeWord('(?:khu )?(?:tập thể|tap the)|ktt|tt')],
  [
    'tòa',
    wholeWord(`(?:tòa|toà) nhà|toa nha|tòa|toà|toa|chung cư|chung cu|cc|(?:dãy|block)(?=[\\s.]*${BUILDING_CODE})`),
  ],
  ['tòa', wholeWord(`khối(?=[\\s.]*${BUILDING_CODE}.*(?:phòng|:))`)],
  ['nhà', wholeWord(`(?:nhà|nha)(?=[\\s.]*${BUILDING_CODE})`)],
  ['p.', wholeWord('p(?=\\.)')],
];

/** 'nhà sau số 48A': a door described by the number of another. */
function besideNumber(words: string): RegExp {
  return wholeWord(`${words}(?: ${NUMBER_WORDS})?(?=[\\s.]*${NUMBER})`);
}

/** What has been read so far. A name without an opening word waits in `names`, one after 'P.' in `ambiguousName`. */
interface Draft {
  house: string;
  /** 'sau', 'đối diện'…: the number is a neighbour's. */
  beside: string;
  hem: string;
  ngach: string;
  ngo: string;
  namedAlley: string;
  street: string;
  names: string[];
  ambiguousName: string;
  building: string;
  complex: string;
  estate: string;
  floor: string;
  room: string;
}

/**
 * Parses an address as people in Hà Nội write it (the unit test holds the table of forms). Tổ, phường, quận, city and a
 * former number ('số cũ 10') are left out; names in one case become 'Trúc Bạch', letters of numbers become capital;
 * '12/8 Trúc Bạch' is house 8 in ngõ 12. 'P.' before a number is a room; before a name it is the phố if no other is
 * named, otherwise the phường. null if the text names no street, alley or building.
 */
export function parseAddress(text: string): Address | null {
  const draft: Draft = {
    house: '',
    beside: '',
    hem: '',
    ngach: '',
    ngo: '',
    namedAlley: '',
    street: '',
    names: [],
    ambiguousName: '',
    building: '',
    complex: '',
    estate: '',
    floor: '',
    room: '',
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
    .replace(/#(?=\d)/g, 'số ')
    .replace(/(?<=\d)\.(?=\p{L}(?!\p{L}))/gu, '')
    .replace(OLD_NUMBER, ',')
    .replace(NO_NUMBER, ',')
    .replace(/(?<=\d\p{L}?)\s*(?:\+|&|(?<=\s)(?:và|va)(?=\s))\s*(?=\d)/gu, '-')
    .replace(startingWith(`(?:${NUMBER_WORDS}\\s*)?${NUMBER}(?:, ?${NUMBER})+(?= \\p{L})`), (numbers) =>
      numbers.replace(/, ?/g, '-'),
    )
    .replace(/(?<!\d)\s[-–]\s|\s[-–]\s(?!\d)/g, ', ')
    .replace(/(?<=\d\p{L}?)\s*([-–/])\s*(?=\d)/gu, (_, sign: string) => (sign === '/' ? '/' : '-'))
    .replace(wholeWord('(ngõ|ngách|hẻm|phòng|tầng|tòa) số(?= \\d)'), '$1')
    .replace(GROUP_NUMBERS, ',')
    .replace(OUTSIDE, '')
    .replace(KNOWN_PLACES_AT_END, '');
  return OPENING_WORDS.reduce((marked, [opening, words]) => marked.replace(words, `,${opening}:`), tidied).split(',');
}

/** Each reader moves what follows its opening word to the draft and returns the rest that does not belong to it. */
const READERS: Record<Opening, (draft: Draft, words: string) => string> = {
  sau: readBeside('sau'),
  'đối diện': readBeside('đối diện'),
  cạnh: readBeside('cạnh'),
  gần: readBeside('gần'),
  'nhà sau': (draft, words) => {
    draft.beside ||= 'sau';
    return words;
  },
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
  'tập thể': (draft, words) => {
    const isInEstate =
      IS_LETTER_CODE.test(draft.house) && !draft.building && !draft.street && !draft.ngo && draft.names.length === 0;
    if (isInEstate) [draft.building, draft.house] = [draft.house, '']; // 'B1 P12 tập thể Ngũ Xã'
    return readName(draft, 'estate', words);
  },
  tòa: (draft, words) => {
    if (!STARTS_WITH_CODE.test(words)) return readName(draft, draft.building ? 'complex' : 'building', words);
    return readStart(draft, 'building', words, STARTS_WITH_CODE);
  },
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
  const [room, building, rest] = roomInBuilding(words);
  if (room && !draft.house && !draft.room && !draft.building) {
    draft.room = room;
    draft.building = building;
    return rest;
  }
  const needsBuilding = draft.room && !draft.building && !draft.estate;
  if (needsBuilding && /^\p{L}/u.test(words)) return readStart(draft, 'building', words, STARTS_WITH_DIGIT_CODE); // 'P304-C2'
  return draft.house ? words : readHouse(draft, words);
}

/** '304 C2 Trúc Bạch' → ['304', 'C2', ' Trúc Bạch']. */
function roomInBuilding(words: string): [room: string, building: string, rest: string] {
  const roomFirst = ROOM_THEN_BUILDING.exec(words);
  const found = roomFirst ?? BUILDING_THEN_ROOM.exec(words);
  if (!found) return ['', '', words];
  const [room, building] = roomFirst ? [found[1]!, found[2]!] : [found[2]!, found[1]!];
  return [room, building.toUpperCase(), words.slice(found[0].length)];
}

function readHouse(draft: Draft, words: string): string {
  return readStart(draft, 'house', words, STARTS_WITH_PATH);
}

function readBeside(how: string): (draft: Draft, words: string) => string {
  return (draft, words) => {
    if (!draft.house) draft.beside ||= how;
    return readHouse(draft, words);
  };
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

/** The matching start of the words in its printed form ('48 a' → '48A'), and the rest. */
function cut(words: string, pattern: RegExp): [string, string] {
  const start = pattern.exec(words)?.[0] ?? '';
  const printed =
    /^\p{L}+$/u.test(start) && start.length > 1 ? start.toLowerCase() : start.replace(/\s/g, '').toUpperCase();
  return [printed, words.slice(start.length)];
}

const trimPart = (words: string): string => words.replace(/^[\s.-]+|[\s.-]+$/g, '');

function addressFrom(draft: Draft): Address {
  const alleyPath = [draft.ngo, draft.ngach, draft.hem].map((path) => (path ? path.split('/') : [])).reduce(joinPaths);
  const named = draft.street || (draft.namedAlley ? '' : (draft.names[0] ?? draft.ambiguousName));
  const [, street = named, behind = ''] = (!draft.house && NUMBER_BEHIND_NAME.exec(named)) || [];
  const house = draft.house || behind.toUpperCase();
  const doorPath = house ? joinPaths(alleyPath, house.split('/')) : alleyPath;
  const alleys = house ? doorPath.slice(0, -1) : doorPath;

  const openedLevel = [draft.ngo, draft.ngach, draft.hem].findLastIndex(Boolean) + 1;
  const level = Math.min(3, Math.max(openedLevel, alleys.length + (draft.namedAlley ? 1 : 0)));
  const pathAt = (depth: number) =>
    level < depth ? '' : alleys.slice(0, Math.max(0, alleys.length - (level - depth))).join('/');

  return {
    houseNumber: house ? join(draft.beside, doorPath.at(-1)!) : '',
    hem: pathAt(3),
    ngach: pathAt(2),
    ngo: draft.namedAlley || pathAt(1),
    street,
    building: join(
      draft.building,
      draft.complex && `chung cư ${draft.complex}`,
      draft.estate && `tập thể ${draft.estate}`,
    ),
    floor: draft.floor,
    room: draft.room,
  };
}

/**
 * '41' and '15' make 41/15; so do '41' and '41/15' or '15/41', because plates repeat the path, some from the inside
 * out.
 */
function joinPaths(outer: string[], inner: string[]): string[] {
  const isBeginOf = (path: string[]) =>
    path.length > outer.length && outer.every((number, index) => path[index] === number);
  if (isBeginOf(inner)) return inner;
  const turned = inner.toReversed();
  return outer.length > 0 && isBeginOf(turned) ? turned : [...outer, ...inner];
}

/**
 * The address on one line, as the ward prints it: '6 hẻm 41/15/8 Trúc Bạch', '5 ngõ Châu Long', 'P304 nhà C2 Trúc
 * Bạch'. `parseAddress` parses it back to the same address.
 */
export function formatAddress(address: Address): string {
  const indoors = join(
    address.room && `P${address.room}`,
    address.floor && `tầng ${address.floor}`,
    buildingOf(address),
  );
  // 'P12, A5 …' would read as room 12 in building A5.
  const isTakenForBuilding = address.room !== '' && !address.building && /^\p{L}+\d/u.test(address.houseNumber);
  const door = join(isTakenForBuilding ? `số ${address.houseNumber}` : address.houseNumber, alleyOf(address));
  const isNamedAlley = address.ngo !== '' && !IS_PATH.test(address.ngo);
  const street = /^\d/.test(address.street) ? `phố ${address.street}` : address.street;
  const outdoors = isNamedAlley && street ? `${door}, phố ${address.street}` : join(door, street);
  const isBuildingNamed = address.building !== '' && !IS_CODE.test(address.building);
  return address.houseNumber || isBuildingNamed
    ? [indoors, outdoors].filter(Boolean).join(', ')
    : join(indoors, outdoors);
}

const join = (...words: string[]): string => words.filter(Boolean).join(' ');

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
 * The lane of a door, the unit in which a team walks: one side of a street, an alley, or a building. A door whose
 * number does not begin with a digit has no side.
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
