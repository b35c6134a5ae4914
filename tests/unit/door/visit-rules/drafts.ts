import type { AssistDraft, VisitDraft } from '../../../../src/features/door/visit-rules/visit-draft';

export const SAU = '01900000-0000-7000-8000-000000000001';
export const PENSION = '01900000-0000-7000-8000-000000000011';

/** A visit that met a resident has Sáu present, unless the test says otherwise. */
export const draftOf = (given: Partial<VisitDraft> = {}): VisitDraft => ({
  outcome: 'met',
  refusalReason: '',
  officerIds: [],
  arrivedOn: '2026-11-24',
  arrivedTime: '19:31',
  leftTime: '',
  presentIds: (given.outcome ?? 'met') === 'met' ? [SAU] : [],
  newPeople: [],
  othersPresent: '',
  assists: [],
  topicIds: [],
  leftAtDoor: [],
  accompaniedBy: null,
  levels: {},
  readiness: {},
  answers: {},
  checkBacks: {},
  promises: {},
  nextStep: 'none',
  nextStepDue: null,
  nextStepFrom: '',
  nextStepTo: '',
  nextStepNote: '',
  note: '',
  lateReason: '',
  ...given,
});
export const assistOf = (given: Partial<AssistDraft> = {}): AssistDraft => ({
  id: null,
  residentId: SAU,
  serviceId: PENSION,
  serviceText: '',
  helpLevel: 'guided',
  levelReason: null,
  doneForReason: '',
  result: 'submitted',
  fileCode: 'H26.12.3-261124-0007',
  barrierId: null,
  note: '',
  againOn: null,
  stepIds: [],
  ...given,
});
