import type { LocalDate, LocalTime } from '../../../shared/dates';
import type { TimeWindow } from '../../office/calendar/outreach-time';

// What planRounds gives back. All words are Vietnamese and stand on the page as they are.

export interface PlannerOutput {
  rounds: ProposedRound[];
  /** What should have had a place and has none, with the reason: requests, promises, teams, doors that need another way. */
  notPlaced: NotPlaced[];
}

export interface ProposedRound extends TimeWindow {
  date: LocalDate;
  officerIds: string[];
  /** In walking order: up the lanes, or up and back. */
  doors: ProposedDoor[];
  /** 'Ngõ 12 Trúc Bạch, …': where the doors are, in the order of walking. */
  laneLabels: string[];
  /** How many doors somebody will open and listen at, to be expected. */
  expectedMet: number;
  /** Minutes of the window that the certain doors (not 'nếu còn giờ') will take, to be expected. */
  expectedMinutes: number;
  /** What speaks against this round: outside the policy, an officer absent or elsewhere, a locked door that cannot be planned. */
  warnings: string[];
}

export interface ProposedDoor {
  doorId: string;
  /** From 1. */
  position: number;
  expectedAt: LocalTime;
  /** When they expect the team: it goes there as soon as this time has begun, whatever comes before it on the list. */
  appointment: TimeWindow | null;
  /** Behind what the evening will hold, for when doors stay shut. */
  isIfTimeAllows: boolean;
  /** The chance that somebody opens and listens at that time, 0 to 1. */
  chance: number;
  /** Sum of the parts' points. */
  score: number;
  parts: ScorePart[];
  /** The words of the parts, most important first: ['Đã hẹn 19:00–20:00 tối thứ Ba 01/12', '78 tuổi, sống một mình']. */
  reasons: string[];
}

export type ScoreKind =
  'request' | 'follow_up' | 'call' | 'need' | 'tries' | 'never_tried' | 'waiting' | 'level_2' | 'hour' | 'chosen';

export interface ScorePart {
  kind: ScoreKind;
  points: number;
  /** '' when the part counts and needs no words. */
  words: string;
}

export interface NotPlaced {
  kind: 'request' | 'follow_up' | 'call' | 'door' | 'team' | 'day' | 'ask';
  /** The id of the request, follow-up, door (also of a call) or officer; the date of a day. */
  id: string;
  /** What it is: 'Đề nghị nhận 24/11', 'Thứ Ba 24/11'. */
  what: string;
  why: string;
  /** What to do for a door instead of knocking: there is a telephone number, or only a card can be left. */
  instead?: 'phone' | 'card';
}
