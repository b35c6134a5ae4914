// no-restricted-syntax of ESLint, which oxlint has not built in: forbids what a selector finds.
const restrictedSyntax = {
  meta: { schema: false },
  create: (context) =>
    Object.fromEntries(
      context.options.map(({ selector, message }) => [selector, (node) => context.report({ node, message })]),
    ),
};

export default { meta: { name: 'go-cua' }, rules: { 'no-restricted-syntax': restrictedSyntax } };
