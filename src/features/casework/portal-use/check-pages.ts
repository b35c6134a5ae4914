import { ageOn, formatDate, localDateOf, monthName, weekdayName, type LocalDate } from '../../../shared/dates';
import { addressedName, honorificOf } from '../../../shared/honorific';
import { cardsOf, CHECK_BACK_HELPERS, CHECK_BACK_OUTCOMES, optionsOf } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, type PagePlace } from '../../../web/pager';
import { contactWishSummary } from '../../../shared/contact-wish';
import type { CallHome } from '../door-calls/queries';
import { numbersOfPerson, shownNumbers } from '../door-calls/whom-to-call';
import { calledName, stillAble } from '../messages/messages';
import type { Situation } from '../../office/situations/queries';
import { callQuestion } from '../practice/fields';
import { pastText, whyNotAsked } from './asking-labels';
import { CHECK_BACK_PAGE_SIZE, type CheckFile, type DuePlace, type DueRow, type Lesson } from './check-queries';
import type { CheckDrawRow } from './draw-queries';
import { answerName, checkBackForm, drawForm, PAID_ANSWERS } from './forms';
import { DRAWN_WAVE, MAX_ATTEMPTS } from './waves';

export const checkPath = (residentId: string) => `/residents/${residentId}/check-backs`;

// ------------------------------------------------------------ the call list

interface ListScene {
  today: LocalDate;
  isNear: boolean;
  place: PagePlace;
  /** Null for readers who may not draw, and on the list of tonight. */
  draws: { last: CheckDrawRow | null; toDraw: number | null } | null;
}

/** @param rows one more than a page, if there are more. */
export function checkListPage(rows: readonly DueRow[], { today, isNear, place, draws }: ListScene, failed?: Failed) {
  const list = { place, size: CHECK_BACK_PAGE_SIZE, path: '/check-backs', query: { near: isNear ? 'tonight' : null } };
  const keyed = rows.map((row) => ({ ...row, id: placeText(row) }));
  const { shown, ...pager } = pageAfter(keyed, list);
  const toDraw = draws?.toDraw ?? 0;
  return viewOf('casework/portal-use/check-backs', {
    rows: shown.map((row) => ({
      href: checkPath(row.residentId),
      name: addressedName(row, today),
      address: row.addressLine,
      service: row.lessons.map(({ serviceName }) => serviceName).join('; '),
      taught: [...new Set(row.lessons.map(({ taughtOn }) => formatDate(taughtOn)))].join('; '),
      due: formatDate(row.dueOn),
      phone: contactText(row),
    })),
    ...pager,
    // From those near tonight's doors to all; '' there.
    allHref: isNear ? '/check-backs' : '',
    form: formView(drawForm, { size: String(toDraw) }, failed),
    // How many people there are to draw from; '' when there is nothing to draw.
    toDraw:
      toDraw > 0
        ? `${formatNumber(toDraw)} người học từ ${DRAWN_WAVE.from} ngày trước, hỏi được đến ngày thứ ${DRAWN_WAVE.to}. Gọi không xuể thì bốc thăm: ai không trúng thì không gọi, không tính là thiếu.`
        : '',
    drawn: draws?.last ? drawnText(draws.last) : '',
  });
}

const drawnText = ({ month, drawn, population, drawnAt, drawnByName, seed }: CheckDrawRow): string =>
  `Hỏi sau nửa năm: ${drawnByName} bốc ${formatNumber(drawn)} trong ${formatNumber(population)} người của ${monthName(month)}, ngày ${formatDate(localDateOf(drawnAt))}, số gieo ${seed}.`;

/** How to reach a resident, in a few words; the page of the check shows who else to call. */
function contactText({ phone, wish }: DueRow): string {
  if (wish && wish.way !== 'telephone') return contactWishSummary(wish);
  return phone ? formatPhoneNumber(phone) : 'Chưa có số riêng';
}

const placeText = ({ dueOn, residentId }: DuePlace) => `${dueOn}_${residentId}`;

// ------------------------------------------------------------ one call

interface CheckScene {
  /** Null if the person lives nowhere in the ward. */
  home: CallHome | null;
  /** To be asked at the end of the call; null for none. */
  situation: Situation | null;
  wardName: string;
  today: LocalDate;
  userId: string;
}

/** The lessons to ask about today, and those whose check of today the account may correct. */
const openLessons = (file: CheckFile, today: LocalDate, userId: string) =>
  file.lessons.filter((lesson) => whyNotAsked(file, lesson, today, userId) === '');

/** The form of a call: which services it must have an answer for, the account and the day decide. */
export const checkForm = (file: CheckFile, today: LocalDate, userId: string) =>
  checkBackForm(
    today,
    file,
    openLessons(file, today, userId).map(({ serviceId }) => serviceId),
  );

export function checkPage(file: CheckFile, { home, situation, wardName, today, userId }: CheckScene, failed?: Failed) {
  const open = openLessons(file, today, userId);
  const stored = { checkedOn: formatDate(today), answers: answersOn(open, today) };
  const form = formView(checkForm(file, today, userId), stored, failed);
  const age = file.birth ? `, ${ageOn(file.birth, today)} tuổi` : '';
  const shown = file.lessons.filter((lesson) => open.includes(lesson) || isTyped(form.values, lesson));
  const asked = open.length > 0 ? open : file.lessons;
  const you = uncapitalise(honorificOf(file.gender, file.birth, today)) || 'bác';
  return viewOf('casework/portal-use/check-back', {
    title: `Hỏi lại: ${addressedName(file, today)}${age}`,
    context: [...asked.map(taughtText), home?.addressLine].filter(Boolean).join(' · '),
    numbers: file.refuses ? [] : shownNumbers(numbersOfPerson(file, home, today)),
    residentHref: `/residents/${file.residentId}`,
    // What to say, sentence by sentence.
    script: scriptOf(asked, you, wardName),
    // Why nothing is to be asked today; '' when something is.
    notDue: open.length > 0 ? '' : whyNotAsked(file, file.lessons[0]!, today, userId),
    form,
    // '' when nothing is to be recorded.
    action: shown.length > 0 ? checkPath(file.residentId) : '',
    questions: shown.map((lesson) => questionOf(form, file, lesson)),
    practice:
      situation && callQuestion(situation, `Rồi hỏi một chuyện: gặp thế này, ${you} làm gì?`, form.values, form.errors),
    past: file.lessons.flatMap(({ serviceName, past }) => past.map((check) => `${serviceName}, ${pastText(check)}`)),
    // The same question to copy; null when it is not to be asked.
    message:
      home && open.length > 0
        ? stillAble({
            ward: home.ward,
            who: calledName(file, today),
            services: open.map(({ serviceName, serviceGroup }) => ({ name: serviceName, groupKey: serviceGroup })),
          })
        : null,
  });
}

/** What was recorded today, to be corrected. */
const answersOn = (lessons: readonly Lesson[], today: LocalDate) =>
  Object.fromEntries(
    lessons.map(({ serviceId, past }) => {
      const said = past.find(({ on }) => on === today);
      return [serviceId, { ...said, paid: String(said?.paid ?? '') }];
    }),
  );

const isTyped = ({ answers }: FormValues, { serviceId }: Lesson): boolean =>
  typed(partsOf({ answers }, serviceId), 'outcome') !== '';

const partsOf = ({ answers }: FormValues, serviceId: string): FormValues =>
  ((answers as FormValues | undefined)?.[serviceId] ?? {}) as FormValues;

const taughtText = ({ serviceName, taughtOn }: Lesson) => `${serviceName}, đội dạy ngày ${formatDate(taughtOn)}`;

/** The fields of one service. */
function questionOf({ values }: { values: FormValues }, { barriers }: CheckFile, { serviceId, serviceName }: Lesson) {
  const parts = partsOf(values, serviceId);
  const offered = (none: string, labels: Record<string, string>, part: string) =>
    optionsOf({ '': none, ...labels }, typed(parts, part));
  return {
    legend: `Có làm lại được “${serviceName}” không?`,
    outcome: answerName(serviceId, 'outcome'),
    options: cardsOf(CHECK_BACK_OUTCOMES, typed(parts, 'outcome'), {
      not_reached: `Gọi lại hôm khác, nhiều nhất ${MAX_ATTEMPTS} lần`,
    }),
    helper: answerName(serviceId, 'helper'),
    helpers: offered('Không ai', CHECK_BACK_HELPERS, 'helper'),
    paid: answerName(serviceId, 'paid'),
    paidAnswers: optionsOf(PAID_ANSWERS, typed(parts, 'paid')),
    barrier: answerName(serviceId, 'barrierId'),
    barriers: offered('Không vướng', Object.fromEntries(barriers.map(({ id, label }) => [id, label])), 'barrierId'),
  };
}

function scriptOf(lessons: readonly Lesson[], you: string, wardName: string): string[] {
  const taught = lessons.map(
    ({ taughtOn, serviceName }) =>
      `hôm ${weekdayName(taughtOn)} ${formatDate(taughtOn)} đội có hướng dẫn ${you} “${serviceName}”`,
  );
  return [
    `Chào ${you}, tôi gọi từ ${wardName}. ${capitalise(taught.join(', '))}.`,
    `Từ hôm đó ${you} có làm lại được không? Tự bấm máy, hay có ai cùng làm? Có phải trả tiền nhờ làm hộ không?`,
    `Nếu không làm được: vướng ở chỗ nào? Chưa có việc phải làm cũng không sao.`,
    'Cần thì mời đội đến giúp lần nữa, không mất tiền.',
  ];
}
