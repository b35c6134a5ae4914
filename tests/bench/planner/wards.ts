import { ORDINARY_WARD, type WardFacts } from './ward-facts';

/** The ward as it is assumed to be, and wards in which an assumption is wrong. */
export const WARDS = {
  ordinary: { title: 'The ordinary ward', facts: ORDINARY_WARD },
  'out-more': { title: 'People are out half as much again', facts: { ...ORDINARY_WARD, outFactor: 1.5 } },
  regular: {
    title: 'Seven households in ten live by the day of the week',
    facts: { ...ORDINARY_WARD, sameEveryWeek: 0.7 },
  },
  reluctant: {
    title: 'Twice as many refuse',
    facts: { ...ORDINARY_WARD, attitude: { ...ORDINARY_WARD.attitude, firmRefusal: 0.08, hesitant: 0.2 } },
  },
} as const satisfies Record<string, { title: string; facts: WardFacts }>;

export type WardName = keyof typeof WARDS;
