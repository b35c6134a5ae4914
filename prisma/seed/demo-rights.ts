import { saidFields } from '../../src/features/casework/consents/forms';
import { recordConsent, withdrawConsent } from '../../src/features/casework/consents/service';
import { draftNotice } from '../../src/features/office/privacy-notices/notice-text';
import { writeNotice } from '../../src/features/office/privacy-notices/service';
import { recordBreach, sendNotice } from '../../src/features/privacy/breaches/service';
import { answerDataRequest, endDataRequest, recordDataRequest } from '../../src/features/privacy/data-requests/service';
import { enterSlips, sendVoice } from '../../src/features/privacy/voices/service';
import { addDays, instantOf } from '../../src/shared/dates';
import { latestMeetings } from './demo-team';
import { dayOf, told, type DemoWorld } from './demo-world';

/** What the demo ward filled in, gap by gap. @param contact who answers for the data. */
const filledIn = (contact: string) => [
  `${contact}, gọi số điện thoại của phường`,
  'đến khi người dân chuyển đi hoặc xin xóa, trừ số liệu đã báo cáo',
  'không ai ngoài phường',
];
const HEARD = { readAloud: 'yes', givenBy: 'self', channel: 'spoken' };
const SAID = [
  { ...HEARD, survey: 'yes', photo: 'no' },
  { ...HEARD, survey: 'yes', photo: 'yes', channel: 'signed' },
  { ...HEARD, survey: 'no' },
].map((said) => saidFields.parse(said));

/** The ward writes its notice; a few people hear it, and one of them does not want to be visited any more. */
export function tellOfConsents({ agenda, newId, office: [office], wardId, ...world }: DemoWorld): void {
  // Before the first round.
  agenda.add('write the privacy notice', instantOf(addDays(world.openedOn, 1), '09:30'), (context) => {
    const gaps = filledIn(office.displayName);
    const body = draftNotice(office.wardName).replaceAll(/\[[^\]]*\]/g, () => gaps.shift()!);
    return writeNotice(context, office, { version: 0, body });
  });
  for (const [index, said] of SAID.entries())
    agenda.add('record a consent', [24 - 7 * index, '10:30'], async (context) => {
      const { id: noticeId } = await context.db.prisma.privacyNotice.findFirstOrThrow({ where: { wardId } });
      const residentId = (await latestMeetings(context, office))[0]?.residentId;
      if (!residentId) return;
      await told(recordConsent(context, office, residentId, { id: newId(), noticeId, ...said }));
      if (index === SAID.length - 1)
        agenda.add('withdraw a consent', [1, '08:45'], async (then) => {
          await told(withdrawConsent(then, office, residentId, { id: newId(), purpose: 'contact' }));
          const home = world.households.find(({ members }) => members.some(({ id }) => id === residentId));
          if (home) home.pausedUntil = '9999-12-31';
        });
    });
}

/** One is done, one overdue, one due in two days; the ward notified all three the next day that it has their request. */
const DATA_REQUESTS = [
  { kind: 'view', daysAgo: 21, what: 'Muốn biết phường ghi những gì về mình.', endedDaysAgo: 16 },
  { kind: 'provide', daysAgo: 14, what: 'Xin một bản để mang theo.', endedDaysAgo: null },
  { kind: 'correct', daysAgo: 8, what: 'Năm sinh ghi trong sổ khác căn cước.', endedDaysAgo: null },
] as const;
const ENDED = { endedAs: 'fulfilled', endNote: 'Đã đưa bản in toàn bộ dữ liệu, người ấy ký nhận.' } as const;

/** What people of the ward ask about their own data, and a breach of which the authority was notified in time. */
export function tellOfRights({ agenda, newId, office: [office] }: DemoWorld): void {
  for (const { daysAgo, endedDaysAgo, ...asked } of DATA_REQUESTS) {
    const id = newId();
    agenda.add('record a data request', [daysAgo, '09:00'], async (context) => {
      const residentId = (await latestMeetings(context, office))[1]?.residentId;
      if (!residentId) return;
      const request = { id, ...asked, askedBy: '', receivedOn: dayOf(context) };
      await told(recordDataRequest(context, office, residentId, request));
      agenda.add('answer a data request', [daysAgo - 1, '09:00'], (then) => answerDataRequest(then, office, id));
      if (endedDaysAgo)
        agenda.add('end a data request', [endedDaysAgo, '09:00'], (then) => endDataRequest(then, office, id, ENDED));
    });
  }
  const breachId = newId();
  agenda.add('record a breach', [12, '09:00'], (context) =>
    recordBreach(context, office, {
      id: breachId,
      discoveredOn: dayOf(context),
      discoveredTime: '08:30',
      what: 'Gửi nhầm danh sách của một tổ dân phố vào nhóm trao đổi chung; gỡ sau 20 phút.',
      dataKinds: 'Họ tên, địa chỉ, điện thoại',
      peopleCount: 42,
      consequences: 'Chưa thấy ai dùng danh sách ấy.',
      measures: 'Đã gỡ tệp, nhắc người trong nhóm xóa bản đã tải, báo người có tên trong danh sách.',
      contact: office.displayName,
    }),
  );
  const notice = { sentTime: '08:50', letterNumber: '12/BC-UBND' };
  const sentTo = 'Cơ quan chuyên trách bảo vệ dữ liệu cá nhân, Bộ Công an';
  agenda.add('send the notice of a breach', [11, '09:00'], (context) =>
    sendNotice(context, office, breachId, { ...notice, sentTo, sentOn: dayOf(context) }),
  );
}

/** What residents say of the team: days ago, the face, whether anybody asked for money or a code, and a sentence. */
const VOICES: readonly (readonly [daysAgo: number, 'glad' | 'fair' | 'sad', 'asked' | 'not_asked' | null, string])[] = [
  [78, 'glad', 'not_asked', 'Các cháu kiên nhẫn, tôi tự bấm được.'],
  [71, 'glad', null, ''],
  [64, 'fair', 'not_asked', 'Nói hơi nhanh, chữ trên máy nhỏ.'],
  [57, 'glad', 'not_asked', ''],
  [50, 'sad', 'not_asked', 'Hẹn 19 giờ mà gần 20 giờ mới đến.'],
  [43, 'glad', 'not_asked', 'Cảm ơn đội đã chỉ tra hồ sơ.'],
  [36, 'glad', null, ''],
  [24, 'glad', 'not_asked', ''],
  [15, 'fair', 'not_asked', 'Nhờ in chữ to hơn.'],
];
const SLIPS = [
  ['glad', 'not_asked', 'Cảm ơn các cháu'],
  ['glad', 'not_asked', ''],
  ['fair', null, ''],
] as const;

/** Answers of three months, three slips, and two words that wait: a demand and a complaint. */
export function tellOfVoices({ agenda, newId, office: [office], wardId }: DemoWorld): void {
  const say = (daysAgo: number, said: Omit<Parameters<typeof sendVoice>[2], 'wantsAnswer' | 'sender'>, sender = '') =>
    agenda.add('send a voice', [daysAgo, '20:10'], async (context) => {
      const from = { wardId, key: newId(), isChecked: true };
      await sendVoice(context, from, { ...said, wantsAnswer: sender !== '', sender });
    });
  for (const [daysAgo, face, demand, sentence] of VOICES) say(daysAgo, { face, demand, sentence });
  say(1, { face: 'sad', demand: 'asked', sentence: 'Có người gọi xưng là đội của phường, đòi đọc mã OTP.' });
  say(9, { face: null, demand: null, sentence: 'Tối thứ Ba đội gõ cửa lúc nhà đang có khách, nói to.' }, 'bà Lan');
  const slips = SLIPS.map(([face, demand, sentence]) => ({ face, demand, sentence, wantsAnswer: false, sender: '' }));
  agenda.add('enter slips of voices', [20, '10:20'], (context) => enterSlips(context, office, { id: newId(), slips }));
}
