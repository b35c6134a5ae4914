// Types, templates and lint, in one process: the compiler reads each file once for all of them, and the rules of lint
// that need types ask the programs that were just checked.
import { ESLint } from 'eslint';
import ts from 'typescript';
import { problemsOfViews } from './check-views.mjs';
import { diagnosticsOf, programOf, root } from './typescript-programs.mjs';

const server = programOf('.');
const client = programOf('src/client');
const serviceWorker = programOf('src/client/service-worker');
const browserTests = programOf('tests/browser');

const types = [
  ...[server, client, serviceWorker].flatMap((program) => diagnosticsOf(program)),
  // The files they import are checked with the server.
  ...diagnosticsOf(
    browserTests,
    browserTests.getSourceFiles().filter(({ fileName }) => fileName.includes('/tests/browser/')),
  ),
];
const host = { getCanonicalFileName: (file) => file, getCurrentDirectory: () => root, getNewLine: () => '\n' };
report(ts.formatDiagnostics(types, host));
report(problemsOfViews().join('\n'));

const eslint = new ESLint({
  cwd: root,
  overrideConfig: {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { programs: [server, client, serviceWorker, browserTests] } },
  },
});
const linted = await eslint.lintFiles(['.']);
const { format } = await eslint.loadFormatter('stylish');
report(await format(linted.filter(({ messages }) => messages.length > 0)));

/** @param said what is wrong, or nothing. */
function report(said) {
  if (said === '') return;
  console.error(said);
  process.exitCode = 1;
}
