import { raw, type Sql } from './sql';

/** SQL: the birth of the resident with this alias as a BirthDate, NULL when it is not known. */
export const birthSql = (alias: string): Sql =>
  raw(
    `CASE WHEN ${alias}.birth_date IS NOT NULL THEN json_build_object('date', ${alias}.birth_date, 'precision', ${alias}.birth_precision) END`,
  );
