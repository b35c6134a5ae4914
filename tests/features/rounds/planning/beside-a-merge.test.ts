import { randomUUID } from 'node:crypto';
import { createHousehold, createRound } from '../../../support/factories';
import { oneMoment, type OneMoment } from '../../../support/one-moment';
import { expectWords, read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { roundForm } from '../../../support/worlds/rounds';
import { mergeDoors } from '../../../support/worlds/register';

/** Two connections: one user merges a household into another while a second sends a form about it. */
describe('a door whose household is merged into another at the same moment', () => {
  let app: TestApp;
  let staff: TestAgent;
  let moment: OneMoment;
  beforeAll(async () => {
    app = await testApp();
    staff = await app.as('staff');
    moment = await oneMoment(app.context.config.databaseUrl!);
  });
  afterAll(async () => {
    await moment.close();
    await app.close();
  });

  const HOUSEHOLDS = 'SELECT 1 FROM household WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE';
  const GONE = 'Có cửa vừa được gộp vào hộ khác, không còn trong sổ. Tìm lại cửa ấy rồi gửi lại.';
  const team = () => [app.users.officer, app.users.officer2];

  /** The merge comes first, and the form waits for it. */
  async function sentDuringMerge(send: (goneId: string) => ReturnType<TestAgent['post']>) {
    const address = '48 Phạm Hồng Thái';
    const [kept, gone] = [
      await createHousehold(app.db, app.ward, { address }),
      await createHousehold(app.db, app.ward, { address }),
    ];
    const merge = async () => {
      expect(await mergeDoors(app, kept.id, gone.id)).toHaveProperty('mergeId');
    };
    const [, answer] = await moment.pressAtOnce<Awaited<ReturnType<TestAgent['post']>> | void>(
      HOUSEHOLDS,
      [gone.id],
      [merge, () => send(gone.id)],
    );
    return answer!;
  }

  it('is not planned, the page says so and keeps what was typed', async () => {
    const answer = await sentDuringMerge((door) =>
      staff.post('/rounds', roundForm(app, { date: '27/11/2026', doors: [door], note: 'Giữ chữ này' })),
    );
    expect(answer.status).toBe(422);
    expect(words(answer)).toContain(GONE);
    expect(read(answer)('textarea[name="note"]').val()).toBe('Giữ chữ này');
    expect(await app.db.prisma.round.count()).toBe(0);
  });

  it('is not added to a round, and the page says so', async () => {
    const round = await createRound(app.db, app.ward, {
      officers: team(),
      households: [await createHousehold(app.db, app.ward)],
      by: app.users.staff,
      startsAt: new Date('2026-11-28T11:30:00Z'),
      endsAt: new Date('2026-11-28T13:30:00Z'),
    });
    const answer = await sentDuringMerge((householdId) => staff.post(`/rounds/${round.id}/doors`, { householdId }));
    expect(answer.status).toBe(422);
    expect(words(answer)).toContain(GONE);
    expect(await app.db.prisma.roundDoor.count({ where: { roundId: round.id } })).toBe(1);
  });

  it('is locked in the same order as its merge by the cancellation of its round', async () => {
    const households = [await createHousehold(app.db, app.ward), await createHousehold(app.db, app.ward)];
    const startsAt = new Date('2026-11-29T11:30:00Z');
    const round = await createRound(app.db, app.ward, { officers: team(), households, by: app.users.staff, startsAt });
    const [first, second] = await app.db.prisma.roundDoor.findMany({
      where: { roundId: round.id },
      orderBy: { id: 'asc' },
    });
    // A changed row is stored behind the others, where an update finds it last.
    for (const isOpen of [false, true])
      await app.db.prisma.roundDoor.update({ where: { id: first!.id }, data: { isOpen } });
    const [cancelled] = await moment.pressAtOnce<Awaited<ReturnType<TestAgent['post']>> | void>(
      'SELECT 1 FROM round_door WHERE id = ANY ($1::uuid[]) FOR UPDATE',
      [second!.id],
      [
        () => staff.post(`/rounds/${round.id}/cancellation`, { version: '1', reason: 'Mưa to' }),
        // The merge's first door. It waits only if the cancellation, which waits for the second door, holds it already.
        async () => {
          await app.db.pool.query('SELECT 1 FROM round_door WHERE id = $1 FOR UPDATE', [first!.id]);
        },
      ],
    );
    expect(cancelled!.status).toBe(303);
  });

  it('keeps the input of a briefing about it', async () => {
    const answer = await sentDuringMerge((door) =>
      staff.post(`/households/${door}/briefings`, {
        id: randomUUID(),
        approach: 'Gọi trước rồi hãy đến',
        reluctance: '',
        whatWorked: '',
      }),
    );
    expect(answer.status).toBe(409);
    expect(words(answer)).toContain('Gọi trước rồi hãy đến');
  });

  it('keeps the outcome of a call to it', async () => {
    const answer = await sentDuringMerge((door) =>
      staff.post(`/households/${door}/door-calls`, {
        id: randomUUID(),
        outcome: 'agreed',
        calledOn: '25/11/2026',
        note: 'con gái nghe máy',
        times: [{ weekdays: ['6'], onDate: '', from: '19:00', to: '20:00' }],
      }),
    );
    expect(answer.status).toBe(409);
    expectWords(answer, 'Hẹn được giờ', '25/11/2026', 'con gái nghe máy', 'thứ Bảy, từ 19:00, đến 20:00');
  });
});
