import { formatDateTime, formatRoundTime } from '../../../shared/dates';
import { optionsOf } from '../../../shared/labels';
import { capitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { lossForm, newItemForm, takeOutForm } from './forms';
import { missingOfRound, missingText } from './missing';
import type { RoundDetail } from '../round/queries';
import type { OutstandingThing, ThingOfRound } from './queries';

// ---------------------------------------------------------------- the things of a round

/** What a round took along, what it may still take, and what has come back. */
export function handOversPage(
  { round, things, actorId, now }: { round: RoundDetail; things: readonly ThingOfRound[]; actorId: string; now: Date },
  failed?: Failed,
) {
  const out = things.filter((thing) => thing.handOverId !== null && thing.endedAt === null);
  const notOut =
    round.closure?.kind === 'cancelled'
      ? []
      : things.filter((thing) => !thing.isRetired && (thing.handOverId === null || thing.endedAs === 'returned'));
  const here = `/rounds/${round.id}/hand-overs`;
  const chosen = failed ? [failed.values.items].flat() : null;
  const names = Object.fromEntries(round.officers.map(({ id, displayName }) => [id, displayName]));
  const form = formView(takeOutForm, { takenBy: actorId in names ? actorId : '' }, failed);
  return viewOf('rounds/hand-overs/round', {
    form,
    round: {
      code: round.code,
      href: `/rounds/${round.id}`,
      time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    },
    missing: missingOfRound(things, round.endsAt, now),
    toTake: notOut.map((thing, index) => ({
      id: thing.itemId,
      domId: index === 0 ? 'items' : `items-${index + 1}`,
      name: thing.itemName,
      hint: thing.elsewhere ? `đang ở buổi ${thing.elsewhere}, chưa mang về` : '',
      isChecked:
        chosen === null
          ? thing.handOverId === null && !thing.elsewhere && round.endsAt > now
          : chosen.includes(thing.itemId),
    })),
    takers: optionsOf({ '': 'Chọn người nhận', ...names }, typed(form.values, 'takenBy')),
    takeAction: here,
    out: out.map((thing, index) => ({
      id: thing.handOverId!,
      domId: index === 0 ? 'handOvers' : `handOvers-${index + 1}`,
      name: thing.itemName,
      taken: takenText(thing),
      lossAction: `/hand-overs/${thing.handOverId}/loss`,
    })),
    backAction: `${here}/returns`,
    done: things
      .filter((thing) => thing.endedAt !== null)
      .map((thing) => ({ name: thing.itemName, words: `${takenText(thing)}; ${endText(thing)}` })),
    itemsError: failed?.errors.items ?? '',
    backError: failed?.errors.handOvers ?? '',
  });
}

const takenText = ({ takenBy, takenAt }: ThingOfRound): string => `${takenBy} nhận ${formatDateTime(takenAt!)}`;

const endText = ({ endedAs, endedAt, endedBy, endNote }: ThingOfRound): string =>
  endedAs === 'lost'
    ? `không mang về: ${endNote} (${endedBy} ghi ${formatDateTime(endedAt!)})`
    : `đã mang về ${formatDateTime(endedAt!)}, ${endedBy} ghi`;

/** The things of a round as the printed sheet lists them, with what is already recorded. */
export const thingsOnPaper = (things: readonly ThingOfRound[]): { name: string; taken: string }[] =>
  things.map((thing) => ({ name: thing.itemName, taken: writtenDown(thing) }));

function writtenDown(thing: ThingOfRound): string {
  if (thing.handOverId === null) return '';
  return thing.endedAt === null ? takenText(thing) : endText(thing);
}

// ---------------------------------------------------------------- writing a thing off

export const lossPage = (
  { id, roundId, itemName }: { id: string; roundId: string; itemName: string },
  failed?: Failed,
) =>
  viewOf('rounds/hand-overs/loss', {
    form: formView(lossForm, {}, failed),
    name: itemName,
    action: `/hand-overs/${id}/loss`,
    back: { href: `/rounds/${roundId}/hand-overs`, label: 'Đồ mang theo' },
  });

// ---------------------------------------------------------------- everything that is out, and the ward's list

interface Equipment {
  outstanding: readonly OutstandingThing[];
  items: readonly { id: string; name: string }[];
  canManage: boolean;
  now: Date;
}

/** What is out of the office by round, what is missing, and the list that every round takes from. */
export function equipmentPage({ outstanding, items, canManage, now }: Equipment, failed?: Failed) {
  const roundIds = [...new Set(outstanding.map(({ roundId }) => roundId))];
  return viewOf('rounds/hand-overs/index', {
    rounds: roundIds.map((id) => {
      const things = outstanding.filter(({ roundId }) => roundId === id);
      const [{ roundCode, roundStartsAt, roundEndsAt }] = things as [OutstandingThing, ...OutstandingThing[]];
      const missing = missingText(things, roundEndsAt, now);
      return {
        href: `/rounds/${id}/hand-overs`,
        code: roundCode,
        time: capitalise(formatRoundTime(roundStartsAt, roundEndsAt)),
        isMissing: missing !== '',
        missing: missing || `Đang mang đi: ${things.map(({ itemName }) => itemName).join(', ')}`,
      };
    }),
    items: items.map(({ id, name }) => ({ name, retireAction: `/equipment-items/${id}/retirement` })),
    canManage,
    form: formView(newItemForm, {}, failed),
  });
}
