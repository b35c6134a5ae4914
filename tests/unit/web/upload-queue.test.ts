import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { BusyError } from '../../../src/shared/errors';
import { uploadQueue } from '../../../src/web/middleware/upload-queue';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Sends an upload to the queue; `outcome` is undefined while it waits, 'begun', or the error it was refused with. */
function send(queue: ReturnType<typeof uploadQueue>) {
  const res = new EventEmitter();
  const upload = { res, outcome: undefined as unknown };
  void queue({} as Request, res as unknown as Response, (error?: unknown) => {
    upload.outcome = error ?? 'begun';
  });
  return upload;
}

const limits = { atOnce: 2, waiting: 2, patienceMs: 45_000 };

test('uploads begin two at a time, in the order they arrived', () => {
  const queue = uploadQueue(limits);
  const [first, second, third, fourth] = [send(queue), send(queue), send(queue), send(queue)] as const;
  expect([first, second, third, fourth].map(({ outcome }) => outcome)).toEqual([
    'begun',
    'begun',
    undefined,
    undefined,
  ]);
  second.res.emit('close');
  expect([third.outcome, fourth.outcome]).toEqual(['begun', undefined]);
  third.res.emit('close');
  expect(fourth.outcome).toBe('begun');
});

test('an upload beyond the waiting limit is refused at once', () => {
  const queue = uploadQueue(limits);
  for (let count = 1; count <= 4; count += 1) send(queue);
  expect(send(queue).outcome).toBeInstanceOf(BusyError);
});

test('an upload that waited too long is told so, and gives up its place', () => {
  const queue = uploadQueue(limits);
  const first = send(queue);
  send(queue);
  const third = send(queue);
  jest.advanceTimersByTime(44_999);
  expect(third.outcome).toBeUndefined();
  jest.advanceTimersByTime(1);
  expect(third.outcome).toBeInstanceOf(BusyError);
  first.res.emit('close');
  expect(third.outcome).toBeInstanceOf(BusyError);
  expect(send(queue).outcome).toBe('begun');
});

test('an upload whose client disconnected stops waiting', () => {
  const queue = uploadQueue(limits);
  const first = send(queue);
  send(queue);
  const gone = send(queue);
  const next = send(queue);
  gone.res.emit('close');
  first.res.emit('close');
  expect([gone.outcome, next.outcome]).toEqual([undefined, 'begun']);
});
