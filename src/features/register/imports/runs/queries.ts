import type { Database } from '../../../../db/database';
import type { ImportOutcome, ImportStatus, ImportVerdict } from '../../../../generated/prisma/enums';
import { NotFoundError } from '../../../../web/errors';
import { isId } from '../../../../web/form';
import type { ComparedRow } from '../comparing/compared-row';
import { knownGroups } from '../comparing/register-queries';
import type { ListColumns } from '../reading/listed-person';
import type { RunCounts, RunOptions } from './run-options';

const ROWS_PER_PAGE = 50;
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

const named = { select: { displayName: true } } as const;
const runFields = {
  id: true,
  fileName: true,
  status: true,
  rowsDone: true,
  rowsTotal: true,
  failure: true,
  refusals: true,
  columns: true,
  counts: true,
  options: true,
  createdAt: true,
  finishedAt: true,
  revertedAt: true,
  revertedReason: true,
  createdByUser: named,
  finishedByUser: named,
  revertedByUser: named,
} as const;

interface Named {
  displayName: string;
}
interface RunRecord extends Omit<
  ImportRun,
  'columns' | 'counts' | 'options' | 'createdByName' | 'finishedByName' | 'revertedByName'
> {
  columns: unknown;
  counts: unknown;
  options: unknown;
  createdByUser: Named;
  finishedByUser: Named | null;
  revertedByUser: Named | null;
}

function runFrom({
  createdByUser,
  finishedByUser,
  revertedByUser,
  columns,
  counts,
  options,
  ...run
}: RunRecord): ImportRun {
  const filled = <Value>(value: unknown) =>
    value instanceof Object && !Array.isArray(value) && Object.keys(value).length > 0 ? (value as Value) : null;
  return {
    ...run,
    createdByName: createdByUser.displayName,
    finishedByName: finishedByUser?.displayName ?? null,
    revertedByName: revertedByUser?.displayName ?? null,
    columns: withDefaults(filled<ListColumns>(columns), { groups: [], totals: [] }),
    counts: withDefaults(filled<RunCounts>(counts), { passed_over: 0, warned: 0, ungrouped: 0 }),
    options: filled<RunOptions>(options),
  };
}

/** Defaults for lists that were read before these values were stored. */
function withDefaults<Value>(value: Value | null, defaults: Partial<Value>): Value | null {
  return value && { ...defaults, ...value };
}

/** The newest imports of a ward. */
export async function listRuns({ prisma }: Database, wardId: string, limit = 50): Promise<ImportRun[]> {
  const runs = await prisma.importRun.findMany({
    where: { wardId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: runFields,
  });
  return runs.map(runFrom);
}

/** An import of the ward. @throws NotFoundError for anything else. */
export async function getRun({ prisma }: Database, wardId: string, id: unknown): Promise<ImportRun> {
  const run = isId(id) ? await prisma.importRun.findFirst({ where: { id, wardId }, select: runFields }) : null;
  if (!run) throw new NotFoundError();
  return runFrom(run);
}

/** How many lists are ahead of one in the queue, which all wards share. */
async function countBefore({ prisma }: Database, run: { id: string; createdAt: Date }): Promise<number> {
  return prisma.importRun.count({
    where: { status: { in: ['waiting', 'reading'] }, createdAt: { lt: run.createdAt } },
  });
}

export interface DueRun {
  id: string;
  status: ImportStatus;
}

/** The import to advance next: those with a user's decision come before those that are only to be read. */
export async function findDueRun({ pool }: Database): Promise<DueRun | null> {
  const { rows } = await pool.query<DueRun>({
    name: 'import-due',
    text: `SELECT id, status FROM import_run WHERE status IN ('waiting', 'reading', 'confirming', 'reverting')
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

/** The rows shown before a list is written: those of one verdict, or those with warnings whatever their verdict. */
export type PreviewTab = ImportVerdict | 'warned';
/** The same for a report, by outcome; null for all rows. */
export type ReportTab = ImportOutcome | 'warned' | null;

interface RowsOfRun {
  wardId: string;
  runId: string;
}
interface Slice {
  after: number;
  limit: number;
}

/** Rows of a tab in file order, starting after a row; `next` is the cursor of the following page. */
async function previewPage({ pool }: Database, of: RowsOfRun, verdict: PreviewTab, after: number): Promise<RowsOfPage> {
  return pageOf(await readRows(pool, of, filterOf('verdict', verdict), { after, limit: ROWS_PER_PAGE + 1 }));
}

/** The outcomes of the rows, page by page in file order. */
async function reportPage({ pool }: Database, of: RowsOfRun, outcome: ReportTab, after: number): Promise<RowsOfPage> {
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

function filterOf(column: 'verdict' | 'outcome', value: string | null): RowFilter {
  if (value === null) return { name: 'all', condition: 'true', values: [] };
  if (value === 'warned') return { name: 'warned', condition: "content @? '$.warnings[0]'", values: [] };
  return { name: column, condition: `${column} = $5::import_${column}`, values: [value] };
}

async function readRows(
  pool: Database['pool'],
  { wardId, runId }: RowsOfRun,
  { name, condition, values }: RowFilter,
  { after, limit }: Slice,
): Promise<ShownRow[]> {
  const { rows } = await pool.query<ShownRow>({
    name: `import-rows-${name}`,
    text: `SELECT ${ROW} FROM import_row WHERE import_run_id = $1 AND ward_id = $2 AND row_number > $3 AND ${condition} ORDER BY row_number LIMIT $4`,
    values: [runId, wardId, after, limit, ...values],
  });
  return rows;
}

/** The rows that the page of a run is asked for. */
export interface ShownPart {
  verdict: PreviewTab;
  outcome: ReportTab;
  after: number;
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

export async function readRunPart(db: Database, wardId: string, run: ImportRun, shown: ShownPart): Promise<RunPart> {
  const isPreviewed = run.status === 'previewed';
  const rows = await readShownRows(db, wardId, run, shown);
  const before = run.status === 'waiting' ? await countBefore(db, run) : 0;
  const undecided = isPreviewed ? await countUndecided(db, wardId, run.id) : { all: 0, withOneCandidate: 0 };
  const isGroupAsked = isPreviewed && run.counts !== null && run.counts.ungrouped > 0;
  const groups = isGroupAsked ? await knownGroups(db, wardId) : new Map<string, string>();
  return { ...rows, before, undecided, groups };
}

/** The rows to decide on, or those of the report; none while there is nothing to show. */
async function readShownRows(
  db: Database,
  wardId: string,
  run: ImportRun,
  { verdict, outcome, after }: ShownPart,
): Promise<RowsOfPage> {
  const of = { wardId, runId: run.id };
  if (run.status === 'previewed') return previewPage(db, of, verdict, after);
  return isReported(run) ? reportPage(db, of, outcome, after) : { rows: [], next: null };
}

/** All wrong rows, for the list of corrections. */
export async function wrongRows({ pool }: Database, wardId: string, runId: string): Promise<ShownRow[]> {
  const { rows } = await pool.query<ShownRow>({
    name: 'import-wrong-rows',
    text: `SELECT ${ROW} FROM import_row WHERE import_run_id = $1 AND ward_id = $2 AND verdict = 'wrong' ORDER BY row_number`,
    values: [runId, wardId],
  });
  return rows;
}

interface Undecided {
  all: number;
  /** Undecided rows with only one registered candidate, except similar names. */
  withOneCandidate: number;
}

/** Number of doubtful rows without a decision. */
async function countUndecided({ pool }: Database, wardId: string, runId: string): Promise<Undecided> {
  const { rows } = await pool.query<Undecided>({
    name: 'import-undecided',
    text: `SELECT count(*)::int AS "all", count(*) FILTER (WHERE jsonb_array_length(content -> 'candidates') = 1 AND content @? '$.candidates[0] ? (@.isNearName == false)')::int AS "withOneCandidate"
           FROM import_row WHERE import_run_id = $1 AND ward_id = $2 AND verdict = 'doubtful' AND decision IS NULL`,
    values: [runId, wardId],
  });
  return rows[0]!;
}
