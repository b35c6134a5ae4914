import { z } from 'zod';
import { correctedAbsenceForm } from '../../../src/features/rounds/team/absences/forms';
import { serviceForm } from '../../../src/features/office/catalogue/forms';
import { newCallForm } from '../../../src/features/casework/door-calls/forms';
import { moveForm } from '../../../src/features/register/residence/moves/forms';
import { newFactForm, newHelperForm } from '../../../src/features/casework/needs/forms';
import { absenceForm as residentAbsenceForm } from '../../../src/features/register/residence/occupancy/forms';
import { newRequestForm } from '../../../src/features/casework/requests/forms';
import { newResidentForm } from '../../../src/features/register/residents/forms';
import { proposalForm } from '../../../src/features/rounds/proposals/forms';
import { changeForm, planForm } from '../../../src/features/rounds/planning/forms';
import { wardForm } from '../../../src/features/office/wards/forms';
import { dateField, onceRight, optionalTimeField, parseForm, requiredText } from '../../../src/web/form';

const TODAY = '2026-11-26';
const PERSON = '01900000-0000-7000-8000-000000000001';

const errorsOf = (schema: z.ZodType, body: unknown) => {
  const form = parseForm(schema, body);
  return form.ok ? [] : Object.keys(form.errors).sort();
};

describe('a check across several fields', () => {
  const schema = z
    .object({ name: requiredText('Nhập tên.'), from: dateField('Nhập ngày.'), to: dateField('Nhập ngày.') })
    .superRefine(
      ({ from, to }, issues) => {
        if (to < from) issues.addIssue({ code: 'custom', path: ['to'], message: 'Sau.' });
      },
      onceRight('from', 'to'),
    );

  it.each<[string, unknown, string[]]>([
    ['runs although another field is wrong', { name: '', from: '2/12/2026', to: '1/12/2026' }, ['name', 'to']],
    [
      'waits until the fields it needs are valid on their own',
      { name: '', from: '31/2/2026', to: '1/12/2026' },
      ['from', 'name'],
    ],
    ['finds nothing if nothing is wrong', { name: 'Tết', from: '1/12/2026', to: '2/12/2026' }, []],
    ['does not run on what is not a form', 'x', ['']],
  ])('%s', (_what, body, wrong) => {
    expect(errorsOf(schema, body)).toEqual(wrong);
  });
});

describe('a list that is too long', () => {
  const schema = z.object({
    name: requiredText('Nhập tên.'),
    rows: z.array(z.object({ day: dateField('Nhập ngày.') })).max(2, 'Nhiều nhất 2 dòng.'),
  });

  it('is reported once, beside the errors of other fields, and not row by row', () => {
    expect(errorsOf(schema, { name: '', rows: [{ day: 'x' }, { day: 'x' }] })).toEqual([
      'name',
      'rows[0][day]',
      'rows[1][day]',
    ]);
    expect(errorsOf(schema, { name: '', rows: [{ day: 'x' }, { day: 'x' }, { day: 'x' }] })).toEqual(['name', 'rows']);
  });

  it('within its limit, or without one, reports only as many errors as a person can read', () => {
    const words = Object.fromEntries(Array.from({ length: 2900 }, (_, index) => [`k${index}`, 'x']));
    expect(errorsOf(z.record(z.string(), z.enum(['on'])), words)).toHaveLength(200);
  });
});

describe('the forms report at once', () => {
  const policy = {
    name: '',
    adultAge: '18',
    version: '1',
    notBefore: '07:30',
    notAfter: '21:00',
    teamSize: '2',
    bufferMinutes: '10',
    triesAfterRefusal: '2',
    complaintDays: '5',
    roundsAWeek: '3',
    hoursAMonth: '0',
    lunchRest: { from: '11:30', to: '14:00' },
    windows: { weekday: [{ from: '18:00', to: '21:30' }], saturday: [{ from: '18:00', to: '20:00' }] },
    latestKnock: { weekday: '20:30', saturday: '17:00', sunday: '20:00' },
  };

  it.each<[string, z.ZodType, unknown, string[]]>([
    [
      'a round to be planned',
      planForm,
      { id: 'x', date: '31/2/2026', from: '20:00', to: '18:00' },
      ['date', 'id', 'to'],
    ],
    [
      'a round that is changed',
      changeForm,
      { version: '1', date: '24/11/0948', from: '20:00', to: '18:00' },
      ['date', 'to'],
    ],
    ['a week to be planned', proposalForm(TODAY), { id: 'x', from: '25/11/2026', to: 'mai' }, ['from', 'id', 'to']],
    [
      'an absence',
      correctedAbsenceForm(new Date('2026-11-26T02:00:00Z')),
      { version: 'x', from: '28/11/2026', to: '27/11/2026' },
      ['to', 'version'],
    ],
    [
      'a call',
      newCallForm(TODAY),
      { id: 'x', outcome: 'agreed', calledOn: '31/2/2026', times: [], note: '' },
      ['calledOn', 'id', 'times[0][from]'],
    ],
    [
      'a call with a day long past',
      newCallForm(TODAY),
      { id: 'x', outcome: '', calledOn: TODAY, times: [{ onDate: '1/11/2026' }] },
      ['id', 'outcome', 'times[0][onDate]'],
    ],
    [
      'a request',
      newRequestForm(TODAY),
      { id: 'x', channel: '', what: '', receivedOn: TODAY, promisedBy: '1/11/2026', wishes: [{ onDate: '2/11/2026' }] },
      ['channel', 'id', 'promisedBy', 'what', 'wishes[0][onDate]'],
    ],
    [
      'a fact of a household',
      newFactForm(TODAY),
      { id: 'x', kind: 'poor', subject: PERSON, validFrom: TODAY, lastDay: '1/11/2026', source: 'list' },
      ['id', 'lastDay', 'sourceNote', 'subject'],
    ],
    [
      'who helps',
      newHelperForm(TODAY),
      { id: 'x', residentId: '', name: 'Cô Hà', phone: '' },
      ['helpedId', 'id', 'phone'],
    ],
    [
      'a move',
      moveForm(TODAY),
      { actId: 'x', householdId: PERSON, relation: 'other', relationNote: '', residenceStatus: 'permanent' },
      ['actId', 'relationNote'],
    ],
    [
      'a new person',
      newResidentForm(TODAY),
      {
        id: 'x',
        householdId: PERSON,
        fullName: 'Lê An',
        relation: 'other',
        vneidLevel: 'none',
        simInOwnName: 'yes',
        smartphone: 'own',
        livesAlone: 'no',
        hardToMove: 'no',
        needsHelper: 'no',
      },
      ['id', 'relationNote'],
    ],
    [
      'a time away',
      residentAbsenceForm(TODAY),
      { actId: 'x', from: '20/11/2026', expectedUntil: '19/11/2026' },
      ['actId', 'expectedUntil'],
    ],
    [
      'a public service',
      serviceForm,
      { kind: 'topic', code: '', name: '', topicArea: '', level: 'full', levelDate: '', levelSource: '' },
      ['groupKey', 'levelDate', 'levelSource', 'name', 'topicArea'],
    ],
    ['the policy of a ward', wardForm, policy, ['latestKnock[saturday]', 'name', 'windows[weekday][0][from]']],
    [
      'the hours of a ward',
      wardForm,
      { ...policy, notAfter: '07:00', windows: { sunday: [{ from: '18:00', to: '17:00' }] } },
      ['name', 'notAfter', 'windows[sunday][0][to]'],
    ],
  ])('everything wrong with %s', (_what, schema, body, wrong) => {
    expect(errorsOf(schema, body)).toEqual(wrong);
  });
});

describe('a day and a time', () => {
  const form = z.object({ day: dateField('Nhập ngày.', '2026-11-26'), time: optionalTimeField('Nhập giờ.') });

  test.each([
    ['7/12', '1930'],
    ['07/12/2026', '19h30'],
    ['2026-12-07', '19:30'],
  ])('are read as people type them, and as links and older forms send them: %s, %s', (day, time) => {
    expect(parseForm(form, { day, time })).toEqual({ ok: true, value: { day: '2026-12-07', time: '19:30' } });
  });

  test.each([
    [
      { day: '31/2', time: '25' },
      { day: 'Tháng 2 không có ngày 31.', time: 'Nhập giờ.' },
    ],
    [
      { day: 'mai', time: 'tối' },
      { day: 'Nhập ngày.', time: 'Nhập giờ.' },
    ],
    [{ day: '7/12/0206', time: '' }, { day: 'Năm chưa đúng: xem lại bốn chữ số của năm.' }],
  ])('%j keeps what was typed and says what is wrong', (values, errors) => {
    expect(parseForm(form, values)).toEqual({ ok: false, errors, values });
  });
});
