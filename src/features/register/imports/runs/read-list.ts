import { newIdAt } from '../../../../shared/new-id';
import type { BaseContext } from '../../../../context';
import { unnamedFile } from '../../../../unnamed-file';
import { localDateOf } from '../../../../shared/dates';
import type { Place, Sealer } from '../../../../shared/sealer';
import { placeIn } from '../../national-numbers/sealed-columns';
import { compareHousehold } from '../comparing/compare-rows';
import { Claims } from '../comparing/comparison';
import { emptyRow, rowProblem, type ComparedRow, type Writing } from '../comparing/compared-row';
import { groupCodeOf, suggestedGroup, type NamedGroup } from '../reading/list-group';
import type { ListColumns, ListedHousehold, ListedPerson } from '../reading/listed-person';
import type { ListBatch } from '../reading/import-worker';
import type { PassedOverRow } from '../reading/passed-over';
import { readInWorker } from '../reading/read-in-worker';
import { finishPreview, keepRows, noteTotal, openParts, type ListToRead } from './reading-service';
import type { RegisterExtract, RegisterHousehold } from '../comparing/register-match';
import { findRegisterExtract, knownGroups } from '../comparing/register-queries';
import { PASSED_OVER } from './row-labels';
import type { RunCounts } from './run-options';

/**
 * Reads an uploaded list and compares it with the register row by row, until its preview is complete. @throws
 * UnreadableListError when it is not a list, ReadingStopped when a user stopped it, or the reason of `signal`.
 */
export async function readList(
  context: BaseContext,
  runId: string,
  { wardId, options }: ListToRead,
  signal: AbortSignal,
): Promise<void> {
  const { db, sealer, now } = context;
  const counter = new Counter(await knownGroups(db, wardId));
  const claims = new Claims();
  let columns: ListColumns | null = null;
  let done = 0;
  const { kind, isFirstHead, declaration, answered } = options;
  const file = await unnamedFile(openParts(db, sealer, wardId, runId));
  const task = { fd: file.fd, kind, today: localDateOf(now()), isFirstHead, declaration, answered };
  try {
    for await (const part of readInWorker(task, signal)) {
      if (part.type === 'progress') await noteTotal(db, runId, part.rows);
      else if (part.type === 'columns') {
        columns = part.columns;
        await noteTotal(db, runId, part.total);
      } else {
        const rows = await compareBatch(part, columns!);
        done += rows.length;
        await keepRows(db, runId, rows, done);
      }
    }
  } finally {
    await file.close();
  }
  await finishPreview(context, runId, columns!, counter.counts());

  async function compareBatch({ households, passedOver }: ListBatch, { groups, isOfPeople, isOfHeads }: ListColumns) {
    for (const person of households.flatMap(({ people }) => people))
      sealNumber(sealer, person, placeIn('import_row.national_number_cipher', wardId, runId, person.rowNumber));
    const register = await findRegisterExtract(db, wardId, households, localDateOf(now()));
    const suggested = suggestedGroup(groups);
    const newId = () => newIdAt(now());
    const compared = households.flatMap((listed) => {
      const rows = compareHousehold(listed, { register, claims, isOfPeople, isOfHeads, newId });
      const home = rows.flatMap(({ householdId }) => register.households.get(householdId ?? '') ?? [])[0] ?? null;
      const household = { listed, home, rows, written: rows.filter(({ verdict }) => verdict !== 'wrong') };
      warnOfOtherSize(household, register);
      if (suggested) warnOfOtherGroup(household, suggested);
      counter.count(household);
      return rows;
    });
    return [...passedOver.map((row) => counter.countPassedOver(row)), ...compared];
  }
}

interface ComparedHousehold {
  listed: ListedHousehold;
  /** The registered household that it is. */
  home: RegisterHousehold | null;
  rows: readonly ComparedRow[];
  /** The rows that are not wrong. */
  written: readonly ComparedRow[];
}

/** Tells the reviewer once about a household. */
function warn({ written: [row] }: ComparedHousehold, message: string): void {
  if (row) row.content.warnings = [...row.content.warnings, rowProblem(message)];
}

/** The household keeps its registered residential group. */
function warnOfOtherGroup(household: ComparedHousehold, suggested: NamedGroup): void {
  const { listed, home } = household;
  const groupCode = home?.groupCode ?? null;
  if (listed.groupCode !== null || groupCode === null || groupCodeOf(groupCode) === suggested.code) return;
  warn(household, `Sổ ghi hộ này ở tổ ${groupCode}, còn tệp ghi “${suggested.words}”; lần nhập giữ như sổ.`);
}

/** The household will not have as many people as the list states. */
function warnOfOtherSize(household: ComparedHousehold, { byHousehold }: RegisterExtract): void {
  const { listed, home, rows } = household;
  const known = new Set(byHousehold.get(home?.id ?? '')?.map(({ id }) => id));
  const entering = rows.filter(
    ({ residentId, content }) => content.writing?.membership && !known.has(residentId ?? ''),
  ).length;
  const total = (home?.memberCount ?? 0) + entering;
  if (listed.size === null || total === 0 || total === listed.size) return;
  const doubtful = rows.some(({ verdict }) => verdict === 'doubtful') ? ', chưa kể dòng nghi trùng' : '';
  const will = entering > 0 ? 'ghi xong, sổ có' : 'sổ có';
  warn(household, `Danh sách ghi hộ này có ${listed.size} khẩu; ${will} ${total} người${doubtful}.`);
}

/** Counts what the list would change. */
class Counter {
  private readonly unknownGroups = new Set<string>();
  private readonly counted = {
    ...{ new: 0, changed: 0, same: 0, doubtful: 0, wrong: 0, passed_over: 0 },
    ...{ warned: 0, incomplete: 0, recased: 0, households: 0, newHouseholds: 0, ungrouped: 0 },
    passedOver: {} as NonNullable<RunCounts['passedOver']>,
    differing: {} as RunCounts['differing'],
  };

  constructor(private readonly knownGroups: ReadonlyMap<string, string>) {}

  count({ listed: { groupCode }, home, rows, written }: ComparedHousehold): void {
    const { counted } = this;
    counted.households += 1;
    const isNewIn = (writing: Writing | null) => writing?.household?.version === null;
    if (written.some(({ content }) => isNewIn(content.writing))) counted.newHouseholds += 1;
    const isUngrouped = home
      ? home.groupCode === null && written.length > 0
      : written.some(({ content }) => isNewIn(content.writing) || isNewIn(content.asNew));
    if (groupCode === null && isUngrouped) counted.ungrouped += 1;
    if (groupCode && !this.knownGroups.has(groupCode) && written.length > 0) this.unknownGroups.add(groupCode);
    for (const { verdict, content, problems, changes } of rows) {
      counted[verdict] += 1;
      if (content.warnings.length > 0) counted.warned += 1;
      if (content.typedName) counted.recased += 1;
      if (verdict !== 'wrong' && problems.length > 0) counted.incomplete += 1;
      const said = [...changes, ...content.candidates.flatMap((candidate) => candidate.changes)];
      for (const field of new Set(said.flatMap(({ differs }) => differs ?? [])))
        counted.differing[field] = (counted.differing[field] ?? 0) + 1;
    }
  }

  /** @returns the row as it is stored. */
  countPassedOver({ rowNumber, kind, words }: PassedOverRow): ComparedRow {
    const { counted } = this;
    counted.passed_over += 1;
    counted.passedOver[kind] = (counted.passedOver[kind] ?? 0) + 1;
    const problem = { ...rowProblem(PASSED_OVER[kind].reason), value: words };
    return { ...emptyRow(rowNumber, 'passed_over'), problems: [problem] };
  }

  counts(): RunCounts {
    const unknownGroups = [...this.unknownGroups].sort((a, b) => a.localeCompare(b, 'vi', { numeric: true }));
    return { ...this.counted, unknownGroups };
  }
}

function sealNumber(sealer: Sealer, person: ListedPerson, place: Place): void {
  if (person.nationalNumber === null) return;
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const { cipher, hash, last4 } = sealer.seal(person.nationalNumber, place);
  person.sealed = { cipher: base64(cipher), hash: base64(hash), last4 };
}
