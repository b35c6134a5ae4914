import { addDays, ageOn, formatDate, weekdayName, type LocalDate } from '../../../shared/dates';
import { addressedName, honorificOf } from '../../../shared/honorific';
import { cardsOf, CHECK_BACK_OUTCOMES, optionsOf } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, type PagePlace } from '../../../web/pager';
import { contactWishSummary } from '../../../shared/contact-wish';
import type { CallHome } from '../door-calls/queries';
import { numbersOfPerson, shownNumbers } from '../door-calls/whom-to-call';
import { calledName, stillAble } from '../messages/messages';
import { FIRST_CHECK_DAYS, LAST_CHECK_DAYS } from './asking';
import { CHECK_BACK_PAGE_SIZE, type CheckFile, type DuePlace, type DueRow } from './check-queries';
import { checkBackForm } from './forms';

export const checkPath = ({ residentId, serviceId }: { residentId: string; serviceId: string }) =>
  `/residents/${residentId}/check-backs/${serviceId}`;

// ------------------------------------------------------------ the call list

/** @param rows one more than a page, if there are more. */
export function checkListPage(
  rows: readonly DueRow[],
  { today, isNear, place }: { today: LocalDate; isNear: boolean; place: PagePlace },
) {
  const list = { place, size: CHECK_BACK_PAGE_SIZE, path: '/check-backs', query: { near: isNear ? 'tonight' : null } };
  const keyed = rows.map((row) => ({ ...row, id: placeText(row) }));
  const { shown, ...pager } = pageAfter(keyed, list);
  return viewOf('casework/portal-use/check-backs', {
    rows: shown.map((row) => ({
      href: checkPath(row),
      name: addressedName(row, today),
      address: row.addressLine,
      service: row.serviceName,
      taught: formatDate(row.taughtOn),
      due: formatDate(row.dueOn),
      phone: contactText(row),
    })),
    ...pager,
    // From those near tonight's doors to all; '' there.
    allHref: isNear ? '/check-backs' : '',
  });
}

/** How to reach a resident, in a few words; the page of the check shows who else to call. */
function contactText({ phone, wish }: DueRow): string {
  if (wish && wish.way !== 'telephone') return contactWishSummary(wish);
  return phone ? formatPhoneNumber(phone) : 'Chưa có số riêng';
}

const placeText = ({ dueOn, residentId, serviceId }: DuePlace) => `${dueOn}_${residentId}_${serviceId}`;

// ------------------------------------------------------------ one check-back

interface CheckScene {
  /** Null if the person lives nowhere in the ward. */
  home: CallHome | null;
  wardName: string;
  today: LocalDate;
  userId: string;
}

export function checkPage(file: CheckFile, { home, wardName, today, userId }: CheckScene, failed?: Failed) {
  const form = formView(checkBackForm(today, file), { checkedOn: formatDate(today) }, failed);
  const age = file.birth ? `, ${ageOn(file.birth, today)} tuổi` : '';
  const isOwnOfToday = file.past.some(({ on, byId }) => on === today && byId === userId);
  return viewOf('casework/portal-use/check-back', {
    title: `Hỏi lại: ${addressedName(file, today)}${age}`,
    context: [file.serviceName, `đội dạy ngày ${formatDate(file.taughtOn)}`, home?.addressLine]
      .filter(Boolean)
      .join(' · '),
    numbers: file.objects ? [] : shownNumbers(numbersOfPerson(file, home, today)),
    residentHref: `/residents/${file.residentId}`,
    // What to say, sentence by sentence.
    script: scriptOf(file, wardName, today),
    // Why nothing is to be asked today; '' when it is due.
    notDue: file.isDue && file.livesHere && !file.objects ? '' : notDueText(file, today),
    form,
    // '' when nothing is to be recorded.
    action: file.livesHere && !file.objects && (file.isDue || isOwnOfToday || failed) ? checkPath(file) : '',
    options: cardsOf(CHECK_BACK_OUTCOMES, typed(form.values, 'outcome'), {
      not_reached: 'Gọi lại hôm khác, nhiều nhất 3 lần',
    }),
    barriers: optionsOf(
      { '': 'Không vướng', ...Object.fromEntries(file.barriers.map(({ id, label }) => [id, label])) },
      typed(form.values, 'barrierId'),
    ),
    past: file.past.map(pastText),
    // The same question to copy; null when it is not to be asked.
    message:
      home && file.isDue && file.livesHere && !file.objects
        ? stillAble({
            ward: home.ward,
            who: calledName(file, today),
            service: { name: file.serviceName, groupKey: file.serviceGroup },
          })
        : null,
  });
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

function pastText({ on, outcome, barrier, by }: CheckFile['past'][number]): string {
  const said = [CHECK_BACK_OUTCOMES[outcome], barrier].filter(Boolean).join(': ');
  return `${formatDate(on)}: ${said} (${by} ghi)`;
}

/** Who has asked already, or when to ask. */
function notDueText({ taughtOn, livesHere, objects, past }: CheckFile, today: LocalDate): string {
  if (!livesHere) return 'Người này không còn ở phường: không hỏi lại nữa.';
  if (objects) return 'Người này không muốn đội đến hay gọi nữa: không hỏi lại.';
  const from = addDays(taughtOn, FIRST_CHECK_DAYS);
  const [last] = past;
  if (last && last.on >= from) return `Lần hỏi gần nhất: ${pastText(last)}. Hôm nay không phải hỏi nữa.`;
  if (today < from) return `Chưa đến ngày hỏi lại: hỏi từ ${formatDate(from)}.`;
  return `Buổi dạy đã hơn ${LAST_CHECK_DAYS} ngày: không hỏi lại nữa.`;
}
