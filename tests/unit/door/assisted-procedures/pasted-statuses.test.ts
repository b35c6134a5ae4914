import fc from 'fast-check';
import {
  validateLines,
  readPastedLines,
  type Decision,
  type KnownFile,
} from '../../../../src/features/door/assisted-procedures/pasted-statuses';
import { contradictedBy, PORTAL_STATUSES } from '../../../../src/shared/portal-status';

const TODAY = '2026-11-26';
const CODE = 'H26.12.3-261110-0007';
const CAUSE = 'tep_pdf';
const fileOf = (given: Partial<KnownFile> = {}): KnownFile => ({
  id: given.fileCode ?? 'a',
  fileCode: CODE,
  residentName: 'Phạm Thị Sáu',
  serviceName: 'Trợ cấp',
  result: 'submitted',
  visitedOn: '2026-11-10',
  statuses: [],
  ...given,
});
const NOTHING: Decision = { file: '', status: '', on: '', reason: '', cause: '', isSkipped: false };
const judge = (text: string, files: KnownFile[], decide: Partial<Decision> = {}) =>
  validateLines(readPastedLines(text), {
    files,
    causes: [CAUSE],
    decisionOf: () => ({ ...NOTHING, ...decide }),
    asOf: TODAY,
    today: TODAY,
  });
const at = (code: number, on: string) => ({ code, on });

describe('a pasted line', () => {
  it.each([
    [`${CODE}\t5\t24/11/2026`, 5, '2026-11-24'],
    [`${CODE}, 4`, 4, null],
    [`${CODE}; Đang xử lý; 24-11-2026`, 4, '2026-11-24'],
    [`${CODE} dang xu ly ngày 2026-11-24`, 4, '2026-11-24'],
    [`${CODE} 5. Yêu cầu bổ sung giấy tờ 24/11/2026 10:42`, 5, '2026-11-24'],
    [`  ${CODE.toLowerCase().replaceAll('-', '–')}   ĐÃ TRẢ KẾT QUẢ. `, 10, null],
    [`${CODE} 5 Đang xử lý`, null, null],
    [`${CODE} 11`, null, null],
    [`${CODE} chờ ký duyệt`, null, null],
    [`${CODE} 4 31/02/2026`, 4, null],
    [CODE, null, null],
  ])('%s', (text, status, on) => {
    expect(readPastedLines(text)).toMatchObject([{ number: 1, code: CODE, status, on }]);
  });

  it('keeps its number among empty lines', () => {
    expect(readPastedLines(`\n\n${CODE} 4\r\n\r\n${CODE} 9`).map(({ number }) => number)).toEqual([3, 5]);
  });
});

describe('a validated line', () => {
  it('is written if its code is known and the status goes on', () => {
    expect(judge(`${CODE} 4 24/11/2026`, [fileOf({ statuses: [at(2, '2026-11-12')] })])).toMatchObject([
      { state: 'ready', status: 4, on: '2026-11-24' },
    ]);
    expect(judge(`${CODE} 4`, [fileOf()])).toMatchObject([{ state: 'ready', on: TODAY }]);
  });

  it('is not written if the ward has no such file, or has not recorded its submission', () => {
    expect(judge('H26.12.3-261110-9999 4', [fileOf()])[0]!.state).toBe('unknown');
    expect(judge(`${CODE} 4`, [fileOf({ result: 'prepared' })])[0]!.state).toBe('unsubmitted');
  });

  it('leaves the file to a person if the code is only similar, even to a single file', () => {
    const text = 'H26.12.3.261110.0007 4';
    const [open] = judge(text, [fileOf({ id: 'x' })]);
    expect(open).toMatchObject({ state: 'open', file: null, questions: { file: expect.any(String) as string } });
    expect(judge(text, [fileOf({ id: 'x' })], { file: 'x' })[0]).toMatchObject({ state: 'ready', file: { id: 'x' } });
    expect(judge(text, [fileOf({ id: 'x' })], { file: 'y' })[0]!.state).toBe('open');
  });

  it('leaves a number without its unit to a person when two residents have it', () => {
    const files = [fileOf(), fileOf({ fileCode: 'G01.801.000-261110-0007', residentName: 'Lê Văn Nam' })];
    expect(judge('261110-0007 4', files)[0]).toMatchObject({ state: 'open', candidates: files });
    expect(judge('261110-0007 4', files, { file: files[1]!.id })[0]).toMatchObject({
      state: 'ready',
      file: { residentName: 'Lê Văn Nam' },
    });
  });

  it('asks for the status if the words are not the portal’s', () => {
    expect(judge(`${CODE} chờ ký duyệt`, [fileOf()])[0]!.questions.status).toContain('chờ ký duyệt');
    expect(judge(`${CODE} chờ ký duyệt`, [fileOf()], { status: '4' })[0]).toMatchObject({ state: 'ready', status: 4 });
    expect(judge(`${CODE} 4`, [fileOf()], { status: '9' })[0]!.status).toBe(4);
  });

  it.each([
    ['27/11/2026', 'chưa tới'],
    ['31/02/2026', 'Không có ngày'],
    ['09/11/2026', 'trước hôm đội đến giúp'],
  ])('asks for the day if it is %s', (day, said) => {
    expect(judge(`${CODE} 4 ${day}`, [fileOf()])[0]!.questions.on).toContain(said);
  });

  it('needs a reason to run backwards, and a cause to be sent back', () => {
    const file = fileOf({ statuses: [at(9, '2026-11-20')] });
    expect(judge(`${CODE} 4`, [file])[0]!.questions.reason).toContain('đã ghi “Đã xử lý xong” ngày 20/11/2026');
    expect(judge(`${CODE} 4`, [file], { reason: 'ghi nhầm' })[0]).toMatchObject({ state: 'ready', reason: 'ghi nhầm' });
    expect(judge(`${CODE} 5`, [fileOf()])[0]!.questions).toEqual({ cause: expect.any(String) as string });
    expect(judge(`${CODE} 5`, [fileOf()], { cause: CAUSE })[0]).toMatchObject({ state: 'ready', barrierId: CAUSE });
    expect(judge(`${CODE} 5`, [fileOf()], { cause: 'retired' })[0]!.state).toBe('open');
  });

  it('changes nothing if the file has the status, or an earlier line gives it', () => {
    expect(judge(`${CODE} 4`, [fileOf({ statuses: [at(4, '2026-11-20')] })])[0]!.state).toBe('unchanged');
    expect(judge(`${CODE} 4\n${CODE} 4\n${CODE} 9`, [fileOf()]).map(({ state }) => state)).toEqual([
      'ready',
      'unchanged',
      'ready',
    ]);
  });
});

describe('the way of a file', () => {
  it('lets a forgotten status be filled in, but not against what came after', () => {
    const known = [at(9, '2026-11-20'), at(2, '2026-11-12')];
    expect(contradictedBy(known, at(4, '2026-11-15'))).toBeNull();
    expect(contradictedBy(known, at(10, '2026-11-15'))).toEqual(at(9, '2026-11-20'));
    expect(contradictedBy(known, at(1, '2026-11-15'))).toEqual(at(2, '2026-11-12'));
    expect(contradictedBy([], at(10, '2026-11-15'))).toBeNull();
  });
});

const STATUS = fc.constantFrom(...PORTAL_STATUSES.map(({ code }) => code as number));
const DAY = fc.integer({ min: 10, max: 30 }).map((day) => `2026-11-${day}`);
const FILE = fc.record({
  tail: fc.constantFrom('261110-0001', '261110-0002'),
  unit: fc.constantFrom('H26.1', 'H26.2'),
  statuses: fc.array(fc.record({ code: STATUS, on: DAY }), { maxLength: 3 }),
});
const LINE = fc.tuple(
  fc.constantFrom('H26.1-261110-0001', 'H26.2-261110-0001', '261110-0002', 'H26.1.261110.0002', 'x'),
  fc.oneof(STATUS.map(String), fc.constantFrom('', 'lạ', 'đang xử lý')),
  fc.oneof(DAY, fc.constantFrom('', '31/02/2026')),
);

it('whatever is pasted, a line is only written to the file of its exact code or the one a person chose', () => {
  fc.assert(
    fc.property(fc.array(FILE, { maxLength: 4 }), fc.array(LINE, { maxLength: 8 }), (given, lines) => {
      const files = [...new Map(given.map((file) => [`${file.unit}-${file.tail}`, file])).entries()].map(
        ([fileCode, { statuses }]) =>
          fileOf({ fileCode, statuses: statuses.toSorted((a, b) => (a.on < b.on ? 1 : -1)) }),
      );
      const chosen = files.at(-1)?.id ?? '';
      const judged = judge(lines.map((parts) => parts.join(' ')).join('\n'), files, { file: chosen });
      for (const { line, file, on, status } of judged.filter(({ state }) => state === 'ready')) {
        expect(file!.fileCode === line.code || file!.id === chosen).toBe(true);
        expect(on <= TODAY && on >= file!.visitedOn).toBe(true);
        expect(status).toBe(line.status);
      }
    }),
  );
});
