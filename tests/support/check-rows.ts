import { z } from 'zod';
import { rowChecks } from '../../src/db/row-checks';

// Every read of the program says what its rows hold; every row that a test reads is held against it.
rowChecks.check = (name, row, rows) => {
  const found = z.array(row.strict()).safeParse(rows);
  if (!found.success)
    throw new Error(`The rows of the statement ${name} are not what its schema says.\n${z.prettifyError(found.error)}`);
};
