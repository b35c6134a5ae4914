import { isDeepStrictEqual } from 'node:util';
import { normalisePortalFileCode } from '../../../shared/portal-file-code';
import type { AssistDraft, VisitDraft } from './visit-draft';

/**
 * Combines two versions of one visit into a draft, for a person to check before saving. Drops nothing: texts are placed
 * one below the other and lists are united. Where only one value is possible, mine wins, except that "met" outweighs
 * any other outcome, because only a met door can record who was helped and with what.
 * @param theirs the saved version.
 * @param mine the version that could not be saved.
 */
export function mergeVisits(theirs: VisitDraft, mine: VisitDraft): VisitDraft {
  const outcome = theirs.outcome === 'met' ? 'met' : (mine.outcome ?? theirs.outcome);
  const reasons = bothTexts(theirs.refusalReason, mine.refusalReason, '; ');
  const hasMyNextStep = mine.nextStep !== 'none';
  const due = hasMyNextStep ? (mine.nextStepDue ?? theirs.nextStepDue) : theirs.nextStepDue;
  // An hour is kept only together with its day.
  const hours = [mine, theirs].find(
    (draft) => draft.nextStepDue === due && draft.nextStepFrom !== '' && (hasMyNextStep || draft === theirs),
  );
  return {
    outcome,
    refusalReason: outcome === 'refused' ? reasons : '',
    officerIds: [...new Set([...theirs.officerIds, ...mine.officerIds])],
    arrivedOn: theirs.arrivedOn ?? mine.arrivedOn,
    arrivedTime: theirs.arrivedTime || mine.arrivedTime,
    leftTime: mine.leftTime || theirs.leftTime,
    presentIds: [...new Set([...theirs.presentIds, ...mine.presentIds])],
    // The saved version has none: they are residents by now.
    newPeople: mine.newPeople,
    othersPresent: bothTexts(theirs.othersPresent, mine.othersPresent, ', '),
    assists: mergeAssists(present(theirs.assists), present(mine.assists)),
    topicIds: [...new Set([...theirs.topicIds, ...mine.topicIds])],
    leftAtDoor: [...new Set([...theirs.leftAtDoor, ...mine.leftAtDoor])],
    accompaniedBy: mine.accompaniedBy ?? theirs.accompaniedBy,
    levels: { ...theirs.levels, ...mine.levels },
    readiness: mergeSeen(theirs.readiness, mine.readiness),
    answers: { ...theirs.answers, ...mine.answers },
    checkBacks: { ...theirs.checkBacks, ...mine.checkBacks },
    promises: { ...theirs.promises, ...mine.promises },
    nextStep: hasMyNextStep ? mine.nextStep : theirs.nextStep,
    nextStepDue: due,
    nextStepFrom: hours?.nextStepFrom ?? '',
    nextStepTo: hours?.nextStepTo ?? '',
    nextStepNote: bothTexts(theirs.nextStepNote, mine.nextStepNote, '; '),
    // Refusal reasons given before a resident was met after all are moved here, where they are allowed.
    note: [bothTexts(theirs.note, mine.note, '\n'), outcome === 'refused' ? '' : reasons].filter(Boolean).join('\n'),
    lateReason: bothTexts(theirs.lateReason, mine.lateReason, '; '),
  };
}

/** Saved lines first, with my changes applied; then my lines that have no identical saved line. */
function mergeAssists(theirs: AssistDraft[], mine: AssistDraft[]): AssistDraft[] {
  const kept = theirs.map((saved) => mine.find((line) => line.id !== null && line.id === saved.id) ?? saved);
  const added = mine.filter(
    (line) => !kept.includes(line) && !theirs.some((saved) => isDeepStrictEqual(contentOf(saved), contentOf(line))),
  );
  return [...kept, ...added.map((line) => ({ ...line, id: null }))];
}

const contentOf = ({ id: _id, ...content }: AssistDraft) => ({
  ...content,
  stepIds: content.stepIds.toSorted(),
  fileCode: normalisePortalFileCode(content.fileCode),
});

function mergeSeen(theirs: VisitDraft['readiness'], mine: VisitDraft['readiness']): VisitDraft['readiness'] {
  const ids = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  return Object.fromEntries([...ids].map((id) => [id, { ...theirs[id], ...mine[id] }]));
}

const present = (assists: VisitDraft['assists']): AssistDraft[] => assists.filter((assist) => assist !== null);

function bothTexts(theirs: string, mine: string, separator: string): string {
  if (theirs.includes(mine)) return theirs;
  return mine.includes(theirs) ? mine : `${theirs}${separator}${mine}`;
}
