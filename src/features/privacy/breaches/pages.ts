import { randomUUID } from 'node:crypto';
import { formatDate, formatDateTime, localDateOf, localTimeOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { formView, isId, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, type PagePlace } from '../../../web/pager';
import { clockOf, noticeDueAt } from './clock';
import { FIELD_LABELS } from './field-labels';
import { breachForm, editForm, noticeForm, waiverForm } from './forms';
import { BREACH_PAGE_SIZE, type Breach, type BreachBrief } from './queries';

type Tag = { kind: 'ok' | 'ask' | 'need' | 'plain'; text: string };

function statusOf({ endedAs, discoveredAt }: BreachBrief, now: Date): Tag {
  if (endedAs === 'notified') return { kind: 'ok', text: 'Đã gửi thông báo' };
  if (endedAs === 'waived') return { kind: 'plain', text: 'Không phải thông báo' };
  const { isLate, words } = clockOf(discoveredAt, now);
  return { kind: isLate ? 'need' : 'ask', text: `Chưa gửi: ${words}` };
}

/** The first words of what happened. */
const briefly = (what: string): string => {
  const line = what.replace(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119).trimEnd()}…` : line;
};

export function indexPage(
  breaches: readonly BreachBrief[],
  { place, now, canManage }: { place: PagePlace; now: Date; canManage: boolean },
) {
  const { shown, ...pager } = pageAfter(breaches, { place, size: BREACH_PAGE_SIZE, path: '/breaches' });
  return viewOf('privacy/breaches/index', {
    actions: canManage ? [{ label: 'Ghi sự cố', href: '/breaches/new', kind: 'primary' }] : [],
    rows: shown.map((breach) => ({
      href: `/breaches/${breach.id}`,
      what: briefly(breach.what),
      discovered: formatDateTime(breach.discoveredAt),
      status: statusOf(breach, now),
    })),
    ...pager,
  });
}

export function newBreachPage(now: Date, failed?: Failed) {
  const stored = { discoveredOn: formatDate(localDateOf(now)), discoveredTime: localTimeOf(now) };
  const form = formView(breachForm(now), stored, failed);
  const sentId = typed(form.values, 'id');
  return viewOf('privacy/breaches/form', {
    form,
    labels: FIELD_LABELS,
    title: 'Ghi sự cố dữ liệu',
    backHref: '/breaches',
    backLabel: 'Sự cố dữ liệu',
    action: '/breaches',
    hidden: { name: 'id', value: isId(sentId) ? sentId : randomUUID() },
    saveLabel: 'Ghi sự cố',
  });
}

export function editBreachPage(breach: Breach, now: Date, failed?: Failed) {
  const form = formView(editForm(now), { ...inputsOf(breach), version: String(breach.version) }, failed);
  return viewOf('privacy/breaches/form', {
    form,
    labels: FIELD_LABELS,
    title: 'Sửa sự cố dữ liệu',
    backHref: `/breaches/${breach.id}`,
    backLabel: 'Sự cố',
    action: `/breaches/${breach.id}/edit`,
    hidden: { name: 'version', value: typed(form.values, 'version') },
    saveLabel: 'Lưu thay đổi',
  });
}

const inputsOf = (breach: Breach) => ({
  discoveredOn: formatDate(localDateOf(breach.discoveredAt)),
  discoveredTime: localTimeOf(breach.discoveredAt),
  what: breach.what,
  dataKinds: breach.dataKinds,
  peopleCount: breach.peopleCount === null ? '' : String(breach.peopleCount),
  consequences: breach.consequences,
  measures: breach.measures,
  contact: breach.contact,
});

const FIELDS = Object.keys(FIELD_LABELS) as (keyof typeof FIELD_LABELS)[];

type Fact = { label: string; value: string };

/** The fields in the order of the sheet. @param blank what stands for an empty one. */
const factsOf = (breach: Breach, blank: string): Fact[] => [
  { label: 'Phát hiện lúc', value: formatDateTime(breach.discoveredAt) },
  ...FIELDS.map((field) => ({ label: FIELD_LABELS[field], value: valueOf(breach, field) || blank })),
];

const valueOf = (breach: Breach, field: keyof typeof FIELD_LABELS): string => {
  const value = breach[field];
  return typeof value === 'number' ? formatNumber(value) : (value ?? '');
};

export function showPage(
  breach: Breach,
  { now, canManage, canReadLog }: { now: Date; canManage: boolean; canReadLog: boolean },
  failed?: Failed,
) {
  const sent = { sentOn: formatDate(localDateOf(now)), sentTime: localTimeOf(now) };
  const isOpen = breach.endedAs === null;
  return viewOf('privacy/breaches/show', {
    id: breach.id,
    title: `Sự cố dữ liệu ${formatDateTime(breach.discoveredAt)}`,
    context: `${breach.recordedBy} ghi`,
    actions: [
      ...(canManage ? [{ label: 'Sửa', href: `/breaches/${breach.id}/edit`, kind: 'plain' }] : []),
      ...(canReadLog
        ? [
            {
              label: 'Nhật ký đến ngày ấy',
              href: `/audit?to=${formatDate(localDateOf(breach.discoveredAt))}`,
              kind: 'plain',
            },
          ]
        : []),
      { label: 'In nội dung thông báo', href: `/breaches/${breach.id}/sheet`, kind: 'plain' },
    ],
    status: statusOf(breach, now),
    due: isOpen ? `Hạn gửi: ${formatDateTime(noticeDueAt(breach.discoveredAt))}` : '',
    facts: [...factsOf(breach, 'chưa ghi'), ...endFacts(breach)],
    canEnd: canManage && isOpen,
    form: formView(noticeForm(now, breach.discoveredAt), sent, failed),
    waiver: formView(waiverForm, {}, failed),
    canReopen: canManage && !isOpen,
  });
}

function endFacts(breach: Breach): Fact[] {
  if (breach.endedAs === null) return [];
  const by = { label: 'Ghi kết thúc', value: `${breach.endedBy}, ${formatDateTime(breach.endedAt!)}` };
  if (breach.endedAs === 'waived') return [{ label: 'Không phải thông báo vì', value: breach.waivedReason }, by];
  const { isLate, words } = clockOf(breach.discoveredAt, breach.sentAt!);
  return [
    {
      label: 'Đã gửi thông báo',
      value: `${formatDateTime(breach.sentAt!)}${isLate ? ` (${words})` : ''}, gửi ${breach.sentTo}`,
    },
    { label: 'Số văn bản', value: breach.letterNumber || 'chưa ghi' },
    by,
  ];
}

export const sheetPage = (
  breach: Breach,
  { wardName, printedBy, at }: { wardName: string; printedBy: string; at: Date },
) =>
  viewOf('privacy/breaches/sheet', {
    backHref: `/breaches/${breach.id}`,
    title: 'Sự cố dữ liệu cá nhân: nội dung thông báo',
    ward: wardName,
    printed: `${printedBy} in lúc ${formatDateTime(at)}`,
    due: formatDateTime(noticeDueAt(breach.discoveredAt)),
    // An empty value is a line to write on.
    facts: [...factsOf(breach, ''), ...endFacts(breach)],
  });
