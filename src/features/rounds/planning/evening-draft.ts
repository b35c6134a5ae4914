import type { RoundTime } from '../../office/calendar/outreach-time';
import { MAX_DOORS, type PlanDraft } from './forms';
import type { EveningAsk, PlannerOptions } from '../planner/planner-input';
import type { ProposedRound } from '../planner/planner-output';

/** The doors to visit, ordered by the numbers typed beside them; doors without a number come last. */
export function doorsInOrder({ doorIds, positions }: Pick<PlanDraft, 'doorIds' | 'positions'>): string[] {
  const keyOf = (id: string) => Number(positions.get(id) || Infinity);
  return doorIds
    .map((id, index) => ({ id, key: keyOf(id), index }))
    .sort((a, b) => (a.key === b.key ? a.index - b.index : a.key - b.key))
    .map(({ id }) => id);
}

/** Doors struck from the evening, in page order. */
export const struckDoors = ({
  isEvening,
  doorIds,
  positions,
}: Pick<PlanDraft, 'isEvening' | 'doorIds' | 'positions'>): string[] =>
  isEvening ? [...positions.keys()].filter((id) => !doorIds.includes(id)) : [];

/** The question for a suggestion: doors in the chosen lanes, otherwise in the group, otherwise anywhere. */
export const suggestionAsk = (draft: PlanDraft, time: RoundTime): EveningAsk => ({
  kind: 'evening',
  ...time,
  officerIds: draft.officerIds,
  area: areaOf(draft),
  struckDoorIds: struckDoors(draft),
  lockedDoorIds: draft.isEvening ? draft.lockedIds.filter((id) => draft.doorIds.includes(id)) : [],
});

function areaOf({ laneKeys, groupId }: PlanDraft): EveningAsk['area'] {
  if (laneKeys.length > 0) return { laneKeys };
  return groupId ? { groupIds: [groupId] } : {};
}

/** The question how an evening goes with these doors in this order, or with those of them that fit. */
export const effectAsk = (
  draft: PlanDraft,
  time: RoundTime,
  doorIds: readonly string[],
  isByUrgency = false,
): { ask: EveningAsk; options: Partial<PlannerOptions> } => ({
  ask: {
    kind: 'evening',
    ...time,
    officerIds: draft.officerIds,
    keepOrder: doorIds,
    isByUrgency,
    lockedDoorIds: draft.lockedIds.filter((id) => doorIds.includes(id)),
  },
  options: { maxDoors: MAX_DOORS },
});

/** The draft with the suggested doors; doors struck before stay struck. */
export function withSuggestion(draft: PlanDraft, round: ProposedRound | undefined): PlanDraft {
  const doorIds = round?.doors.map(({ doorId }) => doorId) ?? [];
  const positions = new Map(doorIds.map((id, index) => [id, String(index + 1)]));
  for (const id of struckDoors(draft)) if (!positions.has(id)) positions.set(id, draft.positions.get(id) ?? '');
  return { ...draft, doorIds, positions, isEvening: true };
}

/** The draft as an evening. Doors of lanes that were never ticked were not struck, so they are left out. */
export function asEvening(draft: PlanDraft): PlanDraft {
  if (draft.isEvening) return draft;
  return {
    ...draft,
    isEvening: true,
    positions: new Map(draft.doorIds.map((id) => [id, draft.positions.get(id) ?? ''])),
  };
}
