import type { DemoRandom } from './demo-random';

export type Sex = 'male' | 'female';

/** Family names with their frequency in Việt Nam, in per cent. */
const FAMILY_NAMES = words(
  'Nguyễn:31 Trần:10.9 Lê:8.9 Phạm:5.9 Hoàng:4.2 Vũ:3.6 Phan:2.8 Đặng:2.6 Bùi:2.4 Đỗ:2.2 Ngô:1.9 Dương:1.5 Đào:1.3 Đinh:1.1 Trịnh:1.1 Lương:0.9 Mai:0.8 Tạ:0.8 Chu:0.7 Nghiêm:0.5 Lưu:0.5 Cao:0.5 Hà:0.5 Tô:0.4 Huỳnh:0.4 Võ:0.4 Kiều:0.3 Phùng:0.5 Quách:0.2 Doãn:0.2 Khuất:0.2 Âu:0.1',
).map((entry): [string, number] => {
  const [name, share] = entry.split(':');
  return [name!, Number(share)];
});

/** The names a generation gave its children. */
interface Generation {
  bornUntil: number;
  /** Share of women whose middle name is Thị, and of men whose middle name is Văn. */
  plainMiddle: number;
  middle: Record<Sex, string[]>;
  given: Record<Sex, string[]>;
}

const generation = (bornUntil: number, plainMiddle: number, ...names: [string, string, string, string]): Generation => {
  const [women, men, girls, boys] = names.map(words);
  return { bornUntil, plainMiddle, middle: { female: women!, male: men! }, given: { female: girls!, male: boys! } };
};

/** Middle names of women and men, given names of women and men. */
const GENERATIONS: readonly Generation[] = [
  generation(
    1954,
    0.86,
    'Thanh Kim Bích Ngọc Tuyết Minh',
    'Đình Đức Hữu Xuân Bá Trọng Quang Ngọc Duy Khắc Huy Thế',
    'Vi Tý Mùi Sửu Nhàn Thìn Nga Lan Cúc Hợi Bính Chắt Đào Hòa Hiền Loan Liên Mão Nụ Phúc Thơm Sen Tâm Yến Xuân Vân Thịnh Bảo Mận Dần Ngọ Tuyết Quý Lựu Chanh',
    'Hùng Thọ Lộc Phúc Khang Cường Hợp Thành Tiến Bình Sơn Chính Nghĩa Quý Tường Vinh Khôi Mạnh Lâm Thụ Bảng Can Chất Tuất Đạm Hòe Thiện Ái Nhã Kỳ',
  ),
  generation(
    1974,
    0.68,
    'Thanh Thu Bích Kim Minh Hồng Tuyết Ngọc Phương',
    'Đức Quang Mạnh Xuân Hữu Ngọc Việt Anh Đình Thanh Minh Quốc Tiến',
    'Hạnh Hương Hà Hoa Lan Mai Nga Thủy Bình Dung Liên Hằng Hiền Oanh Loan Phượng Thanh Vân Yến Tuyết Minh Thắng Sâm Ngân Hải Châu Tâm Thoa Ánh Xuân Lý Thái',
    'Hùng Dũng Cường Sơn Tuấn Thắng Bình Hải Minh Long Hà Khánh Tùng Thành Chiến Toàn Việt Hòa Quang Thái Lâm Phong Vinh Trung Nam Kiên Hưng Quân An',
  ),
  generation(
    1994,
    0.42,
    'Thu Thanh Hồng Ngọc Minh Phương Thùy Bích Mai Kim Hoài Lan Quỳnh',
    'Đức Minh Quang Tuấn Anh Hoàng Việt Mạnh Thành Trung Hải Xuân Ngọc Duy Quốc Đăng Huy',
    'Trang Hương Linh Hà Hằng Thảo Thủy Huyền Nga Phương Hiền Yến Lan Dung Vân Ngọc Nhung Anh Mai Giang Hạnh Quyên Tâm Thơ Ngân Loan Hoa Bích Châu Lý',
    'Tuấn Anh Hùng Dũng Hiếu Trung Nam Long Sơn Tùng Thành Đức Cường Hoàng Kiên Linh Quang Minh Hải Việt Bách Duy Hưng Phong Thắng Đạt Huy Quân Toàn',
  ),
  generation(
    2030,
    0.05,
    'Ngọc Minh Bảo Khánh Hà Gia An Quỳnh Tuệ Phương Linh Hải Thảo Diệp Mộc',
    'Minh Gia Bảo Đức Nhật Tuấn Hoàng Hải Anh Đăng Quang Phúc Khôi Thiên Tuệ',
    'Anh Chi An Linh Nhi My Vy Hân Châu Ngân Diệp Khuê Lâm Thư Nhiên San Mai Minh Vân Đan',
    'Anh Minh Khôi Bảo Khang Phúc Nam Quân Huy An Đăng Khoa Phong Nguyên Lâm Sơn Bách Tùng Duy Dương Long',
  ),
];

export function familyName(random: DemoRandom): string {
  return random.weighted(FAMILY_NAMES);
}

/** A name typical of the generation, like 'Nguyễn Thị Vi'. */
export function personName(random: DemoRandom, family: string, sex: Sex, bornIn: number): string {
  const {
    plainMiddle,
    middle: middles,
    given: givens,
  } = GENERATIONS.find((one) => bornIn <= one.bornUntil) ?? GENERATIONS.at(-1)!;
  const plain = sex === 'female' ? 'Thị' : 'Văn';
  // 'Văn' went out of fashion faster than 'Thị'.
  const isPlain = random.chance(sex === 'female' ? plainMiddle : plainMiddle * 0.6);
  const given = random.pick(givens[sex]);
  const middle = isPlain ? plain : random.pick(middles[sex].filter((name) => name !== given && name !== family));
  const second =
    !isPlain || sex === 'male' || !random.chance(0.3)
      ? ''
      : `${random.pick(middles[sex].filter((name) => name !== given))} `;
  return `${family} ${middle} ${second}${given}`;
}

function words(text: string): string[] {
  return text.split(' ');
}
