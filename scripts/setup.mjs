// The prerequisites of start and test: packages, the generated database client, the built program. Uses only Node
// itself, because node_modules may not exist yet. Reports to stderr: what a command prints may go to a file.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const CLIENT = {
  inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'],
  output: 'src/generated/prisma/client.ts',
};
const SERVER = {
  inputs: ['src', 'prisma', 'tsconfig.json', 'package-lock.json', 'scripts/setup.mjs'],
  output: 'dist/src/server.js',
};
const ASSETS = {
  inputs: ['src/client', 'src/shared', 'views', 'package-lock.json', 'scripts/build-assets.mjs'],
  output: 'public/manifest.json',
};

/**
 * Changes to the project directory and brings it from a fresh clone to a built program; skips steps that are already
 * done.
 */
export async function setUp() {
  process.chdir(root);
  requireNode();
  if (!existsSync('src')) return; // the image contains only the built program
  installPackages();
  await whenChanged('client', CLIENT, () => runNode('node_modules/prisma/build/index.js', 'generate', '--no-hints'));
  await whenChanged('server', SERVER, buildServer);
  await whenChanged('assets', ASSETS, () => runNode('scripts/build-assets.mjs'));
}

function runNode(...args) {
  runOrExit(process.execPath, args);
}

function runOrExit(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    stdio: ['inherit', process.stderr, process.stderr],
    ...options,
  });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs `work` unless the inputs (files and folders) are unchanged since the last run and `output` exists. */
async function whenChanged(name, { inputs, output }, work) {
  const stamp = path.join(root, 'node_modules/.cache/go-cua', name);
  const fingerprint = fingerprintOf(inputs);
  if (existsSync(path.join(root, output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  await work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint);
}

function requireNode() {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  console.error(
    `Gõ Cửa cần Node.js ${major}.${minor} trở lên, máy này có ${process.versions.node}. Hãy cài bản mới từ https://nodejs.org rồi chạy lại.`,
  );
  process.exit(1);
}

function installPackages() {
  if (areInstalled()) return;
  console.error('Đang cài các gói của Gõ Cửa (npm ci), chỉ lần đầu hoặc sau khi cập nhật…');
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  if (npm) runNode(npm, ...args);
  else runOrExit(['npm', ...args].join(' '), [], { shell: true }); // on Windows npm is a script, which needs a shell
}

/** Compares the lock file with the copy npm leaves in node_modules: same packages, same versions. */
function areInstalled() {
  const installedLock = 'node_modules/.package-lock.json';
  if (!existsSync(installedLock)) return false;
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  return Object.entries(wanted).every(
    ([folder, { version, optional, peer }]) =>
      folder === '' || installed[folder]?.version === version || (!installed[folder] && (optional || peer)),
  );
}

async function buildServer() {
  console.error('Đang dựng chương trình…');
  await transpile(
    ['src', 'prisma/seed']
      .flatMap(filesOf)
      .filter((file) => file.endsWith('.ts') && !file.startsWith(path.join('src', 'client'))),
  );
}

/** Transpiles each file without checking types: `npm run check` does that, and a start must not wait for it. */
export async function transpile(files) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outbase: root,
    outdir: 'dist',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    // Node keeps the maps of all files in memory; stack traces do not need their text.
    sourcesContent: false,
    logLevel: 'warning',
  });
}

function fingerprintOf(inputs) {
  const hash = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap(filesOf))
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function filesOf(input) {
  const absolute = path.join(root, input);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [input];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}
