import type { RoundClosureKind } from '../../../generated/prisma/enums';
import { localDateOf } from '../../../shared/dates';

/** What a code says about a visitor at the door right now. */
export type CodeVerdict = 'under-way' | 'near' | 'later-today' | 'over-today' | 'other-day' | 'cancelled';

/** A team may knock a little early and still be in a house a little late. */
const MARGIN_MS = 30 * 60_000;

/**
 * Validates the round of a code for a resident who phones while a visitor is at the door. Only 'under-way' and 'near'
 * (half an hour around it) may be the team.
 */
export function validateCode(round: { startsAt: Date; endsAt: Date; closure: RoundClosureKind | null }, now: Date) {
  if (round.closure === 'cancelled') return 'cancelled';
  if (localDateOf(round.startsAt) !== localDateOf(now)) return 'other-day';
  if (now >= round.startsAt && now < round.endsAt) return round.closure === 'closed' ? 'near' : 'under-way';
  if (now.getTime() >= round.startsAt.getTime() - MARGIN_MS && now.getTime() < round.endsAt.getTime() + MARGIN_MS)
    return 'near';
  return now < round.startsAt ? 'later-today' : 'over-today';
}
