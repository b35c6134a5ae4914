import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { localDateOf, parseDateText } from '../../../shared/dates';
import { DONE, invalid, type Done, type Invalid } from '../../../shared/outcome';
import { unchosenServiceText } from '../../../shared/service-search';
import { NotFoundError } from '../../../shared/errors';
import { parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { findService } from '../../casework/portal-use/use-fields';
import { keptAnswers } from '../../casework/requests/queries';
import { serviceSearchText } from '../../office/catalogue/labels';
import type { RoundDetail } from '../../rounds/round/queries';
import { followingMerges, sentKey } from '../visit-form/submission';
import { sheetVisitForm } from '../visit-form/forms';
import { validateDraft } from '../visit-form/validate-draft';
import { officersAtDoor } from '../visit-rules/officers-at-door';
import { doorTitle } from '../visit-rules/people';
import { getVisit } from '../visit-records/queries';
import { recordVisits, type NewVisit, type RequestsTouched } from '../visit-records/service';
import type { VisitDraft } from '../visit-rules/visit-draft';
import { metSomebody } from '../visit-rules/visit-rules';
import { hasSameContent } from '../visit-rules/visit-labels';
import { errorsOnSheet, isFilled, rowName, sheetForm, visitValuesOf } from './forms';
import { loadSheet, type DoorOnSheet, type Sheet } from './queries';

const NOTHING_TYPED = 'Chưa ghi cửa nào: chọn kết quả ở cửa cho ít nhất một dòng.';
const LOGGED_BY_OTHERS = 'vừa ghi cửa này. Xem lượt ấy, rồi đánh dấu “Bỏ dòng này” để lưu các dòng khác.';
const SENT_TWICE = 'Dòng này đã lưu một lần, nay gửi lại với nội dung khác. Sửa ở lượt đã ghi, rồi bỏ dòng này.';
const DOOR_GONE = 'Cửa này không còn trong buổi. Ghi ở trang của hộ, rồi đánh dấu “Bỏ dòng này”.';
const CODE_TWICE = 'Mã hồ sơ này đã ghi ở dòng khác. Xem lại giấy hẹn.';
const CODE_JUST_TAKEN = 'Một mã hồ sơ vừa được ghi ở việc khác. Xem lại các mã rồi bấm Lưu lần nữa.';
/** Another save may come first once; then the sheet is validated again by what is true now. */
const MAX_ATTEMPTS = 3;

interface SavedSheet extends Done {
  /** Rows that have a visit now, saved by this form just now or when it was sent before. */
  saved: number;
  /** Rows that were left empty, or left out. */
  skipped: number;
  /** The visits that were saved just now. */
  visitIds: string[];
  requests: RequestsTouched;
  warnings: string[];
}

interface RefusedSheet extends Invalid {
  values: FormValues;
}

/** The round was cancelled, or moved to a later day. */
interface RoundGone {
  kind: 'round-gone';
  values: FormValues;
}

interface ReadyVisit {
  visit: NewVisit;
  warnings: string[];
}

/**
 * Records the visits of a paper sheet: all rows that say something, or none if one of them is wrong. Sent twice, each
 * row is saved once.
 */
export const recordSheetVisits = (
  context: AppContext,
  actor: Actor,
  round: RoundDetail,
  values: FormValues,
): Promise<SavedSheet | RefusedSheet | RoundGone> =>
  followingMerges(context, actor.wardId, values, (current) => tryToRecord(context, actor, round, current));

async function tryToRecord(
  context: AppContext,
  actor: Actor,
  round: RoundDetail,
  values: FormValues,
): Promise<SavedSheet | RefusedSheet | RoundGone> {
  if (!isTypable(round, context.now())) return { kind: 'round-gone', values };
  const form = parseForm(sheetForm, values);
  if (!form.ok) return { ...invalid(form.errors), values };
  const filled = form.value.doors.filter(([, row]) => isFilled(row));
  if (filled.length === 0) return { ...invalid({ '': NOTHING_TYPED }), values };

  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const { errors, ready } = await validateSheet(context, actor, { round, rows: filled, values });
    if (Object.keys(errors).length > 0) return { ...invalid(errors), values };
    const outcome =
      ready.length === 0
        ? { ...DONE, ids: [], requests: { done: 0, left: 0, reopened: 0 } }
        : await recordVisits(
            context,
            actor,
            ready.map(({ visit }) => visit),
          );
    if (outcome.kind === 'round-gone') return { kind: 'round-gone', values };
    if (outcome.kind === 'done') {
      return {
        ...DONE,
        saved: filled.length,
        skipped: form.value.doors.length - filled.length,
        visitIds: outcome.ids,
        requests: outcome.requests,
        warnings: ready.flatMap(({ warnings }) => warnings),
      };
    }
    if (outcome.kind === 'code-taken' && attempt === MAX_ATTEMPTS)
      return { ...invalid({ '': CODE_JUST_TAKEN }), values };
  }
  // A key belongs to a visit elsewhere. Keys are random, so this is not an accident.
  throw new NotFoundError();
}

/** Whether the visits of a round can be typed from its sheet: it was not cancelled, and its day has come. */
export const isTypable = ({ closure, startsAt }: Pick<RoundDetail, 'closure' | 'startsAt'>, now: Date): boolean =>
  closure?.kind !== 'cancelled' && localDateOf(startsAt) <= localDateOf(now);

export const teamOf = ({ officers }: RoundDetail) => officers.map(({ id, displayName }) => ({ id, name: displayName }));

async function validateSheet(
  context: AppContext,
  actor: Actor,
  { round, rows, values }: { round: RoundDetail; rows: readonly [string, FormValues][]; values: FormValues },
): Promise<{ errors: FieldErrors; ready: ReadyVisit[] }> {
  const on = parseDateText(typed(values, 'arrivedOn')) ?? localDateOf(round.startsAt);
  const sheet = await loadSheet(context.db, actor.wardId, round.id, on);
  const errors: Record<string, string> = {};
  const ready: ReadyVisit[] = [];
  const codes = new Set<string>();
  for (const [doorId, row] of rows) {
    const door = sheet.doors.find(({ id }) => id === doorId);
    const validated = door
      ? await validateRow(context, actor, { round, sheet, door, row, values })
      : { errors: { outcome: DOOR_GONE } };
    if (validated === null) continue;
    if ('errors' in validated) {
      Object.assign(errors, errorsOnSheet(doorId, validated.errors));
      continue;
    }
    ready.push(validated);
    validated.visit.visit.assists.forEach(({ fileCode }, index) => {
      if (fileCode === null) return;
      if (codes.has(fileCode)) errors[rowName(doorId, `assists[${index}][fileCode]`)] = CODE_TWICE;
      codes.add(fileCode);
    });
  }
  return { errors, ready };
}

/** Null for a row that this form has saved before. */
async function validateRow(
  context: AppContext,
  actor: Actor,
  given: { round: RoundDetail; sheet: Sheet; door: DoorOnSheet; row: FormValues; values: FormValues },
): Promise<ReadyVisit | { errors: FieldErrors } | null> {
  const { round, sheet, door, row, values } = given;
  const form = parseForm(sheetVisitForm, visitValuesOf(row, values));
  if (!form.ok) return { errors: form.errors };
  const { requests, ...sent } = form.value;
  const draft = withServicesFound(sent, sheet);
  const clientKey = sentKey(row);
  if (door.visitId !== null) {
    if (door.visitKey !== clientKey) return { errors: { outcome: `${door.loggedBy} ${LOGGED_BY_OTHERS}` } };
    const stored = await getVisit(context.db, actor.wardId, door.visitId);
    const isSame = hasSameContent(stored.draft, draft, stored.names);
    return isSame && (await keptAnswers(context.db, actor.wardId, stored.id, metSomebody(draft) ? requests : {}))
      ? null
      : { errors: { outcome: SENT_TWICE } };
  }
  const { id, householdId } = door;
  const verdict = await validateDraft(context, actor, draft, {
    householdId,
    roundEndsAt: round.endsAt,
    clientKey,
    stored: null,
    officers: officersAtDoor(teamOf(round), actor),
  });
  if (!verdict.ok) return { errors: withMatches(verdict.errors, draft, sheet) };
  return {
    visit: {
      target: { householdId, door: { id, roundId: round.id, startsAt: round.startsAt } },
      clientKey,
      visit: verdict.visit,
      howToFind: '',
      requests,
    },
    warnings: verdict.warnings.map((warning) => `${doorTitle(door.addressLine)}: ${warning}`),
  };
}

const serviceOf = (text: string, { services }: Sheet) => findService(services.filter(isNoTopic), text);
const isNoTopic = ({ kind }: Sheet['services'][number]) => kind !== 'topic';

/** With the services that its lines name by text. A text that names none stays a text. */
const withServicesFound = (draft: VisitDraft, sheet: Sheet): VisitDraft => ({
  ...draft,
  assists: draft.assists.map((assist) => {
    const service = assist && serviceOf(assist.serviceText, sheet);
    return service ? { ...assist, serviceId: service.id, serviceText: '' } : assist;
  }),
});

/** Says of a text that names no service how many it could mean. */
function withMatches(errors: FieldErrors, { assists }: VisitDraft, { services }: Sheet): FieldErrors {
  const labels = services.filter(isNoTopic).map(serviceSearchText);
  const matches = assists.flatMap((assist, index) => {
    const name = `assists[${index}][serviceId]`;
    if (!assist?.serviceText || !errors[name]) return [];
    return [[name, unchosenServiceText(assist.serviceText, labels)]];
  });
  return { ...errors, ...Object.fromEntries(matches) };
}
