import { setTimeout as sleep } from 'node:timers/promises';
import { LIST_HEADER, workbook } from '../../../fixtures/lists';
import { placeIn } from '../../../../src/features/register/national-numbers/sealed-columns';
import { eventually } from '../../../support/patience';
import { agentForEach, appForEach, words } from '../../../support/test-app';
import { createImportRun } from '../../../support/worlds/register';
import { ImportDesk, LIST, registerRows } from './import-desk';

const app = appForEach();
const desk = new ImportDesk(app, agentForEach(app, 'staff'));

/** A run that no job has taken yet, as a freshly started server finds it. */
async function sentUnread(rows = LIST): Promise<string> {
  const sent = await desk.send(rows);
  const path = sent.headers.location!;
  await app.runJob('imports');
  const id = path.split('/')[2]!;
  await app.db.prisma.importRow.deleteMany({ where: { importRunId: id } });
  await app.db.prisma.importFilePart.create({
    data: {
      importRunId: id,
      position: 0,
      wardId: app.ward.id,
      cipher: app.context.sealer.sealBytes(
        await workbook(rows),
        placeIn('import_file_part.cipher', app.ward.id, id, 0),
      ),
    },
  });
  await app.db.prisma.importRun.update({ where: { id }, data: { status: 'waiting', columns: [], counts: {} } });
  return path;
}
const parts = () => app.db.prisma.importFilePart.count();

describe('a list that was sent', () => {
  it('is kept sealed only until its preview is complete', async () => {
    const path = await sentUnread();
    const [part] = await app.db.prisma.importFilePart.findMany();
    const file = Buffer.from(
      app.context.sealer.openBytes(part!.cipher, placeIn('import_file_part.cipher', app.ward.id, part!.importRunId, 0)),
    );
    expect(file.subarray(0, 2).toString()).toBe('PK');
    // Long enough never to occur in sealed bytes by chance, as 'PK' alone may.
    expect(Buffer.from(part!.cipher).includes(file.subarray(0, 16))).toBe(false);
    await app.runJob('imports');
    expect(await desk.status(path)).toBe('previewed');
    expect(await parts()).toBe(0);
  });

  it('shows its progress, and reloads without JavaScript', async () => {
    const path = await sentUnread();
    const waiting = await desk.agent.get(path);
    expect(words(waiting)).toContain('Chờ đến lượt');
    expect(waiting.text).toContain('<noscript><meta http-equiv="refresh" content="3"></noscript>');
    await app.db.prisma.importRun.updateMany({ data: { status: 'reading', rowsTotal: 65_000, rowsDone: 13_000 } });
    expect(words(await desk.agent.get(path))).toContain('Đã so với sổ 13.000 / 65.000 dòng 20 %');
    await app.runJob('imports');
    expect((await desk.agent.get(path)).text).not.toContain('http-equiv="refresh"');
  });

  it('is read again from the start after the server died, without duplicates', async () => {
    const path = await sentUnread();
    const id = path.split('/')[2]!;
    await app.db.prisma.importRun.update({ where: { id }, data: { status: 'reading', attempts: 1, rowsDone: 1 } });
    await app.db.prisma.importRow.create({
      data: { importRunId: id, rowNumber: 2, wardId: app.ward.id, verdict: 'new', content: {} },
    });
    await app.runJob('imports');
    expect(await desk.verdicts(path)).toEqual(['2 new', '3 new', '4 new']);
  });

  it('is given up after the server died three times', async () => {
    const path = await sentUnread();
    await app.db.prisma.importRun.updateMany({ data: { status: 'reading', attempts: 3 } });
    await app.runJob('imports');
    expect(await desk.run(path)).toMatchObject({
      status: 'failed',
      failure: expect.stringContaining('đã thử lại mà không xong'),
    });
    expect(await parts()).toBe(0);
  });

  it('is given up when its file is missing, as with lists from the previous version', async () => {
    await createImportRun(app, { fileName: 'dở.xlsx', status: 'reading' });
    await app.runJob('imports');
    expect(await app.db.prisma.importRun.findFirstOrThrow()).toMatchObject({ status: 'failed' });
  });

  it('can be stopped while it waits or is read, and nothing of it is kept', async () => {
    for (const status of ['waiting', 'reading'] as const) {
      const path = await sentUnread();
      await app.db.prisma.importRun.update({ where: { id: path.split('/')[2]! }, data: { status } });
      const stopped = await desk.agent.post(`${path}/cancellation`);
      expect(stopped.status).toBe(303);
      expect(words(await desk.agent.get(path))).toContain('Đã dừng đọc danh sách này');
      await app.runJob('imports');
      expect([await desk.status(path), await parts(), await app.db.prisma.importRow.count()]).toEqual([
        'cancelled',
        0,
        0,
      ]);
    }
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'import.stop' } })).toBe(2);
  });

  it('stops in the middle: later rows are not stored', async () => {
    const many = [
      LIST_HEADER,
      ...Array.from({ length: 3_000 }, (_, index) => [
        index,
        '',
        `Người Thứ ${'ABCDEFGHIK'[index % 10]}`,
        '1950',
        '',
        '',
        '',
        'Chủ hộ',
        `${index + 1} Châu Long`,
        '',
      ]),
    ];
    const path = await sentUnread(many);
    const reading = app.runJob('imports');
    while ((await desk.run(path)).rowsDone === 0) await sleep(5);
    await desk.agent.post(`${path}/cancellation`);
    await reading;
    expect([await desk.status(path), await app.db.prisma.importRow.count()]).toEqual(['cancelled', 0]);
  });

  it('is refused when five lists of the ward are already waiting', async () => {
    for (let count = 0; count < 5; count += 1) await sentUnread();
    await app.db.prisma.importRun.updateMany({ data: { status: 'reading' } });
    const refused = await desk.send(LIST);
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('Đợi máy chủ đọc xong rồi gửi tiếp');
    expect(await app.db.prisma.importRun.count()).toBe(5);
  });
});

describe('confirming', () => {
  it('continues after the server died, and writes once', async () => {
    const path = await desk.preview(LIST);
    await app.db.prisma.importRun.updateMany({
      data: {
        status: 'confirming',
        attempts: 1,
        requestedBy: app.users.staff.id,
        requestedAt: app.context.now(),
        request: { leaveOutWrong: false, skipUndecided: false, createGroups: true, follow: [] },
      },
    });
    await app.runJob('imports');
    await app.runJob('imports');
    expect(await desk.status(path)).toBe('confirmed');
    expect(await app.db.prisma.resident.count()).toBe(3);
    expect(
      await app.db.prisma.auditEvent.findMany({ where: { action: 'import.confirm' }, select: { actorId: true } }),
    ).toEqual([{ actorId: app.users.staff.id }]);
  });

  it('can be stopped before it is done: nothing is written and the preview is restored', async () => {
    const path = await desk.preview(LIST);
    const before = await registerRows(app);
    const asked = desk.agent.post(`${path}/confirmation`, { createGroups: '1' });
    await asked;
    const stopped = await desk.agent.post(`${path}/cancellation`);
    expect(stopped.status).toBe(303);
    await app.runJob('imports');
    const status = await desk.status(path);
    // The job may have finished before the stop: then it says so and the list is written; otherwise nothing is.
    if (status === 'confirmed') expect(words(await desk.agent.get(path))).toContain('việc này đã xong');
    else {
      expect([status, await registerRows(app)]).toEqual(['previewed', before]);
      expect(words(await desk.agent.get(path))).toContain('Đã dừng ghi');
    }
  });

  it('rolls everything back when it is stopped in the middle', async () => {
    const path = await desk.preview(LIST);
    const before = await registerRows(app);
    // Blocks the writing at its first household.
    const holder = await app.db.pool.connect();
    await holder.query('BEGIN; LOCK TABLE household_membership IN SHARE ROW EXCLUSIVE MODE');
    await desk.agent.post(`${path}/confirmation`, { createGroups: '1' });
    await untilBlocked();
    await desk.agent.post(`${path}/cancellation`);
    await holder.query('ROLLBACK');
    holder.release();
    await app.runJob('imports');
    expect([await desk.status(path), await registerRows(app)]).toEqual(['previewed', before]);
    expect(await app.db.prisma.importEffect.count()).toBe(0);
    expect(await desk.confirm(path, { createGroups: '1' })).toBe('confirmed');
  });

  /** Waits until the job waits for the lock that a test holds. */
  async function untilBlocked(): Promise<void> {
    await eventually(
      async () => {
        const { rows } = await app.db.pool.query(
          `SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database JOIN pg_class c ON c.oid = l.relation
            WHERE d.datname = current_database() AND c.relname = 'household_membership' AND NOT l.granted`,
        );
        return rows.length > 0;
      },
      () => 'the job never came to the lock',
    );
  }

  it('by two users at once saves once', async () => {
    const path = await desk.preview(LIST);
    const other = await app.as('admin');
    await other.get(path);
    await Promise.all([
      desk.agent.post(`${path}/confirmation`),
      other.post(`${path}/confirmation`),
      desk.agent.post(`${path}/confirmation`),
    ]);
    await app.runJob('imports');
    expect(await app.db.prisma.resident.count()).toBe(3);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'import.confirm' } })).toBe(1);
  });

  it('of two previews of the same people saves the first and restores the second with the reason', async () => {
    const [first, second] = [await desk.preview(LIST), await desk.preview(LIST)];
    await Promise.all([desk.agent.post(`${first}/confirmation`), desk.agent.post(`${second}/confirmation`)]);
    await app.runJob('imports');
    expect((await Promise.all([desk.status(first), desk.status(second)])).sort()).toEqual(['confirmed', 'previewed']);
    expect(await app.db.prisma.resident.count()).toBe(3);
    const refused = (await desk.status(first)) === 'previewed' ? first : second;
    expect(words(await desk.agent.get(refused))).toContain('Chưa ghi gì');
  });

  it('does not wait for an import of another ward', async () => {
    const path = await desk.preview(LIST);
    const holder = await app.db.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`import ${app.otherWard.id}`]);
    expect(await desk.confirm(path)).toBe('confirmed');
    await holder.query('ROLLBACK');
    holder.release();
  });

  it('restores the preview with the reason after an unexpected error', async () => {
    const path = await desk.preview(LIST);
    await app.db.pool.query(
      "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'Trần Thị Kín'; END $$",
    );
    await app.db.pool.query(
      'CREATE TRIGGER fail BEFORE INSERT ON household_membership FOR EACH ROW EXECUTE FUNCTION fail()',
    );
    const before = await registerRows(app);
    expect(await desk.confirm(path)).toBe('previewed');
    expect(words(await desk.agent.get(path))).toContain('Máy chủ gặp lỗi khi ghi vào sổ. Chưa ghi gì');
    expect(await registerRows(app)).toEqual(before);
    expect(app.logLines().join('')).not.toContain('Kín');
    await app.db.pool.query('DROP TRIGGER fail ON household_membership');
    expect(await desk.confirm(path)).toBe('confirmed');
  });

  it('stores a file of several megabytes in parts and reads it completely', async () => {
    const rows = [
      LIST_HEADER,
      ...Array.from({ length: 4 }, (_, index) => [
        index,
        '',
        'Người Dài Dòng',
        '1950',
        '',
        '',
        '',
        'Chủ hộ',
        `${index + 1} Châu Long`,
        '',
      ]),
    ];
    const csv = Buffer.from(rows.map((row) => row.join(';')).join('\n') + `\n${';'.repeat(9)}\n`.repeat(250_000));
    expect(csv.length).toBeGreaterThan(2_000_000);
    const path = await desk.preview(csv, {}, 'danh sách.csv');
    expect(await desk.verdicts(path)).toHaveLength(4);
  });
});

describe('stopping an import', () => {
  it('does nothing the second time, or once the list is written', async () => {
    const path = await desk.bring(LIST);
    await desk.agent.post(`${path}/cancellation`);
    expect(words(await desk.agent.get(path))).toContain('Không còn gì để dừng');
    expect(await desk.status(path)).toBe('confirmed');
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'import.stop' } })).toBe(0);
  });
});
