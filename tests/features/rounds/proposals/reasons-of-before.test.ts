import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonTags, reasonText, type DoorReason } from '../../../../src/features/rounds/planner/reasons';
import { reasonsOf, type ScorePart } from '../../../../src/features/rounds/planner/planner-output';
import type { KeptOutput } from '../../../../src/features/rounds/proposals/queries';
import { createRequest } from '../../../support/factories';
import { testApp, THURSDAY_MORNING, words, type TestAgent, type TestApp } from '../../../support/test-app';
import {
  accept,
  eveningRound,
  propose,
  streetAndTeam,
  wordsOfReasons,
  type Door,
} from '../../../support/worlds/rounds';

const MIGRATION = join(__dirname, '../../../../prisma/migrations/20261126190500_make_door_reasons_data/migration.sql');

let app: TestApp;
let staff: TestAgent;
let street: Door[];
beforeEach(async () => {
  app = await testApp();
  app.setNow(THURSDAY_MORNING);
  street = await streetAndTeam(app);
  staff = await app.as('staff');
});
afterEach(() => app.close());

/** The tables as they were before the migration: sentences in a round's doors and in the parts of a proposal's doors. */
async function storeSentences(): Promise<void> {
  const { prisma, pool } = app.db;
  const doors = await prisma.roundDoor.findMany();
  await pool.query(`ALTER TABLE round_door ALTER COLUMN reason DROP DEFAULT, ALTER COLUMN reason TYPE text USING '',
    ALTER COLUMN reason SET DEFAULT ''`);
  for (const { id, reasons } of doors)
    await pool.query('UPDATE round_door SET reason = $2 WHERE id = $1', [id, wordsOfReasons(reasons)]);
  for (const { id, output } of await prisma.roundProposal.findMany()) {
    const { rounds, notPlaced } = output as unknown as KeptOutput;
    const before = {
      rounds: rounds.map((round) => ({
        ...round,
        doors: round.doors.map((door) => ({
          ...door,
          parts: door.parts.map(({ kind, points, reason }: ScorePart) => ({
            kind,
            points,
            words: reason ? reasonText(reason) : '',
          })),
          reasons: reasonsOf(door).map(reasonText),
        })),
      })),
      notPlaced,
    };
    await pool.query('UPDATE round_proposal SET output = $2 WHERE id = $1', [id, JSON.stringify(before)]);
  }
}

const migrate = () => app.db.pool.query(readFileSync(MIGRATION, 'utf8'));

it('reads from the sentences of a door what they are about', async () => {
  const round = await eveningRound(app, { households: street.slice(0, 2) });
  await storeSentences();
  const stored = async (sentences: string) => {
    await app.db.pool.query('UPDATE round_door SET reason = $2 WHERE id = $1', [round.roundDoors[0]!.id, sentences]);
  };
  const sentences: [string, string, string][] = [
    ['Đề nghị 23/11, muốn thứ Bảy 8:00–11:00', 'request', 'ask'],
    ['Đề nghị ngày 27/11, quá hẹn 28/11', 'request', 'ask'],
    ['Đã hẹn 19:00–20:00', 'request', 'ask'],
    ['Đã hẹn tối nay, 20:00–21:00', 'request', 'ask'],
    ['Đã hẹn tối thứ Năm 26/11, 19:00–20:00', 'request', 'ask'],
    ['Hẹn quay lại', 'promise', 'ask'],
    ['Hẹn quay lại 26/11, 19:30', 'promise', 'ask'],
    ['Hẹn 28/11: quay lại nhà', 'promise', 'ask'],
    ['Đã hẹn 19:30 tối nay', 'promise', 'ask'],
    ['Đã hẹn 8:00–9:00 sáng thứ Bảy 28/11', 'promise', 'ask'],
    ['Quá hẹn 20/11', 'missed_promise', 'try'],
    ['Quá hẹn 20/11: mang giấy tờ, biểu mẫu', 'missed_promise', 'try'],
    ['Gọi ngày 24/11: có nhà 19:00–20:30', 'call', 'ask'],
    ['2 lần vắng lúc 18, 19 giờ', 'tries', 'try'],
    ['Lần trước chưa muốn, 10/11', 'tries', 'try'],
    ['Nay thử ngày thường lúc 19 giờ', 'tries', 'try'],
    ['81 tuổi, sống một mình', 'need', 'need'],
    ['Có người khó đi lại', 'need', 'need'],
    ['3 người chưa có VNeID mức 2', 'need', 'need'],
    ['Hộ cận nghèo, có người khuyết tật', 'priority', 'need'],
    ['78 tuổi, hộ nghèo', 'priority', 'need'],
    ['Gia đình chính sách', 'priority', 'need'],
    ['Có người hưởng bảo trợ xã hội', 'priority', 'need'],
    ['Chưa đến lần nào', 'plain', 'plain'],
    ['Đã gặp 10/11', 'plain', 'plain'],
    ['Cán bộ chọn', 'plain', 'plain'],
  ];
  await stored(sentences.map(([sentence]) => sentence).join('; '));
  await migrate();
  const [first, second] = await app.db.prisma.roundDoor.findMany({ orderBy: { position: 'asc' } });
  const notes = first!.reasons as unknown as DoorReason[];
  expect(notes).toEqual(sentences.map(([text, topic]) => ({ kind: 'note', topic, text })));
  expect(reasonTags(notes)).toEqual(sentences.map(([text, , kind]) => ({ text, kind })));
  expect(second!.reasons).toEqual([]);
});

it('leaves the pages of a proposal and of its planned round as they were', async () => {
  await createRequest(app.db, app.ward, {
    household: street[4]!,
    by: app.users.staff,
    wishes: [{ from: '19:00', to: '20:00' }],
  });
  const id = await propose(staff);
  const { rounds } = (await app.db.prisma.roundProposal.findUniqueOrThrow({ where: { id } }))
    .output as unknown as KeptOutput;
  expect((await accept(staff, id, [rounds[0]!.id])).status).toBe(303);
  const pages = [`/round-proposals/${id}`, `/rounds/${rounds[0]!.id}`, `/rounds/${rounds[0]!.id}/sheet`];
  const shown = async () => Promise.all(pages.map(async (page) => words(await staff.get(page))));
  await shown(); // the notice of what was planned is shown once
  const before = await shown();
  expect(before[0]).toContain('82 tuổi');
  expect(before[0]).toContain('Đề nghị ngày ');

  await storeSentences();
  await migrate();

  expect(await shown()).toEqual(before);
  const reasons = await app.db.prisma.roundDoor.findMany({ select: { reasons: true } });
  expect(reasons.flatMap((door) => (door.reasons as unknown as DoorReason[]).map(({ kind }) => kind))).toContain(
    'note',
  );
  expect(
    (
      await accept(
        staff,
        id,
        rounds.map((round) => round.id),
      )
    ).status,
  ).toBe(303);
  expect(await app.db.prisma.round.count()).toBe(rounds.length);
});
