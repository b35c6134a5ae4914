import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';

/** Every page that shows a person's needs is logged as a reading of the file. */
export function logReading({ accessLog }: AppContext, actor: Actor, type: 'household' | 'resident', id: string) {
  return accessLog.opened(actor, `${type}.open`, { type, id }, { for: 'needs' });
}
