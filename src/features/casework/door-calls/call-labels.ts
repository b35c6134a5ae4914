import { z } from 'zod';
import { CallOutcome } from '../../../generated/prisma/enums';
import { formatDayMonth } from '../../../shared/dates';
import { CALL_OUTCOMES } from '../../../shared/labels';
import { spanText } from '../../../shared/time-span';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { PREFERRED_TIME, preferredTimeText, type DayOf, type PreferredTime } from '../requests/request-labels';

/** The outcome of a call to a household, reduced to what planners and visitors need. */
export const CALL_BRIEF = z.object({
  calledOn: z.string(),
  outcome: z.enum(CallOutcome),
  /** When they said they would be at home: any of these times; [] unless agreed. */
  times: z.array(PREFERRED_TIME),
});
export type CallBrief = z.infer<typeof CALL_BRIEF>;

/** 'thứ Hai đến thứ Sáu 19:00–20:30', 'mọi ngày 19:00–20:00'; several joined by ', hoặc '; '' for none. */
export const timesText = (times: readonly PreferredTime[], dayOf?: DayOf): string =>
  times
    .map((time) => (time.dates || time.weekdays ? preferredTimeText(time, dayOf) : `mọi ngày ${spanText(time)}`))
    .join(', hoặc ');

/** 'ở nhà thứ Bảy 8:00–11:00', 'không nghe máy'. */
export const outcomeText = ({ outcome, times }: Pick<CallBrief, 'outcome' | 'times'>, dayOf?: DayOf): string =>
  outcome === 'agreed' ? `ở nhà ${timesText(times, dayOf)}` : uncapitalise(CALL_OUTCOMES[outcome]);

/** 'Đã gọi 24/11: ở nhà thứ Hai đến thứ Sáu 19:00–20:30'; '' without a call. */
export const callText = (call: CallBrief | null, dayOf: DayOf = formatDayMonth): string =>
  call ? `Đã gọi ${dayOf(call.calledOn)}: ${outcomeText(call, dayOf)}` : '';
