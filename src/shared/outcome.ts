// Result of a service function: a discriminated union on `kind`. The kinds below mean the same everywhere; a function
// adds kinds of its own where its handler needs to know more. An error that no form can fix is thrown (shared/errors).

/** Written now, or written before by the same form. */
export interface Done {
  kind: 'done';
}

/** Nothing was written: the record was in that state already. */
export interface Unchanged {
  kind: 'unchanged';
}

/** Nothing was written: `errors` says by input name what is wrong; under WHOLE_FORM, what concerns no single input. */
export interface Invalid {
  kind: 'invalid';
  errors: Readonly<Record<string, string>>;
}

/** Nothing was written: another user saved after this form was opened. */
export interface Stale {
  kind: 'stale';
}

/** Nothing was written: these facts must change first, one sentence each. */
export interface Blocked {
  kind: 'blocked';
  blockers: readonly string[];
}

export const WHOLE_FORM = '';

export const DONE: Done = { kind: 'done' };
export const UNCHANGED: Unchanged = { kind: 'unchanged' };
export const STALE: Stale = { kind: 'stale' };
export const invalid = (errors: Invalid['errors']): Invalid => ({ kind: 'invalid', errors });
export const blocked = (...blockers: string[]): Blocked => ({ kind: 'blocked', blockers });
