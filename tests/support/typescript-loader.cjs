/**
 * Lets plain `require` read TypeScript: in Jest's workers, and in threads and processes that tests start beside Jest.
 * Each file is transformed once, whatever reads it: a thread that reads one list would else compile as much as a worker.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { threadId } = require('node:worker_threads');

const CACHE = path.resolve(__dirname, '../../node_modules/.cache/go-cua/typescript');
const OPTIONS = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

Module._extensions['.ts'] = (module, file) => {
  const source = readFileSync(file, 'utf8');
  const key = createHash('sha1')
    .update(JSON.stringify([file, OPTIONS]))
    .update(source)
    .digest('hex');
  module._compile(cached(path.join(CACHE, `${key}.js`)) ?? transformed(file, source, key), file);
};

function cached(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function transformed(file, source, key) {
  const { code } = require('@swc/core').transformSync(source, { filename: file, ...OPTIONS });
  mkdirSync(CACHE, { recursive: true });
  const draft = path.join(CACHE, `${key}.${process.pid}.${threadId}`);
  writeFileSync(draft, code);
  renameSync(draft, path.join(CACHE, `${key}.js`));
  return code;
}
