/**
 * A command with a setting in front, as people type it on this platform. On Windows the line works in both cmd and
 * PowerShell; a space before && would become part of the value.
 */
export const withSetting = (setting: string, command: string, platform: NodeJS.Platform = process.platform): string =>
  platform === 'win32' ? `cmd /c "set ${setting}&& ${command}"` : `${setting} ${command}`;
