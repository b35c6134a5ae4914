import { DEMO_PASSWORD } from '../../../../prisma/seed/demo-accounts';
import { meaningOf } from '../../../../src/features/register/imports/reading/columns';
import { RESIDENT_COLUMNS } from '../../../../src/features/register/lists/columns';
import { mapPlain, RESIDENT_PLAIN } from '../../../../src/shared/register-fields';
import { listFileHref } from '../../../../src/web/list-source';
import { DEMO_ACCOUNTS } from '../../../support/running-app';
import { demoApp, type BareApp, type TestAgent } from '../../../support/test-app';

let app: BareApp;
let staff: TestAgent;

beforeAll(async () => {
  app = await demoApp();
  staff = app.anonymous();
  await staff.signIn(DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
});
afterAll(() => app.close());

/** What an import writes from each column of the file; it leaves the others alone. */
test('the columns of a people file have the names that an import reads', () => {
  const fields = Object.fromEntries(
    Object.entries(RESIDENT_COLUMNS).map(([name, { label }]) => {
      const meaning = meaningOf(label);
      return [name, meaning.kind === 'field' ? meaning.field : null];
    }),
  );
  // Only roles that plan see who receives a benefit, so no list has it.
  expect({ receivesBenefit: 'receivesBenefit', ...fields }).toEqual({
    name: 'fullName',
    birth: 'birth',
    age: null,
    phone: 'phone',
    last4: null,
    relation: 'relation',
    status: 'residence',
    code: 'householdCode',
    address: 'address',
    lane: null,
    group: 'group',
    formerWard: 'formerWard',
    vneid: 'vneid',
    sim: 'sim',
    smartphone: 'smartphone',
    livesAlone: 'livesAlone',
    hardToMove: 'hardToMove',
    communication: null,
    needsHelper: 'needsHelper',
    needs: null,
    helpers: null,
    doorState: null,
    lastVisit: null,
    lastOutcome: null,
    helpedCount: null,
    lastHelped: null,
    lastUse: null,
    ...mapPlain(RESIDENT_PLAIN, ({ headers }, name) => (headers ? name : null)),
  });
});

test.each(['xlsx', 'csv'])(
  'a file of the whole ward (%s) is imported again without changing anything',
  async (format) => {
    const query = Object.keys(RESIDENT_COLUMNS)
      .map((column) => `columns=${column}`)
      .join('&');
    const form = { usualReason: 'compare', reasonText: 'thử đọc lại', format };
    const file = await staff.download(listFileHref(`/lists/residents?${query}&sort=name`), form);
    expect(file.status).toBe(200);
    const sent = await staff.upload('/imports', 'list', { content: file.body as Buffer, name: `danh-sach.${format}` });
    expect(sent.status).toBe(303);
    const id = sent.headers.location!.split('/').pop()!;
    await app.runJob('imports');
    expect(
      await app.db.prisma.importRun.findUniqueOrThrow({ where: { id }, select: { status: true, failure: true } }),
    ).toEqual({ status: 'previewed', failure: null });
    const rows = await app.db.prisma.importRow.findMany({ where: { importRunId: id } });
    const here = await app.db.prisma.resident.count({
      where: { residenceStatus: { in: ['permanent', 'temporary', 'staying'] } },
    });
    expect(rows).toHaveLength(here);
    expect(
      rows
        .filter(({ verdict }) => verdict !== 'same')
        .map(({ rowNumber, verdict, problems, changes }) => ({ rowNumber, verdict, problems, changes })),
    ).toEqual([]);
  },
);
