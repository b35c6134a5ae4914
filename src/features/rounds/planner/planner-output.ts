import type { LocalDate, LocalTime } from '../../../shared/dates';
import type { TimeWindow } from '../../office/calendar/outreach-time';
import type { DoorReason } from './reasons';

// What planRounds returns. Its sentences are Vietnamese and are printed as they are; reasons are data.

export interface PlannerOutput {
  rounds: ProposedRound[];
  /**
   * What should have a place and has none, with the reason: requests, promises, teams, doors that need a call or a
   * card.
   */
  notPlaced: NotPlaced[];
}

export interface ProposedRound extends TimeWindow {
  date: LocalDate;
  officerIds: string[];
  /** In walking order: up the lanes, or up and back. */
  doors: ProposedDoor[];
  /** 'Ngõ 12 Trúc Bạch, …': where the doors are, in the order of walking. */
  laneLabels: string[];
  /** Expected number of doors at which a resident opens and listens. */
  expectedMet: number;
  /** Expected minutes of the window used by the doors before 'nếu còn giờ'. */
  expectedMinutes: number;
  /**
   * Objections to this round: outside the policy, an officer absent or elsewhere, a locked door that cannot be planned.
   */
  warnings: string[];
}

export interface ProposedDoor {
  doorId: string;
  /** From 1. */
  position: number;
  expectedAt: LocalTime;
  /**
   * When the household expects the team, which goes there as soon as this time begins, whatever precedes it on the
   * list.
   */
  appointment: TimeWindow | null;
  /** Beyond what the evening is expected to hold; used when other doors stay shut. */
  isIfTimeAllows: boolean;
  /** The chance that a resident opens and listens at that time, 0 to 1. */
  chance: number;
  /** Sum of the parts' points. */
  score: number;
  /** Most important first. */
  parts: ScorePart[];
}

export type ScoreKind =
  | 'request'
  | 'follow_up'
  | 'call'
  | 'need'
  | 'due'
  | 'tries'
  | 'never_tried'
  | 'waiting'
  | 'level_2'
  | 'hour'
  | 'chosen';

export interface ScorePart {
  kind: ScoreKind;
  points: number;
  /** Null if the part counts but needs no words. */
  reason: DoorReason | null;
}

/** Why a door has its place, most important first; without what another team would change. */
export const reasonsOf = ({ parts }: Pick<ProposedDoor, 'parts'>): DoorReason[] =>
  parts.flatMap(({ reason }) => (reason && reason.kind !== 'other_officers' ? reason : []));

export interface NotPlaced {
  kind: 'request' | 'follow_up' | 'call' | 'door' | 'team' | 'day' | 'ask';
  /** Id of the request, follow-up, door (also for a call) or officer; the date of a day. */
  id: string;
  /** What it is: 'Đề nghị nhận 24/11', 'Thứ Ba 24/11'. */
  what: string;
  why: string;
  /** What to do instead of knocking: call if there is a number, otherwise leave a card. */
  instead?: 'phone' | 'card';
}
