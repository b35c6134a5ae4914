import { workbook, type ListCell } from '../../../fixtures/lists';
import { agentForEach, appForEach, attributesOf, read } from '../../../support/test-app';

const app = appForEach();
const staff = agentForEach(app, 'staff');

const HEADER = ['Mã hộ', 'Họ và tên', 'Ngày sinh', 'Điện thoại', 'Quan hệ với chủ hộ', 'Địa chỉ'];
const row = (number: number, phone: string): ListCell[] => [
  `H${number}`,
  `Trần Thị ${['Lan', 'Mai', 'Cúc', 'Đào'][number / 2 - 1]!}`,
  `0${number}/03/1960`,
  phone,
  'Chủ hộ',
  `${number} Trúc Bạch`,
];

async function take(rows: ListCell[][]): Promise<void> {
  const sent = await staff.upload('/imports', 'list', {
    content: await workbook([HEADER, ...rows]),
    name: 'danh-sach.xlsx',
  });
  await app.runJob('imports');
  const confirmed = await staff.post(`${sent.headers.location!}/confirmation`, {
    leaveOutWrong: '1',
    skipUndecided: '1',
  });
  expect(confirmed.status).toBe(303);
  await app.runJob('imports');
}

async function walk(): Promise<string[]> {
  const rows = await app.db.prisma.household.findMany({
    where: { wardId: app.ward.id },
    orderBy: { walkOrder: 'asc' },
    select: { addressLine: true },
  });
  return rows.map(({ addressLine }) => addressLine);
}

test('a list imported again leaves doors where they were put, and a new door finds its place', async () => {
  await take([row(2, '0912345671'), row(4, '0912345672'), row(8, '0912345673')]);
  expect(await walk()).toEqual(['2 Trúc Bạch', '4 Trúc Bạch', '8 Trúc Bạch']);
  const lane = `/lanes/${encodeURIComponent('pho truc bach, ben so chan')}`;
  const page = read(await staff.get(lane));
  const [first, , last] = attributesOf(page('[data-walk-item]'), 'data-walk-item');
  await staff.post(`${lane}/moves`, {
    version: page('input[name=version]').first().attr('value'),
    item: first,
    side: 'after',
    target: last,
  });
  expect(await walk()).toEqual(['4 Trúc Bạch', '8 Trúc Bạch', '2 Trúc Bạch']);

  await take([row(2, '0912345674'), row(4, '0912345675'), row(6, '0912345676'), row(8, '0912345677')]);
  expect(await app.db.prisma.resident.count({ where: { phone: '0912345674' } })).toBe(1);
  expect(await walk()).toEqual(['4 Trúc Bạch', '6 Trúc Bạch', '8 Trúc Bạch', '2 Trúc Bạch']);
});
