import { v7 as newId } from 'uuid';
import { parseAddress } from '../../../../shared/address';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import { formView, type FieldErrors, type Failed } from '../../../../web/form';
import { viewOf } from '../../../../web/page';
import { NOT_AN_ADDRESS } from '../../households/forms';
import type { DoorItem } from '../../households/pages';
import { headOf, type Home, type HomeMember } from '../../events/queries';
import { splitForm, splitHeadsForm, type SplitChoice } from './forms';
import { headCards, memberHint, relationsTo, relationsToStranger } from './relation-pages';
import { homesStamp } from './state-stamp';
import { needsNewHead } from './succession-rules';

// The steps of a split, each with a page of its own.

const splitStep = (home: Home, hidden: { name: string; value: string }[]) => ({
  addressLine: home.addressLine,
  backHref: `/households/${home.id}`,
  action: `/households/${home.id}/split`,
  hidden,
});

/** The choices of earlier steps, passed on to the next one. */
const carried = (choice: SplitChoice, names: readonly (keyof SplitChoice)[]) =>
  names.flatMap((name) =>
    [choice[name]]
      .flat()
      .filter((value): value is string => value !== null && value !== '')
      .map((value) => ({ name: FIELD_NAMES[name] ?? name, value })),
  );
const FIELD_NAMES: Partial<Record<keyof SplitChoice, string>> = { newHeadId: 'head' };

/** What is missing in step 1. */
export const splitWhoErrors = (home: Home, { leave, target, address }: SplitChoice): FieldErrors => ({
  ...(!home.members.some(({ residentId }) => leave.includes(residentId)) && { leave: 'Đánh dấu ít nhất một người.' }),
  ...(!target && { target: 'Chọn nơi đến.' }),
  ...(target === 'address' && !parseAddress(address) && { address: NOT_AN_ADDRESS }),
});

/** Step 1: who leaves, and where to. */
export const splitWhoPage = (home: Home, choice: SplitChoice, today: LocalDate, errors: FieldErrors) =>
  viewOf('register/residence/moves/split-who', {
    ...splitStep(home, []),
    form: formView(splitForm(today), {}, { values: { address: choice.address }, errors }),
    members: home.members.map((member) => ({
      value: member.residentId,
      label: member.fullName,
      hint: memberHint(member, today),
      checked: choice.leave.includes(member.residentId),
    })),
    targets: [
      { value: 'here', label: 'Hộ riêng, vẫn ở địa chỉ này', hint: '', checked: choice.target === 'here' },
      {
        value: 'address',
        label: 'Địa chỉ khác trong phường',
        hint: 'ghi địa chỉ ở dưới',
        checked: choice.target === 'address',
      },
      { value: 'outside', label: 'Ra khỏi phường', hint: '', checked: choice.target === 'outside' },
    ],
  });

/** Step 2, if that address is registered: do they join a household there? */
export const splitDoorPage = (home: Home, choice: SplitChoice, doors: DoorItem[]) =>
  viewOf('register/residence/moves/split-door', {
    ...splitStep(home, carried(choice, ['leave', 'target', 'address'])),
    asked: choice.address,
    doors: doors.map((door) => ({ ...door, id: door.href.split('/').at(-1)! })),
  });

/** A split as far as it has been chosen: `joined` is null when they form their own household or leave the ward. */
export function chosenSplit(home: Home, choice: SplitChoice, joined: Home | null, today: LocalDate) {
  const leavers = home.members.filter(({ residentId }) => choice.leave.includes(residentId));
  const stayers = home.members.filter(({ residentId }) => !choice.leave.includes(residentId));
  const needsLeavingHead = choice.target !== 'outside' && !(joined && headOf(joined));
  // Null where the head must be asked for; undefined where a side needs none.
  const heads = {
    leaving: needsLeavingHead ? leavingHead(leavers, choice) : undefined,
    staying: needsNewHead(home.members, choice.leave) ? stayingHead(stayers, choice) : undefined,
  };
  return { home, choice, joined, sides: { leavers, stayers }, heads, today };
}
type ChosenSplit = ReturnType<typeof chosenSplit>;

const leavingHead = (leavers: readonly HomeMember[], { leavingHeadId }: SplitChoice): HomeMember | null =>
  (leavers.length === 1 ? leavers[0] : undefined) ??
  leavers.find(({ relation }) => relation === 'head') ??
  leavers.find(({ residentId }) => residentId === leavingHeadId) ??
  null;

const stayingHead = (stayers: readonly HomeMember[], { newHeadId }: SplitChoice): HomeMember | 'none' | null =>
  newHeadId === 'none' ? 'none' : (stayers.find(({ residentId }) => residentId === newHeadId) ?? null);

/** Whether the heads of both sides are known, so that step 3 is skipped. */
export const hasHeads = ({ heads }: ChosenSplit): boolean => heads.leaving !== null && heads.staying !== null;

/** Step 3, if it has to be asked: who is the head of each side. */
export function splitHeadsPage({ home, choice, sides, heads, today }: ChosenSplit, isAsked: boolean) {
  const errors: FieldErrors = isAsked
    ? {
        ...(heads.leaving === null && { leavingHeadId: 'Chọn một người.' }),
        ...(heads.staying === null && { head: 'Chọn một người.' }),
      }
    : {};
  const only = sides.stayers.length === 1 ? sides.stayers[0]!.residentId : null;
  return viewOf('register/residence/moves/split-heads', {
    ...splitStep(home, [...carried(choice, ['leave', 'target', 'address', 'join']), { name: 'asked', value: '1' }]),
    form: formView(splitHeadsForm, {}, { values: {}, errors }),
    leavingHeads: heads.leaving === null ? headCards(sides.leavers, today, choice.leavingHeadId) : [],
    stayingHeads: heads.staying === null ? headCards(sides.stayers, today, choice.newHeadId ?? only, 'Chưa rõ ai') : [],
  });
}

/** The last step: the form itself. */
export function splitPage(split: ChosenSplit, failed?: Failed) {
  const {
    home,
    choice,
    joined,
    sides,
    heads: { leaving, staying },
    today,
  } = split;
  const stored = {
    actId: newId(),
    stamp: homesStamp(home, joined),
    newHouseholdId: newId(),
    on: formatDate(today),
    target: choice.target ?? '',
    address: choice.address,
    joinId: joined?.id ?? '',
    leavingHeadId: leaving?.residentId ?? '',
    newHeadId: staying && staying !== 'none' ? staying.residentId : '',
  };
  return viewOf('register/residence/moves/split', {
    ...splitStep(home, [
      ...choice.leave.map((value) => ({ name: 'leave', value })),
      ...carried(choice, ['join', 'newHeadId']),
    ]),
    form: formView(splitForm(today), stored, failed),
    leaversLine: sides.leavers.map(({ fullName }) => fullName).join(', '),
    targetLine: targetLine(split),
    chooseAgainHref: `/households/${home.id}/split?${new URLSearchParams([...choice.leave.map((id): [string, string] => ['leave', id])]).toString()}`,
    isOutside: choice.target === 'outside',
    leavingRelations: leavingRelations(split, failed),
    stayingRelations:
      staying && staying !== 'none' && sides.stayers.length > 1
        ? relationsTo(staying, sides.stayers, { home, today }, failed)
        : null,
    isHeadless: staying === 'none',
    isLast: sides.stayers.length === 0 && home.occupancy !== 'vacant',
  });
}

function targetLine({ home, choice, joined, heads }: ChosenSplit): string {
  const withHead = (place: string, head: HomeMember | null | undefined) =>
    head ? `${place}, chủ hộ ${head.fullName}` : place;
  if (choice.target === 'outside') return 'Ra khỏi phường';
  if (joined) return withHead(`Vào hộ ở ${joined.addressLine}`, headOf(joined));
  return withHead(`Hộ riêng ở ${choice.target === 'here' ? home.addressLine : choice.address}`, heads.leaving);
}

function leavingRelations(
  { home, joined, sides: { leavers }, heads: { leaving }, today }: ChosenSplit,
  failed?: Failed,
) {
  const host = joined && headOf(joined);
  if (host) return relationsToStranger(host, leavers, home, failed);
  return leaving && leavers.length > 1 ? relationsTo(leaving, leavers, { home, today }, failed) : null;
}
