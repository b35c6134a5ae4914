import { formatDate, type LocalDate } from '../../../shared/dates';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { viewOf } from '../../../web/page';
import { hrefWith, pageAfter, type PagePlace } from '../../../web/pager';
import { rulesFor, whyDue } from '../../casework/due/due-words';
import type { WardRule } from '../../office/due-rules/queries';
import { RULE_NAMES } from '../../office/reference-data/entries';
import { INDICATORS } from '../indicators/indicators';
import { COUNTED, DUE_PAGE, WINDOW, type DueCount, type DueRow } from './queries';

const OUTCOMES = {
  done: 'đã nộp trên Cổng',
  settled: 'đã có bằng cách khác',
  afterwards: 'nộp muộn trên Cổng',
  open: 'còn kịp',
  late: 'quá hạn, chưa biết đã làm',
};

interface Asked {
  wardRules: readonly Pick<WardRule, 'key' | 'isApplied'>[];
  isPast: boolean;
  /** '' for every rule. */
  rule: string;
  place: PagePlace;
  today: LocalDate;
  /** Sees rules that tell of poverty or of a benefit, and can plan rounds. */
  plans: boolean;
  canRead: boolean;
}

/** What falls due, and what came of it: the figures, and the list behind them. */
export function duePage(counts: readonly DueCount[], rows: readonly DueRow[], asked: Asked) {
  const { isPast, rule, plans, canRead } = asked;
  const view = isPast ? 'past' : '';
  const { shown, ...pager } = pageAfter(rows, {
    place: asked.place,
    size: DUE_PAGE,
    path: '/due',
    query: { view, rule },
  });
  const chosen = RULE_NAMES[rule] ?? '';
  const sum = (of: (typeof COUNTED)[number], own: readonly DueCount[]): number =>
    own
      .filter(({ outcome }) => of === 'all' || of === 'reached' || of === outcome)
      .reduce((total, count) => total + (of === 'reached' ? count.reached : count.all), 0);
  const [past, ahead] = [counts.filter((count) => count.isPast), counts.filter((count) => !count.isPast)];
  const all = sum('all', past);
  const share = (name: string, part: number, note = '') => ({
    name,
    value: formatPercent(part, all),
    note: `${formatNumber(part)} trên ${formatNumber(all)} việc đến hạn ${WINDOW} ngày qua${note}`,
  });
  const doors = shown.flatMap(({ householdId, isDoor }) => (householdId && isDoor ? [householdId] : []));
  const names = rulesFor(plans).map((key) => [key, RULE_NAMES[key] ?? key] as const);
  return viewOf('adoption/due/index', {
    /** Names of the rules that are not applied. */
    off: asked.wardRules.flatMap(({ key, isApplied }) => (isApplied ? [] : RULE_NAMES[key])).join('; '),
    figures: [
      {
        name: INDICATORS.dueAhead.name,
        value: formatNumber(sum('all', ahead)),
        note: `việc đến hạn trong ${WINDOW} ngày tới`,
      },
      share(INDICATORS.dueReached.name, sum('reached', past)),
      share(INDICATORS.dueDone.name, sum('done', past), `; ${formatNumber(sum('open', past))} việc còn kịp`),
    ],
    tabs: ['', 'past'].map((tab) => ({
      label: tab ? 'Đã đến hạn' : 'Sắp đến hạn',
      href: hrefWith('/due', { view: tab, rule }),
      isCurrent: tab === view,
    })),
    /** The only rule of the list; '' for every rule. */
    chosen,
    allHref: hrefWith('/due', { view }),
    columns: ['Có', 'Đội gặp trước hạn', 'Đã nộp trên Cổng', 'Cách khác, hoặc muộn', 'Còn kịp', 'Quá hạn, chưa biết'],
    /** By rule: how many, and what came of it. */
    sums: names.flatMap(([key, name]) => {
      const own = (isPast ? past : ahead).filter((count) => count.key === key);
      const cells = COUNTED.map((of) => sum(of, own));
      const href = canRead ? hrefWith('/due', { view, rule: key }) : '';
      return own.length > 0 ? [{ name, href, cells: cells.map(formatNumber) }] : [];
    }),
    isPartly: !plans,
    canRead,
    toPlan: { doors: isPast ? [] : doors },
    rows: shown.map((row) => ({
      on: formatDate(row.lastOn!),
      name: row.fullName,
      href: `/residents/${row.residentId}`,
      door: row.addressLine ?? 'không còn ở hộ nào',
      doorHref: row.householdId ? `/households/${row.householdId}` : '',
      what: row.serviceName,
      why: whyDue(row, asked.today),
      reached: row.reachedOn ? `gặp ${formatDate(row.reachedOn)}` : 'chưa gặp',
      outcome: row.doneOn
        ? `${OUTCOMES[row.outcome === 'done' ? 'done' : 'afterwards']} ${formatDate(row.doneOn)}`
        : OUTCOMES[row.outcome],
      isLate: row.outcome === 'late',
    })),
    about: [`${isPast ? 'Đã đến hạn' : 'Sắp đến hạn'}, ngày ${formatDate(asked.today)}`, chosen]
      .filter(Boolean)
      .join('. '),
    ...pager,
  });
}
