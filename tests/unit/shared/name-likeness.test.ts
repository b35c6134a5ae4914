import { likenessOfNames, type NameLikeness } from '../../../src/shared/name-likeness';

describe('how close two names are', () => {
  it.each<[string, string, NameLikeness]>([
    ['Trần Thị Hòa', 'Trần Thị Hoà', 'same'],
    ['Trần Thị Hòa', 'TRẦN THỊ HOÀ'.normalize('NFD'), 'same'],
    ['Trần Thị Hòa', 'TRAN THI HOA', 'same'],
    ['Vũ Thị Lan', 'Vu Thị Lan', 'same'],
    ['Hòa', 'Hoà', 'same'],
    ['Nguyễn Thị Vi', 'Nguyễn Thị Vị', 'tone'],
    ['Nguyễn Thị Hoa', 'Nguyễn Thị Hòa', 'tone'],
    ['Nguyễn Văn Anh', 'Nguyễn Vân Anh', 'tone'],
    ['Trần Tân', 'Trần Tấn', 'tone'],
    ['Phan Minh Anh', 'Phan Minh Ánh', 'tone'],
    ['Vi', 'Vị', 'tone'],
    ['Nguyễn Thi Huong', 'Nguyễn Thị Hương', 'tone'],
    ['Lê Thị Hiền', 'Lê Thị Hiềm', 'letter'],
    ['Lê Thị Ngân', 'Lê Thị Nân', 'letter'],
    ['Nguyễn Thị Lý', 'Nguyễn Thị Lí', 'letter'],
    ['Lê Thị Hà', 'Lê Thu Hà', 'letter'],
    ['Lê Thị Mai', 'Lê Thi Mại', 'tone'],
    ['Lê Thị Hiền', 'Lý Thị Hiền', 'other'],
    ['Lê Thị Hiền', 'Lê Hiền', 'other'],
    ['Lê Thị Hiền', 'Lê Thị Hoa', 'other'],
    ['', 'Lê Thị Hoa', 'other'],
    ['', '', 'same'],
  ])('%s, %s: %s', (one, other, likeness) => {
    expect([likenessOfNames(one, other), likenessOfNames(other, one)]).toEqual([likeness, likeness]);
  });
});
