import type { z } from 'zod';
import type { Actor } from '../../../actor';
import type { NAMED } from '../../../shared/row-schemas';
import { raw, sql } from '../../../shared/sql';
import type { VisitDraft } from './visit-draft';

export type Officer = z.infer<typeof NAMED>;

/** Who may have been at a door, and whether the form must say who was. */
export interface OfficersAtDoor {
  offered: Officer[];
  /** False when the logger is of the team: who logs a visit of their own team was there. */
  isAsked: boolean;
}

/**
 * SQL for the team of a visit: the round's officers; without any, as outside a round, the ward's active officers.
 * @param round SQL for the id of the round, which may be null.
 */
export const teamOf = (round: string, ward: string) => sql`
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', member.id, 'name', member.display_name) ORDER BY member.display_name, member.id), '[]')
    FROM user_account member WHERE member.ward_id = ${raw(ward)} AND CASE WHEN EXISTS (SELECT FROM round_officer WHERE round_id = ${raw(round)})
      THEN EXISTS (SELECT FROM round_officer WHERE round_id = ${raw(round)} AND user_id = member.id)
      ELSE member.role = 'officer' AND member.disabled_at IS NULL END)`;

/**
 * @param logger who logs the visit. An officer of another team may have stood in.
 * @param saved those named on the saved visit, who may have left the team since.
 */
export function officersAtDoor(
  team: readonly Officer[],
  logger: Pick<Actor, 'id' | 'displayName' | 'role'>,
  saved: readonly Officer[] = [],
): OfficersAtDoor {
  const standIn = logger.role === 'officer' ? [{ id: logger.id, name: logger.displayName }] : [];
  const byId = new Map([...team, ...saved, ...standIn].map((officer) => [officer.id, officer]));
  return { offered: [...byId.values()], isAsked: team.length > 0 && !team.some(({ id }) => id === logger.id) };
}

/** Adds the error of the field, if there is one. */
export function validateOfficers(
  { officerIds }: Pick<VisitDraft, 'officerIds'>,
  { offered, isAsked }: OfficersAtDoor,
  errors: Record<string, string>,
): void {
  if (isAsked && officerIds.length === 0) errors.officers = 'Chọn ai của đội đã đến cửa này.';
  if (officerIds.some((id) => !offered.some((officer) => officer.id === id)))
    errors.officers = 'Có người không thuộc đội của cửa này. Chọn lại trong danh sách.';
}
