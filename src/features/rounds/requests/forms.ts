import { z } from 'zod';
import { idField, optionalIdField, optionalText, requiredText } from '../../../web/form';
import { readPlace } from '../../../web/pager';

/** The round that a request's door is put into, or taken out of. */
export const placementForm = z.object({ roundId: idField('Chọn một buổi.') });

const REQUEST_VIEWS = ['open', 'new', 'overdue', 'planned-late', 'closed', 'after-refusal'] as const;
export type RequestView = (typeof REQUEST_VIEWS)[number];

/** What the address of the list asks for; anything unknown means the open requests from the start. */
export const readListQuery = (query: Record<string, unknown>) => ({
  view: REQUEST_VIEWS.find((each) => each === query.view) ?? 'open',
  ...readPlace(query),
});
export type RequestListQuery = ReturnType<typeof readListQuery>;

/** What is closed of a request for several services: one of them; null for all that are open. */
export const partForm = z.object({ partId: optionalIdField() });
export const declineForm = partForm
  .extend({ declineReason: requiredText('Ghi vì sao từ chối, để trả lời người dân.', 300) })
  .transform(({ declineReason: reason, partId }) => ({ kind: 'declined' as const, reason, partId }));
export const withdrawalForm = partForm
  .extend({ withdrawalReason: optionalText(300) })
  .transform(({ withdrawalReason: reason, partId }) => ({ kind: 'withdrawn' as const, reason, partId }));
