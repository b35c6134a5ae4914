/** Memoizes a function of a text, such as a day: the result is kept until another text comes. */
export function memoizeLast<Made>(make: (of: string) => Made): (of: string) => Made {
  let last: { of: string; made: Made } | null = null;
  return (of) => {
    if (last?.of !== of) last = { of, made: make(of) };
    return last.made;
  };
}
