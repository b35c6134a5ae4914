/** A step as it is written and shown: what to press, and what explains it ('' if nothing does). */
export interface Step {
  action: string;
  detail: string;
}

/**
 * Steps in the text that the office writes: an empty line between two steps, the first line of a step is what to press,
 * the others explain it. Of a topic, each block is one paragraph to read aloud.
 */
export const stepsOfText = (text: string, isTopic: boolean): Step[] =>
  blocksOf(text).map(([first = '', ...rest]) =>
    isTopic ? { action: [first, ...rest].join(' '), detail: '' } : { action: first, detail: rest.join(' ') },
  );

/** The text that `stepsOfText` reads back to the same steps. */
export const textOfSteps = (steps: readonly Step[]): string =>
  steps.map(({ action, detail }) => [action, detail].filter(Boolean).join('\n')).join('\n\n');

/** Why a version cannot be confirmed; '' if it can. */
export const confirmationBlocker = ({ steps, source }: { steps: readonly unknown[]; source: string }): string => {
  if (steps.length === 0) return 'Chưa có bước nào: làm thử trên Cổng, soạn bản có bước rồi xác nhận.';
  return source === '' ? 'Chưa có nguồn: soạn bản ghi nguồn và ngày xem rồi xác nhận.' : '';
};

/** The lines of a text, without empty ones. */
export const linesOf = (text: string): string[] => blocksOf(text).flat();

const blocksOf = (text: string): string[][] =>
  text
    .split(/\n\s*\n/)
    .map((block) =>
      block
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    )
    .filter((lines) => lines.length > 0);
