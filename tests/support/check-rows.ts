import { z } from 'zod';
import { rowChecks } from '../../src/db/row-checks';

/** Zod compiles a schema at its first use, but many a statement makes its own for every answer. */
const strict = new Map<string, z.ZodArray>();

// Every read of the program says what its rows hold; every row that a test reads is held against it.
rowChecks.check ??= (name, row, rows) => {
  const key = [name, ...Object.entries(row.shape).map(([column, { type }]) => `${column} ${type}`)].join();
  const schema = strict.get(key) ?? z.array(row.strict());
  strict.set(key, schema);
  const found = schema.safeParse(rows);
  if (!found.success)
    throw new Error(`The rows of the statement ${name} are not what its schema says.\n${z.prettifyError(found.error)}`);
};
