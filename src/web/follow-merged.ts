import type { ErrorRequestHandler } from 'express';
import { isPermitted } from '../permissions';
import { formatDateTime, nameOfWeekday } from '../shared/dates';
import {
  CALL_OUTCOMES,
  CONSENT_CHANNELS,
  CONSENT_GIVERS,
  GENDERS,
  PAUSE_KINDS,
  PORTAL_ANSWERS,
  REFERRAL_RECIPIENTS,
  RELATIONS,
  RESIDENCE_STATUSES,
} from '../shared/labels';
import { CONTACT_WAYS } from '../shared/contact-wish';
import { FACT_SOURCES, NEEDS } from '../shared/needs';
import { forEachField, READINESS } from '../shared/readiness-fields';
import { HOUSEHOLD_FIELDS, RESIDENT_FIELDS } from '../shared/register-fields';
import { NotFoundError } from '../shared/errors';
import { ConflictError } from './errors';
import { isId } from './form';
import { flatten } from './sign-in-again';

/** The record that another one was merged into. */
interface KeptRecord {
  id: string;
  name: string;
  mergedBy: string;
  mergedAt: Date;
}

type FindKept = (wardId: string, kind: 'resident' | 'household', id: string) => Promise<KeptRecord | null>;

const PATH = /^\/(residents|households)\/([^/?]+)/;
/**
 * Labels of what people type or choose about a resident or a household; ids are left out. A test compares them with the
 * forms. Those of rooms stand below, all others in the catalogue.
 */
export const TYPED_LABELS: Readonly<Record<string, string>> = {
  relation: 'Quan hệ với chủ hộ',
  relationNote: 'Quan hệ',
  since: 'Từ ngày',
  on: 'Ngày',
  reason: 'Lý do',
  place: 'Nơi',
  from: 'Từ ngày',
  expectedUntil: 'Dự kiến đến ngày',
  isMourning: 'Nhà có tang',
  kind: 'Loại',
  source: 'Vì sao biết',
  way: 'Muốn được báo',
  askedOn: 'Ngày hỏi',
  answer: 'Trả lời',
  service: 'Dịch vụ',
  month: 'Tháng',
  recipient: 'Nơi đến',
  recipientName: 'Tên nơi đến',
  answerBy: 'Hỏi lại ngày',
  recordedOn: 'Ngày hỏi',
  sourceNote: 'Căn cứ',
  name: 'Tên',
  approach: 'Cách tiếp cận',
  reluctance: 'Ai còn ngại, vì sao',
  whatWorked: 'Điều gì có hiệu quả',
  outcome: 'Cuộc gọi ra sao',
  calledOn: 'Ngày gọi',
  what: 'Việc cần giúp',
  askedBy: 'Ai yêu cầu',
  contactName: 'Người liên hệ',
  contactPhone: 'Số gọi lại',
  receivedOn: 'Ngày nhận',
  promisedBy: 'Hẹn đến chậm nhất ngày',
  validFrom: 'Từ ngày',
  lastDay: 'Đến hết ngày',
  pausedUntil: 'Đến ngày',
  mourningUntil: 'Tạm dừng đến ngày',
  readAloud: 'Đã đọc thông báo',
  survey: 'Hỏi khảo sát',
  photo: 'Chụp ảnh đăng báo',
  contact: 'Đội đến nhà, gọi điện',
  givenBy: 'Ai nói',
  channel: 'Bằng cách nào',
  representativeName: 'Người đại diện',
  representativeRelation: 'Quan hệ',
  purpose: 'Rút lại',
  ...catalogueLabels(HOUSEHOLD_FIELDS),
  ...catalogueLabels(RESIDENT_FIELDS),
  ...catalogueLabels(READINESS),
};

function catalogueLabels(fields: Readonly<Record<string, { label: string }>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, { label }]) => [name, label]));
}

/** The words for what was chosen in those fields; a choice without words is left out. */
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...forEachField((_, { answers }) => answers),
  gender: GENDERS,
  residenceStatus: RESIDENCE_STATUSES,
  relation: RELATIONS,
  isMourning: { on: 'Có', 1: 'Có' },
  kind: { ...NEEDS, ...PAUSE_KINDS },
  source: FACT_SOURCES,
  way: CONTACT_WAYS,
  answer: PORTAL_ANSWERS,
  recipient: REFERRAL_RECIPIENTS,
  outcome: CALL_OUTCOMES,
  givenBy: CONSENT_GIVERS,
  channel: CONSENT_CHANNELS,
  purpose: { contact: 'Không liên hệ nữa', survey: 'Hỏi khảo sát', photo: 'Chụp ảnh đăng báo' },
  ...Object.fromEntries(['readAloud', 'survey', 'photo', 'contact'].map((name) => [name, { yes: 'Có', no: 'Không' }])),
};

interface TypedLine {
  label: string;
  value: string;
}

/**
 * Redirects the address of a merged record to the one it was merged into. A form about it is not lost: its values
 * appear on the page that explains what happened. Runs after the routes and before the error pages.
 */
export function followMerged(findKept: FindKept): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    const [start, place, id] = PATH.exec(req.originalUrl) ?? [];
    if (!(error instanceof NotFoundError) || !req.user || !start || !isId(id)) return next(error);
    // A user who may not open the file must not learn its name from an address without a route either.
    if (!isPermitted(req.user.role, place === 'residents' ? 'residents.read' : 'households.read')) return next(error);
    const kept = await findKept(req.user.wardId, place === 'residents' ? 'resident' : 'household', id);
    if (!kept) return next(error);
    const there = `/${place}/${kept.id}`;
    // A visit belongs to the door, whichever record represents it now: the form is forwarded unchanged to the kept
    // household.
    if (place === 'households' && /\/visits\/new$/.test(req.path)) return res.redirect(307, `${there}/visits/new`);
    if (req.method === 'GET' || req.method === 'HEAD')
      return res.redirect(303, `${there}${req.originalUrl.slice(start.length)}`);
    next(
      new ConflictError({
        what: `${place === 'residents' ? 'Hồ sơ' : 'Hộ'} này vừa được gộp vào ${kept.name}.`,
        yours: typedLines(flatten(req.body)),
        theirs: [{ label: 'Nay ghi ở', value: kept.name }],
        theirName: kept.mergedBy,
        theirTime: formatDateTime(kept.mergedAt),
        resumeHref: there,
        keepAction: null,
        closed: `Bản cũ không sửa được nữa: ghi tiếp ở ${kept.name}.`,
      }),
    );
  };
}

function typedLines(fields: readonly [name: string, value: string][]): TypedLine[] {
  const words = fields.flatMap(([name, typed]) => {
    const label = TYPED_LABELS[name];
    const value = VALUES[name] ? (VALUES[name][typed] ?? '') : typed;
    return label && value.trim() !== '' ? [{ label, value }] : [];
  });
  return [...words, ...preferredTimeLines(fields)];
}

/** The preferred times in a form: one line for each row that was filled in. */
function preferredTimeLines(fields: readonly [name: string, value: string][]): TypedLine[] {
  const rows = new Map<string, Partial<Record<string, string[]>>>();
  for (const [name, value] of fields) {
    const [, row, part] = /^(?:wishes|times)\[(\d+)\]\[(weekdays|onDate|from|to)\]/.exec(name) ?? [];
    if (!row || !part || value.trim() === '') continue;
    const parts = rows.get(row) ?? {};
    rows.set(row, { ...parts, [part]: [...(parts[part] ?? []), value] });
  }
  return [...rows.values()].map(({ weekdays = [], onDate = [], from = [], to = [] }) => ({
    label: 'Giờ thuận tiện',
    value: [
      ...weekdays.map((value) => (/^[1-7]$/.test(value) ? nameOfWeekday(Number(value)) : value)),
      ...onDate,
      ...from.map((time) => `từ ${time}`),
      ...to.map((time) => `đến ${time}`),
    ].join(', '),
  }));
}
