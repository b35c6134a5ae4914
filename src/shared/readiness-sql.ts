import { READINESS, READINESS_FIELDS, unknownOf, type ReadinessEntry, type ReadinessField } from './readiness-fields';
import { raw, type Sql } from './sql';

/** A piece for each field, separated by commas. */
export const eachReadiness = (
  write: (entry: ReadinessEntry & { field: ReadinessField; unknown: string }) => string,
): Sql =>
  raw(READINESS_FIELDS.map((field) => write({ ...READINESS[field], field, unknown: unknownOf(field) })).join(', '));

/** 'vneid_level, sim_in_own_name, …'. */
export const READINESS_COLUMNS = eachReadiness(({ column }) => column);

/** The answers of a row that may be absent as ReadinessFacts, to select. */
export const selectReadiness = (row: string): Sql =>
  eachReadiness(({ column, field, unknown, isSeveral }) => {
    const answer = `coalesce(${row}.${column}, ${unknown})`;
    return `${isSeveral ? `to_json(${answer})` : answer} AS "${field}"`;
  });

/** The same as pairs for json_build_object. */
export const readinessPairs = (row: string): Sql =>
  eachReadiness(({ column, field, unknown }) => `'${field}', coalesce(${row}.${column}, ${unknown})`);
