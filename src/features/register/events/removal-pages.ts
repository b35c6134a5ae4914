import { v7 as newId } from 'uuid';
import { undo } from '../../../web/flash';

/**
 * The part of an edit page that removes a record made by mistake.
 * @param recordHref the record's page: '/residents/…'.
 * @param blockers what refers to the record, after a removal was refused: '3 lượt có mặt'.
 */
export const removalOf = (recordHref: string, blockers: readonly string[] = []) => ({
  action: `${recordHref}/removal`,
  actId: newId(),
  blockers,
});

/** Takes the removal back from the message that reports it. */
export const undoRemoval = (actId: string) => undo(`/register-acts/${actId}/reversion`, { reason: 'Bỏ nhầm' });
