import { missingOfRound, missingText } from '../../../../src/features/rounds/hand-overs/missing';

const ENDS = new Date('2026-11-26T13:45:00Z');
const later = (minutes: number) => new Date(ENDS.getTime() + minutes * 60_000);
const out = (itemName: string, takenBy = 'Nguyễn Thị Đội') => ({ itemName, takenBy, endedAt: null });

test("nothing is missing within an hour of a round's end", () => {
  expect(missingText([out('Laptop')], ENDS, later(59))).toBe('');
  expect(missingText([out('Laptop')], ENDS, later(60))).toBe('Chưa mang về: Laptop (Nguyễn Thị Đội nhận)');
});

test('a missing thing is named by who took it; what came back is not', () => {
  const things = [
    out('Laptop'),
    out('Máy in cầm tay', 'Phạm Minh Viên'),
    out('Bộ phát 4G'),
    { ...out('Sạc dự phòng'), endedAt: ENDS },
  ];
  expect(missingText(things, ENDS, later(90))).toBe(
    'Chưa mang về: Laptop, Bộ phát 4G (Nguyễn Thị Đội nhận); Máy in cầm tay (Phạm Minh Viên nhận)',
  );
});

test('a thing that stayed in the office is not missing', () => {
  expect(missingOfRound([{ itemName: 'Laptop', takenBy: null, endedAt: null }], ENDS, later(90))).toBe('');
});
