import { capitalise, normaliseText } from '../../../../shared/vietnamese-text';

/** A residential group that a list names outside its rows of people. */
export interface NamedGroup {
  /** In the form that imports compare: '12', '12A'. */
  code: string;
  words: string;
  place: 'title' | 'sheet' | 'row';
  /** The row of the title or group heading; null for a sheet name. */
  rowNumber: number | null;
}

const CODE = String.raw`(\d{1,3}\p{L}?)(?![\p{L}\d]|/\d)(?! ?(?:người|hộ|nhân khẩu|khẩu|nguoi|ho)(?!\p{L}))`;
const GROUP = new RegExp(
  String.raw`(?<!\p{L})((?:tổ dân phố|tổ dp|tdp|tổ|to dan pho|to)(?: ?(?:số|so)(?!\p{L}))?) ?[:.]? ?${CODE}`,
  'giu',
);
const FURTHER = new RegExp(String.raw` ?(?:,|;|\+|&|-|–|và|đến) ?(?:số ?)?${CODE}`, 'iuy');

/** The residential groups that a text names by number, such as 'DANH SÁCH HỘ TỔ DÂN PHỐ SỐ 12' or 'TDP 12, 13'. */
export function groupsNamedIn(text: string): Pick<NamedGroup, 'code' | 'words'>[] {
  const whole = normaliseText(text);
  const groups: Pick<NamedGroup, 'code' | 'words'>[] = [];
  for (const found of whole.matchAll(GROUP)) {
    const kind = inSentenceCase(found[1]!);
    const codes = [found[2]!];
    FURTHER.lastIndex = found.index + found[0].length;
    for (let further = FURTHER.exec(whole); further; further = FURTHER.exec(whole)) codes.push(further[1]!);
    for (const code of codes) groups.push({ code: groupCodeOf(code)!, words: `${kind} ${code}` });
  }
  return groups;
}

const NAMED_GROUP = /^(?:tổ dân phố|tổ dp|tdp)(?!\p{L})[^:,;(–-]*/iu;

/** The code of the group that a heading above its people names: 'I. TỔ DÂN PHỐ SỐ 7 (12 hộ)' → '7'; null for others. */
export function groupOfHeading(text: string): string | null {
  const heading = normaliseText(text).replace(/^(?:[IVX]+|\d{1,2}|[A-Z]) ?[.):/-] ?/, '');
  const named = groupsNamedIn(heading);
  if (named.length > 0) return named.length === 1 && /^(?:tổ|tdp|to)(?!\p{L})/iu.test(heading) ? named[0]!.code : null;
  const [whole] = NAMED_GROUP.exec(heading) ?? [''];
  return groupCodeOf(whole);
}

/** 'TỔ DÂN PHỐ SỐ' → 'Tổ dân phố số'; 'TDP' stays. */
const inSentenceCase = (words: string): string =>
  words
    .split(' ')
    .map((word, index) => {
      if (/^tdp$/i.test(word)) return word;
      return index === 0 ? capitalise(word.toLocaleLowerCase('vi')) : word.toLocaleLowerCase('vi');
    })
    .join(' ');

/** The group to suggest for the whole list; null when it names none or several. */
export function suggestedGroup(groups: readonly NamedGroup[]): NamedGroup | null {
  const [first] = groups;
  return first && groups.every(({ code }) => code === first.code) ? first : null;
}

/** 'Tổ dân phố số 03' → '3', 'TDP 12a' → '12A'; null for ''. Groups are compared by this code. */
export function groupCodeOf(text: string): string | null {
  const code = normaliseText(text).replace(/^(?:tổ dân phố|tổ dp|tdp|tổ|to dan pho|to)\s*(?:số|so)?\s*[:.]?\s*/i, '');
  return code === ''
    ? null
    : code
        .replace(/^0+(?=\d)/, '')
        .toLocaleUpperCase('vi')
        .slice(0, 20);
}

/** '12' → 'Tổ dân phố số 12', 'Ngọc Hà' → 'Tổ dân phố Ngọc Hà'. */
export const groupName = (code: string): string => `Tổ dân phố ${/^\d/.test(code) ? 'số ' : ''}${code}`;
