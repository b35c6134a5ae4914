import { z } from 'zod';
import type { Reads, Statements } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { ConfirmationOutcome, PortalUseHow, UseDatePrecision } from '../../../generated/prisma/enums';
import { refusesSurvey } from '../../../shared/contact-objection';
import { addMonths, instantOf, type LocalDate } from '../../../shared/dates';
import { livesInWard } from '../../../shared/living-here';
import { BIRTH, REACHED } from '../../../shared/row-schemas';
import { constant, sql, type Sql } from '../../../shared/sql';
import { IS_KNOWN_USE } from '../../office/catalogue/portal-kinds';
import { guideTitle } from '../../office/guides/queries';
import { adultsOf } from '../../register/residents/counted-adults';
import { MAX_CALLS } from './queries';

/** How many in a hundred new uses of a month are confirmed by telephone. */
export const CONFIRMED_PERCENT = 5;

/** SQL that is true for a use `u` that entered the book in a month and counts as one of the resident's own. */
const isNewIn = (month: LocalDate): Sql => sql`u.recorded_at >= ${instantOf(month, '00:00')}
  AND u.recorded_at < ${instantOf(addMonths(month, 1), '00:00')} AND u.how <> 'done_for' AND ${IS_KNOWN_USE}`;

// ---------------------------------------------------------------- the draw

const DRAWN_ROW = z.object({
  portalUseId: z.string(),
  residentId: z.string(),
  publicServiceId: z.string().nullable(),
  usedOn: z.string(),
  datePrecision: z.enum(UseDatePrecision),
  how: z.enum(PortalUseHow),
  writtenBy: z.string().nullable(),
  editedBy: z.string().nullable(),
  population: z.number(),
});

/**
 * Draws from the uses that entered the book in a month, in the order of a hash of the seed and the use's id, one of a
 * person: the same seed and book give the same uses. Left out are those who cannot or may not be asked.
 */
export const drawUses = (
  db: Reads,
  { month, seed, ...frame }: { wardId: string; month: LocalDate; today: LocalDate; adultAge: number; seed: number },
): Promise<z.infer<typeof DRAWN_ROW>[]> =>
  queryRows(db, 'confirmation-drawing', DRAWN_ROW)`
      WITH fresh AS MATERIALIZED (
        SELECT u.*, v.updated_by AS edited_by, sha256(convert_to(${String(seed)} || ':' || u.id, 'UTF8')) AS lot
        FROM portal_use u JOIN (${adultsOf(frame)}) adult ON adult.id = u.resident_id
        LEFT JOIN assisted_procedure p ON p.id = u.assisted_procedure_id LEFT JOIN visit v ON v.id = p.visit_id
        WHERE u.ward_id = ${frame.wardId} AND ${isNewIn(month)} AND NOT ${refusesSurvey('u.resident_id')}),
      one AS (SELECT DISTINCT ON (resident_id) * FROM fresh ORDER BY resident_id, lot)
      SELECT id AS "portalUseId", resident_id AS "residentId", public_service_id AS "publicServiceId", used_on AS "usedOn", date_precision AS "datePrecision",
        how, recorded_by AS "writtenBy", edited_by AS "editedBy", (SELECT count(*)::int FROM fresh) AS population
      FROM one ORDER BY lot LIMIT (SELECT ceil(count(*) * ${constant(CONFIRMED_PERCENT)} / 100.0) FROM fresh)`;

// ---------------------------------------------------------------- the calls

/** The valid outcome of a drawn use `d`; see STANDING of a sample. */
const STANDING = sql`LEFT JOIN LATERAL (
  SELECT c.*, count(*) OVER () AS calls, max(c.called_on) OVER () AS last_called_on
  FROM (SELECT DISTINCT ON (called_on) outcome, called_on FROM confirmation_call
        WHERE drawn_use_id = d.id ORDER BY called_on DESC, recorded_at DESC, id DESC) c
  ORDER BY c.outcome IN ('declined', 'not_reached'), c.called_on DESC LIMIT 1) standing ON true`;

const OBSTACLES = ['removed', 'gone', 'unwilling'] as const;

/** Why a drawn use `d` of resident `r` that was not answered is not called about any more; null if it is. */
const OBSTACLE = sql`CASE WHEN coalesce(standing.outcome, 'not_reached') <> 'not_reached' THEN NULL
  WHEN NOT EXISTS (SELECT FROM portal_use u WHERE u.id = d.portal_use_id) THEN 'removed'
  WHEN NOT ${livesInWard('r')} THEN 'gone' WHEN ${refusesSurvey('r.id')} THEN 'unwilling' END`;

const STATES = ['to_call', 'confirmed', 'different', 'declined', 'not_reached', 'not_called'] as const;

/** A resident who was not reached is called again on another day. */
const stateOn = (today: LocalDate): Sql => sql`CASE WHEN ${OBSTACLE} IS NOT NULL THEN 'not_called'
  WHEN standing.outcome IS NULL OR (standing.outcome = 'not_reached' AND standing.calls < ${constant(MAX_CALLS)} AND standing.last_called_on < ${today}::date) THEN 'to_call'
  WHEN standing.outcome = 'as_recorded' THEN 'confirmed'
  WHEN standing.outcome IN ('declined', 'not_reached') THEN standing.outcome::text ELSE 'different' END`;

/** SQL: the reader wrote the drawn use `d`, or edited its visit, so another account calls. */
const isOf = (reader: string): Sql => sql`coalesce(${reader}::uuid IN (d.written_by, d.edited_by), false)`;

const DRAWN = sql`drawn_use d JOIN resident r ON r.id = d.resident_id ${STANDING}`;

/** What waits for a reader of the calls about a month. */
export const CONFIRMATIONS_DUE = z.object({ isDrawn: z.boolean(), hasUses: z.boolean(), toCall: z.number() });

/** SQL: CONFIRMATIONS_DUE as JSON. @param month the last full one. */
export const confirmationsDue = (wardId: string, reader: string, month: LocalDate, today: LocalDate): Sql => sql`
  json_build_object('isDrawn', EXISTS (SELECT FROM confirmation_draw WHERE ward_id = ${wardId} AND month = ${month}),
    'hasUses', EXISTS (SELECT FROM portal_use u JOIN resident r ON r.id = u.resident_id
      WHERE u.ward_id = ${wardId} AND ${isNewIn(month)} AND ${livesInWard('r')} AND NOT ${refusesSurvey('r.id')}),
    'toCall', (SELECT count(*) FROM confirmation_draw x JOIN ${DRAWN} ON true WHERE x.ward_id = ${wardId} AND x.month = ${month}
      AND d.ward_id = x.ward_id AND d.confirmation_draw_id = x.id AND NOT ${isOf(reader)} AND ${stateOn(today)} = 'to_call'))`;

const DRAW_ROW = z.object({
  id: z.string(),
  month: z.string(),
  seed: z.number(),
  population: z.number(),
  drawnAt: z.date(),
  drawnByName: z.string(),
  drawn: z.number(),
  /** Drawn uses by what became of the calls. */
  states: z.record(z.enum(STATES), z.number()),
});
export type DrawRow = z.infer<typeof DRAW_ROW>;

const drawsWhere = (wardId: string, today: LocalDate, where: Sql): Sql => sql`
  SELECT x.id, x.month, x.seed, x.population, x.drawn_at AS "drawnAt", u.display_name AS "drawnByName", count(*)::int AS drawn,
    json_build_object('to_call', count(*) FILTER (WHERE state = 'to_call'), 'confirmed', count(*) FILTER (WHERE state = 'confirmed'),
      'different', count(*) FILTER (WHERE state = 'different'), 'declined', count(*) FILTER (WHERE state = 'declined'),
      'not_reached', count(*) FILTER (WHERE state = 'not_reached'), 'not_called', count(*) FILTER (WHERE state = 'not_called')) AS states
  FROM confirmation_draw x JOIN user_account u ON u.id = x.drawn_by JOIN ${DRAWN} ON true CROSS JOIN LATERAL (SELECT ${stateOn(today)} AS state) now
  WHERE x.ward_id = ${wardId} AND d.ward_id = x.ward_id AND d.confirmation_draw_id = x.id AND ${where}
  GROUP BY x.id, x.month, x.seed, x.population, x.drawn_at, u.display_name ORDER BY x.month DESC`;

/** The draws of the last five years, the newest first. */
export const listDraws = (db: Reads, wardId: string, today: LocalDate): Promise<DrawRow[]> =>
  queryRows(db, 'confirmation-draws', DRAW_ROW)`${drawsWhere(wardId, today, sql`true`)} LIMIT 60`;

/** What the newest draw with an answer says; `waiting` is the month of a newer one without. */
export const ANSWERED_DRAW = DRAW_ROW.pick({ month: true, states: true }).extend({ waiting: z.string().nullable() });

/** SQL: ANSWERED_DRAW as JSON: about a month up to a day, with all answers known today; null if there is none. */
export const answeredDraw = (wardId: string, on: LocalDate, today: LocalDate): Sql => sql`(
  SELECT json_build_object('month', n.month, 'states', n.states,
    'waiting', (SELECT max(month) FROM confirmation_draw WHERE ward_id = ${wardId} AND month <= ${on} AND month > n.month)) FROM (${drawsWhere(
      wardId,
      today,
      sql`x.month = (SELECT max(draw.month) FROM confirmation_call c JOIN drawn_use called ON called.id = c.drawn_use_id
        JOIN confirmation_draw draw ON draw.id = called.confirmation_draw_id
        WHERE c.ward_id = ${wardId} AND c.outcome NOT IN ('declined', 'not_reached') AND draw.month <= ${on})`,
    )}) n)`;

const USE_ROW = z.object({
  id: z.string(),
  residentId: z.string(),
  fullName: z.string(),
  service: z.string().nullable(),
  usedOn: z.string(),
  datePrecision: z.enum(UseDatePrecision),
  how: z.enum(PortalUseHow),
  writerName: z.string().nullable(),
  /** Where it is corrected; null for what was told on the telephone. */
  visitId: z.string().nullable(),
  state: z.enum(STATES),
  obstacle: z.enum(OBSTACLES).nullable(),
  outcome: z.enum(ConfirmationOutcome).nullable(),
  calledOn: z.string().nullable(),
  calls: z.number(),
  isOwn: z.boolean(),
});
export type DrawnUseRow = z.infer<typeof USE_ROW>;

const useColumns = (reader: string, today: LocalDate): Sql => sql`
  d.id, r.id AS "residentId", r.full_name AS "fullName", ${guideTitle('s')} AS service, d.used_on AS "usedOn", d.date_precision AS "datePrecision", d.how,
  writer.display_name AS "writerName", (SELECT coalesce(p.visit_id, q.visit_id, k.visit_id) FROM portal_use u LEFT JOIN assisted_procedure p ON p.id = u.assisted_procedure_id
    LEFT JOIN portal_question q ON q.id = u.portal_question_id LEFT JOIN check_back k ON k.id = u.check_back_id
    WHERE u.id = d.portal_use_id) AS "visitId",
  ${stateOn(today)} AS state, ${OBSTACLE} AS obstacle, standing.outcome, standing.called_on AS "calledOn", coalesce(standing.calls, 0)::int AS calls, ${isOf(reader)} AS "isOwn"`;
const USES = sql`${DRAWN} LEFT JOIN public_service s ON s.id = d.public_service_id LEFT JOIN user_account writer ON writer.id = d.written_by`;

/** The uses of a draw, in the order in which they are called about. */
export const listDrawnUses = (
  db: Reads,
  { wardId, id, reader, today }: { wardId: string; id: string; reader: string; today: LocalDate },
): Promise<DrawnUseRow[]> =>
  queryRows(db, 'confirmation-uses', USE_ROW)`
      SELECT ${useColumns(reader, today)} FROM ${USES} WHERE d.ward_id = ${wardId} AND d.confirmation_draw_id = ${id} ORDER BY d.call_order`;

const USE_FILE = USE_ROW.extend({
  month: z.string(),
  drawnAt: z.date(),
  gender: z.enum(['male', 'female']).nullable(),
  birth: BIRTH.nullable(),
  ...REACHED,
  /** Where they live now; null if they live nowhere in the ward. */
  householdId: z.string().nullable(),
  past: z.array(z.object({ outcome: z.enum(ConfirmationOutcome), calledOn: z.string(), byName: z.string() })),
});
export type DrawnUseFile = z.infer<typeof USE_FILE>;

/** @throws NotFoundError if nothing of the kind was drawn in the ward. */
export const getDrawnUse = (
  db: Reads,
  { wardId, id, reader, today }: { wardId: string; id: string; reader: string; today: LocalDate },
): Promise<DrawnUseFile> =>
  queryRow(db, 'confirmation-use', USE_FILE)`
      SELECT ${useColumns(reader, today)}, x.month, x.drawn_at AS "drawnAt", r.gender, r.phone, r.contact_wish AS wish,
        CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth,
        (SELECT household_id FROM household_membership WHERE resident_id = r.id AND valid_to IS NULL) AS "householdId",
        (SELECT coalesce(json_agg(json_build_object('outcome', c.outcome, 'calledOn', c.called_on, 'byName', u.display_name) ORDER BY c.called_on DESC, c.recorded_at DESC, c.id DESC), '[]')
         FROM confirmation_call c JOIN user_account u ON u.id = c.recorded_by WHERE c.drawn_use_id = d.id) AS past
      FROM ${USES} JOIN confirmation_draw x ON x.ward_id = d.ward_id AND x.id = d.confirmation_draw_id WHERE d.ward_id = ${wardId} AND d.id = ${id}`;

const CALLABLE = USE_ROW.pick({ obstacle: true, outcome: true, isOwn: true });

/** Whether the reader may call about a drawn use, and its valid outcome. */
export const findCallable = async (
  tx: Pick<Statements, '$queryRaw'>,
  { wardId, id, reader }: { wardId: string; id: string; reader: string },
): Promise<z.infer<typeof CALLABLE>> => queryRow(tx, 'confirmation-callable', CALLABLE)`
      SELECT ${OBSTACLE} AS obstacle, standing.outcome, ${isOf(reader)} AS "isOwn" FROM ${DRAWN} WHERE d.ward_id = ${wardId}::uuid AND d.id = ${id}::uuid`;
