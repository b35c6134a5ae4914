const rawSql = ['$queryRawUnsafe', '$executeRawUnsafe'].map((property) => ({
  property,
  message: 'Values belong in parameters: use the tagged templates $queryRaw and $executeRaw.',
}));

const ownClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time is passed in: take it from context.now().',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time is passed in: take it from context.now().',
  },
];

/** What a formatter cannot mend. */
const shapes = { 'no-nested-ternary': 'error', 'max-params': ['error', 4] };

const requestAsParsed = {
  selector: "AssignmentExpression[left.object.name='req'][left.property.name='body']",
  message: 'A request stays as it was parsed: pass the values on.',
};

const hiddenPromise = ['AwaitExpression', 'ConditionalExpression > AwaitExpression'].map((awaited) => ({
  selector: `ObjectExpression > Property > ${awaited}`,
  message: 'A promise is not awaited inside an object: give it a name first.',
}));

export default {
  plugins: ['typescript'],
  categories: { correctness: 'off' },
  jsPlugins: ['./scripts/lint-plugin.mjs'],
  options: { reportUnusedDisableDirectives: 'error', typeAware: true, typeCheck: true },
  ignorePatterns: ['/dist/', '/data/', '/public/', '/coverage/', '/src/generated/'],
  overrides: [
    {
      files: ['src/**/*.ts', 'prisma/**/*.ts', 'tests/**/*.ts', 'prisma.config.ts'],
      rules: {
        'no-var': 'error',
        'prefer-rest-params': 'error',
        'prefer-spread': 'error',
        'typescript/ban-ts-comment': 'error',
        'no-array-constructor': 'error',
        'typescript/no-duplicate-enum-values': 'error',
        'typescript/no-empty-object-type': 'error',
        'typescript/no-explicit-any': 'error',
        'typescript/no-extra-non-null-assertion': 'error',
        'typescript/no-misused-new': 'error',
        'typescript/no-namespace': 'error',
        'typescript/no-non-null-asserted-optional-chain': 'error',
        'typescript/no-require-imports': 'error',
        'typescript/no-this-alias': 'error',
        'typescript/no-unnecessary-type-constraint': 'error',
        'typescript/no-unsafe-declaration-merging': 'error',
        'typescript/no-unsafe-function-type': 'error',
        'no-unused-expressions': 'error',
        'typescript/no-wrapper-object-types': 'error',
        'typescript/prefer-as-const': 'error',
        'typescript/prefer-namespace-keyword': 'error',
        'typescript/triple-slash-reference': 'error',
        'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
        'no-restricted-properties': ['error', ...rawSql],
        'no-eval': 'error',
        eqeqeq: ['error', 'always', { null: 'ignore' }],
        'prefer-const': 'error',
        'typescript/await-thenable': 'error',
        'typescript/no-floating-promises': 'error',
        'typescript/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
        'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
        'typescript/only-throw-error': 'error',
        ...shapes,
      },
    },
    {
      files: ['src/features/**/*.ts', 'src/shared/**/*.ts', 'prisma/seed/**/*.ts'],
      rules: { 'go-cua/no-restricted-syntax': ['error', ...ownClock, requestAsParsed, ...hiddenPromise] },
    },
    {
      files: ['src/features/**/*service*.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            paths: [
              { name: 'uuid', importNames: ['v7'], message: 'An id begins with the moment of its row: newIdAt(at).' },
            ],
          },
        ],
      },
    },
    {
      files: ['src/web/**/*.ts', 'src/db/**/*.ts', 'src/*.ts'],
      rules: { 'go-cua/no-restricted-syntax': ['error', requestAsParsed, ...hiddenPromise] },
    },
    {
      files: ['tests/**/*.ts'],
      rules: {
        'go-cua/no-restricted-syntax': [
          'error',
          {
            selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo)$/]',
            message: 'Every test runs.',
          },
          {
            selector: "CallExpression[callee.object.name='jest'][callee.property.name=/^(mock|doMock)$/]",
            message: 'Tests run on the real thing.',
          },
        ],
      },
    },
    {
      files: ['**/*.mjs', '**/*.cjs'],
      rules: { eqeqeq: 'error', 'prefer-const': 'error', 'no-unused-vars': 'error', ...shapes },
    },
  ],
};
