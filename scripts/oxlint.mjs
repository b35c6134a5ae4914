// Types and lint of files, by oxlint with the native TypeScript compiler.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

export const root = path.dirname(import.meta.dirname);

/** @returns what is wrong with these files and folders: `{ file, line, column, message }`. */
export function problemsOf(files) {
  const args = ['node_modules/oxlint/bin/oxlint', '--config', 'oxlint.config.mjs', '--format', 'json', ...files];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  const { diagnostics } = stdout.startsWith('{') ? JSON.parse(stdout) : { diagnostics: [] };
  if (status !== 0 && diagnostics.length === 0) throw new Error(`oxlint did not finish: ${stdout}${stderr}`);
  return diagnostics.map(({ filename, labels: [label], message, code }) => ({
    file: filename.replaceAll('\\', '/'),
    line: label?.span.line ?? 1,
    column: label?.span.column ?? 1,
    message: code ? `${message} (${code})` : message,
  }));
}
