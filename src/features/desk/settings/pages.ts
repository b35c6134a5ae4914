import type { UserRole } from '../../../generated/prisma/enums';
import { settingsFor } from '../../../web/navigation';
import { definePage } from '../../../web/page';

interface SettingsModel {
  groups: { label: string; id: string; entries: readonly { label: string; href: string }[] }[];
}
export const settingsPage = definePage<SettingsModel>('desk/settings/index');

export const settingsModel = (role: UserRole): SettingsModel => ({
  groups: settingsFor(role).map(({ label, entries }, index) => ({ label, id: `group-${index}`, entries })),
});
