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

/** SQL: a list that waits until the office says which column is which. */
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

/**
 * The rows shown before a list is written: those of one verdict, those written without some of their cells, or those with
 * warnings whatever their verdict.
 */
export type PreviewTab = ImportVerdict | 'incomplete' | 'warned';
/** The same for a report, by outcome; null for all rows. */
export type ReportTab = ImportOutcome | 'incomplete' | 'warned' | null;

/** Which rows of a run are read. */
interface RowFilter {
  name: string;
  /** $3 is the row before the first one, $4 the maximum number, $5 the value. */
  condition: string;
  values: string[];
}

const filter = (name: string, condition: string, values: string[] = []): RowFilter => ({ name, condition, values });
const INCOMPLETE = filter(
  'incomplete',
  "verdict NOT IN ('wrong', 'passed_over') AND outcome IS DISTINCT FROM 'left_out' AND problems <> '[]'",
);
const WARNED = filter('warned', "content @? '$.warnings[0]'");

function filterOf(column: 'verdict' | 'outcome', tab: PreviewTab | ReportTab): RowFilter {
  if (tab === null) return filter('all', 'true');
  if (tab === 'incomplete') return INCOMPLETE;
  return tab === 'warned' ? WARNED : filter(column, `${column} = $5::import_${column}`, [tab]);
}

/** $1 the import, $2 the ward. */
const rowsText = ({ condition }: RowFilter) =>
  `SELECT row_number AS "rowNumber", verdict, resident_id AS "residentId", household_id AS "householdId", content, problems, changes, decision, outcome
   FROM import_row WHERE import_run_id = $1 AND ward_id = $2 AND row_number > $3 AND ${condition} ORDER BY row_number LIMIT $4`;

interface RowsOfRun {
  wardId: string;
  runId: string;
}

async function readRows(
  { pool }: Reads,
  { wardId, runId }: RowsOfRun,
  of: RowFilter,
  { after, limit }: { after: number; limit: number | null },
): Promise<ShownRow[]> {
  const { rows } = await pool.query<ShownRow>({
    name: `import-rows-${of.name}`,
    text: rowsText(of),
    values: [runId, wardId, after, limit, ...of.values],
  });
  return rows;
}

/** The outcomes of all rows, in batches, because a long list must not be held in memory. */
export async function* reportRows(db: Database, of: RowsOfRun, outcome: ReportTab): AsyncGenerator<ShownRow> {
  for (let after = 0; ;) {
    const rows = await readRows(db, of, filterOf('outcome', outcome), { after, limit: ROWS_PER_READ });
    yield* rows;
    if (rows.length < ROWS_PER_READ) return;
    after = rows.at(-1)!.rowNumber;
  }
}

/** All rows with wrong cells, for the list of corrections. */
export const wrongRows = (db: Reads, wardId: string, runId: string): Promise<ShownRow[]> =>
  readRows(db, { wardId, runId }, filter('wrong', "verdict <> 'passed_over' AND problems <> '[]'"), {
    after: 0,
    limit: null,
  });

/** The rows that the page of a run is asked for. */
export interface ShownPart {
  verdict: PreviewTab;
  outcome: ReportTab;
  after: number;
  page: number;
}

/** What the page of a run shows besides the run itself. */
export interface RunPart {
  rows: ShownRow[];
  /** Cursor of the following page; null for the last one. */
  next: number | null;
  /** Number of lists ahead in the queue. */
  before: number;
  undecided: Undecided;
  /** The names of the ward's residential groups by code; empty unless one must be chosen. */
  groups: ReadonlyMap<string, string>;
}

interface Undecided {
  all: number;
  /** Undecided rows with only one registered candidate, except similar names. */
  withOneCandidate: number;
}

/** Whether the rows report what happened, rather than what would happen. */
export function isReported({ status }: ImportRun): boolean {
  return status === 'confirmed' || status === 'reverting' || status === 'reverted';
}

/** Whether the page of a run shows people: rows to decide on, or what became of them. */
export const showsRows = (run: ImportRun): boolean => run.status === 'previewed' || isReported(run);

export async function readRunPart(
  db: Database,
  { wardId, run }: { wardId: string; run: ImportRun },
  { verdict, outcome, after }: ShownPart,
): Promise<RunPart> {
  const page = (rows: ShownRow[], more: Partial<RunPart> = {}): RunPart => ({
    rows: rows.slice(0, ROWS_PER_PAGE),
    next: rows.length > ROWS_PER_PAGE ? rows[ROWS_PER_PAGE - 1]!.rowNumber : null,
    before: 0,
    undecided: { all: 0, withOneCandidate: 0 },
    groups: new Map(),
    ...more,
  });
  const slice = { after, limit: ROWS_PER_PAGE + 1 };
  if (run.status === 'waiting') {
    const before = await countBefore(db, run);
    return page([], { before });
  }
  if (isReported(run)) return page(await readRows(db, { wardId, runId: run.id }, filterOf('outcome', outcome), slice));
  if (run.status !== 'previewed') return page([]);
  const { name, values } = filterOf('verdict', verdict);
  const found = await PREVIEWS[name]!(db.pool, [run.id, wardId, slice.after, slice.limit, ...values]);
  return page(found.rows, {
    undecided: found.undecided[0]!,
    ...(run.counts !== null && run.counts.ungrouped > 0 && { groups: groupsByCode(found.groups) }),
  });
}

/** The rows of a preview, the doubtful rows without a decision, and the groups of which one may have to be chosen. */
const PREVIEWS = Object.fromEntries(
  [filterOf('verdict', 'new'), INCOMPLETE, WARNED].map((of) => [
    of.name,
    combineReads<{ rows: ShownRow; undecided: Undecided; groups: { code: string; name: string } }>(
      `import-preview-${of.name}`,
      {
        rows: { text: rowsText(of), instants: {} },
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
    ),
  ]),
);
