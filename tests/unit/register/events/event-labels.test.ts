import {
  eventSentence,
  type HistoryEvent,
  type Viewpoint,
} from '../../../../src/features/register/events/event-labels';

const vi = {
  id: 'vi',
  fullName: 'Nguyễn Thị Vi',
  gender: 'female' as const,
  birth: { date: '1948-01-01', precision: 'year' as const },
};
const an = {
  id: 'an',
  fullName: 'Trần Văn An',
  gender: 'male' as const,
  birth: { date: '2010-05-06', precision: 'day' as const },
};
const unknown = { id: 'x', fullName: 'Lê Minh', gender: null, birth: null };
const house = { id: 'h', addressLine: '12 Trúc Bạch' };
const other = { id: 'o', addressLine: '5 Châu Long' };
const event = (given: Partial<HistoryEvent>): HistoryEvent => ({
  kind: 'moved_in',
  happenedOn: '2026-03-12',
  household: house,
  otherHousehold: null,
  people: [vi],
  otherPerson: null,
  place: '',
  expectedUntil: null,
  ...given,
});
const text = (given: Partial<HistoryEvent>, viewpoint: Viewpoint) =>
  eventSentence(event(given), viewpoint)
    .map((part) => part.text)
    .join('');
const atHome = (given: Partial<HistoryEvent>) => text(given, { of: 'household', id: 'h' });
const ofVi = (given: Partial<HistoryEvent>) => text(given, { of: 'resident', id: 'vi' });

describe('the history of a household', () => {
  it.each<[Partial<HistoryEvent>, string]>([
    [{}, 'Bà Nguyễn Thị Vi chuyển đến từ nơi khác'],
    [{ place: 'phường Tây Hồ' }, 'Bà Nguyễn Thị Vi chuyển đến từ phường Tây Hồ'],
    [{ kind: 'moved_within', otherHousehold: other }, 'Bà Nguyễn Thị Vi chuyển đến từ 5 Châu Long'],
    [{ kind: 'moved_within', household: other, otherHousehold: house }, 'Bà Nguyễn Thị Vi chuyển sang 5 Châu Long'],
    [
      { kind: 'split', otherHousehold: other, people: [vi, an, unknown] },
      'Tách hộ: bà Nguyễn Thị Vi, cháu Trần Văn An và Lê Minh sang 5 Châu Long',
    ],
    [{ kind: 'split', household: other, otherHousehold: house, people: [an] }, 'Tách từ 5 Châu Long: cháu Trần Văn An'],
    [{ kind: 'born', people: [an] }, 'Mới sinh: cháu Trần Văn An'],
    [{ kind: 'moved_out', place: 'Huế' }, 'Bà Nguyễn Thị Vi chuyển đi khỏi phường, đến Huế'],
    [{ kind: 'died' }, 'Bà Nguyễn Thị Vi mất'],
    [{ kind: 'head_changed', otherPerson: unknown }, 'Bà Nguyễn Thị Vi làm chủ hộ thay Lê Minh'],
    [{ kind: 'head_changed', people: [], otherPerson: vi }, 'Hộ chưa có chủ hộ sau bà Nguyễn Thị Vi'],
    [{ kind: 'absence_began', people: [], expectedUntil: '2026-09-01' }, 'Cả hộ vắng lâu ngày, dự kiến đến 01/09/2026'],
    [{ kind: 'absence_ended' }, 'Bà Nguyễn Thị Vi đã về'],
    [{ kind: 'vacated', people: [] }, 'Nhà để trống'],
    [{ kind: 'reoccupied', people: [] }, 'Lại có người ở'],
    [{ kind: 'merged', people: [], otherHousehold: other }, 'Gộp với hộ trùng ở 5 Châu Long'],
    [{ kind: 'merged', people: [] }, 'Gộp với một hộ trùng'],
    [{ kind: 'merge_undone' }, 'Hoàn tác việc gộp hồ sơ của bà Nguyễn Thị Vi'],
    [{ kind: 'moved_in', people: [] }, 'Một người chuyển đến từ nơi khác'],
  ])('%j says: %s', (given, sentence) => {
    expect(atHome(given)).toBe(sentence);
  });

  it('leads to the people and the other household, not to itself', () => {
    const parts = eventSentence(event({ kind: 'moved_within', otherHousehold: other }), { of: 'household', id: 'h' });
    expect(parts.filter(({ href }) => href !== null)).toEqual([
      { text: 'Bà Nguyễn Thị Vi', href: '/residents/vi' },
      { text: '5 Châu Long', href: '/households/o' },
    ]);
  });

  it('addresses people by the age they had that day', () => {
    expect(atHome({ happenedOn: '2000-01-01' })).toBe('Chị Nguyễn Thị Vi chuyển đến từ nơi khác');
  });
});

describe('the history of a person', () => {
  it.each<[Partial<HistoryEvent>, string]>([
    [{ place: 'Huế' }, 'Chuyển đến 12 Trúc Bạch từ Huế'],
    [{ kind: 'moved_within', otherHousehold: other }, 'Chuyển sang 12 Trúc Bạch từ 5 Châu Long'],
    [{ kind: 'split', otherHousehold: other }, 'Tách hộ từ 12 Trúc Bạch sang 5 Châu Long'],
    [{ kind: 'moved_out', household: null }, 'Chuyển đi khỏi phường'],
    [{ kind: 'died' }, 'Mất, khi ở 12 Trúc Bạch'],
    [{ kind: 'head_changed', otherPerson: an }, 'Làm chủ hộ ở 12 Trúc Bạch thay cháu Trần Văn An'],
    [{ kind: 'head_changed', people: [an], otherPerson: vi }, 'Thôi làm chủ hộ ở 12 Trúc Bạch, cháu Trần Văn An thay'],
    [{ kind: 'absence_began', expectedUntil: '2026-09-01' }, 'Vắng lâu ngày, dự kiến đến 01/09/2026'],
    [{ kind: 'merged', otherPerson: unknown }, 'Gộp hồ sơ trùng: Lê Minh'],
  ])('%j says: %s', (given, sentence) => {
    expect(ofVi(given)).toBe(sentence);
  });
});
