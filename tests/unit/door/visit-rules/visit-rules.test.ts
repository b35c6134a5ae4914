import { checkKey, type AssistDraft, type VisitDraft } from '../../../../src/features/door/visit-rules/visit-draft';
import {
  fileCodesOf,
  NO_VNEID_BUT_SUBMITTED,
  portalUseOf,
} from '../../../../src/features/door/visit-rules/assist-rules';
import { isEnteredLate, validateVisit, type VisitFacts } from '../../../../src/features/door/visit-rules/visit-rules';
import { assistOf, draftOf, PENSION, SAU } from './drafts';

const MAI = '01900000-0000-7000-8000-000000000002';
const STRANGER = '01900000-0000-7000-8000-000000000009';
const ACCOUNT = '01900000-0000-7000-8000-000000000012';
const OTP = '01900000-0000-7000-8000-000000000013';
const NO_PHONE = '01900000-0000-7000-8000-000000000021';

/** Tuesday 24 November 2026, 19:40 in Hà Nội. */
const NOW = new Date('2026-11-24T12:40:00Z');

const factsOf = (given: Partial<VisitFacts> = {}): VisitFacts => ({
  now: NOW,
  loggedAt: NOW,
  teamBeganOn: null,
  roundEndsAt: new Date('2026-11-24T14:00:00Z'),
  steps: new Map(),
  memberIds: new Set([SAU, MAI]),
  services: new Map([
    [PENSION, 'procedure'],
    [ACCOUNT, 'digital_account'],
    [OTP, 'topic'],
  ]),
  barrierIds: new Set([NO_PHONE]),
  childIds: new Set(),
  lessons: new Map(),
  names: new Map([
    [SAU, 'bà Phạm Thị Sáu'],
    [PENSION, 'Trợ cấp hưu trí xã hội'],
  ]),
  takenFileCodes: new Set(),
  helpedIds: new Set(),
  levels: new Map(),
  contradictions: 'ask',
  savedAssists: new Map(),
  outreach: null,
  officers: { offered: [], isAsked: false },
  ...given,
});
const errorsOf = (draft: Partial<VisitDraft>, facts: Partial<VisitFacts> = {}): Record<string, string> => {
  const verdict = validateVisit(draftOf(draft), factsOf(facts));
  return verdict.ok ? {} : verdict.errors;
};
const visitOf = (draft: Partial<VisitDraft>, facts: Partial<VisitFacts> = {}) => {
  const verdict = validateVisit(draftOf(draft), factsOf(facts));
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.errors));
  return verdict;
};

describe('the outcome at the door', () => {
  it('must be chosen', () => expect(errorsOf({ outcome: null })).toHaveProperty('outcome'));

  it('is enough on its own when no one is home', () => {
    const { visit, warnings } = visitOf({ outcome: 'nobody_home' });
    expect(visit).toMatchObject({ outcome: 'nobody_home', visitedOn: '2026-11-24', assists: [], lateReason: null });
    expect(visit.arrivedAt).toEqual(new Date('2026-11-24T12:31:00Z'));
    expect(warnings).toEqual([]);
  });

  it('needs a reason when people do not want a visit', () => {
    expect(errorsOf({ outcome: 'refused' })).toHaveProperty('refusalReason');
    expect(visitOf({ outcome: 'refused', refusalReason: 'Sợ lừa đảo' }).visit.refusalReason).toBe('Sợ lừa đảo');
  });

  it('takes a refusal reason only with a refusal', () =>
    expect(errorsOf({ refusalReason: 'Sợ lừa đảo' })).toHaveProperty('refusalReason'));

  it.each(['refused', 'come_back_later'] as const)(
    '%s keeps who spoke, what was said and left, and met nobody',
    (outcome) => {
      const { visit } = visitOf({
        outcome,
        refusalReason: outcome === 'refused' ? 'bận' : '',
        presentIds: [SAU],
        othersPresent: 'Cháu',
        topicIds: [OTP],
        leftAtDoor: ['leaflet'],
        accompaniedBy: 'neighbour',
      });
      expect(visit).toMatchObject({ presentIds: [SAU], othersPresent: 'Cháu', topicIds: [OTP], metSomebody: false });
      expect(visit).toMatchObject({ leftAtDoor: ['leaflet'], accompaniedBy: 'neighbour' });
    },
  );

  it.each(['nobody_home', 'refused', 'come_back_later', 'cannot_reach', 'moved_or_vacant'] as const)(
    '%s takes nothing done with people',
    (outcome) => {
      const errors = errorsOf({
        outcome,
        refusalReason: outcome === 'refused' ? 'bận' : '',
        presentIds: [SAU],
        othersPresent: 'Cháu',
        topicIds: [OTP],
        leftAtDoor: ['card'],
        levels: { [SAU]: 'level_1' },
        answers: { [SAU]: { answer: 'alone', serviceId: null, serviceText: '', month: null } },
        checkBacks: { [checkKey(SAU, PENSION)]: { outcome: 'alone', paid: null, barrierId: null } },
        assists: [assistOf()],
      });
      expect(Object.keys(errors).sort()).toEqual([
        `answers[${SAU}][answer]`,
        'assists[0][residentId]',
        `checkBacks[${checkKey(SAU, PENSION)}][outcome]`,
        ...(outcome === 'refused' || outcome === 'come_back_later' ? [] : ['leftAtDoor']),
        `levels[${SAU}]`,
        ...(outcome === 'refused' || outcome === 'come_back_later' ? [] : ['othersPresent', 'presence', 'topics']),
      ]);
    },
  );
});

describe('a visit that met a resident', () => {
  const QUESTION = 'Đã gặp ai? Chọn người trong hộ, hoặc ghi ở “Người khác” (ví dụ: người mở cửa, không nói tên).';

  it('needs a person: without a resident, a procedure or a topic, the form asks who was met', () => {
    expect(errorsOf({ presentIds: [] })).toEqual({ presence: QUESTION });
    expect(errorsOf({ presentIds: [], assists: [null], note: 'Nhà có chó', nextStep: 'revisit' })).toEqual({
      presence: QUESTION,
    });
  });

  it.each<[string, Partial<VisitDraft>]>([
    ['a member present', { presentIds: [MAI] }],
    ['another person, without a name', { othersPresent: 'người mở cửa' }],
    ['a topic', { topicIds: [OTP] }],
    ['a procedure, even for a resident not ticked as present', { assists: [null, assistOf()] }],
  ])('counts as met with %s', (_, given) => {
    expect(visitOf({ presentIds: [], ...given }).visit).toMatchObject({ outcome: 'met', metSomebody: true });
  });

  it.each(['nobody_home', 'come_back_later', 'cannot_reach', 'moved_or_vacant'] as const)(
    'does not count as met with %s, and asks for no person',
    (outcome) => {
      expect(visitOf({ outcome }).visit.metSomebody).toBe(false);
    },
  );
});

describe('the people of a visit', () => {
  it('are members of the household on that day', () => {
    expect(errorsOf({ presentIds: [SAU, STRANGER] })).toHaveProperty('presence');
    expect(errorsOf({ assists: [assistOf({ residentId: STRANGER })] })).toHaveProperty(['assists[0][residentId]']);
    expect(errorsOf({ presentIds: [SAU], levels: { [STRANGER]: 'level_2' } })).toHaveProperty([`levels[${STRANGER}]`]);
  });

  it('have their VNeID level saved only if present or helped', () => {
    expect(errorsOf({ levels: { [MAI]: 'level_2' } })).toHaveProperty([`levels[${MAI}]`]);
    expect(visitOf({ presentIds: [MAI], levels: { [MAI]: 'level_2' } }).visit.levels).toEqual([
      { residentId: MAI, level: 'level_2' },
    ]);
    expect(visitOf({ assists: [assistOf()], levels: { [SAU]: 'level_1' } }).visit.levels).toHaveLength(1);
  });

  it('hear only topics from the catalogue', () => {
    expect(errorsOf({ topicIds: [PENSION] })).toHaveProperty('topics');
    expect(visitOf({ topicIds: [OTP] }).visit.topicIds).toEqual([OTP]);
  });
});

describe('a line of help', () => {
  it('says every missing part at once, beside its own field', () => {
    const errors = errorsOf({
      assists: [
        null,
        assistOf({ residentId: null, serviceId: null, helpLevel: null, result: null, fileCode: '', note: 'x' }),
      ],
    });
    expect(Object.keys(errors).sort()).toEqual(
      ['helpLevel', 'residentId', 'result', 'serviceId'].map((field) => `assists[1][${field}]`),
    );
  });

  it('is skipped when empty', () =>
    expect(visitOf({ assists: [null, assistOf(), null] }).visit.assists).toHaveLength(1));

  it('needs a reason if the team did it for them, and only then', () => {
    expect(errorsOf({ assists: [assistOf({ helpLevel: 'done_for' })] })).toHaveProperty(['assists[0][doneForReason]']);
    expect(errorsOf({ assists: [assistOf({ doneForReason: 'mắt kém' })] })).toHaveProperty([
      'assists[0][doneForReason]',
    ]);
    expect(errorsOf({ assists: [assistOf({ helpLevel: 'done_for', doneForReason: 'mắt kém' })] })).toEqual({});
  });

  it('names a day to go on only while something is left to do, from the day of the visit on', () => {
    const field = 'assists[0][againOn]';
    expect(errorsOf({ assists: [assistOf({ againOn: '2026-12-02' })] })[field]).toContain('chưa nộp được');
    const prepared = (againOn: string) => ({ assists: [assistOf({ result: 'prepared', fileCode: '', againOn })] });
    expect(errorsOf(prepared('2026-11-01'))[field]).toContain('từ ngày đến thăm');
    expect(errorsOf(prepared('2126-12-02'))[field]).toContain('xem lại năm');
    expect(errorsOf(prepared('2026-12-02'))).toEqual({});
  });

  it('needs a barrier from the catalogue if blocked', () => {
    expect(errorsOf({ assists: [assistOf({ result: 'blocked', fileCode: '' })] })).toHaveProperty([
      'assists[0][barrierId]',
    ]);
    expect(errorsOf({ assists: [assistOf({ result: 'blocked', fileCode: '', barrierId: STRANGER })] })).toHaveProperty([
      'assists[0][barrierId]',
    ]);
    expect(errorsOf({ assists: [assistOf({ result: 'blocked', fileCode: '', barrierId: NO_PHONE })] })).toEqual({});
  });

  it('is for a service in use, never for a topic', () => {
    expect(errorsOf({ assists: [assistOf({ serviceId: STRANGER })] })).toHaveProperty(['assists[0][serviceId]']);
    expect(errorsOf({ assists: [assistOf({ serviceId: OTP })] })).toHaveProperty(['assists[0][serviceId]']);
  });

  it('is not submitted tonight if it was only explained, whatever the service', () => {
    for (const serviceId of [PENSION, ACCOUNT])
      expect(errorsOf({ assists: [assistOf({ helpLevel: 'explained', serviceId })] })).toEqual({
        'assists[0][helpLevel]': 'Chỉ giải thích thì tối nay chưa nộp gì: chọn ai đã bấm máy, hoặc kết quả khác.',
      });
    expect(errorsOf({ assists: [assistOf({ helpLevel: 'explained', result: 'prepared' })] })).toEqual({});
  });

  it('may stay explained and submitted if it is saved so, for the same person and service', () => {
    const line = assistOf({ id: STRANGER, helpLevel: 'explained' });
    const savedAs = (given: object) => ({
      savedAssists: new Map([[STRANGER, { ...line, hasStatuses: false, ...given }]]),
    });
    expect(errorsOf({ assists: [{ ...line, note: 'con trai kể' }] }, savedAs({}))).toEqual({});
    for (const given of [{ residentId: MAI }, { serviceId: ACCOUNT }, { result: 'prepared' }, { helpLevel: 'guided' }])
      expect(errorsOf({ assists: [line] }, savedAs(given))).toHaveProperty(['assists[0][helpLevel]']);
    expect(errorsOf({ assists: [{ ...line, id: null }] }, savedAs({}))).toHaveProperty(['assists[0][helpLevel]']);
  });

  it('is asked about when a resident without VNeID submitted by themselves, and otherwise only mentioned', () => {
    const submitted = (given: Partial<AssistDraft>, levels: VisitDraft['levels'] = { [SAU]: 'none' }) =>
      errorsOf({ presentIds: [SAU], assists: [assistOf(given)], levels });
    for (const helpLevel of ['watched', 'guided'] as const)
      expect(submitted({ helpLevel })).toEqual({ [`levels[${SAU}]`]: NO_VNEID_BUT_SUBMITTED });
    expect(submitted({ helpLevel: 'by_relative' })).toEqual({});
    expect(submitted({ result: 'prepared' })).toEqual({});
    expect(submitted({ serviceId: ACCOUNT })).toEqual({});
    // What the register knows counts until the officer saw something else.
    const known = { levels: new Map([[SAU, 'none' as const]]) };
    expect(errorsOf({ assists: [assistOf()] }, known)).toHaveProperty([`levels[${SAU}]`]);
    expect(errorsOf({ assists: [assistOf()], levels: { [SAU]: 'level_2' } }, known)).toEqual({});
    const warnings = (contradictions: VisitFacts['contradictions']) =>
      visitOf({ assists: [assistOf()] }, { ...known, contradictions }).warnings;
    expect(warnings('mention')).toEqual([
      expect.stringContaining('Bà Phạm Thị Sáu: sổ ghi chưa có VNeID mà tự bấm máy nộp.'),
    ]);
    expect(warnings('confirmed')).toEqual([]);
  });

  it('keeps the id of a saved line and drops the id of another visit', () => {
    const saved = new Map([[STRANGER, { ...assistOf(), hasStatuses: false }]]);
    expect(visitOf({ assists: [assistOf({ id: STRANGER })] }, { savedAssists: saved }).visit.assists[0]!.id).toBe(
      STRANGER,
    );
    expect(visitOf({ assists: [assistOf({ id: OTP })] }, { savedAssists: saved }).visit.assists[0]!.id).toBeNull();
  });

  it('cannot be dropped once its file has statuses', () => {
    expect(
      errorsOf({ assists: [null] }, { savedAssists: new Map([[STRANGER, { ...assistOf(), hasStatuses: true }]]) }),
    ).toHaveProperty('assists');
    expect(
      errorsOf({ assists: [null] }, { savedAssists: new Map([[STRANGER, { ...assistOf(), hasStatuses: false }]]) }),
    ).toEqual({});
  });
});

describe('the portal file code', () => {
  it('is stored in capitals without surrounding spaces', () => {
    expect(visitOf({ assists: [assistOf({ fileCode: ' h26.12.3–261124-0007 ' })] }).visit.assists[0]!.fileCode).toBe(
      'H26.12.3-261124-0007',
    );
  });

  it('may be missing, which brings a warning if the file was submitted', () => {
    const { visit, warnings } = visitOf({ assists: [assistOf({ fileCode: '' })] });
    expect(visit.assists[0]!.fileCode).toBeNull();
    expect(warnings).toEqual([
      'Hồ sơ “Trợ cấp hưu trí xã hội” của bà Phạm Thị Sáu đã nộp nhưng chưa có mã. Bổ sung mã khi có giấy hẹn để theo dõi được.',
    ]);
    expect(visitOf({ assists: [assistOf({ fileCode: '', result: 'prepared' })] }).warnings).toEqual([]);
  });

  it('is not missed where the team no longer follows: handed over, to a helper to whom both agreed', () => {
    const assists = [assistOf({ fileCode: '', helpLevel: 'handed_over' })];
    expect(visitOf({ assists }, { helpedIds: new Set([SAU]) }).warnings).toEqual([]);
    expect(visitOf({ assists }).warnings).toEqual([
      expect.stringContaining('chưa có mã'),
      expect.stringContaining('Đã bàn giao, nhưng bà Phạm Thị Sáu chưa có người giúp số mà hai bên đã đồng ý'),
    ]);
  });

  it('brings a warning, not a refusal, if its form is unusual', () => {
    const { visit, warnings } = visitOf({ assists: [assistOf({ fileCode: 'G01.801/2026/15' })] });
    expect(visit.assists[0]!.fileCode).toBe('G01.801/2026/15');
    expect(warnings[0]).toContain('G01.801/2026/15');
  });

  it('is refused if no system would issue it', () =>
    expect(errorsOf({ assists: [assistOf({ fileCode: 'chưa có mã!' })] })).toHaveProperty(['assists[0][fileCode]']));

  it('belongs to only one file of the ward', () => {
    expect(errorsOf({ assists: [assistOf()] }, { takenFileCodes: new Set(['H26.12.3-261124-0007']) })).toHaveProperty([
      'assists[0][fileCode]',
    ]);
    const errors = errorsOf({ assists: [assistOf(), assistOf({ residentId: MAI, fileCode: 'h26.12.3-261124-0007' })] });
    expect(Object.keys(errors)).toEqual(['assists[1][fileCode]']);
  });

  it('is looked up in the form it is stored in; unreadable ones are not looked up', () => {
    const draft = draftOf({
      assists: [
        assistOf({ fileCode: ' h26.12.3-261124-0007' }),
        null,
        assistOf({ fileCode: '???' }),
        assistOf({ fileCode: '' }),
      ],
    });
    expect(fileCodesOf(draft, '2026-11-24')).toEqual(['H26.12.3-261124-0007']);
  });
});

describe('the adoption ledger', () => {
  it('takes what was submitted on the portal, and how it was done', () => {
    expect(portalUseOf('procedure', 'submitted', 'guided')).toBe('with_help');
    expect(portalUseOf('procedure', 'submitted', 'by_relative')).toBe('by_relative');
    expect(portalUseOf('procedure', 'submitted', 'done_for')).toBe('done_for');
    expect(portalUseOf('procedure', 'submitted', 'watched')).toBe('alone');
    expect(portalUseOf('utility', 'submitted', 'explained')).toBe('unknown');
  });

  it('takes nothing else', () => {
    expect(portalUseOf('procedure', 'prepared', 'guided')).toBeNull();
    expect(portalUseOf('procedure', 'blocked', 'guided')).toBeNull();
    expect(portalUseOf('procedure', 'not_needed', 'guided')).toBeNull();
    expect(portalUseOf('digital_account', 'submitted', 'guided')).toBeNull();
    expect(portalUseOf('topic', 'submitted', 'guided')).toBeNull();
  });
});

describe('the times of a visit', () => {
  it('need a day and an hour of arrival', () => {
    expect(errorsOf({ arrivedOn: null })).toHaveProperty('arrivedOn');
    expect(errorsOf({ arrivedTime: '' })).toHaveProperty('arrivedTime');
  });

  it('are not in the future', () => {
    expect(errorsOf({ arrivedTime: '19:41' })).toHaveProperty('arrivedTime');
    expect(errorsOf({ arrivedTime: '19:40' })).toEqual({});
    expect(errorsOf({ leftTime: '19:55' })).toHaveProperty('leftTime');
  });

  it('end after they begin', () => {
    expect(errorsOf({ leftTime: '19:30' })).toHaveProperty('leftTime');
    expect(errorsOf({ leftTime: '19:31' })).toEqual({});
  });
});

describe('a late entry', () => {
  it('is not more than a year old', () => {
    expect(errorsOf({ arrivedOn: '1926-11-24', lateReason: 'Mất mạng' })).toHaveProperty('arrivedOn');
    expect(visitOf({ arrivedOn: '2025-11-24', lateReason: 'Tìm thấy sổ giấy' }).visit.visitedOn).toBe('2025-11-24');
  });

  it('from long ago can still be corrected', () => {
    expect(
      errorsOf({ arrivedOn: '2024-11-24' }, { loggedAt: new Date('2024-11-24T12:40:00Z'), roundEndsAt: null }),
    ).toEqual({});
  });

  const arrival = (text: string) => new Date(text);

  it('is one made on a later day', () => {
    expect(isEnteredLate('2026-11-23', NOW, null)).toBe(true);
    expect(isEnteredLate('2026-11-24', NOW, null)).toBe(false);
  });

  it('is one made more than six hours after the round ended', () => {
    const end = arrival('2026-11-24T04:30:00Z');
    expect(isEnteredLate('2026-11-24', arrival('2026-11-24T10:30:00Z'), end)).toBe(false);
    expect(isEnteredLate('2026-11-24', arrival('2026-11-24T10:31:00Z'), end)).toBe(true);
  });

  it('counts days as they are in Việt Nam', () => {
    expect(isEnteredLate('2026-11-23', arrival('2026-11-23T17:01:00Z'), null)).toBe(true);
  });

  it('needs its reason and keeps it', () => {
    expect(errorsOf({ arrivedOn: '2026-11-23' })).toHaveProperty('lateReason');
    expect(visitOf({ arrivedOn: '2026-11-23', lateReason: 'Mất mạng' }).visit.lateReason).toBe('Mất mạng');
  });

  it('is validated by when the visit was first logged, not by when it is edited', () => {
    expect(
      errorsOf(
        { arrivedOn: '2026-11-20' },
        { loggedAt: new Date('2026-11-20T13:00:00Z'), roundEndsAt: new Date('2026-11-20T14:00:00Z') },
      ),
    ).toEqual({});
  });
});

describe('the next step', () => {
  it('is chosen before it gets a due date or a note', () => {
    expect(errorsOf({ nextStepDue: '2026-11-30' })).toHaveProperty('nextStep');
    expect(errorsOf({ nextStepNote: 'mang mẫu giấy ủy quyền' })).toHaveProperty('nextStep');
    expect(
      errorsOf({ nextStep: 'revisit', nextStepDue: '2026-11-30', nextStepNote: 'mang mẫu giấy ủy quyền' }),
    ).toEqual({});
  });

  describe('at an hour', () => {
    const promise = (given: Partial<VisitDraft>) =>
      ({ nextStep: 'revisit', nextStepDue: '2026-11-30', ...given }) as const;

    it('has a beginning, and an end if one was given', () => {
      expect(visitOf(promise({ nextStepFrom: '19:00' })).visit).toMatchObject({
        nextStepFrom: '19:00',
        nextStepTo: null,
      });
      expect(visitOf(promise({ nextStepFrom: '19:00', nextStepTo: '20:00' })).visit).toMatchObject({
        nextStepFrom: '19:00',
        nextStepTo: '20:00',
      });
      expect(visitOf(promise({})).visit).toMatchObject({ nextStepFrom: null, nextStepTo: null });
    });

    it('has its day', () => {
      expect(errorsOf({ nextStep: 'revisit', nextStepFrom: '19:00' })).toEqual({
        nextStepDue: 'Ghi cả ngày hẹn, hoặc xóa giờ hẹn.',
      });
      expect(errorsOf({ nextStepFrom: '19:00' })).toHaveProperty('nextStep');
    });

    it('ends after it begins, and cannot have an end alone', () => {
      expect(errorsOf(promise({ nextStepFrom: '20:00', nextStepTo: '19:00' }))).toEqual({
        nextStepTo: 'Giờ kết thúc phải sau giờ bắt đầu.',
      });
      expect(errorsOf(promise({ nextStepFrom: '20:00', nextStepTo: '20:00' }))).toHaveProperty('nextStepTo');
      expect(errorsOf(promise({ nextStepTo: '20:00' }))).toEqual({ nextStepFrom: 'Ghi cả giờ bắt đầu.' });
    });

    it('is after the visit if it is for the same evening', () => {
      const [day, time] = [draftOf().arrivedOn!, draftOf().arrivedTime];
      expect(errorsOf(promise({ nextStepDue: day, nextStepFrom: time }))).toEqual({
        nextStepFrom: 'Giờ hẹn phải sau giờ đến.',
      });
      expect(errorsOf(promise({ nextStepDue: day, nextStepFrom: '23:00' }))).toEqual({});
    });
  });

  it('is not due in a mistyped year', () => {
    expect(errorsOf({ nextStep: 'revisit', nextStepDue: '2036-11-30' })).toEqual({
      nextStepDue: 'Ngày này còn hơn một năm nữa: xem lại năm.',
    });
    expect(errorsOf({ nextStep: 'revisit', nextStepDue: '2027-11-20' })).toEqual({});
  });

  it('is not due before the visit', () =>
    expect(errorsOf({ nextStep: 'revisit', nextStepDue: '2026-11-23' })).toHaveProperty('nextStepDue'));
});
