import { v7 as newId } from 'uuid';
import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import { periodEnd } from '../../src/features/adoption/indicators/targets';
import { createFigures } from '../../src/features/adoption/figures/figures';
import { percentNow } from '../../src/features/adoption/reports/target-pages';
import { setTarget } from '../../src/features/adoption/targets/service';
import { addDays, daysBetween, instantOf, localDateOf, type LocalDate } from '../../src/shared/dates';

/** The ward set them when the rounds had begun to show in the figures. */
const SET_DAYS_AGO = 60;
/** At least so many days are left to reach them. */
const LEFT_DAYS = 30;

/** '2026-11-26' → 'Quý 4/2026'. */
const quarterOf = (day: LocalDate) => `Quý ${Math.ceil(Number(day.slice(5, 7)) / 3)}/${day.slice(0, 4)}`;

/**
 * Two groups have targets of their own, so that all three ways of standing are seen: one asks for more than the group has
 * gained since, one for a little less. The others are ahead of the national line.
 */
export async function setDemoTargets({ db, now }: Pick<BaseContext, 'db' | 'now'>, actor: Actor): Promise<void> {
  const today = localDateOf(now());
  const setOn = addDays(today, -SET_DAYS_AGO);
  const period = quarterOf(addDays(today, LEFT_DAYS));
  const days = daysBetween(setOn, periodEnd(period)!);
  const figuresOn = createFigures({ db, now }, 0);
  const [then, current] = [
    await figuresOn(actor.wardId, setOn, today),
    await figuresOn(actor.wardId, today, today),
  ].map(({ figures }) => figures);
  const groups = current!.groups
    .filter(({ groupId, adults }) => groupId !== null && adults > 0)
    .toSorted((a, b) => b.adults - a.adults);
  for (const [index, pace] of [2, 0.8].entries()) {
    const groupId = groups[index]?.groupId;
    if (!groupId) return;
    const share = { indicator: 'knownUsers', groupId } as const;
    const [from, to] = [percentNow(then!, share), percentNow(current!, share)];
    const value = Math.min(100, Math.round(from + (Math.max(1, to - from) * pace * days) / SET_DAYS_AGO));
    await setTarget(
      { db, now: () => instantOf(setOn, '09:00') },
      actor,
      {
        id: newId(),
        indicator: share.indicator,
        residentialGroupId: groupId,
        period,
        value,
        legalBasis: 'phường tự đặt',
        note: 'Số bịa để dùng thử.',
      },
      () => from,
    );
  }
}
