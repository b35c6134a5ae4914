import type { Response } from 'supertest';
import {
  createGroup,
  createHousehold,
  createRequest,
  createResident,
  createRound,
  createVisit,
} from '../../../support/factories';
import { clear, expectWords, read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';
import { createPause, numbered, roundForm, street, wordsOfReasons, type Door } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
/** Even numbers of a street, an old woman who lives alone at number 6. */
let doors: Door[];

beforeAll(async () => {
  doors = await street(app, 16);
  await createResident(app.db, app.ward, { household: doors[2]!, birthYear: 1944, vneidLevel: 'none' });
});
afterEach(() => clear(app, 'visit', 'round', 'householdPause'));

const form = (given: object = {}) => roundForm(app, { note: 'Mang bút', ...given });
const suggest = (given: object = {}) => staff.post('/rounds/suggestions', form(given));
const effect = (given: object = {}) => staff.post('/rounds/effects', form({ mode: 'evening', ...given }));

/** The evening on a page: addresses to visit, in order, and those removed. */
function evening(response: Response) {
  const page = read(response);
  const rows = page('[data-row]')
    .toArray()
    .map((row) => ({
      id: page(row).find('input[name=doors]').val() as string,
      address: page(row).find('strong').text(),
      at: page(row).find('.evening-at').text().trim(),
      tags: textsOf(page(row).find('.tag')),
      isLocked: page(row).find('input[name=locked]').is(':checked'),
    }));
  return {
    rows,
    addresses: rows.map((row) => row.address),
    ids: rows.map((row) => row.id),
    struck: textsOf(page('.alley + ul label')),
    problems: page('.evening-problems li').text(),
  };
}

describe('a handwritten address or form', () => {
  it('ignores doors, officers and numbers that are not ids', async () => {
    const odd = { doors: ['x', "' OR 1=1"], locked: 'x', officers: ['y'], position: { x: '1' } };
    expect((await staff.get('/rounds/new?mode=evening&doors=x&locked=x&officers=y')).status).toBe(200);
    expect((await effect(odd)).status).toBe(200);
    expect((await suggest(odd)).status).toBe(200);
  });
});

describe('a suggestion', () => {
  it('fills the evening in walking order, with the time, the reasons and the points of each door', async () => {
    const response = await suggest();
    expect(response.status).toBe(200);
    const { rows, addresses } = evening(response);
    expect(addresses.length).toBeGreaterThan(4);
    const numbers = addresses.map((address) => parseInt(address, 10));
    const steps = numbers.slice(1).map((number, index) => Math.sign(number - numbers[index]!));
    expect(steps.filter((step, index) => index > 0 && step !== steps[index - 1]).length).toBeLessThanOrEqual(1);
    const old = rows.find((row) => row.address === '6 Hàng Than')!;
    expect(old.at).toMatch(/^(18|19|20):\d\d$/);
    expect(old.tags.join('; ')).toMatch(/^82 tuổi.*Chưa đến lần nào.*1 người chưa có VNeID mức 2/);
    expect(words(response)).toMatch(
      /Dự kiến gặp khoảng \d+ trong \d+ cửa kịp giờ Kể cả đi đường, các cửa này mất khoảng \d+ trong 120 phút/,
    );
    expect(read(response)(`#evening-${old.id} details`).text()).toMatch(/Điểm [\d,]+/);
    expectWords(response, 'Khu: Phố Hàng Than.', `${rows.length} cửa, nhiều nhất 60`);
    expect(read(response)('#note').val()).toBe('Mang bút');
    expect(await app.db.prisma.round.count()).toBe(0);
  });

  it('lists under the points only what gave points', async () => {
    const {
      ids: [first],
    } = evening(await suggest());
    const response = await suggest({ mode: 'evening', ...numbered([first!]), locked: first });
    expect(evening(response).rows.find(({ id }) => id === first)!.isLocked).toBe(true);
    const given = textsOf(read(response)('table.score td'));
    expect(given.length).toBeGreaterThan(4);
    expect(given).not.toContain('0');
    expect(words(response)).not.toContain('Cán bộ chọn');
  });

  it('can be planned as it is, with the reasons in words', async () => {
    const { ids } = evening(await suggest());
    const planned = await staff.post('/rounds', form({ mode: 'evening', ...numbered(ids) }));
    expect(planned.status).toBe(303);
    const stored = await app.db.prisma.roundDoor.findMany({ orderBy: { position: 'asc' } });
    expect(stored.map((door) => door.householdId)).toEqual(ids);
    expect(wordsOfReasons(stored.find((door) => door.householdId === doors[2]!.id)!.reasons)).toContain('82 tuổi');
  });

  it('goes only to the chosen lanes or group', async () => {
    const group = await createGroup(app.db, app.ward);
    const other = await createHousehold(app.db, app.ward, { address: '5 ngõ Trạm', residentialGroupId: group.id });
    expect(evening(await suggest({ lanes: [other.laneKey] })).addresses).toEqual(['5 ngõ Trạm']);
    expect(evening(await suggest({ group: group.id })).addresses).toEqual(['5 ngõ Trạm']);
    await app.db.prisma.household.delete({ where: { id: other.id } });
  });

  it('keeps what was locked in and never brings back what was removed', async () => {
    const first = evening(await suggest());
    const [taken, ...rest] = first.ids as [string, ...string[]];
    const locked = doors.find((door) => !first.ids.includes(door.id))?.id ?? rest.at(-1)!;
    const given = {
      mode: 'evening',
      doors: [...rest, locked],
      locked: [locked],
      position: { ...numbered(first.ids).position, [locked]: '99' },
    };
    const again = evening(await suggest(given));
    expect(again.ids).not.toContain(taken);
    expect(again.struck.join()).toContain(first.addresses[0]);
    expect(again.rows.find((row) => row.id === locked)).toMatchObject({ isLocked: true });
  });

  it('leaves paused, vacant and taken doors alone, and proposes another hour after two tries in vain', async () => {
    const [paused, vacant, taken, away] = doors.slice(0, 4) as [
      (typeof doors)[0],
      (typeof doors)[0],
      (typeof doors)[0],
      (typeof doors)[0],
    ];
    await createPause(app, paused.id, { kind: 'refusal', pausedFrom: new Date('2026-11-01') });
    await app.db.prisma.household.update({ where: { id: vacant.id }, data: { occupancy: 'vacant' } });
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [taken],
      startsAt: new Date('2026-11-28T11:30:00Z'),
    });
    for (const day of ['17', '19'])
      await createVisit(app.db, app.ward, {
        household: away,
        by: app.users.officer,
        outcome: 'nobody_home',
        arrivedAt: new Date(`2026-11-${day}T11:40:00Z`),
      });
    const { rows, ids } = evening(await suggest());
    for (const door of [paused, vacant, taken]) expect(ids).not.toContain(door.id);
    const shut = rows.find((row) => row.id === away.id);
    if (shut) expect(shut.tags.join()).toContain('Nay thử ngày thường lúc');
    await app.db.prisma.household.update({ where: { id: vacant.id }, data: { occupancy: 'occupied' } });
  });

  it('keeps a preferred time, and says so if the order breaks it', async () => {
    await createRequest(app.db, app.ward, {
      household: doors[7]!,
      by: app.users.staff,
      wishes: [{ onDate: '2026-11-26', from: '19:00', to: '19:30' }],
    });
    const { rows, ids } = evening(await suggest());
    const asked = rows.find((row) => row.id === doors[7]!.id)!;
    expect(asked.tags).toContain('Đã hẹn tối thứ Năm 26/11, 19:00–19:30');
    expect(asked.tags.join()).toContain('Đề nghị ngày 25/11');
    expect(asked.at >= '19:00' && asked.at <= '19:30').toBe(true);
    const others = doors
      .filter((door) => door.id !== asked.id)
      .slice(0, 6)
      .map((door) => door.id);
    const late = evening(await effect(numbered([...others, asked.id])));
    expect(late.problems).toMatch(/16 Hàng Than.*(trễ|không kịp) giờ hẹn 19:00–19:30: đưa lên trước\./);
    const planned = await staff.post('/rounds', form({ mode: 'evening', ...numbered(ids) }));
    expect(planned.status).toBe(303);
    await clear(app, 'round', 'supportRequest');
  });

  it('names by address the promised visits that are due and have no place, but not those that can have another evening', async () => {
    for (const [index, household] of doors.entries())
      await createRequest(app.db, app.ward, {
        household,
        by: app.users.staff,
        promisedBy: index < 14 ? '2026-11-26' : '2026-12-04',
      });
    const { ids, problems } = evening(await suggest());
    const left = doors.slice(0, 14).filter((door) => !ids.includes(door.id));
    expect(left.length).toBeGreaterThan(3);
    const named = left.slice(0, 8).map((door) => `${door.addressLine} (đề nghị nhận 25/11)`);
    expect(problems).toContain(
      `Không ở buổi này: ${named.join('; ')}. Buổi hợp giờ đã hết phần giờ dành cho việc hẹn.`,
    );
    expect(problems).not.toMatch(/3[02] Hàng Than/);
    expect(problems.includes('việc khác cũng không ở buổi này')).toBe(left.length > 8);
    await app.db.prisma.supportRequest.deleteMany();
  });

  it('names each request for this very evening that it does not go to, and why', async () => {
    const [paused, taken, fresh, elsewhere, morning, any] = doors.slice(8) as [Door, Door, Door, Door, Door, Door];
    const tonight = { onDate: '2026-11-26', from: '19:00', to: '20:00' };
    const ask = (household: Door, given: object = {}) =>
      createRequest(app.db, app.ward, { household, by: app.users.staff, wishes: [tonight], ...given });
    await createPause(app, paused.id, { pausedFrom: new Date('2026-11-20'), pausedUntil: new Date('2026-11-30') });
    const { code } = await createRound(app.db, app.ward, {
      ...{ by: app.users.staff, officers: [app.users.officer], households: [taken] },
      startsAt: new Date('2026-11-28T11:30:00Z'),
    });
    const group = await createGroup(app.db, app.ward, '9');
    await app.db.prisma.household.update({
      where: { id: elsewhere.id },
      data: { residentialGroupId: group.id },
    });
    for (const door of [paused, taken, elsewhere]) await ask(door);
    await ask(fresh, { isAccepted: false });
    await ask(morning, { wishes: [{ ...tonight, from: '08:00', to: '10:00' }] });
    await ask(any, { wishes: [{ from: '08:00', to: '10:00' }] });
    const lines = (response: Response) =>
      read(response)('.evening-problems li')
        .toArray()
        .map((line) => read(response)(line).text().replace('Không ở buổi này: ', ''))
        .sort();
    const response = await suggest();
    expect(evening(response).addresses).toContain(elsewhere.addressLine);
    const asked = 'nhà muốn thứ Năm 26/11, 19:00–20:00';
    const always = [
      `${paused.addressLine} (${asked}). Đang tạm dừng gõ cửa: nhà có tang.`,
      `${taken.addressLine} (đề nghị nhận 25/11). Đang ở buổi ${code}, tối thứ Bảy 28/11, 18:30–20:45.`,
      `${morning.addressLine} (nhà muốn thứ Năm 26/11, 8:00–10:00). Buổi đi giờ khác.`,
    ];
    expect(lines(response)).toEqual(always.sort());
    const near = lines(await suggest({ lanes: ['no such lane'] })).join('\n');
    expect(near).toMatch(new RegExp(`${elsewhere.addressLine} \\(${asked}\\).*\\. Ngoài khu đã chọn\\.$`, 'm'));
    expect(near).toContain(`${fresh.addressLine} (đề nghị nhận 25/11). Đề nghị này chưa được nhận.`);
    await app.db.prisma.supportRequest.deleteMany();
  });

  it('shows nothing of another ward', async () => {
    const foreign = await createHousehold(app.db, app.otherWard, { address: '1 Tràng Tiền' });
    const response = await suggest({
      mode: 'evening',
      doors: [foreign.id],
      locked: [foreign.id],
      position: { [foreign.id]: '1' },
    });
    expect(words(response)).not.toContain('Tràng Tiền');
    expect(evening(response).ids).not.toContain(foreign.id);
  });

  it('says so if no door is left to visit', async () => {
    const response = await suggest({ lanes: ['no such lane'] });
    expect(response.status).toBe(200);
    expect(evening(response).problems).toContain('Không có cửa nào đến lượt trong khu đã chọn');
  });
});

describe('the effect of a choice', () => {
  it('follows the typed numbers, and shows how the evening goes with these doors', async () => {
    const ids = [doors[4]!, doors[0]!, doors[2]!].map((door) => door.id);
    const given = { doors: ids, position: { [ids[0]!]: '3', [ids[1]!]: '1', [ids[2]!]: '2' } };
    const shown = evening(await effect(given));
    expect(shown.addresses).toEqual(['2 Hàng Than', '6 Hàng Than', '10 Hàng Than']);
    expect(shown.rows.map((row) => row.at)).toEqual([...shown.rows.map((row) => row.at)].sort());
    expect(shown.rows[0]!.at).toBe('18:30');
  });

  it('shows which doors no longer fit', async () => {
    const response = await effect({ ...numbered(doors.map((door) => door.id)), to: '19:30' });
    expect(words(response)).toMatch(/\d+ cửa chỉ đi nếu còn giờ/);
    expect(evening(response).rows.at(-1)!.at).toBe('nếu còn giờ');
  });

  it('names a door that another round has taken meanwhile', async () => {
    const round = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [doors[0]!],
      startsAt: new Date('2026-11-28T11:30:00Z'),
    });
    const response = await effect(numbered([doors[0]!.id, doors[1]!.id]));
    expect(evening(response).problems).toContain(`2 Hàng Than: đang ở buổi ${round.code}`);
    expect(evening(response).rows.map((row) => row.at)).toEqual(['', '18:30']);
  });

  it('from the doors of lanes begins with those ticked; the others were not removed', async () => {
    const shown = evening(
      await effect({ mode: '', doors: [doors[0]!.id], position: { [doors[0]!.id]: '1', [doors[1]!.id]: '2' } }),
    );
    expect(shown).toMatchObject({ addresses: ['2 Hàng Than'], struck: [] });
  });
});

describe('an impossible question', () => {
  it.each([
    [
      'an end before the start',
      { from: '20:00', to: '19:00' },
      'Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.',
    ],
    [
      'a round across midnight',
      { from: '22:00', to: '01:00' },
      'Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.',
    ],
    ['an impossible day', { date: '31/02/2027' }, 'Tháng 2 không có ngày 31.'],
    ['a mistyped year', { date: '26/11/2206' }, 'Năm chưa đúng'],
    ['an invalid time', { from: '25:00' }, 'Nhập giờ bắt đầu'],
  ])('%s is reported clearly, and the doors are kept', async (_name, given, sentence) => {
    for (const response of [
      await effect({ ...numbered([doors[1]!.id]), ...given }),
      await suggest({ mode: 'evening', ...numbered([doors[1]!.id]), ...given }),
    ]) {
      expect(response.status).toBe(422);
      expect(words(response)).toContain(sentence);
      expect(evening(response).addresses).toEqual(['4 Hàng Than']);
      expect(read(response)('#note').val()).toBe('Mang bút');
    }
  });

  it('500 doors in an evening are refused clearly, and so is a team of one', async () => {
    const many = Array.from(
      { length: 500 },
      (_, index) => `019a0000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    );
    expect((await effect(numbered(many))).status).toBe(200);
    const refused = await staff.post('/rounds', form({ mode: 'evening', ...numbered(many) }));
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('Một buổi nhiều nhất 60 cửa; đã chọn 500.');
    const alone = await staff.post(
      '/rounds',
      form({ mode: 'evening', ...numbered([doors[1]!.id]), officers: [app.users.officer.id] }),
    );
    expect(words(alone)).toContain('Một đội đi 2 người; đã chọn 1.');
    expect(evening(alone)).toMatchObject({ addresses: ['4 Hàng Than'] });
    expect(await app.db.prisma.round.count()).toBe(0);
  });
});
