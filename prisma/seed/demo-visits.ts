import type { Actor } from '../../src/actor';
import type { AppContext } from '../../src/context';
import { turnOf } from '../../src/features/casework/practice/choosing';
import { ASKED_ONCE_IN_DAYS, isLesson } from '../../src/features/casework/portal-use/asking';
import { getCheckFile } from '../../src/features/casework/portal-use/check-queries';
import { DRAWN_WAVE, dueWave, waveOn } from '../../src/features/casework/portal-use/waves';
import { readPastedLines, validateLines } from '../../src/features/door/assisted-procedures/pasted-statuses';
import { addStatus, recordPastedStatuses, submitFile } from '../../src/features/door/assisted-procedures/service';
import { getFile } from '../../src/features/door/assisted-procedures/queries';
import { recordVisitFromForm } from '../../src/features/door/visit-form/submission';
import { getDoorTarget } from '../../src/features/door/visit-records/queries';
import { checkKey, readCheckKey } from '../../src/features/door/visit-rules/visit-draft';
import { PUBLIC_SERVICES, type PublicServiceEntry } from '../../src/features/office/reference-data/entries';
import { pauseHousehold, liftPause } from '../../src/features/register/households/service';
import type { AssistResult, DoorOutcome, HelpLevel, NextStep, VneidLevel } from '../../src/generated/prisma/enums';
import {
  addDays,
  addMonths,
  daysBetween,
  instantOf,
  localDateOf,
  localTimeOf,
  weekdayOf,
  type LocalDate,
  type LocalTime,
} from '../../src/shared/dates';
import { ANSWERS, BARRIER_WEIGHTS, CHECKS, NEEDS, SELF_SERVICE, TOPICS, UNEMPLOYMENT_BENEFIT } from './demo-needs';
import { atAge, DemoRandom } from './demo-random';
import type { DemoHousehold, DemoMember } from './demo-register';
import { toldAtDoor } from './demo-due';
import type { DemoPractice } from './demo-practice';
import { nextMorning, told, type DemoRound, type DemoWorld } from './demo-world';

const SEED = 20_261_002;
const MINUTE = 60_000;
/** The team began to tick the steps of a service's guide this many days ago. */
const TICKING_DAYS = 60;
/** Promised to a second person of a household. */
const ASKED_BACK = 'Gọi hỏi đã đủ giấy tờ chưa.';
const SERVICES = new Map(PUBLIC_SERVICES.map((service) => [service.key, service]));

/** The form of a visit as it is typed. */
interface Typed {
  outcome: DoorOutcome;
  arrivedOn: LocalDate;
  arrivedTime: LocalTime;
  presence: string[];
  assists: Record<string, unknown>[];
  levels: Record<string, VneidLevel>;
  checkBacks: Record<string, object>;
  [name: string]: unknown;
}

/** What happens at the doors of a round, and what follows from it. */
export class DemoVisits {
  private readonly random = new DemoRandom(SEED);
  private readonly filesOfDay = new Map<string, number>();
  private readonly askedOn = new Map<string, LocalDate>();
  private readonly taughtOn = new Map<string, LocalDate>();
  /** The lines that the office pastes from the portal, by day. */
  private readonly pastes = new Map<LocalDate, string[]>();
  /** The steps of a service's guide, in order. */
  private steps: ReadonlyMap<string, string[]> | null = null;

  constructor(
    private readonly world: DemoWorld,
    private readonly practice: DemoPractice,
    /** The team promises a door to come back, or means to try again. */
    private readonly comeBack: (household: DemoHousehold, due: LocalDate, isPromised: boolean) => void,
  ) {}

  /** The doors of a round that begins now, one after the other within its hours; the last ones stay without an outcome. */
  async visitDoors(context: AppContext, { id, doors, officers, ...round }: DemoRound, unlogged: number): Promise<void> {
    const { random } = this;
    const rows = await context.db.prisma.roundDoor.findMany({ where: { roundId: id } });
    const minutes = (round.endsAt.getTime() - round.startsAt.getTime()) / MINUTE - 10;
    const each = Math.floor(minutes / doors.length);
    for (const [index, household] of doors.slice(0, Math.max(1, doors.length - unlogged)).entries()) {
      const outcome = this.outcomeAt(household, round.progress);
      const arrivedAt = new Date(round.startsAt.getTime() + (index * each + random.int(0, 3)) * MINUTE);
      const stay = outcome === 'met' ? random.int(5, Math.max(6, each - 1)) : random.int(1, 2);
      const leftAt = new Date(arrivedAt.getTime() + stay * MINUTE);
      const lateReason = random.chance(0.025) ? random.pick(LATE_REASONS) : '';
      const loggedAt = lateReason ? instantOf(addDays(round.date, 1), '08:20') : new Date(leftAt.getTime() + MINUTE);
      const times = { arrivedOn: round.date, arrivedTime: localTimeOf(arrivedAt), leftTime: localTimeOf(leftAt) };
      const nothing = { presence: [], assists: [], levels: {}, checkBacks: {} };
      const typed = { clientKey: this.world.newId(), outcome, ...times, lateReason, ...nothing };
      const { id: doorId } = rows.find(({ householdId }) => householdId === household.id)!;
      this.world.agenda.add('record a visit', loggedAt, (then) =>
        this.visit(then, officers[index % 2]!, { household, doorId }, typed),
      );
    }
  }

  private outcomeAt({ members }: DemoHousehold, progress: number): DoorOutcome {
    const hasElder = members.some(({ person }) => person.age >= 65);
    return this.random.byWeight({
      met: 44 + 30 * progress + (hasElder ? 8 : 0),
      nobody_home: (hasElder ? 18 : 27) - 10 * progress,
      refused: 15 - 12 * progress,
      come_back_later: 8 - 2 * progress,
      cannot_reach: 3,
      moved_or_vacant: 2,
    });
  }

  private async visit(
    context: AppContext,
    officer: Actor,
    { household, doorId }: { household: DemoHousehold; doorId: string },
    typed: Typed,
  ): Promise<void> {
    const { random, world } = this;
    const { outcome, arrivedOn: on } = typed;
    this.steps ??= await listSteps(context);
    if (outcome === 'met') {
      await this.fillMeeting(context, typed, household);
      const present = household.members.filter(({ id }) => typed.presence.includes(id));
      // Who was helped holds the phone, and practises.
      const helped = present.filter(({ id }) => typed.assists.some(({ residentId }) => residentId === id));
      const practised = await this.practice.atDoor(context, household.id, helped.length > 0 ? helped : present);
      Object.assign(typed, practised, { facts: toldAtDoor(present, on) });
    }
    if (outcome === 'refused')
      Object.assign(typed, { refusalReason: random.pick(REFUSALS), ...this.toldInVain(household) });
    if (household.visits.at(-1)?.outcome === 'refused')
      typed.accompaniedBy = COMPANIONS[turnOf(household.id) % 5] ?? '';
    if (outcome === 'come_back_later') this.promise(typed, 'revisit', 'Hẹn lại khi con cháu ở nhà.');
    if (random.chance(0.12)) typed.note = random.pick(outcome === 'met' ? NOTES : NOTES_AT_CLOSED_DOOR);
    const target = await getDoorTarget(context.db, world.wardId, doorId);
    const { id } = await told(recordVisitFromForm(context, officer, target, { values: typed }));
    household.isOnRound = false;
    household.visits.push({ outcome, on });
    if (outcome === 'met') household.openRequests = [];
    for (const member of household.members) member.vneidLevel = typed.levels[member.id] ?? member.vneidLevel;
    if (typed.assists.length > 0) await this.followFiles(context, id, on);
    const isAsked = household.openRequests.length > 0;
    if (outcome === 'refused' && random.chance(0.22)) this.pause(household, on);
    else if (typed.nextStep === 'revisit' || typed.nextStep === 'bring_papers')
      this.comeBack(household, typed.nextStepDue as LocalDate, true);
    else if (outcome === 'nobody_home' || outcome === 'refused' || isAsked)
      this.comeBack(household, addDays(on, random.int(5, 40)), isAsked);
  }

  /** What is said and left at a door that does not want the team, by the household: draws nothing. */
  private toldInVain({ id, members }: DemoHousehold): object {
    const turn = turnOf(id);
    if (turn % 3 === 0) return {};
    const speaker = members.find(({ person }) => person.age >= 16 && person.status !== 'absent');
    const topics = turn % 3 === 1 ? [this.serviceId(Object.keys(TOPICS)[0]!)] : [];
    const leftAtDoor = turn % 2 === 0 ? ['card', 'leaflet'] : ['card'];
    return { presence: speaker ? [speaker.id] : [], topics, leftAtDoor };
  }

  /** The household asks the office to be left alone. Some change their minds and call again. */
  private pause(household: DemoHousehold, on: LocalDate): void {
    const { random, world } = this;
    const at = nextMorning(random, on);
    const [office] = world.office;
    const pausedUntil = addDays(localDateOf(at), 90);
    const reason = random.pick(['Tự làm được, đề nghị không đến nữa.', 'Bận bán hàng buổi tối, sẽ tự ra phường.']);
    household.pausedUntil = pausedUntil;
    const pause = { kind: 'refusal', reason, pausedUntil } as const;
    world.agenda.add('pause a household that refused', at, (context) =>
      pauseHousehold(context, office, household.id, pause),
    );
    if (!random.chance(0.3)) return;
    world.agenda.add('lift a pause', nextMorning(random, addDays(on, random.int(10, 60))), async (context) => {
      const where = { householdId: household.id, kind: 'refusal' as const, liftedAt: null };
      const { id } = await context.db.prisma.householdPause.findFirstOrThrow({ where });
      await told(liftPause(context, office, household.id, id));
      household.pausedUntil = null;
    });
  }

  // ------------------------------------------------------------ a door that was opened

  private async fillMeeting(context: AppContext, typed: Typed, household: DemoHousehold): Promise<void> {
    const { random } = this;
    const { arrivedOn: on } = typed;
    const home = household.members.filter(({ person }) => person.status !== 'absent');
    const grown = home.filter(({ person }) => person.age >= 16);
    // Elderly people are at home in the evening; young people are often out.
    const present = grown.filter(({ person }) => random.chance(person.age >= 60 ? 0.88 : 0.5));
    if (present.length === 0) present.push(random.pick(grown.length > 0 ? grown : home));
    typed.presence = present.map(({ id }) => id);
    for (const { id, vneidLevel, person } of present) {
      if (vneidLevel !== 'unknown' || !random.chance(0.6)) continue;
      typed.levels[id] = random.byWeight<VneidLevel>(atAge(person.age, LEVELS));
    }
    typed.answers = Object.fromEntries(present.flatMap((member) => this.answerOf(member, on)));
    for (const member of present) Object.assign(typed.checkBacks, await this.checkBackOf(context, member, on));
    typed.requests = Object.fromEntries(household.openRequests.map((id) => [id, 'done']));
    if (random.chance(0.05))
      typed.othersPresent = random.pick(['Người giúp việc', 'Tổ trưởng dân phố', 'Chị hàng xóm']);
    const askers = present.map((member) => [member, member.person.age >= 60 ? 5 : 2] as const);
    for (let count = Number(random.byWeight({ 0: 22, 1: 42, 2: 26, 3: 10 })); count > 0; count -= 1)
      this.addAssist(typed, household, random.weighted(askers));
    if (!random.chance(0.72)) return;
    const topics = Array.from({ length: random.int(1, 3) }, () => this.serviceId(random.byWeight(TOPICS)));
    typed.topics = [...new Set(topics)];
  }

  /** Whether an adult used the portal in the last twelve months. */
  private answerOf({ id, person }: DemoMember, on: LocalDate): [string, object][] {
    const { random } = this;
    const last = this.askedOn.get(id);
    if (person.age < 19 || (last && daysBetween(last, on) < ASKED_ONCE_IN_DAYS) || !random.chance(0.7)) return [];
    this.askedOn.set(id, on);
    const { not_reached: _reached, with_team: _team, ...weights } = atAge(person.age, ANSWERS);
    const answer = random.byWeight(weights);
    const isUse = answer === 'alone' || answer === 'with_family';
    const serviceText = isUse && random.chance(0.7) ? SERVICES.get(random.byWeight(SELF_SERVICE))!.name : '';
    const month = isUse && random.chance(0.6) ? addMonths(`${on.slice(0, 7)}-01`, -random.int(0, 11)) : '';
    return [[id, { answer, serviceText, month }]];
  }

  /** Whether a resident can still do what the team taught. The office may have asked on the telephone meanwhile. */
  private async checkBackOf({ db }: AppContext, { id, person }: DemoMember, on: LocalDate): Promise<object> {
    const { random, world } = this;
    const key = [...this.taughtOn.keys()].find((key) => {
      const wave = waveOn(this.taughtOn.get(key)!, on);
      return key.startsWith(id) && wave !== null && wave !== DRAWN_WAVE;
    });
    if (!key || !random.chance(0.8)) return {};
    this.taughtOn.delete(key);
    const outcome = random.byWeight(atAge(person.age, CHECKS));
    const answer = { outcome, barrierId: outcome === 'stuck' ? this.barrierId() : '' };
    const { lessons, refuses } = await getCheckFile(db, { wardId: world.wardId, residentId: id }, on);
    const lesson = lessons.find(({ serviceId }) => serviceId === readCheckKey(key).serviceId);
    return refuses || !lesson || !dueWave(lesson, on) ? {} : { [key]: answer };
  }

  private addAssist(typed: Typed, household: DemoHousehold, member: DemoMember): void {
    const { random } = this;
    const { arrivedOn: on, levels } = typed;
    const helped = typed.assists.filter(({ residentId }) => residentId === member.id).map(({ serviceId }) => serviceId);
    const suiting = NEEDS.filter(([key, , suits]) => !helped.includes(this.serviceId(key)) && suits(member, household));
    if (suiting.length === 0) return;
    const key = random.weighted(suiting.map(([need, weight]) => [need, weight] as const));
    const service = SERVICES.get(key)!;
    const serviceId = this.serviceId(key);
    const drawn = random.byWeight<HelpLevel>(member.person.age >= 75 ? HELP_OF_OLD : HELP);
    const result = this.resultOf(key, service.kind === 'procedure', drawn, on);
    const isPressed = drawn === 'watched' || drawn === 'guided';
    // Without VNeID, a relative signs in.
    const isByRelative = isPressed && result === 'submitted' && (levels[member.id] ?? member.vneidLevel) === 'none';
    const helpLevel = isByRelative ? 'by_relative' : drawn;
    const isTicked = (isPressed || helpLevel === 'by_relative') && daysBetween(on, this.world.today) < TICKING_DAYS;
    typed.assists.push({
      residentId: member.id,
      serviceId,
      helpLevel,
      doneForReason: helpLevel === 'done_for' ? random.pick(DONE_FOR) : '',
      result,
      fileCode: result === 'submitted' && random.chance(0.93) ? this.fileCode(service, on) : '',
      barrierId: result === 'blocked' ? this.barrierId() : '',
      note: random.chance(0.08) ? random.pick(ASSIST_NOTES) : '',
      steps: isTicked ? this.steps?.get(serviceId)?.slice(0, random.int(2, 6)) : [],
    });
    if (isLesson(service.kind, helpLevel)) this.taughtOn.set(checkKey(member.id, serviceId), on);
    if (result === 'not_needed' && key === 'vneid-kich-hoat-muc-2') levels[member.id] = 'level_2';
    if (key === UNEMPLOYMENT_BENEFIT && result === 'submitted') {
      member.isOnBenefit = true;
      this.promise(typed, 'revisit', 'Nhắc thông báo tìm việc hằng tháng.', random.int(26, 30));
    }
    const note = random.pick(PROMISES);
    if (typed.nextStep) {
      // The household has its step: this person has one of their own.
      if (result === 'prepared' && daysBetween(on, this.world.today) < TICKING_DAYS)
        typed.promises = { ...(typed.promises as object), [member.id]: { note: ASKED_BACK, due: addDays(on, 5) } };
      return;
    }
    if (key === 'vneid-len-muc-2') this.promise(typed, 'police_for_vneid', 'Báo Công an phường làm lưu động tại nhà.');
    else if (result === 'prepared')
      this.promise(typed, random.byWeight({ bring_papers: 5, revisit: 4, phone_call: 2 }), note);
    else if (result === 'blocked' && random.chance(0.55))
      this.promise(typed, random.byWeight({ phone_call: 5, revisit: 5, other: 1 }), note);
  }

  /** The result of the help. Earlier on, the team left fewer cases open. */
  private resultOf(key: string, isFile: boolean, helpLevel: HelpLevel, on: LocalDate): AssistResult {
    const { random } = this;
    const open = daysBetween(on, this.world.today) < 24 ? 1 : 0.3;
    if (key === 'vneid-len-muc-2') return random.byWeight({ not_needed: 40, prepared: 55 * open, blocked: 45 * open });
    if (!isFile) return random.byWeight({ not_needed: 74, blocked: 22 * open, prepared: 4 * open });
    const submitted = helpLevel === 'explained' ? 0 : 62;
    return random.byWeight({ submitted, prepared: 16 * open, blocked: 18 * open, not_needed: 8 });
  }

  /** Who asks the team to come back usually names an hour: after dinner on a working day, in the morning at a weekend. */
  private promise(typed: Typed, nextStep: NextStep, nextStepNote: string, days = this.random.int(2, 12)): void {
    const nextStepDue = addDays(typed.arrivedOn, days);
    Object.assign(typed, { nextStep, nextStepNote, nextStepDue });
    const [hour, next] = weekdayOf(nextStepDue) > 5 ? ['09', '10'] : ['19', '20'];
    if (nextStep !== 'revisit' || !this.random.chance(0.7)) return;
    typed.nextStepFrom = `${hour}:00`;
    if (this.random.chance(0.5)) typed.nextStepTo = `${next}:00`;
  }

  private serviceId(key: string): string {
    return this.world.serviceIds.get(key)!;
  }

  private barrierId(): string {
    return this.world.barrierIds.get(this.random.byWeight(BARRIER_WEIGHTS))!;
  }

  // ------------------------------------------------------------ files on the portal

  /** In the format of real codes, but of authorities that do not exist: H26.99 and G01.801.000. */
  private fileCode({ ministry }: Pick<PublicServiceEntry, 'ministry'>, on: LocalDate): string {
    const count = (this.filesOfDay.get(on) ?? this.random.int(11, 160)) + this.random.int(1, 7);
    this.filesOfDay.set(on, count);
    const date = on.slice(2).replaceAll('-', '');
    return ministry === 'Bộ Công an'
      ? `G01.801.000-${date}-${String(890_000 + count)}`
      : `H26.99.4-${date}-${String(count).padStart(4, '0')}`;
  }

  /** What became of the files of a visit: most are followed on the portal, and some that were prepared are submitted. */
  private async followFiles(context: AppContext, visitId: string, on: LocalDate): Promise<void> {
    const { random, world } = this;
    const files = await context.db.prisma.assistedProcedure.findMany({
      where: { visitId, publicService: { kind: 'procedure' } },
      orderBy: { position: 'asc' },
      select: { id: true, result: true, portalFileCode: true, publicService: { select: { ministry: true } } },
    });
    for (const { id, result, portalFileCode, publicService } of files) {
      if (result === 'submitted' && random.chance(0.86)) this.followOnPortal(id, portalFileCode, on);
      if (result !== 'prepared' || !random.chance(0.5)) continue;
      const submittedOn = addDays(on, random.int(3, 12));
      const value = this.fileCode(publicService, submittedOn);
      world.agenda.add('submit a file later', instantOf(submittedOn, '10:40'), async (then) => {
        const file = await getFile(then.db, world.wardId, id, submittedOn);
        if (file.helpLevel === 'explained') return;
        await told(submitFile(then, random.pick(world.office), file, { fileCode: { ok: true, value }, submittedOn }));
        this.followOnPortal(id, value, submittedOn);
      });
    }
  }

  /**
   * The statuses of a file, as the office looks them up on the portal. Each morning it pastes the list of the portal;
   * what it adds in words of its own, or about a file without a code, it writes file by file.
   */
  private followOnPortal(id: string, fileCode: string | null, submittedOn: LocalDate): void {
    const { random, world } = this;
    let statusOn = submittedOn;
    for (const [step, status] of random.weighted(STATUS_PATHS).entries()) {
      const readOn = step === 0 ? addDays(statusOn, 1) : statusOn;
      const [statusNote, cause] = SENT_BACK[status] ?? ['', ''];
      if (fileCode && statusNote === '') this.paste(readOn, `${fileCode}; ${status}; ${statusOn}`);
      else {
        const said = { statusKey: world.newId(), status, statusOn, statusNote, backwardReason: '' };
        const file = { id, result: 'submitted' as const };
        world.agenda.add('add a status to a file', instantOf(readOn, '10:55'), (context) =>
          addStatus(context, world.office[0], file, { ...said, cause: world.barrierIds.get(cause) ?? null }),
        );
      }
      statusOn = addDays(statusOn, random.int(1, step === 0 ? 3 : 7));
    }
  }

  private paste(day: LocalDate, line: string): void {
    const known = this.pastes.get(day);
    if (known) return void known.push(line);
    const text = [line];
    this.pastes.set(day, text);
    const pasteKey = this.world.newId();
    this.world.agenda.add('paste the statuses of a day', instantOf(day, '10:50'), (context) => {
      const lines = readPastedLines(text.join('\n'));
      const rest = { causes: [], decisionOf: () => NOTHING_DECIDED, asOf: day, today: day };
      const validate = (files: Parameters<typeof validateLines>[1]['files']) =>
        validateLines(lines, { files, ...rest });
      return recordPastedStatuses(context, this.world.office[1], { pasteKey, lines }, validate);
    });
  }
}

async function listSteps({ db }: AppContext): Promise<Map<string, string[]>> {
  const guides = await db.prisma.serviceGuide.findMany({
    select: { publicServiceId: true, steps: { orderBy: { position: 'asc' }, select: { id: true } } },
  });
  return new Map(guides.map(({ publicServiceId, steps }) => [publicServiceId, steps.map(({ id }) => id)]));
}

/** The statuses that a file goes through, with relative frequency. */
const STATUS_PATHS: readonly (readonly [path: readonly number[], weight: number])[] = [
  [[1, 2, 4, 9], 46],
  [[1, 2, 4, 10], 30],
  [[1, 2, 5, 4, 9], 8],
  [[1, 2, 5], 4],
  [[1, 2, 6, 4, 10], 5],
  [[1, 3], 4],
  [[1, 2, 7], 1],
];
/** What the office notes about a file that waits for the sender, and why, by the keys of the reference data. */
const SENT_BACK: Record<number, [note: string, cause: string]> = {
  3: ['Sai mẫu tờ khai, nộp lại.', 'ho_so_trong_tra_lai'],
  5: ['Bổ sung bản quét giấy tờ gốc.', 'can_ban_chung_thuc'],
  6: ['Chờ nộp lệ phí trực tuyến.', ''],
  7: ['Gia đình xin rút để nộp lại.', ''],
};
const NOTHING_DECIDED = { file: '', status: '', on: '', reason: '', cause: '', isSkipped: false };

const LEVELS: readonly (readonly [below: number, levels: Partial<Record<VneidLevel, number>>])[] = [
  [60, { level_2: 70, level_1: 15, none: 15 }],
  [Infinity, { level_2: 25, level_2_inactive: 20, none: 55 }],
];
const HELP: Record<HelpLevel, number> = {
  watched: 9,
  guided: 49,
  by_relative: 13,
  handed_over: 1,
  explained: 18,
  done_for: 10,
};
const HELP_OF_OLD: Record<HelpLevel, number> = {
  watched: 2,
  guided: 22,
  by_relative: 32,
  handed_over: 0,
  explained: 16,
  done_for: 28,
};
const REFUSALS = ['Sợ lừa đảo, chưa tin người lạ.', 'Đang bận cơm nước, không tiếp.', 'Con cháu làm hộ rồi.'];
const COMPANIONS = ['group_leader', 'neighbour', 'youth_union'];
const LATE_REASONS = ['Mất mạng trong ngõ, ghi ra giấy rồi nhập lại.', 'Máy hết pin giữa buổi.'];
const NOTES = [
  'Cụ nghe không rõ, nói to và chậm.',
  'Nên đến sau 19 giờ.',
  'Điện thoại đời cũ, không cài được ứng dụng.',
];
const NOTES_AT_CLOSED_DOOR = ['Hàng xóm bảo hay về sau 20 giờ.', 'Đã để lại tờ rơi có số điện thoại phường.'];
const DONE_FOR = ['Mắt kém, không đọc được màn hình.', 'Tay run, không gõ được.'];
const ASSIST_NOTES = ['Ảnh giấy tờ chụp bị mờ, phải chụp lại.', 'Đã dặn xem kết quả trên VNeID.'];
const PROMISES = ['Mang mẫu đơn đến tận nhà.', 'Chờ con trai về lấy giấy tờ gốc.', 'Hỏi bộ phận một cửa rồi báo lại.'];
