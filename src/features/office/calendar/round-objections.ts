import { validateRoundTime, roundTimeOf, type OutreachRules } from './outreach-time';

/** The parts of a planned round by which its time and team are validated. */
export interface TimedRound {
  startsAt: Date;
  endsAt: Date;
  /** The required number of officers. */
  teamSize: number;
  /** The kinds of objections that its written reason answers. */
  answeredObjections: readonly string[];
}

/** Objections of the ward's rules to a planned round that no written reason answers; empty if it can go as it is. */
export function openObjections({ startsAt, endsAt, teamSize, answeredObjections }: TimedRound, rules: OutreachRules) {
  const verdict = validateRoundTime({ ...roundTimeOf({ startsAt, endsAt }), ...rules });
  const wanted = rules.policy.teamSize;
  return [
    ...(verdict.allowed ? [] : verdict.objections.filter(({ kind }) => !answeredObjections.includes(kind))),
    ...(teamSize < wanted
      ? [{ kind: 'team_size', sentence: `Đội có ${teamSize} người; phường nay đi ${wanted} người một đội.` }]
      : []),
  ];
}

/**
 * The rounds affected by a change of the rules: those with a kind of objection they did not have before, each with the
 * sentences of its new objections.
 */
export const roundsAffectedBy = <Round extends TimedRound>(
  rounds: readonly Round[],
  before: OutreachRules,
  after: OutreachRules,
): (Round & { why: string[] })[] =>
  rounds.flatMap((round) => {
    const known = openObjections(round, before).map(({ kind }) => kind);
    const why = openObjections(round, after)
      .filter(({ kind }) => !known.includes(kind))
      .map(({ sentence }) => sentence);
    return why.length === 0 ? [] : [{ ...round, why }];
  });
