import { removalOf } from '../events/removal-pages';
import { v7 as newId } from 'uuid';
import { fromDbDate } from '../../../db/dates';
import { ageOn, birthOf, formatBirth, formatDate, formatDateTime, type LocalDate } from '../../../shared/dates';
import { DOOR_OUTCOMES, optionsOf, RELATIONS, RESIDENCE_STATUSES } from '../../../shared/labels';
import { LIVING_HERE } from '../../../shared/living-here';
import { maskNationalNumber } from '../../../shared/national-number';
import { relationText } from '../../../shared/relation-labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { type Failed, formView, type FormView, typed } from '../../../web/form';
import { cardReader, viewOf } from '../../../web/page';
import { type ActionLink, headActions, missingLine } from '../../../web/record-head';
import { plainNames, RESIDENT_FIELDS, RESIDENT_PLAIN } from '../../../shared/register-fields';
import { consentSection } from '../../casework/consents/section-pages';
import { readinessSection } from '../../casework/needs/readiness-pages';
import { dueSection } from '../../casework/due/due-words';
import { helpersSection, residentNeedsSection } from '../../casework/needs/section-pages';
import { portalSection } from '../../casework/portal-use/section-pages';
import { historySection } from '../events/pages';
import { ARRIVALS, newResidentForm, residentForm, STATUS_LABELS_HERE } from './forms';
import type { ResidentFile, ResidentPageFile } from './file-queries';
import type { Door, LikelySame, ResidentRecord } from './queries';
import type { ResidenceStatus } from '../../../generated/prisma/enums';

// ------------------------------------------------------------ one resident

interface ShowContent {
  today: LocalDate;
  canManage: boolean;
  canRecordUse: boolean;
  canReadRequests: boolean;
  /** Sees who receives a benefit, and what poverty entitles to. */
  plans: boolean;
}

/** The facts about a person in the order of the page. */
const FACTS = ['birth', 'gender', 'phone', 'contactWish', 'nationalNumber', 'residenceStatus'] as const;

export function showPage(
  { file, visits, needs, portal, consents, due, history }: ResidentPageFile,
  { today, canReadRequests, plans, ...content }: ShowContent,
) {
  // Nothing more is written about a resident whose data were erased.
  const canManage = content.canManage && file.erasedAt === null;
  const canRecordUse = content.canRecordUse && file.erasedAt === null;
  const { birth } = file;
  const values = { ...file, nationalNumber: file.nationalNumberLast4 };
  const current = file.memberships.find((membership) => membership.until === null);
  const isGone = file.residenceStatus === 'moved_out' || file.residenceStatus === 'deceased';
  const isElsewhere = file.residenceStatus === 'elsewhere';
  const homeless = isElsewhere ? 'không ở đây' : 'không còn ở hộ nào của phường';
  const isRecordable = canRecordUse && file.residenceStatus !== 'deceased';
  const own = (isPossible: boolean, path: string) => (isPossible ? `/residents/${file.id}/${path}` : '');
  const needsShown = residentNeedsSection(needs, today, canManage);
  const newHelper = `/households/${current?.householdId}/digital-helpers/new?helped=${file.id}`;
  const helpers = helpersSection(current && canRecordUse ? newHelper : '', needs.helpers, needs.helping);
  const readiness = readinessSection(file.id, needs.person.readiness, canManage);
  const portalUse = portalSection(file.id, portal, canRecordUse && LIVING_HERE.includes(file.residenceStatus));
  const given = consentSection(consents, { canRecord: isRecordable, canReadRequests });
  const events = historySection({ of: 'resident', id: file.id }, history, [], canManage);
  const factOf = (name: keyof typeof values & keyof typeof RESIDENT_FIELDS) => {
    const { label, format } = RESIDENT_FIELDS[name];
    return { label, value: format(values[name] as never) };
  };
  const facts = FACTS.map(factOf);
  return viewOf('register/residents/show', {
    ...headActions(
      [
        ...(portal.asking.mayBeAsked && portalUse.ask ? [portalUse.ask] : []),
        { label: 'Sửa hồ sơ', href: own(canManage, 'edit') },
        { label: 'Ghi tình trạng VNeID', href: readiness.newHref },
        ...(!portal.asking.mayBeAsked && portalUse.ask ? [portalUse.ask] : []),
        { label: 'Ghi diện ưu tiên', href: needsShown.newHref },
        { label: 'Thêm người giúp số', href: helpers.newHref },
        { label: 'Ghi muốn được báo thế nào', href: own(isRecordable, 'contact-wish') },
        { label: 'Ghi đã đọc thông báo, đồng ý hay không', href: given.recordHref },
        { label: 'Ghi yêu cầu về dữ liệu', href: own(canManage, 'data-requests/new') },
        { label: 'Giới thiệu đến nơi khác', href: own(isRecordable, 'referrals/new') },
        { label: 'Xem cả số định danh', href: own(file.nationalNumberLast4 !== null || canManage, 'national-number') },
        { label: 'Gộp với người khác…', href: canManage ? `/duplicates/new?resident=${file.id}` : '' },
      ],
      [
        {
          title: 'Ghi thay đổi',
          links: canManage
            ? changeLinks(file.id, { status: file.residenceStatus, isInHousehold: current !== undefined })
            : [],
        },
      ],
    ),
    missing: missingLine({
      ...Object.fromEntries(facts.map(({ label, value }) => [uncapitalise(label), value !== ''])),
      'VNeID và điều cần biết': readiness.history.length > 0,
      'diện ưu tiên': needsShown.hasAny,
      'lần dùng Cổng': portalUse.hasAny,
      'lượt thăm': visits.length > 0,
      'thay đổi trong sổ': events.hasAny,
    }),
    title: file.fullName,
    context: [
      birth ? `${ageOn(birth, today)} tuổi` : 'chưa rõ tuổi',
      current ? `${relationText(current)} · ${current.addressLine}` : homeless,
    ].join(' · '),
    facts: [
      ...facts,
      { label: 'Người mới gặp ở cửa', value: file.isUnconfirmed ? 'Văn phòng chưa xác nhận' : '' },
      { label: 'Gặp ở', value: file.isUnconfirmed || isElsewhere ? file.metAt.join('; ') : '' },
      ...plainNames(RESIDENT_PLAIN)
        .filter((name) => !FACTS.some((fact) => fact === name) && (plans || name !== 'receivesBenefit'))
        .map(factOf),
    ].filter(({ value }) => value !== ''),
    isGone,
    statusLabel: RESIDENCE_STATUSES[file.residenceStatus],
    erased: file.erasedAt ? `Dữ liệu của người này đã xóa lúc ${formatDateTime(file.erasedAt)}.` : '',
    householdHref: current ? `/households/${current.householdId}` : null,
    memberships: file.memberships.map((membership) => ({
      href: `/households/${membership.householdId}`,
      addressLine: membership.addressLine,
      relation: relationText(membership),
      time: membership.until
        ? `${formatDate(membership.from)} đến ${formatDate(membership.until)}`
        : `từ ${formatDate(membership.from)}`,
    })),
    needs: needsShown,
    helpers,
    due: dueSection(due, plans, today),
    readiness,
    portal: portalUse,
    consents: given,
    visits: visits.map((visit) => ({
      href: `/visits/${visit.id}`,
      when: formatDateTime(visit.arrivedAt),
      addressLine: visit.addressLine,
      outcome: DOOR_OUTCOMES[visit.outcome],
      officer: visit.officer,
    })),
    history: events,
    absenceLine: absenceLine(file, today),
  });
}

function absenceLine({ residenceStatus, absence }: ResidentFile, today: LocalDate): string {
  if (residenceStatus !== 'absent') return '';
  if (!absence) return 'Tạm vắng.';
  const { until } = absence;
  return [
    `Vắng lâu ngày từ ${formatDate(absence.from)}`,
    absence.reason,
    until && `dự kiến về ${formatDate(until)}${until < today ? ', đã quá ngày' : ''}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

// ------------------------------------------------------------ forms of a person

/** What the fields of a person offer beside the form itself. */
const personChoices = ({ values }: FormView, numberHolderId: string | null = null) => ({
  statuses: optionsOf(STATUS_LABELS_HERE, typed(values, 'residenceStatus') || 'permanent'),
  /** The resident who already has the typed national number. */
  numberHolderHref: numberHolderId && `/residents/${numberHolderId}`,
});

export function newResidentPage(
  door: Door,
  today: LocalDate,
  given: Partial<Failed> & { likelySame?: LikelySame[]; numberHolderId?: string | null } = {},
) {
  const { values = {}, errors = {} } = given;
  const hasHead = door.householdMemberships.some((member) => member.relation === 'head');
  const form = formView(
    newResidentForm(today),
    {},
    { values: { ...values, id: typed(values, 'id') || newId() }, errors },
  );
  return viewOf('register/residents/new', {
    form,
    ...personChoices(form, given.numberHolderId),
    cardReader: cardReader(),
    householdId: door.id,
    addressLine: door.addressLine,
    backHref: `/households/${door.id}`,
    relations: optionsOf({ '': 'Chọn quan hệ…', ...RELATIONS }, typed(values, 'relation') || (hasHead ? '' : 'head')),
    since: typed(values, 'since') || formatDate(today),
    arrivals: optionsOf(
      ARRIVALS,
      typed(values, 'arrival') || (door.householdMemberships.length > 0 ? 'moved_in' : 'known'),
    ),
    likelySame: (given.likelySame ?? []).map((person) => ({
      href: `/residents/${person.id}`,
      fullName: person.fullName,
      born: person.birth ? `sinh ${formatBirth(person.birth)}` : 'chưa rõ ngày sinh',
      reasons: person.reasons.join('; '),
      addressLine: person.addressLine ?? RESIDENCE_STATUSES[person.status],
      moveHref: `/residents/${person.id}/membership?household=${door.id}`,
    })),
  });
}

export function editPage(
  record: ResidentRecord,
  today: LocalDate,
  failed?: Failed & { numberHolderId?: string | null },
) {
  // A removal that was refused has nothing to do with the fields.
  const corrected = failed?.blockers ? undefined : failed;
  const isAway = !(record.residenceStatus in STATUS_LABELS_HERE);
  const form = formView(residentForm(today), { ...personValues(record), version: String(record.version) }, corrected);
  return viewOf('register/residents/edit', {
    form,
    ...personChoices(form, corrected?.numberHolderId),
    action: `/residents/${record.id}/edit`,
    backHref: `/residents/${record.id}`,
    fullName: record.fullName,
    // For a missing number alone.
    cardReader: record.nationalNumberLast4 ? '' : cardReader(),
    storedNumber: record.nationalNumberLast4 ? maskNationalNumber(record.nationalNumberLast4) : '',
    numberHint: record.nationalNumberLast4
      ? `Đang giữ ${maskNationalNumber(record.nationalNumberLast4)}. Để trống nếu không đổi.`
      : '12 số. Được mã hóa khi lưu, sau này chỉ hiện 4 số cuối.',
    awayLabel: isAway ? RESIDENCE_STATUSES[record.residenceStatus] : '',
    removal: removalOf(`/residents/${record.id}`, failed?.blockers),
  });
}

function personValues(record: ResidentRecord) {
  const birth = birthOf({ ...record, birthDate: record.birthDate && fromDbDate(record.birthDate) });
  return {
    ...record,
    birth: birth ? formatBirth(birth) : '',
    phone: record.phone ? formatPhoneNumber(record.phone) : '',
  };
}

/**
 * The confirmation before a stored national number is changed or removed.
 * @param warnings contradictions between the new number and the other facts about the person.
 */
export const numberQuestion = (
  record: ResidentRecord,
  { before, after }: { before: string; after: string | null },
  warnings: readonly string[],
) => ({
  title: `${after ? 'Đổi' : 'Xóa'} số định danh của ${record.fullName}?`,
  sentences: [
    after
      ? 'Kiểm tra số mới với thẻ trước khi đổi. Các chỗ khác bạn đã sửa trên hồ sơ được lưu cùng lúc.'
      : 'Không có số thì danh sách nhập sau này không nhận ra người này bằng số nữa.',
    'Số cũ được giữ kín, có thể trả lại nếu đổi nhầm.',
    ...warnings,
  ],
  changes: [
    { label: 'Số định danh', before: maskNationalNumber(before), after: after ? maskNationalNumber(after) : '' },
  ],
  action: `/residents/${record.id}/edit`,
  confirmLabel: after ? 'Đúng, đổi số' : 'Đúng, xóa số',
});

// ------------------------------------------------------------ what may change

/**
 * The changes that the office can record for a person now; changes that make no sense in the current state are left
 * out.
 */
function changeLinks(
  id: string,
  { status, isInHousehold }: { status: ResidenceStatus; isInHousehold: boolean },
): ActionLink[] {
  const link = (path: string, label: string): ActionLink => ({ href: `/residents/${id}/${path}`, label });
  if (status === 'deceased') return [];
  if (!isInHousehold)
    return [
      link('membership', status === 'moved_out' ? 'Chuyển về ở phường' : 'Ghi vào một hộ'),
      ...(status === 'moved_out' || status === 'elsewhere' ? [] : [link('departure', 'Chuyển đi khỏi phường')]),
      link('death', 'Đã mất'),
    ];
  return [
    link('membership', 'Chuyển sang hộ khác'),
    link('relation', 'Đổi quan hệ với chủ hộ'),
    status === 'absent' ? link('return', 'Đã về') : link('absence', 'Vắng lâu ngày'),
    link('departure', 'Chuyển đi khỏi phường'),
    link('death', 'Đã mất'),
  ];
}
