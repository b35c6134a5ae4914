import { v7 as newId } from 'uuid';
import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import type { Said } from '../../src/features/casework/consents/consent';
import { recordConsent, withdrawConsent } from '../../src/features/casework/consents/service';
import { draftNotice } from '../../src/features/office/privacy-notices/notice-text';
import { writeNotice } from '../../src/features/office/privacy-notices/service';
import { localDateOf } from '../../src/shared/dates';

/** What the demo ward filled in, gap by gap. @param contact who answers for the data. */
const filledIn = (contact: string) => [
  `${contact}, gọi số điện thoại của phường`,
  'đến khi người dân chuyển đi hoặc xin xóa, trừ số liệu đã báo cáo',
  'không ai ngoài phường',
];
const WRITTEN_DAYS_AGO = 30;

const HEARD: Said = {
  readAloud: true,
  contact: null,
  survey: null,
  photo: null,
  givenBy: 'self',
  representativeName: '',
  representativeRelation: '',
  channel: 'spoken',
};
const SAID: readonly Said[] = [
  { ...HEARD, survey: true, photo: false },
  { ...HEARD, survey: true, photo: true, channel: 'signed' },
  { ...HEARD, survey: false },
];

/** The ward wrote its notice; a few people heard it, and one of them does not want to be visited any more. */
export async function recordDemoConsents({ db, now }: Pick<BaseContext, 'db' | 'now'>, actor: Actor): Promise<void> {
  const written = new Date(now().getTime() - WRITTEN_DAYS_AGO * 86_400_000);
  const gaps = filledIn(actor.displayName);
  const body = draftNotice(actor.wardName).replaceAll(/\[[^\]]*\]/g, () => gaps.shift()!);
  await writeNotice({ db, now: () => written }, actor, { version: 0, body });
  const { id: noticeId } = await db.prisma.privacyNotice.findFirstOrThrow({ where: { wardId: actor.wardId } });
  const { rows } = await db.pool.query<{ residentId: string; arrivedAt: Date }>({
    text: `SELECT DISTINCT ON (v.arrived_at) p.resident_id AS "residentId", v.arrived_at AS "arrivedAt"
           FROM visit_presence p JOIN visit v ON v.id = p.visit_id JOIN resident r ON r.id = p.resident_id
           WHERE p.ward_id = $1 AND r.residence_status = 'permanent' AND r.birth_date < $2::date - interval '20 years' AND v.arrived_at > $3
             AND (SELECT count(*) FROM household_membership m WHERE m.household_id = v.household_id AND m.valid_to IS NULL) > 2
           ORDER BY v.arrived_at, p.resident_id LIMIT ${SAID.length}`,
    values: [actor.wardId, localDateOf(now()), written],
  });
  for (const [index, { residentId, arrivedAt }] of rows.entries())
    await recordConsent({ db, now: () => arrivedAt }, actor, residentId, { id: newId(), noticeId, ...SAID[index]! });
  const last = rows.at(-1);
  if (last) await withdrawConsent({ db, now }, actor, last.residentId, { id: newId(), purpose: 'contact' });
}
