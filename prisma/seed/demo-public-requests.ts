import type { PublicRequestTime, PublicRequestTopic } from '../../src/generated/prisma/enums';
import type { BaseContext } from '../../src/context';
import { sendKeyOf, sendPublicRequest } from '../../src/features/casework/public-requests/service';

interface DemoSender {
  hoursAgo: number;
  /** How the sender writes the address of the home. */
  written: (address: string) => string;
  name: (givenName: string) => string;
  topics: PublicRequestTopic[];
  times: PublicRequestTime[];
  what: string;
  isChecked: boolean;
}

/** As different as people are: a careful one, a daughter in a hurry, a neighbour with an old telephone. */
const SENDERS: DemoSender[] = [
  {
    hoursAgo: 50,
    written: (address) => address,
    name: (givenName) => `ông bà ${givenName}`,
    topics: ['benefits'],
    times: ['weekday_evening'],
    what: '',
    isChecked: true,
  },
  {
    hoursAgo: 21,
    written: (address) => `so nha ${address}, phuong Ba Dinh`,
    name: (givenName) => `con ông bà ${givenName}`,
    topics: ['identity', 'unsure'],
    times: ['saturday', 'sunday'],
    what: 'Mẹ em không tự cài VNeID được, nhờ gọi cho em trước.',
    isChecked: true,
  },
  {
    hoursAgo: 3,
    written: (address) => address.toLowerCase(),
    name: (givenName) => givenName,
    topics: ['unsure'],
    times: [],
    what: '',
    isChecked: false,
  },
];

/** A few homes asked the team to come, through the public page. */
export async function sendDemoPublicRequests(
  { db, now }: Pick<BaseContext, 'db' | 'now'>,
  wardId: string,
): Promise<void> {
  const { rows } = await db.pool.query<{ fullName: string; phone: string; address: string }>({
    text: `SELECT DISTINCT ON (h.id) p.full_name AS "fullName", p.phone, h.address_line AS address
           FROM resident p JOIN household_membership m ON m.resident_id = p.id AND m.valid_to IS NULL JOIN household h ON h.id = m.household_id
           WHERE p.ward_id = $1 AND p.phone IS NOT NULL AND NOT EXISTS (SELECT FROM visit v WHERE v.household_id = h.id)
           ORDER BY h.id, p.id LIMIT ${SENDERS.length}`,
    values: [wardId],
  });
  for (const [index, { fullName, phone, address }] of rows.entries()) {
    const { hoursAgo, written, name, isChecked, topics, times, what } = SENDERS[index]!;
    const typed = {
      senderName: name(fullName.split(' ').at(-1)!),
      senderPhone: phone,
      addressText: written(address),
      topics,
      times,
      what,
    };
    await sendPublicRequest(
      { db, now: () => new Date(now().getTime() - hoursAgo * 3_600_000) },
      { wardId, sendKey: sendKeyOf(`demo ${index}`, typed), isChecked, origin: null, by: null },
      typed,
    );
  }
}
