import { raw, sql, type Sql } from './sql';

/**
 * SQL that is true when a resident told the ward that its team should no longer visit or call them (docs/adr/0036), or when
 * their record is restricted (docs/adr/0045). Every plan, list and call leaves them out by this rule.
 * @param resident alias of the resident table.
 */
export const objectsToContact = (resident: string): Sql => saidNo(`${resident}.id`, 'contact');

/**
 * SQL that is true when a resident may not be asked in a survey: they refused or withdrew, or object to any contact. A
 * resident who never said anything may be called, and is asked first.
 * @param residentId SQL of the id.
 */
export const refusesSurvey = (residentId: string): Sql =>
  sql`(${saidNo(residentId, 'survey')} OR ${saidNo(residentId, 'contact')})`;

/**
 * SQL that is true unless the ward restricted the use of a resident's record at their request (docs/adr/0045). The few
 * restricted records are read once for the statement, so that they change no plan.
 * @param ward its id, or SQL of it.
 */
export const isUnrestricted = (resident: string, ward: string | Sql): Sql =>
  sql`${raw(resident)}.id <> ALL (ARRAY(SELECT held.resident_id FROM consent held WHERE held.ward_id = ${ward} AND held.restricts AND held.undone_at IS NULL))`;

/** SQL: the valid answer of a resident for a purpose is no: the latest one, or the one of a restriction. */
function saidNo(residentId: string, purpose: 'contact' | 'survey'): Sql {
  const [id, said] = [raw(residentId), raw(purpose)];
  return sql`EXISTS (
  SELECT FROM consent said WHERE said.resident_id = ${id} AND NOT said.${said} AND said.undone_at IS NULL
    AND (said.restricts OR NOT EXISTS (SELECT FROM consent later WHERE later.resident_id = said.resident_id AND later.${said} IS NOT NULL AND later.undone_at IS NULL
      AND (later.said_at, later.recorded_at, later.id) > (said.said_at, said.recorded_at, said.id))))`;
}
