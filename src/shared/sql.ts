import { empty, join, raw, sqltag as sql, type Sql } from '@prisma/client/runtime/client';

/**
 * SQL with its values where they are named: sql`… WHERE h.lane_key = ${laneKey} AND NOT ${objectsToContact('p')}`. A
 * fragment is sql too: a constant, or a function of its values. `raw` is for names alone (an alias, a column), never for
 * what a user typed. Who sends it: db/query-rows.ts.
 */
export { empty, join, raw, sql, type Sql };

/** A number of the program, written into the text: a LIMIT that the planner knows. */
export const constant = (value: number): Sql => raw(String(value));
/** Such numbers as a list: for IN. */
export const constants = (values: readonly number[]): Sql => join(values.map(constant));
