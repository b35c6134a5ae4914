interface Round {
  id: string;
  /** 'YYYY-MM-DD'. */
  date: string;
  officerIds: readonly string[];
}

interface Earlier {
  output: { rounds: readonly Round[] };
  /** Ids of its rounds that were left unticked. */
  setAside: readonly string[];
}

/**
 * Which of the rounds proposed now stay unticked: the latest proposal with a round of the same team on the same day has
 * set it aside. Hours and doors may differ, because the planner proposes them again after each change.
 * @param earlier the latest first. @returns ids of `rounds`.
 */
export function stillSetAside(rounds: readonly Round[], earlier: readonly Earlier[]): string[] {
  const isAside = (round: Round) => {
    for (const { output, setAside } of earlier) {
      const same = output.rounds.filter((other) => teamAndDay(other) === teamAndDay(round));
      if (same.length > 0) return same.every(({ id }) => setAside.includes(id));
    }
    return false;
  };
  return rounds.filter(isAside).map(({ id }) => id);
}

function teamAndDay({ date, officerIds }: Round): string {
  return [date, ...[...officerIds].sort()].join(' ');
}
