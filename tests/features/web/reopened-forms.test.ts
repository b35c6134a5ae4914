import type { Response } from 'supertest';
import {
  createCall,
  createGroup,
  createHousehold,
  createRequest,
  createResident,
  createRound,
  createService,
} from '../../support/factories';
import { expectWords, read, sharedAgent, sharedApp, words, type TestAgent } from '../../support/test-app';
import { formIn } from '../../support/forms';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
const admin = sharedAgent(app, 'admin');

const THEIRS = 'Lời của người kia';
const MINE = 'Lời của tôi "chưa lưu" <b>';

/** Presses, on the page that shows two versions, the button that opens one's own form again. */
function reopen(agent: TestAgent, conflict: Response): Promise<Response> {
  const page = read(conflict);
  const button = page('button[name=reopened]');
  const fields = button
    .closest('form')
    .find('input[type=hidden]')
    .toArray()
    .map((input) => [page(input).attr('name')!, page(input).attr('value') ?? ''] as const);
  const body: Record<string, string | string[]> = { reopened: button.attr('value')! };
  for (const [name, value] of fields) body[name] = name in body ? [body[name]!, value].flat() : value;
  return agent.post(button.closest('form').attr('action')!, body);
}

/** A record, the page of its form, the field that both people change, and its column. */
const RECORDS: [
  string,
  { make: () => Promise<{ id: string }>; path: (id: string) => string; form?: string; field: string; column: string },
][] = [
  [
    'a household',
    {
      make: () => createHousehold(app.db, app.ward),
      path: (id) => `/households/${id}/edit`,
      field: 'note',
      column: 'household.note',
    },
  ],
  [
    'the way to a door',
    {
      make: () => createHousehold(app.db, app.ward),
      path: (id) => `/households/${id}`,
      form: '/way-to-door',
      field: 'howToFind',
      column: 'household.how_to_find',
    },
  ],
  [
    'a resident',
    {
      make: async () => createResident(app.db, app.ward, { household: await createHousehold(app.db, app.ward) }),
      path: (id) => `/residents/${id}/edit`,
      field: 'note',
      column: 'resident.note',
    },
  ],
  [
    'a request',
    {
      make: async () =>
        createRequest(app.db, app.ward, { household: await createHousehold(app.db, app.ward), by: app.users.staff }),
      path: (id) => `/requests/${id}/edit`,
      field: 'what',
      column: 'support_request.what',
    },
  ],
  [
    'a call',
    {
      make: async () =>
        createCall(app.db, app.ward, { household: await createHousehold(app.db, app.ward), by: app.users.staff }),
      path: (id) => `/door-calls/${id}/edit`,
      field: 'note',
      column: 'door_call.note',
    },
  ],
  [
    'a round',
    {
      make: async () =>
        createRound(app.db, app.ward, {
          by: app.users.staff,
          officers: [app.users.officer, app.users.officer2],
          households: [await createHousehold(app.db, app.ward)],
        }),
      path: (id) => `/rounds/${id}/edit`,
      field: 'note',
      column: 'round.note',
    },
  ],
  [
    'a residential group',
    {
      make: () => createGroup(app.db, app.ward, '7'),
      path: (id) => `/residential-groups/${id}/edit`,
      field: 'leaderName',
      column: 'residential_group.leader_name',
    },
  ],
  [
    'a service',
    {
      make: () => createService(app.db, app.ward),
      path: (id) => `/public-services/${id}/edit`,
      field: 'note',
      column: 'public_service.note',
    },
  ],
];

describe('a user who finds a record changed by another user', () => {
  it.each(RECORDS)(
    'continues with their own words of %s in its form, beside the saved ones, and can save them',
    async (_name, { make, path, form = '/edit', field, column }) => {
      const agent = column.startsWith('public_service') ? admin : staff;
      const { id } = await make();
      const opened = formIn(await agent.get(path(id)), form);
      const [table, name] = column.split('.');
      const stored = async () =>
        (
          await app.db.pool.query<{ words: string; version: number }>(
            `SELECT ${name} AS words, version FROM ${table} WHERE id = $1`,
            [id],
          )
        ).rows[0]!;
      await app.db.pool.query(`UPDATE ${table} SET ${name} = $2, version = version + 1 WHERE id = $1`, [id, THEIRS]);
      const conflict = await agent.post(opened.action, { ...opened.fields, [field]: MINE });
      expect(conflict.status).toBe(409);

      const page = await reopen(agent, conflict);
      expect(page.status).toBe(200);
      expect(read(page)('title').text()).not.toContain('Lỗi');
      for (const said of ['Bản của bạn chưa lưu', THEIRS, MINE]) expect(words(page)).toContain(said);
      const again = formIn(page, form);
      expect(again.fields[field]).toBe(MINE);
      expect(await stored()).toEqual({ words: THEIRS, version: 2 });

      expect((await agent.post(again.action, again.fields)).status).toBe(303);
      expect(await stored()).toEqual({ words: MINE, version: 3 });
    },
  );

  it('finds every hour of a week on its own day', async () => {
    const officer = await app.as('officer');
    const opened = formIn(await officer.get('/availability'), '/availability');
    const week = (index: number, from: string, to: string) => ({
      [`windows[${index}][from]`]: from,
      [`windows[${index}][to]`]: to,
    });
    await officer.post('/availability', { ...opened.fields, ...week(0, '18:00', '19:00') });
    const conflict = await officer.post('/availability', { ...opened.fields, ...week(6, '19:00', '21:00') });
    expect(conflict.status).toBe(409);
    const again = formIn(await reopen(officer, conflict), '/availability');
    expect(again.fields).toMatchObject({ ...week(0, '', ''), ...week(6, '19:00', '21:00') });
    expect((await officer.post('/availability', again.fields)).status).toBe(303);
    expect(await app.db.prisma.officerAvailability.findMany({ where: { userId: app.users.officer.id } })).toMatchObject(
      [{ weekday: 4, fromTime: '19:00' }],
    );
  });

  it('is told that a request was closed in the meantime, and finds their own input to copy', async () => {
    const request = await createRequest(app.db, app.ward, {
      household: await createHousehold(app.db, app.ward),
      by: app.users.staff,
    });
    const opened = formIn(await staff.get(`/requests/${request.id}/edit`), '/edit');
    await admin.post(`/requests/${request.id}/decline`, { declineReason: 'Nhà ở phường khác' });
    const answer = await staff.post(opened.action, { ...opened.fields, what: MINE });
    expect(answer.status).toBe(409);
    for (const said of [
      'Đề nghị này vừa được đóng, không sửa được nữa.',
      MINE,
      'chép lại trước khi rời trang này',
      'Lê Thị Quản',
    ])
      expect(words(answer)).toContain(said);
    expect(read(answer)('main form')).toHaveLength(0);
    expect(read(answer)('main a.btn').attr('href')).toBe(`/requests/${request.id}`);
    // A user who changed nothing has no words to lose.
    expect((await staff.post(opened.action, opened.fields)).headers.location).toBe(`/requests/${request.id}`);
  });

  it('is told that a call was withdrawn in the meantime, and finds their own input to copy, not the withdrawn values', async () => {
    const call = await createCall(app.db, app.ward, {
      household: await createHousehold(app.db, app.ward),
      by: app.users.staff,
      note: 'lời nhầm',
    });
    const opened = formIn(await staff.get(`/door-calls/${call.id}/edit`), '/edit');
    await admin.post(`/door-calls/${call.id}/withdrawal`, { reason: 'ghi nhầm nhà' });
    const answer = await staff.post(opened.action, { ...opened.fields, note: MINE });
    expect(answer.status).toBe(409);
    expectWords(answer, 'Cuộc gọi này đã rút', MINE, 'chép lại trước khi rời trang này');
    expect(words(answer)).not.toContain('lời nhầm');
    expect(read(answer)('main form')).toHaveLength(0);
    // A user who changed nothing has no words to lose.
    expect((await staff.post(opened.action, opened.fields)).status).toBe(303);
  });

  it('is told that a round was cancelled in the meantime, and keeps the input in its form', async () => {
    const round = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [],
      households: [await createHousehold(app.db, app.ward)],
    });
    const opened = formIn(await staff.get(`/rounds/${round.id}/edit`), '/edit');
    await admin.post(`/rounds/${round.id}/cancellation`, { reason: 'Mưa to', version: '1' });
    const answer = await staff.post(opened.action, { ...opened.fields, note: MINE });
    expect(answer.status).toBe(422);
    expect(words(answer)).toContain('Buổi này đã hủy, không sửa được nữa.');
    expect(formIn(answer, '/edit').fields.note).toBe(MINE);
  });
});

it('a form sent to be reopened saves nothing, even if its versions cannot be read', async () => {
  const { id } = await createHousehold(app.db, app.ward);
  const { action, fields } = formIn(await staff.get(`/households/${id}/edit`), '/edit');
  const answer = await staff.post(action, { ...fields, note: MINE, reopened: 'not JSON' });
  expect(answer.status).not.toBe(303);
  expect(read(answer)('[name=note]').val()).toBe(MINE);
  expect(await app.db.prisma.household.findUniqueOrThrow({ where: { id } })).toMatchObject({ note: '', version: 1 });
});
