import { newIdAt } from '../../../../shared/new-id';
import type { BaseContext } from '../../../../context';
import { unnamedFile } from '../../../../unnamed-file';
import { localDateOf } from '../../../../shared/dates';
import type { Place, Sealer } from '../../../../shared/sealer';
import { placeIn } from '../../national-numbers/sealed-columns';
import { compareHousehold } from '../comparing/compare-rows';
import { Claims } from '../comparing/comparison';
import type { ComparedRow, Writing } from '../comparing/compared-row';
import { groupCodeOf, suggestedGroup, type NamedGroup } from '../reading/list-group';
import type { ListColumns, ListedHousehold, ListedPerson } from '../reading/listed-person';
import type { PassedOverRow } from '../reading/passed-over';
import { readInWorker } from '../reading/read-in-worker';
import { finishPreview, keepRows, noteTotal, openParts, type ListToRead } from './reading-service';
import type { RegisterExtract, RegisterHousehold } from '../comparing/register-match';
import { findRegisterExtract, knownGroups } from '../comparing/register-queries';
import { PASSED_OVER } from './row-labels';
import type { RunCounts } from './run-options';

/**
 * Reads an uploaded list and compares it with the register row by row, until its preview is complete. @throws
 * UnreadableListError when it is not a list, ReadingStopped when somebody stopped it, or the reason of `signal`.
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
  await readInWorker(
    { fd: file.fd, kind, today: localDateOf(now()), isFirstHead, declaration, answered },
    {
      onProgress: (rows) => noteTotal(db, runId, rows),
      async onColumns(found, total) {
        columns = found;
        await noteTotal(db, runId, total);
      },
      async onBatch({ households, passedOver }) {
        for (const person of households.flatMap(({ people }) => people))
          sealNumber(sealer, person, placeIn('import_row.national_number_cipher', wardId, runId, person.rowNumber));
        const register = await findRegisterExtract(db, wardId, households, localDateOf(now()));
        const suggested = suggestedGroup(columns!.groups);
        const compared = households.flatMap((household) => {
          const rows = compareHousehold(household, {
            register,
            claims,
            isOfPeople: columns!.isOfPeople,
            isOfHeads: columns!.isOfHeads,
            newId: () => newIdAt(now()),
          });
          const home = rows.flatMap(({ householdId }) => register.households.get(householdId ?? '') ?? [])[0] ?? null;
          noteOtherSize(household, rows, home, register);
          if (suggested && home && household.groupCode === null) warnOfOtherGroup(rows, home, suggested);
          counter.count(household, rows, home);
          return rows;
        });
        const rows = [...passedOver.map(passedOverRow), ...compared];
        counter.countPassedOver(passedOver);
        done += rows.length;
        await keepRows(db, runId, rows, done);
      },
    },
    signal,
  ).finally(() => file.close());
  await finishPreview(context, runId, columns!, counter.counts());
}

/** The household keeps its registered residential group, and the reviewer is told once. */
function warnOfOtherGroup(rows: readonly ComparedRow[], { groupCode }: RegisterHousehold, suggested: NamedGroup): void {
  const [row] = rows.filter(({ verdict }) => verdict !== 'wrong');
  if (!row || groupCode === null || groupCodeOf(groupCode) === suggested.code) return;
  const message = `Sổ ghi hộ này ở tổ ${groupCode}, còn tệp ghi “${suggested.words}”; lần nhập giữ như sổ.`;
  row.content.warnings = [...row.content.warnings, { cell: '', column: '', value: '', message }];
}

/** Tells the reviewer once if the household will not have as many people as the list states. */
function noteOtherSize(
  { size }: ListedHousehold,
  rows: readonly ComparedRow[],
  home: RegisterHousehold | null,
  { byHousehold }: RegisterExtract,
): void {
  const [row] = rows.filter(({ verdict }) => verdict !== 'wrong');
  const known = new Set(byHousehold.get(home?.id ?? '')?.map(({ id }) => id));
  const entering = rows.filter(
    ({ residentId, content }) => content.writing?.membership && !known.has(residentId ?? ''),
  ).length;
  const total = (home?.memberCount ?? 0) + entering;
  if (!row || size === null || total === 0 || total === size) return;
  const doubtful = rows.some(({ verdict }) => verdict === 'doubtful') ? ', chưa kể dòng nghi trùng' : '';
  const message = `Danh sách ghi hộ này có ${size} khẩu; ${entering > 0 ? 'ghi xong, sổ có' : 'sổ có'} ${total} người${doubtful}.`;
  row.content.warnings = [...row.content.warnings, { cell: '', column: '', value: '', message }];
}

function passedOverRow({ rowNumber, kind, words }: PassedOverRow): ComparedRow {
  return {
    rowNumber,
    verdict: 'passed_over',
    residentId: null,
    householdId: null,
    number: null,
    changes: [],
    problems: [{ cell: '', column: '', value: words, message: PASSED_OVER[kind].reason }],
    content: {
      name: '',
      birth: '',
      gender: '',
      phone: '',
      last4: '',
      relation: '',
      address: '',
      householdCode: '',
      group: '',
      writing: null,
      asNew: null,
      candidates: [],
      warnings: [],
    },
  };
}

/** Counts what the list would change. */
class Counter {
  private readonly counted = {
    new: 0,
    changed: 0,
    same: 0,
    doubtful: 0,
    wrong: 0,
    passed_over: 0,
    passedOver: {} as NonNullable<RunCounts['passedOver']>,
    warned: 0,
    incomplete: 0,
    recased: 0,
    households: 0,
    newHouseholds: 0,
    ungrouped: 0,
    differing: {} as RunCounts['differing'],
  };
  private readonly unknownGroups = new Set<string>();

  constructor(private readonly knownGroups: ReadonlyMap<string, string>) {}

  /** @param home the registered household matched with the listed one. */
  count({ groupCode }: ListedHousehold, compared: readonly ComparedRow[], home: RegisterHousehold | null): void {
    const { counted } = this;
    counted.households += 1;
    const written = compared.filter((row) => row.verdict !== 'wrong');
    const isNewIn = (writing: Writing | null) => writing?.household?.version === null;
    if (written.some(({ content }) => isNewIn(content.writing))) counted.newHouseholds += 1;
    const isUngrouped = home
      ? home.groupCode === null && written.length > 0
      : written.some(({ content }) => isNewIn(content.writing) || isNewIn(content.asNew));
    if (groupCode === null && isUngrouped) counted.ungrouped += 1;
    if (groupCode && !this.knownGroups.has(groupCode) && written.length > 0) this.unknownGroups.add(groupCode);
    for (const { verdict, content, problems, changes } of compared) {
      counted[verdict] += 1;
      if (content.warnings.length > 0) counted.warned += 1;
      if (content.typedName) counted.recased += 1;
      if (verdict !== 'wrong' && problems.length > 0) counted.incomplete += 1;
      const said = [...changes, ...content.candidates.flatMap((candidate) => candidate.changes)];
      for (const field of new Set(said.flatMap(({ differs }) => differs ?? [])))
        counted.differing[field] = (counted.differing[field] ?? 0) + 1;
    }
  }

  countPassedOver(rows: readonly PassedOverRow[]): void {
    const { counted } = this;
    counted.passed_over += rows.length;
    for (const { kind } of rows) counted.passedOver[kind] = (counted.passedOver[kind] ?? 0) + 1;
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
  const hashes = sealer.hashes(person.nationalNumber).map(base64);
  person.sealed = { cipher: base64(cipher), hash: base64(hash), last4, hashes };
}
