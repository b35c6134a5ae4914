import { isLesson } from '../../src/features/casework/portal-use/asking';
import { portalUseOf } from '../../src/features/door/visit-rules/assist-rules';
import type { AssistResult, DoorOutcome, HelpLevel, NextStep, VneidLevel } from '../../src/generated/prisma/enums';
import { addDays, instantOf, localDateOf, weekdayOf, type LocalDate } from '../../src/shared/dates';
import { readinessFactsOf } from '../../src/shared/readiness-fields';
import { AnswerDraw } from './demo-answers';
import { BARRIER_WEIGHTS, NEEDS, TOPICS } from './demo-needs';
import type { DemoRandom } from './demo-random';
import type { DemoHousehold, DemoMember } from './demo-register';
import type { DemoRows } from './demo-rows';
import { PUBLIC_SERVICES, type PublicServiceEntry } from '../../src/features/office/reference-data/public-services';

export type VisitRows = Pick<
  DemoRows,
  | 'visit'
  | 'visitPresence'
  | 'readiness'
  | 'assistedProcedure'
  | 'fileStatus'
  | 'topicTaught'
  | 'portalQuestion'
  | 'checkBack'
  | 'portalUse'
>;

export interface VisitInput {
  random: DemoRandom;
  newId: () => string;
  wardId: string;
  /** Ids by the keys of the reference data. */
  serviceIds: ReadonlyMap<string, string>;
  barrierIds: ReadonlyMap<string, string>;
  staff: { staffIds: readonly string[] };
  now: Date;
}

interface DoorsOfRound {
  round: { id: string; startsAt: Date; endsAt: Date };
  officers: readonly [string, string];
  doors: readonly { household: DemoHousehold; doorId: string }[];
  /** 0 for the first round of the history, 1 for the last: trust grows over time. */
  progress: number;
}

type VisitRow = VisitRows['visit'][number];

const SERVICES = new Map(PUBLIC_SERVICES.map((service) => [service.key, service]));
const MINUTE = 60_000;

/** Draws what happened at each door and collects the rows. */
export class VisitDraw {
  readonly rows: VisitRows = {
    visit: [],
    visitPresence: [],
    readiness: [],
    assistedProcedure: [],
    fileStatus: [],
    topicTaught: [],
    portalQuestion: [],
    checkBack: [],
    portalUse: [],
  };
  private readonly filesOfDay = new Map<string, number>();

  private readonly answers: AnswerDraw;

  constructor(private readonly input: VisitInput) {
    this.answers = new AnswerDraw(input, this.rows);
  }

  /** The visits of one round in walking order, one after the other within its hours. */
  visitDoors({ round, officers, doors, progress }: DoorsOfRound): VisitRow[] {
    const { random } = this.input;
    const share = (round.endsAt.getTime() - round.startsAt.getTime() - 10 * MINUTE) / doors.length;
    return doors.map(({ household, doorId }, index) => {
      const arrivedAt = wholeMinute(round.startsAt.getTime() + index * share + random.int(0, 3) * MINUTE);
      const outcome = this.outcomeAt(household, progress);
      const stay = outcome === 'met' ? random.int(6, Math.max(7, Math.floor(share / MINUTE))) : random.int(1, 2);
      const leftAt = wholeMinute(Math.min(arrivedAt.getTime() + stay * MINUTE, round.endsAt.getTime()));
      return this.addVisit({
        household,
        doorId,
        roundId: round.id,
        outcome,
        arrivedAt,
        leftAt,
        loggedBy: officers[index % 2]!,
      });
    });
  }

  private outcomeAt({ members }: DemoHousehold, progress: number): DoorOutcome {
    const hasElder = members.some(({ person }) => person.age >= 65);
    return this.input.random.weighted([
      ['met', 44 + 30 * progress + (hasElder ? 8 : 0)],
      ['nobody_home', (hasElder ? 18 : 27) - 10 * progress],
      ['refused', 15 - 12 * progress],
      ['come_back_later', 8 - 2 * progress],
      ['cannot_reach', 3],
      ['moved_or_vacant', 2],
    ]);
  }

  private addVisit(given: {
    household: DemoHousehold;
    doorId: string;
    roundId: string;
    outcome: DoorOutcome;
    arrivedAt: Date;
    leftAt: Date;
    loggedBy: string;
  }): VisitRow {
    const { random, newId, wardId, now } = this.input;
    const { household, outcome, arrivedAt, leftAt } = given;
    const day = localDateOf(arrivedAt);
    const nextMorning = instantOf(addDays(day, 1), '08:20');
    const isLate = random.chance(0.025) && nextMorning <= now;
    const visit: VisitRow = {
      id: newId(),
      wardId,
      householdId: household.id,
      roundId: given.roundId,
      roundDoorId: given.doorId,
      clientKey: newId(),
      outcome,
      metSomebody: outcome === 'met',
      refusalReason: outcome === 'refused' ? random.pick(REFUSALS) : '',
      arrivedAt,
      leftAt,
      visitedOn: day,
      othersPresent: '',
      nextStep: 'none',
      nextStepNote: '',
      nextStepDue: null,
      nextStepFrom: null,
      nextStepTo: null,
      note: random.chance(0.12) ? random.pick(outcome === 'met' ? NOTES : NOTES_AT_CLOSED_DOOR) : '',
      lateReason: isLate ? random.pick(LATE_REASONS) : null,
      loggedBy: given.loggedBy,
      loggedAt: isLate ? nextMorning : new Date(leftAt.getTime() + random.int(0, 3) * MINUTE),
    };
    this.rows.visit.push(visit);
    if (outcome === 'met') this.fillMeeting(visit, household);
    else if (outcome === 'come_back_later') this.setNextStep(visit, 'revisit', 'Hẹn lại khi con cháu ở nhà.');
    return visit;
  }

  private fillMeeting(visit: VisitRow, household: DemoHousehold): void {
    const { random, wardId } = this.input;
    const grown = household.members.filter(({ person }) => person.age >= 16 && person.status !== 'absent');
    // Elderly people are at home in the evening; young people are often out.
    const present = grown.filter(({ person }) => random.chance(person.age >= 60 ? 0.88 : 0.5));
    if (present.length === 0) present.push(random.pick(grown.length > 0 ? grown : household.members));
    for (const { id } of present) this.rows.visitPresence.push({ visitId: visit.id!, residentId: id, wardId });
    this.answers.askAtDoor(visit, present);
    if (random.chance(0.05)) visit.othersPresent = random.pick(OTHERS);

    const askers = present.map((member) => [member, member.person.age >= 60 ? 5 : 2] as const);
    const assists = random.weighted([
      [0, 22],
      [1, 42],
      [2, 26],
      [3, 10],
    ]);
    const done = new Set<string>();
    for (let position = 1; position <= assists; position += 1)
      this.addAssist(visit, household, random.weighted(askers), done);
    if (random.chance(0.72)) this.addTopics(visit);
    for (const member of present) {
      const isNews = member.vneidLevel === 'unknown' && random.chance(0.6);
      if (isNews)
        this.changeLevel(
          visit,
          member,
          random.weighted<VneidLevel>(
            member.person.age < 60
              ? [
                  ['level_2', 70],
                  ['level_1', 15],
                  ['none', 15],
                ]
              : [
                  ['none', 55],
                  ['level_2_inactive', 20],
                  ['level_2', 25],
                ],
          ),
        );
    }
  }

  private addAssist(visit: VisitRow, household: DemoHousehold, member: DemoMember, done: Set<string>): void {
    const { random, newId, wardId, serviceIds, barrierIds } = this.input;
    const suiting = NEEDS.filter((need) => !done.has(`${member.id} ${need.service}`) && need.suits(member, household));
    if (suiting.length === 0) return;
    const key = random.weighted(suiting.map((need) => [need.service, need.weight] as const));
    done.add(`${member.id} ${key}`);
    const service = SERVICES.get(key)!;
    const isFile = service.kind === 'procedure';
    const helpLevel = random.weighted<HelpLevel>(
      member.person.age >= 75
        ? [
            ['watched', 2],
            ['guided', 22],
            ['by_relative', 32],
            ['explained', 16],
            ['done_for', 28],
          ]
        : [
            ['watched', 9],
            ['guided', 49],
            ['by_relative', 14],
            ['explained', 18],
            ['done_for', 10],
          ],
    );
    const day = visit.visitedOn as LocalDate;
    const result = this.resultOf(key, isFile, helpLevel, day);
    const id = newId();
    this.rows.assistedProcedure.push({
      id,
      wardId,
      visitId: visit.id!,
      position: done.size,
      residentId: member.id,
      publicServiceId: serviceIds.get(key)!,
      helpLevel,
      doneForReason: helpLevel === 'done_for' ? random.pick(DONE_FOR) : '',
      result,
      portalFileCode: result === 'submitted' && random.chance(0.93) ? this.fileCode(service, day) : null,
      barrierId: result === 'blocked' ? barrierIds.get(random.weighted(BARRIER_WEIGHTS))! : null,
      note: random.chance(0.08) ? random.pick(ASSIST_NOTES) : '',
    });
    const how = portalUseOf(service.kind, result, helpLevel);
    if (how)
      this.rows.portalUse.push({
        id: newId(),
        wardId,
        residentId: member.id,
        assistedProcedureId: id,
        portalQuestionId: null,
        checkBackId: null,
        recordedBy: visit.loggedBy,
        how,
        publicServiceId: serviceIds.get(key)!,
        usedOn: day,
        datePrecision: 'day',
        source: 'visit',
      });
    if (isLesson(service.kind, helpLevel)) this.answers.noteLesson(member.id, serviceIds.get(key)!, day);
    if (result === 'submitted') this.addStatuses(id, day, visit.loggedBy);
    if (result === 'not_needed' && key === 'vneid-kich-hoat-muc-2') this.changeLevel(visit, member, 'level_2');
    if (result === 'not_needed' && key === 'vneid-muc-1') this.changeLevel(visit, member, 'level_1');
    this.planNextStep(visit, key, result);
  }

  /** The result of the help. Most pending cases have been completed since. */
  private resultOf(key: string, isFile: boolean, helpLevel: HelpLevel, day: LocalDate): AssistResult {
    const isRecent = day > addDays(localDateOf(this.input.now), -24);
    const open = isRecent ? 1 : 0.22;
    if (key === 'vneid-len-muc-2')
      return this.input.random.weighted([
        ['not_needed', isRecent ? 10 : 110],
        ['prepared', 55 * open],
        ['blocked', 45 * open],
      ]);
    if (!isFile)
      return this.input.random.weighted([
        ['not_needed', 74],
        ['blocked', 22 * open],
        ['prepared', 4 * open],
      ]);
    return this.input.random.weighted([
      ['submitted', helpLevel === 'explained' ? 0 : 62],
      ['prepared', 16 * open],
      ['blocked', 18 * open],
      ['not_needed', 8],
    ]);
  }

  private planNextStep(visit: VisitRow, key: string, result: AssistResult): void {
    const { random } = this.input;
    if (visit.nextStep !== 'none') return;
    if (key === 'vneid-len-muc-2')
      this.setNextStep(visit, 'police_for_vneid', 'Báo Công an phường làm lưu động tại nhà.');
    else if (result === 'prepared')
      this.setNextStep(
        visit,
        random.weighted<NextStep>([
          ['bring_papers', 5],
          ['revisit', 4],
          ['phone_call', 2],
        ]),
        random.pick(PROMISES),
      );
    else if (result === 'blocked' && random.chance(0.55))
      this.setNextStep(
        visit,
        random.weighted<NextStep>([
          ['phone_call', 5],
          ['revisit', 5],
          ['other', 1],
        ]),
        random.pick(PROMISES),
      );
  }

  private setNextStep(visit: VisitRow, step: NextStep, note: string): void {
    const due = addDays(visit.visitedOn as LocalDate, this.input.random.int(2, 12));
    Object.assign(visit, {
      nextStep: step,
      nextStepNote: note,
      nextStepDue: due,
      ...(step === 'revisit' && hoursOn(due, (visit.arrivedAt as Date).getMinutes())),
    });
  }

  private addTopics(visit: VisitRow): void {
    const { random, wardId, serviceIds } = this.input;
    const topics = new Set(Array.from({ length: random.int(1, 3) }, () => random.weighted(TOPICS)));
    for (const topic of topics)
      this.rows.topicTaught.push({ visitId: visit.id!, publicServiceId: serviceIds.get(topic)!, wardId });
  }

  private changeLevel(visit: VisitRow, member: DemoMember, level: VneidLevel): void {
    if (level === member.vneidLevel) return;
    member.vneidLevel = level;
    this.rows.readiness.push({
      id: this.input.newId(),
      wardId: this.input.wardId,
      residentId: member.id,
      recordedOn: visit.visitedOn,
      source: 'visit',
      visitId: visit.id!,
      ...readinessFactsOf(member),
      recordedBy: visit.loggedBy,
      createdAt: visit.loggedAt,
    });
  }

  /** In the format of real codes, but of authorities that do not exist: H26.99 and G01.801.000. */
  private fileCode({ ministry }: PublicServiceEntry, day: LocalDate): string {
    const count = (this.filesOfDay.get(day) ?? this.input.random.int(11, 160)) + this.input.random.int(1, 7);
    this.filesOfDay.set(day, count);
    const date = day.slice(2).replaceAll('-', '');
    return ministry === 'Bộ Công an'
      ? `G01.801.000-${date}-${String(890_000 + count)}`
      : `H26.99.4-${date}-${String(count).padStart(4, '0')}`;
  }

  /** The statuses of a file on the portal up to now, as staff looked them up. */
  private addStatuses(assistedProcedureId: string, submittedOn: LocalDate, recordedBy: string): void {
    const { random, newId, wardId, staff, barrierIds } = this.input;
    if (!random.chance(0.86)) return;
    const path = random.weighted<readonly number[]>([
      [[1, 2, 4, 9], 46],
      [[1, 2, 4, 10], 30],
      [[1, 2, 5, 4, 9], 8],
      [[1, 2, 5], 4],
      [[1, 2, 6, 4, 10], 5],
      [[1, 3], 4],
      [[1, 2, 7], 1],
    ]);
    let day = submittedOn;
    path.forEach((status, step) => {
      const recordedAt = step === 0 ? instantOf(day, '20:50') : instantOf(day, '10:10');
      if (recordedAt > this.input.now) return;
      this.rows.fileStatus.push({
        id: newId(),
        wardId,
        assistedProcedureId,
        status,
        statusOn: day,
        note: STATUS_NOTES[status] ?? '',
        barrierId: barrierIds.get(CAUSES[status] ?? '') ?? null,
        recordedBy: step === 0 ? recordedBy : random.pick(staff.staffIds),
        recordedAt,
      });
      day = addDays(day, random.int(1, step === 0 ? 3 : 7));
    });
  }
}

/**
 * A household that asks the team to come back usually names an hour: after dinner on a working day, in the morning at a
 * weekend.
 */
function hoursOn(due: LocalDate, minute: number): Pick<VisitRow, 'nextStepFrom' | 'nextStepTo'> {
  const [hour, next] = weekdayOf(due) > 5 ? ['09', '10'] : ['19', '20'];
  if (minute % 3 === 0) return { nextStepFrom: `${hour}:00`, nextStepTo: `${next}:00` };
  return minute % 3 === 1 ? { nextStepFrom: `${hour}:30`, nextStepTo: null } : {};
}

function wholeMinute(time: number): Date {
  return new Date(Math.floor(time / MINUTE) * MINUTE);
}

const REFUSALS = [
  'Sợ lừa đảo, chưa tin người lạ.',
  'Đang bận cơm nước, không tiếp.',
  'Con cháu làm hộ rồi.',
  'Không có nhu cầu.',
  'Không muốn cho xem điện thoại.',
  'Bảo tự ra phường làm.',
] as const;
const LATE_REASONS = [
  'Mất mạng trong ngõ, ghi ra giấy rồi nhập lại.',
  'Máy hết pin giữa buổi.',
  'Quên lưu, nhập lại theo sổ tay.',
] as const;
const NOTES = [
  'Cụ nghe không rõ, nói to và chậm.',
  'Nên đến sau 19 giờ, trước đó gia đình ăn cơm.',
  'Gia đình nhiệt tình, nhờ giới thiệu thêm hàng xóm.',
  'Cần mang theo máy in lần sau.',
  'Điện thoại đời cũ, không cài được ứng dụng.',
] as const;
const NOTES_AT_CLOSED_DOOR = [
  'Hàng xóm bảo hay về sau 20 giờ.',
  'Có đèn nhưng không ai ra.',
  'Đã để lại tờ rơi có số điện thoại phường.',
  'Nhà cho thuê, chủ ở nơi khác.',
] as const;
const OTHERS = ['Người giúp việc', 'Con gái ở nơi khác về chơi', 'Tổ trưởng dân phố', 'Chị hàng xóm'] as const;
const DONE_FOR = [
  'Mắt kém, không đọc được màn hình.',
  'Tay run, không gõ được.',
  'Không có điện thoại thông minh, người nhà ở xa.',
  'Gấp, hết hạn trong tuần.',
] as const;
const ASSIST_NOTES = [
  'Ảnh giấy tờ chụp bị mờ, phải chụp lại.',
  'Cổng chậm, phải gửi hai lần.',
  'Đã dặn xem kết quả trên VNeID.',
  'Nhận kết quả qua bưu điện.',
] as const;
const PROMISES = [
  'Mang mẫu đơn đến tận nhà.',
  'Chờ con trai về lấy giấy tờ gốc.',
  'Gọi lại sau khi có SIM chính chủ.',
  'Quay lại quét giấy tờ sang PDF.',
  'Hỏi bộ phận một cửa rồi báo lại.',
] as const;
/** Why such a file came back, by the keys of the reference data. */
const CAUSES: Record<number, string> = { 3: 'ho_so_trong_tra_lai', 5: 'can_ban_chung_thuc' };
const STATUS_NOTES: Record<number, string> = {
  3: 'Sai mẫu tờ khai, nộp lại.',
  5: 'Bổ sung bản quét giấy tờ gốc.',
  6: 'Chờ nộp lệ phí trực tuyến.',
  7: 'Gia đình xin rút để nộp lại.',
};
