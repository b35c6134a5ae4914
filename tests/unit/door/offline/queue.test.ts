import {
  createQueue,
  type Answer,
  type Line,
  type Lock,
  type WaitingVisit,
} from '../../../../src/client/offline/queue';
import { secondsAfterWrong, secondsToWait } from '../../../../src/client/offline/pace';
import { Disk, storeOn } from '../../../support/offline-simulator/disk';

const START = '2026-11-26T12:42:00.000Z';
const LAN = 'lan';
const typed = (key: string, note = '') => ({
  key,
  path: `/round-doors/${key}/visit`,
  label: `Số ${key} Phạm Hồng Thái`,
  fields: [['note', note]] as [string, string][],
});
const saved = ({ key }: WaitingVisit): Answer => ({ kind: 'saved', key, visitId: `visit of ${key}`, warnings: [] });
const refused = (status: 403 | 404 | 409 | 413 | 422 | 500): Answer => ({ kind: 'refused', trouble: { status } });
const UNREACHABLE: Answer = { kind: 'unreachable' };

/** A laptop whose line to the server answers as `answer` says. */
function laptop(answer: (visit: WaitingVisit) => Answer | Promise<Answer> = saved) {
  const disk = new Disk();
  const sent: string[] = [];
  const clock = { now: new Date(START) };
  const line = {
    answer,
    isReachable: async () => line.isThere,
    isThere: true,
    send: (visit: WaitingVisit) => (sent.push(visit.key), Promise.resolve(line.answer(visit))),
  };
  let isHeld = false;
  const lock: Lock = {
    async run(work) {
      if (isHeld) return null;
      isHeld = true;
      return work().finally(() => (isHeld = false));
    },
  };
  const queueOf = (author: string) =>
    createQueue({
      store: storeOn(disk, async (act) => act()),
      line: line satisfies Line,
      lock,
      now: () => new Date(clock.now),
      author,
    });
  const kept = () => disk.visits.map(({ key, revision, trouble }) => [key, revision, trouble?.status ?? null]);
  return { disk, line, sent, clock, queueOf, queue: queueOf(LAN), kept };
}

describe('an officer saves a visit', () => {
  test('and it waits with its place and its time; a correction keeps both', async () => {
    const { queue, clock, disk } = laptop();
    await queue.save(typed('52'));
    await queue.save(typed('54'));
    clock.now = new Date('2026-11-26T12:50:00.000Z');
    await queue.save(typed('52', 'cổng xanh'));
    expect((await queue.state()).visits).toEqual([
      { ...typed('52', 'cổng xanh'), author: LAN, typedAt: START, position: 1, revision: 2, trouble: null },
      { ...typed('54'), author: LAN, typedAt: START, position: 2, revision: 1, trouble: null },
    ]);
    expect(disk.visits).toHaveLength(2);
  });

  test('on a full disk: the page learns that it is not kept, and an earlier version stays', async () => {
    const { queue, disk } = laptop();
    await queue.save(typed('52'));
    disk.isFull = true;
    await expect(queue.save(typed('52', 'mới'))).rejects.toThrow('QuotaExceededError');
    await expect(queue.save(typed('54'))).rejects.toThrow('QuotaExceededError');
    expect(disk.visits).toMatchObject([{ ...typed('52'), revision: 1 }]);
  });
});

describe('sending', () => {
  test('goes in order, empties the queue and remembers when', async () => {
    const { queue, sent } = laptop();
    for (const key of ['52', '54', '56']) await queue.save(typed(key));
    expect(await queue.send()).toMatchObject({ saved: [{ key: '52' }, { key: '54' }, { key: '56' }], retryIn: null });
    expect(sent).toEqual(['52', '54', '56']);
    expect(await queue.state()).toEqual({ visits: [], troubled: 0, lastSentAt: START });
  });

  test.each([403, 404, 409, 413, 422, 500] as const)(
    'a %d stays with its reason, the next one goes',
    async (status) => {
      const { queue, line, kept, sent } = laptop((visit) => (visit.key === '52' ? refused(status) : saved(visit)));
      for (const key of ['52', '54']) await queue.save(typed(key));
      await queue.send();
      expect(kept()).toEqual([['52', 1, status]]);
      await queue.send();
      const isTriedAgain = status === 500;
      expect(sent).toEqual(isTriedAgain ? ['52', '54', '52'] : ['52', '54']);
      // Mended by the officer, or let go as it is.
      line.answer = saved;
      await (status === 422 ? queue.save(typed('52', 'đã sửa')) : queue.release('52'));
      await queue.send();
      expect(kept()).toEqual([]);
    },
  );

  test.each([
    ['no network', UNREACHABLE, 'unreachable', 2],
    ['an expired session', { kind: 'sign-in' }, 'sign-in', null],
    ['a server that is busy', { kind: 'slow-down', seconds: 40 }, 'slow-down', 40],
    ['another server on the line', { kind: 'saved', key: 'other', visitId: '1', warnings: [] }, 'unreachable', 2],
  ] as const)('with %s ends, and keeps everything', async (_, answer, stoppedBy, retryIn) => {
    const { queue, sent, kept } = laptop(() => answer as Answer);
    for (const key of ['52', '54']) await queue.save(typed(key));
    expect(await queue.send()).toEqual({ saved: [], stoppedBy, retryIn });
    expect([sent, kept()]).toEqual([
      ['52'],
      [
        ['52', 1, null],
        ['54', 1, null],
      ],
    ]);
  });

  test('a line that breaks, or a disk that fills up, loses nothing', async () => {
    const { queue, line, disk, kept } = laptop(() => Promise.reject(new Error('network')));
    await queue.save(typed('52'));
    expect(await queue.send()).toMatchObject({ stoppedBy: 'unreachable' });
    line.answer = saved;
    disk.isFull = true;
    await queue.send();
    expect(kept()).toEqual([['52', 1, null]]);
    disk.isFull = false;
    await queue.send();
    expect(kept()).toEqual([]);
  });

  test('takes along what is saved meanwhile; another tab waits', async () => {
    const page = laptop(async (visit) => {
      if (visit.key === '52') {
        await page.queue.save(typed('54'));
        expect(await page.queueOf(LAN).send()).toBeNull();
      }
      return saved(visit);
    });
    await page.queue.save(typed('52'));
    await page.queue.send();
    expect([page.sent, page.kept()]).toEqual([['52', '54'], []]);
  });

  test('a visit corrected while it is on its way is sent again, and a refusal waits for a person', async () => {
    const page = laptop(async (visit) => {
      if (visit.revision === 2) return refused(409);
      await page.queue.save(typed('52', 'sửa'));
      return saved(visit);
    });
    await page.queue.save(typed('52'));
    await page.queue.send();
    expect(page.kept()).toEqual([['52', 2, 409]]);
    expect(page.disk.visits[0]!.fields).toEqual([['note', 'sửa']]);
  });

  test('a visit that never gets an answer holds up the others only while the server is away', async () => {
    const { queue, line, sent, kept } = laptop((visit) => (visit.key === '52' ? UNREACHABLE : saved(visit)));
    for (const key of ['52', '54', '56']) await queue.save(typed(key));
    line.isThere = false;
    for (let round = 0; round < 5; round += 1) await queue.send();
    line.isThere = true;
    for (let round = 0; round < 2; round += 1) await queue.send();
    expect(sent).toEqual(Array.from({ length: 7 }, () => '52'));
    await queue.send();
    expect(kept()).toEqual([['52', 1, 500]]);
  });
});

describe('a busy server', () => {
  test('is left alone until it said, unless the officer presses "Gửi ngay"', async () => {
    const { queue, clock, sent } = laptop(() => ({ kind: 'slow-down', seconds: 60 }));
    await queue.save(typed('52'));
    await queue.send();
    clock.now = new Date('2026-11-26T12:42:20.000Z');
    expect(await queue.send()).toEqual({ saved: [], stoppedBy: 'slow-down', retryIn: 40 });
    expect(sent).toHaveLength(1);
    await queue.sendNow();
    expect(sent).toHaveLength(2);
  });

  test('is asked again when the clock of the laptop is put back a day', async () => {
    const { queue, clock, sent } = laptop(() => ({ kind: 'slow-down', seconds: 60 }));
    await queue.save(typed('52'));
    await queue.send();
    clock.now = new Date('2026-11-25T12:42:20.000Z');
    await queue.send();
    expect(sent).toHaveLength(2);
  });
});

test('rounds in vain are further and further apart, five minutes at most', async () => {
  expect([1, 2, 3, 8, 9, 1000].map(secondsToWait)).toEqual([2, 4, 8, 256, 300, 300]);
  const { queue } = laptop(() => UNREACHABLE);
  await queue.save(typed('52'));
  const waits = [];
  for (let round = 0; round < 3; round += 1) waits.push((await queue.send())?.retryIn);
  expect([...waits, (await queue.sendNow())?.retryIn]).toEqual([2, 4, 8, 2]);
});

test('three passwords may be wrong, then each waits longer, five minutes at most', () => {
  expect([0, 1, 2, 3, 4, 8, 9, 1000].map(secondsAfterWrong)).toEqual([0, 0, 0, 5, 10, 160, 300, 300]);
});

test('a round that got something through is soon followed by the next', async () => {
  const { queue, line } = laptop(() => UNREACHABLE);
  for (const key of ['52', '54']) await queue.save(typed(key));
  for (let round = 0; round < 4; round += 1) await queue.send();
  line.answer = (visit) => (visit.key === '52' ? saved(visit) : UNREACHABLE);
  expect(await queue.send()).toMatchObject({ saved: [{ key: '52' }], retryIn: 2 });
});

describe('two officers on one laptop', () => {
  test('neither sees, sends nor removes what the other typed, even under the same key', async () => {
    const { queue, queueOf, sent, disk } = laptop();
    const minh = queueOf('minh');
    await queue.save(typed('52', 'của Lan'));
    const [ofLan] = (await queue.state()).visits;
    expect((await minh.state()).visits).toEqual([]);
    await minh.send();
    await minh.release('52');
    expect(await minh.discard(ofLan!)).toBe(false);
    expect(sent).toEqual([]);
    await minh.save(typed('52', 'của Minh'));
    expect(disk.visits.map(({ author, fields }) => [author, fields[0]![1]])).toEqual([
      [LAN, 'của Lan'],
      ['minh', 'của Minh'],
    ]);
  });
});

describe('an officer discards a visit', () => {
  test('and it is gone', async () => {
    const { queue, kept } = laptop();
    await queue.save(typed('52'));
    expect(await queue.discard((await queue.state()).visits[0]!)).toBe(true);
    expect(kept()).toEqual([]);
  });

  test('but not a correction that was made in another tab meanwhile', async () => {
    const { queue, kept } = laptop();
    await queue.save(typed('52'));
    const [shown] = (await queue.state()).visits;
    await queue.save(typed('52', 'sửa'));
    expect(await queue.discard(shown!)).toBe(false);
    expect(kept()).toEqual([['52', 2, null]]);
  });

  test('and types it again while the first is on its way: the second stays', async () => {
    const page = laptop(async (visit) => {
      await page.queue.discard(visit);
      await page.queue.save(typed('52', 'lại từ đầu'));
      page.line.answer = () => UNREACHABLE;
      return saved(visit);
    });
    await page.queue.save(typed('52'));
    await page.queue.send();
    expect(page.kept()).toEqual([['52', 1, null]]);
  });
});
