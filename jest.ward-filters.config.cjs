// npm run test:ward-filters: takes minutes, so it is no part of npm test.
const { projects, ...rest } = require('./jest.config.cjs');

module.exports = {
  ...rest,
  projects: [{ ...projects[0], displayName: 'ward-filters', testMatch: ['<rootDir>/tests/ward-filters/*.test.ts'] }],
};
