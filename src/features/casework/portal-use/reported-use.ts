import type { PortalAnswer, PortalUseHow } from '../../../generated/prisma/enums';

/** Whether an answer says that the portal was used, so that it may say for what and when. */
export const isUseReported = (answer: PortalAnswer): boolean => answer === 'with_team' || HOW_REPORTED[answer] !== null;

/** Who held the phone, as an answer tells it; null for an answer that enters no use. */
const HOW_REPORTED: Record<PortalAnswer, PortalUseHow | null> = {
  alone: 'alone',
  with_family: 'by_relative',
  // The team may have guided or done it: its own visits say which.
  with_team: null,
  not_used: null,
  does_not_know: null,
  declined: null,
  not_reached: null,
};

/**
 * The part of a ledger row that follows from a resident's answer; null for an answer that enters no use. When the
 * month is not known, the use is entered on the day of the answer.
 */
export function useAsReported<Day>(told: {
  answer: PortalAnswer;
  publicServiceId: string | null;
  usedMonth: Day | null;
  askedOn: Day;
}) {
  const how = HOW_REPORTED[told.answer];
  if (how === null) return null;
  const time = told.usedMonth
    ? { usedOn: told.usedMonth, datePrecision: 'month' as const }
    : { usedOn: told.askedOn, datePrecision: 'year' as const };
  return { how, publicServiceId: told.publicServiceId, ...time };
}
