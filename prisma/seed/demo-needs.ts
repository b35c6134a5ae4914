import type { CheckBackHelper, CheckBackOutcome, PortalAnswer } from '../../src/generated/prisma/enums';
import type { DemoHousehold, DemoMember } from './demo-register';

type Suits = (member: DemoMember, household: DemoHousehold) => boolean;

const age =
  (from: number, to = 120): Suits =>
  ({ person }) =>
    person.age >= from && person.age <= to;
const hasChildUpTo =
  (years: number): Suits =>
  ({ person: parent }, { members }) =>
    parent.age >= 20 && parent.age <= 48 && members.some(({ person }) => person.age <= years);

const isHardToMove: Suits = ({ hardToMove }) => hardToMove === 'yes';
const marries: Suits = ({ person }) =>
  person.age >= 20 && person.age <= 42 && ['child', 'head', 'lodger'].includes(person.relation);
const needsActivation: Suits = ({ vneidLevel, person }) => vneidLevel === 'level_2_inactive' && person.age >= 14;
const lacksLevel2: Suits = ({ vneidLevel, person }) =>
  (vneidLevel === 'level_1' || vneidLevel === 'none') && person.age >= 14;

/** Only with level 2 can they file themselves. */
const lostWork: Suits = ({ vneidLevel, person, isOnBenefit }) =>
  vneidLevel === 'level_2' && person.age >= 22 && person.age <= 57 && !isOnBenefit;
export const UNEMPLOYMENT_BENEFIT = 'huong-tro-cap-that-nghiep';

/**
 * What people at the door ask for: the needs that comparable teams report most, by the keys of the reference data, how often
 * relative to the others that fit the same person, and whom they fit.
 */
export const NEEDS: readonly (readonly [service: string, weight: number, suits: Suits])[] = [
  ['vneid-kich-hoat-muc-2', 22, needsActivation],
  ['vneid-len-muc-2', 12, lacksLevel2],
  ['dang-nhap-cong-dvcqg', 7, ({ vneidLevel }) => vneidLevel === 'level_2'],
  ['lien-ket-an-sinh-vneid', 7, ({ vneidLevel, person }) => vneidLevel === 'level_2' && person.age >= 55],
  ['cai-vssid', 5, age(18)],
  ['tra-cuu-ho-so', 3, age(25)],
  ['huong-dan-ky-nang-so', 4, age(60)],
  ['tro-cap-huu-tri-xa-hoi', 20, age(75)],
  ['tro-cap-xa-hoi-hang-thang', 6, isHardToMove],
  ['xac-dinh-muc-do-khuyet-tat', 4, isHardToMove],
  ['chung-thuc-chu-ky', 10, age(62)],
  ['chung-thuc-ban-sao', 6, age(18)],
  ['lien-thong-khai-tu-xoa-thuong-tru-mai-tang', 40, (_member, { isMourning }) => isMourning],
  ['lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc', 26, hasChildUpTo(0)],
  ['the-can-cuoc-duoi-14-tuoi', 9, hasChildUpTo(13)],
  ['dang-ky-tam-tru', 24, ({ person }) => person.status === 'temporary'],
  ['xac-nhan-thong-tin-cu-tru', 5, age(18)],
  ['xac-nhan-tinh-trang-hon-nhan', 8, marries],
  ['ban-sao-trich-luc-ho-tich', 5, age(18)],
  ['giam-tru-muc-dong-bhyt-ho-gia-dinh', 6, ({ person }) => person.relation === 'head'],
  ['cap-phieu-ly-lich-tu-phap', 3, age(20, 46)],
  ['cap-doi-cap-lai-giay-phep-lai-xe', 5, age(24, 66)],
  ['ho-chieu-pho-thong-cap-tinh', 3, age(14, 72)],
  ['dang-ky-bien-dong-dat-dai', 2, age(45)],
  ['thanh-lap-ho-kinh-doanh', 3, age(26, 60)],
  ['nop-phat-nguoi', 2, age(20, 60)],
  [UNEMPLOYMENT_BENEFIT, 3, lostWork],
  ['thong-bao-tim-kiem-viec-lam', 120, ({ isOnBenefit }) => isOnBenefit === true],
];

/** What people do on the portal by themselves, with relative frequency. */
export const SELF_SERVICE = {
  'xac-nhan-thong-tin-cu-tru': 6,
  'cap-phieu-ly-lich-tu-phap': 5,
  'ho-chieu-pho-thong-cap-tinh': 5,
  'nop-phat-nguoi': 4,
  'cap-doi-cap-lai-giay-phep-lai-xe': 5,
  'xac-nhan-tinh-trang-hon-nhan': 3,
  'giam-tru-muc-dong-bhyt-ho-gia-dinh': 4,
};

export const TOPICS = {
  'lua-dao-otp-mat-khau': 9,
  'lua-dao-gia-danh-can-bo-phuong': 8,
  'lua-dao-ung-dung-gia': 6,
  'lua-dao-gia-danh-cong-an-toa-an': 4,
  'lua-dao-doa-khoa-sim-dien-luc': 3,
  'loi-ich-vneid-muc-2': 8,
  'dang-nhap-cong-chi-bang-vneid': 4,
  'nop-truc-tuyen-0-dong-ha-noi': 6,
};

export const BARRIER_WEIGHTS = {
  khong_vneid_muc2: 22,
  quen_mat_khau: 16,
  mat_otp: 8,
  sim_khong_chinh_chu: 12,
  loi_nfc_qr_khuon_mat: 10,
  he_thong_loi_cham: 12,
  khong_smartphone: 9,
  can_ban_chung_thuc: 6,
  so_lua_dao: 5,
};

type ByAge<Value extends string> = readonly (readonly [below: number, answers: Readonly<Record<Value, number>>])[];

/** What adults say about the last twelve months, by age. */
export const ANSWERS: ByAge<PortalAnswer> = [
  [40, { alone: 28, with_family: 4, with_team: 0, not_used: 45, does_not_know: 3, declined: 5, not_reached: 15 }],
  [60, { alone: 16, with_family: 9, with_team: 6, not_used: 45, does_not_know: 4, declined: 6, not_reached: 14 }],
  [Infinity, { alone: 4, with_family: 14, with_team: 14, not_used: 50, does_not_know: 8, declined: 4, not_reached: 6 }],
];

/** What came of a lesson, by age. */
export const CHECKS: ByAge<Exclude<CheckBackOutcome, 'not_reached' | 'declined'>> = [
  [60, { alone: 50, with_somebody: 12, stuck: 12, not_needed: 26 }],
  [Infinity, { alone: 22, with_somebody: 26, stuck: 24, not_needed: 28 }],
];

/** Who does it with those who do it again with somebody. */
export const HELPERS: Readonly<Record<CheckBackHelper, number>> = { family: 70, acquaintance: 12, officer: 18 };
