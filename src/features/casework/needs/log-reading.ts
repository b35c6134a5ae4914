import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';

/** Every page that shows a person's needs is logged as a reading of the file. */
export function logReading({ accessLog }: AppContext, actor: Actor, type: 'household' | 'resident', id: string) {
  const action = type === 'household' ? 'household.open' : 'resident.open';
  return accessLog.opened(actor, action, { type, id }, { for: 'needs' });
}
