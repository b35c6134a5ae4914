import { z } from 'zod';
import { idField } from '../../../web/form';

/** The round that a request's door is put into, or taken out of. */
export const placementForm = z.object({ roundId: idField('Chọn một buổi.') });
