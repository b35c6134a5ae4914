import {
  MONDAY,
  NEXT_SUNDAY,
  SATURDAY,
  THURSDAY,
  TUESDAY,
  attempt,
  doorIds,
  doors,
  officer,
  placeOf,
  planEveningOf,
  planWeekOf,
  request,
  resident,
  wordsOf,
} from './planner-ward';

const LATE = { from: '19:30', to: '20:30' };

describe('a household that asked for a visit gets it', () => {
  it('at its preferred time, before everything else', () => {
    const place = placeOf(
      planWeekOf({ doors: doors(300), requests: [request('door 250', { wishes: [{ dates: [THURSDAY], ...LATE }] })] }),
      'door 250',
    )!;
    expect(place.round.date).toBe(THURSDAY);
    expect(place.door.appointment).toEqual(LATE);
    expect(place.door.expectedAt >= '19:30' && place.door.expectedAt <= '20:30').toBe(true);
    expect(wordsOf(place.door).slice(0, 2)).toEqual(['Đã hẹn tối thứ Năm 03/12, 19:30–20:30', 'Đề nghị ngày 27/11']);
  });

  it('and is told whether the round keeps to the weekdays and hours that suit, which are no appointment', () => {
    const wordsAt = (wishes: Parameters<typeof request>[1]) =>
      wordsOf(
        planEveningOf({ requests: [request('door 1', wishes)] }, { keepOrder: ['door 1'] }).round.doors[0]!,
      ).slice(0, 2);
    expect(wordsAt({ wishes: [{ weekdays: [2, 3], ...LATE }] })).toEqual([
      'Đề nghị ngày 27/11',
      'Nhà muốn thứ Ba, thứ Tư 19:30–20:30',
    ]);
    expect(wordsAt({ wishes: [{ weekdays: [6, 7], from: '08:30', to: '11:00' }] })).toEqual([
      'Đề nghị ngày 27/11',
      'Ngoài giờ nhà muốn: thứ Bảy, Chủ nhật 8:30–11:00',
    ]);
    // The round goes out in these hours, but comes to the door after them.
    const kept = Array.from({ length: 8 }, (_, index) => `door ${index}`);
    const early = request('door 7', { wishes: [{ weekdays: [2], from: '18:00', to: '18:30' }] });
    expect(wordsOf(planEveningOf({ requests: [early] }, { keepOrder: kept }).round.doors[7]!)[1]).toBe(
      'Ngoài giờ nhà muốn: thứ Ba 18:00–18:30',
    );
  });

  it('at that time, even if the round has nothing else to do', () => {
    const place = placeOf(
      planWeekOf({ doors: doors(1), requests: [request('door 0', { wishes: [{ weekdays: [4], ...LATE }] })] }),
      'door 0',
    )!;
    expect(place.round).toMatchObject({ date: THURSDAY, from: '18:00' });
    expect(place.door).toMatchObject({ expectedAt: '19:30', appointment: LATE, isIfTimeAllows: false });
  });

  it('on the date they named, before those for whom other days will do', () => {
    const any = Array.from({ length: 30 }, (_, index) =>
      request(`door ${index}`, { promisedBy: TUESDAY, wishes: [{ weekdays: [1, 2, 3, 4, 5], ...LATE }] }),
    );
    const only = request('door 40', { wishes: [{ dates: [TUESDAY], from: '19:00', to: '20:00' }] });
    const { round, notPlaced } = planEveningOf({ requests: [...any, only] });
    expect(round.doors.find(({ doorId }) => doorId === 'door 40')).toMatchObject({ isIfTimeAllows: false });
    expect(notPlaced.length).toBeGreaterThan(10);
    const { dates, ...past } = { ...only.wishes[0]!, dates: ['2026-11-24'] };
    const first = [{ ...past, dates }, past];
    const whenever = planEveningOf({ requests: [...any, { ...only, wishes: first }] });
    expect(whenever.round.doors.some(({ doorId }) => doorId === 'door 40')).toBe(false);
  });

  it('on a date they named', () => {
    const place = placeOf(
      planWeekOf({
        doors: doors(300),
        requests: [request('door 7', { wishes: [{ dates: [SATURDAY], from: '08:30', to: '11:00' }] })],
      }),
      'door 7',
    )!;
    expect(place.round).toMatchObject({ date: SATURDAY, from: '08:00' });
    expect(place.door.appointment).toEqual({ from: '08:30', to: '10:40' });
    expect(wordsOf(place.door)[0]).toBe('Đã hẹn sáng thứ Bảy 05/12, 8:30–10:40');
  });

  it('within the days that the ward promised', () => {
    const asked = Array.from({ length: 6 }, (_, index) => request(`door ${index * 50}`, { promisedBy: TUESDAY }));
    const output = planWeekOf({ doors: doors(300), requests: asked });
    for (const { doorId } of asked) expect(placeOf(output, doorId)!.round.date <= TUESDAY).toBe(true);
  });

  it('although a resident was met there lately, or refused', () => {
    const output = planWeekOf({
      doors: doors(300),
      requests: [request('door 10'), request('door 200')],
      tries: [attempt('door 10', '2026-11-20', '19:00', 'met'), attempt('door 200', '2026-11-25', '19:00', 'refused')],
    });
    expect(placeOf(output, 'door 10')).toBeDefined();
    expect(placeOf(output, 'door 200')).toBeDefined();
  });

  it('once, even if it asked twice', () => {
    const output = planWeekOf({
      doors: doors(300),
      requests: [request('door 10'), request('door 10', { id: 'again', receivedOn: '2026-11-28' })],
    });
    expect(output.rounds.flatMap(doorIds).filter((id) => id === 'door 10')).toHaveLength(1);
    expect(output.notPlaced.filter(({ kind }) => kind !== 'door')).toEqual([]);
  });

  it('and an overdue promise is flagged', () => {
    const place = placeOf(
      planWeekOf({ doors: doors(300), requests: [request('door 10', { promisedBy: '2026-11-28' })] }),
      'door 10',
    )!;
    expect(wordsOf(place.door)).toContain('Đề nghị ngày 27/11, quá hạn 28/11');
  });

  it('from a team of their time, even if other times bring more', () => {
    const wishes = [{ dates: [NEXT_SUNDAY], from: '14:00', to: '17:00' }];
    const { rounds } = planWeekOf({
      doors: doors(300),
      requests: [request('door 10', { wishes })],
      options: { maxRoundsPerWeek: 1 },
    });
    expect(rounds.some(({ date, from }) => date === NEXT_SUNDAY && from === '14:00')).toBe(true);
  });
});

describe('a request without a place says why', () => {
  const whyOf = (facts: Parameters<typeof planWeekOf>[0]) =>
    planWeekOf(facts).notPlaced.find(({ kind }) => kind === 'request');

  it('if no round goes out at the preferred time', () => {
    expect(
      whyOf({ requests: [request('door 1', { wishes: [{ weekdays: [2], from: '09:00', to: '11:00' }] })] }),
    ).toEqual({
      kind: 'request',
      id: 'request of door 1',
      what: 'Nhà muốn thứ Ba 9:00–11:00',
      why: 'Không có buổi nào vào giờ người dân muốn',
    });
  });

  it('if no round goes out on the preferred day, at any hour', () => {
    expect(
      whyOf({ requests: [request('door 1', { wishes: [{ dates: ['2026-12-20'], from: '00:00', to: '23:59' }] })] })!
        .what,
    ).toBe('Nhà muốn Chủ nhật 20/12');
  });

  it('if no team goes out at all', () => {
    expect(whyOf({ officers: [], requests: [request('door 1')] })!.why).toBe('Không có buổi nào trong những ngày này');
  });

  it('if the door is paused', () => {
    const paused = doors(60, (number) => (number === 1 ? { pause: { kind: 'mourning', until: null } } : {}));
    expect(whyOf({ doors: paused, requests: [request('door 1')] })!.why).toMatch(/^Đang tạm dừng gõ cửa: /);
  });

  it('if the door is paused on the days that suit, although other rounds go out later', () => {
    const paused = doors(60, (number) => (number === 1 ? { pause: { kind: 'mourning', until: SATURDAY } } : {}));
    const wishes = [{ dates: [SATURDAY], from: '08:30', to: '11:00' }];
    expect(whyOf({ doors: paused, requests: [request('door 1', { wishes })] })!.why).toMatch(/^Đang tạm dừng gõ cửa: /);
  });

  it('if too many prefer the same hour', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      request(`door ${index}`, { wishes: [{ dates: [TUESDAY], from: '19:00', to: '19:45' }] }),
    );
    const { rounds, notPlaced } = planWeekOf({ requests: many });
    expect(notPlaced.filter(({ kind }) => kind === 'request').length).toBeGreaterThan(20);
    expect(new Set(notPlaced.filter(({ kind }) => kind === 'request').map(({ why }) => why))).toEqual(
      new Set(['Các buổi hợp giờ đã hết phần giờ dành cho việc hẹn']),
    );
    for (const { doors: listed } of rounds)
      for (const { appointment, expectedAt } of listed)
        if (appointment) expect(expectedAt <= appointment.to).toBe(true);
  });

  it('every request is either on a round or reported', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      request(`door ${index * 5}`, index % 2 === 0 ? {} : { wishes: [{ weekdays: [1 + (index % 5)], ...LATE }] }),
    );
    const { rounds, notPlaced } = planWeekOf({ doors: doors(300), requests: many });
    const seen = new Set([
      ...rounds.flatMap(doorIds),
      ...notPlaced.filter(({ kind }) => kind === 'request').map(({ id }) => id.replace('request of ', '')),
    ]);
    expect(many.filter(({ doorId }) => !seen.has(doorId))).toEqual([]);
  });
});

describe('what a visit promised', () => {
  const followUp = { id: 'papers', doorId: 'door 42', dueOn: THURSDAY, at: null, what: 'bổ sung giấy tờ' };
  const met = [attempt('door 42', '2026-11-20', '19:00', 'met')];

  it('is kept from its day on, not before', () => {
    const place = placeOf(planWeekOf({ followUps: [followUp], tries: met }), 'door 42')!;
    expect(place.round.date >= THURSDAY).toBe(true);
    expect(wordsOf(place.door)[0]).toBe(
      place.round.date === THURSDAY ? 'Đến hạn 03/12: bổ sung giấy tờ' : 'Quá hạn 03/12: bổ sung giấy tờ',
    );
  });

  it('is kept soon after its day has passed, however far it is from all other doors', () => {
    const far = { ...followUp, doorId: 'door 1999', dueOn: '2026-07-25' };
    const wide = doors(2000, (number) => ({
      residents: number < 400 ? [resident(82, ['lives_alone'])] : [resident(40)],
    }));
    const place = placeOf(
      planWeekOf({ doors: wide, followUps: [far], tries: [attempt('door 1999', '2026-07-18', '19:00', 'met')] }),
      'door 1999',
    )!;
    expect(place.round.date).toBe(MONDAY);
    expect(place.door.isIfTimeAllows).toBe(false);
    expect(wordsOf(place.door)).toContain('Quá hạn 25/07: bổ sung giấy tờ');
  });

  it('comes after the requests of the ward, and is named if there is no room', () => {
    const late = Array.from({ length: 40 }, (_, index) => ({
      ...followUp,
      id: `late ${index}`,
      doorId: `door ${index}`,
      dueOn: '2026-11-20',
    }));
    const requests = Array.from({ length: 3 }, (_, index) => request(`door ${50 + index}`));
    const { round, notPlaced } = planEveningOf({ followUps: late, requests });
    expect(doorIds(round)).toEqual(expect.arrayContaining(['door 50', 'door 51', 'door 52']));
    expect(notPlaced.length).toBeGreaterThan(20);
    expect(
      notPlaced.every(({ kind, what }) => kind === 'follow_up' && what === 'Việc hẹn 20/11: bổ sung giấy tờ'),
    ).toBe(true);
  });

  it('is kept at the agreed time', () => {
    const { round } = planEveningOf({
      followUps: [{ ...followUp, dueOn: TUESDAY, at: { from: '19:00', to: '20:00' } }],
      tries: met,
    });
    expect(round.doors.find(({ doorId }) => doorId === 'door 42')!.appointment).toEqual({ from: '19:00', to: '20:00' });
  });

  describe('at an hour', () => {
    const atSeven = { ...followUp, dueOn: TUESDAY, at: { from: '19:00', to: '20:00' } };
    const saturdayMorning = { ...followUp, dueOn: SATURDAY, at: { from: '09:00', to: '10:00' } };

    it('sends out a round for it, with the appointment and the reason', () => {
      const place = placeOf(
        planWeekOf({ doors: doors(300), followUps: [saturdayMorning], tries: met, options: { maxRoundsPerWeek: 1 } }),
        'door 42',
      )!;
      expect(place.round).toMatchObject({ date: SATURDAY, from: '08:00', to: '11:00' });
      expect(place.door.appointment).toEqual({ from: '09:00', to: '10:00' });
      expect(place.door.expectedAt >= '09:00' && place.door.expectedAt <= '10:00').toBe(true);
      expect(wordsOf(place.door)[0]).toBe('Đã hẹn 9:00–10:00 sáng thứ Bảy 05/12');
    });

    it.each([
      ['20:30', '21:30'],
      ['20:20', '21:00'],
      ['19:00', '19:10'],
    ])('is kept in time from %s to %s, the latest knock included', (from, to) => {
      const promised = { followUps: [{ ...followUp, dueOn: TUESDAY, at: { from, to } }], tries: met };
      const place = placeOf(planWeekOf({ doors: doors(300), ...promised }), 'door 42')!;
      expect(place.round.date).toBe(TUESDAY);
      for (const each of [
        place.door,
        planEveningOf({ doors: doors(300), ...promised }).round.doors.find(({ doorId }) => doorId === 'door 42')!,
      ]) {
        expect(each).toMatchObject({ appointment: { from, to: to < '20:30' ? to : '20:30' }, isIfTimeAllows: false });
        expect(each.expectedAt >= from && each.expectedAt <= '20:30').toBe(true);
      }
    });

    it('finds no round after the latest knock, and is named', () => {
      const { notPlaced } = planWeekOf({
        followUps: [{ ...followUp, dueOn: TUESDAY, at: { from: '20:31', to: '21:30' } }],
        tries: met,
      });
      expect(notPlaced).toContainEqual(expect.objectContaining({ kind: 'follow_up', id: 'papers' }));
    });

    it('comes before a request that waits at the same door', () => {
      const place = placeOf(
        planWeekOf({ followUps: [atSeven], requests: [request('door 42')], tries: met }),
        'door 42',
      )!;
      expect(place.round.date).toBe(TUESDAY);
      expect(wordsOf(place.door)).toEqual(
        expect.arrayContaining(['Đã hẹn 19:00–20:00 tối thứ Ba 01/12', 'Đề nghị ngày 27/11']),
      );
    });

    it('keeps everyone away before it, although they had asked for a visit: the later appointment counts', () => {
      const tries = [attempt('door 42', '2026-11-28', '19:00', 'come_back_later')];
      const later = { ...followUp, at: { from: '20:00', to: '20:30' } };
      const asked = request('door 42', { promisedBy: TUESDAY });
      const place = placeOf(planWeekOf({ tries, requests: [asked], followUps: [later] }), 'door 42')!;
      expect(place.round.date).toBe(THURSDAY);
      expect(place.door.appointment).toEqual({ from: '20:00', to: '20:30' });
      const { rounds, notPlaced } = planWeekOf({
        tries,
        requests: [asked],
        followUps: [later],
        ask: { kind: 'week', from: MONDAY, to: TUESDAY },
      });
      expect(rounds.flatMap(doorIds)).not.toContain('door 42');
      expect(notPlaced.filter(({ kind }) => kind === 'request')).toEqual([]);
    });

    it('keeps rounds of other hours away on that day', () => {
      const { rounds } = planWeekOf({
        doors: doors(300),
        followUps: [saturdayMorning],
        tries: met,
        options: { maxRoundsPerWeek: 7 },
      });
      expect(
        rounds.filter((round) => doorIds(round).includes('door 42')).map(({ date, from }) => `${date} ${from}`),
      ).toEqual([`${SATURDAY} 08:00`]);
    });

    it('is named although a later round goes there: its hour is not kept', () => {
      const output = planWeekOf({ followUps: [{ ...atSeven, at: { from: '09:00', to: '10:00' } }], tries: met });
      expect(placeOf(output, 'door 42')).toBeDefined();
      expect(output.notPlaced).toContainEqual(expect.objectContaining({ kind: 'follow_up', id: 'papers' }));
    });

    it('is named with its hour if no round goes out then', () => {
      const { rounds, notPlaced } = planWeekOf({
        followUps: [{ ...atSeven, at: { from: '09:00', to: '10:00' } }],
        tries: met,
        ask: { kind: 'week', from: MONDAY, to: TUESDAY },
      });
      expect(rounds.flatMap(doorIds)).not.toContain('door 42');
      expect(notPlaced).toContainEqual({
        kind: 'follow_up',
        id: 'papers',
        what: 'Việc hẹn thứ Ba 01/12, 9:00–10:00: bổ sung giấy tờ',
        why: 'Không có buổi nào vào giờ người dân muốn',
      });
    });

    it('leaves the days after it open to every hour, like a promise without one', () => {
      const missed = { ...atSeven, dueOn: '2026-11-27' };
      expect(placeOf(planWeekOf({ followUps: [missed], tries: met }), 'door 42')!.door).toMatchObject({
        appointment: null,
      });
      expect(
        placeOf(planWeekOf({ followUps: [missed], requests: [request('door 42')], tries: met }), 'door 42'),
      ).toBeDefined();
    });

    it('of another week does not count in this one', () => {
      const later = { ...atSeven, dueOn: '2026-12-10' };
      const { rounds, notPlaced } = planWeekOf({ followUps: [later], tries: met });
      expect(rounds.flatMap(doorIds)).not.toContain('door 42');
      expect(notPlaced.filter(({ kind }) => kind === 'follow_up')).toEqual([]);
    });
  });

  it('is named if no round goes out from that day on', () => {
    const { notPlaced } = planWeekOf({
      followUps: [followUp],
      tries: met,
      officers: ['An', 'Bình'].map((name) =>
        officer(name, { availability: [{ weekday: 1, from: '17:30', to: '21:00' }] }),
      ),
    });
    expect(notPlaced).toContainEqual({
      kind: 'follow_up',
      id: 'papers',
      what: 'Việc hẹn 03/12: bổ sung giấy tờ',
      why: 'Không có buổi nào từ ngày hẹn',
    });
  });
});
