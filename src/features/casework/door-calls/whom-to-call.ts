import { z } from 'zod';
import { ADDRESSED, REACHED } from '../../../shared/row-schemas';
import { HouseholdRelation } from '../../../generated/prisma/enums';
import { ageOn, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { relationLabel } from '../../../shared/relation-labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { helperName } from '../needs/helper-labels';
import type { HelperRow } from '../needs/queries';
import type { NotifiedPerson } from '../../../shared/contact-wish';
import type { RequestBrief } from '../requests/request-labels';

/** What a caller needs to know about a member of a household. */
export const CALL_MEMBER = z.object({
  id: z.string(),
  ...ADDRESSED,
  relation: z.enum(HouseholdRelation),
  ...REACHED,
});
export type CallMember = z.infer<typeof CALL_MEMBER>;

/** A number to call and whom to ask for. */
interface CallNumber {
  /** '0912345678', as stored. */
  phone: string;
  /** 'Bà Nguyễn Thị Vi'. */
  name: string;
  /** 'chủ hộ, 81 tuổi', 'người giúp số', 'người liên hệ của đề nghị'. */
  about: string;
}

/**
 * The numbers at which a household can be called, the best first: the callback number of a request, the head, the other
 * adults in the order of the household, then the digital helpers. Each number once; no children. A resident who wants
 * to be notified through a relative gives way to that relative; one who wants paper comes last.
 * @param members of today, the head first.
 * @param adultAge in years; a member without a date of birth counts as an adult.
 */
export function numbersToCall(
  { members, helpers, requests }: Omit<Home, 'ward'> & { requests: readonly RequestBrief[] },
  adultAge: number,
  on: LocalDate,
): CallNumber[] {
  const ageOf = ({ birth }: CallMember) => birth && ageOn(birth, on);
  const adults = members.filter((member) => (ageOf(member) ?? adultAge) >= adultAge);
  const all = [
    ...requests.map(({ contactPhone, contactName, forWhom }) => ({
      phone: contactPhone,
      name: contactName || (forWhom ?? 'Người đã đề nghị'),
      about: 'số gọi lại của đề nghị đang mở',
    })),
    ...adults
      .filter((member) => !wantsPaper(member))
      .flatMap((member) => numbersByWish(member, memberText(member, on), helpers, on)),
    ...helpers.map(numberOfHelper),
    ...adults
      .filter(wantsPaper)
      .flatMap((member) => numbersByWish(member, `${memberText(member, on)}, ${ON_PAPER}`, helpers, on)),
  ];
  return all.filter(
    (each, index): each is CallNumber =>
      each.phone !== null && all.findIndex(({ phone }) => phone === each.phone) === index,
  );
}

const ON_PAPER = 'muốn nhận giấy';

/** Whether a resident wants paper instead of a call. */
export const wantsPaper = ({ wish }: Pick<NotifiedPerson, 'wish'>): boolean => wish?.way === 'paper';

const numberOfHelper = (helper: HelperRow) => ({
  phone: helper.phone,
  name: helperName(helper),
  about: 'người giúp số',
});

/** The number to call instead, if a resident wants to be notified through another person; null otherwise. */
export function numberInstead(person: NotifiedPerson, helpers: readonly HelperRow[], on: LocalDate) {
  if (person.wish?.way !== 'relative' && person.wish?.way !== 'helper') return null;
  const [number] = shownNumbers(
    numbersOfPerson({ ...person, phone: null }, { members: [], helpers, ward: { adultAge: 0 } }, on),
  );
  return number ?? null;
}

/** Their own number, or those at which they want to be notified; also their own without a helper to call. */
function numbersByWish(person: NotifiedPerson, about: string, helpers: readonly HelperRow[], on: LocalDate) {
  const own = [{ phone: person.phone, name: addressedName(person, on), about }];
  const { wish } = person;
  if (wish?.way === 'relative')
    return [{ phone: wish.phone, name: wish.name, about: `người thân của ${addressedName(person, on)}` }];
  const byHelper = wish?.way === 'helper' ? helpers.filter(({ phone }) => phone !== null).map(numberOfHelper) : [];
  return byHelper.length > 0 ? byHelper : own;
}

interface Home {
  members: readonly CallMember[];
  helpers: readonly HelperRow[];
  ward: { adultAge: number };
}

/**
 * The numbers at which one person can be reached: their own, or those at which they want to be notified, then those of
 * the home. A resident who wants to be notified through another person is not called.
 * @param home null if they live nowhere in the ward.
 */
export function numbersOfPerson(person: NotifiedPerson, home: Home | null, on: LocalDate): CallNumber[] {
  const about = wantsPaper(person) ? `người cần hỏi, ${ON_PAPER}: chỉ gọi khi cần` : 'người cần hỏi';
  const first = numbersByWish(person, about, home?.helpers ?? [], on).filter(
    (each): each is CallNumber => each.phone !== null,
  );
  const others = home ? numbersToCall({ ...home, requests: [] }, home.ward.adultAge, on) : [];
  return [
    ...first,
    ...others.filter(({ phone }) => phone !== person.phone && first.every((each) => each.phone !== phone)),
  ];
}

/** The numbers as views/casework/door-calls/numbers.ejs prints them. */
export const shownNumbers = (numbers: readonly CallNumber[]) =>
  numbers.map(({ phone, name, about }) => ({ href: `tel:${phone}`, phone: formatPhoneNumber(phone), name, about }));

/** 'chủ hộ, 81 tuổi', 'con gái, 30 tuổi'. */
export const memberText = ({ relation, gender, birth }: CallMember, on: LocalDate): string =>
  [relation !== 'other' && uncapitalise(relationLabel(relation, gender)), birth && `${ageOn(birth, on)} tuổi`]
    .filter(Boolean)
    .join(', ');
