import { chapterOf, readGuide, userGuide } from '../../../src/web/user-guide';

test('headings get the anchors that GitHub gives them, and chapters stand alone', () => {
  const guide = readGuide(
    '# Sổ\n\nLời mở.\n\n## Hôm nay, và *Tối nay*\n\n1. Một **việc**.\n\n### Gọi hỏi lại\n\nGọi.\n\n## Khác\n\nHết.\n',
  );
  expect(guide.headings).toEqual([
    { text: 'Hôm nay, và <em>Tối nay</em>', id: 'hôm-nay-và-tối-nay', depth: 2 },
    { text: 'Gọi hỏi lại', id: 'gọi-hỏi-lại', depth: 3 },
    { text: 'Khác', id: 'khác', depth: 2 },
  ]);
  expect(guide.html).toMatch(/^<p>Lời mở\.<\/p>\n<h2 id="hôm-nay-và-tối-nay">/);
  expect(chapterOf(guide, 'Khác')).toBe('<p>Hết.</p>\n');
  expect(chapterOf(guide, 'Hôm nay, và Tối nay')).toMatch(/^<ol>[^]*<h3 id="gọi-hỏi-lại">[^]*<p>Gọi\.<\/p>\n$/);
  expect(chapterOf(guide, 'Không có')).toBe('');
});

test('the guide itself is read once', () => {
  expect(userGuide()).toBe(userGuide());
});
