import { z } from 'zod';
import { NEEDS, type Need } from '../../../shared/needs';
import { isId } from '../../../web/form';
import { readPlace, type PagePlace } from '../../../web/pager';
import type { DoorState } from '../../register/households/door-state';
import { DOOR_STATES, type BoardFilter, type Since } from './board';

/** Which doors the board shows: those of one group, those without a group, or the whole ward. */
export type BoardGroup = { kind: 'ward' } | { kind: 'group'; id: string } | { kind: 'none' };

export interface BoardQuery extends BoardFilter, PagePlace {
  group: BoardGroup;
  need: Need | null;
}

export const SINCE_LABELS: Record<string, string> = {
  never: 'Chưa lần nào',
  30: 'Chưa đến trong 30 ngày qua',
  90: 'Chưa đến trong 90 ngày qua',
  180: 'Chưa đến trong 180 ngày qua',
  365: 'Chưa đến trong một năm qua',
};

const word = z.string().catch('');
const query = z.object({ group: word, need: word, since: word, state: word });

function readGroup(group: string): BoardGroup {
  if (group === 'none') return { kind: 'none' };
  return isId(group) ? { kind: 'group', id: group } : { kind: 'ward' };
}

function readSince(since: string): Since | null {
  if (since === 'never') return 'never';
  return Object.hasOwn(SINCE_LABELS, since) ? (Number(since) as Since) : null;
}

/** Reads the query of the board; invalid values are ignored. */
export function readBoardQuery(given: Record<string, unknown>, canSeeNeeds: boolean): BoardQuery {
  const { group, need, since, state } = query.parse(given);
  return {
    group: readGroup(group),
    need: canSeeNeeds && Object.hasOwn(NEEDS, need) ? (need as Need) : null,
    since: readSince(since),
    state: (DOOR_STATES as string[]).includes(state) ? (state as DoorState) : null,
    ...readPlace(given),
  };
}
