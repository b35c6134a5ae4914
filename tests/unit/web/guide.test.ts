import { readGuide, userGuide } from '../../../src/web/guide';

test('headings get the anchors that GitHub gives them, and chapters stand alone', () => {
  const { html, headings, chapters } = readGuide(
    '# Sổ\n\nLời mở.\n\n## Hôm nay, và *Tối nay*\n\n1. Một **việc**.\n\n### Gọi hỏi lại\n\nGọi <b>.\n\n## Khác\n\n| A | B |\n|---|---|\n| 1 | 2 |\n',
  );
  expect(headings).toEqual([
    { text: 'Hôm nay, và *Tối nay*', id: 'hôm-nay-và-tối-nay', depth: 2 },
    { text: 'Gọi hỏi lại', id: 'gọi-hỏi-lại', depth: 3 },
    { text: 'Khác', id: 'khác', depth: 2 },
  ]);
  expect(html).toContain('<p>Lời mở.</p>\n<h2 id="hôm-nay-và-tối-nay">Hôm nay, và <em>Tối nay</em></h2>');
  expect(html).not.toContain('<h1');
  expect(chapters.get('Khác')).toContain('<th>A</th><th>B</th>');
  expect(chapters.get('Hôm nay, và *Tối nay*')).toMatch(/^<ol>[^]*<h3 id="gọi-hỏi-lại">/);
});

test('the guide itself is read once', () => {
  expect(userGuide()).toBe(userGuide());
});
