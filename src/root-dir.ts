import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout's folder, from src/ and from dist/src/ alike: the nearest parent with a package.json. */
export const rootDir = findRoot(__dirname);

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}
