import { v7 as newId } from 'uuid';
import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import { recordBreach, sendNotice } from '../../src/features/privacy/breaches/service';
import { answerDataRequest, endDataRequest, recordDataRequest } from '../../src/features/privacy/data-requests/service';
import type { DataRequestKind } from '../../src/generated/prisma/enums';
import { addDays, instantOf, localDateOf } from '../../src/shared/dates';

interface DemoDataRequest {
  kind: DataRequestKind;
  daysAgo: number;
  what: string;
  /** Null while it is open. */
  ended: { daysAgo: number; note: string } | null;
}

/**
 * One is done, one overdue, one due in two days; the ward notified all three the next day that it has their request.
 */
const DATA_REQUESTS: readonly DemoDataRequest[] = [
  {
    kind: 'view',
    daysAgo: 21,
    what: 'Muốn biết phường ghi những gì về mình.',
    ended: { daysAgo: 16, note: 'Đã đưa bản in toàn bộ dữ liệu, người ấy ký nhận.' },
  },
  { kind: 'provide', daysAgo: 14, what: 'Xin một bản để mang theo.', ended: null },
  { kind: 'correct', daysAgo: 8, what: 'Năm sinh ghi trong sổ khác căn cước.', ended: null },
];

/** What people of the ward asked about their own data, and a breach of which the authority was notified in time. */
export async function recordDemoRights({ db, now }: Pick<BaseContext, 'db' | 'now'>, actor: Actor): Promise<void> {
  const today = localDateOf(now());
  const morningOf = (daysAgo: number) => ({ db, now: () => instantOf(addDays(today, -daysAgo), '09:00') });
  const { rows } = await db.pool.query<{ residentId: string }>({
    text: `SELECT DISTINCT p.resident_id AS "residentId" FROM visit_presence p JOIN resident r ON r.id = p.resident_id
           WHERE p.ward_id = $1 AND r.residence_status = 'permanent' AND r.birth_date < $2::date - interval '20 years'
           ORDER BY p.resident_id DESC LIMIT ${DATA_REQUESTS.length}`,
    values: [actor.wardId, today],
  });
  for (const [index, { residentId }] of rows.entries()) {
    const { kind, daysAgo, what, ended } = DATA_REQUESTS[index]!;
    const id = newId();
    const receivedOn = addDays(today, -daysAgo);
    await recordDataRequest(morningOf(daysAgo), actor, residentId, { id, kind, askedBy: '', what, receivedOn });
    await answerDataRequest(morningOf(daysAgo - 1), actor, id);
    if (ended) await endDataRequest(morningOf(ended.daysAgo), actor, id, { endedAs: 'fulfilled', endNote: ended.note });
  }
  const breachId = newId();
  await recordBreach(morningOf(12), actor, {
    id: breachId,
    discoveredOn: addDays(today, -12),
    discoveredTime: '08:30',
    what: 'Gửi nhầm danh sách của một tổ dân phố vào nhóm trao đổi chung; gỡ sau 20 phút.',
    dataKinds: 'Họ tên, địa chỉ, điện thoại',
    peopleCount: 42,
    consequences: 'Chưa thấy ai dùng danh sách ấy.',
    measures: 'Đã gỡ tệp, nhắc người trong nhóm xóa bản đã tải, báo người có tên trong danh sách.',
    contact: actor.displayName,
  });
  await sendNotice(morningOf(11), actor, breachId, {
    sentOn: addDays(today, -11),
    sentTime: '09:00',
    sentTo: 'Cơ quan chuyên trách bảo vệ dữ liệu cá nhân, Bộ Công an',
    letterNumber: '12/BC-UBND',
  });
}
