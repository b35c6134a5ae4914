import { addDays, ageOn, formatDate, weekdayName, type LocalDate } from '../../../shared/dates';
import { addressedName, honorificOf } from '../../../shared/honorific';
import { CHECK_BACK_OUTCOMES, optionsOf } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, typed, type Failed, type Option, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import { pagerAfter } from '../../../web/pager';
import { contactWishWords } from '../contact-wishes/contact-wish';
import type { CallHome } from '../door-calls/queries';
import { numbersOfPerson, shownNumbers, type ShownNumber } from '../door-calls/whom-to-call';
import { calledName, stillAble, type Message } from '../messages/messages';
import { FIRST_CHECK_DAYS, LAST_CHECK_DAYS } from './asking';
import { PAGE_SIZE, type CheckFile, type DuePlace, type DueRow } from './check-queries';

/** The page of one check-back. */
export const checkPath = ({ residentId, serviceId }: { residentId: string; serviceId: string }) =>
  `/residents/${residentId}/check-backs/${serviceId}`;

// ------------------------------------------------------------ the call list

interface ListModel {
  rows: { href: string; name: string; address: string; service: string; taught: string; due: string; phone: string }[];
  nextHref: string | null;
  pageNote: string;
  /** From those near tonight's doors to all; '' there. */
  allHref: string;
}

export const listPage = definePage<ListModel>('casework/portal-use/check-backs');

/** @param rows one more than a page, if there are more. */
export function listModel(
  rows: readonly DueRow[],
  { today, isNear, query }: { today: LocalDate; isNear: boolean; query: Record<string, unknown> },
): ListModel {
  const shown = rows.slice(0, PAGE_SIZE);
  return {
    rows: shown.map((row) => ({
      href: checkPath(row),
      name: addressedName(row, today),
      address: row.addressLine,
      service: row.serviceName,
      taught: formatDate(row.taughtOn),
      due: formatDate(row.dueOn),
      phone: contactWords(row),
    })),
    ...pagerAfter(
      { query, size: PAGE_SIZE, left: rows[0]?.left ?? 0 },
      () => `/check-backs?${isNear ? 'near=tonight&' : ''}after=${placeText(shown.at(-1)!)}`,
    ),
    allHref: isNear ? '/check-backs' : '',
  };
}

/** How to reach somebody, in a few words; who else is to be called stands on the page of the check. */
function contactWords({ phone, wish }: DueRow): string {
  if (wish && wish.way !== 'telephone') return contactWishWords(wish);
  return phone ? formatPhoneNumber(phone) : 'Chưa có số riêng';
}

const placeText = ({ dueOn, residentId, serviceId }: DuePlace) => `${dueOn}_${residentId}_${serviceId}`;

// ------------------------------------------------------------ one check-back

interface CheckModel {
  title: string;
  context: string;
  numbers: ShownNumber[];
  residentHref: string;
  /** What to say, sentence by sentence. */
  script: string[];
  /** Why nothing is to be asked today; '' when it is due. */
  notDue: string;
  /** Null when nothing is to be recorded. */
  form: {
    action: string;
    options: { value: string; label: string; hint: string; checked: boolean }[];
    barriers: Option[];
    checkedOn: string;
  } | null;
  errors: Failed['errors'];
  summary: Summary[];
  past: string[];
  /** The same question to copy; null when it is not to be asked. */
  message: Message | null;
}

export const checkPage = definePage<CheckModel>('casework/portal-use/check-back');

interface CheckScene {
  /** Null if the person lives nowhere in the ward. */
  home: CallHome | null;
  wardName: string;
  today: LocalDate;
  userId: string;
}

export function checkModel(
  file: CheckFile,
  { home, wardName, today, userId }: CheckScene,
  failed?: Failed,
): CheckModel {
  const values = failed?.values ?? { checkedOn: formatDate(today) };
  const age = file.birth ? `, ${ageOn(file.birth, today)} tuổi` : '';
  const isOwnOfToday = file.past.some(({ on, byId }) => on === today && byId === userId);
  return {
    title: `Hỏi lại: ${addressedName(file, today)}${age}`,
    context: [file.serviceName, `đội dạy ngày ${formatDate(file.taughtOn)}`, home?.addressLine]
      .filter(Boolean)
      .join(' · '),
    numbers: file.objects ? [] : shownNumbers(numbersOfPerson(file, home, today)),
    residentHref: `/residents/${file.residentId}`,
    script: scriptOf(file, wardName, today),
    notDue: file.isDue && file.livesHere && !file.objects ? '' : notDueWords(file, today),
    form:
      file.livesHere && !file.objects && (file.isDue || isOwnOfToday || failed)
        ? {
            action: checkPath(file),
            options: Object.entries(CHECK_BACK_OUTCOMES).map(([value, label]) => ({
              value,
              label,
              hint: value === 'not_reached' ? 'Gọi lại hôm khác, nhiều nhất 3 lần' : '',
              checked: value === typed(values, 'outcome'),
            })),
            barriers: [
              { value: '', label: 'Không vướng', selected: typed(values, 'barrierId') === '' },
              ...optionsOf(
                Object.fromEntries(file.barriers.map(({ id, label }) => [id, label])),
                typed(values, 'barrierId'),
              ),
            ],
            checkedOn: typed(values, 'checkedOn'),
          }
        : null,
    errors: failed?.errors ?? {},
    summary: errorSummary(failed?.errors ?? {}),
    past: file.past.map(pastWords),
    message:
      home && file.isDue && file.livesHere && !file.objects
        ? stillAble({
            ward: home.ward,
            who: calledName(file, today),
            service: { name: file.serviceName, groupKey: file.serviceGroup },
          })
        : null,
  };
}

function scriptOf(file: CheckFile, wardName: string, today: LocalDate): string[] {
  const you = uncapitalise(honorificOf(file.gender, file.birth, today)) || 'bác';
  const taught = `${weekdayName(file.taughtOn)} ${formatDate(file.taughtOn)}`;
  return [
    `Chào ${you}, tôi gọi từ ${wardName}. Hôm ${taught} đội có hướng dẫn ${you} “${file.serviceName}”.`,
    `Từ hôm đó ${you} có làm lại được không? Tự bấm máy, hay có ai cùng làm?`,
    `Nếu đã thử mà bị vướng: vướng ở chỗ nào? Chưa có việc phải làm cũng không sao.`,
    'Cần thì mời đội đến giúp lần nữa, không mất tiền.',
  ];
}

function pastWords({ on, outcome, barrier, by }: CheckFile['past'][number]): string {
  const said = [CHECK_BACK_OUTCOMES[outcome], barrier].filter(Boolean).join(': ');
  return `${formatDate(on)}: ${said} (${by} ghi)`;
}

/** Who has asked already, or when to ask. */
function notDueWords({ taughtOn, livesHere, objects, past }: CheckFile, today: LocalDate): string {
  if (!livesHere) return 'Người này không còn ở phường: không hỏi lại nữa.';
  if (objects) return 'Người này không muốn đội đến hay gọi nữa: không hỏi lại.';
  const from = addDays(taughtOn, FIRST_CHECK_DAYS);
  const [last] = past;
  if (last && last.on >= from) return `Lần hỏi gần nhất: ${pastWords(last)}. Hôm nay không phải hỏi nữa.`;
  if (today < from) return `Chưa đến ngày hỏi lại: hỏi từ ${formatDate(from)}.`;
  return `Buổi dạy đã hơn ${LAST_CHECK_DAYS} ngày: không hỏi lại nữa.`;
}
