import { listFileHref } from '../../../../src/web/list-source';
import { readXlsx } from '../../../../src/features/register/imports/reading/read-xlsx';
import { LIST_HEADER, workbook, type ListCell } from '../../../fixtures/lists';
import type { TestAgent, TestApp } from '../../../support/test-app';

/** What an officer at the desk does with lists, with the job run in between. */
export class ImportDesk {
  constructor(
    private readonly app: TestApp,
    readonly agent: TestAgent,
  ) {}

  /** Sends a list without letting the job read it. */
  async send(rows: ListCell[][] | Buffer, fields: Record<string, string | string[]> = {}, fileName = 'danh sách.xlsx') {
    const file = Buffer.isBuffer(rows) ? rows : await workbook(rows);
    return this.agent.upload('/imports', 'list', { content: file, name: fileName }, fields);
  }

  /** Sends a list and lets the job read it; returns the path of the import. */
  async preview(
    rows: ListCell[][] | Buffer,
    fields: Record<string, string | string[]> = {},
    fileName?: string,
  ): Promise<string> {
    const sent = await this.send(rows, fields, fileName);
    if (sent.status !== 303)
      throw new Error(
        `sending answered ${sent.status}: ${sent.text
          .replace(/<[^>]+>/g, ' ')
          .replace(/\s+/g, ' ')
          .slice(0, 500)}`,
      );
    await this.app.runJob('imports');
    return sent.headers.location!;
  }

  /** Confirms a preview and lets the job write it; returns the status it ended with. */
  async confirm(path: string, form: object = {}): Promise<string> {
    await this.agent.post(`${path}/confirmation`, form);
    await this.app.runJob('imports');
    return this.status(path);
  }

  /** Sends, reads and confirms; returns the path of the import. */
  async bring(
    rows: ListCell[][],
    form: object = {},
    fields: Record<string, string | string[]> = {},
    fileName?: string,
  ): Promise<string> {
    const path = await this.preview(rows, fields, fileName);
    const status = await this.confirm(path, { createGroups: '1', ...form });
    if (status !== 'confirmed') throw new Error(`not confirmed: ${status} ${JSON.stringify(await this.run(path))}`);
    return path;
  }

  async revert(path: string, reason = 'gửi nhầm'): Promise<string> {
    await this.agent.post(`${path}/reversion`, { reason, confirmed: 'yes' });
    await this.app.runJob('imports');
    return this.status(path);
  }

  run(path: string) {
    return this.app.db.prisma.importRun.findUniqueOrThrow({ where: { id: path.split('/')[2]! } });
  }

  async status(path: string): Promise<string> {
    return (await this.run(path)).status;
  }

  async rows(path: string) {
    return this.app.db.prisma.importRow.findMany({
      where: { importRunId: path.split('/')[2]! },
      orderBy: { rowNumber: 'asc' },
    });
  }

  /** The rows of the report of an import, taken along as a workbook, cell by cell. */
  async takeReport(path: string): Promise<string[][]> {
    const form = { usualReason: 'other', reasonText: 'lưu cùng danh sách gốc', format: 'xlsx' };
    const [sheet] = await readXlsx((await this.agent.download(listFileHref(path), form)).body as Buffer);
    const lines: string[][] = [];
    for await (const row of sheet!.rows()) lines.push(row.cells.map(({ text }) => text));
    return lines;
  }

  /** '2 new', '3 wrong', … */
  async verdicts(path: string): Promise<string[]> {
    return (await this.rows(path)).map((row) => `${row.rowNumber} ${row.verdict}`);
  }
}

export const LIST: ListCell[][] = [
  LIST_HEADER,
  [1, 'H1', 'TRẦN THỊ LAN', '24/11/1948', 'Nữ', '003148000001', '0912345678', 'Chủ hộ', '48 Phạm Hồng Thái', 'Tổ 12'],
  [2, '', 'Lê Văn Hùng', '1975', 'Nam', '003075000002', '', 'Con', '', ''],
  [3, 'H2', 'Phạm Văn Đức', '05/03/1960', 'Nam', '', '0912345679', 'Chủ hộ', 'Số 6 ngõ 12 Trúc Bạch', 'Tổ 12'],
];

/** Every row of the register, except what any change updates: the version and the time of the last change. */
export async function registerRows({ db }: TestApp): Promise<Record<string, unknown[]>> {
  const tables = [
    'residential_group',
    'household',
    'resident',
    'household_membership',
    'readiness',
    'priority_fact',
    'digital_helper',
    'national_number_change',
    'register_event',
    'resident_search_key',
    'household_search_key',
  ];
  const rows = await Promise.all(
    tables.map(async (table) => {
      const {
        rows: [row],
      } = await db.pool.query<{ rows: unknown[] }>(
        `SELECT coalesce(jsonb_agg(row ORDER BY row::text), '[]') AS rows FROM (SELECT to_jsonb(t) - '{version,updated_at}'::text[] AS row FROM ${table} t) AS all_rows`,
      );
      return [table, row!.rows] as const;
    }),
  );
  return Object.fromEntries(rows);
}
