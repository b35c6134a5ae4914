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
    for (const { key, title, prerequisites, papers, papersFromData, source, checkedOn, steps, ...facts } of GUIDES) {
      const service = PUBLIC_SERVICES.find((entry) => entry.key === key)!;
      const form = guideForm(service.kind === 'topic', '2026-12-01').safeParse({
        ...facts,
        title,
        steps: textOfSteps(steps),
        prerequisites: prerequisites.join('\n'),
        papers: papers.join('\n'),
        papersFromData: papersFromData.join('\n'),
        source,
        sourceCheckedOn: checkedOn ?? '',
        version: '0',
      });
      // Without a source there are no steps: the office writes them.
      const issues = steps.length === 0 ? ['Viết các bước.'] : undefined;
      expect([key, form.error?.issues.map(({ message }) => message)]).toEqual([key, issues]);
      const codes = steps.flatMap(({ action, detail }) => `${action} ${detail}`.match(/\d\.\d{6}/g) ?? []);
      for (const code of codes) expect([key, code]).toEqual([key, service.code]);
      expect(service.isRetired).toBe(false);
    }
  });

  test('the script of every topic begins with how to check the team, and has at most 60 words', () => {
    const topics = PUBLIC_SERVICES.filter(({ kind, isRetired }) => kind === 'topic' && !isRetired);
    for (const { key } of topics) {
      const script = GUIDES.find((guide) => guide.key === key)?.steps.map(({ action }) => action) ?? [];
      expect([key, script[0]]).toEqual([key, 'Bác hỏi mã buổi của chúng tôi, gọi phường kiểm tra trước đã.']);
      expect(script.join(' ').split(/\s+/).length).toBeLessThanOrEqual(60);
    }
  });

  test('those of unemployment have steps of their own', () => {
    const stepsOf = (key: string) => GUIDES.find((guide) => guide.key === key)!.steps.map(({ action }) => action);
    const generic = new Set(stepsOf('tach-ho'));
    for (const key of ['huong-tro-cap-that-nghiep', 'thong-bao-tim-kiem-viec-lam'])
      expect(stepsOf(key).filter((action) => !generic.has(action)).length).toBeGreaterThan(4);
  });
});
