import type { Actor } from '../../src/actor';
import type { AppContext } from '../../src/context';
import type { BriefingSubject } from '../../src/features/casework/briefings/queries';
import { withdrawBriefing, writeBriefing } from '../../src/features/casework/briefings/service';
import type { BriefingText } from '../../src/features/casework/briefings/forms';
import { endsByPress, isFollowUpOverdue, tokenOf } from '../../src/features/casework/follow-ups/follow-up';
import { loadWorkList } from '../../src/features/casework/follow-ups/queries';
import { endFollowUps } from '../../src/features/casework/follow-ups/service';
import { answerReferral, makeReferral } from '../../src/features/casework/referrals/service';
import { addAttendee, recordSession } from '../../src/features/door/group-sessions/service';
import { getTargetAt } from '../../src/features/door/visit-form/open-form';
import { recordVisitFromForm } from '../../src/features/door/visit-form/submission';
import { withdrawVisits } from '../../src/features/door/visit-records/withdrawal-service';
import { saveView } from '../../src/features/register/lists/service';
import { confirmNewcomer } from '../../src/features/register/newcomers/service';
import { noteAlias } from '../../src/features/register/places/service';
import type { ListSubject, NewcomerRelation } from '../../src/generated/prisma/enums';
import { addDays, instantOf, localTimeOf } from '../../src/shared/dates';
import type { DemoHousehold } from './demo-register';
import type { DemoRounds } from './demo-rounds';
import { dayOf, isFree, told, type DemoWorld } from './demo-world';

const MINUTE = 60_000;

/** Two saved lists that the office shares, and the only former name that is certain. */
export function tellOfLists({ agenda, newId, office, openedOn }: DemoWorld): void {
  agenda.add('save views and places', instantOf(openedOn, '08:20'), async (context) => {
    for (const [index, { name, ...list }] of VIEWS.entries())
      await told(saveView(context, office[index % 2]!, { id: newId(), name, isShared: true, list }));
    // Sắp xếp đơn vị hành chính 2023–2025. Streets get no former names, because no source was available.
    const note = 'Nhập vào phường Trúc Bạch khi sắp xếp đơn vị hành chính 2023–2025.';
    const names = { kind: 'former_ward', name: 'Trúc Bạch', alias: 'Nguyễn Trung Trực' } as const;
    return noteAlias(context, office[0], { id: newId(), ...names, note });
  });
}

const VIEWS = [
  {
    subject: 'residents' as ListSubject,
    name: 'Cụ từ 80 tuổi, không có điện thoại thông minh',
    filter: { need: ['aged_80', 'no_smartphone'] },
    columns: ['name', 'age', 'phone', 'address', 'group', 'helpers', 'lastVisit'],
    sort: 'walk',
  },
  {
    subject: 'households' as ListSubject,
    name: 'Có người khó đi lại, quá 90 ngày chưa đến',
    filter: { need: ['hard_to_move'], visit: ['over_90'] },
    columns: ['address', 'head', 'headPhone', 'group', 'needs', 'lastVisit', 'lastOutcome'],
    sort: 'waiting',
  },
];

// ---------------------------------------------------------------- what the teams leave each other

type Said = Partial<Pick<BriefingText, 'approach' | 'reluctance' | 'whatWorked'>>;
const NOTHING_SAID = { approach: '', reluctance: '', whatWorked: '' };

/** Briefings about tonight's round, its lanes and doors, and about earlier evenings; one of them is withdrawn. */
export function tellOfBriefings({ agenda, newId }: DemoWorld, { tonight, walked }: DemoRounds): void {
  const write = (context: AppContext, by: Actor, subject: BriefingSubject, said: Said & { id?: string }) =>
    told(writeBriefing(context, by, subject, { id: newId(), ...NOTHING_SAID, ...said }));
  agenda.add('brief the team of tonight', [1, '21:10'], async (context) => {
    const { doors, officers: team } = tonight;
    if (doors.length === 0) return;
    await write(context, team[0], { kind: 'round', id: tonight.id }, TONIGHT);
    const lanes = [...new Set(doors.map(({ laneKey }) => laneKey))];
    for (const [index, said] of LANES.slice(0, lanes.length).entries())
      await write(context, team[index % 2]!, { kind: 'lane', id: lanes[index]! }, said);
    for (const [index, said] of DOORS.slice(0, doors.length).entries())
      await write(context, team[(index + 1) % 2]!, { kind: 'household', id: doors[index]!.id }, said);
  });
  for (const [index, round] of walked.slice(-AFTERWARDS.length).toReversed().entries()) {
    const id = newId();
    const [officer] = round.officers;
    const after = (minutes: number) => new Date(round.endsAt.getTime() + minutes * MINUTE);
    agenda.add('brief after a round', after(24), async (context) => {
      if (round.doors.length === 0) return;
      await write(context, officer, { kind: 'round', id: round.id }, { ...AFTERWARDS[index]!, id });
      if (index === AFTERWARDS.length - 1)
        agenda.add('withdraw a briefing', after(24 + 12 * 60), (then) =>
          withdrawBriefing(then, officer, id, NAMES_A_HOUSE),
        );
    });
  }
}

const NAMES_A_HOUSE = 'Có nhắc tên một nhà, viết lại ở trang của hộ.';
const TONIGHT: Said = {
  approach:
    'Bắt đầu từ đầu phố, ai đã hẹn thì đến đúng giờ hẹn trước. Vào nhà nói ngay: không thu tiền, không hỏi mã OTP, mời gọi phường kiểm tra.',
  reluctance: 'Tuần trước có người giả nhân viên điện lực gọi điện cả phố nên nhiều nhà còn ngại mở cửa.',
};
const LANES: readonly Said[] = [
  {
    approach: 'Đi sau 19 giờ. Hỏi cô bán nước đầu phố là biết nhà nào có người.',
    whatWorked: 'Ngồi ở ghế đá giúp một nhà.',
  },
  { approach: 'Ngõ tối, mang đèn. Gõ cửa sắt bên trong.', reluctance: 'Mấy nhà cuối ngõ ngại người lạ vào giờ cơm.' },
  { whatWorked: 'Nhờ bác tổ trưởng nhắn nhóm của tổ từ chiều thì tối đến ai cũng biết.' },
];
const DOORS: readonly Said[] = [
  {
    reluctance: 'Từng bị lừa mất tiền qua tin nhắn giả ngân hàng, nên không muốn đưa điện thoại cho ai.',
    whatWorked: 'Để chủ nhà tự cầm máy, mình chỉ tay và đọc từng bước.',
  },
  { approach: 'Nói chậm, mỗi lần chỉ làm một việc.', whatWorked: 'Viết ba bước ra giấy khổ lớn dán cạnh bàn.' },
];
const AFTERWARDS: readonly Said[] = [
  { whatWorked: 'Cho xem thẻ và mời gọi phường đọc mã thì mười nhà mở cửa cả mười.' },
  { whatWorked: 'Mang sẵn giấy báo đã đến: hôm sau ba nhà gọi lại xin hẹn.' },
  { approach: 'Chia đôi: một người hướng dẫn, một người ghi sổ.', reluctance: 'Nhiều người sợ bấm nhầm là mất tiền.' },
];

// ---------------------------------------------------------------- doors outside a round

/** Whom an officer met at a door without knowing them, and how many days ago. The office has confirmed the first. */
const NEWCOMERS: readonly (readonly [daysAgo: number, fullName: string, birthYear: string, NewcomerRelation])[] = [
  [9, 'Trương Thị Ngọc Ánh', '1996', 'tenant'],
  [4, 'Lò Văn Khánh', '1988', 'tenant'],
  [3, 'Nguyễn Thị Thanh Huyền', '1958', 'relative'],
  [1, 'Đoàn Minh Khôi', '', 'elsewhere'],
];

/** People whom the register does not know, and a tap taken back because "Vắng nhà" was pressed at the wrong door. */
export function tellOfNewcomers({ agenda, households, newId, office, teams, touched, wardId }: DemoWorld): void {
  const [officer] = teams[1]!.officers;
  const visit = async (context: AppContext, { id: householdId }: DemoHousehold, said: object) => {
    const target = await getTargetAt(context, wardId, `/households/${householdId}/visits/new`);
    const arrived = { arrivedOn: dayOf(context), arrivedTime: localTimeOf(context.now()) };
    return told(recordVisitFromForm(context, officer, target, { values: { clientKey: newId(), ...arrived, ...said } }));
  };
  for (const [index, [daysAgo, fullName, birthYear, relation]] of NEWCOMERS.entries())
    agenda.add('meet a newcomer', [daysAgo, '19:15'], async (context) => {
      const household = households.find((one) => isFree(one, dayOf(context)) && !touched.has(one));
      if (!household) return;
      touched.add(household);
      const tie = relation === 'elsewhere' ? 'con của chủ nhà' : '';
      const newPeople = [{ fullName, birthYear, relation, phone: '', tie }];
      const { id: visitId } = await visit(context, household, { outcome: 'met', newPeople });
      household.visits.push({ outcome: 'met', on: dayOf(context) });
      if (index > 0) return;
      const { id } = await context.db.prisma.newcomer.findFirstOrThrow({ where: { visitId } });
      agenda.add('confirm a newcomer', [daysAgo - 1, '09:15'], (then) => confirmNewcomer(then, office[0], id));
    });
  agenda.add('visit a door by mistake', [1, '19:40'], async (context) => {
    const household = households.find((one) => isFree(one, dayOf(context)));
    if (!household) return;
    const { id } = await visit(context, household, { outcome: 'nobody_home' });
    agenda.add('withdraw a visit', [1, '19:43'], (then) => withdrawVisits(then, officer, [id]));
  });
}

// ---------------------------------------------------------------- sessions, referrals and the list of follow-ups

const SESSIONS = [
  { daysAgo: 37, place: 'Nhà văn hóa tổ 3', named: 9, othersCount: 24 },
  { daysAgo: 9, place: 'Nhà văn hóa tổ 7', named: 6, othersCount: 31 },
];
const SPOKEN_OF = ['loi-ich-vneid-muc-2', 'lua-dao-otp-mat-khau', 'lua-dao-ung-dung-gia', 'cai-vssid'];

/** The team spoke at two culture houses; some of the oldest residents are named. */
export function tellOfSessions({ agenda, households, newId, office, serviceIds }: DemoWorld): void {
  const oldest = households
    .flatMap(({ members }) => members)
    .filter(({ person }) => person.status === 'permanent')
    .toSorted((a, b) => b.person.age - a.person.age);
  const services = SPOKEN_OF.map((key) => serviceIds.get(key)!);
  for (const { daysAgo, place, named, othersCount } of SESSIONS) {
    const id = newId();
    const attendees = oldest.splice(0, named);
    agenda.add('record a group session', [daysAgo, '16:40'], async (context) => {
      const session = { id, heldOn: dayOf(context), place, othersCount, note: '', services };
      await told(recordSession(context, office[0], session));
      for (const { id: residentId } of attendees) await told(addAttendee(context, office[0], { id, residentId }));
    });
  }
}

const ASK_AFTER_DAYS = 7;
const REFERRALS = [
  {
    daysAgo: 16,
    recipient: 'insurance',
    recipientName: '',
    purpose: 'hỏi vì sao thẻ bảo hiểm y tế chưa hiện trên VssID',
    answer: 'Đã cập nhật số căn cước, thẻ hiện trên VssID.',
  },
  { daysAgo: 10, recipient: 'police', recipientName: 'Công an phường Ba Đình', purpose: 'làm VNeID mức 2', answer: '' },
  { daysAgo: 2, recipient: 'employment', recipientName: '', purpose: 'hỏi thông báo tìm kiếm việc làm', answer: '' },
] as const;

/** Some whom the team met are sent on to another body; one answer has come, one is due. */
export function tellOfReferrals({ agenda, newId, office: [office] }: DemoWorld): void {
  for (const [index, { daysAgo, answer, ...referral }] of REFERRALS.entries()) {
    const id = newId();
    agenda.add('make a referral', [daysAgo, '10:15'], async (context) => {
      const { residentId, visitId } = (await latestMeetings(context, office))[index * 2] ?? {};
      if (!residentId || !visitId) return;
      const answerBy = addDays(dayOf(context), ASK_AFTER_DAYS);
      await told(makeReferral(context, office, residentId, { ...referral, id, visitId, answerBy }));
    });
    if (answer)
      agenda.add('answer a referral', [daysAgo - ASK_AFTER_DAYS, '15:20'], (context) =>
        answerReferral(context, office, id, { version: 1, outcome: 'done', answer, answeredOn: dayOf(context) }),
      );
  }
}

/** The adults whom the team met last, each once. */
export async function latestMeetings({ db, now }: AppContext, { wardId }: Actor) {
  const { rows } = await db.pool.query<{ residentId: string; visitId: string }>({
    text: `SELECT p.resident_id AS "residentId", p.visit_id AS "visitId"
           FROM visit_presence p JOIN visit v ON v.id = p.visit_id JOIN resident r ON r.id = p.resident_id
           WHERE p.ward_id = $1 AND r.residence_status = 'permanent' AND r.birth_date < $2::date - interval '20 years'
           ORDER BY v.arrived_at DESC, p.resident_id LIMIT 20`,
    values: [wardId, dayOf({ now })],
  });
  return rows.filter(({ residentId }, index) => rows.findIndex((row) => row.residentId === residentId) === index);
}

/** Days ago on which the office worked through the list of follow-ups. */
const WORKING_DAYS = [24, 17, 10, 4, 1];
/** Of so many late follow-ups, one is left lying. */
const ONE_LEFT_OF = 9;
/** Of so many that are ended, one turned out to be needed no longer. */
const ONE_NOT_NEEDED_OF = 7;

export function tellOfFollowUps({ agenda, newId, office: [office], wardId }: DemoWorld): void {
  for (const daysAgo of WORKING_DAYS)
    agenda.add('work through the list of follow-ups', [daysAgo, '15:00'], async (context) => {
      const day = dayOf(context);
      const { open } = await loadWorkList(context.db, wardId, context.now());
      const worked = open.filter(
        (found, index) => endsByPress(found.kind) && isFollowUpOverdue(found, day) && index % ONE_LEFT_OF !== 0,
      );
      for (const outcome of ['done', 'not_needed'] as const) {
        const isOf = (index: number) => (index % ONE_NOT_NEEDED_OF === 0) === (outcome === 'not_needed');
        const tokens = worked.filter((_, index) => isOf(index)).map((found) => tokenOf(found));
        const ended = { pressId: newId(), outcome, tokens, note: '' };
        if (tokens.length > 0) await told(endFollowUps(context, office, ended));
      }
    });
}
