import { withSetting } from '../../src/shell-hint';

test.each<[NodeJS.Platform, string]>([
  ['linux', 'PORT=4000 npm start'],
  ['darwin', 'PORT=4000 npm start'],
  ['win32', 'cmd /c "set PORT=4000&& npm start"'],
])('on %s a setting stands before its command as that shell reads it', (platform, line) => {
  expect(withSetting('PORT=4000', 'npm start', platform)).toBe(line);
});
