import type { PaperTask } from '../../../../src/features/adoption/papers/docx-worker';
import { createPaperMaker } from '../../../../src/features/adoption/papers/made-papers';

const paperOf = (wardName: string) => ({ report: {}, place: { wardName, signedOn: '2026-11-26' } }) as PaperTask;

/** A maker that notes what it makes and how many papers at once. */
function watchedMaker() {
  const made: string[] = [];
  let atOnce = 0;
  let most = 0;
  const make = createPaperMaker(async ({ place: { wardName } }) => {
    most = Math.max(most, (atOnce += 1));
    made.push(wardName);
    await Promise.resolve();
    atOnce -= 1;
    if (wardName === 'hỏng') throw new Error('no paper');
    return new TextEncoder().encode(wardName);
  });
  return { make, made, most: () => most };
}

test('eight readers of one paper get the same one, made once', async () => {
  const { make, made } = watchedMaker();
  const papers = await Promise.all(Array.from({ length: 8 }, () => make(paperOf('Phường A'))));
  expect(new Set(papers).size).toBe(1);
  expect(made).toEqual(['Phường A']);
});

test('papers of different figures are made one after the other', async () => {
  const { make, made, most } = watchedMaker();
  await Promise.all(['a', 'b', 'c'].map((name) => make(paperOf(name))));
  expect([made, most()]).toEqual([['a', 'b', 'c'], 1]);
});

test('a paper that could not be made is made when it is asked for again, and holds up no other', async () => {
  const { make, made } = watchedMaker();
  const failed = make(paperOf('hỏng'));
  const other = make(paperOf('a'));
  await expect(failed).rejects.toThrow('no paper');
  await other;
  await expect(make(paperOf('hỏng'))).rejects.toThrow('no paper');
  expect(made).toEqual(['hỏng', 'a', 'hỏng']);
});
