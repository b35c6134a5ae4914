import type { AppContext } from '../../../context';
import { LOST, LOST_WORDS, type NearMissDraft, type PracticeDraft } from '../../casework/practice/fields';
import { findShown } from '../../casework/practice/queries';
import type { Practised } from '../visit-records/service';
import type { VisitDraft } from '../visit-rules/visit-draft';

const ONLY_IF_MET = 'Chỉ ghi khi gặp được người. Chọn lại “Chưa hỏi”, hoặc chọn lại câu trả lời ở cửa.';
const NOT_SHOWN = 'Tình huống này không có trong sổ của phường, hoặc còn là bản nháp. Tải lại trang.';

/**
 * What was practised at a door, checked: the situations are the ward's, two of one pattern, new to the resident who answered, who
 * was present. Errors are keyed by input name. One read, and none where nothing was practised.
 */
export async function checkPractice(
  { db }: Pick<AppContext, 'db'>,
  wardId: string,
  { practice, nearMiss }: { practice: PracticeDraft; nearMiss: NearMissDraft },
  { outcome, presentIds }: Pick<VisitDraft, 'outcome' | 'presentIds'>,
): Promise<Practised & { errors: Record<string, string>; warnings: string[] }> {
  const errors: Record<string, string> = {};
  const { residentId } = practice;
  const asked = [
    { moment: 'before' as const, id: practice.firstId, answer: practice.before },
    { moment: 'after' as const, id: practice.secondId, answer: practice.after },
  ].filter(({ answer }) => answer !== null);
  const ids = asked.flatMap(({ id }) => id ?? []);
  const shown = ids.length > 0 ? await findShown(db, wardId, ids, residentId) : [];
  for (const { moment, id } of asked) {
    const found = shown.find((one) => one.id === id);
    if (!found) errors[`practice[${moment}]`] = NOT_SHOWN;
    else if (residentId && !found.isNew)
      errors[`practice[${moment}]`] =
        'Người này đã trả lời tình huống này. Chọn lại “Chưa hỏi”, hoặc chọn “Không ghi tên”.';
    if (outcome !== 'met') errors[`practice[${moment}]`] = ONLY_IF_MET;
  }
  if (new Set(shown.map(({ originId }) => originId)).size < asked.length)
    errors['practice[after]'] ??= 'Hai lần hỏi phải là hai tình huống khác nhau. Tải lại trang.';
  if (new Set(shown.map(({ pattern }) => pattern)).size > 1)
    errors['practice[after]'] ??= 'Hai tình huống phải cùng một kiểu lừa. Tải lại trang.';
  if (asked.length > 0 && residentId && !presentIds.includes(residentId))
    errors['practice[residentId]'] = 'Chỉ ghi cho người có mặt: đánh dấu ở “Ai có mặt”, hoặc chọn “Không ghi tên”.';
  const { pattern, channel, stoppedBy } = nearMiss;
  const isTold = pattern !== null || channel !== null || stoppedBy !== null;
  const isLost = stoppedBy === LOST;
  if (isTold && outcome !== 'met') errors['nearMiss[pattern]'] = ONLY_IF_MET.replace('Chưa hỏi', 'Không có');
  else if (isTold && !isLost) {
    if (pattern === null) errors['nearMiss[pattern]'] = 'Chọn kiểu lừa, hoặc bỏ hai ô bên cạnh.';
    if (channel === null) errors['nearMiss[channel]'] = 'Chọn qua đường nào.';
    if (stoppedBy === null) errors['nearMiss[stoppedBy]'] = 'Chọn nhờ đâu không mất.';
  }
  return {
    errors,
    warnings: isLost ? [LOST_WORDS] : [],
    residentId,
    answers: asked.flatMap(({ moment, id, answer }) => (id ? [{ situationId: id, moment, answer: answer! }] : [])),
    nearMiss: pattern && channel && stoppedBy && stoppedBy !== LOST ? { pattern, channel, stoppedBy } : null,
  };
}
