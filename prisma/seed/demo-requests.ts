import type { AppContext } from '../../src/context';
import { recordCall } from '../../src/features/casework/door-calls/service';
import type { TypedPublicRequest } from '../../src/features/casework/public-requests/forms';
import { sendKeyOf, sendPublicRequest } from '../../src/features/casework/public-requests/service';
import { ALL_DAY, type PreferredTime } from '../../src/features/casework/requests/request-labels';
import { acceptRequest, closeRequest, registerRequest } from '../../src/features/casework/requests/service';
import { pauseHousehold } from '../../src/features/register/households/service';
import type { CallOutcome } from '../../src/generated/prisma/enums';
import { addDays, localTimeOf, weekdayOf } from '../../src/shared/dates';
import { demoPhone } from './demo-people';
import { DemoRandom } from './demo-random';
import type { DemoHousehold } from './demo-register';
import type { DemoRounds } from './demo-rounds';
import { countOf, dayOf, isFree, nextMorning, told, type DemoRound, type DemoWorld } from './demo-world';

const SEED = 20_260_518;
const CALLS = 9;

/** Requests for a visit from several channels, and the calls of the office to doors that stay shut. */
export class DemoRequests {
  private readonly random = new DemoRandom(SEED);

  constructor(
    private readonly world: DemoWorld,
    private readonly rounds: DemoRounds,
  ) {}

  tell(): void {
    const { random, world } = this;
    // Answered by the next round of the team.
    for (let count = countOf(world, 0.02, 8); count > 0; count -= 1)
      this.later(random.int(9, 145), async (context, household) => {
        await this.ask(context, household, { promisedIn: random.int(7, 10), wishes: this.wishes() });
        this.rounds.comeBack(household, addDays(dayOf(context), 1), true);
      });
    // Open today: a few promises that were not kept, and a few requests that were not accepted yet.
    for (let count = countOf(world, 0.01, 3), index = 0; index < count; index += 1) {
      const isOverdue = index % 9 === 2;
      const promisedIn = isOverdue ? 7 : random.int(6, 12);
      this.later(isOverdue ? random.int(9, 12) : random.int(0, 5), (context, household) =>
        this.ask(context, household, {
          promisedIn: index % 7 === 6 ? null : promisedIn,
          isAccepted: index % 8 !== 1,
          wishes: this.wishes(),
        }),
      );
    }
    for (let count = countOf(world, 0.0032, 2), index = 0; index < count; index += 1)
      this.later(random.int(20, 100), (context, household) => this.askInVain(context, household, index % 3 === 0));
    for (let count = countOf(world, 0.003), index = 0; index < count; index += 1)
      this.later(random.int(30, 140), (context, household) => this.askForQuiet(context, household, index));
    for (let index = 0; index < CALLS; index += 1)
      this.call(CALL_ANSWERS[index % CALL_ANSWERS.length]!, 20 - 2 * index);
    world.agenda.add("ask for tonight's round", [1, '09:15'], (context) => this.tonight(context, this.rounds.tonight));
    for (const [index, sender] of SENDERS.entries()) this.askFromOutside(sender, index);
  }

  /** A household asks, so many days ago: often one that refused before, because it makes the better example. */
  private later(days: number, act: (context: AppContext, household: DemoHousehold) => Promise<unknown>): void {
    const { random, world } = this;
    const time = `${random.pick(['08', '09', '10', '14', '15'])}:${random.int(10, 59)}`;
    const prefersRefused = random.chance(0.25);
    world.agenda.add('make a request', [days, time], async (context) => {
      const isFit = (one: DemoHousehold) => isFree(one, dayOf(context)) && one.openRequests.length === 0;
      const hasRefused = ({ visits }: DemoHousehold) => visits.some(({ outcome }) => outcome === 'refused');
      const household =
        (prefersRefused && random.find(world.households, (one) => hasRefused(one) && isFit(one))) ||
        random.find(world.households, isFit);
      if (household) await act(context, household);
    });
  }

  private async ask(
    context: AppContext,
    household: DemoHousehold,
    asked: { promisedIn: number | null; isAccepted?: boolean; wishes?: PreferredTime[]; wish?: Wish },
  ): Promise<string> {
    const { random, world } = this;
    const { promisedIn, isAccepted = true, wishes = [] } = asked;
    const id = world.newId();
    const receivedOn = dayOf(context);
    const isOfficer = !isAccepted || random.chance(0.25);
    const channel = random.byWeight({ phone: 6, counter: 3, group_leader: 2 });
    const isOld = household.members.some(({ person }) => person.age >= 60);
    const picked = random.pick(isOld ? [...ASKED, ...ASKED_BY_OLD] : ASKED);
    const [what, ...services] = asked.wish ?? picked;
    const isRelative = random.chance(0.3);
    const home = household.members.filter(({ person }) => person.status !== 'absent');
    const oldest = home.toSorted((a, b) => b.person.age - a.person.age)[0]!;
    const writer = isOfficer ? random.pick(world.teams).officers[0] : random.pick(world.office);
    await told(
      registerRequest(context, writer, household.id, {
        id,
        residentId: random.chance(0.75) ? oldest.id : null,
        channel: isOfficer ? 'officer' : channel,
        contactName: isRelative ? random.pick(CALLERS) : '',
        contactPhone: isRelative || random.chance(0.6) ? demoPhone(random) : null,
        publicServiceIds: services.map((service) => world.serviceIds.get(service)!),
        what,
        receivedOn,
        promisedBy: promisedIn === null ? null : addDays(receivedOn, promisedIn),
        wishes,
        accept: isAccepted,
      }),
    );
    household.openRequests.push(id);
    if (isOfficer && isAccepted)
      world.agenda.add('accept a request of an officer', nextMorning(random, receivedOn), async (then) => {
        if (await isOpen(then, id)) await told(acceptRequest(then, random.pick(world.office), id));
      });
    return id;
  }

  /** The ward declines, or the household needs it no longer. */
  private async askInVain(context: AppContext, household: DemoHousehold, isDeclined: boolean): Promise<void> {
    const { random, world } = this;
    const id = await this.ask(context, household, { promisedIn: isDeclined ? null : 7, isAccepted: !isDeclined });
    world.agenda.add('decline or withdraw a request', nextMorning(random, addDays(dayOf(context), 1)), async (then) => {
      if (!(await isOpen(then, id))) return;
      const kind = isDeclined ? 'declined' : 'withdrawn';
      const reason = random.pick(isDeclined ? DECLINES : WITHDRAWALS);
      await told(closeRequest(then, world.office[0], id, { kind, reason, partId: null }));
      household.openRequests = household.openRequests.filter((open) => open !== id);
    });
  }

  /** A household wants no knock for as long as its reason lasts. */
  private async askForQuiet(context: AppContext, household: DemoHousehold, index: number): Promise<void> {
    if (household.isOnRound) return;
    const pause = { kind: 'do_not_knock' as const, reason: QUIET[index % QUIET.length]!, pausedUntil: null };
    await told(pauseHousehold(context, this.world.office[0], household.id, pause));
    household.pausedUntil = '9999-12-31';
  }

  /** Some of tonight's doors asked for the team, two of them with an hour, and one said by telephone when it is at home. */
  private async tonight(context: AppContext, { doors, date, from, to, startsAt }: DemoRound): Promise<void> {
    const after = (minutes: number) => localTimeOf(new Date(startsAt.getTime() + minutes * 60_000));
    const hours = { from: after(30), to: after(90) };
    const wishes: PreferredTime[][] = [[{ dates: [date], ...hours }], [{ weekdays: [weekdayOf(date)], ...hours }], []];
    const wish = [undefined, undefined, SEVERAL];
    for (const [index, household] of doors.slice(1, 4).entries()) {
      const id = await this.ask(context, household, { promisedIn: 3, wishes: wishes[index]!, wish: wish[index] });
      if (!wish[index]) continue;
      const where = { supportRequestId: id };
      const parts = await context.db.prisma.supportRequestService.findMany({ where, orderBy: { position: 'asc' } });
      for (const [at, result] of RESULTS.entries())
        await told(closeRequest(context, this.world.office[0], id, { ...result, partId: parts[at]!.id }));
      household.openRequests = [parts.at(-1)!.id];
    }
    const called = doors.slice(4).find(hasPhone);
    if (!called) return;
    const times = [{ weekdays: [weekdayOf(date)], from, to }];
    await this.recordCall(context, called, ['agreed', times, 'bác chủ nhà nghe máy']);
  }

  /** The office calls a door that was shut the last time, half of them the last two times. */
  private call(answer: Answer, days: number): void {
    const { random, world } = this;
    const day = addDays(world.today, -days);
    const workingDays = Math.max(0, weekdayOf(day) - 5);
    world.agenda.add('call a shut door', [days + workingDays, `14:${random.int(10, 59)}`], async (context) => {
      const shut = (times: number) => (one: DemoHousehold) =>
        isShut(one, times) && hasPhone(one) && isFree(one, dayOf(context));
      const household =
        (days % 4 === 0 && random.find(world.households, shut(2))) || random.find(world.households, shut(1));
      if (household) await this.recordCall(context, household, answer);
    });
  }

  private recordCall(context: AppContext, { id }: DemoHousehold, [outcome, times, note]: Answer): Promise<unknown> {
    const call = { id: this.world.newId(), outcome, times, note, calledOn: dayOf(context) };
    return told(recordCall(context, this.random.pick(this.world.office), id, call));
  }

  /** A home asks the team to come, through the public page. */
  private askFromOutside({ hoursAgo, written, name, isChecked, ...asked }: DemoSender, index: number): void {
    const { now, households, wardId, agenda } = this.world;
    agenda.add('send a public request', new Date(now.getTime() - hoursAgo * 3_600_000), async (context) => {
      const fit = households.filter((one) => isFree(one, dayOf(context)) && hasPhone(one));
      const household = fit.toSorted((one, other) => one.visits.length - other.visits.length)[index];
      if (!household) return;
      const { phone, person } = household.members.find((member) => member.phone !== null)!;
      const senderName = name(person.fullName.split(' ').at(-1)!);
      const typed = { senderName, senderPhone: phone!, addressText: written(household.addressLine), ...asked };
      const sent = { wardId, sendKey: sendKeyOf(`demo ${index}`, typed), isChecked, origin: null, by: null };
      await sendPublicRequest(context, sent, typed);
    });
  }

  private wishes(): PreferredTime[] {
    return this.random.weighted<PreferredTime[]>([
      [[], 3],
      [[{ weekdays: [6, 7], from: '08:30', to: '11:00' }], 3],
      [[EVENINGS], 3],
      [[{ weekdays: [7], ...ALL_DAY }], 1],
      [[{ weekdays: [6], from: '15:00', to: '17:00' }, EVENINGS], 2],
    ]);
  }
}

/** False once a visit has done what was asked for, or the household has withdrawn it. */
const isOpen = async ({ db }: AppContext, id: string): Promise<boolean> =>
  (await db.prisma.supportRequest.count({ where: { id, isOpen: true } })) > 0;

const EVENINGS: PreferredTime = { weekdays: [1, 2, 3, 4, 5], from: '19:00', to: '20:30' };

const hasPhone = ({ members }: DemoHousehold): boolean =>
  members.some(({ phone, person }) => phone !== null && person.age >= 20 && person.status !== 'absent');

const isShut = ({ visits }: DemoHousehold, times: number): boolean =>
  visits.length >= times && visits.slice(-times).every(({ outcome }) => outcome === 'nobody_home');

type Answer = readonly [outcome: CallOutcome, times: PreferredTime[], note: string];
const CALL_ANSWERS: readonly Answer[] = [
  ['agreed', [{ weekdays: [1, 2, 3, 4, 5], from: '19:30', to: '20:45' }], 'con gái nghe máy'],
  ['no_answer', [], ''],
  ['agreed', [{ weekdays: [6, 7], from: '08:30', to: '11:00' }], ''],
  ['declined', [], 'đang sửa nhà, nhờ gọi lại sau một tháng'],
  ['wrong_number', [], ''],
];

interface DemoSender extends Pick<TypedPublicRequest, 'topics' | 'times' | 'what'> {
  hoursAgo: number;
  /** How the sender writes the address of the home, and their own name beside that of the resident. */
  written: (address: string) => string;
  name: (givenName: string) => string;
  isChecked: boolean;
}

/** As different as people are: a careful one, a daughter in a hurry, a neighbour with an old telephone. */
const SENDERS: DemoSender[] = [
  {
    ...{ hoursAgo: 50, isChecked: true, topics: ['benefits'], times: ['weekday_evening'], what: '' },
    written: (address) => address,
    name: (givenName) => `ông bà ${givenName}`,
  },
  {
    ...{ hoursAgo: 21, isChecked: true, topics: ['identity', 'unsure'], times: ['saturday', 'sunday'] },
    what: 'Mẹ em không tự cài VNeID được, nhờ gọi cho em trước.',
    written: (address) => `so nha ${address}, phuong Ba Dinh`,
    name: (givenName) => `con ông bà ${givenName}`,
  },
  {
    ...{ hoursAgo: 3, isChecked: false, topics: ['unsure'], times: [], what: '' },
    written: (address) => address.toLowerCase(),
    name: (givenName) => givenName,
  },
];

type Wish = readonly [what: string, ...serviceKeys: string[]];
const ASKED: readonly Wish[] = [
  ['Làm tạm trú cho người thuê nhà', 'dang-ky-tam-tru'],
  ['Khai sinh cho cháu mới sinh, chưa biết nộp ở đâu trên Cổng', 'dang-ky-khai-sinh'],
  ['Gia hạn bảo hiểm y tế hộ gia đình', 'giam-tru-muc-dong-bhyt-ho-gia-dinh'],
  ['Tách hộ cho con trai', 'tach-ho'],
  ['Quên mật khẩu, không vào được Cổng'],
  ['Mở hàng ăn ở nhà, nhờ chỉ cách đăng ký hộ kinh doanh', 'thanh-lap-ho-kinh-doanh'],
  ['Đổi thẻ căn cước sắp hết hạn', 'doi-the-can-cuoc'],
  ['Điện thoại mới, nhờ cài lại VNeID', 'vneid-kich-hoat-muc-2'],
];
const ASKED_BY_OLD: readonly Wish[] = [
  ['Cài VNeID, mắt kém không tự bấm được', 'vneid-kich-hoat-muc-2'],
  ['Trợ cấp hưu trí xã hội, nghe loa phường nói', 'tro-cap-huu-tri-xa-hoi'],
  ['Có người gọi xưng công an bảo cài phần mềm, nhờ đội xem giúp máy'],
  ['Trợ cấp hằng tháng, chân đau không lên phường được', 'tro-cap-xa-hoi-hang-thang'],
];
/** Of these services one is withdrawn, one declined, and one waits for the team. */
const SEVERAL: Wish = ['Mấy việc cho cả nhà', 'doi-the-can-cuoc', 'tach-ho', 'dang-ky-tam-tru'];
const RESULTS = [
  { kind: 'withdrawn', reason: 'Đã tự lên phường làm xong' },
  { kind: 'declined', reason: 'Chưa có giấy tờ chỗ ở, đã chỉ nơi hỏi' },
] as const;
const CALLERS = ['con gái', 'con trai', 'cháu nội', 'chị hàng xóm', 'bác tổ trưởng', 'con dâu'];
const DECLINES = ['Nhà ở phường khác, đã cho số phường bên ấy', 'Việc của ngân hàng, đã chỉ nơi hỏi'];
const WITHDRAWALS = ['Con cháu đã làm giúp', 'Đã tự lên phường làm xong', ''];
const QUIET = ['Nhà có người ốm nặng, chỉ gọi điện.', 'Chủ nhà làm ca đêm, ngủ sớm.'];
