import { dateText } from '../../../shared/dates';
import { z } from 'zod';
import { doorNumberOf } from '../../../shared/door-number';
import { fieldId, formView, listOf, typed, typedTexts, type Failed, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { obstacleOf, obstacleSentence } from '../doors/door-obstacle';
import { doorStateTag, isToKnock } from '../doors/door-status';
import { expectedText } from '../round/expected-time';
import { changeForm } from '../planning/forms';
import { outsideHours } from '../planning/plan-help';
import type { CandidateDoor, PlanningRules } from '../round/plan-queries';
import type { RoundDetail, RoundDoorRow } from '../round/queries';
import { officerChoices, outOfHours, teamHint, teamLegend, type Team } from '../planning/time-and-team';

/** The fields of the round: as they were sent, or as they are stored if another form of the page was sent. */
export const roundEditValues = (round: RoundDetail, sent: FormValues | undefined) =>
  sent?.date === undefined
    ? {
        version: String(round.version),
        ...roundTimeOf(round),
        escort: round.escort,
        note: round.note,
        officers: round.officers.map((officer) => officer.id),
        outOfHoursReason: round.outOfHoursReason ?? '',
      }
    : {
        ...typedTexts(sent, 'version', 'date', 'from', 'to', 'escort', 'note', 'outOfHoursReason'),
        officers: listOf(z.string(), 20).catch([]).parse(sent.officers),
      };

interface EditedRound {
  round: RoundDetail;
  rules: PlanningRules;
  team: Team;
  doors: readonly RoundDoorRow[];
  search: string;
  found: readonly CandidateDoor[];
  reviewReasons: string[];
  cameFrom: string;
}

export function roundEditPage({ round, rules, team, ...help }: EditedRound, failed: Failed | undefined) {
  const values = roundEditValues(round, failed?.values);
  const errors = failed?.errors ?? {};
  const positions = failed?.values.position as FormValues | undefined;
  return viewOf('rounds/changing/edit', {
    form: formView(changeForm, {}, { values: { ...values, date: dateText(values.date) }, errors }),
    cameFrom: help.cameFrom,
    id: round.id,
    title: `Sửa buổi ${round.code}`,
    roundName: `Buổi ${round.code}`,
    reviewReasons: help.reviewReasons,
    officers: officerChoices(team, values.officers),
    teamLegend: teamLegend(rules.policy.teamSize),
    teamHint: teamHint(team.officers, rules.policy.teamSize),
    outOfHours: outOfHours(outsideHours(rules, team, values.officers), values.outOfHoursReason),
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
