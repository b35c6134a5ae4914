import { once } from 'node:events';
import { constants, readdirSync, readlinkSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { lockName } from '../../../src/db/locks';
import { eventually } from '../../support/patience';
import { read, testApp, words, type TestAgent, type TestApp } from '../../support/test-app';

const BOUNDARY = 'x0123456789';
const END = `--${BOUNDARY}--\r\n`;

/** The files without a name that this process holds open; only Linux lists them. */
const openFiles = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    const path = `/proc/self/fd/${fd}`;
    try {
      return /go-cua-[0-9a-f-]{36} \(deleted\)$/.test(readlinkSync(path)) ? [statSync(path)] : [];
    } catch {
      return []; // closed in the meantime, such as the one that lists the others
    }
  });
const untilOpen = async (count: number) =>
  process.platform === 'linux'
    ? eventually(
        () => openFiles().length === count && openFiles(),
        () => `${openFiles().length} files are open, not ${count}`,
      )
    : sleep(200, []);

describe('an upload', () => {
  let app: TestApp;
  let staff: TestAgent;
  let server: Server;
  let head: string[];
  let token: string;
  const sockets: Socket[] = [];
  /** Node closes a forgotten descriptor itself sooner or later, and warns. */
  const warnings: Error[] = [];
  process.on('warning', (warning) => warnings.push(warning));

  beforeAll(async () => {
    app = await testApp();
    staff = await app.as('staff');
    token = read(await staff.get('/imports/new'))('input[name=_csrf]')
      .first()
      .attr('value')!;
    const jar = (staff as unknown as { agent: { jar: { getCookies(access: object): { toValueString(): string } } } })
      .agent.jar;
    head = [
      'POST /imports HTTP/1.1',
      'Host: gocua.example',
      `Cookie: ${jar.getCookies({ path: '/', domain: '127.0.0.1', secure: false, script: false }).toValueString()}`,
    ];
    server = app.app.listen(0);
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await untilOpen(0);
  });
  afterAll(async () => {
    expect(warnings).toEqual([]);
    server.closeAllConnections();
    server.close();
    await app.close();
  });

  const part = (name: string, value: string, more = '') =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const list = part('list', 'Họ và tên\nĐỗ Thị Ánh\n', '; filename="a.csv"');
  const whole = (...parts: string[]) => `${part('_csrf', token)}${parts.join('')}${list}${END}`;

  /** Sends the headers and the given part of the body, and collects the answer. */
  function begin(
    body: string,
    { length = Buffer.byteLength(body), type = `multipart/form-data; boundary=${BOUNDARY}` } = {},
  ) {
    const socket = connect((server.address() as AddressInfo).port);
    sockets.push(socket);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(
      `${[...head, `Content-Type: ${type}`, `Content-Length: ${length}`, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`,
    );
    return {
      socket,
      soFar: () => answer,
      status: () =>
        eventually(
          () => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0) || false,
          () => `no answer to: ${body}`,
        ),
    };
  }

  /** An upload of which only the end is missing. */
  const unfinished = () => begin(whole().slice(0, -END.length), { length: Buffer.byteLength(whole()) });

  test.each([
    ['without a boundary', () => begin(whole(), { type: 'multipart/form-data' })],
    ['that ends in the middle of the form', () => begin(whole().slice(0, -60))],
    ['with a field in brackets', () => begin(whole(part('a[b]', 'c')))],
    ['with a NUL in a field in brackets', () => begin(whole(part('facts[x]', 'a\0b')))],
    ['with a NUL in one of two fields of one name', () => begin(whole(part('facts', 'poor'), part('facts', 'a\0b')))],
    ['with a NUL in the name of a field', () => begin(whole(part('fa\0cts', 'poor')))],
    ['with a file in a field that does not ask for one', () => begin(whole(part('other', 'x', '; filename="b.csv"')))],
  ])('%s is unreadable, but not a server error', async (_what, sent) => {
    expect(await sent().status()).toBe(400);
    expect(app.logLines().filter((line) => line.includes('failed'))).toEqual([]);
    expect(await app.db.prisma.importRun.count()).toBe(0);
  });

  test('waits while two others are being received, then is received itself', async () => {
    const [first] = [unfinished(), unfinished()];
    await untilOpen(2);
    const third = begin(whole());
    await sleep(500);
    expect(third.soFar()).toBe('');
    first.socket.write(END);
    expect([await first.status(), await third.status()]).toEqual([303, 303]);
  });

  test('lies in a file without a name that only this account may read, until its answer or its sender is gone', async () => {
    const [answered, left] = [unfinished(), unfinished()];
    for (const file of await untilOpen(2)) expect(file).toMatchObject({ nlink: 0, mode: constants.S_IFREG | 0o600 });
    const stored = await app.db.prisma.importRun.count();
    left.socket.destroy();
    await untilOpen(1);
    answered.socket.write(END);
    expect(await answered.status()).toBe(303);
    await untilOpen(0);
    expect(await app.db.prisma.importRun.count()).toBe(stored + 1);
  });

  test('is stored whole even if its sender leaves after the last byte', async () => {
    const stored = await app.db.prisma.importRun.count();
    await app.db.prisma.$transaction(async (tx) => {
      await lockName(tx, `sent lists ${app.ward.id}`);
      const { socket } = begin(whole());
      await eventually(
        async () =>
          (
            await tx.$queryRaw<[]>`SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
              WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`
          ).length > 0,
        () => 'the list never came to its transaction',
      );
      socket.destroy();
      await eventually(
        () => promisify(server.getConnections.bind(server))().then((count) => count === 0),
        () => 'the server never saw its client leave',
      );
    });
    const [run] = await eventually(
      async () => {
        const runs = await app.db.prisma.importRun.findMany({ orderBy: { id: 'desc' } });
        return runs.length > stored && runs;
      },
      () => 'the list was dropped',
    );
    expect(await app.db.prisma.importFilePart.count({ where: { importRunId: run!.id } })).toBe(1);
    await untilOpen(0);
  });

  test('is refused in plain words if too many are already waiting, and a page is still served', async () => {
    for (let count = 1; count <= 10; count += 1) unfinished();
    await sleep(500);
    const refused = await staff.upload('/imports', 'list', { content: Buffer.from('Họ và tên\n'), name: 'b.csv' });
    expect(refused.status).toBe(503);
    expect(words(refused)).toContain('Máy chủ đang nhận mấy tệp khác nên chưa nhận tệp của bạn. Chưa có gì được lưu.');
    expect((await staff.get('/imports/new')).status).toBe(200);
    for (const socket of sockets.splice(0)) socket.destroy();
    const again = await eventually(
      async () => {
        const answer = await staff.upload('/imports', 'list', {
          content: Buffer.from('Họ và tên\nĐỗ Thị Ánh\n'),
          name: 'b.csv',
        });
        return answer.status !== 503 && answer;
      },
      () => 'those who went away still hold their places',
    );
    expect([303, 422]).toContain(again.status);
  });
});
