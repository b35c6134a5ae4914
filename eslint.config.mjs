import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

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

export default defineConfig(
  globalIgnores(['dist/', 'data/', 'public/', 'coverage/', 'src/generated/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-unused-vars': 'off', // the compiler finds them: noUnusedLocals, noUnusedParameters
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-restricted-properties': ['error', ...rawSql],
      'no-eval': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      ...shapes,
    },
  },
  {
    files: ['src/**/*.ts', 'prisma/**/*.ts', 'tests/**/*.ts'],
    languageOptions: {
      parserOptions: {
        project: [
          'tsconfig.json',
          'src/client/tsconfig.json',
          'src/client/service-worker/tsconfig.json',
          'tests/browser/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
    },
  },
  {
    files: ['src/features/**/*.ts', 'src/shared/**/*.ts', 'prisma/seed/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...ownClock, requestAsParsed, ...hiddenPromise] },
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
    rules: { 'no-restricted-syntax': ['error', requestAsParsed, ...hiddenPromise] },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
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
);
