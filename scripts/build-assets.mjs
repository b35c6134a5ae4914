// Builds the browser's files: src/client → public/. Style sheets, scripts and fonts have hashed names, listed in
// manifest.json, and may be cached forever; favicon.svg, icons.svg and service-worker.js keep their names.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import * as sass from 'sass';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const client = path.join(root, 'src/client');
const modules = path.join(root, 'node_modules');
const output = path.join(root, 'public');

const FONT = path.join(modules, '@fontsource/be-vietnam-pro');
const FONT_WEIGHTS = [400, 500, 600, 700];
// The last face that covers a letter wins: because Vietnamese comes last, "ă đ ơ ư" do not load latin-ext as well.
const FONT_SUBSETS = ['latin-ext', 'latin', 'vietnamese'];

const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0e5a66"/>' +
  '<path d="M10 26V9a2.5 2.5 0 0 1 2.5-2.5h7A2.5 2.5 0 0 1 22 9v17z" fill="none" stroke="#fff" stroke-width="2.2"/>' +
  '<circle cx="18.4" cy="16.8" r="1.6" fill="#ffd98a"/></svg>\n';

mkdirSync(path.join(output, 'assets'), { recursive: true });

const manifest = {};
const fontFaces = writeFonts();
for (const name of ['app', 'print']) writeHashed(`${name}.css`, compileStyles(name));
writeHashed('app.js', await bundleScript('src/client/app.ts'));
writeHashed('card-reader.js', await bundleScript('src/client/card-reader/worker.ts'));
// At the top, because a service worker answers only for what lies beside or below it.
writeFileSync(
  path.join(output, 'service-worker.js'),
  await bundleScript('src/client/service-worker/service-worker.ts'),
);
writeFileSync(path.join(output, 'icons.svg'), iconSprite());
writeFileSync(path.join(output, 'favicon.svg'), FAVICON);
writeFileSync(path.join(output, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
removeFormerFiles();
report();

/** Writes content as assets/<name>.<hash>.<ext> and records its path under its plain name. */
function writeHashed(name, content) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  writeFileSync(path.join(output, 'assets', `${stem}.${hash}${ext}`), content);
  manifest[name] = `/assets/${stem}.${hash}${ext}`;
  return manifest[name];
}

/** Copies the fonts and returns their @font-face rules, with the unicode ranges that the font package defines. */
function writeFonts() {
  return FONT_SUBSETS.flatMap((subset) =>
    FONT_WEIGHTS.map((weight) => {
      const rules = readFileSync(path.join(FONT, `${weight}.css`), 'utf8');
      const range = new RegExp(`be-vietnam-pro-${subset}-${weight}-normal \\*/[^}]*unicode-range: ([^;]+);`).exec(
        rules,
      )[1];
      const address = writeHashed(
        `${subset}-${weight}.woff2`,
        readFileSync(path.join(FONT, `files/be-vietnam-pro-${subset}-${weight}-normal.woff2`)),
      );
      return `@font-face{font-family:"Be Vietnam Pro";font-weight:${weight};font-display:swap;src:url(${address}) format("woff2");unicode-range:${range}}`;
    }),
  ).join('');
}

function compileStyles(name) {
  const { css } = sass.compile(path.join(client, `styles/${name}.scss`), {
    style: 'compressed',
    loadPaths: [modules],
    // Bootstrap 5.3 uses Sass features that are now deprecated.
    quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
  });
  return fontFaces + css.replace(/^\uFEFF/, '');
}

async function bundleScript(entryPoint) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    target: 'es2020',
    format: 'iife',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

/** A sprite with every icon that a template uses, and those of situations. */
function iconSprite() {
  const views = path.join(root, 'views');
  const names = new Set(
    readdirSync(views, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ejs'))
      .flatMap((file) => [
        ...readFileSync(path.join(views, file), 'utf8').matchAll(/components\/icon', \{ name: '([a-z0-9-]+)'/g),
      ])
      .map((match) => match[1]),
  );
  const situations = JSON.parse(readFileSync(path.join(root, 'reference-data/situations.json'), 'utf8'));
  for (const { answers } of situations) for (const { picture } of answers) names.add(picture);
  const symbols = [...names].sort().map((name) => {
    const svg = readFileSync(path.join(modules, `@tabler/icons/icons/outline/${name}.svg`), 'utf8');
    const shapes = svg
      .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
      .replace(/<path stroke="none"[^>]*>/, '')
      .replace(/\s+/g, ' ')
      .trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

/** Runs after the manifest is written, so that a running server never refers to a deleted file. */
function removeFormerFiles() {
  const current = new Set(Object.values(manifest).map((address) => path.basename(address)));
  for (const file of readdirSync(path.join(output, 'assets'))) {
    if (!current.has(file)) rmSync(path.join(output, 'assets', file));
  }
}

/** The compressed transfer size of a first page, without fonts. */
function report() {
  const files = [manifest['app.css'], manifest['app.js'], '/icons.svg', '/favicon.svg'];
  const sizes = files.map((file) => [file, gzipSync(readFileSync(path.join(output, file)), { level: 6 }).length]);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `public/: ${sizes.map(([file, bytes]) => `${path.basename(file)} ${kilobytes(bytes)}`).join(', ')}; together ${kilobytes(sizes.reduce((sum, [, bytes]) => sum + bytes, 0))} compressed`,
  );
}
