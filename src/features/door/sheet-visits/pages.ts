import { randomUUID } from 'node:crypto';
import type { DoorOutcome } from '../../../generated/prisma/enums';
import { dateText, formatRoundTime, localDateOf, type LocalDate } from '../../../shared/dates';
import {
  ASSIST_RESULTS,
  cardsOf,
  DOOR_OUTCOMES,
  HELP_LEVELS,
  LEFT_ITEMS,
  NEXT_STEPS,
  optionsOf,
  PAUSE_KINDS,
} from '../../../shared/labels';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import {
  errorSummary,
  fieldId,
  inputOf,
  typed,
  type FieldErrors,
  type FormValues,
  type Option,
} from '../../../web/form';
import { viewOf } from '../../../web/page';
import { askedParts, REQUEST_ANSWERS } from '../../casework/requests/request-labels';
import { serviceOption } from '../../office/catalogue/labels';
import { doorStateTag } from '../../rounds/doors/door-status';
import type { RoundDetail } from '../../rounds/round/queries';
import { officersView } from '../visit-form/officer-fields';
import { asRow, choicesOf, selectOf } from '../visit-form/person-parts';
import type { OfficersAtDoor } from '../visit-rules/officers-at-door';
import { addressedInText, ageOf, doorTitle } from '../visit-rules/people';
import { OUTCOME_KEYS } from '../visit-form/visit-form-fields';
import { isEnteredLate } from '../visit-rules/visit-rules';
import { rowName } from './forms';
import type { DoorOnSheet, Sheet, SheetMember } from './queries';

/** Lines of help that a row holds; a visit with more is completed on its own page. */
const LINES = 2;

/** Why the sheet is shown again. */
export interface SheetForm {
  values: FormValues;
  errors?: FieldErrors;
  notice?: string;
}

export function sheetVisitsPage(
  round: RoundDetail,
  sheet: Sheet,
  { values, errors = {}, notice = '' }: SheetForm,
  { officers, now }: { officers: OfficersAtDoor; now: Date },
) {
  const day = localDateOf(round.startsAt);
  const typedRows = asRow(values.doors) as Record<string, FormValues>;
  const help = { sheet, errors, day };
  const onRound = sheet.doors
    .filter(({ id, visitId }) => visitId === null || errors[rowName(id, 'outcome')])
    .map((door) => rowOf(door, typedRows[door.id] ?? {}, help));
  const offRound = Object.entries(typedRows)
    .filter(([id]) => errors[rowName(id, 'outcome')] && !sheet.doors.some((door) => door.id === id))
    .map(([id, row]) => rowOf(doorGone(id, row), row, help));
  const rows = [...onRound, ...offRound];
  const isFresh = Object.keys(values).length === 0;
  return viewOf('door/sheet-visits/sheet', {
    title: 'Gõ lại phiếu đi cửa',
    context: `${capitalise(formatRoundTime(round.startsAt, round.endsAt))} · buổi ${round.code}`,
    back: { href: `/rounds/${round.id}`, label: `Buổi ${round.code}` },
    action: `/rounds/${round.id}/sheet/visits`,
    summary: errorSummary(errors).map(({ fieldId: id, message }) => ({
      fieldId: id,
      message: [rows.find((row) => id.startsWith(`doors-${row.id}-`))?.title, message].filter(Boolean).join(': '),
    })),
    notice,
    keepKey: typed(values, 'formKey') || randomUUID(),
    keys: optionsOf(DOOR_OUTCOMES, '').map(({ value, label }) => ({
      key: letterOf(value),
      label: uncapitalise(label),
    })),
    arrivedOn: inputOf('arrivedOn', dateText(isFresh ? day : typed(values, 'arrivedOn')), errors),
    /** Asked of a user outside the team, once for all rows. */
    officers: officersView(values, officers, errors),
    lateReason: inputOf('lateReason', typed(values, 'lateReason'), errors),
    lateHint: isEnteredLate(day, now, round.endsAt)
      ? 'Một lý do cho cả phiếu: các lượt thăm này được đánh dấu ghi muộn.'
      : 'Chưa cần: buổi này kết thúc chưa quá 6 giờ.',
    rows: rows.map((row, index) => ({ ...row, hasFocus: isFresh && index === 0 })),
    services: sheet.services.filter(({ kind }) => kind !== 'topic').map((service) => serviceOption(service, false)),
    logged: sheet.doors
      .filter(({ visitId }) => visitId !== null)
      .map((door) => ({
        href: `/visits/${door.visitId}`,
        editHref: `/visits/${door.visitId}/edit`,
        address: doorTitle(door.addressLine),
        state: doorStateTag({ ...door, isOpen: true }),
      })),
  });
}

/** A door that was taken off the round after its row was typed, as far as the row tells. */
const doorGone = (id: string, row: FormValues): DoorOnSheet => ({
  id,
  householdId: typed(row, 'householdId'),
  addressLine: typed(row, 'address'),
  pauseKind: null,
  visitId: null,
  visitKey: null,
  outcome: null,
  arrivedAt: null,
  loggedBy: null,
  requests: [],
  members: [],
});

interface RowHelp {
  sheet: Sheet;
  errors: FieldErrors;
  day: LocalDate;
}

function rowOf(door: DoorOnSheet, row: FormValues, { sheet, errors, day }: RowHelp) {
  const nameOf = (part: string) => rowName(door.id, part);
  const field = (part: string) => inputOf(nameOf(part), typed(row, part), errors);
  const cards = (part: string, labels: Record<string, string>) => ({
    ...inputOf(nameOf(part), '', errors),
    options: cardsOf(labels, row[part]),
  });
  const typedNames = Object.keys(row).filter((part) => hasWords(row[part]));
  const isKnown = sheet.doors.some(({ id }) => id === door.id);
  return {
    id: door.id,
    title: doorTitle(door.addressLine),
    who: [peopleOf(door.members, day), door.pauseKind && PAUSE_KINDS[door.pauseKind]].filter(Boolean).join(' · '),
    hidden: [
      { name: nameOf('clientKey'), value: typed(row, 'clientKey') || randomUUID() },
      { name: nameOf('householdId'), value: door.householdId },
      { name: nameOf('address'), value: door.addressLine },
    ],
    /** Why this row can only be left out, and where to go; null for a row that can be saved. */
    leaveOut:
      door.visitId === null && isKnown
        ? null
        : {
            name: nameOf('remove'),
            id: fieldId(nameOf('remove')),
            ...(isKnown
              ? { href: `/visits/${door.visitId}`, label: 'Xem lượt đã ghi' }
              : { href: `/households/${door.householdId}/visits/new`, label: 'Ghi ở trang của hộ' }),
          },
    /** Each option begins with the letter that chooses it. */
    outcome: selectOf(
      field('outcome'),
      'Chưa ghi',
      optionsOf(DOOR_OUTCOMES, typed(row, 'outcome')).map((option) => ({
        ...option,
        label: `${letterOf(option.value)} · ${option.label}`,
      })),
    ),
    /** The page begins at this row. */
    hasFocus: false,
    arrivedTime: field('arrivedTime'),
    note: field('note'),
    /** The details are unfolded if something in them is typed or wrong. */
    isOpen:
      typedNames.some((part) => !OUTSIDE_DETAILS.includes(part)) ||
      Object.keys(errors).some(
        (name) => name.startsWith(`doors[${door.id}]`) && !OUTSIDE_DETAILS.some((part) => nameOf(part) === name),
      ),
    refusalReason: field('refusalReason'),
    members: cards(
      'presence',
      Object.fromEntries(door.members.map((member) => [member.id, capitalise(nameIn(member, day))])),
    ),
    othersPresent: field('othersPresent'),
    lines: Array.from({ length: LINES }, (_line, index) => lineOf(door, row, index, { sheet, errors, day })),
    requests: door.requests
      .filter(({ isAccepted }) => isAccepted)
      .flatMap((request) => askedParts(request, null))
      .map(({ id, line }) => {
        const chosen = typed(asRow(row.requests), id);
        return {
          ...selectOf(field(`requests[${id}]`), 'Xong nếu đã giúp đúng việc ấy', optionsOf(REQUEST_ANSWERS, chosen)),
          label: `Nhờ: ${line}`,
        };
      }),
    topics: cards(
      'topics',
      Object.fromEntries(sheet.services.filter(({ kind }) => kind === 'topic').map(({ id, name }) => [id, name])),
    ),
    left: cards('leftAtDoor', LEFT_ITEMS),
    nextStep: selectOf(field('nextStep'), NEXT_STEPS.none, stepsOf(typed(row, 'nextStep'))),
    nextStepDue: field('nextStepDue'),
    nextStepFrom: field('nextStepFrom'),
    nextStepNote: field('nextStepNote'),
  };
}

const letterOf = (outcome: string) => OUTCOME_KEYS[outcome as DoorOutcome].toUpperCase();

const OUTSIDE_DETAILS = ['clientKey', 'householdId', 'address', 'remove', 'outcome', 'arrivedTime', 'note'];

const stepsOf = (chosen: string) => optionsOf(NEXT_STEPS, chosen).filter(({ value }) => value !== 'none');

function lineOf(door: DoorOnSheet, row: FormValues, index: number, { sheet, errors, day }: RowHelp) {
  const line = asRow(asRow(row.assists)[index]);
  const field = (part: string) => inputOf(rowName(door.id, `assists[${index}][${part}]`), typed(line, part), errors);
  const select = (part: string, none: string, options: Option[]) => selectOf(field(part), none, options);
  return {
    legend: `Việc ${index + 1}`,
    resident: select(
      'residentId',
      'Chọn người',
      choicesOf(
        door.members.map((member) => ({ id: member.id, label: capitalise(nameIn(member, day)) })),
        typed(line, 'residentId'),
      ),
    ),
    service: field('serviceText'),
    helpLevel: select('helpLevel', 'Chọn mức giúp', optionsOf(HELP_LEVELS, typed(line, 'helpLevel'))),
    doneForReason: field('doneForReason'),
    result: select('result', 'Chọn kết quả', optionsOf(ASSIST_RESULTS, typed(line, 'result'))),
    barrier: select('barrierId', 'Không vướng', choicesOf(sheet.barriers, typed(line, 'barrierId'))),
    fileCode: field('fileCode'),
    againOn: field('againOn'),
  };
}

const nameIn = (member: SheetMember, day: LocalDate) =>
  addressedInText(member.fullName, member.gender, ageOf(member, day));

/** 'Bà Phạm Thị Sáu và 2 người nhà'. */
function peopleOf([first, ...others]: SheetMember[], day: LocalDate): string {
  if (!first) return 'Chưa rõ ai ở';
  return capitalise(nameIn(first, day)) + (others.length > 0 ? ` và ${others.length} người nhà` : '');
}

/** Whether an input, or one within it, holds something. */
const hasWords = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : Object.values(value ?? {}).some(hasWords);
