import { parseArgs } from 'node:util';
import { StartupError } from '../startup-error';

/** The one file given to a command; undefined without any. */
export function readFileArgument(usage: string): string | undefined {
  try {
    const { positionals } = parseArgs({ allowPositionals: true });
    if (positionals.length > 1) throw new Error('Chỉ nhận một tên tệp; tên có dấu cách phải đặt trong dấu nháy.');
    return positionals[0];
  } catch (error) {
    throw new StartupError(`${(error as Error).message}\n${usage}`);
  }
}
