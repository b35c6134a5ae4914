import { mergeVisits } from '../../../../src/features/door/visit-rules/visit-merge';
import { assistOf, draftOf } from './drafts';

describe('mergeVisits', () => {
  it('unites who was present, what was said and the levels seen', () => {
    const merged = mergeVisits(
      draftOf({ presentIds: ['sau'], topicIds: ['otp'], levels: { sau: 'level_1' }, othersPresent: 'Cháu Nam' }),
      draftOf({
        presentIds: ['sau', 'mai'],
        topicIds: ['law'],
        levels: { mai: 'level_2' },
        othersPresent: 'Bác hàng xóm',
      }),
    );
    expect(merged).toMatchObject({
      presentIds: ['sau', 'mai'],
      topicIds: ['otp', 'law'],
      levels: { sau: 'level_1', mai: 'level_2' },
      othersPresent: 'Cháu Nam, Bác hàng xóm',
    });
  });

  it('unites the answers and the check-backs; mine win where both asked', () => {
    const said = (answer: 'alone' | 'not_used') => ({ answer, serviceId: null, serviceText: '', month: null });
    const merged = mergeVisits(
      draftOf({
        answers: { sau: said('alone'), nam: said('alone') },
        checkBacks: { sau_residence: { outcome: 'alone', paid: null, barrierId: null } },
      }),
      draftOf({
        answers: { sau: said('not_used'), mai: said('not_used') },
        checkBacks: { mai_residence: { outcome: 'stuck', paid: null, barrierId: 'phone' } },
      }),
    );
    expect(merged.answers).toEqual({ sau: said('not_used'), nam: said('alone'), mai: said('not_used') });
    expect(Object.keys(merged.checkBacks).sort()).toEqual(['mai_residence', 'sau_residence']);
  });

  it('puts one note below the other, and equal notes only once', () => {
    expect(mergeVisits(draftOf({ note: 'Nhà có chó' }), draftOf({ note: 'Gọi trước' })).note).toBe(
      'Nhà có chó\nGọi trước',
    );
    expect(mergeVisits(draftOf({ note: 'Nhà có chó' }), draftOf({ note: 'Nhà có chó' })).note).toBe('Nhà có chó');
    expect(mergeVisits(draftOf({ note: 'Nhà có chó' }), draftOf()).note).toBe('Nhà có chó');
  });

  it('keeps the saved lines with their ids, in my words if I changed them, and adds mine', () => {
    const merged = mergeVisits(
      draftOf({ assists: [assistOf({ id: 'a' }), assistOf({ id: 'b', residentId: 'mai', fileCode: '' })] }),
      draftOf({
        assists: [
          null,
          assistOf({ id: 'b', residentId: 'mai', fileCode: 'H26.12.3-261124-0008' }),
          assistOf({ serviceId: 'residence', fileCode: '' }),
        ],
      }),
    );
    expect(merged.assists).toEqual([
      assistOf({ id: 'a' }),
      assistOf({ id: 'b', residentId: 'mai', fileCode: 'H26.12.3-261124-0008' }),
      assistOf({ serviceId: 'residence', fileCode: '' }),
    ]);
  });

  it('does not add a line that both wrote, whatever the order of its parts', () => {
    const stored = Object.fromEntries(Object.entries(assistOf({ id: 'a' })).reverse()) as never;
    expect(
      mergeVisits(
        draftOf({ assists: [stored] }),
        draftOf({ assists: [assistOf({ fileCode: 'h26.12.3-261124-0007' })] }),
      ).assists,
    ).toHaveLength(1);
  });

  it('adds my line as a new one if it was removed meanwhile', () => {
    expect(mergeVisits(draftOf(), draftOf({ assists: [assistOf({ id: 'gone' })] })).assists).toEqual([assistOf()]);
  });

  it('lets "met" override another outcome and keeps the earlier reason in the note', () => {
    expect(
      mergeVisits(draftOf({ outcome: 'met' }), draftOf({ outcome: 'refused', refusalReason: 'Đang ăn cơm' })),
    ).toMatchObject({ outcome: 'met', refusalReason: '', note: 'Đang ăn cơm' });
    expect(
      mergeVisits(draftOf({ outcome: 'nobody_home' }), draftOf({ outcome: 'refused', refusalReason: 'Đang ăn cơm' })),
    ).toMatchObject({ outcome: 'refused', refusalReason: 'Đang ăn cơm' });
  });

  it('takes my next step if I chose one, otherwise theirs', () => {
    const theirs = draftOf({ nextStep: 'revisit', nextStepDue: '2026-11-30', nextStepNote: 'mang mẫu đơn' });
    expect(mergeVisits(theirs, draftOf())).toMatchObject({
      nextStep: 'revisit',
      nextStepDue: '2026-11-30',
      nextStepNote: 'mang mẫu đơn',
    });
    expect(mergeVisits(theirs, draftOf({ nextStep: 'phone_call', nextStepNote: 'gọi chị Mai' }))).toMatchObject({
      nextStep: 'phone_call',
      nextStepDue: '2026-11-30',
      nextStepNote: 'mang mẫu đơn; gọi chị Mai',
    });
  });

  describe('the hour of the next step', () => {
    const at = (nextStepDue: string, nextStepFrom: string, nextStepTo = '') =>
      draftOf({ nextStep: 'revisit', nextStepDue, nextStepFrom, nextStepTo });
    const hoursOf = (theirs: ReturnType<typeof draftOf>, mine: ReturnType<typeof draftOf>) => {
      const { nextStepDue, nextStepFrom, nextStepTo } = mergeVisits(theirs, mine);
      return [nextStepDue, nextStepFrom, nextStepTo];
    };

    it('is mine if I named one for that day, from its beginning to its end', () => {
      expect(hoursOf(at('2026-11-30', '19:00', '20:00'), at('2026-11-30', '18:30'))).toEqual([
        '2026-11-30',
        '18:30',
        '',
      ]);
    });

    it('is theirs if only they named one for that day', () => {
      expect(hoursOf(at('2026-11-30', '19:00', '20:00'), at('2026-11-30', ''))).toEqual([
        '2026-11-30',
        '19:00',
        '20:00',
      ]);
      expect(hoursOf(at('2026-11-30', '19:00'), draftOf())).toEqual(['2026-11-30', '19:00', '']);
      expect(hoursOf(at('2026-11-30', '19:00'), draftOf({ nextStep: 'phone_call' }))).toEqual([
        '2026-11-30',
        '19:00',
        '',
      ]);
    });

    it('does not move to another day', () => {
      expect(hoursOf(at('2026-11-30', '19:00'), at('2026-12-02', ''))).toEqual(['2026-12-02', '', '']);
    });
  });
});
