import { formatBirth, formatDate, type BirthDate, type LocalDate } from '../../../shared/dates';
import { honorificOf } from '../../../shared/honorific';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import type { HistoryLine } from './queries';

/** One line of a history: what happened to people of a household on one day. */
export type HistoryEvent = Omit<HistoryLine, 'id' | 'actId' | 'note' | 'recordedBy' | 'recordedAt' | 'reverted'>;
type EventPerson = HistoryLine['people'][number];
type EventPlace = NonNullable<HistoryLine['household']>;

/** Why an event cannot concern a person on that day; null when the person was born by then or the birth is unknown. */
export const beforeBirthMessage = (birth: BirthDate | null, on: LocalDate): string | null =>
  birth && on < birth.date
    ? `Sổ ghi người này sinh ${birth.precision === 'year' ? 'năm' : 'ngày'} ${formatBirth(birth)}; ngày này không thể trước đó.`
    : null;

/** Part of a sentence, with a link to the person or household it names. */
export interface Part {
  text: string;
  href: string | null;
}

/** The person or household whose history is shown. */
export type Viewpoint = { of: 'household'; id: string } | { of: 'resident'; id: string };

type Piece = string | EventPerson | EventPlace | Piece[];

/**
 * A history line as a sentence without its date: 'Bà Nguyễn Thị Vi chuyển đến từ 5 Châu Long'. A person's own history
 * does not repeat the person's name. People are addressed according to their age on that day.
 */
export function eventSentence(event: HistoryEvent, viewpoint: Viewpoint): Part[] {
  const pieces = viewpoint.of === 'household' ? householdLine(event, viewpoint.id) : residentLine(event, viewpoint.id);
  const parts = pieces.flatMap((piece) => partsOf(piece, event.happenedOn, viewpoint));
  return parts.map((part, index) => (index === 0 ? { ...part, text: capitalise(part.text) } : part));
}

function householdLine(event: HistoryEvent, householdId: string): Piece[] {
  const { people, otherPerson, household, otherHousehold } = event;
  const who = named(people);
  const isHere = household?.id === householdId;
  const there = (isHere ? otherHousehold : household) ?? 'nơi khác';
  switch (event.kind) {
    case 'moved_in':
      return [who, ' chuyển đến từ ', otherHousehold ?? (event.place || 'nơi khác')];
    case 'born':
      return ['mới sinh: ', who];
    case 'moved_out':
      return [who, ' chuyển đi khỏi phường', event.place && `, đến ${event.place}`];
    case 'moved_within':
      return isHere ? [who, ' chuyển đến từ ', there] : [who, ' chuyển sang ', there];
    case 'split':
      return isHere ? ['tách hộ: ', who, ' sang ', there] : ['tách từ ', there, ': ', who];
    case 'died':
      return [who, ' mất'];
    case 'head_changed':
      if (people.length === 0) return ['hộ chưa có chủ hộ', otherPerson ? [' sau ', otherPerson] : ''];
      return [who, ' làm chủ hộ', otherPerson ? [' thay ', otherPerson] : ''];
    case 'absence_began':
      return [
        people.length === 0 ? 'cả hộ' : who,
        ' vắng lâu ngày',
        event.expectedUntil ? `, dự kiến đến ${formatDate(event.expectedUntil)}` : '',
      ];
    case 'absence_ended':
      return [people.length === 0 ? 'cả hộ' : who, ' đã về'];
    case 'vacated':
      return ['nhà để trống'];
    case 'reoccupied':
      return ['lại có người ở', people.length > 0 ? [': ', who] : ''];
    // The note of a merge names the record that was merged into this one.
    case 'merged':
      if (people.length > 0) return ['gộp hồ sơ trùng của ', who];
      return otherHousehold ? ['gộp với hộ trùng ở ', there] : ['gộp với một hộ trùng'];
    case 'merge_undone':
      if (people.length > 0) return ['hoàn tác việc gộp hồ sơ của ', who];
      return otherHousehold ? ['hoàn tác việc gộp với hộ ở ', there] : ['hoàn tác việc gộp với một hộ'];
    // The note names what was removed.
    case 'removed':
      return ['bỏ hồ sơ lập nhầm', people.length > 0 ? [' của ', who] : ''];
  }
}

function residentLine(event: HistoryEvent, residentId: string): Piece[] {
  const { people, otherPerson, household, otherHousehold } = event;
  const here = household ?? 'một hộ của phường';
  const isOther = otherPerson?.id === residentId;
  switch (event.kind) {
    case 'moved_in':
      return ['chuyển đến ', here, ' từ ', otherHousehold ?? (event.place || 'nơi khác')];
    case 'born':
      return ['mới sinh, ở ', here];
    case 'moved_out':
      return ['chuyển đi khỏi phường', household ? [' từ ', household] : '', event.place && `, đến ${event.place}`];
    case 'moved_within':
      return ['chuyển sang ', here, otherHousehold ? [' từ ', otherHousehold] : ''];
    case 'split':
      return ['tách hộ từ ', here, otherHousehold ? [' sang ', otherHousehold] : ''];
    case 'died':
      return ['mất', household ? [', khi ở ', household] : ''];
    case 'head_changed':
      if (isOther) return ['thôi làm chủ hộ ở ', here, people.length > 0 ? [', ', named(people), ' thay'] : ''];
      return ['làm chủ hộ ở ', here, otherPerson ? [' thay ', otherPerson] : ''];
    case 'absence_began':
      return ['vắng lâu ngày', event.expectedUntil ? `, dự kiến đến ${formatDate(event.expectedUntil)}` : ''];
    case 'absence_ended':
      return ['đã về ', here];
    case 'vacated':
      return ['nhà ở ', here, ' để trống'];
    case 'reoccupied':
      return ['về ở lại ', here];
    case 'merged':
      return ['gộp hồ sơ trùng', otherPerson ? [': ', isOther ? named(people) : otherPerson] : ''];
    case 'merge_undone':
      return ['hoàn tác việc gộp hồ sơ', otherPerson ? [': ', isOther ? named(people) : otherPerson] : ''];
    case 'removed':
      return ['bỏ hồ sơ lập nhầm'];
  }
}

function named(people: readonly EventPerson[]): Piece {
  if (people.length === 0) return 'một người';
  const joint = (index: number) => {
    if (index === 0) return '';
    return index === people.length - 1 ? ' và ' : ', ';
  };
  return people.flatMap((person, index) => [joint(index), person]);
}

function partsOf(piece: Piece, on: LocalDate, viewpoint: Viewpoint): Part[] {
  if (typeof piece === 'string') return piece === '' ? [] : [{ text: piece, href: null }];
  if (Array.isArray(piece)) return piece.flatMap((inner) => partsOf(inner, on, viewpoint));
  const isOwn = piece.id === viewpoint.id;
  if ('addressLine' in piece) return [{ text: piece.addressLine, href: isOwn ? null : `/households/${piece.id}` }];
  const text = [uncapitalise(honorificOf(piece.gender, piece.birth, on)), piece.fullName].filter(Boolean).join(' ');
  return [{ text, href: isOwn ? null : `/residents/${piece.id}` }];
}
