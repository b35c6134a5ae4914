import { v7 as newId } from 'uuid';
import { ageOn, formatDate, localDateOf, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { cardsOf, PORTAL_ANSWERS } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { shortGroupName } from '../../../shared/group-name';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter } from '../../../web/pager';
import type { CallHome } from '../../casework/door-calls/queries';
import { numbersOfPerson, shownNumbers } from '../../casework/door-calls/whom-to-call';
import { PORTAL_QUESTION, reportedUseText, useFieldsModel } from '../../casework/portal-use/use-fields';
import { callQuestion } from '../../casework/practice/fields';
import type { Situation } from '../../office/situations/queries';
import { paragraphsOf } from '../../office/privacy-notices/pages';
import { departureName, departureSentence, UNWILLING } from './departure-labels';
import { answerForm, drawForm, type MemberFilter } from './forms';
import {
  MAX_CALLS,
  SAMPLE_PAGE_SIZE,
  type MemberFile,
  type MemberRow,
  type SampleFile,
  type SampleRow,
} from './queries';
import { intervalText, percent, quarterName, shareText, total, wardShare, type Counted } from './ward-share';

// ---------------------------------------------------------------- all samples

export function indexPage(
  samples: readonly SampleRow[],
  { quarter, canDraw }: { quarter: LocalDate; canDraw: boolean },
  failed?: Failed,
) {
  const isDrawn = samples.some((sample) => sample.quarter === quarter);
  return viewOf('adoption/sample/index', {
    rows: samples.map(({ id, quarter: of, strata }) => {
      const alone = wardShare(strata, 'alone');
      return {
        href: `/samples/${id}`,
        quarter: quarterName(of),
        size: `${formatNumber(total(strata, 'drawn'))} người`,
        answered: `${formatNumber(total(strata, 'answered'))} người`,
        alone: alone ? `${percent(alone.share)}, ${intervalText(alone)}` : 'chưa đủ câu trả lời',
      };
    }),
    form: formView(drawForm, { size: '200' }, failed),
    drawLabel: canDraw && !isDrawn ? `Số người bốc thăm cho ${quarterName(quarter)}` : '',
    empty: {
      title: 'Chưa có mẫu hỏi nào',
      text: canDraw ? 'Bốc thăm mẫu đầu tiên bằng ô ở trên.' : 'Văn phòng bốc thăm mỗi quý một lần.',
    },
  });
}

// ---------------------------------------------------------------- one sample

const FILTERS = {
  to_call: 'Còn phải gọi',
  heard: 'Trả lời được',
  does_not_know: 'Không nhớ, không rõ',
  not_heard: 'Chưa hỏi được',
  gone: 'Không còn ở phường',
  all: 'Tất cả',
};

export function showPage(sample: SampleFile, filter: MemberFilter, canSeeNames: boolean) {
  const { strata } = sample;
  const count = (column: Counted) => formatNumber(total(strata, column));
  const sizes = listSizes(sample);
  const { state: current } = filter;
  const path = `/samples/${sample.id}`;
  const whole = { place: filter, size: SAMPLE_PAGE_SIZE, total: sizes[current], path, query: { state: current } };
  const { shown, ...pager } = pageAfter(sample.members, whole);
  return viewOf('adoption/sample/show', {
    title: `Mẫu hỏi ${quarterName(sample.quarter)}`,
    context: `${sample.drawnByName} bốc thăm ${count('drawn')} trong ${count('population')} người lớn ngày ${formatDate(localDateOf(sample.drawnAt))}, số gieo ${sample.seed}.`,
    kpis: [
      { label: 'Người lớn tự bấm máy nộp hồ sơ trong 12 tháng', ...shareText(strata, 'alone'), change: '', href: '' },
      { label: 'Có nộp hồ sơ trực tuyến, ai bấm máy cũng tính', ...shareText(strata, 'online'), change: '', href: '' },
    ],
    reached: [
      { label: 'Trả lời được', value: `${count('answered')} người` },
      { label: 'Không nhớ, không rõ', value: `${count('doesNotKnow')} người` },
      { label: 'Không muốn trả lời', value: `${count('declined')} người` },
      { label: 'Gọi mà chưa gặp', value: `${count('notReached')} người` },
      { label: 'Chưa gọi', value: `${count('notCalled')} người` },
      { label: 'Đã mất hoặc không còn ở phường: không gọi nữa', value: `${count('gone')} người` },
    ],
    groups: strata.map((stratum) => ({
      name: shortGroupName(stratum.groupName ?? 'Chưa xếp tổ'),
      population: formatNumber(stratum.population),
      drawn: formatNumber(stratum.drawn),
      answered: formatNumber(stratum.answered),
      alone: formatNumber(stratum.alone),
      online: formatNumber(stratum.online),
    })),
    list: canSeeNames
      ? {
          filters: (Object.keys(FILTERS) as MemberFilter['state'][]).map((state) => ({
            label: `${FILTERS[state]}: ${formatNumber(sizes[state])}`,
            href: `${path}?state=${state}`,
            isCurrent: filter.state === state,
          })),
          rows: shown.map((member) => ({
            href: `/sample-members/${member.id}`,
            name: member.fullName,
            address: member.addressLine ?? 'Không còn ở phường',
            group: shortGroupName(member.groupName ?? 'Chưa xếp tổ'),
            state: stateText(member),
          })),
          emptyText: filter.state === 'to_call' ? 'Không còn ai phải gọi hôm nay' : 'Chưa có ai',
          ...pager,
        }
      : null,
    // Whom to call first.
    callHref: filter.state === 'to_call' && shown[0] ? `/sample-members/${shown[0].id}` : '',
    toCall: formatNumber(sample.toCall),
  });
}

/** How many people each list names. */
function listSizes({ strata, toCall }: SampleFile): Record<MemberFilter['state'], number> {
  const [all, heard, unclear] = [total(strata, 'drawn'), total(strata, 'answered'), total(strata, 'doesNotKnow')];
  const gone = total(strata, 'gone');
  const notHeard = all - toCall - heard - unclear - gone;
  return { to_call: toCall, heard, does_not_know: unclear, not_heard: notHeard, gone, all };
}

function stateText({ answer, answeredOn, calls, state, departure, isUnwilling }: MemberRow): string {
  if (state === 'gone' && departure)
    return `${departureName(departure)}${departure.on ? `, ${formatDate(departure.on)}` : ''}: không gọi nữa`;
  if (isUnwilling) return 'Không muốn trả lời, hoặc không muốn phường liên hệ: không gọi';
  if (!answer || !answeredOn) return 'Chưa gọi';
  const words = `${PORTAL_ANSWERS[answer]}, ${formatDate(answeredOn)}`;
  if (answer !== 'not_reached') return words;
  return state === 'to_call' || calls < MAX_CALLS
    ? `${words}, gọi ${calls} lần`
    : `${words}, đã gọi ${calls} lần: thôi`;
}

// ---------------------------------------------------------------- calling one person

const HINTS: Partial<Record<keyof typeof PORTAL_ANSWERS, string>> = {
  declined: 'Lần này; bảo đừng hỏi nữa thì chọn thêm ở dưới',
  with_team: 'Đội hướng dẫn, hoặc làm giúp',
  not_reached: `Gọi lại hôm khác, nhiều nhất ${MAX_CALLS} lần`,
};

const SURVEY = { '': 'Không hỏi', yes: 'Đồng ý', no: 'Không' };

/** Why a member is not called; '' while they may be. */
function notCalledText({ departure, isUnwilling }: MemberFile): string {
  if (departure) return departureSentence(departure);
  return isUnwilling ? UNWILLING : '';
}

/** @param home where the person lives; null if they have left the ward. */
export function memberPage(
  member: MemberFile,
  {
    home,
    situation,
    wardName,
    today,
  }: { home: CallHome | null; situation: Situation | null; wardName: string; today: LocalDate },
  failed?: Failed,
) {
  const { departure } = member;
  const form = formView(
    answerForm(today, member),
    // The id of the future call, so that a form sent twice is one call.
    { id: newId(), answeredOn: departure ? '' : formatDate(today), noticeId: member.notice?.id ?? '' },
    failed,
  );
  const { values, errors } = form;
  const age = member.birth ? `, ${ageOn(member.birth, today)} tuổi` : '';
  return viewOf('adoption/sample/member', {
    back: { href: `/samples/${member.sampleId}`, label: `Mẫu hỏi ${quarterName(member.quarter)}` },
    title: `${addressedName(member, today)}${age}`,
    context: `Người thứ ${member.callOrder} trong ${member.size} người được bốc. ${home ? `${home.addressLine}.` : 'Không còn ở hộ nào trong phường.'}`,
    departure: notCalledText(member),
    numbers: shownNumbers(numbersOfPerson(member, home, today)),
    residentHref: `/residents/${member.residentId}`,
    wardName,
    question: PORTAL_QUESTION,
    action: `/sample-members/${member.id}/answers`,
    form,
    options: cardsOf(PORTAL_ANSWERS, typed(values, 'answer'), HINTS),
    use: useFieldsModel(member.services, today, { values, errors }),
    practice: situation && callQuestion(situation, 'Rồi hỏi một chuyện: gặp thế này, ông bà làm gì?', values, errors),
    survey: cardsOf(SURVEY, typed(values, 'survey')),
    notice: {
      name: member.notice ? `Đọc cho nghe: bản ${member.notice.version}` : '',
      paragraphs: member.notice ? paragraphsOf(member.notice.body) : [],
    },
    past: member.answers.map(
      ({ recordedByName, ...told }) =>
        `${formatDate(told.answeredOn)}: ${reportedUseText(told)} (${recordedByName} ghi)`,
    ),
  });
}
