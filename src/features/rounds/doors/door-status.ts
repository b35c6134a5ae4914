import type { DoorOutcome, PauseKind } from '../../../generated/prisma/enums';
import { localTimeOf } from '../../../shared/dates';
import { DOOR_OUTCOMES, PAUSE_KINDS } from '../../../shared/labels';
import { stateAfterVisit, type DoorState } from '../../register/households/door-state';
import type { ReasonTag } from '../planner/reasons';

export interface Tag {
  text: string;
  kind: ReasonTag | 'ok';
}

interface DoorStatus {
  outcome: DoorOutcome | null;
  arrivedAt: Date | null;
  isOpen: boolean;
  pauseKind: PauseKind | null;
  /** Why its area is closed on the day of the round. */
  closedFor?: string | null;
  metSomebody: boolean;
  /** The visit of this round helped a resident. */
  wasHelped: boolean;
}

/** The fill of the door motif (see the door component) for a door of a round. */
export function doorFill({ outcome, isOpen, pauseKind, closedFor, metSomebody, wasHelped }: DoorStatus): DoorState {
  if (outcome !== null) return stateAfterVisit(outcome, { metSomebody, wasHelped });
  return isOpen && !pauseKind && !closedFor ? 'never' : 'paused';
}

/** Whether the team should still knock: the door is open, not visited, not paused, and its area not closed. */
export const isToKnock = ({
  outcome,
  isOpen,
  pauseKind,
  closedFor,
}: Omit<DoorStatus, 'metSomebody' | 'wasHelped'>): boolean =>
  isOpen && outcome === null && pauseKind === null && !closedFor;

const OUTCOME_TAGS: Partial<Record<DoorOutcome, Tag['kind']>> = { met: 'ok', refused: 'need' };

/** The state of a door of a round in words: 'Đã gặp 18:52', 'Chưa đến', 'Nhà có tang: không gõ cửa'. */
export function doorStateTag({
  outcome,
  arrivedAt,
  isOpen,
  pauseKind,
  closedFor,
}: Omit<DoorStatus, 'metSomebody' | 'wasHelped'>): Tag {
  if (outcome && arrivedAt)
    return { text: `${DOOR_OUTCOMES[outcome]} ${localTimeOf(arrivedAt)}`, kind: OUTCOME_TAGS[outcome] ?? 'try' };
  if (pauseKind) return { text: `${PAUSE_KINDS[pauseKind]}: không gõ cửa`, kind: 'need' };
  if (isOpen && closedFor) return { text: `Khu đóng: ${closedFor}`, kind: 'need' };
  return isOpen ? { text: 'Chưa đến', kind: 'plain' } : { text: 'Không đến', kind: 'plain' };
}

/** Runs of items of one lane, in the given order; a lane entered twice appears twice. */
export function byLane<Item>(items: readonly { label: string; item: Item }[]): { label: string; items: Item[] }[] {
  const lanes: { label: string; items: Item[] }[] = [];
  for (const { label, item } of items) {
    const last = lanes.at(-1);
    if (last?.label === label) last.items.push(item);
    else lanes.push({ label, items: [item] });
  }
  return lanes;
}
