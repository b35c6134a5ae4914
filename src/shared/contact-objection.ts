/**
 * SQL that is true when a resident told the ward that its team should no longer visit or call them (docs/adr/0036): the
 * latest answer stands. Every plan, list and call leaves them out by this rule.
 * @param resident alias of the resident table.
 */
export const objectsToContact = (resident: string): string => saidNo(`${resident}.id`, 'contact');

/**
 * SQL that is true when a resident may not be asked in a survey: they refused or withdrew, or object to any contact.
 * Somebody who never said anything may be called, and is asked first.
 * @param residentId SQL of the id.
 */
export const refusesSurvey = (residentId: string): string =>
  `(${saidNo(residentId, 'survey')} OR ${saidNo(residentId, 'contact')})`;

/** SQL: the latest answer of a resident to a purpose is no. */
function saidNo(residentId: string, purpose: 'contact' | 'survey'): string {
  return `EXISTS (
  SELECT FROM consent said WHERE said.resident_id = ${residentId} AND NOT said.${purpose} AND said.undone_at IS NULL
    AND NOT EXISTS (SELECT FROM consent later WHERE later.resident_id = said.resident_id AND later.${purpose} IS NOT NULL AND later.undone_at IS NULL
      AND (later.said_at, later.recorded_at, later.id) > (said.said_at, said.recorded_at, said.id)))`;
}
