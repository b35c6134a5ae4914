import { v7 as newId } from 'uuid';
import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import { isFollowUpOverdue, tokenOf } from '../../src/features/casework/follow-ups/follow-up';
import { loadWorkList } from '../../src/features/casework/follow-ups/queries';
import { endFollowUps } from '../../src/features/casework/follow-ups/service';
import { endsByPress } from '../../src/features/casework/follow-ups/labels';
import { addDays, instantOf, localDateOf } from '../../src/shared/dates';

/** Days ago on which the office worked through the list. */
const WORKING_DAYS = [24, 17, 10, 4, 1];
/** Of so many late follow-ups, one is left lying. */
const ONE_LEFT_OF = 9;
/** Of so many that are ended, one turned out to be needed no longer. */
const ONE_NOT_NEEDED_OF = 7;

/** The office worked the list of follow-ups every week, and left some. */
export async function workDemoFollowUps(context: Pick<BaseContext, 'db' | 'now'>, actor: Actor): Promise<void> {
  for (const ago of WORKING_DAYS) {
    const day = addDays(localDateOf(context.now()), -ago);
    const at = instantOf(day, '15:00');
    const then = { ...context, now: () => at };
    const { open } = await loadWorkList(context.db, { wardId: actor.wardId, userId: actor.id }, at, day);
    const worked = open.filter(
      (found, index) => endsByPress(found.kind) && isFollowUpOverdue(found, day) && index % ONE_LEFT_OF !== 0,
    );
    const isNotNeeded = (index: number) => index % ONE_NOT_NEEDED_OF === 0;
    const tokens = (notNeeded: boolean) =>
      worked.filter((_, index) => isNotNeeded(index) === notNeeded).map((found) => tokenOf(found));
    await endFollowUps(then, actor, { pressId: newId(), outcome: 'done', tokens: tokens(false), note: '' });
    await endFollowUps(then, actor, { pressId: newId(), outcome: 'not_needed', tokens: tokens(true), note: '' });
  }
}
