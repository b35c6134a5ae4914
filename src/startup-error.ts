/**
 * A reason not to start that the operator can act on. Its message is one Vietnamese line that says what is wrong and
 * what to do; it is printed alone, without a stack.
 */
export class StartupError extends Error {}
