import { addMonths, formatDate, type LocalDate } from '../../../shared/dates';
import { DUE_RULES, type DueRuleEntry } from '../../office/reference-data/entries';
import type { DueItem, DueLine } from './due-items';

const RULES = new Map(DUE_RULES.map((rule) => [rule.key, rule]));

/** The keys of the rules that a role may see: those that tell of poverty or of a benefit only if it plans. */
export const rulesFor = (plans: boolean): readonly string[] =>
  DUE_RULES.filter(({ isForPlanning }) => plans || !isForPlanning).map(({ key }) => key);

/** Why it is due, in a sentence: 'đủ 75 tuổi ngày 12/01/2027', 'đủ 75 tuổi trong năm 2027 (chỉ biết năm sinh)'. */
export function whyDue({ key, firstOn, lastOn }: DueItem, today: LocalDate): string {
  const { kind, years, asks } = RULES.get(key)!;
  if (!firstOn || !lastOn) return 'đang hưởng lương hưu, trợ cấp';
  const isYear = firstOn < lastOn;
  const on = isYear ? `trong năm ${lastOn.slice(0, 4)} (chỉ biết năm sinh)` : `ngày ${formatDate(lastOn)}`;
  const by = isYear ? `trước ${formatDate(lastOn)} (chỉ biết năm sinh)` : `chậm nhất ${formatDate(lastOn)}`;
  const isCardOver = asks === 'cardIssuedOn' && today > lastOn;
  const over = isCardOver ? `; thẻ cấp trước ${formatDate(addMonths(firstOn, -24))} đã hết hạn` : '';
  if (kind === 'age') return `đủ ${years} tuổi ${on}${over}`;
  if (kind === 'poor') return `từ đủ ${years} tuổi, hộ nghèo hoặc cận nghèo, ${on}`;
  if (kind === 'residence') return `tạm trú đến hết ${formatDate(lastOn)}`;
  return kind === 'to_file' ? `trong 3 tháng từ ngày nghỉ việc, có thể trước ${formatDate(lastOn)}; hỏi ngày ấy` : by;
}

/** What is due, never more than likely: 'có thể thuộc diện trợ cấp hưu trí xã hội: đủ 75 tuổi ngày 12/01/2027'. */
export function dueText(item: DueItem, today: LocalDate): string {
  const { asks, what } = RULES.get(item.key)!;
  return `có thể ${asks === 'receivesBenefit' ? 'thuộc diện' : 'cần'} ${what}: ${whyDue(item, today)}`;
}

/** A reason to go to a door on a day, in a few words that tell only an age or a day: 'tháng sau đủ 75 tuổi'. */
export function dueReason({ key, firstOn, lastOn }: DueItem, on: LocalDate): string {
  const { kind, years, asks } = RULES.get(key)!;
  const byDay = kind === 'born' ? 'hết hạn khai sinh' : 'hết hạn tạm trú';
  const what = kind === 'age' ? `đủ ${years} tuổi` : byDay;
  if (asks === 'cardIssuedOn' && on > lastOn!) return `${what} từ ${formatDate(lastOn!)}, xem thẻ còn hạn không`;
  const month = lastOn!.slice(0, 7);
  if (firstOn! < lastOn!) return `trong năm ${lastOn!.slice(0, 4)} ${what}`;
  if (month === on.slice(0, 7)) return `tháng này ${what}`;
  return month === addMonths(on, 1).slice(0, 7) ? `tháng sau ${what}` : `${what} ngày ${formatDate(lastOn!)}`;
}

/** Whether a fact about a person is worth asking for: a rule that is due needs it. */
export const asksFor = (fact: DueRuleEntry['asks'], due: readonly DueItem[]): boolean =>
  due.some(({ key }) => RULES.get(key)?.asks === fact);

/** "Sắp cần Cổng" of a person or a household. @param plans whether the reader's role plans. */
export const dueSection = (lines: readonly DueLine[], plans: boolean, today: LocalDate) =>
  lines
    .filter((line) => plans || !line.plans)
    .map((line) => ({ who: line.fullName, text: dueText(line, today), service: line.serviceName }));
export type DueSection = ReturnType<typeof dueSection>;
