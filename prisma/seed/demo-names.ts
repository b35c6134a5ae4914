import type { DemoRandom } from './demo-random';

export type Sex = 'male' | 'female';

/** Family names by how often they occur in Việt Nam, in per cent. */
const FAMILY_NAMES = [
  ['Nguyễn', 31], ['Trần', 10.9], ['Lê', 8.9], ['Phạm', 5.9], ['Hoàng', 4.2], ['Vũ', 3.6], ['Phan', 2.8], ['Đặng', 2.6], ['Bùi', 2.4],
  ['Đỗ', 2.2], ['Ngô', 1.9], ['Dương', 1.5], ['Đào', 1.3], ['Đinh', 1.1], ['Trịnh', 1.1], ['Lương', 0.9], ['Mai', 0.8], ['Tạ', 0.8],
  ['Chu', 0.7], ['Nghiêm', 0.5], ['Lưu', 0.5], ['Cao', 0.5], ['Hà', 0.5], ['Tô', 0.4], ['Huỳnh', 0.4], ['Võ', 0.4], ['Kiều', 0.3],
  ['Phùng', 0.5], ['Quách', 0.2], ['Doãn', 0.2], ['Khuất', 0.2], ['Âu', 0.1],
] as const;

/** What a generation called its children: [middle names, given names] of women and men. */
interface Generation {
  bornUntil: number;
  /** Share of women whose middle name is Thị, of men whose middle name is Văn. */
  plainMiddle: number;
  female: { middle: readonly string[]; given: readonly string[] };
  male: { middle: readonly string[]; given: readonly string[] };
}

const GENERATIONS: readonly Generation[] = [
  {
    bornUntil: 1954, plainMiddle: 0.86,
    female: {
      middle: ['Thanh', 'Kim', 'Bích', 'Ngọc', 'Tuyết', 'Minh'],
      given: ['Vi', 'Tý', 'Mùi', 'Sửu', 'Nhàn', 'Thìn', 'Nga', 'Lan', 'Cúc', 'Hợi', 'Bính', 'Chắt', 'Đào', 'Hòa', 'Hiền', 'Loan', 'Liên', 'Mão', 'Nụ', 'Phúc', 'Thơm', 'Sen', 'Tâm', 'Yến', 'Xuân', 'Vân', 'Thịnh', 'Bảo', 'Mận', 'Dần', 'Ngọ', 'Tuyết', 'Quý', 'Lựu', 'Chanh'],
    },
    male: {
      middle: ['Đình', 'Đức', 'Hữu', 'Xuân', 'Bá', 'Trọng', 'Quang', 'Ngọc', 'Duy', 'Khắc', 'Huy', 'Thế'],
      given: ['Hùng', 'Thọ', 'Lộc', 'Phúc', 'Khang', 'Cường', 'Hợp', 'Thành', 'Tiến', 'Bình', 'Sơn', 'Chính', 'Nghĩa', 'Quý', 'Tường', 'Vinh', 'Khôi', 'Mạnh', 'Lâm', 'Thụ', 'Bảng', 'Can', 'Chất', 'Tuất', 'Đạm', 'Hòe', 'Thiện', 'Ái', 'Nhã', 'Kỳ'],
    },
  },
  {
    bornUntil: 1974, plainMiddle: 0.68,
    female: {
      middle: ['Thanh', 'Thu', 'Bích', 'Kim', 'Minh', 'Hồng', 'Tuyết', 'Ngọc', 'Phương'],
      given: ['Hạnh', 'Hương', 'Hà', 'Hoa', 'Lan', 'Mai', 'Nga', 'Thủy', 'Bình', 'Dung', 'Liên', 'Hằng', 'Hiền', 'Oanh', 'Loan', 'Phượng', 'Thanh', 'Vân', 'Yến', 'Tuyết', 'Minh', 'Thắng', 'Sâm', 'Ngân', 'Hải', 'Châu', 'Tâm', 'Thoa', 'Ánh', 'Xuân', 'Lý', 'Thái'],
    },
    male: {
      middle: ['Đức', 'Quang', 'Mạnh', 'Xuân', 'Hữu', 'Ngọc', 'Việt', 'Anh', 'Đình', 'Thanh', 'Minh', 'Quốc', 'Tiến'],
      given: ['Hùng', 'Dũng', 'Cường', 'Sơn', 'Tuấn', 'Thắng', 'Bình', 'Hải', 'Minh', 'Long', 'Hà', 'Khánh', 'Tùng', 'Thành', 'Chiến', 'Toàn', 'Việt', 'Hòa', 'Quang', 'Thái', 'Lâm', 'Phong', 'Vinh', 'Trung', 'Nam', 'Kiên', 'Hưng', 'Quân', 'An'],
    },
  },
  {
    bornUntil: 1994, plainMiddle: 0.42,
    female: {
      middle: ['Thu', 'Thanh', 'Hồng', 'Ngọc', 'Minh', 'Phương', 'Thùy', 'Bích', 'Mai', 'Kim', 'Hoài', 'Lan', 'Quỳnh'],
      given: ['Trang', 'Hương', 'Linh', 'Hà', 'Hằng', 'Thảo', 'Thủy', 'Huyền', 'Nga', 'Phương', 'Hiền', 'Yến', 'Lan', 'Dung', 'Vân', 'Ngọc', 'Nhung', 'Anh', 'Mai', 'Giang', 'Hạnh', 'Quyên', 'Tâm', 'Thơ', 'Ngân', 'Loan', 'Hoa', 'Bích', 'Châu', 'Lý'],
    },
    male: {
      middle: ['Đức', 'Minh', 'Quang', 'Tuấn', 'Anh', 'Hoàng', 'Việt', 'Mạnh', 'Thành', 'Trung', 'Hải', 'Xuân', 'Ngọc', 'Duy', 'Quốc', 'Đăng', 'Huy'],
      given: ['Tuấn', 'Anh', 'Hùng', 'Dũng', 'Hiếu', 'Trung', 'Nam', 'Long', 'Sơn', 'Tùng', 'Thành', 'Đức', 'Cường', 'Hoàng', 'Kiên', 'Linh', 'Quang', 'Minh', 'Hải', 'Việt', 'Bách', 'Duy', 'Hưng', 'Phong', 'Thắng', 'Đạt', 'Huy', 'Quân', 'Toàn'],
    },
  },
  {
    bornUntil: 2010, plainMiddle: 0.14,
    female: {
      middle: ['Thu', 'Ngọc', 'Minh', 'Phương', 'Thùy', 'Khánh', 'Quỳnh', 'Hà', 'Mai', 'Bảo', 'Hoàng', 'Thảo', 'Lan', 'Trúc', 'Hải'],
      given: ['Linh', 'Anh', 'Trang', 'Chi', 'Ngọc', 'Mai', 'Thảo', 'Hà', 'My', 'Vy', 'Nhi', 'Ngân', 'Phương', 'Hân', 'Giang', 'Châu', 'Hương', 'Uyên', 'Dương', 'Ly', 'Trâm', 'Yến', 'Huyền', 'Vân', 'Diệp'],
    },
    male: {
      middle: ['Đức', 'Minh', 'Quang', 'Tuấn', 'Hoàng', 'Việt', 'Gia', 'Nhật', 'Hải', 'Trung', 'Duy', 'Thành', 'Anh', 'Quốc', 'Bảo', 'Thái', 'Đăng'],
      given: ['Anh', 'Minh', 'Huy', 'Hiếu', 'Nam', 'Long', 'Khánh', 'Đức', 'Hoàng', 'Phong', 'Bảo', 'Dương', 'Quân', 'Đạt', 'Sơn', 'Tùng', 'Kiên', 'Thành', 'Khôi', 'Việt', 'Trung', 'Hưng', 'Tú'],
    },
  },
  {
    bornUntil: 2030, plainMiddle: 0.03,
    female: {
      middle: ['Ngọc', 'Minh', 'Bảo', 'Khánh', 'Hà', 'Gia', 'An', 'Quỳnh', 'Tuệ', 'Phương', 'Linh', 'Hải', 'Thảo', 'Diệp', 'Mộc'],
      given: ['Anh', 'Chi', 'An', 'Linh', 'Nhi', 'My', 'Vy', 'Hân', 'Châu', 'Ngân', 'Diệp', 'Khuê', 'Lâm', 'Thư', 'Nhiên', 'San', 'Mai', 'Minh', 'Vân', 'Đan'],
    },
    male: {
      middle: ['Minh', 'Gia', 'Bảo', 'Đức', 'Nhật', 'Tuấn', 'Hoàng', 'Hải', 'Anh', 'Đăng', 'Quang', 'Phúc', 'Khôi', 'Thiên', 'Tuệ'],
      given: ['Anh', 'Minh', 'Khôi', 'Bảo', 'Khang', 'Phúc', 'Nam', 'Quân', 'Huy', 'An', 'Đăng', 'Khoa', 'Phong', 'Nguyên', 'Lâm', 'Sơn', 'Bách', 'Tùng', 'Duy', 'Dương', 'Long'],
    },
  },
];

export function familyName(random: DemoRandom): string {
  return random.weighted(FAMILY_NAMES);
}

/** 'Nguyễn Thị Vi', as that generation named its daughters and sons. */
export function personName(random: DemoRandom, family: string, sex: Sex, bornIn: number): string {
  const generation = GENERATIONS.find((one) => bornIn <= one.bornUntil) ?? GENERATIONS.at(-1)!;
  const names = generation[sex];
  const plain = sex === 'female' ? 'Thị' : 'Văn';
  // 'Văn' faded faster than 'Thị'.
  const isPlain = random.chance(sex === 'female' ? generation.plainMiddle : generation.plainMiddle * 0.6);
  const given = random.pick(names.given);
  const middle = isPlain ? plain : random.pick(names.middle.filter((name) => name !== given && name !== family));
  const second = !isPlain || sex === 'male' || !random.chance(0.3) ? '' : `${random.pick(names.middle.filter((name) => name !== given))} `;
  return `${family} ${middle} ${second}${given}`;
}
