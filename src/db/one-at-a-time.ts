/**
 * Runs acts one after another in the order in which they were asked for, also those that are asked for at the same time.
 * A connection answers one statement at a time; pg warns of a second one, and refuses it from version 9 on.
 */
export function oneAtATime(): <Result>(act: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const result = last.then(act);
    last = result.catch(() => undefined);
    return result;
  };
}
