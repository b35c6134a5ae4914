import type { Actor } from '../../../../src/actor';
import type { Transaction } from '../../../../src/db/database';
import { lockOrNotFound } from '../../../../src/db/locks';
import { onConstraint } from '../../../../src/db/on-constraint';
import { done, transact } from '../../../../src/features/office/audit/transact';
import { invalid, UNCHANGED } from '../../../../src/shared/outcome';
import { createBarrier, createHousehold } from '../../../support/factories';
import { sharedApp, THURSDAY_MORNING } from '../../../support/test-app';

const app = sharedApp();
let actor: Actor;
let id: string;

beforeAll(async () => {
  actor = { ...app.users.admin, wardName: app.ward.name, mustChangePassword: false };
  ({ id } = await createBarrier(app.db, app.ward, 'Quên mật khẩu'));
});

const rename = (tx: Transaction, label: string) => tx.barrier.update({ where: { id }, data: { label } });
const currentLabel = async () => (await app.db.prisma.barrier.findUniqueOrThrow({ where: { id } })).label;
const eventsOf = (subjectId: string) =>
  app.db.prisma.auditEvent.findMany({
    where: { subjectId },
    select: { at: true, actorId: true, action: true, subjectType: true, details: true },
  });

describe('a change in one transaction with its event', () => {
  test('is logged about the record that the action names, and answers what its handler needs', async () => {
    const outcome = await transact(app.context, actor, async (tx) => {
      await rename(tx, 'Quên mã PIN');
      return { ...done('barrier.rename', id, { label: 'Quên mã PIN' }), position: 4 };
    });
    expect(outcome).toEqual({ kind: 'done', position: 4 });
    expect(await eventsOf(id)).toEqual([
      {
        at: THURSDAY_MORNING,
        actorId: actor.id,
        action: 'barrier.rename',
        subjectType: 'barrier',
        details: { label: 'Quên mã PIN' },
      },
    ]);
  });

  test('may be logged about another record', async () => {
    const { id: householdId } = await createHousehold(app.db, app.ward);
    const subject = { type: 'household', id: householdId };
    expect(await transact(app.context, actor, async () => done('briefing.write', subject))).toEqual({ kind: 'done' });
    expect(await eventsOf(householdId)).toMatchObject([
      { action: 'briefing.write', subjectType: 'household', details: {} },
    ]);
  });

  test('is not logged if nothing was written', async () => {
    const before = await app.db.prisma.auditEvent.count();
    expect(await transact(app.context, actor, async () => UNCHANGED)).toEqual({ kind: 'unchanged' });
    expect(await app.db.prisma.auditEvent.count()).toBe(before);
  });

  test('is undone with its event when it fails', async () => {
    const before = [await currentLabel(), await app.db.prisma.auditEvent.count()];
    const failing = transact(app.context, actor, async (tx) => {
      await rename(tx, 'Không có mạng');
      // The log refuses text that PostgreSQL cannot store.
      return done('barrier.rename', id, { label: '\u0000' });
    });
    await expect(failing).rejects.toThrow();
    expect([await currentLabel(), await app.db.prisma.auditEvent.count()]).toEqual(before);
  });
});

describe('a lock on a record', () => {
  test('of another ward, or that is gone, is a 404 in the given words', async () => {
    const lock = (wardId: string) =>
      app.db.prisma.$transaction((tx) =>
        lockOrNotFound(tx, 'barrier', { id, wardId, missing: 'Không có rào cản này.' }),
      );
    await expect(lock(app.ward.id)).resolves.toBeUndefined();
    await expect(lock(app.otherWard.id)).rejects.toMatchObject({ status: 404, message: 'Không có rào cản này.' });
  });
});

describe('a write that a constraint refuses', () => {
  const write = (key: string) =>
    app.db.prisma.barrier.create({ data: { wardId: app.ward.id, key, label: 'Máy cũ', position: 1 } });
  const taken = invalid({ key: 'Đã có rào cản này.' });

  beforeAll(() => write('old_phone'));

  test('has the answer given for that constraint', async () => {
    expect(
      await onConstraint({ another_name: UNCHANGED, barrier_ward_id_key_key: taken }, () => write('old_phone')),
    ).toEqual(taken);
    expect(await onConstraint({ barrier_ward_id_key_key: taken }, () => write('no_phone'))).toMatchObject({
      key: 'no_phone',
    });
  });

  test('fails if the constraint has no answer, as any other error does', async () => {
    await expect(onConstraint({ another_name: UNCHANGED }, () => write('old_phone'))).rejects.toThrow();
    await expect(onConstraint({ '': UNCHANGED }, () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  });
});
