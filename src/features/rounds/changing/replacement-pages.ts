import { capitalise } from '../../../shared/vietnamese-text';
import { formatRoundTime } from '../../../shared/dates';
import { formView, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import type { RoundTime } from '../../office/calendar/outreach-time';
import { cameFromReview, replacementForm } from '../planning/forms';
import type { RoundDetail } from '../round/queries';
import { isOutsideStated } from '../round/stated-hours';
import { byShare, shareHint, type Team } from '../planning/time-and-team';

/** What the database knows about the candidates. */
interface ReplacementHelp {
  team: Team & { time: RoundTime };
  reviewReasons: string[];
}

/**
 * The form to put one officer in another's place. Officers who are absent or on another round are listed with the reason
 * and cannot be chosen.
 */
export function replacementPage(
  round: RoundDetail,
  { team, reviewReasons }: ReplacementHelp,
  values: FormValues,
  errors: FieldErrors,
) {
  const { officers, clashes, absences, time } = team;
  const onTeam = new Set(round.officers.map(({ id }) => id));
  const absent = new Set(absences.map(({ officerId }) => officerId));
  const gone = round.officers.filter(({ id }) => !officers.some((officer) => officer.id === id)).map(({ id }) => id);
  const blocker = (id: string) => {
    const clash = clashes.find(({ officerId }) => officerId === id);
    if (clash) return `đã có buổi ${clash.code}, ${formatRoundTime(clash.startsAt, clash.endsAt)}`;
    return absent.has(id) ? 'báo vắng' : null;
  };
  const whyLeaving = (id: string) => {
    if (absent.has(id)) return 'báo vắng';
    return gone.includes(id) ? 'không còn trong đội' : '';
  };
  const others = officers.filter(({ id }) => !onTeam.has(id));
  const choosable = byShare(
    others.filter(({ id }) => blocker(id) === null),
    team,
  );
  const out =
    typed(values, 'out') || round.officers.map(({ id }) => id).find((id) => absent.has(id) || gone.includes(id)) || '';
  return viewOf('rounds/changing/replacement', {
    id: round.id,
    title: `Thay người đi buổi ${round.code}`,
    context: `${capitalise(formatRoundTime(round.startsAt, round.endsAt))} · ${round.area}`,
    form: formView(replacementForm, {}, { values: { version: String(round.version), ...values }, errors }),
    cameFrom: cameFromReview(values) ? 'review' : '',
    reviewReasons,
    outgoing: round.officers.map(({ id, displayName }) => ({
      value: id,
      label: displayName,
      hint: whyLeaving(id),
      checked: id === out,
    })),
    incoming: choosable.map((officer) => ({
      value: officer.id,
      label: officer.displayName,
      hint: shareHint(officer, team),
      checked: officer.id === typed(values, 'in'),
    })),
    incomingHint:
      choosable.length > 0
        ? 'Người rảnh giờ ấy đứng trước, trong đó ai đi ít hơn đứng trước.'
        : 'Không còn ai đi được giờ ấy. Đổi giờ hoặc hủy buổi.',
    // Asked only once a candidate would go outside their hours.
    isReasonAsked:
      choosable.some((officer) => isOutsideStated(officer, time) || team.over?.has(officer.id)) ||
      errors.outOfHoursReason !== undefined,
    barred: others.flatMap(({ id, displayName }) => (blocker(id) === null ? [] : [`${displayName}: ${blocker(id)}`])),
  });
}
