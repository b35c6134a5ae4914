import { parseArgs, type ParseArgsConfig } from 'node:util';
import { StartupError } from '../startup-error';

/** What was given to a command. @throws StartupError with the usage for anything that it does not know. */
export function readArguments<const Known extends ParseArgsConfig>(usage: string, known: Known) {
  try {
    return parseArgs(known);
  } catch {
    throw new StartupError(usage);
  }
}

/** The one file given to a command, and the file after `--<option>` if the command knows one; undefined without. */
export function readFileArguments(usage: string, option?: string): { file?: string; optionFile?: string } {
  const { positionals, values } = readArguments(usage, {
    allowPositionals: true,
    options: option === undefined ? {} : { [option]: { type: 'string' } },
  });
  if (positionals.length > 1)
    throw new StartupError(`Chỉ nhận một tên tệp; tên có dấu cách phải đặt trong dấu nháy.\n${usage}`);
  const given = option === undefined ? undefined : values[option];
  return { file: positionals[0], optionFile: typeof given === 'string' ? given : undefined };
}
