import { addDays, type LocalDate } from '../../src/shared/dates';
import type { GUIDES, PublicServiceEntry, SITUATIONS } from '../../src/features/office/reference-data/entries';

type GuideEntry = (typeof GUIDES)[number];

/** What is checked: the reference data, or a part of it. */
interface Catalogue {
  services: readonly PublicServiceEntry[];
  guides: readonly GuideEntry[];
  situations: readonly Pick<(typeof SITUATIONS)[number], 'title' | 'story' | 'why' | 'source' | 'checkedOn'>[];
  dueRules: readonly { key: string; source: string; checkedOn: LocalDate | null }[];
}

export interface Finding {
  /** The key of a service or due rule, or the title of a situation. */
  about: string;
  problem: string;
  /** It must not reach a ward: words without a source or without the day on which it was read. */
  isError: boolean;
}

const YEAR_IN_DAYS = 365;

const textsOf = ({ papers, papersFromData, mustBePresent, fee, trouble, troubleAnswer, ...guide }: GuideEntry) => [
  ...[...guide.prerequisites, ...papers, ...papersFromData],
  ...[mustBePresent, fee, trouble, troubleAnswer],
  ...guide.steps.map(({ action, detail }) => `${action} ${detail}`),
];

/** What is gone, and the texts that must not name it as if it still held. */
const GONE: readonly { texts: (guide: GuideEntry) => string[]; pattern: RegExp; problem: string }[] = [
  { texts: textsOf, pattern: /hộ khẩu/iu, problem: 'nhắc sổ hộ khẩu, đã bỏ từ 1/1/2023' },
  {
    texts: ({ papers, prerequisites }) => [...papers, ...prerequisites],
    pattern: /(CMND|chứng minh nhân dân)(?!.*cũ)/iu,
    problem: 'coi CMND là giấy tờ còn dùng',
  },
  { texts: textsOf, pattern: /(?<!\p{L})(quận|huyện)(?!\p{L})/iu, problem: 'nhắc quận, huyện, đã bỏ từ 1/7/2025' },
  {
    // Nghị quyết 77/2025/NQ-HĐND: filed online in Hà Nội, the city bears the fee.
    texts: ({ fee }) => [fee],
    pattern: /^(?!.*trực tiếp).*[1-9][\d.]* (đồng|đ)(?!\p{L})/iu,
    problem: 'ghi phí mà nộp trực tuyến nay là 0 đồng',
  },
];

/**
 * What in the catalogue is unsourced, was checked over a year ago or names what is gone.
 * @param today in Vietnam.
 */
export function checkCatalogue({ services, guides, situations, dueRules }: Catalogue, today: LocalDate): Finding[] {
  const findings: Finding[] = [];
  const find = (about: string, problem: string, isError = false) => findings.push({ about, problem, isError });
  const checkSource = (about: string, source: string, checkedOn: LocalDate | null) => {
    if (source === '') find(about, 'có lời mà không có nguồn', true);
    else if (checkedOn === null) find(about, 'nguồn chưa ghi ngày xem', true);
    else if (addDays(checkedOn, YEAR_IN_DAYS) < today) find(about, 'nguồn xem đã hơn một năm');
  };

  const guided = new Set(guides.map(({ key }) => key));
  const sourced = new Set(guides.filter(({ source }) => source !== '').map(({ key }) => key));
  for (const { key, isEssential25, isRetired, levelDate, kind, legalDays } of services) {
    if (isEssential25 && !isRetired && !guided.has(key)) find(key, 'dịch vụ thiết yếu chưa có hướng dẫn');
    if (legalDays !== null && !sourced.has(key)) find(key, 'có thời hạn mà hướng dẫn không có nguồn', true);
    if (kind === 'topic' && !guided.has(key)) find(key, 'chưa có lời nói');
    if (levelDate && addDays(levelDate, YEAR_IN_DAYS) < today) find(key, 'mức trực tuyến xem đã hơn một năm');
  }
  for (const guide of guides) {
    if (guide.steps.length === 0) find(guide.key, 'chưa có nguồn ghi các bước: để là bản nháp');
    if (isSilent(guide)) continue;
    checkSource(guide.key, guide.source, guide.checkedOn);
    for (const { texts, pattern, problem } of GONE)
      if (texts(guide).some((text) => pattern.test(text))) find(guide.key, problem);
  }
  for (const { title, source, checkedOn } of situations) checkSource(title, source, checkedOn);
  for (const { key, source, checkedOn } of dueRules) {
    if (checkedOn === null) find(key, 'nguồn chưa ghi ngày xem: không áp dụng');
    else checkSource(key, source, checkedOn);
  }
  return findings;
}

/** A guide that says nothing but that no source was found. */
const isSilent = (guide: GuideEntry): boolean => guide.source === '' && textsOf(guide).every((text) => text === '');
