import { elderlyList, inventedWard, policeList, poorList } from '../../../fixtures/overlapping-lists';
import type { ListCell } from '../../../fixtures/lists';
import { placeIn } from '../../../../src/features/register/national-numbers/sealed-columns';
import { createHousehold, createResident, storedNumber } from '../../../support/factories';
import { someOf } from '../../../support/runs';
import { agentForEach, appForEach, expectWords, words } from '../../../support/test-app';
import { ImportDesk, registerRows } from './import-desk';

const app = appForEach();
const desk = new ImportDesk(app, agentForEach(app, 'staff'));

const HOUSEHOLDS = inventedWard();
const LISTS = {
  police: { rows: policeList(HOUSEHOLDS), fields: {} },
  elderly: { rows: elderlyList(HOUSEHOLDS), fields: { isFirstHead: '1' } },
  poor: { rows: poorList(HOUSEHOLDS), fields: { factBasis: 'QĐ 15/QĐ-UBND', factFrom: '2026-01-01' } },
} satisfies Record<string, { rows: ListCell[][]; fields: Record<string, string> }>;
type Kind = keyof typeof LISTS;

/** What the register knows about all residents, one by one. */
async function everybody(): Promise<string[]> {
  const { rows } = await app.db.pool.query<{ line: string }>(`
    SELECT concat_ws(' | ', r.full_name, to_char(r.birth_date, 'DD/MM/YYYY'), r.birth_precision, r.gender, r.national_number_last4, r.phone, h.code, h.address_line, g.code, m.relation, d.vneid_level, d.lives_alone,
      (SELECT string_agg(concat_ws(' ', f.kind, f.valid_from, f.source, f.source_note), ', ') FROM priority_fact f WHERE (f.household_id = h.id OR f.resident_id = r.id) AND f.valid_to IS NULL)) AS line
    FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      LEFT JOIN residential_group g ON g.id = h.residential_group_id LEFT JOIN readiness d ON d.resident_id = r.id AND d.is_latest
    ORDER BY r.national_number_last4, 1`);
  return rows.map(({ line }) => line);
}

const ORDERS: Kind[][] = [
  ['police', 'elderly', 'poor'],
  ['police', 'poor', 'elderly'],
  ['elderly', 'police', 'poor'],
  ['elderly', 'poor', 'police'],
  ['poor', 'police', 'elderly'],
  ['poor', 'elderly', 'police'],
];

it.each(someOf(ORDERS))(
  'the lists of %s, then %s, then %s yield all people, each once, with the facts of all lists',
  async (...order) => {
    for (const kind of order) await desk.bring(LISTS[kind].rows, {}, LISTS[kind].fields, `${kind}.xlsx`);
    const relations: Record<string, string> = {
      'Chủ hộ': 'head',
      Vợ: 'wife',
      Chồng: 'husband',
      Con: 'child',
      'Con dâu': 'daughter_in_law',
      'Cháu nội': 'grandchild',
      Mẹ: 'mother',
    };
    const levels = { 'Mức 1': 'level_1', 'Mức 2': 'level_2', 'Chưa có': 'none' };
    expect(await everybody()).toEqual(
      HOUSEHOLDS.flatMap(({ code, address, group, people, poverty }) =>
        people.map((person) =>
          [
            person.name,
            person.birth,
            'day',
            person.gender === 'Nam' ? 'male' : 'female',
            person.number.slice(-4),
            ...(person.isOld ? [person.phone] : []),
            code,
            address,
            group,
            relations[person.relation],
            levels[person.vneid],
            person.isOld && person.livesAlone ? 'yes' : 'unknown',
            ...(poverty ? [`${poverty} 2026-01-01 list poor.xlsx, theo QĐ 15/QĐ-UBND`] : []),
          ].join(' | '),
        ),
      ),
    );
    expect(await app.db.prisma.household.count({ where: { householdMemberships: { none: { validTo: null } } } })).toBe(
      0,
    );
  },
);

it('importing the lists again adds nothing', async () => {
  for (const kind of ['police', 'elderly', 'poor'] as const) await desk.bring(LISTS[kind].rows, {}, LISTS[kind].fields);
  const before = await registerRows(app);
  for (const kind of ['poor', 'elderly', 'police'] as const) {
    const path = await desk.preview(LISTS[kind].rows, LISTS[kind].fields);
    expect(new Set((await desk.rows(path)).map(({ verdict }) => verdict))).toEqual(new Set(['same']));
    await desk.confirm(path);
  }
  expect(await registerRows(app)).toEqual(before);
});

describe('facts of a list', () => {
  it('hold from the day given, with the name of the list and the decision, for household or person', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
    const lan = await createResident(app.db, app.ward, { fullName: 'Trần Thị Lan', birthYear: 1948, household });
    await desk.bring(
      [
        ['Họ tên', 'Năm sinh', 'Địa chỉ'],
        ['Trần Thị Lan', 1948, '48 Phạm Hồng Thái'],
      ],
      {},
      { facts: ['poor', 'disabled'], factBasis: 'QĐ 15', factFrom: '2026-01-01' },
      'hộ nghèo 2026.xlsx',
    );
    const facts = await app.db.prisma.priorityFact.findMany({ orderBy: { kind: 'asc' } });
    expect(
      facts.map(({ kind, householdId, residentId, source, sourceNote, validFrom, recordedBy }) => ({
        kind,
        householdId,
        residentId,
        source,
        sourceNote,
        validFrom: validFrom.toISOString().slice(0, 10),
        recordedBy,
      })),
    ).toEqual([
      {
        kind: 'poor',
        householdId: household.id,
        residentId: null,
        source: 'list',
        sourceNote: 'hộ nghèo 2026.xlsx, theo QĐ 15',
        validFrom: '2026-01-01',
        recordedBy: app.users.staff.id,
      },
      {
        kind: 'disabled',
        householdId: null,
        residentId: lan.id,
        source: 'list',
        sourceNote: 'hộ nghèo 2026.xlsx, theo QĐ 15',
        validFrom: '2026-01-01',
        recordedBy: app.users.staff.id,
      },
    ]);
    expect(await app.db.prisma.readiness.count()).toBe(0);
  });

  it('end near-poverty if the household is now poor, and begin when the last one of their kind ended', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
    await createResident(app.db, app.ward, { fullName: 'Trần Thị Lan', birthYear: 1948, household });
    const list = [
      ['Họ tên', 'Năm sinh', 'Địa chỉ'],
      ['Trần Thị Lan', 1948, '48 Phạm Hồng Thái'],
    ];
    await desk.bring(list, {}, { facts: 'near_poor', factFrom: '2025-01-01' });
    await desk.bring(list, {}, { facts: 'poor', factFrom: '2026-01-01' });
    await desk.bring(list, {}, { facts: 'near_poor', factFrom: '2026-11-01' });
    // Stated for a day on which it did not hold yet: it begins where the last one ended.
    await desk.bring(list, {}, { facts: 'poor', factFrom: '2026-03-01' });
    const facts = await app.db.prisma.priorityFact.findMany({ orderBy: [{ validFrom: 'asc' }, { validTo: 'asc' }] });
    expect(
      facts.map(({ kind, validFrom, validTo }) => [
        kind,
        validFrom.toISOString().slice(0, 10),
        validTo?.toISOString().slice(0, 10) ?? null,
      ]),
    ).toEqual([
      ['near_poor', '2025-01-01', '2026-01-01'],
      ['poor', '2026-01-01', '2026-11-01'],
      ['near_poor', '2026-11-01', '2026-11-01'],
      ['poor', '2026-11-01', null],
    ]);
  });

  it('cannot be declared poor and nearly poor at once', async () => {
    const refused = await desk.send(
      [
        ['Họ tên', 'Năm sinh'],
        ['Trần Thị Lan', 1948],
      ],
      { facts: ['poor', 'near_poor'], factBasis: 'QĐ 15' },
    );
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('chọn một');
    expect(refused.text).toContain('value="QĐ 15"');
    expect(await app.db.prisma.importRun.count()).toBe(0);
  });

  it('are shown before they are written', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
    await createResident(app.db, app.ward, { fullName: 'Trần Thị Lan', birthYear: 1948, household });
    const path = await desk.preview(
      [
        ['Họ tên', 'Năm sinh', 'Địa chỉ', 'Đối tượng'],
        ['Trần Thị Lan', 1948, '48 Phạm Hồng Thái', 'Thương binh'],
      ],
      { facts: 'poor', factBasis: 'QĐ 15' },
    );
    const page = words(await desk.agent.get(path));
    expect(page).toContain('Mọi người trong danh sách thuộc diện: Hộ nghèo (theo QĐ 15).');
    expect(page).toContain('Diện: chưa có → Gia đình chính sách, người có công, theo QĐ 15');
    expect(page).toContain('chỉ bổ sung cho người đã có, không đổi nơi ở');
    expect(page).not.toContain('hộ mới');
  });
});

it('an import of a list of the elderly stores neither a relative’s number as their own nor an illness', async () => {
  const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
  const lan = await createResident(app.db, app.ward, { fullName: 'Trần Thị Lan', birthYear: 1948, household });
  const path = await desk.preview([
    ['Họ tên', 'Năm sinh', 'Địa chỉ', 'ĐIỆN THOẠI NGƯỜI THÂN', 'Ghi chú'],
    ['Trần Thị Lan', 1948, '48 Phạm Hồng Thái', '0912345678', 'nằm liệt giường'],
  ]);
  const page = words(await desk.agent.get(path));
  expect(page).toContain('Người giúp số: chưa có → Người thân (chưa rõ tên), 0912 345 678');
  expect(page).toContain('E2: Ghi chú nói về bệnh tật: không lưu cả ô, chỉ lấy ý đi lại khó.');
  expect(page).not.toContain('liệt giường');
  expect(await desk.confirm(path)).toBe('confirmed');
  expect(
    await app.db.prisma.resident.findUniqueOrThrow({ where: { id: lan.id }, include: { readiness: true } }),
  ).toMatchObject({ phone: null, note: '', readiness: [{ hardToMove: 'yes' }] });
  const { rows } = await app.db.pool.query<{ kept: string }>(
    "SELECT string_agg(row::text, '') AS kept FROM import_row AS row",
  );
  expect(rows[0]!.kept).not.toContain('liệt');
  expect(words(await desk.agent.get(path))).toContain('Ghi chú nói về bệnh tật');
});

it('the relatives of a list become digital helpers of the households, once, and go when the import is reverted', async () => {
  const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
  await createResident(app.db, app.ward, { fullName: 'Trần Thị Lan', birthYear: 1948, household });
  const rows = [
    ['Họ tên', 'Năm sinh', 'Chủ hộ', 'Địa chỉ', 'Họ tên người thân', 'Quan hệ với người thân', 'SĐT người thân'],
    ['Trần Thị Lan', 1948, 'x', '48 Phạm Hồng Thái', 'Lê Thị Hà', 'Con gái', '0912345678'],
    ['Đỗ Văn Bưởi', 1940, 'x', '2 Châu Long', '', '', '(cháu nội) 0912345679; 0912345670 Mai'],
    ['Phạm Thị Cúc', 1941, 'x', '3 Châu Long', 'Hà', '', '12'],
    ['Vũ Thị Đào', 1942, 'x', '4 Châu Long', 'Phúc', '', ''],
  ];
  const before = await registerRows(app);
  const path = await desk.preview(rows, { isFirstHead: '1' });
  const page = words(await desk.agent.get(`${path}?verdict=changed`));
  expectWords(page, 'Người giúp số: chưa có → Lê Thị Hà, con gái, 0912 345 678', '2 dòng có ô sai');
  const unread = words(await desk.agent.get(`${path}?verdict=incomplete`));
  expect(unread).toContain('G4, SĐT người thân “12”: Số của người thân không gọi được');
  expect(unread).toContain('E5, Họ tên người thân “Phúc”: Người thân không có số điện thoại');
  expect(await desk.confirm(path)).toBe('confirmed');
  const helpers = async () =>
    (await app.db.prisma.digitalHelper.findMany({ orderBy: { phone: 'asc' } })).map((helper) => [
      helper.name,
      helper.relationNote,
      helper.phone,
    ]);
  const written = [
    ['Mai', 'người thân', '0912345670'],
    ['Lê Thị Hà', 'con gái', '0912345678'],
    ['Cháu nội (chưa rõ tên)', '', '0912345679'],
  ];
  expect(await helpers()).toEqual(written);
  expect(words(await desk.agent.get(`/households/${household.id}`))).toContain('Lê Thị Hà');
  const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'import.confirm' } });
  expect(event.details).toMatchObject({ newHelpers: 3 });

  const again = await desk.preview(rows, { isFirstHead: '1' });
  expect(await desk.verdicts(again)).toEqual(['2 same', '3 same', '4 same', '5 same']);
  expect(await desk.confirm(again)).toBe('confirmed');
  expect(await helpers()).toEqual(written);

  const [helper] = await app.db.prisma.digitalHelper.findMany({ where: { name: 'Mai' } });
  await app.db.prisma.digitalHelper.update({ where: { id: helper!.id }, data: { version: 2 } });
  expect(words(await desk.agent.get(`${path}/reversion`))).toContain('có người giúp số được sửa sau lần nhập');
  await app.db.prisma.digitalHelper.update({ where: { id: helper!.id }, data: { version: 1 } });
  expect(await desk.revert(path)).toBe('reverted');
  expect(await registerRows(app)).toEqual(before);
});

describe('where list and register differ', () => {
  async function known() {
    const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
    const lan = await createResident(app.db, app.ward, {
      fullName: 'Trần Thị Lan',
      birthDate: '1948-11-24',
      phone: '0912345678',
      household,
      vneidLevel: 'level_2',
    });
    const rows = [
      ['Họ tên', 'Ngày sinh', 'Địa chỉ', 'Điện thoại', 'VNeID', 'Ghi chú'],
      ['Trần Thị Lan', '1948', '48 Phạm Hồng Thái', '0987654321', 'Chưa có', 'có chó'],
    ];
    return { lan, path: await desk.preview(rows) };
  }
  const now = (id: string) =>
    app.db.prisma.resident.findUniqueOrThrow({ where: { id }, include: { readiness: { where: { isLatest: true } } } });

  it('shows both values and the default choice', async () => {
    const { path } = await known();
    const page = await desk.agent.get(path);
    expect(words(page)).toContain('Điện thoại: 0912 345 678 → 0987 654 321 khác với sổ');
    expect(words(page)).toContain('Điện thoại: 1 dòng khác với sổ Lấy theo danh sáchGiữ như trong sổ');
    expect(page.text).toMatch(/name="follow\[phone\]"[\s\S]*?<option value="list" selected>/);
    expect(page.text).toMatch(/name="follow\[readiness\]"[\s\S]*?<option value="register" selected>/);
  });

  it('follows the rule of the field: the newer phone, the VNeID level seen at the door; a year does not replace a date', async () => {
    const { lan, path } = await known();
    expect(await desk.confirm(path)).toBe('confirmed');
    expect(await now(lan.id)).toMatchObject({
      phone: '0987654321',
      birthPrecision: 'day',
      note: 'có chó',
      readiness: [{ vneidLevel: 'level_2' }],
    });
  });

  it('follows the reviewer, and says for each row what was kept', async () => {
    const { lan, path } = await known();
    expect(await desk.confirm(path, { follow: { phone: 'register', readiness: 'list' } })).toBe('confirmed');
    expect(await now(lan.id)).toMatchObject({ phone: '0912345678', readiness: [{ vneidLevel: 'none' }] });
    expect(words(await desk.agent.get(path))).toContain('Điện thoại: sổ giữ 0912 345 678, danh sách ghi 0987 654 321');
  });

  it('keeps both numbers if the reviewer lets a national number be replaced', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
    const lan = await createResident(app.db, app.ward, {
      fullName: 'Trần Thị Lan',
      birthDate: '1948-11-24',
      household,
      nationalNumber: '003148000001',
    });
    const path = await desk.preview([
      ['Họ tên', 'Ngày sinh', 'Địa chỉ', 'CCCD'],
      ['Trần Thị Lan', '24/11/1948', '48 Phạm Hồng Thái', '003148000009'],
    ]);
    await desk.agent.post(`${path}/decisions`, { decisions: { r2: `same_person:${lan.id}` } });
    expect(await desk.confirm(path, { follow: { nationalNumber: 'list' } })).toBe('confirmed');
    const change = await app.db.prisma.nationalNumberChange.findFirstOrThrow();
    const kept = (column: 'before_cipher' | 'after_cipher', cipher: Uint8Array) =>
      app.context.sealer.open(cipher, placeIn(`national_number_change.${column}`, app.ward.id, change.id), null);
    expect([
      change.beforeLast4,
      change.afterLast4,
      kept('before_cipher', change.beforeCipher!),
      kept('after_cipher', change.afterCipher!),
    ]).toEqual(['0001', '0009', '003148000001', '003148000009']);
    expect(storedNumber(app.context.sealer, await now(lan.id))).toBe('003148000009');
    expect(await desk.revert(path)).toBe('reverted');
    expect(storedNumber(app.context.sealer, await now(lan.id))).toBe('003148000001');
    expect(await app.db.prisma.nationalNumberChange.count()).toBe(0);
  });
});

it('decides "the same person" for all rows with a single candidate in one click', async () => {
  for (const [index, name] of ['Trần Thị Lan', 'Lê Văn Hùng', 'Phạm Thị Mai'].entries()) {
    await createResident(app.db, app.ward, {
      fullName: name,
      birthYear: 1948,
      household: await createHousehold(app.db, app.ward, { address: `${index + 1} Châu Long` }),
    });
  }
  await createResident(app.db, app.ward, {
    fullName: 'Phạm Thị Mai',
    birthYear: 1948,
    household: await createHousehold(app.db, app.ward, { address: '9 Châu Long' }),
  });
  const path = await desk.preview([
    ['Họ tên', 'Năm sinh', 'Địa chỉ', 'Điện thoại'],
    ['Trần Thị Lan', 1948, '48 Ngũ Xã', '0912345671'],
    ['Lê Văn Hùng', 1948, '49 Ngũ Xã', '0912345672'],
    ['Phạm Thị Mai', 1948, '50 Ngũ Xã', '0912345673'],
  ]);
  expect(await desk.verdicts(path)).toEqual(['2 doubtful', '3 doubtful', '4 doubtful']);
  expect(words(await desk.agent.get(path))).toContain('cho 2 dòng chưa quyết định mà trong sổ chỉ có một người hợp');
  await desk.agent.post(`${path}/single-decisions`);
  expect((await desk.rows(path)).map(({ decision }) => decision)).toEqual(['same_person', 'same_person', null]);
  await desk.agent.post(`${path}/single-decisions`);
  expect(await desk.confirm(path, { skipUndecided: '1' })).toBe('confirmed');
  expect(await app.db.prisma.resident.count({ where: { phone: { not: null } } })).toBe(2);
  expect(await app.db.prisma.resident.count()).toBe(4);
});

it('excludes names one tone apart from that click', async () => {
  const household = await createHousehold(app.db, app.ward, { address: '1 Châu Long' });
  await createResident(app.db, app.ward, {
    fullName: 'Nguyễn Thị Vi',
    birthDate: '1950-03-12',
    phone: '0912345671',
    household,
  });
  const path = await desk.preview([
    ['Họ tên', 'Ngày sinh', 'Địa chỉ', 'Điện thoại'],
    ['Nguyễn Thị Vị', '12/03/1950', '1 Châu Long', '0912345671'],
  ]);
  expect(await desk.verdicts(path)).toEqual(['2 doubtful']);
  expect(words(await desk.agent.get(path))).not.toContain('mà trong sổ chỉ có một người hợp');
  await desk.agent.post(`${path}/single-decisions`);
  expect((await desk.rows(path)).map(({ decision }) => decision)).toEqual([null]);
});

describe('a reviewer’s decision about a doubtful row', () => {
  const HEADER = ['Họ tên', 'Năm sinh', 'Địa chỉ', 'Điện thoại'];
  const elsewhere = async () =>
    createResident(app.db, app.ward, {
      fullName: 'Trần Thị Lan',
      birthYear: 1948,
      phone: '0987654321',
      household: await createHousehold(app.db, app.ward, { address: '1 Châu Long' }),
    });
  const LAN = [HEADER, ['Trần Thị Lan', 1948, '48 Ngũ Xã', '0912345671']];
  const decide = async (rows: ListCell[][], decision: string) => {
    const path = await desk.preview(rows);
    expect(await desk.verdicts(path)).toEqual(['2 doubtful']);
    await desk.agent.post(`${path}/decisions`, { decisions: { r2: decision } });
    expect(await desk.confirm(path, { follow: { phone: 'register' } })).toBe('confirmed');
    return path;
  };

  it('is remembered for the same row: the same person', async () => {
    const lan = await elsewhere();
    await decide(LAN, `same_person:${lan.id}`);
    for (let again = 0; again < 2; again += 1) {
      const path = await desk.preview(LAN);
      expect((await desk.rows(path)).map(({ verdict, residentId }) => [verdict, residentId])).toEqual([
        ['changed', lan.id],
      ]);
      expect(words(await desk.agent.get(path))).toContain(
        'Như đã chọn ở lần nhập ngày 26/11/2026: là Trần Thị Lan trong sổ.',
      );
      expect(await desk.confirm(path, { follow: { phone: 'register' } })).toBe('confirmed');
    }
    expect(await app.db.prisma.resident.count()).toBe(1);
  });

  it('is remembered for the same row: another person', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '1 Châu Long' });
    for (const relation of ['head', 'sibling'] as const)
      await createResident(app.db, app.ward, { fullName: 'Trần Thị Lan', birthYear: 1948, household, relation });
    const rows = [HEADER, ['Trần Thị Lan', 1948, '1 Châu Long', '']];
    await decide(rows, 'new_person');
    const path = await desk.preview(rows);
    expect(await desk.verdicts(path)).toEqual(['2 same']);
    expect(await desk.confirm(path)).toBe('confirmed');
    expect(await app.db.prisma.resident.count()).toBe(3);
  });

  it('is not applied to another row, or if the import was reverted or nothing was decided', async () => {
    const lan = await elsewhere();
    const path = await decide(LAN, `same_person:${lan.id}`);
    expect(
      await desk.verdicts(await desk.preview([HEADER, ['Trần Thị Lan', 1948, '50 Ngũ Xã', '0912345671']])),
    ).toEqual(['2 doubtful']);
    expect(await desk.revert(path)).toBe('reverted');
    expect(await desk.verdicts(await desk.preview(LAN))).toEqual(['2 doubtful']);
    const skipped = await desk.preview(LAN);
    await desk.agent.post(`${skipped}/decisions`, { decisions: { r2: 'skip' } });
    expect(await desk.confirm(skipped)).toBe('confirmed');
    expect(await desk.verdicts(await desk.preview(LAN))).toEqual(['2 doubtful']);
  });

  it('is unknown to another ward', async () => {
    const lan = await elsewhere();
    await decide(LAN, `same_person:${lan.id}`);
    const other = new ImportDesk(app, await app.as('staff', 'other'));
    await createResident(app.db, app.otherWard, {
      fullName: 'Trần Thị Lan',
      birthYear: 1948,
      household: await createHousehold(app.db, app.otherWard, { address: '1 Châu Long' }),
    });
    expect(await other.verdicts(await other.preview(LAN))).toEqual(['2 doubtful']);
  });
});
