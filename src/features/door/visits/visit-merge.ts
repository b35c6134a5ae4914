import { normalisePortalFileCode } from '../../../shared/portal-file-code';
import type { AssistDraft, VisitDraft } from './visit-draft';

/**
 * Two people's words about one visit as one draft, for a person to read over before it is saved: nothing of either is
 * dropped. Texts are put one below the other, lists are united; where only one value can stand, the second officer's own
 * is taken, save that "met" outweighs any other outcome, because only a met door holds who was helped and with what.
 * @param theirs what is saved; @param mine what could not be saved.
 */
export function mergeVisits(theirs: VisitDraft, mine: VisitDraft): VisitDraft {
  const outcome = theirs.outcome === 'met' ? 'met' : (mine.outcome ?? theirs.outcome);
  const hasMyNextStep = mine.nextStep !== 'none';
  const due = hasMyNextStep ? (mine.nextStepDue ?? theirs.nextStepDue) : theirs.nextStepDue;
  // An hour belongs to its day.
  const hours = [mine, theirs].find(
    (draft) => draft.nextStepDue === due && draft.nextStepFrom !== '' && (hasMyNextStep || draft === theirs),
  );
  return {
    outcome,
    refusalReason: outcome === 'refused' ? bothTexts(theirs.refusalReason, mine.refusalReason, '; ') : '',
    arrivedOn: theirs.arrivedOn ?? mine.arrivedOn,
    arrivedTime: theirs.arrivedTime || mine.arrivedTime,
    leftTime: mine.leftTime || theirs.leftTime,
    presentIds: [...new Set([...theirs.presentIds, ...mine.presentIds])],
    othersPresent: bothTexts(theirs.othersPresent, mine.othersPresent, ', '),
    assists: mergeAssists(present(theirs.assists), present(mine.assists)),
    topicIds: [...new Set([...theirs.topicIds, ...mine.topicIds])],
    levels: { ...theirs.levels, ...mine.levels },
    nextStep: hasMyNextStep ? mine.nextStep : theirs.nextStep,
    nextStepDue: due,
    nextStepFrom: hours?.nextStepFrom ?? '',
    nextStepTo: hours?.nextStepTo ?? '',
    nextStepNote: bothTexts(theirs.nextStepNote, mine.nextStepNote, '; '),
    note: [bothTexts(theirs.note, mine.note, '\n'), outcome === 'refused' ? '' : lostReasons(theirs, mine)]
      .filter(Boolean)
      .join('\n'),
    lateReason: bothTexts(theirs.lateReason, mine.lateReason, '; '),
  };
}

/** The refusals said before somebody was met after all: kept in the note, where they may stand. */
function lostReasons(theirs: VisitDraft, mine: VisitDraft): string {
  return bothTexts(theirs.refusalReason, mine.refusalReason, '; ');
}

/** Saved lines first, in my words where I changed them; then my lines that are not saved in the same words. */
function mergeAssists(theirs: AssistDraft[], mine: AssistDraft[]): AssistDraft[] {
  const kept = theirs.map((saved) => mine.find((line) => line.id !== null && line.id === saved.id) ?? saved);
  const added = mine.filter(
    (line) => !kept.includes(line) && !theirs.some((saved) => contentOf(saved) === contentOf(line)),
  );
  return [...kept, ...added.map((line) => ({ ...line, id: null }))];
}

function contentOf({ id: _id, ...content }: AssistDraft): string {
  return JSON.stringify({ ...content, fileCode: normalisePortalFileCode(content.fileCode) });
}

function present(assists: VisitDraft['assists']): AssistDraft[] {
  return assists.filter((assist) => assist !== null);
}

function bothTexts(theirs: string, mine: string, separator: string): string {
  if (theirs.includes(mine)) return theirs;
  return mine.includes(theirs) ? mine : `${theirs}${separator}${mine}`;
}
