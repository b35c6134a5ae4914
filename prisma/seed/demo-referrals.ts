import { v7 as newId } from 'uuid';
import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import { answerReferral, makeReferral } from '../../src/features/casework/referrals/service';
import type { ReferralRecipient } from '../../src/generated/prisma/enums';
import { addDays, localDateOf } from '../../src/shared/dates';

interface DemoReferral {
  daysAgo: number;
  recipient: ReferralRecipient;
  recipientName: string;
  purpose: string;
  askAfterDays: number;
  /** '' while it is awaited. */
  answer: string;
}

const REFERRALS: readonly DemoReferral[] = [
  {
    daysAgo: 16,
    recipient: 'insurance',
    recipientName: '',
    purpose: 'hỏi vì sao thẻ bảo hiểm y tế chưa hiện trên VssID',
    askAfterDays: 7,
    answer: 'Đã cập nhật số căn cước, thẻ hiện trên VssID.',
  },
  {
    daysAgo: 10,
    recipient: 'police',
    recipientName: 'Công an phường Ba Đình',
    purpose: 'làm VNeID mức 2',
    askAfterDays: 7,
    answer: '',
  },
  {
    daysAgo: 2,
    recipient: 'employment',
    recipientName: '',
    purpose: 'hỏi thông báo tìm kiếm việc làm hằng tháng',
    askAfterDays: 7,
    answer: '',
  },
];

/** Some of those whom the team met were sent on to another body; one answer has come, one is due. */
export async function makeDemoReferrals({ db, now }: Pick<BaseContext, 'db' | 'now'>, actor: Actor): Promise<void> {
  const { rows } = await db.pool.query<{ residentId: string; visitId: string }>({
    text: `SELECT DISTINCT ON (p.resident_id) p.resident_id AS "residentId", p.visit_id AS "visitId"
           FROM visit_presence p JOIN visit v ON v.id = p.visit_id JOIN resident r ON r.id = p.resident_id
           WHERE p.ward_id = $1 AND r.residence_status = 'permanent' AND r.birth_date < $2::date - interval '20 years'
             AND v.visited_on < $2::date - ${REFERRALS[0]!.daysAgo}
           ORDER BY p.resident_id, v.arrived_at DESC LIMIT ${REFERRALS.length}`,
    values: [actor.wardId, localDateOf(now())],
  });
  for (const [index, { residentId, visitId }] of rows.entries()) {
    const { daysAgo, askAfterDays, answer, ...referral } = REFERRALS[index]!;
    const on = addDays(localDateOf(now()), -daysAgo);
    const at = new Date(now().getTime() - daysAgo * 86_400_000);
    const id = newId();
    await makeReferral({ db, now: () => at }, actor, residentId, {
      ...referral,
      id,
      visitId,
      answerBy: addDays(on, askAfterDays),
    });
    if (answer) await answerReferral({ db, now }, actor, id, { answer, answeredOn: addDays(on, askAfterDays) });
  }
}
