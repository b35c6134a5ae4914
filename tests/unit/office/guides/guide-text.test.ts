import { linesOf, stepsOfText, textOfSteps } from '../../../../src/features/office/guides/guide-text';
import { guideForm } from '../../../../src/features/office/guides/forms';
import { GUIDES, PUBLIC_SERVICES } from '../../../../src/features/office/reference-data/entries';

describe('the text of a guide', () => {
  test('is steps with an empty line between them: the first line to press, the others explain', () => {
    expect(stepsOfText('\nMở Cổng\n dichvucong.gov.vn \ntrên điện thoại\n\n \nBấm Đăng nhập\n', false)).toEqual([
      { action: 'Mở Cổng', detail: 'dichvucong.gov.vn trên điện thoại' },
      { action: 'Bấm Đăng nhập', detail: '' },
    ]);
  });

  test('of a topic is paragraphs', () => {
    expect(stepsOfText('Không đưa mã\ncho ai.\n\nKể cả Đội.', true)).toEqual([
      { action: 'Không đưa mã cho ai.', detail: '' },
      { action: 'Kể cả Đội.', detail: '' },
    ]);
  });

  test('written out reads back as the same steps', () => {
    for (const { key, steps } of GUIDES) {
      const isTopic = PUBLIC_SERVICES.find((service) => service.key === key)!.kind === 'topic';
      expect(stepsOfText(textOfSteps(steps), isTopic)).toEqual(steps);
    }
  });

  test('has prerequisites line by line', () => {
    expect(linesOf('Một\n\n Hai \n')).toEqual(['Một', 'Hai']);
  });
});

describe('the guides that the program brings along', () => {
  test('belong to one service each, could be written in the form, and name its code where they name one', () => {
    expect(new Set(GUIDES.map(({ key }) => key)).size).toBe(GUIDES.length);
    for (const { key, title, prerequisites, source, steps } of GUIDES) {
      const service = PUBLIC_SERVICES.find((entry) => entry.key === key)!;
      const form = guideForm(service.kind === 'topic').safeParse({
        title,
        steps: textOfSteps(steps),
        prerequisites: prerequisites.join('\n'),
        source,
        version: '0',
      });
      expect([key, form.error?.issues]).toEqual([key, undefined]);
      const codes = steps.flatMap(({ action, detail }) => `${action} ${detail}`.match(/\d\.\d{6}/g) ?? []);
      for (const code of codes) expect([key, code]).toEqual([key, service.code]);
      expect(source).not.toBe('');
      expect(service.isRetired).toBe(false);
    }
  });
});
