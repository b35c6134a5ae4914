import { parsePhoneNumber } from '../../../../shared/phone-number';
import { normalisePersonName } from '../../../../shared/vietnamese-text';
import { relationOf } from './cell-labels';

/** A relative with a number to call; '' for a name or tie that the row does not state. */
export interface ListedRelative {
  name: string;
  /** What they are to the person of the row: 'con gái'. */
  tie: string;
  phone: string;
}

/** What the cells of a row state about relatives, as typed. */
export interface RelativeCells {
  name: string;
  tie: string;
  phone: string;
}

/**
 * The relatives of a row. Name and tie stand in columns of their own, or beside the number: 'Hà (con gái) 0912345678'.
 * `unread` lists the numbers that cannot be called.
 */
export function relativesOf(cells: RelativeCells): { relatives: ListedRelative[]; unread: string[] } {
  const numbers = [...cells.phone.matchAll(/\+?\d(?:[ .-]?\d){7,}/g)];
  if (numbers.length === 0) return { relatives: [], unread: cells.phone === '' ? [] : [cells.phone] };
  const isNumberFirst = numbers[0]!.index === 0;
  const relatives: ListedRelative[] = [];
  const unread: string[] = [];
  for (const [index, number] of numbers.entries()) {
    const end = number.index + number[0].length;
    const [before, after] = [numbers[index - 1], numbers[index + 1]];
    const words = isNumberFirst
      ? cells.phone.slice(end, after?.index)
      : cells.phone.slice(before ? before.index + before[0].length : 0, number.index) +
        (after ? '' : cells.phone.slice(end));
    const phone = parsePhoneNumber(number[0]);
    if (!phone.ok) {
      unread.push(number[0]);
      continue;
    }
    const [beside, column] = [nameAndTie(words), nameAndTie(cells.name)];
    relatives.push({
      name: normalisePersonName(beside.name || column.name),
      tie: (beside.tie || cells.tie || column.tie).toLocaleLowerCase('vi'),
      phone: phone.value,
    });
  }
  return { relatives, unread };
}

/**
 * The relatives whose numbers stand where a person's own belongs, each with a tie: '0912345678 (con gái)', 'số của con:
 * 0912345678'. None if a number is without one, or cannot be called.
 */
export function relativesInPhone(phone: string): ListedRelative[] {
  const text = phone.replace(/(?:\b(?:số|sđt|đt)\s+)?(?<!\p{L})của\s+/giu, ' ');
  const { relatives, unread } = relativesOf({ name: '', tie: '', phone: text });
  return unread.length === 0 && relatives.every(({ tie }) => isTie(tie)) ? relatives : [];
}

const isTie = (text: string): boolean => relationOf(text).relation !== 'other' || OTHER_TIES.test(text);

/** 'Hà (con gái)', 'con gái Hà', 'con gái: Hà' → name and tie; words without a capital are a tie. */
function nameAndTie(text: string): { name: string; tie: string } {
  const words = text.split(/[\s():;,/–-]+/).filter(Boolean);
  for (let length = words.length; length > 0; length -= 1) {
    for (const start of [0, words.length - length]) {
      const tie = words.slice(start, start + length).join(' ');
      if (!isTie(tie)) continue;
      const rest = [...words.slice(0, start), ...words.slice(start + length)];
      // In 'Lê Thị Em' or 'Nguyễn Bác' the word is part of the name.
      if (length === 1 && start > 0 && !text.includes('(')) continue;
      return { name: rest.join(' '), tie };
    }
  }
  const all = words.join(' ');
  return /\p{Lu}/u.test(all) ? { name: all, tie: '' } : { name: '', tie: all };
}

const OTHER_TIES = /^(?:hàng xóm|người (?:nhà|thân|giúp)|con cháu|con em|bạn)$/i;
