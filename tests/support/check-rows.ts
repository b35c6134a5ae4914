import { z } from 'zod';
import { rowChecks } from '../../src/db/row-checks';

/** Zod compiles a schema at its first use: once for each statement of a worker, not for each answer. */
const strict = new WeakMap<z.ZodObject, z.ZodArray>();

// Every read of the program says what its rows hold; every row that a test reads is held against it.
rowChecks.check ??= (name, row, rows) => {
  const schema = strict.get(row) ?? z.array(row.strict());
  strict.set(row, schema);
  const found = schema.safeParse(rows);
  if (!found.success)
    throw new Error(`The rows of the statement ${name} are not what its schema says.\n${z.prettifyError(found.error)}`);
};
