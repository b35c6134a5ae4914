/** Lowest first: a wing imports itself and the wings before it. */
const WINGS = ['office', 'casework', 'register', 'rounds', 'door', 'adoption', 'privacy', 'desk'];

const EXPRESS = '^node_modules/(@types/)?express/';
const DATABASE = '^node_modules/(@prisma|pg|@types/pg)/|^src/generated/prisma/(?!enums)|^src/db/(?!dates\\.ts)';

const downwardOnly = WINGS.slice(0, -1).map((wing, index) => ({
  name: `${wing}-imports-downward`,
  comment: 'A wing imports only itself and the wings below it (the list in .dependency-cruiser.cjs).',
  severity: 'error',
  from: { path: `^src/features/${wing}/` },
  to: { path: `^src/features/(${WINGS.slice(index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other, if only for a type, are one file, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'express-in-routes-only',
      comment: 'Only files that end in routes.ts, office/auth and the web layer know requests and responses.',
      severity: 'error',
      from: {
        path: '^(src|prisma)/',
        pathNot: '^src/(web/|app\\.ts|context\\.ts|features/office/auth/|features/.+/[a-z-]*routes\\.ts)',
      },
      to: { path: EXPRESS },
    },
    {
      name: 'database-in-queries-and-services-only',
      comment:
        'Only files that end in queries.ts or service.ts (and audit, auth, db, commands, seed) talk to the database.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/(db/|generated/|shared/sql\\.ts|commands/|server\\.ts|app\\.ts|context\\.ts|jobs\\.ts|features/office/(audit|auth)/|features/.+/[a-z-]*(queries|service)\\.ts|web/error-handler\\.ts|web/middleware/session(-store)?\\.ts)',
      },
      to: { path: DATABASE },
    },
    {
      name: 'services-below-pages',
      comment:
        'A service or a query knows no page and no request: what it throws is in shared/errors.ts, and its routes say the rest.',
      severity: 'error',
      from: { path: '^src/features/.+(queries|service)\\.ts$' },
      to: { path: '^src/web/|pages\\.ts$' },
    },
    {
      name: 'rooms-in-wings',
      comment: 'A new room stands in a wing: the lowest from which it can see what it needs.',
      severity: 'error',
      from: { path: '^src/features/', pathNot: `^src/features/(${WINGS.join('|')})/[^/]+/` },
      to: {},
    },
    ...downwardOnly,
    {
      name: 'audit-is-called-not-calling',
      comment: 'Every service calls audit, so audit calls no room.',
      severity: 'error',
      from: { path: '^src/features/office/audit/' },
      to: { path: '^src/features/(?!office/audit/)' },
    },
    {
      name: 'routes-belong-to-their-feature',
      comment: "A feature's URL table is mounted by features.ts and imported by no other module.",
      severity: 'error',
      from: { path: '^(src|prisma)/', pathNot: '^src/features\\.ts$' },
      to: { path: '^src/features/.+/routes\\.ts$' },
    },
    {
      name: 'seed-above-all',
      comment: 'The demo ward is made with the verbs of the features, which know nothing of it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server\\.ts|commands/)' },
      to: { path: '^prisma/seed/' },
    },
    {
      name: 'web-below-features',
      comment: 'The web layer knows no feature.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/features/|^src/(app|server|features)\\.ts$' },
    },
    {
      name: 'shared-below-all',
      comment: 'src/shared imports nothing above itself.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/(?!shared/|generated/prisma/enums)' },
    },
    {
      name: 'browser-apart',
      comment: "The browser's code shares only pure functions with the server.",
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^src/(?!client/|shared/)|^node_modules/(@prisma|pg|express)/' },
    },
    {
      name: 'no-tests-or-tools-at-run-time',
      comment: 'The production image has no devDependencies and no tests.',
      severity: 'error',
      from: { path: '^(src|prisma/seed)/', pathNot: '^src/client/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'tests-stay-outside',
      severity: 'error',
      from: { path: '^(src|prisma)/' },
      to: { path: '^tests/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^src/generated/'] },
    exclude: { path: '^(dist|public)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
