import { parseArgs } from 'node:util';
import { StartupError } from '../startup-error';

/** The one file given to a command, and the file after `--<option>` if the command knows one; undefined without. */
export function readFileArguments(usage: string, option?: string): { file?: string; optionFile?: string } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: option === undefined ? {} : { [option]: { type: 'string' } },
    });
    if (positionals.length > 1)
      throw new StartupError('Chỉ nhận một tên tệp; tên có dấu cách phải đặt trong dấu nháy.');
    const given = option === undefined ? undefined : values[option];
    return { file: positionals[0], optionFile: typeof given === 'string' ? given : undefined };
  } catch (error) {
    throw new StartupError(error instanceof StartupError ? `${error.message}\n${usage}` : usage);
  }
}
