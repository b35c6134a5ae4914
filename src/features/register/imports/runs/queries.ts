import { z } from 'zod';
import type { Database, Reads } from '../../../../db/database';
import { queryMaybe, queryRow, queryRows } from '../../../../db/query-rows';
import { ImportOutcome, ImportStatus, ImportVerdict } from '../../../../generated/prisma/enums';
import { raw, sql, type Sql } from '../../../../shared/sql';
import type { ComparedRow } from '../comparing/compared-row';
import { knownGroups } from '../comparing/register-queries';
import type { ListColumns } from '../reading/listed-person';
import type { RunCounts, RunOptions } from './run-options';

export const ROWS_PER_PAGE = 50;
const ROWS_PER_READ = 1_000;

const RUN_RECORD = z.object({
  id: z.string(),
  fileName: z.string(),
  status: z.enum(ImportStatus),
  rowsDone: z.number(),
  rowsTotal: z.number(),
  failure: z.string().nullable(),
  refusals: z.array(z.string()),
  columns: z.unknown(),
  counts: z.unknown(),
  options: z.unknown(),
  createdAt: z.date(),
  createdByName: z.string(),
  finishedAt: z.date().nullable(),
  finishedByName: z.string().nullable(),
  revertedAt: z.date().nullable(),
  revertedByName: z.string().nullable(),
  revertedReason: z.string(),
});
type RunRecord = z.infer<typeof RUN_RECORD>;

export interface ImportRun extends Omit<RunRecord, 'columns' | 'counts' | 'options'> {
  columns: ListColumns | null;
  counts: RunCounts | null;
  options: RunOptions | null;
}

const runsOf = (
  wardId: string,
) => sql`SELECT run.id, run.file_name AS "fileName", run.status, run.rows_done AS "rowsDone", run.rows_total AS "rowsTotal", run.failure, run.refusals,
    run.columns, run.counts, run.options, run.created_at AS "createdAt", made.display_name AS "createdByName", run.finished_at AS "finishedAt",
    finished.display_name AS "finishedByName", run.reverted_at AS "revertedAt", reverted.display_name AS "revertedByName", run.reverted_reason AS "revertedReason"
  FROM import_run run JOIN user_account made ON made.id = run.created_by
  LEFT JOIN user_account finished ON finished.id = run.finished_by LEFT JOIN user_account reverted ON reverted.id = run.reverted_by
  WHERE run.ward_id = ${wardId}`;

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
const withDefaults = <Value>(value: Value | null, defaults: Partial<Value>): Value | null =>
  value && { ...defaults, ...value };

/** The newest imports of a ward. */
export async function listRuns(db: Reads, wardId: string): Promise<ImportRun[]> {
  const newest = sql`${runsOf(wardId)} ORDER BY run.created_at DESC, run.id DESC LIMIT 50`;
  return (await queryRows(db, 'import-runs', RUN_RECORD)`${newest}`).map(runFrom);
}

/** An import of the ward. @throws NotFoundError for anything else. */
export async function getRun(db: Reads, wardId: string, id: string): Promise<ImportRun> {
  const run = await queryRow(db, 'import-run', RUN_RECORD)`${runsOf(wardId)} AND run.id = ${id}`;
  return runFrom(run);
}

/** SQL: a list that waits until the office says which column is which. */
export const WAITS_FOR_COLUMNS = sql`status = 'waiting' AND options ? 'question'`;
/** SQL: a list that is read, or waits for its turn. */
export const IS_QUEUED = sql`status IN ('waiting', 'reading') AND NOT options ? 'question'`;

/** How many lists are ahead of one in the queue, which all wards share. */
const countBefore = (db: Reads, { createdAt }: ImportRun) =>
  queryRow(db, 'import-queue', z.object({ before: z.number() }))`
      SELECT count(*)::int AS before FROM import_run WHERE ${IS_QUEUED} AND created_at < ${createdAt}`;

const DUE_RUN = z.object({ id: z.string(), status: z.enum(ImportStatus) });
export type DueRun = z.infer<typeof DUE_RUN>;

/** The import to advance next: those with a user's decision come before those that are only to be read. */
export const findDueRun = (db: Reads): Promise<DueRun | null> =>
  queryMaybe(db, 'import-due', DUE_RUN)`
      SELECT id, status FROM import_run WHERE status IN ('waiting', 'reading', 'confirming', 'reverting') AND NOT options ? 'question'
      ORDER BY status IN ('waiting', 'reading'), coalesce(requested_at, created_at), id LIMIT 1`;

// ------------------------------------------------------------ rows

const SHOWN_ROW = z.object({
  rowNumber: z.number(),
  verdict: z.enum(ImportVerdict),
  residentId: z.string().nullable(),
  householdId: z.string().nullable(),
  content: z.custom<ComparedRow['content']>(),
  problems: z.custom<ComparedRow['problems']>(),
  changes: z.custom<ComparedRow['changes']>(),
  decision: z.string().nullable(),
  outcome: z.enum(ImportOutcome).nullable(),
});
export type ShownRow = z.infer<typeof SHOWN_ROW>;

/**
 * The rows shown before a list is written: those of one verdict, those written without some of their cells, or those with
 * warnings whatever their verdict.
 */
export type PreviewTab = ImportVerdict | 'incomplete' | 'warned';
/** The same for a report, by outcome; null for all rows. */
export type ReportTab = ImportOutcome | 'incomplete' | 'warned' | null;

const INCOMPLETE = sql`verdict NOT IN ('wrong', 'passed_over') AND outcome IS DISTINCT FROM 'left_out' AND problems <> '[]'`;
const WARNED = sql`content @? '$.warnings[0]'`;

function rowsOf(column: 'verdict' | 'outcome', tab: PreviewTab | ReportTab): Sql {
  if (tab === null) return sql`true`;
  if (tab === 'incomplete') return INCOMPLETE;
  return tab === 'warned' ? WARNED : sql`${raw(column)} = ${tab}::${raw(`import_${column}`)}`;
}

interface RowsOfRun {
  wardId: string;
  runId: string;
}

const readRows = (
  db: Reads,
  { wardId, runId }: RowsOfRun,
  which: Sql,
  { after, limit }: { after: number; limit: number | null },
): Promise<ShownRow[]> =>
  queryRows(db, 'import-rows', SHOWN_ROW)`
      SELECT row_number AS "rowNumber", verdict, resident_id AS "residentId", household_id AS "householdId", content, problems, changes, decision, outcome
      FROM import_row WHERE import_run_id = ${runId} AND ward_id = ${wardId} AND row_number > ${after} AND ${which} ORDER BY row_number LIMIT ${limit}`;

/** The outcomes of all rows, in batches, because a long list must not be held in memory. */
export async function* reportRows(db: Database, of: RowsOfRun, outcome: ReportTab): AsyncGenerator<ShownRow[]> {
  for (let after = 0; ;) {
    const rows = await readRows(db, of, rowsOf('outcome', outcome), { after, limit: ROWS_PER_READ });
    yield rows;
    if (rows.length < ROWS_PER_READ) return;
    after = rows.at(-1)!.rowNumber;
  }
}

export const wrongRows = (db: Reads, wardId: string, runId: string): Promise<ShownRow[]> =>
  readRows(db, { wardId, runId }, sql`verdict <> 'passed_over' AND problems <> '[]'`, { after: 0, limit: null });

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

const UNDECIDED = z.object({
  all: z.number(),
  /** Undecided rows with only one registered candidate, except similar names. */
  withOneCandidate: z.number(),
});
type Undecided = z.infer<typeof UNDECIDED>;

/** Whether the rows report what happened, rather than what would happen. */
export const isReported = ({ status }: ImportRun): boolean =>
  status === 'confirmed' || status === 'reverting' || status === 'reverted';

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
  if (run.status === 'waiting') return page([], await countBefore(db, run));
  if (isReported(run)) return page(await readRows(db, { wardId, runId: run.id }, rowsOf('outcome', outcome), slice));
  if (run.status !== 'previewed') return page([]);
  const [rows, [undecided], groups] = await Promise.all([
    readRows(db, { wardId, runId: run.id }, rowsOf('verdict', verdict), slice),
    queryRows(db, 'import-undecided', UNDECIDED)`
        SELECT count(*)::int AS "all", count(*) FILTER (WHERE jsonb_array_length(content -> 'candidates') = 1 AND content @? '$.candidates[0] ? (@.isNearName == false)')::int AS "withOneCandidate"
        FROM import_row WHERE import_run_id = ${run.id} AND ward_id = ${wardId} AND verdict = 'doubtful' AND decision IS NULL`,
    run.counts !== null && run.counts.ungrouped > 0 ? knownGroups(db, wardId) : new Map<string, string>(),
  ]);
  return page(rows, { undecided: undecided!, groups });
}
