import { addressFromFields } from '../../households/address-fields';
import { parseAddress, type Address } from '../../../../shared/address';
import {
  calendarProblem,
  parseBirthText,
  parseDateText,
  type BirthDate,
  type LocalDate,
} from '../../../../shared/dates';
import type { Gender, PriorityKind } from '../../../../generated/prisma/enums';
import {
  checkNationalNumber,
  holdsNationalNumber,
  maskNumbersIn,
  restoreLeadingZeros,
} from '../../../../shared/national-number';
import { parsePhoneNumber } from '../../../../shared/phone-number';
import {
  HOUSEHOLD_IMPORTED,
  mapPlain,
  dateProblem,
  RESIDENT_IMPORTED,
  type PlainEntries,
  type PlainValues,
} from '../../../../shared/register-fields';
import { normalisePersonName, normaliseText, foldVietnamese } from '../../../../shared/vietnamese-text';
import { FIELDS, type Field } from './columns';
import {
  answersOf,
  namesOtherGroup,
  priorityKindsOf,
  relationOf,
  residenceOf,
  saysHardToMove,
  saysLivesAlone,
  plain,
  smartphoneOf,
  mentionsIllness,
  vneidLevelOf,
  yesNoOf,
} from './cell-labels';
import type { FoundHeader } from './find-header';
import {
  isStopped,
  withPlaceKeys,
  type CellProblem,
  type ListedFacts,
  type ListedPerson,
  type ListedPlace,
} from './listed-person';
import { groupCodeOf } from './list-group';
import { isOldFontText } from './old-fonts';
import { relativesInPhone, relativesOf, type ListedRelative } from './relatives';
import { columnLetter, dateOfSerial, type RawCell, type RawRow } from './raw-row';

export interface NormalisedRow {
  person: ListedPerson;
  place: ListedPlace;
}

const MAX_AGE = 125;
const OR = new Intl.ListFormat('vi', { type: 'disjunction' });

const { gender: GENDER, note: NOTE, ...OTHERS_OF_RESIDENT } = RESIDENT_IMPORTED;

/**
 * Reads a row that is a person (see `passedOverKind`). An unreadable value becomes a problem of its cell.
 * @param today a later birth is invalid.
 */
export function normaliseRow(row: RawRow, header: FoundHeader, today: LocalDate): NormalisedRow {
  const cells = new CellsOfRow(row, header, today);
  const { name, typedName } = readName(cells);
  const sexed = readSexColumns(cells);
  const birth = readBirth(cells) ?? sexed.birth;
  const gender = readPlain(cells, { gender: GENDER }).gender ?? sexed.gender;
  // A list of heads contains no other members.
  const relation = header.namesHeads ? { relation: 'head' as const, relationNote: '' } : readRelation(cells, name);
  const facts = readFacts(cells);
  const readiness = readReadiness(cells);
  const note = readNote(cells, readiness);
  const person: ListedPerson = {
    rowNumber: row.number,
    fullName: name,
    nameFolded: foldVietnamese(name),
    typedName: typedName === name ? '' : typedName,
    birth,
    gender,
    phone: readPhone(cells),
    nationalNumber: readNationalNumber(cells, birth, gender),
    sealed: null,
    ...relation,
    residenceStatus: readResidence(cells),
    readiness: {
      ...readiness,
      ...(facts.livesAlone && { livesAlone: 'yes' as const }),
      ...(note.hardToMove && { hardToMove: 'yes' as const }),
    },
    facts: facts.said,
    note: note.text,
    ...readPlain(cells, OTHERS_OF_RESIDENT, birth),
    relatives: readRelatives(cells),
    problems: cells.problems,
    warnings: cells.warnings,
    repeatsNumberOf: null,
  };
  const place = readPlace(cells);
  return { person, place };
}

const NAME_FIELDS: readonly Field[] = ['fullName', 'namePrefix', 'givenName'];

/** The cells of a row by field; collects their errors. */
class CellsOfRow {
  readonly problems: CellProblem[] = [];
  readonly warnings: CellProblem[] = [];
  private readonly byColumn: ReadonlyMap<number, RawCell>;

  constructor(
    private readonly row: RawRow,
    private readonly header: FoundHeader,
    readonly today: LocalDate,
  ) {
    this.byColumn = new Map(row.cells.map((cell) => [cell.column, cell]));
  }

  cell(field: Field): RawCell | null {
    const column = this.header.columns[field];
    return column === undefined ? null : (this.byColumn.get(column) ?? null);
  }

  /**
   * The text of a cell, NFC with single spaces; '' when it is empty, or contains an Excel error or text in an old font.
   */
  text(field: Field): string {
    const cell = this.cell(field);
    if (!cell) return '';
    if (cell.kind === 'error') return this.wrong(field, 'Ô này là lỗi công thức của Excel. Nhập lại giá trị.') ?? '';
    if (cell.kind === 'text' && isOldFontText(cell.text)) {
      return this.wrong(field, 'Chữ gõ bằng phông cũ (.VnTime, TCVN3). Chuyển tệp sang Unicode rồi gửi lại.') ?? '';
    }
    return normaliseText(cell.text);
  }

  /** Reports an error in the field's cell, once; returns null as the unreadable value. Only a wrong name stops the row. */
  wrong(field: Field, message: string, value?: string): null {
    const problem = this.problem(field, message, value);
    if (this.problems.some((known) => known.cell === problem.cell && known.message === message)) return null;
    this.problems.push(NAME_FIELDS.includes(field) ? { ...problem, stopsRow: true } : problem);
    return null;
  }

  warn(field: Field, message: string, value?: string): void {
    this.warnings.push(this.problem(field, message, value));
  }

  private problem(field: Field, message: string, value?: string): CellProblem {
    const column = this.header.columns[field];
    return {
      cell: column === undefined ? '' : `${columnLetter(column)}${this.row.number}`,
      column: this.header.headers[field] ?? FIELDS[field],
      // A national number in the column of phones is not kept either.
      value: maskNumbersIn(value ?? normaliseText(this.cell(field)?.text ?? '')).slice(0, 80),
      message,
      field,
    };
  }
}

function readName(cells: CellsOfRow): { name: string; typedName: string } {
  const field = cells.cell('fullName') ? 'fullName' : 'givenName';
  const whole = maskNumbersIn(
    [field === 'givenName' ? cells.text('namePrefix') : '', cells.text(field)].filter(Boolean).join(' '),
  );
  const name = normalisePersonName(whole);
  const read = { name, typedName: whole };
  if (isStopped(cells)) return read;
  if (name === '') cells.wrong('fullName', 'Thiếu họ tên.');
  else if (/^[=+@]|[=<>{}|\\]/.test(name))
    cells.wrong(field, 'Ô này là công thức hoặc có ký hiệu lạ, không phải họ tên.');
  else if (/[\d:]/.test(name) || !/\p{L}/u.test(name))
    cells.wrong(field, 'Họ tên có chữ số, dấu hai chấm hoặc không có chữ.');
  else if (name.length > 100) cells.wrong(field, 'Họ tên dài quá 100 ký tự.');
  return read;
}

/** Columns 'Nam' and 'Nữ' contain a mark, or the birth of the man or woman. */
function readSexColumns(cells: CellsOfRow): { gender: Gender | null; birth: BirthDate | null } {
  for (const field of ['male', 'female'] as const) {
    const text = cells.text(field);
    if (text === '' || yesNoOf(text) === false) continue;
    if (yesNoOf(text)) return { gender: field, birth: null };
    return { gender: field, birth: birthFrom(cells, field) };
  }
  return { gender: null, birth: null };
}

function readBirth(cells: CellsOfRow): BirthDate | null {
  if (cells.text('birth')) return birthFrom(cells, 'birth');
  const year = cells.text('birthYear');
  const [day, month] = [cells.text('birthDay'), cells.text('birthMonth')];
  if (!year) return null;
  if (!day && !month) return birthFrom(cells, 'birthYear');
  return typedBirth(cells, 'birthYear', `${day || '00'}/${month || '00'}/${year}`);
}

function birthFrom(cells: CellsOfRow, field: Field): BirthDate | null {
  const cell = cells.cell(field)!;
  if (cell.kind === 'date') return plausibleBirth(cells, field, parseBirthText(cell.text));
  const text = cells
    .text(field)
    .replace(/\s*([/.-])\s*/g, '$1')
    .replace(/\s+0?0:00(:00)?$/, '')
    .replace(/^(sinh|ngày|năm)\s+/i, '');
  if (text === '') return null;
  // A five-digit number is a date that lost its format; a four-digit one is a year.
  const serial = /^\d{5}(?:[.,]\d+)?$/.test(text) ? dateOfSerial(Number(text.replace(',', '.'))) : null;
  if (serial) return plausibleBirth(cells, field, { date: serial, precision: 'day' });
  return typedBirth(cells, field, withFullYear(text, cells.today));
}

function typedBirth(cells: CellsOfRow, field: Field, text: string): BirthDate | null {
  const problem = calendarProblem(text);
  return problem ? cells.wrong(field, problem) : plausibleBirth(cells, field, parseBirthText(text));
}

/** '05/03/48' → '05/03/1948': a two-digit year means the latest such year that is not in the future. */
const withFullYear = (text: string, today: LocalDate): string =>
  text.replace(
    /^(\d{1,2}[/.-]\d{1,2}[/.-])(\d{2})$/,
    (_, start: string, year: string) => `${start}${Number(year) > Number(today.slice(2, 4)) ? '19' : '20'}${year}`,
  );

function plausibleBirth(cells: CellsOfRow, field: Field, birth: BirthDate | null): BirthDate | null {
  if (!birth) return cells.wrong(field, 'Ngày sinh không đọc được. Viết như 24/11/1948, hoặc chỉ năm 1948.');
  if (birth.date > cells.today) return cells.wrong(field, 'Ngày sinh ở tương lai.');
  if (Number(cells.today.slice(0, 4)) - Number(birth.date.slice(0, 4)) > MAX_AGE)
    return cells.wrong(field, `Tuổi quá ${MAX_AGE}, xem lại năm sinh.`);
  return birth;
}

/** What the columns of the catalogue say; '' or null for nothing. */
const readPlain = <Entries extends PlainEntries>(cells: CellsOfRow, entries: Entries, birth: BirthDate | null = null) =>
  mapPlain(entries, (entry, name) => {
    const field = name as Field;
    if (entry.kind === 'text') return readSentences(cells, field, entry);
    const text = cells.text(field);
    if (plain(text) === '') return null;
    if (entry.kind === 'choice') {
      const answers = Object.values(entry.answers).map((answer) => `“${answer}”`);
      return answersOf(entry).get(plain(text)) ?? cells.wrong(field, `${entry.label} viết ${OR.format(answers)}.`);
    }
    const day = cells.cell(field)?.kind === 'date' ? text : parseDateText(text);
    if (!day) return cells.wrong(field, calendarProblem(text) ?? `${entry.label} chưa đúng. Ví dụ: 24/11/2026.`);
    const problem = dateProblem(entry, day, birth, cells.today);
    return problem ? cells.wrong(field, problem) : day;
  }) as PlainValues<Entries>;

function readPhone(cells: CellsOfRow): string | null {
  const text = cells.text('phone');
  if (relativesInPhone(text).length > 0) return null;
  if (text === '' || /^(không|khong|ko|k|chưa có|-+)$/i.test(text)) return null;
  if (/^0+$/.test(text)) {
    cells.warn('phone', `Ghi “${text}”, không phải số điện thoại: không lưu.`);
    return null;
  }
  // Two numbers in one cell: the first is kept, with a notice to the reviewer.
  const [first = '', ...others] = text.split(/\s*[;,/]\s*|\s+-\s+/).filter(Boolean);
  const parsed = parsePhoneNumber(first);
  if (!parsed.ok) return cells.wrong('phone', parsed.message);
  if (others.length > 0) cells.warn('phone', 'Ô có nhiều số, chỉ lấy số đầu.');
  return parsed.value;
}

function readNationalNumber(cells: CellsOfRow, birth: BirthDate | null, gender: Gender | null): string | null {
  const text = cells.text('nationalNumber');
  if (text === '' || /^(không|chưa có|chưa|-+|0)$/i.test(text)) return null;
  const shown = `•••• ${text.replace(/\D/g, '').slice(-4)}`;
  // A text cell contains what was typed; only a numeric cell may have lost leading zeros.
  const restored = cells.cell('nationalNumber')?.kind === 'number' ? restoreLeadingZeros(text) : null;
  const checked = checkNationalNumber(restored ?? text, {
    ...(gender && { sex: gender }),
    ...(birth && { birthYear: Number(birth.date.slice(0, 4)) }),
  });
  if (!checked.ok) return cells.wrong('nationalNumber', checked.message, shown);
  if (restored) cells.warn('nationalNumber', 'Đã thêm lại số 0 ở đầu mà Excel làm mất. Đối chiếu với thẻ.', shown);
  for (const warning of checked.warnings) cells.warn('nationalNumber', warning, shown);
  return checked.value;
}

function readRelation(cells: CellsOfRow, name: string): Pick<ListedPerson, 'relation' | 'relationNote'> {
  const mark = cells.text('headMark');
  const isMarkedHead = mark !== '' && (yesNoOf(mark) === true || foldVietnamese(mark) === foldVietnamese(name));
  const text = readText(cells, 'relation', 100);
  if (text !== '') {
    const { relation, note } = relationOf(text);
    if (note) cells.warn('relation', 'Quan hệ này không có trong danh mục, ghi là “Khác”.');
    return { relation, relationNote: note };
  }
  return { relation: isMarkedHead ? 'head' : null, relationNote: '' };
}

function readResidence(cells: CellsOfRow): ListedPerson['residenceStatus'] {
  const text = cells.text('residence');
  if (text !== '')
    return (
      residenceOf(text) ??
      cells.wrong('residence', 'Viết Thường trú, Tạm trú, Lưu trú, Tạm vắng, Đã chuyển đi hoặc Đã mất.')
    );
  if (yesNoOf(cells.text('permanentMark'))) return 'permanent';
  return yesNoOf(cells.text('temporaryMark')) ? 'temporary' : null;
}

function readReadiness(cells: CellsOfRow): ListedPerson['readiness'] {
  const readiness: ListedPerson['readiness'] = {};
  const level = readVneidLevel(cells);
  if (level) readiness.vneidLevel = level;
  for (const [field, key] of [
    ['sim', 'simInOwnName'],
    ['livesAlone', 'livesAlone'],
    ['hardToMove', 'hardToMove'],
    ['needsHelper', 'needsHelper'],
  ] as const) {
    const answer = readYesNo(cells, field);
    if (answer !== null) readiness[key] = answer ? 'yes' : 'no';
  }
  const smartphone = readSmartphone(cells);
  if (smartphone !== null) readiness.smartphone = smartphone;
  return readiness;
}

function readVneidLevel(cells: CellsOfRow) {
  const text = cells.text('vneid');
  if (text !== '') {
    const level = vneidLevelOf(text) ?? (yesNoOf(text) === false ? 'none' : null);
    return level ?? cells.wrong('vneid', 'Mức VNeID viết: Chưa có, Mức 1, Mức 2, hoặc “Mức 2, chưa kích hoạt”.');
  }
  if (yesNoOf(cells.text('vneidLevel2Mark'))) return 'level_2';
  return yesNoOf(cells.text('vneidLevel1Mark')) ? 'level_1' : null;
}

/** Whose phone it is, in the terms of this register, or a mark that there is one. */
function readSmartphone(cells: CellsOfRow) {
  const named = smartphoneOf(cells.text('smartphone'));
  if (named) return named;
  const answer = readYesNo(cells, 'smartphone');
  if (answer === null) return null;
  return answer ? ('own' as const) : ('none' as const);
}

/** An empty cell states nothing, because lists mark only a yes. */
function readYesNo(cells: CellsOfRow, field: Field): boolean | null {
  const text = cells.text(field);
  if (text === '') return null;
  return yesNoOf(text) ?? cells.wrong(field, 'Đánh dấu x, hoặc viết có / không.');
}

const FACT_FIELDS = [
  ['poor', 'poor'],
  ['nearPoor', 'near_poor'],
  ['disabled', 'disabled'],
  ['policyFamily', 'policy_family'],
  ['socialProtection', 'social_protection'],
] as const;

/**
 * Priority groups: a mark in a column of their own, or any text there that does not mean no ('Nặng', 'Thương binh
 * 2/4'); or free text that names them.
 */
function readFacts(cells: CellsOfRow): { said: ListedFacts; livesAlone: boolean } {
  const kinds = new Set<PriorityKind>();
  for (const [field, kind] of FACT_FIELDS) {
    const text = cells.text(field);
    if (text !== '' && yesNoOf(text) !== false) kinds.add(kind);
  }
  const poverty = cells.text('povertyKind');
  if (poverty !== '' && yesNoOf(poverty) !== false) {
    const said = priorityKindsOf(poverty).filter((kind) => kind === 'poor' || kind === 'near_poor');
    if (said.length !== 1) cells.wrong('povertyKind', 'Ghi rõ “Nghèo” hay “Cận nghèo”.');
    else kinds.add(said[0]!);
  }
  if (kinds.has('poor') && kinds.has('near_poor')) {
    cells.wrong('nearPoor', 'Vừa hộ nghèo vừa hộ cận nghèo: chỉ để một trong hai.');
    kinds.delete('poor');
    kinds.delete('near_poor');
  }
  const priority = cells.text('priority');
  const isPriorityNamed = priority !== '' && yesNoOf(priority) !== false;
  const named = isPriorityNamed ? priorityKindsOf(priority) : [];
  const livesAlone = isPriorityNamed && saysLivesAlone(priority);
  for (const kind of named) kinds.add(kind);
  if (isPriorityNamed && named.length === 0 && !livesAlone && !namesOtherGroup(priority)) {
    cells.warn('priority', 'Không rõ thuộc diện nào, nên không ghi.', mentionsIllness(priority) ? '' : undefined);
  }
  return {
    said: { kinds: [...kinds], basis: readText(cells, 'factBasis', 100), from: readFactDate(cells) },
    livesAlone,
  };
}

function readFactDate(cells: CellsOfRow): LocalDate | null {
  const cell = cells.cell('factFrom');
  const text = cells.text('factFrom');
  if (!cell || text === '') return null;
  if (cell.kind === 'date') return cell.text;
  // 'QĐ 15 ngày 01/07/2026': the date may be anywhere in the cell.
  const written = /\d{1,2}[/.-]\d{1,2}[/.-]\d{4}/.exec(text)?.[0] ?? '';
  const date = parseDateText(written);
  if (!date) cells.warn('factFrom', `${calendarProblem(written) ?? 'Không thấy ngày trong ô này.'} Lấy ngày nhập.`);
  return date;
}

function readText(cells: CellsOfRow, field: Field, max: number): string {
  const text = cells.text(field);
  if (field !== 'householdCode' && holdsNationalNumber(text))
    return cells.wrong(field, 'Có vẻ là số định danh: không lưu cả ô. Số ấy có cột riêng.') ?? '';
  return text.length <= max ? text : (cells.wrong(field, `Dài quá ${max} ký tự.`) ?? '');
}

/** The note; of one that mentions illness only that a person can hardly move, unless the list states that itself. */
function readNote(cells: CellsOfRow, { hardToMove }: ListedPerson['readiness']): { text: string; hardToMove: boolean } {
  const text = cells.text('note');
  const isHardToMove = hardToMove === undefined && mentionsIllness(text) && saysHardToMove(text);
  const kept = isHardToMove ? ', chỉ lấy ý đi lại khó' : '';
  return { text: readSentences(cells, 'note', NOTE, kept), hardToMove: isHardToMove };
}

/** A text; '' when it mentions illness, which is stored neither here nor in the row's problems. */
function readSentences(cells: CellsOfRow, field: Field, { label, max }: { label: string; max: number }, kept = '') {
  if (!mentionsIllness(cells.text(field))) return readText(cells, field, max);
  const message = `${label} nói về bệnh tật: không lưu cả ô${kept}. Có điều khác cần biết thì ghi ở hồ sơ người đó.`;
  cells.warn(field, message, '');
  return '';
}

/** A relative's number is never the person's own, even in their column: it is that of a helper. */
function readRelatives(cells: CellsOfRow): ListedRelative[] {
  const [name, tie] = [readText(cells, 'relativeName', 100), readText(cells, 'relativeTie', 40)];
  const { relatives, unread } = relativesOf({ name, tie, phone: cells.text('relativePhone') });
  if (unread.length > 0)
    cells.wrong('relativePhone', 'Số của người thân không gọi được, nên chưa ghi người giúp số.', unread.join(', '));
  if (name !== '' && relatives.length + unread.length === 0)
    cells.wrong('relativeName', 'Người thân không có số điện thoại, nên chưa ghi người giúp số.');
  return [...relatives, ...relativesInPhone(cells.text('phone'))];
}

function readPlace(cells: CellsOfRow): ListedPlace {
  const before = cells.problems.length;
  const code = readText(cells, 'householdCode', 40) || null;
  const read = readAddress(cells);
  // An address without its unreadable part would be another address.
  const isRead = cells.problems.length === before;
  const typed = [...PARTS, 'unit', 'address', 'householdCode'] as const;
  const unread = typed.flatMap((field) => normaliseText(cells.cell(field)?.text ?? '') || []).join(', ');
  const groupCode = groupCodeOf(readText(cells, 'group', 60));
  const { formerWard, ...others } = readPlain(cells, HOUSEHOLD_IMPORTED);
  return withPlaceKeys({
    code,
    address: isRead ? read : null,
    groupCode,
    formerWard: formerWard.replace(/^(phường|p\.)\s*/i, ''),
    ...others,
    size: readSize(cells),
    unread: isRead ? null : maskNumbersIn(unread).slice(0, 80),
  });
}

function readSize(cells: CellsOfRow): number | null {
  const text = cells.text('householdSize');
  if (text === '') return null;
  const size = /^(\d{1,2})(?: ?(?:người|khẩu|nhân khẩu))?$/iu.exec(text)?.[1];
  if (size === undefined) cells.warn('householdSize', 'Số khẩu không đọc được, nên không so với sổ.');
  return size === undefined ? null : Number(size);
}

const PARTS = ['houseNumber', 'hem', 'ngach', 'ngo', 'street', 'building', 'floor'] as const;

function readAddress(cells: CellsOfRow): Address | null {
  for (const field of PARTS) {
    if (cells.cell(field)?.kind === 'date')
      return cells.wrong(field, 'Excel đã đổi số này thành ngày tháng. Nhập lại, để ô ở dạng văn bản.');
  }
  if (cells.cell('address')?.kind === 'date')
    return cells.wrong('address', 'Excel đã đổi địa chỉ này thành ngày tháng. Nhập lại, để ô ở dạng văn bản.');
  const parts = Object.fromEntries(PARTS.map((field) => [field, readText(cells, field, 60)])) as Record<
    (typeof PARTS)[number],
    string
  >;
  const unit = readText(cells, 'unit', 40);
  const text = readText(cells, 'address', 300);
  const hasParts = PARTS.some((field) => parts[field] !== '');
  if (text === '' && !hasParts) return null;
  if (text === '' || parts.street !== '') {
    const address = addressFromFields({ ...parts, room: unit });
    return address
      ? withPathInHouseNumber(address)
      : cells.wrong('houseNumber', 'Địa chỉ thiếu phố, ngõ hoặc tòa nhà.');
  }
  const whole = [parts.houseNumber && `số ${parts.houseNumber}`, text].filter(Boolean).join(', ');
  const address = parseAddress(whole);
  if (!address)
    return cells.wrong(
      'address',
      'Địa chỉ thiếu phố, ngõ hoặc tòa nhà. Viết như “48 Phạm Hồng Thái” hoặc “Số 6 ngõ 12 phố Trúc Bạch”.',
    );
  const roomOfUnit = /^p?\.?\s*(\d{2,4}\p{L}?)$/iu.exec(unit)?.[1];
  return address.room === '' && address.building !== '' && roomOfUnit
    ? { ...address, room: roomOfUnit.toUpperCase() }
    : address;
}

/** A house number '12/8' in a list is house 8 in ngõ 12, as `parseAddress` reads it. */
function withPathInHouseNumber(address: Address): Address {
  if (!address.houseNumber.includes('/') || address.ngo || address.ngach || address.hem) return address;
  const { houseNumber, hem, ngach, ngo } = parseAddress(`${address.houseNumber} ${address.street || 'x'}`) ?? address;
  return { ...address, houseNumber, hem, ngach, ngo };
}
