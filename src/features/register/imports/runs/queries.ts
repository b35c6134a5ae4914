import type { Reading } from '../../../../context';
import { combineReads } from '../../../../db/combine-reads';
import type { Database, Reads } from '../../../../db/database';
import { Prisma } from '../../../../generated/prisma/client';
import type { ImportOutcome, ImportStatus, ImportVerdict } from '../../../../generated/prisma/enums';
import { NotFoundError } from '../../../../shared/errors';
import type { ComparedRow } from '../comparing/compared-row';
import { groupsByCode } from '../comparing/register-queries';
import type { ListColumns } from '../reading/listed-person';
import type { RunCounts, RunOptions } from './run-options';

export const ROWS_PER_PAGE = 50;
const ROWS_PER_READ = 1_000;

export interface ImportRun {
  id: string;
  fileName: string;
  status: ImportStatus;
  rowsDone: number;
  rowsTotal: number;
  failure: string | null;
  refusals: readonly string[];
  columns: ListColumns | null;
  counts: RunCounts | null;
  options: RunOptions | null;
  createdAt: Date;
  createdByName: string;
  finishedAt: Date | null;
  finishedByName: string | null;
  revertedAt: Date | null;
  revertedByName: string | null;
  revertedReason: string;
}

const RUNS = `SELECT run.id, run.file_name AS "fileName", run.status, run.rows_done AS "rowsDone", run.rows_total AS "rowsTotal", run.failure, run.refusals,
    run.columns, run.counts, run.options, run.created_at AS "createdAt", made.display_name AS "createdByName", run.finished_at AS "finishedAt",
    finished.display_name AS "finishedByName", run.reverted_at AS "revertedAt", reverted.display_name AS "revertedByName", run.reverted_reason AS "revertedReason"
  FROM import_run run JOIN user_account made ON made.id = run.created_by
  LEFT JOIN user_account finished ON finished.id = run.finished_by LEFT JOIN user_account reverted ON reverted.id = run.reverted_by
  WHERE run.ward_id = $1`;

type RunRecord = Omit<ImportRun, 'columns' | 'counts' | 'options'> & Record<'columns' | 'counts' | 'options', unknown>;

function runFrom({ columns, counts, options, ...run }: RunRecord): ImportRun {
  const filled = <Value>(value: unknown) =>
    value instanceof Object && !Array.isArray(value) && Object.keys(value).length > 0 ? (value as Value) : null;
  return {
    ...run,
    columns: withDefaults(filled<ListColumns>(columns), { groups: [], totals: [] }),
    counts: withDefaults(filled<RunCounts>(counts), {
      passed_over: 0,
      warned: 0,
      ungrouped: 0,
      incomplete: 0,
      recased: 0,
    }),
    options: filled<RunOptions>(options),
  };
}

/** Defaults for lists that were read before these values were stored. */
function withDefaults<Value>(value: Value | null, defaults: Partial<Value>): Value | null {
  return value && { ...defaults, ...value };
}

/** The newest imports of a ward. */
export async function listRuns({ pool }: Database, wardId: string): Promise<ImportRun[]> {
  const { rows } = await pool.query<RunRecord>({
    name: 'import-runs',
    text: `${RUNS} ORDER BY run.created_at DESC, run.id DESC LIMIT 50`,
    values: [wardId],
  });
  return rows.map(runFrom);
}

/** An import of the ward. @throws NotFoundError for anything else. */
export async function getRun({ pool }: Database, wardId: string, id: string): Promise<ImportRun> {
  const { rows } = await pool.query<RunRecord>({
    name: 'import-run',
    text: `${RUNS} AND run.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError();
  return runFrom(rows[0]);
}

/** SQL: a list that waits until somebody says which column is which. */
export const WAITS_FOR_COLUMNS = "status = 'waiting' AND options ? 'question'";
/** SQL: a list that is read, or waits for its turn. */
export const IS_QUEUED = "status IN ('waiting', 'reading') AND NOT options ? 'question'";

/** How many lists are ahead of one in the queue, which all wards share. */
async function countBefore({ prisma }: Database, run: { id: string; createdAt: Date }): Promise<number> {
  const [found] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM import_run WHERE ${Prisma.raw(IS_QUEUED)} AND created_at < ${run.createdAt}`;
  return found!.count;
}

export interface DueRun {
  id: string;
  status: ImportStatus;
}

/** The import to advance next: those with a user's decision come before those that are only to be read. */
export async function findDueRun({ pool }: Database): Promise<DueRun | null> {
  const { rows } = await pool.query<DueRun>({
    name: 'import-due',
    text: `SELECT id, status FROM import_run WHERE status IN ('waiting', 'reading', 'confirming', 'reverting') AND NOT options ? 'question'
           ORDER BY status IN ('waiting', 'reading'), coalesce(requested_at, created_at), id LIMIT 1`,
  });
  return rows[0] ?? null;
}

// ------------------------------------------------------------ rows

export type ShownRow = Omit<ComparedRow, 'number'> & { decision: string | null; outcome: ImportOutcome | null };

const ROW =
  'row_number AS "rowNumber", verdict, resident_id AS "residentId", household_id AS "householdId", content, problems, changes, decision, outcome';

interface RowsOfPage {
  rows: ShownRow[];
  next: number | null;
}

function pageOf(rows: ShownRow[]): RowsOfPage {
  const page = rows.slice(0, ROWS_PER_PAGE);
  return { rows: page, next: rows.length > ROWS_PER_PAGE ? page.at(-1)!.rowNumber : null };
}

/**
 * The rows shown before a list is written: those of one verdict, those written without some of their cells, or those with
 * warnings whatever their verdict.
 */
export type PreviewTab = ImportVerdict | 'incomplete' | 'warned';
/** The same for a report, by outcome; null for all rows. */
export type ReportTab = ImportOutcome | 'incomplete' | 'warned' | null;

interface RowsOfRun {
  wardId: string;
  runId: string;
}
interface Slice {
  after: number;
  limit: number;
}

/** The outcomes of the rows, page by page in file order; `next` is the cursor of the following page. */
async function reportPage({ pool }: Reading, of: RowsOfRun, outcome: ReportTab, after: number): Promise<RowsOfPage> {
  return pageOf(await readRows(pool, of, filterOf('outcome', outcome), { after, limit: ROWS_PER_PAGE + 1 }));
}

/** The same for all rows in batches, because a long list must not be held in memory. */
export async function* reportRows({ pool }: Database, of: RowsOfRun, outcome: ReportTab): AsyncGenerator<ShownRow> {
  for (let after = 0; ;) {
    const rows = await readRows(pool, of, filterOf('outcome', outcome), { after, limit: ROWS_PER_READ });
    yield* rows;
    if (rows.length < ROWS_PER_READ) return;
    after = rows.at(-1)!.rowNumber;
  }
}

interface RowFilter {
  name: string;
  condition: string;
  values: string[];
}

const INCOMPLETE =
  "verdict NOT IN ('wrong', 'passed_over') AND outcome IS DISTINCT FROM 'left_out' AND problems <> '[]'";

function filterOf(column: 'verdict' | 'outcome', value: string | null): RowFilter {
  if (value === null) return { name: 'all', condition: 'true', values: [] };
  if (value === 'incomplete') return { name: 'incomplete', condition: INCOMPLETE, values: [] };
  if (value === 'warned') return { name: 'warned', condition: "content @? '$.warnings[0]'", values: [] };
  return { name: column, condition: `${column} = $5::import_${column}`, values: [value] };
}

async function readRows(
  pool: Reads,
  { wardId, runId }: RowsOfRun,
  filter: RowFilter,
  { after, limit }: Slice,
): Promise<ShownRow[]> {
  const { rows } = await pool.query<ShownRow>({
    name: `import-rows-${filter.name}`,
    text: rowsText(filter),
    values: [runId, wardId, after, limit, ...filter.values],
  });
  return rows;
}

/** $1 the import, $2 the ward, $3 the row before the first one, $4 the limit. */
const rowsText = ({ condition }: RowFilter) =>
  `SELECT ${ROW} FROM import_row WHERE import_run_id = $1 AND ward_id = $2 AND row_number > $3 AND ${condition} ORDER BY row_number LIMIT $4`;

/** The rows that the page of a run is asked for. */
export interface ShownPart {
  verdict: PreviewTab;
  outcome: ReportTab;
  after: number;
  page: number;
}

/** What the page of a run shows besides the run itself. */
export interface RunPart extends RowsOfPage {
  /** Number of lists ahead in the queue. */
  before: number;
  undecided: Undecided;
  /** The names of the ward's residential groups by code; empty unless one must be chosen. */
  groups: ReadonlyMap<string, string>;
}

/** Whether the rows report what happened, rather than what would happen. */
export function isReported({ status }: ImportRun): boolean {
  return status === 'confirmed' || status === 'reverting' || status === 'reverted';
}

/** Whether the page of a run shows people: rows to decide on, or what became of them. */
export const showsRows = (run: ImportRun): boolean => run.status === 'previewed' || isReported(run);

/** @param reading of the rows, if the run shows any; the database otherwise. */
export async function readRunPart(
  db: Database,
  reading: Reading,
  of: { wardId: string; run: ImportRun },
  { verdict, outcome, after }: ShownPart,
): Promise<RunPart> {
  const { wardId, run } = of;
  const nothing = { rows: [], next: null, before: 0, undecided: { all: 0, withOneCandidate: 0 }, groups: new Map() };
  if (run.status === 'waiting') {
    const before = await countBefore(db, run);
    return { ...nothing, before };
  }
  if (isReported(run)) {
    const page = await reportPage(reading, { wardId, runId: run.id }, outcome, after);
    return { ...nothing, ...page };
  }
  if (run.status !== 'previewed') return nothing;
  const filter = filterOf('verdict', verdict);
  const read = { incomplete: readIncomplete, warned: readWarned }[filter.name] ?? readVerdict;
  const found = await read(reading.pool, [run.id, wardId, after, ROWS_PER_PAGE + 1, ...filter.values]);
  return {
    ...nothing,
    ...pageOf(found.rows),
    undecided: found.undecided[0]!,
    groups: run.counts !== null && run.counts.ungrouped > 0 ? groupsByCode(found.groups) : nothing.groups,
  };
}

interface Undecided {
  all: number;
  /** Undecided rows with only one registered candidate, except similar names. */
  withOneCandidate: number;
}

/** The rows of a preview, the doubtful rows without a decision, and the groups of which one may have to be chosen. */
const previewOf = (verdict: PreviewTab) => {
  const filter = filterOf('verdict', verdict);
  return combineReads<{ rows: ShownRow; undecided: Undecided; groups: { code: string; name: string } }>(
    `import-preview-${filter.name}`,
    {
      rows: { text: rowsText(filter), instants: {} },
      undecided: {
        text: `SELECT count(*)::int AS "all", count(*) FILTER (WHERE jsonb_array_length(content -> 'candidates') = 1 AND content @? '$.candidates[0] ? (@.isNearName == false)')::int AS "withOneCandidate"
          FROM import_row WHERE import_run_id = $1 AND ward_id = $2 AND verdict = 'doubtful' AND decision IS NULL`,
        instants: {},
      },
      groups: {
        text: 'SELECT code, name FROM residential_group WHERE ward_id = $2 AND valid_to IS NULL',
        instants: {},
      },
    },
  );
};
// The same text for every verdict.
const readVerdict = previewOf('wrong');
const readWarned = previewOf('warned');
const readIncomplete = previewOf('incomplete');

/** All rows with wrong cells, for the list of corrections. */
export async function wrongRows({ pool }: Reading, wardId: string, runId: string): Promise<ShownRow[]> {
  const { rows } = await pool.query<ShownRow>({
    name: 'import-wrong-rows',
    text: `SELECT ${ROW} FROM import_row WHERE import_run_id = $1 AND ward_id = $2 AND verdict <> 'passed_over' AND problems <> '[]' ORDER BY row_number`,
    values: [runId, wardId],
  });
  return rows;
}
