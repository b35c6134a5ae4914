import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import { closeMonth } from '../../src/features/adoption/month-closings/service';
import { addMonths, localDateOf } from '../../src/shared/dates';

/** The office closed the month before the last one; the last one waits to be closed. */
export async function closeDemoMonth({ db, now }: Pick<BaseContext, 'db' | 'now'>, actor: Actor): Promise<void> {
  const month = addMonths(`${localDateOf(now()).slice(0, 7)}-01`, -2);
  await closeMonth({ db, now }, actor, { month, revision: 1 });
}
