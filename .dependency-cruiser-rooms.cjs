/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles-of-rooms',
      comment:
        'Two rooms that need each other are one room, or miss a third. A rule of folders sees the features alone, hence this file.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: { includeOnly: '^src/features/', tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true },
};
