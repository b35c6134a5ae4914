import { z } from 'zod';
import { formatRoundTime } from '../../../shared/dates';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { preferredTimeWithin } from '../requests/request-labels';
import type { CallBrief } from './call-labels';

/** The open round that goes to a door. */
export const ROUND_OF_DOOR = z.object({ code: z.string(), startsAt: z.date(), endsAt: z.date() });
export type RoundOfDoor = z.infer<typeof ROUND_OF_DOOR>;

/** 'Nhà này đang ở buổi BĐ-7K2, tối thứ Ba 01/12, 18:00–21:00'. */
export const roundOfDoorText = ({ code, startsAt, endsAt }: RoundOfDoor): string =>
  `Nhà này đang ở buổi ${code}, ${formatRoundTime(startsAt, endsAt)}`;

/**
 * The warning after a call to a door that is on a round: the round comes at another time than agreed, or although they
 * declined; '' if it fits. While the round holds the door, no other round can take it.
 */
export function roundAgainstCall(
  { outcome, times }: Pick<CallBrief, 'outcome' | 'times'>,
  round: RoundOfDoor | null,
): string {
  if (!round) return '';
  if (outcome === 'declined') return `${roundOfDoorText(round)}. Không đến nữa thì bỏ nhà khỏi buổi ấy.`;
  if (outcome !== 'agreed' || preferredTimeWithin(times, roundTimeOf(round))) return '';
  return `${roundOfDoorText(round)}, không đúng giờ vừa hẹn. Bỏ nhà khỏi buổi ấy, rồi gợi ý mới xếp được đúng giờ.`;
}
