import { dateText } from '../../../shared/dates';
import { z } from 'zod';
import { doorNumberOf } from '../../../shared/door-number';
import { fieldId, listOf, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { definePage } from '../../../web/page';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { obstacleOf, obstacleSentence } from '../doors/door-obstacle';
import { doorStateTag, isToKnock } from '../doors/door-status';
import { expectedText } from '../round/expected-time';
import { summaryOf } from '../planning/pages';
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

export const roundEditPage = definePage<ReturnType<typeof editModel>>('rounds/changing/edit');

interface EditValues {
  version: string;
  date: string;
  from: string;
  to: string;
  escort: string;
  note: string;
  officerIds: readonly string[];
  outOfHoursReason: string;
}

/** The edit form filled from the saved round. */
export function editValuesOf(round: RoundDetail): EditValues {
  return {
    version: String(round.version),
    ...roundTimeOf(round),
    escort: round.escort,
    note: round.note,
    officerIds: round.officers.map((officer) => officer.id),
    outOfHoursReason: round.outOfHoursReason ?? '',
  };
}

/** The edit form as it was sent. */
export function editValuesTyped(body: FormValues): EditValues {
  return {
    version: typed(body, 'version'),
    date: typed(body, 'date'),
    from: typed(body, 'from'),
    to: typed(body, 'to'),
    escort: typed(body, 'escort'),
    note: typed(body, 'note'),
    officerIds: listOf(z.string(), 20).catch([]).parse(body.officers),
    outOfHoursReason: typed(body, 'outOfHoursReason'),
  };
}

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

/** @param failed what is wrong with what was typed, and the numbers typed beside the doors. */
export function editModel(
  round: RoundDetail,
  values: EditValues,
  help: EditHelp,
  failed?: { errors: FieldErrors; positions?: FormValues },
) {
  const { errors = {}, positions } = failed ?? {};
  return {
    id: round.id,
    title: `Sửa buổi ${round.code}`,
    roundName: `Buổi ${round.code}`,
    version: values.version,
    cameFrom: help.cameFrom,
    reviewReasons: help.reviewReasons,
    date: dateText(values.date),
    from: values.from,
    to: values.to,
    escort: values.escort,
    note: values.note,
    officers: officerChoices(help.team, values.officerIds),
    teamLegend: teamLegend(help.teamSize),
    teamHint: teamHint(help.team.officers, help.teamSize),
    outOfHours: outOfHours(help.outside, values.outOfHoursReason, errors),
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
    errors,
    summary: summaryOf(errors),
  };
}
