import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shapeOf } from './filters';

const SOURCES = join(__dirname, '../../src');
/** A ward condition as it is written in a template of SQL, with up to 60 characters before and 40 after it. */
const CONDITION =
  /(?<before>.{0,60}?)(?<condition>(?:\w+\.)?(?:ward_id|chain_id)\s*(?:=|IN\b|IS NOT DISTINCT FROM)\s*(?:\$\{[^}]*\}(?:::uuid)?|\$\d+|[\w.]+))(?=(?<after>.{0,40}))/gs;
/** Where the text of a statement ends, or a piece of another is put in. */
const SEAM = /[`'}]|\$\{/;
/** Fewer characters around a condition could belong to any statement. */
const TELLING = 12;

/**
 * The hand-written ward conditions of src that stand in no statement sent: 'path below src: the condition with what is
 * around it'. What Prisma writes is not seen here.
 * @param shapes of the statements that were sent.
 */
export function unreachedConditions(shapes: Iterable<string>): string[] {
  const sent = [...shapes].join('\n');
  const isSent = (piece: string) =>
    new RegExp(
      shapeOf(piece)
        .split('$')
        .map((part) => part.replaceAll(/[.*+?^{}()|[\]\\]/g, String.raw`\$&`))
        .join(String.raw`[$\w]+`),
    ).test(sent);
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('generated'))
    .flatMap((file) => {
      const unreached = [...readFileSync(join(SOURCES, file), 'utf8').matchAll(CONDITION)].filter(({ groups }) => {
        const before = groups!.before!.split(SEAM).at(-1)!;
        const after = groups!.after!.split(SEAM)[0]!;
        const condition = groups!.condition!.replaceAll(/\$\{[^}]*\}/g, '$');
        return !(
          isSent(before + condition + after) ||
          (before.trim().length > TELLING && isSent(before + condition)) ||
          (after.trim().length > TELLING && isSent(condition + after))
        );
      });
      return unreached.map(([written]) => `${file.replaceAll('\\', '/')}: ${shapeOf(written)}`);
    })
    .toSorted();
}
