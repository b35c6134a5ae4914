// Loaded before the program: its limits on reading are far above what a run reads.
const { LIMITS } = require('../../dist/src/config.js');

LIMITS.listsPerQuarterHour = LIMITS.filesPerQuarterHour = 99_999_999;
