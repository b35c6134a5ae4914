// TypeScript programs over the project. What two programs read alike is parsed and bound once for both: most of the
// work of a second program.
import path from 'node:path';
import ts from 'typescript';

export const root = path.dirname(import.meta.dirname);

/** Path and way of reading → the parsed file. */
const parsed = new Map();

/**
 * The program of a folder's tsconfig.json.
 * @param options instead of those of the file.
 * @param virtual a file that is only in memory, `{ file, text }`: the program consists of it and what it imports.
 */
export function programOf(folder, { options = {}, virtual } = {}) {
  const configFile = path.join(root, folder, 'tsconfig.json');
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile);
  const read = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(configFile), options);
  const host = ts.createCompilerHost(read.options, true);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (file, how, ...rest) => {
    if (file === virtual?.file) return ts.createSourceFile(file, virtual.text, how, true);
    const key = `${file} ${how.languageVersion} ${how.impliedNodeFormat}`;
    if (!parsed.has(key)) parsed.set(key, getSourceFile(file, how, ...rest));
    return parsed.get(key);
  };
  host.fileExists = (file) => file === virtual?.file || fileExists(file);
  host.readFile = (file) => (file === virtual?.file ? virtual.text : readFile(file));
  return ts.createProgram(virtual ? [virtual.file] : read.fileNames, read.options, host);
}

/** What the compiler finds in these files, or in all of the program. */
export function diagnosticsOf(program, files = [undefined]) {
  return [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
}
