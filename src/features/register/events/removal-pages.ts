import { v7 as newId } from 'uuid';
import type { FlashAction } from '../../../web/flash';

/** The part of an edit page that removes a record made by mistake. */
export interface Removal {
  action: string;
  actId: string;
  /** What hangs on the record, after a removal was refused: '3 lượt có mặt'. */
  hanging: readonly string[];
}

/** @param recordHref the record's page: '/residents/…'. */
export function removalOf(recordHref: string, hanging: readonly string[]): Removal {
  return { action: `${recordHref}/removal`, actId: newId(), hanging };
}

/** Takes the removal back from the message that reports it. */
export function undoRemoval(actId: string): FlashAction {
  return {
    label: 'Hoàn tác',
    href: `/register-acts/${actId}/reversion`,
    fields: [{ name: 'reason', value: 'Bỏ nhầm' }],
  };
}
