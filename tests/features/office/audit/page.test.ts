import type { AuditAction } from '../../../../src/audit-vocabulary';
import { recordEvent } from '../../../../src/features/office/audit/record';
import { sealEvents } from '../../../../src/features/office/audit/seal-service';
import { verifyAudit } from '../../../../src/features/office/audit/verify';
import { createHousehold, type TestUser } from '../../../support/factories';
import {
  expectWords,
  read,
  sharedApp,
  textsOf,
  THURSDAY_MORNING,
  words,
  type TestApp,
} from '../../../support/test-app';
import { actorOf } from '../../../support/worlds/office';

describe('the audit page', () => {
  const app = sharedApp();
  beforeAll(async () => {
    const insert = (
      index: number,
      {
        user,
        ...event
      }: { user: TestUser; action: AuditAction; subject: { type: string; id: string | null }; at: Date },
    ) =>
      app.db.prisma.$transaction((tx) =>
        recordEvent(tx, { actor: actorOf(app, user), ...event, details: { count: index } }),
      );
    const hours = (count: number) => new Date(THURSDAY_MORNING.getTime() - count * 3_600_000);
    for (let index = 1; index <= 120; index += 1) {
      await insert(index, {
        user: index % 2 ? app.users.staff : app.users.admin,
        action: index % 3 ? 'household.correct' : 'user.update',
        subject: { type: index % 3 ? 'household' : 'user', id: index % 3 ? null : app.users.officer.id },
        at: hours(240 - 2 * index),
      });
    }
    await insert(1, {
      user: app.otherUsers.admin,
      action: 'user.update',
      subject: { type: 'user', id: app.otherUsers.staff.id },
      at: THURSDAY_MORNING,
    });
  });

  const rows = (response: Awaited<ReturnType<Awaited<ReturnType<TestApp['as']>>['get']>>) =>
    textsOf(read(response)('tbody tr'));

  test('lists newest first, page by page, each event once', async () => {
    const admin = await app.as('admin');
    const numbers: number[] = [];
    let path: string | undefined = '/audit';
    let pages = 0;
    while (path) {
      const page = await admin.get(path);
      expect(page.status).toBe(200);
      numbers.push(
        ...read(page)('tbody tr')
          .toArray()
          .map((row) => Number(row.attribs.id!.replace('event-', ''))),
      );
      path = read(page)('a[rel=next]').attr('href');
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => b - a));
    expect(numbers.length).toBeGreaterThanOrEqual(121);
  });

  test('says in words what happened, and shows nothing of another ward', async () => {
    const text = words(await (await app.as('admin')).get('/audit'));
    expectWords(text, 'Sửa hộ', 'số lượng: 120', '09:00 26/11/2026');
    expect(text).not.toContain(app.otherUsers.admin.displayName);
  });

  test('can be narrowed to a person, a kind of action, one record and a range of days', async () => {
    const admin = await app.as('admin');
    const found = async (query: string) => rows(await admin.get(`/audit?${query}`));
    const byStaff = await found(`person=${app.users.staff.id}`);
    expect(byStaff.length).toBe(50);
    expect(byStaff.every((row) => row.includes(app.users.staff.displayName))).toBe(true);
    expect((await found('group=user')).every((row) => row.includes('Sửa tài khoản'))).toBe(true);
    expect(await found('group=us')).toEqual([]);
    expect(await found(`subjectType=user&subjectId=${app.users.officer.id}`)).toHaveLength(40);
    const oneDay = await found('from=20/11/2026&to=2026-11-20');
    expect(oneDay).toHaveLength(12);
    expect(oneDay.every((row) => row.includes('20/11/2026'))).toBe(true);
    expect(await found(`person=${app.users.staff.id}&group=user&from=20/11/2026&to=20/11/2026`)).toHaveLength(2);
    expect(await found(`person=${app.otherUsers.admin.id}`)).toEqual([]);
  });

  test('keeps the filter on the next page', async () => {
    const admin = await app.as('admin');
    const first = await admin.get('/audit?group=household&from=01/11/2026');
    const next = read(first)('a[rel=next]').attr('href')!;
    const second = await admin.get(next);
    expect(rows(second)).toHaveLength(30);
    expect(read(second)('select[name=group] option[selected]').text()).toBe('Hộ dân');
    expect(read(second)('input[name=from]').val()).toBe('01/11/2026');
  });

  test('ignores what it cannot read in the address, and says so when nothing is found', async () => {
    const admin = await app.as('admin');
    for (const query of [
      'person=x&group=%27--&after=abc&page=0x1&from=32/13/2026',
      'after=-1',
      'group=%25',
      'subjectType=x',
    ]) {
      expect((await admin.get(`/audit?${query}`)).status).toBe(200);
    }
    const nothing = await admin.get('/audit?to=01/01/2020');
    expect(words(nothing)).toContain('Không có sự kiện nào như vậy');
  });

  test('prints the head of the chain in full, which the verification finds', async () => {
    const admin = await app.as('admin');
    expect(words(await admin.get('/audit/head'))).toContain('Chưa có sự kiện nào được niêm phong');
    await sealEvents(app.context);
    const sheet = await admin.get('/audit/head');
    const head = read(sheet)('.chain-head code').text().replace(/\s/g, '');
    expect(head).toMatch(/^[0-9a-f]{64}$/);
    expectWords(sheet, 'Tờ niêm phong nhật ký tháng 11/2026', `--expect "${head.slice(0, 16)}"`);
    const client = await app.db.pool.connect();
    try {
      const { unfound } = await verifyAudit(client, app.context.sealer, [head, head.slice(0, 16), 'f'.repeat(64)]);
      expect(unfound).toEqual(['f'.repeat(64)]);
    } finally {
      client.release();
    }
  });

  test('can be narrowed to what an account read, and to what was read at night', async () => {
    const { officer } = app.users;
    const { id } = await createHousehold(app.db, app.ward);
    const reader = { ...officer, wardName: app.ward.name, mustChangePassword: false };
    // 21:59 and 22:00 in Hà Nội, 05:59 and 06:00 of the next day.
    for (const at of ['24T14:59', '24T15:00', '24T22:59', '24T23:00']) {
      app.setNow(new Date(`2026-11-${at}:00Z`));
      await app.context.accessLog.opened(reader, 'household.open', { type: 'household', id });
    }
    app.setNow(THURSDAY_MORNING);
    const admin = await app.as('admin');
    const times = async (query: string) =>
      rows(await admin.get(`/audit?person=${officer.id}&${query}`)).map((row) => row.slice(0, 16));
    expect(await times('kind=night')).toEqual(['05:59 25/11/2026', '22:00 24/11/2026']);
    expect(await times('kind=readings')).toHaveLength(4);
    expect(await times('kind=changes')).toEqual([]);
    expect((await admin.get('/audit?kind=x')).status).toBe(200);
  });
});
