import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';

/** Every page that shows a person's needs is logged as a reading of the file. */
export const logReading = ({ accessLog }: AppContext, actor: Actor, type: 'household' | 'resident', id: string) =>
  accessLog.opened(actor, `${type}.open`, { type, id }, { for: 'needs' });
