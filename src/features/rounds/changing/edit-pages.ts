import { dateText } from '../../../shared/dates';
import { z } from 'zod';
import { doorNumberOf } from '../../../shared/door-number';
import { fieldId, formView, listOf, typed, typedTexts, type FieldErrors, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { obstacleOf, obstacleSentence } from '../doors/door-obstacle';
import { doorStateTag, isToKnock } from '../doors/door-status';
import { expectedText } from '../round/expected-time';
import { changeForm } from '../planning/forms';
import type { CandidateDoor } from '../round/plan-queries';
import type { RoundDetail, RoundDoorRow } from '../round/queries';
import {
  officerChoices,
  outOfHours,
  teamHint,
  teamLegend,
  type OutsideHours,
  type Team,
} from '../planning/time-and-team';

/** The edit form filled from the saved round. */
export const editValuesOf = (round: RoundDetail) => ({
  version: String(round.version),
  ...roundTimeOf(round),
  escort: round.escort,
  note: round.note,
  officers: round.officers.map((officer) => officer.id),
  outOfHoursReason: round.outOfHoursReason ?? '',
});

type EditValues = ReturnType<typeof editValuesOf>;

/** The edit form as it was sent. */
export const editValuesTyped = (body: FormValues): EditValues => ({
  ...typedTexts(body, 'version', 'date', 'from', 'to', 'escort', 'note', 'outOfHoursReason'),
  officers: listOf(z.string(), 20).catch([]).parse(body.officers),
});

interface EditHelp {
  doors: readonly RoundDoorRow[];
  team: Team;
  teamSize: number;
  outside: OutsideHours;
  search: string;
  found: readonly CandidateDoor[];
  reviewReasons: string[];
  cameFrom: string;
}

interface EditAnswer {
  values: EditValues;
  errors: FieldErrors;
  /** The numbers typed beside the doors, if they were sent. */
  positions: FormValues | undefined;
}

export function roundEditPage(round: RoundDetail, { values, errors, positions }: EditAnswer, help: EditHelp) {
  return viewOf('rounds/changing/edit', {
    form: formView(changeForm, {}, { values: { ...values, date: dateText(values.date) }, errors }),
    cameFrom: help.cameFrom,
    id: round.id,
    title: `Sửa buổi ${round.code}`,
    roundName: `Buổi ${round.code}`,
    reviewReasons: help.reviewReasons,
    officers: officerChoices(help.team, values.officers),
    teamLegend: teamLegend(help.teamSize),
    teamHint: teamHint(help.team.officers, help.teamSize),
    outOfHours: outOfHours(help.outside, values.outOfHoursReason),
    doors: help.doors.map((door) => ({
      id: door.id,
      address: door.addressLine,
      state: doorStateTag(door),
      expected: isToKnock(door) ? expectedText(door) : '',
      position: positions ? typed(positions, door.id) : String(door.position),
      positionId: fieldId(`position[${door.id}]`),
      positionError: errors[`position[${door.id}]`] ?? '',
      canRemove: door.outcome === null,
    })),
    search: help.search,
    found: help.found.map((door) => ({
      id: door.id,
      number: doorNumberOf(door),
      fill: obstacleOf(door) ? 'paused' : 'never',
      address: door.addressLine,
      obstacle: obstacleSentence(door),
    })),
  });
}
