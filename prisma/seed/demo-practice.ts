import type { AppContext } from '../../src/context';
import { raiseAlert } from '../../src/features/casework/briefings/service';
import { recordNearMiss } from '../../src/features/casework/near-misses/service';
import { pairForDoor, turnOf } from '../../src/features/casework/practice/choosing';
import { nextSituation } from '../../src/features/casework/portal-use/check-queries';
import { sampleSituation } from '../../src/features/casework/practice/queries';
import { confirmGuide } from '../../src/features/office/guides/service';
import { listSituations, type Situation } from '../../src/features/office/situations/queries';
import type { ScamChannel, ScamPattern, ScamStop, SituationMoment } from '../../src/generated/prisma/enums';
import type { LocalDate } from '../../src/shared/dates';
import { DemoRandom } from './demo-random';
import type { DemoMember } from './demo-register';
import { dayOf, type DemoWorld } from './demo-world';

/** A random stream of its own: the rest of the ward is what it was before situations were asked. */
const SEED = 20_261_201;

/** Of a hundred people, how many choose right. */
const RIGHT: Record<SituationMoment, number> = { before: 48, after: 79, check_30: 71, check_180: 63, sample: 52 };

/** What people of the ward answer in situations. */
export class DemoPractice {
  private readonly random = new DemoRandom(SEED);
  private situations: readonly Situation[] | null = null;
  private noticeId = '';
  /** The situations that each person answered, by name. */
  private readonly seen = new Map<string, Set<string>>();

  constructor(private readonly wardId: string) {}

  /** What a visit that met people asks of one of them; nothing at most doors. Most agree to surveys, and are named. */
  async atDoor({ db }: AppContext, householdId: string, present: readonly DemoMember[]): Promise<object> {
    const { random } = this;
    // The age is today's, the visit up to half a year old.
    const adults = present.filter(({ person }) => person.age > 18);
    if (adults.length === 0 || !random.chance(0.3)) return {};
    const { wardId } = this;
    this.situations ??= await listSituations(db, wardId);
    this.noticeId ||= (await db.prisma.privacyNotice.findFirst({ where: { wardId } }))?.id ?? '';
    const { id: residentId } = random.pick(adults);
    const seen = this.seen.get(residentId) ?? new Set();
    const pair = pairForDoor(this.situations, { seen, alert: null, turn: turnOf(householdId) });
    if (!pair) return {};
    const answers = { before: this.answer(pair[0], 'before'), after: this.answer(pair[1], 'after') };
    const practice = { firstId: pair[0].id, secondId: pair[1].id, ...answers };
    if (this.noticeId === '' || !random.chance(0.7)) return { practice };
    this.seen.set(residentId, new Set([...seen, ...pair.map(({ originId }) => originId)]));
    const consent = { readAloud: 'yes', survey: 'yes', givenBy: 'self', channel: 'spoken' };
    const said = seen.size > 0 ? {} : { noticeId: this.noticeId, consents: { [residentId]: consent } };
    return { practice: { ...practice, residentId }, ...said };
  }

  /** What somebody drawn into the sample answers; null if the call did not come to it. */
  async inSample({ db }: AppContext, memberId: string, residentId: string) {
    const situation = await sampleSituation(db, { wardId: this.wardId, residentId, turn: turnOf(memberId) });
    if (!situation || !this.random.chance(0.85)) return null;
    return { situationId: situation.id, answer: Number(this.answer(situation, 'sample')) };
  }

  /** What somebody who practised at the door answers in a call weeks later; null if there is nothing to ask. */
  async inCall({ db }: AppContext, residentId: string, on: LocalDate) {
    const situation = await nextSituation(db, { wardId: this.wardId, residentId, on });
    return situation && { situationId: situation.id, answer: Number(this.answer(situation, situation.moment)) };
  }

  /** '1', '2' or '3'. */
  private answer({ rightAnswer }: Pick<Situation, 'rightAnswer'>, moment: SituationMoment): string {
    const wrong = [1, 2, 3].filter((answer) => answer !== rightAnswer);
    return String(this.random.chance(RIGHT[moment] / 100) ? rightAnswer : this.random.pick(wrong));
  }
}

/** The shipped guides that the office has tried, and the days since; the others are drafts. */
const TRIED_GUIDES: readonly (readonly [daysAgo: number, ...keys: string[]])[] = [
  [58, 'vneid-len-muc-2', 'vneid-kich-hoat-muc-2', 'dang-nhap-cong-dvcqg', 'tra-cuu-ho-so'],
  [51, 'tro-cap-huu-tri-xa-hoi', 'dang-ky-tam-tru', 'xac-nhan-thong-tin-cu-tru', 'chung-thuc-ban-sao'],
  [33, 'cai-vssid', 'ho-chieu-pho-thong-cap-tinh', 'huong-tro-cap-that-nghiep', 'lua-dao-gia-danh-can-bo-phuong'],
];

/** The office tries the steps of what the team helps with most, and confirms them. */
export function tellOfGuides({ agenda, office: [office], serviceIds }: DemoWorld): void {
  for (const [daysAgo, ...keys] of TRIED_GUIDES)
    for (const [index, key] of keys.entries())
      agenda.add('confirm a guide', [daysAgo, `14:${10 + index * 9}`], async (context) => {
        const guide = { publicServiceId: serviceIds.get(key)!, number: 1 };
        const { id } = await context.db.prisma.serviceGuide.findFirstOrThrow({ where: guide });
        return confirmGuide(context, office, id);
      });
}

const NEAR_MISSES: readonly (readonly [daysAgo: number, ScamPattern, ScamChannel, ScamStop])[] = [
  [174, 'loved_one', 'call', 'family'],
  [148, 'impostor', 'call', 'own_doubt'],
  [131, 'gift', 'message', 'family'],
  [117, 'fake_app', 'social', 'asked_ward'],
  [96, 'sim', 'call', 'remembered'],
  [79, 'loved_one', 'social', 'family'],
  [52, 'impostor', 'call', 'remembered'],
  [47, 'impostor', 'call', 'asked_ward'],
  [44, 'impostor', 'at_door', 'asked_ward'],
  [26, 'fake_app', 'social', 'bank'],
  [10, 'land_papers', 'social', 'remembered'],
  [6, 'land_papers', 'call', 'asked_ward'],
  [3, 'land_papers', 'social', 'own_doubt'],
];
const ALERT_DAYS_AGO = 42;
const ALERT = 'Có người xưng công an, cán bộ gọi bắt cập nhật VNeID. Hỏi mỗi nhà một tình huống kiểu này.';

/** Half a year of near misses; of one pattern the ward warned, of another it does not yet. */
export function tellOfNearMisses({ agenda, newId, office: [office], wardId }: DemoWorld): void {
  const random = new DemoRandom(SEED + 1);
  for (const [daysAgo, pattern, channel, stoppedBy] of NEAR_MISSES)
    agenda.add('record a near miss', [daysAgo, '15:20'], async (context) => {
      const groups = await context.db.prisma.residentialGroup.findMany({ where: { wardId }, orderBy: { code: 'asc' } });
      const said = { pattern, channel, stoppedBy, residentialGroupId: random.pick(groups).id, note: '' };
      return recordNearMiss(context, office, { id: newId(), happenedOn: dayOf(context), ...said });
    });
  agenda.add('raise an alert', [ALERT_DAYS_AGO, '08:40'], (context) => raiseAlert(context, office, 'impostor', ALERT));
}
